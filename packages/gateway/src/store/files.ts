import { createHash, randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type Keys, sealBytes, unsealBytes } from '../sealing/seal.ts';
import type { Withheld } from './correspondence-tables.ts';
import type { Tables } from './schema.ts';

/** Bytes of a chunk before it is sealed: what is in memory of a file at a time. */
const chunkSize = 256 * 1024;
/** Bytes of one employee's uploads that no message has. */
const looseAtMost = 1_000_000_000;
/** How long such a file is kept, in milliseconds. */
const looseFor = 24 * 3_600_000;
/** A file may be 400 chunks: a sweep is short, and there is another soon. */
const sweptAtOnce = 50;

type Db = Kysely<Tables>;

/** Whose upload a file is, and about which child. */
export interface FileOwner {
  readonly issuer: string;
  readonly subject: string;
  readonly organisation: string;
  /** Keyed hash of the CPR number. */
  readonly childHash: string;
}

interface FileAbout {
  readonly contentType: string;
  /** Absent for what came over the network. */
  readonly owner?: FileOwner;
  /** The id that {@link reserveUpload} gave. */
  readonly reserved?: string;
}

interface WrittenFile {
  readonly id: string;
  readonly size: number;
  /** Base64url. */
  readonly sha256: string;
}

const bound = (file: string, number: number) => JSON.stringify(['file-chunk', file, number]);

/**
 * Keeps room for an upload, however many an employee begins at the same time.
 *
 * @param size as large as it may become
 * @returns its id; undefined where the employee's uploads that no message has would be more than 1 GB
 */
export async function reserveUpload(
  db: Db,
  owner: FileOwner,
  { contentType, size, now }: { readonly contentType: string; readonly size: number; readonly now: Date },
): Promise<string | undefined> {
  const { organisation, issuer, subject } = owner;
  return db.transaction().execute(async (transaction) => {
    const lock = JSON.stringify(['uploads', organisation, issuer, subject]);
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(transaction);
    const { there } = await transaction
      .selectFrom('file')
      .select(({ fn }) => fn.sum<string | number | null>('size').as('there'))
      .where('organisation', '=', organisation)
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .where('loose', '=', true)
      .executeTakeFirstOrThrow();
    if (Number(there) + size > looseAtMost) return undefined;
    const id = randomUUID();
    await transaction
      .insertInto('file')
      .values(newRow(id, contentType, owner, size, now))
      .execute();
    return id;
  });
}

/** Writes a file in sealed chunks, each committed by itself. One that breaks off is gone, and is never `whole` until it is. */
export async function writeFile(
  db: Db,
  keys: Keys,
  { contentType, owner, reserved }: FileAbout,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<WrittenFile> {
  const id = reserved ?? randomUUID();
  const row = newRow(id, contentType, owner, 0, new Date());
  const hash = createHash('sha256');
  let size = 0;
  let number = 0;
  try {
    for await (const chunk of chunks(bytes)) {
      hash.update(chunk);
      size += chunk.length;
      const sealed = { file: id, number, sealed: sealBytes(keys, chunk, bound(id, number)) };
      // Most files are one chunk: two statements for them.
      if (number === 0 && reserved === undefined)
        await db
          .with('made', (on) => on.insertInto('file').values(row).returning('id'))
          .insertInto('file_chunk')
          .values(sealed)
          .execute();
      else await db.insertInto('file_chunk').values(sealed).execute();
      number += 1;
    }
    const done = { size, sha256: hash.digest('base64url'), whole: true };
    if (number === 0 && reserved === undefined)
      await db
        .insertInto('file')
        .values({ ...row, ...done })
        .execute();
    else await db.updateTable('file').set(done).where('id', '=', id).execute();
    return { id, size, sha256: done.sha256 };
  } catch (error) {
    // Where the store does not answer the sweep takes it.
    await dropFile(db, id).catch(() => undefined);
    throw error;
  }
}

/** Of a file that no message has. */
export async function dropFile(db: Db, id: string): Promise<void> {
  await db.deleteFrom('file').where('id', '=', id).where('loose', '=', true).execute();
}

/** @throws SealBroken; and where a chunk is not there */
export async function* readFile(db: Db, keys: Keys, id: string): AsyncGenerator<Buffer> {
  const file = await db.selectFrom('file').select('size').where('id', '=', id).where('whole', '=', true).executeTakeFirst();
  if (!file) throw new Error('no such file');
  for (let number = 0; number < Math.ceil(Number(file.size) / chunkSize); number += 1) {
    const { sealed } = await db
      .selectFrom('file_chunk')
      .select('sealed')
      .where('file', '=', id)
      .where('number', '=', number)
      .executeTakeFirstOrThrow();
    yield unsealBytes(keys, sealed, bound(id, number));
  }
}

/** Gives a message's part its file. */
export async function attachFile(
  transaction: Db,
  of: { readonly mailbox: string; readonly message: string; readonly part: string; readonly file: string },
): Promise<void> {
  await transaction.insertInto('message_file').values(of).execute();
  await transaction.updateTable('file').set({ loose: false }).where('id', '=', of.file).where('loose', '=', true).execute();
}

export interface FileFacts {
  readonly size: number;
  readonly contentType: string;
}

export interface MessageFile extends FileFacts {
  readonly message: string;
  readonly part: string;
  readonly file: string;
}

/** The files of messages of one mailbox, by part. */
export async function filesOf(db: Db, mailbox: string, messages: readonly string[]): Promise<readonly MessageFile[]> {
  if (messages.length === 0) return [];
  const rows = await db
    .selectFrom('message_file')
    .innerJoin('file', 'file.id', 'message_file.file')
    .select(['message', 'part', 'file', 'size', 'content_type'])
    .where('mailbox', '=', mailbox)
    .where('message', 'in', messages)
    .execute();
  return rows.map(({ content_type, size, ...of }) => ({ ...of, size: Number(size), contentType: content_type }));
}

/** Why files of messages of one mailbox are not here, by part. */
export async function withheldFrom(db: Db, mailbox: string, messages: readonly string[]): Promise<ReadonlyMap<string, Withheld>> {
  if (messages.length === 0) return new Map();
  const rows = await db
    .selectFrom('withheld_file')
    .select(['part', 'why'])
    .where('mailbox', '=', mailbox)
    .where('message', 'in', messages)
    .execute();
  return new Map(rows.map(({ part, why }) => [part, why]));
}

/** A file that this employee has uploaded for this child. */
export async function ownFile(db: Db, id: string, owner: FileOwner): Promise<({ readonly id: string } & FileFacts) | undefined> {
  const row = await db
    .selectFrom('file')
    .select(['size', 'content_type'])
    .where('id', '=', id)
    .where('issuer', '=', owner.issuer)
    .where('subject', '=', owner.subject)
    .where('organisation', '=', owner.organisation)
    .where('child_hash', '=', owner.childHash)
    .where('whole', '=', true)
    .executeTakeFirst();
  return row && { id, size: Number(row.size), contentType: row.content_type };
}

/** A file of a message of this child in a unit's box, whoever brought it: what did not come through is sent once more. */
export async function boxFile(
  db: Db,
  id: string,
  of: { readonly mailbox: string; readonly childHash: string },
): Promise<({ readonly id: string } & FileFacts) | undefined> {
  const [named] = await messagesWithFile(db, { ...of, file: id });
  if (!named) return undefined;
  const row = await db
    .selectFrom('file')
    .select(['size', 'content_type'])
    .where('id', '=', id)
    .where('whole', '=', true)
    .executeTakeFirst();
  return row && { id, size: Number(row.size), contentType: row.content_type };
}

/** The messages of a child in a mailbox that have a file, but for those that are held. */
export function messagesWithFile(
  db: Db,
  { mailbox, childHash, file }: { readonly mailbox: string; readonly childHash: string; readonly file: string },
): Promise<{ message: string; part: string }[]> {
  return db
    .selectFrom('message_file')
    .innerJoin('message', (join) =>
      join.onRef('message.mailbox', '=', 'message_file.mailbox').onRef('message.id', '=', 'message_file.message'),
    )
    .innerJoin('thread', (join) => join.onRef('thread.mailbox', '=', 'message.mailbox').onRef('thread.id', '=', 'message.thread'))
    .select(['message_file.message', 'message_file.part'])
    .where('message_file.file', '=', file)
    .where('message_file.mailbox', '=', mailbox)
    .where('thread.child_hash', '=', childHash)
    .where('message.held', '=', false)
    .execute();
}

/** Forgets what no message, no draft and no operator has a day after it was begun. */
export async function sweepFiles(db: Db, now: Date): Promise<void> {
  const old = new Date(now.getTime() - looseFor);
  // What came is named by its message's row, or kept for the operator, without a part of its own.
  await db
    .updateTable('file')
    .set({ loose: false })
    .where('loose', '=', true)
    .where('stored_at', '<=', old)
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom('message').select('message.id').whereRef('message.original_file', '=', 'file.id')),
        exists(selectFrom('kept').select('kept.id').whereRef('kept.original_file', '=', 'file.id')),
      ]),
    )
    .execute();
  await db
    .deleteFrom('file')
    .where('id', 'in', (on) =>
      on
        .selectFrom('file')
        .select('id')
        .where('loose', '=', true)
        .where('stored_at', '<=', old)
        .where(sql<boolean>`id not in (select unnest(files) from draft where closed_at is null)`)
        .limit(sweptAtOnce),
    )
    .execute();
}

function newRow(id: string, contentType: string, owner: FileOwner | undefined, size: number, at: Date) {
  return {
    id,
    issuer: owner?.issuer ?? null,
    subject: owner?.subject ?? null,
    organisation: owner?.organisation ?? null,
    child_hash: owner?.childHash ?? null,
    content_type: contentType,
    size,
    sha256: '',
    stored_at: at,
    whole: false,
    loose: true,
  };
}

/** Chunks of one size, whatever sizes they come in. */
async function* chunks(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; ) {
      const part = Buffer.from(piece.subarray(at, at + chunkSize - length));
      held.push(part);
      length += part.length;
      at += part.length;
      if (length < chunkSize) continue;
      yield Buffer.concat(held);
      held = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(held);
}
