import type { Node } from '@paa-tvaers/medcom';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { SealedRecord, StoredDelivery, ThreadRecord } from '../correspondence/summary.ts';
import { type Keys, seal, unseal } from '../sealing/seal.ts';
import { type MessageRow, openBundle, openWords } from './messages.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;
export type ThreadRow = Selectable<Tables['thread']>;

/** The child as the box knows it. */
export interface BoxChild {
  readonly cpr: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly name?: string;
}

export interface ListedThread {
  readonly row: ThreadRow;
  readonly record: ThreadRecord;
}

export interface StoredMessage {
  readonly row: MessageRow;
  /** Without its files: `data` of an attachment is empty. */
  readonly bundle: Node;
}

const bound = (what: string, mailbox: string, id: string) => JSON.stringify([what, mailbox, id]);
export const sealRecord = (keys: Keys, mailbox: string, id: string, record: SealedRecord) =>
  seal(keys, JSON.stringify(record), bound('thread-summary', mailbox, id));
export const sealChild = (keys: Keys, mailbox: string, id: string, child: BoxChild) =>
  seal(keys, JSON.stringify(child), bound('thread-child', mailbox, id));

/** The child of a thread; undefined while nobody has confirmed whose it is. */
export function childOf(keys: Keys, { mailbox, id, child_sealed }: ThreadRow): BoxChild | undefined {
  return child_sealed === null ? undefined : (JSON.parse(unseal(keys, child_sealed, bound('thread-child', mailbox, id))) as BoxChild);
}

interface ThreadsAsked {
  readonly mailbox: string;
  readonly childHash?: string;
  readonly states?: readonly ThreadRow['task_state'][];
  /** The subject of a token, or null: nobody's. */
  readonly assignee?: string | null;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** The threads of a mailbox, the newest first: of one child, whose held ones are not among them, or all of them. */
export async function threadsOf(
  db: Db,
  keys: Keys,
  { mailbox, childHash, states, assignee, limit, cursor }: ThreadsAsked,
): Promise<{ threads: readonly ListedThread[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  let query = db
    .selectFrom('thread')
    .selectAll('thread')
    .select(({ selectFrom }) =>
      selectFrom('message')
        .select(({ fn }) => fn.countAll<string | number>().as('unread'))
        .whereRef('message.mailbox', '=', 'thread.mailbox')
        .whereRef('message.thread', '=', 'thread.id')
        .where('direction', '=', 'in')
        .where('read_at', 'is', null)
        .as('unread'),
    )
    .leftJoinLateral(
      ({ selectFrom }) =>
        selectFrom('message')
          .select(['message.id as own', 'state', 'state_at', 'resends', 'words_sealed'])
          .whereRef('message.mailbox', '=', 'thread.mailbox')
          .whereRef('message.thread', '=', 'thread.id')
          .where('direction', '=', 'out')
          .orderBy('stored_at', 'desc')
          .limit(1)
          .as('sent'),
      (join) => join.onTrue(),
    )
    .select(['own', 'state', 'state_at', 'resends', 'words_sealed'])
    .where('thread.mailbox', '=', mailbox);
  if (childHash !== undefined) query = query.where('thread.child_hash', '=', childHash);
  if (states) query = query.where('task_state', 'in', states);
  if (assignee === null) query = query.where('assignee_subject', 'is', null);
  else if (assignee !== undefined) query = query.where('assignee_subject', '=', assignee);
  if (after)
    query = query.where(({ or, and, eb }) =>
      or([eb('latest_at', '<', after.at), and([eb('latest_at', '=', after.at), eb('thread.id', '>', after.id)])]),
    );
  const rows = await query
    .orderBy('latest_at', 'desc')
    .orderBy('thread.id')
    .limit(limit + 1)
    .execute();
  const threads = rows.slice(0, limit).map(({ own, state, state_at, resends, words_sealed, unread, ...row }): ListedThread => {
    const delivery = deliveryOf(keys, { mailbox, id: own ?? '', state, state_at, resends: resends ?? 0, words_sealed });
    return { row, record: { ...recordIn(keys, row), unread: Number(unread), ...(delivery && { delivery }) } };
  });
  const last = rows.length > limit ? threads.at(-1)?.row : undefined;
  return { threads, ...(last && { next: writeCursor(last) }) };
}

/** What has become of a message of one's own; undefined of one that came. */
export function deliveryOf(
  keys: Keys,
  row: Pick<MessageRow, 'mailbox' | 'id' | 'resends' | 'words_sealed'> & { state: string | null; state_at: Date | null },
): StoredDelivery | undefined {
  if (row.state === null || row.state_at === null) return undefined;
  const { words, why } = openWords(keys, row);
  return {
    state: row.state,
    at: row.state_at.toISOString(),
    ...(words && { words: [...words] }),
    ...(why !== undefined && { why }),
    ...(row.resends > 0 && { resent: row.resends }),
  };
}

export function threadRow(db: Db, mailbox: string, id: string): Promise<ThreadRow | undefined> {
  return db.selectFrom('thread').selectAll().where('mailbox', '=', mailbox).where('id', '=', id).executeTakeFirst();
}

/** The messages of a thread that are here, in the order that they were stored. Those that are held are among them: see `row.held`. */
export async function messagesOf(db: Db, keys: Keys, mailbox: string, thread: string): Promise<StoredMessage[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('mailbox', '=', mailbox)
    .where('thread', '=', thread)
    .orderBy('stored_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ row, bundle: openBundle(keys, row) }));
}

/** Until the transaction ends nobody else adds to the thread; it need not exist. */
export async function lockThread(transaction: Db, mailbox: string, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${bound('thread', mailbox, id)}, 0))`.execute(transaction);
}

export async function countMessages(db: Db, mailbox: string, thread: string): Promise<number> {
  const { here } = await db
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<string | number>().as('here'))
    .where('mailbox', '=', mailbox)
    .where('thread', '=', thread)
    .executeTakeFirstOrThrow();
  return Number(here);
}

function recordIn(keys: Keys, { mailbox, id, summary_sealed }: ThreadRow): SealedRecord {
  return JSON.parse(unseal(keys, summary_sealed, bound('thread-summary', mailbox, id))) as SealedRecord;
}

function writeCursor({ latest_at, id }: ThreadRow): string {
  return Buffer.from(JSON.stringify([latest_at.toISOString(), id])).toString('base64url');
}

/** One that nobody gave begins at the newest. */
function readCursor(cursor: string): { at: Date; id: string } | undefined {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string];
    const date = new Date(at);
    return Number.isNaN(date.getTime()) || typeof id !== 'string' ? undefined : { at: date, id };
  } catch {
    return undefined;
  }
}
