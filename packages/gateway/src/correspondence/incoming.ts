import { randomUUID } from 'node:crypto';
import {
  type Acknowledgement,
  arrivalOf,
  type DocumentInformation,
  type DraftIssue,
  type Envelope,
  type Finding,
  type Message,
  MessageUnreadable,
  type Node,
  check,
  issuesOf,
  read,
  readEnvelope,
  readResource,
  type ResponseCode,
} from '@paa-tvaers/medcom';
import { type Arrival, SourceAnswerInvalid, SourceUnavailable } from '@paa-tvaers/national';
import type { Scanner } from '../attachments/scan.ts';
import type { BoxedUnit, Organisations } from '../organisations/organisations.ts';
import { writeFile } from '../store/files.ts';
import { arrivalsOf, insertArrival, insertKept } from '../store/receipts.ts';
import { Loop } from './loop.ts';
import type { NetworkParts } from './outgoing.ts';
import { faultsOf, oweReceipt, receiptFor, takeNetworkReceipt, takeReceipt } from './receipts.ts';
import { type FindName, storeMessage } from './store-message.ts';

interface Parts extends NetworkParts {
  readonly organisations: Organisations;
  readonly findName: FindName;
  readonly scanner: Scanner | undefined;
  /** A receipt is owed. */
  readonly wake: () => void;
}

/** Envelopes that are worked on at a time: each may be 140 MB. */
const atOnce = 4;
/** Milliseconds that one waits at most while messages are being accepted. */
const asideFor = 50;
/** Times that a message is tried, before its sender is told that the fault is here. */
const triesBeforeWord = 3;

/** A message, out of its envelope. */
interface Opened {
  readonly unit: BoxedUnit;
  readonly bundle: Node;
  readonly message: Message;
  readonly data: Uint8Array;
  readonly type: string;
}

/**
 * Takes what waits in the mailboxes: a message is on disk, and its receipt owed, before the network may forget it. What
 * cannot be taken for a fault of ours comes again.
 */
export class Incoming {
  readonly #parts: Parts;
  readonly #loop: Loop;
  readonly #tries = new Map<string, number>();
  #answeredAt: Date | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    // Two that read the same mailboxes would each take all that lies there, and acknowledge all of it.
    const round = (signal: AbortSignal) => parts.store.alone('paa-tvaers-mailboxes', () => this.round(signal)).then(() => false);
    this.#loop = new Loop(parts.rules.poll, round, parts.log, 'mailboxes not read');
  }

  /** When the network last answered. */
  get answeredAt(): Date | undefined {
    return this.#answeredAt;
  }

  start(): void {
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Takes all that waits now. */
  async round(signal: AbortSignal): Promise<void> {
    const { transport, organisations, precedence, log, now } = this.#parts;
    const boxes = organisations.boxes;
    const busy = new Set<Promise<void>>();
    try {
      for await (const arrival of transport.receive([...boxes.keys()], { signal })) {
        this.#answeredAt = now();
        const unit = boxes.get(arrival.mailbox);
        if (!unit) continue;
        await precedence.aside(asideFor, signal);
        const work = this.#take(arrival, unit).finally(() => busy.delete(work));
        busy.add(work);
        if (busy.size >= atOnce) await Promise.race(busy);
      }
      this.#answeredAt = now();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid)) throw error;
      log.warn({ err: error }, 'the network did not give all that waits');
    } finally {
      await Promise.all(busy);
    }
  }

  async #take(arrival: Arrival, unit: BoxedUnit): Promise<void> {
    const { log } = this.#parts;
    try {
      await this.#open(arrival, unit);
      this.#tries.delete(arrival.id);
    } catch (error) {
      log.error({ err: error }, 'what came could not be taken in: it comes again');
      await this.#ownFault(arrival, unit).catch(() => undefined);
      return;
    }
    // Where it is not forgotten it comes again, and is known then.
    await arrival.taken().catch((error: unknown) => log.warn({ err: error }, 'what was taken comes again'));
  }

  async #open({ bytes }: Arrival, unit: BoxedUnit): Promise<void> {
    const { store, keys, rules, log, now } = this.#parts;
    let envelope: Envelope;
    try {
      envelope = readEnvelope(bytes);
    } catch (error) {
      return this.#keepUnreadable(error, unit, bytes, 'application/xml');
    }
    const { content } = envelope;
    if (content.kind === 'receipt') {
      if (content.outcome === 'positive-message') return;
      return store.db.transaction().execute((transaction) => takeNetworkReceipt(transaction, keys, unit.sor, content, now()));
    }
    const type = typeOf(content);
    let bundle: Node;
    let found: Message | Acknowledgement;
    try {
      bundle = readResource(content.data);
      found = read(bundle);
    } catch (error) {
      return this.#keepUnreadable(error, unit, content.data, type);
    }
    if (found.kind === 'message') return this.#message({ unit, bundle, message: found, data: content.data, type });
    const errors = check(bundle, 'receiver').filter(({ severity }) => severity === 'error');
    if (errors.length > 0) return this.#keep(unit, rulesOf(errors), content.data, type);
    const acknowledgement = found;
    const known = await store.db
      .transaction()
      .execute((transaction) => takeReceipt(transaction, keys, unit.sor, acknowledgement, rules, now()));
    if (!known) log.warn('a receipt of a message that is not here');
  }

  async #message(opened: Opened): Promise<void> {
    const { store } = this.#parts;
    const { unit, bundle, message } = opened;
    const before = await arrivalsOf(store.db, unit.sor, message);
    const relation = arrivalOf(
      message,
      before.map((row) => ({ id: row.message, bundle: row.bundle })),
    );
    const first = before.find((row) => row.message === message.id && row.response !== 'transient-error');
    if (relation === 'duplicate' && first) {
      await this.#answer(opened, first.response, []);
      return;
    }
    const findings = check(bundle, 'receiver');
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) return this.#refuse(opened, issuesOf(findings), rulesOf(errors));
    if (message.receiver.gln !== unit.gln && message.receiver.sor !== unit.sor)
      return this.#refuse(opened, [{ severity: 'error', code: 'value', error: 'MSG_Receiver_Identifier_UNKNOWN' }], 'other-receiver');
    if (relation === 'conflict')
      return this.#refuse(opened, [{ severity: 'error', code: 'duplicate', error: 'MSG_DUPLICATE_ID' }], 'bundle-of-another-message');
    await this.#store({ ...opened, warnings: findings.length });
  }

  async #store(opened: Opened & { readonly warnings: number }): Promise<void> {
    const { store, keys, log, scanner, findName, wake, now } = this.#parts;
    const receipt = this.#receipt(opened, 'ok', []);
    const stored = await storeMessage({ store, keys, log, scanner, findName, now }, opened, receipt);
    // Somebody else was first by a moment: it is known now.
    if (!stored) return this.#message(opened);
    wake();
  }

  async #refuse(opened: Opened, issues: readonly DraftIssue[], why: string): Promise<void> {
    const file = await this.#original(opened.data, opened.type);
    const done = await this.#answer(opened, 'fatal-error', issues, { why, file });
    if (!done) return this.#message(opened);
  }

  /** Owes a receipt; with `kept`, of what comes for the first time. @returns false where it is not the first any more */
  async #answer(opened: Opened, response: ResponseCode, issues: readonly DraftIssue[], kept?: { why: string; file: string }) {
    const { store, keys, wake, now } = this.#parts;
    const { unit, message } = opened;
    const receipt = this.#receipt(opened, response, issues);
    const done = await store.db.transaction().execute(async (transaction) => {
      const row = { mailbox: unit.sor, bundle: message.bundle, message: message.id, response, stored_at: now() };
      const isFirst = await insertArrival(transaction, row);
      if (kept && !isFirst) return false;
      if (kept)
        await insertKept(transaction, { id: randomUUID(), mailbox: unit.sor, stored_at: now(), why: kept.why, original_file: kept.file });
      if (receipt) await oweReceipt(transaction, keys, unit.sor, receipt, now());
      return true;
    });
    if (done) wake();
    return done;
  }

  #receipt({ bundle }: Opened, response: ResponseCode, issues: readonly DraftIssue[]) {
    const { log, now } = this.#parts;
    const receipt = receiptFor(bundle, response, issues, now());
    const rules = receipt ? faultsOf(receipt) : [];
    if (rules.length > 0) log.warn({ rules }, 'a receipt bends the rules for what is sent, after the message that it answers');
    return receipt;
  }

  /** The sender is told, once, that the fault is here (AR); the message stays with the network, and is answered anew when it is taken. */
  async #ownFault({ id, bytes }: Arrival, unit: BoxedUnit): Promise<void> {
    const tries = (this.#tries.get(id) ?? 0) + 1;
    // One that another gateway took stays counted: the count is let go of before it is a burden.
    if (this.#tries.size > 10_000) this.#tries.clear();
    this.#tries.set(id, tries);
    if (tries !== triesBeforeWord) return;
    const { content } = readEnvelope(bytes);
    if (content.kind === 'receipt') return;
    const bundle = readResource(content.data);
    const message = read(bundle);
    if (message.kind !== 'message') return;
    const issues = [{ severity: 'error', code: 'transient', error: 'MSG_LOCAL_FAIL' }] as const;
    await this.#answer({ unit, bundle, message, data: content.data, type: typeOf(content) }, 'transient-error', issues);
  }

  async #keepUnreadable(error: unknown, unit: BoxedUnit, bytes: Uint8Array, type: string): Promise<void> {
    if (!(error instanceof MessageUnreadable)) throw error;
    await this.#keep(unit, error.reason, bytes, type);
  }

  async #keep({ sor }: BoxedUnit, why: string, bytes: Uint8Array, type: string): Promise<void> {
    const { store, log, now } = this.#parts;
    const file = await this.#original(bytes, type);
    await insertKept(store.db, { id: randomUUID(), mailbox: sor, stored_at: now(), why, original_file: file });
    log.warn({ why }, 'what came is kept, and is not shown');
  }

  async #original(bytes: Uint8Array, contentType: string): Promise<string> {
    const { store, keys } = this.#parts;
    return (await writeFile(store.db, keys, { contentType }, [bytes])).id;
  }
}

const rulesOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ rule }) => rule))].join(' ');

function typeOf({ mime }: DocumentInformation): string {
  return mime === 'application/fhir+json' ? mime : 'application/fhir+xml';
}
