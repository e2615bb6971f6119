import { randomUUID } from 'node:crypto';
import {
  type Acknowledgement,
  buildAcknowledgement,
  BuildRefused,
  check,
  type DraftIssue,
  type Node,
  read,
  type ResponseCode,
  resend,
} from '@paa-tvaers/medcom';
import type { Kysely } from 'kysely';
import type { Keys } from '../sealing/seal.ts';
import { noteChange } from '../store/changes.ts';
import { lockByEnvelope, lockOwnMessage, type MessageRow, sealWords, updateMessage } from '../store/messages.ts';
import { adoptReceived, failReceipt, firstReceipt, insertReceived, openReceipt, queueReceipt } from '../store/receipts.ts';
import type { Tables } from '../store/schema.ts';

type Db = Kysely<Tables>;

/** How often a message may be sent again; MedCom's texts say two and three (040, 043). */
export interface ResendRule {
  readonly resends: number;
}

/** What is to be done with a message of one's own, by what is said of it. */
interface Said {
  readonly response: ResponseCode;
  readonly words: readonly string[];
}

/**
 * Takes an acknowledgement in: of a message of one's own the first final answer holds, and a technical error has it
 * sent again. One that has come before changes nothing; one of a message that is not here is kept for it.
 *
 * @returns whether the message is here
 */
export async function takeReceipt(
  transaction: Db,
  keys: Keys,
  mailbox: string,
  acknowledgement: Acknowledgement,
  rule: ResendRule,
  now: Date,
): Promise<boolean> {
  const row = await lockOwnMessage(transaction, { mailbox, id: acknowledgement.of });
  // Who answers is who was written to: a SOR code does not change within a thread.
  const known = row !== undefined && acknowledgement.sender.sor === row.receiver;
  if (!(await insertReceived(transaction, keys, mailbox, acknowledgement, known, now))) return true;
  if (known) await apply(transaction, keys, row, saidBy(acknowledgement), rule, now);
  return known;
}

/** Applies the receipts that came before their message was here. */
export async function adoptReceipts(
  transaction: Db,
  keys: Keys,
  place: { readonly mailbox: string; readonly id: string },
  rule: ResendRule,
  now: Date,
): Promise<void> {
  for (const acknowledgement of await adoptReceived(transaction, keys, place.mailbox, place.id)) {
    const row = await lockOwnMessage(transaction, place);
    if (row && acknowledgement.sender.sor === row.receiver) await apply(transaction, keys, row, saidBy(acknowledgement), rule, now);
  }
}

async function apply(transaction: Db, keys: Keys, row: MessageRow, { response, words }: Said, { resends }: ResendRule, now: Date) {
  if (row.state === 'delivered' || row.state === 'rejected') return;
  if (response === 'transient-error') {
    // One that is being sent again already is not sent twice for two answers; one that has failed has been sent often enough.
    if (row.state !== 'sent' && row.state !== 'accepted') return;
    if (row.resends < resends) return sendAgain(transaction, row, now);
    return failMessage(transaction, keys, row, { why: 'technical-error', words }, now);
  }
  const state = response === 'ok' ? ('delivered' as const) : ('rejected' as const);
  await updateMessage(transaction, row, {
    state,
    state_at: now,
    next_attempt_at: null,
    envelope: null,
    words_sealed: words.length > 0 ? sealWords(keys, row, { words }) : null,
  });
  await noteReceipt(transaction, row, now);
}

/** A new sending of the same message. Its envelope's id is that of its Bundle, and stays, however often it is handed over. */
async function sendAgain(transaction: Db, row: MessageRow, now: Date): Promise<void> {
  await updateMessage(transaction, row, {
    state: 'resending',
    state_at: now,
    resends: row.resends + 1,
    envelope: randomUUID(),
    attempts: 0,
    next_attempt_at: now,
  });
  await noteReceipt(transaction, row, now);
}

async function failMessage(
  transaction: Db,
  keys: Keys,
  row: MessageRow,
  { why, words = [] }: { readonly why: string; readonly words?: readonly string[] },
  now: Date,
): Promise<void> {
  await updateMessage(transaction, row, {
    state: 'failed',
    state_at: now,
    next_attempt_at: null,
    envelope: null,
    words_sealed: sealWords(keys, row, { why, ...(words.length > 0 && { words }) }),
  });
  await noteReceipt(transaction, row, now);
}

export function noteReceipt(transaction: Db, { mailbox, thread, child_hash }: MessageRow, at: Date): Promise<void> {
  return noteChange(transaction, { kind: 'receipt', mailbox, thread, childHash: child_hash, at });
}

/** The network itself says that an envelope did not come through. What it says of others, and that they did, is no news. */
export async function takeNetworkReceipt(
  transaction: Db,
  keys: Keys,
  mailbox: string,
  { original, error }: { readonly original: string; readonly error?: { readonly description: string } },
  now: Date,
): Promise<void> {
  const row = await lockByEnvelope(transaction, mailbox, original);
  if (row) await failMessage(transaction, keys, row, { why: 'network', words: error ? [error.description] : [] }, now);
  else await failReceipt(transaction, mailbox, original);
}

/** An acknowledgement of a message that came, ready to be queued. */
export interface OwedReceipt {
  readonly response: ResponseCode;
  readonly bundle: Node;
}

/**
 * Builds what a message is answered with.
 *
 * @returns undefined where the message does not say whom to answer
 */
export function receiptFor(bundle: Node, response: ResponseCode, issues: readonly DraftIssue[], now: Date): OwedReceipt | undefined {
  try {
    return { response, bundle: buildAcknowledgement(bundle, response, issues, sourceAt(now)) as unknown as Node };
  } catch (error) {
    if (error instanceof BuildRefused) return undefined;
    throw error;
  }
}

/** Whether it may be sent by the rules for what is sent; a receipt that bends one is still better than none. */
export function faultsOf({ bundle }: OwedReceipt): readonly string[] {
  return check(bundle, 'sender').flatMap(({ severity, rule }) => (severity === 'error' ? [rule] : []));
}

/** Queues a receipt. A message that comes again is answered as before: the same receipt, with new ids and times. */
export async function oweReceipt(transaction: Db, keys: Keys, mailbox: string, receipt: OwedReceipt, now: Date): Promise<void> {
  const acknowledgement = read(receipt.bundle) as Acknowledgement;
  const earlier = await firstReceipt(transaction, mailbox, acknowledgement.of, receipt.response);
  const bundle = earlier ? resend(openReceipt(keys, earlier), sourceAt(now)) : receipt.bundle;
  const { bundle: envelope } = read(bundle);
  await queueReceipt(
    transaction,
    keys,
    {
      id: randomUUID(),
      mailbox,
      message: acknowledgement.of,
      response: receipt.response,
      bundle,
      envelope,
      senderGln: acknowledgement.sender.gln ?? '',
      receiverGln: acknowledgement.receiver.gln ?? '',
    },
    now,
  );
}

function saidBy({ response, issues }: Acknowledgement): Said {
  return { response, words: response === 'ok' ? [] : issues.flatMap(({ text, error, code }) => text ?? error ?? code ?? []) };
}

function sourceAt(now: Date) {
  return { newId: randomUUID, sentAt: now.toISOString() };
}
