import { randomBytes, randomUUID } from 'node:crypto';
import { birthDate, type Cpr } from '@paa-tvaers/contract';
import type { NewMessage, Reply } from '@paa-tvaers/contract/requests';
import {
  type Acknowledgement,
  type AddressedOrganisation,
  buildAcknowledgement,
  buildNew,
  buildReply,
  type DraftIssue,
  envelopeFor,
  type Message,
  type NewDraft,
  type Node,
  read,
  readEnvelope,
  readResource,
  type ReplyDraft,
  type ResponseCode,
  systems,
  writeEnvelope,
  writeJson,
  writeXml,
} from '@paa-tvaers/medcom';
import {
  type Arrival,
  type MailUnit,
  type PersonRegister,
  type SourceCall,
  SourceUnavailable,
  type Transport,
  type UnitRegister,
} from '@paa-tvaers/national';
import type { Scanner } from '../attachments/scan.ts';
import type { RequestFacts, UsedContext } from '../contexts/contexts.ts';
import { createLog } from '../http/log.ts';
import { openOrganisations } from '../organisations/organisations.ts';
import { aRow } from '../policy/testing.ts';
import { type Keys, keyedHash } from '../sealing/seal.ts';
import type { ChildContext } from '../sections/types.ts';
import type { Store } from '../store/store.ts';
import { deliveryOf, messagesOf, threadRow, threadsOf } from '../store/threads.ts';
import { organisation } from '../testing/identity.ts';
import { createTestSources, known } from '../testing/sources.ts';
import type { Sending } from './accept.ts';
import { Box } from './box.ts';
import type { Desk } from './desk.ts';
import type { NetworkRules } from './outgoing.ts';

/** The unit whose box is tested, and those that it writes with. */
export const family = { sor: '900000016000101', gln: '5790009001010', name: 'Familieafdelingen' };
export const practice = { sor: '900000016000003', gln: '5790009000037', name: 'Lægerne på Torvet' };
export const hospital = { sor: '900000016000002', gln: '5790009000020', name: 'Børne- og Ungdomspsykiatri, Korsbæk' };

export const unitFamily = { id: 'Familieafdelingen', name: family.name, mailbox: 'gateway' as const, sor: family.sor, gln: family.gln };

const listed: readonly MailUnit[] = [
  { ...practice, kind: 'general-practice', reach: 'fdis91' },
  { ...hospital, kind: 'child-psychiatry', reach: 'fdis91' },
  { sor: '900000016000004', gln: '5790009000044', name: 'Lægerne ved Åen', kind: 'general-practice', reach: 'converted' },
  { sor: '900000016000005', name: 'Klinikken uden postkasse', kind: 'general-practice', reach: 'none' },
];

/** SOR in memory. */
export function createTestUnits() {
  const control = { down: false };
  const units: UnitRegister = {
    search: async () => ({ state: 'ok', value: { units: listed, more: false }, asOf: new Date() }),
    async unit(sor) {
      if (control.down) throw new SourceUnavailable('units', 'connection');
      const value = listed.find((unit) => unit.sor === sor);
      return value && { state: 'ok', value, asOf: new Date() };
    },
    close: async () => {},
  };
  return { units, control };
}

/** The messaging network in memory: what was handed over, and what waits. A test may refuse, and give things again. */
export class TestNetwork implements Transport {
  /** Hand-overs that the network took, the first first; the same envelope once. */
  readonly taken: { readonly id: string; readonly bytes: Uint8Array }[] = [];
  readonly waiting: { readonly id: string; readonly mailbox: string; readonly bytes: Uint8Array }[] = [];
  /** Hand-overs that were tried. */
  tried = 0;
  /** Called at each hand-over, before the network has it; what it throws is the answer. */
  before: (envelope: { readonly id: string }) => void | Promise<void> = () => {};
  /** Called when the network has it: a crash between the two is thrown here. */
  after: () => void = () => {};
  /** What is taken is given again. */
  forgets = true;
  down = false;

  async send(envelope: { readonly id: string; readonly bytes: Uint8Array }, { signal }: SourceCall): Promise<void> {
    this.tried += 1;
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new SourceUnavailable('network', 'aborted')), { once: true });
    });
    stopped.catch(() => undefined);
    await Promise.race([this.before(envelope), stopped]);
    const there = this.taken.find(({ id }) => id === envelope.id);
    if (there && !Buffer.from(there.bytes).equals(Buffer.from(envelope.bytes))) throw new Error('another envelope under the same id');
    if (!there) this.taken.push(envelope);
    this.after();
  }

  async *receive(mailboxes: readonly string[]): AsyncGenerator<Arrival> {
    if (this.down) throw new SourceUnavailable('network', 'connection');
    for (const one of this.waiting.filter(({ mailbox }) => mailboxes.includes(mailbox)))
      yield {
        ...one,
        taken: async () => {
          if (this.forgets) this.waiting.splice(this.waiting.indexOf(one), 1);
        },
      };
  }

  /** Puts an envelope into a mailbox (GLN). */
  put(mailbox: string, bytes: Uint8Array): void {
    this.waiting.push({ id: randomUUID(), mailbox, bytes });
  }

  async close(): Promise<void> {}
}

const asNode = (bundle: object) => bundle as Node;

/** What the other systems send: messages and acknowledgements by the builder, and their envelopes. */
export function others(clock: { readonly now: Date }) {
  const source = () => ({ newId: randomUUID, sentAt: clock.now.toISOString() });
  const child = { identifiers: [{ system: systems.cpr, value: known as string }], name: { given: ['Josefine'], family: 'Testperson' } };
  const doctor = { name: { given: ['Bo'], family: 'Øvelæge' }, role: { code: 'laege' }, phone: '55667788' };
  const from = (sender: AddressedOrganisation) => ({ sender, author: doctor, text: 'Hun har det bedre.' });
  return {
    message: (over: Partial<NewDraft> = {}) =>
      asNode(
        buildNew({ ...from(practice), receiver: family, patient: child, category: 'healthcare', topic: 'Om skolegang', ...over }, source()),
      ),
    reply: (to: Node, over: Partial<ReplyDraft> = {}, thread: readonly Node[] = []) =>
      asNode(buildReply(to, { ...from(practice), ...over }, source(), thread)),
    receipt: (of: Node, response: ResponseCode = 'ok', issues: readonly DraftIssue[] = []) =>
      asNode(buildAcknowledgement(of, response, issues, source())),
    /** The bytes that the network carries. */
    envelope(bundle: Node, format: 'xml' | 'json' = 'xml'): Uint8Array {
      const data = format === 'xml' ? writeXml(bundle) : writeJson(bundle);
      const ids = { id: randomUUID(), identifier: randomUUID(), sentAt: clock.now.toISOString() };
      return writeEnvelope(envelopeFor(read(bundle), data, { ...ids, mime: `application/fhir+${format}` }));
    },
  };
}

interface BoxOptions {
  readonly rules?: Partial<NetworkRules>;
  /** In place of the network in memory. */
  readonly transport?: Transport;
  readonly scanner?: Scanner;
  /** Whose box it is. */
  readonly unit?: typeof unitFamily;
  /** In place of SOR in memory. */
  readonly units?: UnitRegister;
}

/**
 * A box over a store, its tables emptied, between a network, SOR and a person register in memory. Nothing runs by
 * itself: `send` and `receive` are one round each, and the clock stands until a test moves it.
 */
export async function aBox(store: Store, { rules, transport, scanner, unit = unitFamily, units: register }: BoxOptions = {}) {
  await empty(store);
  const clock = { now: new Date('2026-06-15T10:00:00Z') };
  const keys: Keys = { seal: [{ id: 'k1', key: randomBytes(32) }], hash: randomBytes(32) };
  const lines: string[] = [];
  const log = createLog({ level: 'trace', stream: { write: (line) => lines.push(line) } });
  const { sources, control: person } = createTestSources();
  const { units, control: sor } = createTestUnits();
  const network = new TestNetwork();
  const organisations = openOrganisations([{ ...organisation, units: [unit] }], 'demo', log);
  const open = (changed: { readonly store?: Store; readonly person?: PersonRegister } = {}) =>
    new Box({
      store: changed.store ?? store,
      keys,
      sources: { ...sources, units: register ?? units, network: transport ?? network, ...(changed.person && { person: changed.person }) },
      organisations,
      rules,
      scanner,
      log,
      now: () => clock.now,
    });
  const box = open();
  const never = new AbortController().signal;
  const send = async (by = box) => {
    while ((await by.outgoing?.round(never)) ?? 0) {}
  };
  const receive = (by = box) => by.incoming?.round(never) ?? Promise.resolve();
  const theirs = others(clock);
  const sendingOf = (key: string, cpr: Cpr): Sending => sendingAt({ store, keys, clock, key, cpr, unit });

  return {
    box,
    open,
    store,
    keys,
    clock,
    lines,
    network,
    person,
    sor,
    theirs,
    send,
    receive,
    sendingOf,
    /** Minutes go by. */
    wait: (minutes: number) => {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
    /** Accepts a new message. */
    accept: (body: Partial<NewMessage> = {}, key = randomUUID(), cpr: Cpr = known) =>
      box.accept.begin(sendingOf(key, cpr), { ...aMessage, ...body }),
    acceptReply: (thread: string, answers: string, body: Partial<Reply> = {}, key = randomUUID(), cpr: Cpr = known) =>
      box.accept.reply(sendingOf(key, cpr), thread, { ...written, answers, ...body }),
    /** A message or an acknowledgement comes, in its envelope, and is taken. */
    async arrive(bundle: Node, format: 'xml' | 'json' = 'xml') {
      network.put(unit.gln, theirs.envelope(bundle, format));
      await receive();
    },
    /** All that was handed over, read. */
    handedOver: () =>
      network.taken.map(({ id, bytes }) => {
        const envelope = readEnvelope(bytes);
        const { content } = envelope;
        if (content.kind !== 'message') throw new Error('not a message');
        const bundle = readResource(content.data);
        return { id, envelope, document: content, bundle, content: read(bundle) as Message | Acknowledgement };
      }),
    row: (id: string) => store.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst(),
    async delivery(id: string) {
      const row = await store.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      return deliveryOf(keys, row);
    },
    thread: (id: string) => threadRow(store.db, unit.sor, id),
    messages: (thread: string) => messagesOf(store.db, keys, unit.sor, thread),
    list: (childHash: string | undefined = keyedHash(keys, known)) =>
      threadsOf(store.db, keys, { mailbox: unit.sor, limit: 100, ...(childHash !== undefined && { childHash }) }),
    changes: () => store.db.selectFrom('change').select(['kind', 'thread', 'child_hash']).orderBy('seq').execute(),
  };
}
export type TestBox = Awaited<ReturnType<typeof aBox>>;

const written = { text: 'Vi vil gerne tale om skolegangen.', role: 'Socialrådgiver', phone: '12345678', attachments: [] };
export const aMessage: NewMessage = { ...written, to: practice.sor, category: 'psychiatry-social-disability', topic: 'Skolegang' };

/** A professional of the family department at the desk of a child, whom policy lets do everything. */
function sendingAt({
  store,
  keys,
  clock,
  key,
  cpr,
  unit,
}: {
  store: Store;
  keys: Keys;
  clock: { readonly now: Date };
  key: string;
  cpr: Cpr;
  unit: typeof unitFamily;
}): Sending {
  const facts: RequestFacts = { trace: '0'.repeat(32), traceparent: `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`, now: clock.now };
  const { sources } = createTestSources();
  const viewer = {
    sub: 'employee-1',
    name: 'Asta Marie Øvelsesen',
    org: organisation.id,
    organisationName: organisation.name,
    unit: unit.id,
    audience: 'family-services',
    function: 'social-worker',
  };
  const child: ChildContext = {
    id: 'context-1',
    cpr,
    birthDate: birthDate(cpr),
    purpose: 'casework',
    viewer,
    once: (_, ask) => ask(new AbortController().signal),
    person: async () => {
      const found = await sources.person.findPerson(cpr, { signal: new AbortController().signal }).catch(() => undefined);
      return found ? { state: found.state, person: found.value, asOf: found.asOf } : { state: 'unavailable', asOf: clock.now };
    },
  };
  const caller = {
    issuer: 'https://host.example/identity',
    viewer,
    organisation: { ...organisation, units: [unit] } as never,
    expires: new Date(clock.now.getTime() + 300_000),
  };
  const used: UsedContext = {
    child,
    childHash: keyedHash(keys, cpr),
    audit: async () => {},
    refused: async () => {},
    write: (work) => store.db.transaction().execute(async (transaction) => (await work(transaction)).result),
  };
  const desk: Desk = {
    caller,
    child,
    unit,
    mailbox: 'gateway',
    permits: () => ({ state: 'ok', row: aRow(), reveal: 'case', fields: new Set() }),
  };
  return { used, desk, facts, key };
}

const tables = [
  'message_file',
  'file_chunk',
  'file',
  'message',
  'thread',
  'receipt',
  'received_receipt',
  'arrival',
  'kept',
  'draft',
  'idempotency',
  'change',
  'webhook',
] as const;

async function empty({ db }: Store): Promise<void> {
  for (const table of tables) await db.deleteFrom(table).execute();
}
