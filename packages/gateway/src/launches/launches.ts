import { randomBytes } from 'node:crypto';
import type { Cpr, Launch } from '@paa-tvaers/contract';
import type { Contexts, RequestFacts } from '../contexts/contexts.ts';
import { boxOf, type Desks, demand } from '../correspondence/desk.ts';
import { GatewayProblem } from '../http/problem.ts';
import { type Keys, keyedHash, seal, unseal } from '../sealing/seal.ts';
import { insertLaunch, type LaunchOwner, takeLaunch } from '../store/launches.ts';
import { childOf, threadRow } from '../store/threads.ts';
import type { Caller } from '../tokens/verify.ts';

/** How long a code opens something, in milliseconds. */
const lives = 60_000;

export interface LaunchParts {
  readonly contexts: Contexts;
  readonly desks: Desks;
  readonly keys: Keys;
}

/** What a code opens. */
export interface Launched {
  readonly cpr: Cpr;
  /** The thread to show, where it was launched from the unit's inbox. */
  readonly thread?: string;
}

/**
 * A code for a child whose number the caller has. It opens nothing by itself: who redeems it is asked all that an
 * opening by number is.
 */
export function launchChild(parts: LaunchParts, caller: Caller, cpr: Cpr, facts: RequestFacts): Promise<Launch> {
  const { contexts, keys } = parts;
  return contexts.outside(caller, undefined, facts, 'launch').write(async (transaction) => {
    const launch = madeOf(keys, caller, { cpr }, facts.now);
    await insertLaunch(transaction, launch.row);
    const outcome = { child: keyedHash(keys, cpr), fields: [], sources: {}, outcome: 'launched' };
    return { result: launch.answer, outcome };
  });
}

/**
 * A code for the child of a thread in the box of the caller's unit, whose number the caller is not told.
 *
 * @throws GatewayProblem `not-permitted` without the right to the inbox; `no-mailbox`; `not-found`; `message-held`
 *   while nobody has confirmed whose the thread is
 */
export function launchThread(parts: LaunchParts, caller: Caller, thread: string, facts: RequestFacts): Promise<Launch> {
  const { contexts, desks, keys } = parts;
  return contexts.outside(caller, 'inbox', facts, 'launch').write(async (transaction) => {
    const { sor } = boxOf(caller);
    demand(desks.inbox(caller, 'list', facts.now));
    const row = await threadRow(transaction, sor, thread);
    if (!row) throw new GatewayProblem('not-found', { title: 'The unit has no such thread.' });
    const child = childOf(keys, row);
    if (!child) throw new GatewayProblem('message-held');
    const cpr = child.cpr as Cpr;
    const launch = madeOf(keys, caller, { cpr, thread }, facts.now);
    await insertLaunch(transaction, launch.row);
    const outcome = { child: keyedHash(keys, cpr), fields: [], sources: {}, outcome: 'launched', about: thread };
    return { result: launch.answer, outcome };
  });
}

/**
 * Takes what a code opens; the code is used then.
 *
 * @throws GatewayProblem `code-unknown`, alike for a code that is used, too old, somebody else's, or none
 */
export function redeem(
  { contexts, keys }: Omit<LaunchParts, 'desks'>,
  caller: Caller,
  code: string,
  facts: RequestFacts,
): Promise<Launched> {
  return contexts.outside(caller, undefined, facts, 'launch').write(async (transaction) => {
    const codeHash = hashOf(keys, code);
    const row = await takeLaunch(transaction, codeHash, ownerOf(caller), facts.now);
    if (!row) throw new GatewayProblem('code-unknown');
    const launched = JSON.parse(unseal(keys, row.sealed, boundTo(codeHash))) as Launched;
    const { cpr, thread } = launched;
    const outcome = {
      child: keyedHash(keys, cpr),
      fields: [],
      sources: {},
      outcome: 'redeemed',
      ...(thread !== undefined && { about: thread }),
    };
    return { result: launched, outcome };
  });
}

function madeOf(keys: Keys, caller: Caller, launched: Launched, now: Date) {
  const code = randomBytes(32).toString('base64url');
  const code_hash = hashOf(keys, code);
  const expires_at = new Date(now.getTime() + lives);
  const sealed = seal(keys, JSON.stringify(launched), boundTo(code_hash));
  return { row: { code_hash, ...ownerOf(caller), sealed, expires_at }, answer: { code, expires: expires_at.toISOString() } };
}

const hashOf = (keys: Keys, code: string) => keyedHash(keys, JSON.stringify(['launch', code]));
const boundTo = (codeHash: string) => JSON.stringify(['launch', codeHash]);

function ownerOf({ issuer, viewer }: Caller): LaunchOwner {
  return { issuer, subject: viewer.sub, organisation: viewer.org };
}
