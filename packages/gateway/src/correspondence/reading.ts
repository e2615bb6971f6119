import type { SectionState, Source, Thread, ThreadSummary } from '@paa-tvaers/contract';
import { readMessage } from '@paa-tvaers/medcom';
import type { MailUnit } from '@paa-tvaers/national';
import type { ReadOutcome, RequestFacts, UsedContext } from '../contexts/contexts.ts';
import { GatewayProblem } from '../http/problem.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Sections } from '../sections/index.ts';
import { letsThrough, refusal } from '../sections/rules.ts';
import type { Sources } from '../sections/types.ts';
import { draftedThreads } from '../store/drafts.ts';
import { filesOf, withheldFrom } from '../store/files.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { messagesOf, type StoredMessage, type ThreadRow, threadRow, threadsOf } from '../store/threads.ts';
import type { Box } from './box.ts';
import { boxOf, type Desk, demand } from './desk.ts';
import { tellDesk } from './desk-answer.ts';
import { unitsBySor } from './units.ts';
import { summaryOf, viewOf } from './view.ts';

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
  parts: ReadingParts,
  asker: Asker,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Answer<Readonly<Record<string, unknown>>>> {
  const [section, told] = await Promise.all([sectionOf(parts, asker, page), tellDesk(asker.desk, parts.sections, asker.facts)]);
  const { state: outcome, reason, sources, items = [] } = section;
  const network = Object.fromEntries(sources.map(({ id, state }) => [id, state]));
  return {
    body: { context: asker.used.child.id, desk: told.desk, ...section },
    outcome: {
      outcome,
      ...(reason !== undefined && { reason }),
      fields: [...(items.length > 0 ? ['read'] : []), ...told.fields],
      sources: { ...told.sources, ...network },
    },
  };
}

interface Section {
  readonly state: SectionState;
  readonly reason?: string;
  readonly items?: readonly ThreadSummary[];
  readonly next?: string;
  readonly sources: readonly Source[];
}

async function sectionOf(
  { store, keys, sources, box }: ReadingParts,
  { used, desk, facts }: Asker,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Section> {
  const verdict = desk.permits('read');
  if (!letsThrough(verdict)) return { ...refusal([verdict]), sources: [] };
  // The box is elsewhere, or there is none: nothing of it is here, and nobody was asked.
  if (desk.mailbox !== 'gateway') return { state: 'ok', items: [], sources: [] };

  const { sor: mailbox } = boxOf(desk.caller);
  const { threads, next } = await threadsOf(store.db, keys, { mailbox, childHash: used.childHash, ...page });
  const drafts = await draftedThreads(store.db, draftOwner({ used, desk }), facts.now);
  const parties = threads.flatMap(({ record }) => record.parties.map(({ sor }) => sor));
  const units = await unitsBySor(sources.units, parties, facts);
  const readable = threads.filter(({ record }) => mayRead(desk, record.parties, units));
  const network = networkOf(box, facts.now);
  const state = readable.length < threads.length && network.state === 'ok' ? 'filtered' : network.state;
  return {
    state: state === 'ok' ? 'ok' : 'partial',
    items: readable.map((one) => summaryOf(one, units, desk.caller.viewer.sub, drafts.get(one.row.id))),
    ...(next !== undefined && { next }),
    sources: [{ ...network, state }],
  };
}

/** @throws GatewayProblem `not-found`, `no-mailbox`, `not-permitted` */
export async function readThread(parts: ReadingParts, asker: Asker, id: string): Promise<Answer<Omit<Thread, 'context'>>> {
  const { store, keys, sections } = parts;
  const { desk, facts } = asker;
  // Nobody is asked for one who is refused.
  const { row, mailbox, messages, units } = await openThread(parts, asker, id);
  const told = await tellDesk(desk, sections, facts);
  const shown = messages.filter((one) => !one.row.held);
  const ids = shown.map((one) => one.row.id);
  const files = await filesOf(store.db, mailbox, ids);
  const withheld = await withheldFrom(store.db, mailbox, ids);
  const drafts = await draftedThreads(store.db, draftOwner(asker), facts.now);
  const view = viewOf(keys, row, messages, { kept: files, withheld }, units, desk.caller.viewer.sub);
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
  const ends = [...new Set(messages.map((one) => otherEndOf(one.row)))].map((sor) => ({ sor }));
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
  return { issuer, subject: viewer.sub, organisation: viewer.org, unit: viewer.unit ?? '', childHash: used.childHash };
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

/** One that has not answered since the gateway started has not answered. */
export function networkOf({ network }: Pick<Box, 'network'>, now: Date): Source {
  const { connected, answeredAt } = network;
  const answers = answeredAt !== undefined && now.getTime() - answeredAt.getTime() <= silent;
  const state = connected ? (answers ? 'ok' : 'unavailable') : 'not-connected';
  return { id: 'network', state, asOf: (answeredAt ?? now).toISOString() };
}
