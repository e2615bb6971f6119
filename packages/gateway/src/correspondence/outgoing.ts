import { randomUUID } from 'node:crypto';
import { envelopeFor, type Node, read, resend, writeEnvelope, writeJson, writeXml } from '@paa-tvaers/medcom';
import { SourceUnavailable, type Transport, TransportRefused } from '@paa-tvaers/national';
import type { Updateable } from 'kysely';
import type { Log } from '../http/log.ts';
import type { Keys } from '../sealing/seal.ts';
import { claimMessages, type DueMessage, type MessageRow, openBundle, sealWords, settleMessage } from '../store/messages.ts';
import { claimReceipts, openReceipt, type ReceiptRow, settleReceipt } from '../store/receipts.ts';
import type { Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { withStoredFiles } from './bundles.ts';
import { Loop } from './loop.ts';
import type { Precedence } from './precedence.ts';
import { adoptReceipts, noteReceipt } from './receipts.ts';

/** How a gateway uses the messaging network. */
export interface NetworkRules {
  /** What messages are written in. */
  readonly format: 'xml' | 'json';
  /** Milliseconds that a receipt may take before the message is sent again. */
  readonly receiptAfter: number;
  /** Times that a message is sent again at most. */
  readonly resends: number;
  /** Milliseconds between looks at what waits in the mailboxes. */
  readonly poll: number;
}

export interface NetworkParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly transport: Transport;
  readonly rules: NetworkRules;
  readonly precedence: Precedence;
  readonly log: Log;
  readonly now: () => Date;
}

/** Milliseconds between looks at what is due, where nobody says that there is something. */
const lookEvery = 1000;
/** Messages, and receipts, that a gateway takes at a time. */
const atOnce = 8;
/** Milliseconds that a round waits at most while messages are being accepted. */
const asideFor = 300;
/** How long a message is one gateway's, in milliseconds: what a killed one had is sent by another after that. */
const leaseFor = 30_000;
/** The same for one with files, which take their time. */
const longLeaseFor = 300_000;
/** A sending ends so long before its lease does. */
const leaseMargin = 5000;
const longestWait = 300_000;
/** After that, what the network has not taken has failed; in milliseconds. */
const givenUpAfter = 5 * 24 * 3_600_000;

/** Sends what is due, messages and receipts: each by one gateway at a time, and at least once. */
export class Outgoing {
  readonly #parts: NetworkParts;
  readonly #loop: Loop;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
    this.#loop = new Loop(lookEvery, async (signal) => (await this.round(signal)) > 0, parts.log, 'messages not sent');
  }

  start(): void {
    this.#loop.start();
  }

  /** Something is due now. */
  wake(): void {
    this.#loop.wake();
  }

  /** What is on its way is broken off, and is due again. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** @returns how many messages and receipts were taken */
  async round(signal: AbortSignal): Promise<number> {
    const { store, precedence, now } = this.#parts;
    await precedence.aside(asideFor, signal);
    const lease = new Date(now().getTime() + leaseFor);
    const messages = await claimMessages(store.db, now(), lease, atOnce);
    const receipts = await claimReceipts(store.db, now(), lease, atOnce);
    await Promise.all([
      ...messages.map((row) => this.#message(row, lease, signal)),
      ...receipts.map((row) => this.#receipt(row, lease, signal)),
    ]);
    return messages.length + receipts.length;
  }

  async #message(due: DueMessage, lease: Date, signal: AbortSignal): Promise<void> {
    const { store, keys, rules, now } = this.#parts;
    if (due.early) {
      await store.db.transaction().execute((transaction) => adoptReceipts(transaction, keys, due, rules, now()));
      // Where they did not settle it, it is due as before.
      await settleMessage(store.db, due, lease, { next_attempt_at: now() });
      return;
    }
    let row: MessageRow = due;
    let until = lease;
    if (row.state === 'sent') {
      if (row.resends >= rules.resends) return this.#fail(row, lease, 'no-receipt');
      const again = { state: 'resending', state_at: now(), resends: row.resends + 1, envelope: randomUUID(), attempts: 0 } as const;
      // Written down before it is sent: handed over once more, it is the same envelope.
      if (!(await this.#settle(row, lease, again))) return;
      row = { ...row, ...again };
    }
    if (now().getTime() - (row.state_at ?? row.stored_at).getTime() > givenUpAfter) return this.#fail(row, lease, 'not-handed-over');
    try {
      if (due.files) {
        until = new Date(now().getTime() + longLeaseFor);
        if (!(await settleMessage(store.db, row, lease, { next_attempt_at: until }))) return;
      }
      const stored = openBundle(keys, row);
      const at = row.state_at ?? row.stored_at;
      const bundle = row.resends > 0 ? resend(stored, { newId: () => row.envelope ?? '', sentAt: at.toISOString() }) : stored;
      await this.#handOver(due.files ? await withStoredFiles(store.db, keys, row.mailbox, bundle) : bundle, at, until, signal);
      await this.#settle(row, until, {
        state: 'sent',
        state_at: now(),
        attempts: 0,
        next_attempt_at: new Date(now().getTime() + rules.receiptAfter),
      });
    } catch (error) {
      const why = refusalOf(error);
      if (why) return this.#fail(row, until, why);
      await settleMessage(store.db, row, until, this.#later(row.attempts, error, signal));
    }
  }

  async #receipt(row: ReceiptRow, lease: Date, signal: AbortSignal): Promise<void> {
    const { store, keys, now } = this.#parts;
    const failed = { state: 'failed', next_attempt_at: null } as const;
    if (now().getTime() - row.stored_at.getTime() > givenUpAfter) return settleReceipt(store.db, row.id, lease, failed);
    try {
      await this.#handOver(openReceipt(keys, row), row.stored_at, lease, signal);
      await settleReceipt(store.db, row.id, lease, { state: 'sent', next_attempt_at: null });
    } catch (error) {
      await settleReceipt(store.db, row.id, lease, refusalOf(error) ? failed : this.#later(row.attempts, error, signal));
    }
  }

  /** The same bytes each time: the network tells by them that it has the envelope already. */
  async #handOver(bundle: Node, at: Date, until: Date, signal: AbortSignal): Promise<void> {
    const { transport, rules, now } = this.#parts;
    const content = read(bundle);
    const [data, mime] =
      rules.format === 'xml'
        ? ([writeXml(bundle), 'application/fhir+xml'] as const)
        : ([writeJson(bundle), 'application/fhir+json'] as const);
    const { bundle: id } = content;
    const bytes = writeEnvelope(envelopeFor(content, data, { id, identifier: id, sentAt: at.toISOString(), mime }));
    // By hand: a signal of AbortSignal.any may be collected while a listener still waits for it.
    const ended = new AbortController();
    const end = () => ended.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    const timer = setTimeout(end, Math.max(1, until.getTime() - now().getTime() - leaseMargin));
    try {
      await transport.send({ id, bytes }, { signal: ended.signal });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  #later(attempts: number, error: unknown, signal: AbortSignal) {
    const { log, now } = this.#parts;
    if (signal.aborted) return { next_attempt_at: now() };
    if (error instanceof TransportRefused) log.error({ why: error.why }, 'the network does not let this gateway in: its messages wait');
    else if (!(error instanceof SourceUnavailable)) log.error({ err: error }, 'a message could not be handed over: it is tried again');
    return { attempts: attempts + 1, next_attempt_at: new Date(now().getTime() + Math.min(1000 * 2 ** attempts, longestWait)) };
  }

  async #fail(row: MessageRow, lease: Date, why: string): Promise<void> {
    const { keys, now } = this.#parts;
    const words_sealed = sealWords(keys, row, { why });
    await this.#settle(row, lease, { state: 'failed', state_at: now(), next_attempt_at: null, envelope: null, words_sealed });
  }

  /** @returns false where somebody else has it by now, or a receipt has settled it */
  #settle(row: MessageRow, lease: Date, change: Updateable<Tables['message']>): Promise<boolean> {
    const { store, now } = this.#parts;
    return store.db.transaction().execute(async (transaction) => {
      const settled = await settleMessage(transaction, row, lease, change);
      if (settled) await noteReceipt(transaction, row, now());
      return settled;
    });
  }
}

/** Why the network will never take the message. A token or a certificate that it does not like is ours to mend. */
function refusalOf(error: unknown): string | undefined {
  return error instanceof TransportRefused && error.why !== 'unauthorised' ? error.why : undefined;
}
