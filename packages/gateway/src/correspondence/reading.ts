import type { Thread, ThreadSummary } from '@paa-tvaers/contract';
import { readMessage } from '@paa-tvaers/medcom';
import type { MailUnit } from '@paa-tvaers/national';
import type { ReadOutcome, RequestFacts, UsedContext } from '../contexts/contexts.ts';
import { GatewayProblem } from '../http/problem.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Sections } from '../sections/index.ts';
import { letsThrough, refusal } from '../sections/rules.ts';
import type { Sources } from '../sections/types.ts';
import { draftedThreads } from '../store/drafts.ts';
import { filesOf } from '../store/files.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { messagesOf, type StoredMessage, type ThreadRow, threadRow, threadsOf } from '../store/threads.ts';
import type { Box } from './box.ts';
import { boxOf, type Desk, demand } from './desk.ts';
import { tellDesk } from './desk-answer.ts';
import { unitsBySor } from './units.ts';
import { otherEnds, summaryOf, viewOf } from './view.ts';

/** How long the network may be silent before a list says so, in milliseconds. */
const silent = 10 * 60_000;

export interface ReadingParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sources: Pick<Sources, 'units'>;
  readonly sections: Sections;
  readonly box: Pick<Box, 'network'>;
}

/** One who asks, in a child context. */
export interface Asker {
  readonly used: UsedContext;
  readonly desk: Desk;
  readonly facts: RequestFacts;
}

interface Answer<Body> {
  readonly body: Body;
  readonly outcome: ReadOutcome;
}

/** A thread that the asker may read, whole. */
export interface OpenThread {
  readonly mailbox: string;
  readonly row: ThreadRow;
  readonly messages: readonly StoredMessage[];
  readonly units: ReadonlyMap<string, MailUnit>;
}

/** The section `correspondence`: the threads of the own unit about the child, and the desk to write at. */
export async function listThreads(
  { store, keys, sources, sections, box }: ReadingParts,
  { used, desk, facts }: Asker,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Answer<Readonly<Record<string, unknown>>>> {
  const { viewer } = desk.caller;
  const told = await tellDesk(desk, sections, facts);
  const base = { context: used.child.id, desk: told.desk };
  const outcomeOf = (outcome: Omit<ReadOutcome, 'fields' | 'sources'>, fields: readonly string[], network: Record<string, string>) => ({
    ...outcome,
    fields: [...fields, ...told.fields],
    sources: { ...told.sources, ...network },
  });
  const verdict = desk.permits('read');
  if (!letsThrough(verdict)) {
    const refused = refusal([verdict]);
    const reason = 'reason' in refused ? { reason: refused.reason } : {};
    return { body: { ...base, ...refused, sources: [] }, outcome: outcomeOf({ outcome: refused.state, ...reason }, [], {}) };
  }
  // The box is elsewhere, or there is none: nothing of it is here, and nobody was asked.
  if (desk.mailbox !== 'gateway')
    return { body: { ...base, state: 'ok', items: [], sources: [] }, outcome: outcomeOf({ outcome: 'ok' }, [], {}) };

  const { sor: mailbox } = boxOf(desk.caller);
  const { threads, next } = await threadsOf(store.db, keys, { mailbox, childHash: used.childHash, ...page });
  const drafts = await draftedThreads(store.db, draftOwner({ used, desk }), facts.now);
  const units = await unitsBySor(
    sources.units,
    threads.flatMap(({ record }) => record.parties.map(({ sor }) => sor)),
    facts,
  );
  const readable = threads.filter(({ record }) => mayRead(desk, record.parties, units));
  const items = readable.map((one): ThreadSummary => summaryOf(one, units, viewer.sub, drafts.get(one.row.id)));
  const network = networkState(box, facts.now);
  const state = readable.length < threads.length && network.state === 'ok' ? 'filtered' : network.state;
  return {
    body: {
      ...base,
      state: state === 'ok' ? 'ok' : 'partial',
      items,
      ...(next !== undefined && { next }),
      sources: [{ id: 'network', state, asOf: network.asOf }],
    },
    outcome: outcomeOf({ outcome: state === 'ok' ? 'ok' : 'partial' }, items.length > 0 ? ['read'] : [], { network: state }),
  };
}

/** @throws GatewayProblem `not-found`, `no-mailbox`, `not-permitted` */
export async function readThread(parts: ReadingParts, asker: Asker, id: string): Promise<Answer<Omit<Thread, 'context'>>> {
  const { store, keys, sections } = parts;
  const { desk, facts } = asker;
  const open = await openThread(parts, asker, id);
  const { row, mailbox, messages, units } = open;
  const shown = messages.filter((one) => !one.row.held);
  const files = await filesOf(
    store.db,
    mailbox,
    shown.map((one) => one.row.id),
  );
  const drafts = await draftedThreads(store.db, draftOwner(asker), facts.now);
  const told = await tellDesk(desk, sections, facts);
  const view = viewOf(keys, row, messages, files, units, desk.caller.viewer.sub);
  const draft = drafts.get(id);
  const other = shown.find((one) => one.row.id === view.latest);
  const body = { ...view, may: mayOf(desk, other, units), desk: told.desk, ...(draft !== undefined && { draft }) };
  const fields = [...(shown.length > 0 ? ['read'] : ['held']), ...(files.length > 0 ? ['files'] : []), ...told.fields];
  return { body, outcome: { fields, sources: told.sources, outcome: 'ok', about: id } };
}

/**
 * A thread of the own unit about this child. One that is held is about nobody yet: it opens in the context of a child
 * whose number it bears.
 *
 * @throws GatewayProblem `not-found`, `no-mailbox`, `not-permitted`
 */
export async function openThread({ store, keys, sources }: ReadingParts, { used, desk, facts }: Asker, id: string): Promise<OpenThread> {
  const { sor: mailbox } = boxOf(desk.caller);
  demand(desk.permits('read'));
  const row = await threadRow(store.db, mailbox, id);
  if (!row || (row.child_hash !== null && row.child_hash !== used.childHash)) throw new GatewayProblem('not-found');
  const messages = await messagesOf(store.db, keys, mailbox, id);
  if (row.child_hash === null && !messages.some((one) => bearsNumber(one, used.child.cpr))) throw new GatewayProblem('not-found');
  const ends = otherEnds(messages, mailbox);
  const units = await unitsBySor(
    sources.units,
    ends.map(({ sor }) => sor),
    facts,
  );
  if (!mayRead(desk, ends, units)) throw new GatewayProblem('not-permitted');
  return { mailbox, row, messages, units };
}

/** The thread that a message stands in, and the message. @throws as {@link openThread} */
export async function openMessage(
  parts: ReadingParts,
  asker: Asker,
  id: string,
): Promise<OpenThread & { readonly message: StoredMessage }> {
  const { sor } = boxOf(asker.desk.caller);
  const found = await parts.store.db
    .selectFrom('message')
    .select('thread')
    .where('mailbox', '=', sor)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw new GatewayProblem('not-found');
  const open = await openThread(parts, asker, found.thread);
  const message = open.messages.find(({ row }) => row.id === id);
  if (!message) throw new GatewayProblem('not-found');
  return { ...open, message };
}

export function bearsNumber({ bundle }: Pick<StoredMessage, 'bundle'>, cpr: string): boolean {
  return readMessage(bundle).patient.identifiers.some(
    ({ type, value }) => type !== 'other' && value.replace('-', '').toUpperCase() === cpr,
  );
}

export function draftOwner({ used, desk: { caller } }: Pick<Asker, 'used' | 'desk'>) {
  const { issuer, viewer } = caller;
  return { issuer, subject: viewer.sub, organisation: viewer.org, childHash: used.childHash };
}

/** What a professional may do in a thread, after its latest message. */
function mayOf(desk: Desk, latest: StoredMessage | undefined, units: ReadonlyMap<string, MailUnit>): Thread['may'] {
  const other = latest && units.get(otherEndOf(latest.row));
  const writes = desk.mailbox === 'gateway' && latest !== undefined;
  const may = (act: 'reply' | 'forward' | 'attach', party?: MailUnit) => writes && letsThrough(desk.permits(act, party));
  return {
    reply: may('reply', other) && other?.reach !== 'none',
    forward: may('forward'),
    attach: may('attach', other),
    file: latest !== undefined,
  };
}

function otherEndOf({ direction, sender, receiver }: MessageRow): string {
  return direction === 'in' ? sender : receiver;
}

function mayRead(desk: Desk, parties: readonly { readonly sor?: string }[], units: ReadonlyMap<string, MailUnit>): boolean {
  return parties.every(({ sor }) => letsThrough(desk.permits('read', units.get(sor ?? ''))));
}

function networkState({ network }: Pick<Box, 'network'>, now: Date): { state: string; asOf: string } {
  const { connected, answeredAt } = network;
  const asOf = (answeredAt ?? now).toISOString();
  if (!connected) return { state: 'not-connected', asOf };
  // One that has not answered since the gateway started is given the same time to do so by its asOf alone.
  return { state: answeredAt && now.getTime() - answeredAt.getTime() <= silent ? 'ok' : 'unavailable', asOf };
}
