import { createHash, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Keys, sealBytes, unsealBytes } from '../sealing/seal.ts';
import type { Tables } from './schema.ts';

/** Bytes of a chunk before it is sealed: what is in memory of a file at a time. */
const chunkSize = 256 * 1024;

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
}

interface WrittenFile {
  readonly id: string;
  readonly size: number;
  /** Base64url. */
  readonly sha256: string;
}

const bound = (file: string, number: number) => JSON.stringify(['file-chunk', file, number]);

/** Writes a file in sealed chunks, each committed by itself; one that was broken off is never `whole`. */
export async function writeFile(
  db: Db,
  keys: Keys,
  { contentType, owner }: FileAbout,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<WrittenFile> {
  const id = randomUUID();
  const row = {
    id,
    issuer: owner?.issuer ?? null,
    subject: owner?.subject ?? null,
    organisation: owner?.organisation ?? null,
    child_hash: owner?.childHash ?? null,
    content_type: contentType,
    stored_at: new Date(),
  };
  const hash = createHash('sha256');
  let size = 0;
  let number = 0;
  for await (const chunk of chunks(bytes)) {
    hash.update(chunk);
    size += chunk.length;
    const sealed = { file: id, number, sealed: sealBytes(keys, chunk, bound(id, number)) };
    // Most files are one chunk: two statements for them.
    if (number === 0)
      await db
        .with('made', (on) =>
          on
            .insertInto('file')
            .values({ ...row, size: 0, sha256: '', whole: false })
            .returning('id'),
        )
        .insertInto('file_chunk')
        .values(sealed)
        .execute();
    else await db.insertInto('file_chunk').values(sealed).execute();
    number += 1;
  }
  const sha256 = hash.digest('base64url');
  if (number === 0)
    await db
      .insertInto('file')
      .values({ ...row, size, sha256, whole: true })
      .execute();
  else await db.updateTable('file').set({ size, sha256, whole: true }).where('id', '=', id).execute();
  return { id, size, sha256 };
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
}

export interface MessageFile {
  readonly message: string;
  readonly part: string;
  readonly file: string;
  readonly size: number;
  readonly contentType: string;
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

/** A file that this employee has uploaded for this child. */
export async function ownFile(
  db: Db,
  id: string,
  owner: FileOwner,
): Promise<{ readonly id: string; readonly size: number; readonly contentType: string } | undefined> {
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
