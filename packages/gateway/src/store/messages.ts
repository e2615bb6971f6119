import type { Node } from '@paa-tvaers/medcom';
import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { type Keys, seal, unseal } from '../sealing/seal.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;
export type MessageRow = Selectable<Tables['message']>;

/** The receiver's words, or the network's; and why a message failed where no receiver has said it. */
export interface Words {
  readonly words?: readonly string[];
  readonly why?: string;
}

interface Place {
  readonly mailbox: string;
  readonly id: string;
}

const bound = (what: string, { mailbox, id }: Place) => JSON.stringify([what, mailbox, id]);

/** @param bundle without its files */
export const sealBundle = (keys: Keys, place: Place, bundle: Node) => seal(keys, JSON.stringify(bundle), bound('message', place));
export const openBundle = (keys: Keys, row: Place & { readonly bundle_sealed: string }): Node =>
  JSON.parse(unseal(keys, row.bundle_sealed, bound('message', row))) as Node;
export const sealWords = (keys: Keys, place: Place, words: Words) => seal(keys, JSON.stringify(words), bound('message-words', place));
export const openWords = (keys: Keys, row: Place & { readonly words_sealed: string | null }): Words =>
  row.words_sealed === null ? {} : (JSON.parse(unseal(keys, row.words_sealed, bound('message-words', row))) as Words);

export async function insertMessage(db: Db, row: Insertable<Tables['message']>): Promise<void> {
  await db.insertInto('message').values(row).execute();
}

/** A message to send, or whose receipt has not come in time. */
export interface DueMessage extends MessageRow {
  /** Receipts came before the message was here (after a restored backup). */
  readonly early: boolean;
  /** It has files, which are put back before it is sent. */
  readonly files: boolean;
}

/**
 * Takes messages that are due, the longest due first. Until `lease` nobody else gets them; who settles one gives the
 * lease back as proof.
 */
export async function claimMessages(db: Db, now: Date, lease: Date, limit: number): Promise<DueMessage[]> {
  const rows = await db
    .with('due', (on) =>
      on
        .selectFrom('message')
        .select(['mailbox', 'id'])
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('message')
    .from('due')
    .set({ next_attempt_at: lease })
    .whereRef('message.mailbox', '=', 'due.mailbox')
    .whereRef('message.id', '=', 'due.id')
    .returningAll('message')
    .returning(({ exists, selectFrom }) =>
      exists(
        selectFrom('received_receipt')
          .select('received_receipt.id')
          .whereRef('received_receipt.mailbox', '=', 'message.mailbox')
          .whereRef('received_receipt.message', '=', 'message.id')
          .where('known', '=', false),
      ).as('early'),
    )
    .returning(({ exists, selectFrom }) =>
      exists(
        selectFrom('message_file')
          .select('part')
          .whereRef('message_file.mailbox', '=', 'message.mailbox')
          .whereRef('message_file.message', '=', 'message.id'),
      ).as('files'),
    )
    .execute();
  return rows.map(({ early, files, ...row }) => ({ ...row, early: Boolean(early), files: Boolean(files) }));
}

/** @returns false where the lease has run out, or the message was settled by a receipt meanwhile */
export async function settleMessage(db: Db, { mailbox, id }: Place, lease: Date, change: Updateable<Tables['message']>): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set(change)
    .where('mailbox', '=', mailbox)
    .where('id', '=', id)
    .where('next_attempt_at', '=', lease)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** A message of one's own, locked until the transaction ends. */
export function lockOwnMessage(transaction: Db, { mailbox, id }: Place): Promise<MessageRow | undefined> {
  return transaction
    .selectFrom('message')
    .selectAll()
    .where('mailbox', '=', mailbox)
    .where('id', '=', id)
    .where('direction', '=', 'out')
    .forUpdate()
    .executeTakeFirst();
}

/** The message whose sending has this EnvelopeIdentifier, locked. */
export function lockByEnvelope(transaction: Db, mailbox: string, envelope: string): Promise<MessageRow | undefined> {
  return transaction
    .selectFrom('message')
    .selectAll()
    .where('envelope', '=', envelope)
    .where('mailbox', '=', mailbox)
    .forUpdate()
    .executeTakeFirst();
}

export async function updateMessage(db: Db, { mailbox, id }: Place, change: Updateable<Tables['message']>): Promise<void> {
  await db.updateTable('message').set(change).where('mailbox', '=', mailbox).where('id', '=', id).execute();
}
