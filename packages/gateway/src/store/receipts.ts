import type { Acknowledgement, Node, ResponseCode } from '@paa-tvaers/medcom';
import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { type Keys, seal, unseal } from '../sealing/seal.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;
export type ReceiptRow = Selectable<Tables['receipt']>;

/** An acknowledgement that we owe. */
export async function queueReceipt(
  transaction: Db,
  keys: Keys,
  receipt: {
    readonly mailbox: string;
    readonly message: string;
    readonly response: ResponseCode;
    readonly bundle: Node;
    readonly id: string;
    readonly envelope: string;
    readonly senderGln: string;
    readonly receiverGln: string;
  },
  now: Date,
): Promise<void> {
  const { id, mailbox, message, response, bundle, envelope, senderGln, receiverGln } = receipt;
  await transaction
    .insertInto('receipt')
    .values({
      id,
      mailbox,
      message,
      response,
      sealed: seal(keys, JSON.stringify(bundle), JSON.stringify(['receipt', id])),
      sender_gln: senderGln,
      receiver_gln: receiverGln,
      envelope,
      state: 'accepted',
      stored_at: now,
      next_attempt_at: now,
      attempts: 0,
    })
    .execute();
}

export function openReceipt(keys: Keys, { id, sealed }: Pick<ReceiptRow, 'id' | 'sealed'>): Node {
  return JSON.parse(unseal(keys, sealed, JSON.stringify(['receipt', id]))) as Node;
}

/** The acknowledgement that a message was first answered with. */
export function firstReceipt(db: Db, mailbox: string, message: string, response: string): Promise<ReceiptRow | undefined> {
  return db
    .selectFrom('receipt')
    .selectAll()
    .where('mailbox', '=', mailbox)
    .where('message', '=', message)
    .where('response', '=', response as ResponseCode)
    .orderBy('stored_at')
    .limit(1)
    .executeTakeFirst();
}

/** Takes acknowledgements that are due; until `lease` nobody else gets them. */
export function claimReceipts(db: Db, now: Date, lease: Date, limit: number): Promise<ReceiptRow[]> {
  return db
    .with('due', (on) =>
      on
        .selectFrom('receipt')
        .select('id')
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('receipt')
    .from('due')
    .set({ next_attempt_at: lease })
    .whereRef('receipt.id', '=', 'due.id')
    .returningAll('receipt')
    .execute();
}

export async function settleReceipt(db: Db, id: string, lease: Date, change: Updateable<Tables['receipt']>): Promise<void> {
  await db.updateTable('receipt').set(change).where('id', '=', id).where('next_attempt_at', '=', lease).execute();
}

/** Whether an envelope was an acknowledgement of ours; if so, it did not come through. */
export async function failReceipt(db: Db, mailbox: string, envelope: string): Promise<void> {
  await db
    .updateTable('receipt')
    .set({ state: 'failed', next_attempt_at: null })
    .where('mailbox', '=', mailbox)
    .where('envelope', '=', envelope)
    .execute();
}

const boundReceived = (mailbox: string, id: string) => JSON.stringify(['received-receipt', mailbox, id]);

/** @returns false where it has come before */
export async function insertReceived(
  transaction: Db,
  keys: Keys,
  mailbox: string,
  acknowledgement: Acknowledgement,
  known: boolean,
  now: Date,
): Promise<boolean> {
  const { id, of, response, assembled } = acknowledgement;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('received_receipt')
    .values({
      mailbox,
      id,
      message: of,
      response,
      assembled_at: momentOf(assembled) ?? now,
      stored_at: now,
      sealed: seal(keys, JSON.stringify(acknowledgement), boundReceived(mailbox, id)),
      known,
    })
    .onConflict((conflict) => conflict.columns(['mailbox', 'id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The acknowledgements that came before their message was here, in the order that they were made; they are known from now on. */
export async function adoptReceived(transaction: Db, keys: Keys, mailbox: string, message: string): Promise<Acknowledgement[]> {
  const rows = await transaction
    .updateTable('received_receipt')
    .set({ known: true })
    .where('mailbox', '=', mailbox)
    .where('message', '=', message)
    .where('known', '=', false)
    .returningAll()
    .execute();
  return rows
    .sort((a, b) => a.assembled_at.getTime() - b.assembled_at.getTime() || (a.id < b.id ? -1 : 1))
    .map(({ id, sealed }) => JSON.parse(unseal(keys, sealed, boundReceived(mailbox, id))) as Acknowledgement);
}

export type ArrivalRow = Selectable<Tables['arrival']>;

/** What has come under the same Bundle or the same message, the first first. */
export function arrivalsOf(
  db: Db,
  mailbox: string,
  { bundle, id }: { readonly bundle: string; readonly id: string },
): Promise<ArrivalRow[]> {
  return db
    .selectFrom('arrival')
    .selectAll()
    .where('mailbox', '=', mailbox)
    .where(({ or, eb }) => or([eb('bundle', '=', bundle), eb('message', '=', id)]))
    .orderBy('stored_at')
    .execute();
}

/** @returns false where it is here already */
export async function insertArrival(transaction: Db, row: Insertable<Tables['arrival']>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('arrival')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['mailbox', 'bundle', 'message'])
        .doUpdateSet({ response: row.response })
        // What could not be taken in the first time may be taken in now; a final answer stays.
        .where('arrival.response', '=', 'transient-error')
        .where(({ val, eb }) => eb(val(row.response), '<>', 'transient-error')),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Keeps what is not shown, for the operator. */
export async function insertKept(db: Db, row: Insertable<Tables['kept']>): Promise<void> {
  await db.insertInto('kept').values(row).execute();
}

function momentOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
