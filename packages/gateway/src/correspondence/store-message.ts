import { randomUUID } from 'node:crypto';
import { birthDate, type Cpr, isReplacement, parseCpr } from '@paa-tvaers/contract';
import { type Message, type Node, type PatientIdentifier, withoutFiles } from '@paa-tvaers/medcom';
import { takeIncoming } from '../attachments/incoming.ts';
import type { Scanner } from '../attachments/scan.ts';
import type { Log } from '../http/log.ts';
import type { BoxedUnit } from '../organisations/organisations.ts';
import { type Keys, keyedHash } from '../sealing/seal.ts';
import { noteChange } from '../store/changes.ts';
import type { Withheld } from '../store/correspondence-tables.ts';
import { attachFile, writeFile } from '../store/files.ts';
import { insertMessage, sealBundle } from '../store/messages.ts';
import { insertArrival, insertKept } from '../store/receipts.ts';
import type { Store } from '../store/store.ts';
import { lockThread, messagesOf, sealChild, type ThreadRow, threadRow } from '../store/threads.ts';
import { noteWebhook } from '../store/webhooks.ts';
import { threadColumns } from './bundles.ts';
import { namesDisagree } from './names.ts';
import { type OwedReceipt, oweReceipt } from './receipts.ts';
import { kindOf, sentAt } from './summary.ts';

/** The name that the person register has under a number; undefined where it has none to give, or does not answer. */
export type FindName = (cpr: Cpr) => Promise<string | undefined>;

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly log: Log;
  /** Absent: files pass unscanned. */
  readonly scanner: Scanner | undefined;
  readonly findName: FindName;
  readonly now: () => Date;
}

interface Arrived {
  readonly unit: BoxedUnit;
  readonly bundle: Node;
  readonly message: Message;
  readonly data: Uint8Array;
  readonly type: string;
  readonly warnings: number;
}

/**
 * Puts a message that may be shown into its unit's box: thread, files, receipt and what others are told, all or nothing.
 *
 * @returns false where it is here already
 */
export async function storeMessage(
  { store, keys, log, scanner, findName, now }: Parts,
  { unit, bundle, message, data, type, warnings }: Arrived,
  receipt: OwedReceipt | undefined,
): Promise<boolean> {
  const mailbox = unit.sor;
  const { bundle: bare, files } = withoutFiles(bundle);
  const { numbers, official } = numbersOf(message.patient.identifiers);
  const [main] = numbers;
  const registered = official && !isReplacement(official) ? await findName(official) : undefined;
  const disagrees = namesDisagree(message.patient.name, registered);
  // Written before the transaction, in short ones of their own: a file that no message names in the end is swept.
  const original = await writeFile(store.db, keys, { contentType: type }, [data]);
  const { written, withheld } = await writeFiles({ store, keys, log, scanner }, message, files);
  const infected = withheld.some(({ why }) => why === 'infected');
  const at = now();

  return store.db.transaction().execute(async (transaction) => {
    await lockThread(transaction, mailbox, message.thread);
    const arrival = { mailbox, bundle: message.bundle, message: message.id, response: 'ok' as const, stored_at: at };
    if (!(await insertArrival(transaction, arrival))) return false;
    const thread = await threadRow(transaction, mailbox, message.thread);
    const before = thread ? await messagesOf(transaction, keys, mailbox, message.thread) : [];
    if (before.some(({ row }) => row.id === message.id)) return false;
    const hashes = numbers.map((number) => keyedHash(keys, number));
    const held = disagrees || main === undefined || isOfAnother(thread, hashes);
    const place = { mailbox, id: message.id };
    const row = {
      ...place,
      thread: message.thread,
      direction: 'in' as const,
      kind: kindOf(message),
      bundle: message.bundle,
      occurred_at: momentOr(sentAt(message), at),
      stored_at: at,
      sender: message.sender.sor ?? '',
      receiver: message.receiver.sor ?? '',
      bundle_sealed: sealBundle(keys, place, bare),
      // With what was found in it, it is the operator's alone.
      original_file: infected ? null : original.id,
      original_type: type,
      warnings,
      held,
      read_at: null,
      read_by: null,
      filed_at: null,
      filed_by: null,
      filed_where_sealed: null,
      author_issuer: null,
      author_subject: null,
      child_hash: hashes[0] ?? null,
      state: null,
      state_at: null,
      receiver_gln: message.receiver.gln ?? null,
      sender_gln: message.sender.gln ?? null,
      envelope: null,
      next_attempt_at: null,
      attempts: 0,
      resends: 0,
      words_sealed: null,
    };
    const columns = threadColumns(keys, mailbox, [...before, { row, bundle: bare }]);
    // A thread that began under a replacement number goes on under the official one.
    const child = held || main === undefined ? undefined : childColumns(keys, mailbox, message, main, registered);
    const childHash = child?.child_hash ?? thread?.child_hash ?? null;
    const open = { unanswered_since: thread?.unanswered_since ?? at, task_state: 'new' as const };
    if (thread)
      await transaction
        .updateTable('thread')
        .set({ ...columns, ...child, ...open, task_state: thread.task_state === 'done' ? 'new' : thread.task_state })
        .where('mailbox', '=', mailbox)
        .where('id', '=', message.thread)
        .execute();
    else
      await transaction
        .insertInto('thread')
        .values({
          mailbox,
          id: message.thread,
          child_hash: null,
          child_sealed: null,
          ...columns,
          ...child,
          ...open,
          assignee_subject: null,
          assignee_name: null,
          group_id: null,
          created_at: at,
        })
        .execute();
    await insertMessage(transaction, row);
    if (infected)
      await insertKept(transaction, { id: randomUUID(), mailbox, stored_at: at, why: 'file-infected', original_file: original.id });
    for (const { part, file } of written) await attachFile(transaction, { mailbox, message: message.id, part, file });
    for (const one of withheld)
      await transaction
        .insertInto('withheld_file')
        .values({ mailbox, message: message.id, ...one })
        .execute();
    if (receipt) await oweReceipt(transaction, keys, mailbox, receipt, at);
    await noteChange(transaction, { kind: 'message', mailbox, thread: message.thread, childHash, at });
    if (unit.webhook) await noteWebhook(transaction, { mailbox, event: 'message', at });
    return true;
  });
}

/** A message is of its thread's child only where it names that child's number. */
function isOfAnother(thread: ThreadRow | undefined, hashes: readonly string[]): boolean {
  return thread?.child_hash != null && !hashes.includes(thread.child_hash);
}

function childColumns(keys: Keys, mailbox: string, { thread, patient }: Message, cpr: Cpr, registered: string | undefined) {
  const name = registered ?? [...(patient.name?.given ?? []), patient.name?.family ?? ''].join(' ').trim();
  const child = { cpr, birthDate: birthDate(cpr), ...(name && { name }) };
  return { child_hash: keyedHash(keys, cpr), child_sealed: sealChild(keys, mailbox, thread, child) };
}

const order = ['cpr', 'x-ecpr', 'd-ecpr'];

/** The numbers that a child can be opened by, the official one first. */
function numbersOf(identifiers: readonly PatientIdentifier[]): { readonly numbers: readonly Cpr[]; readonly official: Cpr | undefined } {
  const known = identifiers
    .filter(({ type }) => order.includes(type))
    .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
    .flatMap(({ type, value }) => {
      const cpr = parseCpr(value);
      return cpr ? [{ type, cpr }] : [];
    });
  return { numbers: known.map(({ cpr }) => cpr), official: known.find(({ type }) => type === 'cpr')?.cpr };
}

/** What is harmful, or not what it says it is, is withheld; the message is shown without it. */
async function writeFiles(parts: Parameters<typeof takeIncoming>[0], message: Message, files: ReadonlyMap<string, string>) {
  const types = new Map(message.parts.map((part) => [part.id, part.kind === 'attachment' ? part.contentType : undefined]));
  const written: { part: string; file: string }[] = [];
  const withheld: { part: string; why: Withheld }[] = [];
  for (const [part, base64] of files) {
    const taken = await takeIncoming(parts, { contentType: types.get(part), base64 });
    if ('file' in taken) written.push({ part, file: taken.file });
    else withheld.push({ part, why: taken.withheld });
  }
  return { written, withheld };
}

function momentOr(text: string, otherwise: Date): Date {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? otherwise : date;
}
