import type { Kysely } from 'kysely';
import { type Keys, keyedHash, seal, unseal } from '../sealing/seal.ts';
import type { FileFacts } from './files.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** What is fetched by a link. */
interface Linked {
  readonly file: string;
  readonly title?: string;
}

const bound = (hash: string) => JSON.stringify(['file-link', hash]);

export async function insertLink(db: Db, keys: Keys, token: string, { file, ...rest }: Linked, expires: Date): Promise<void> {
  const hash = keyedHash(keys, token);
  const sealed = seal(keys, JSON.stringify(rest), bound(hash));
  await db.insertInto('file_link').values({ token_hash: hash, file, sealed, expires_at: expires }).execute();
}

/** The file of a link, which is used up by it in the same statement, so that two cannot follow it. */
export async function takeLink(db: Db, keys: Keys, token: string, now: Date): Promise<(Linked & FileFacts) | undefined> {
  const hash = keyedHash(keys, token);
  const row = await db
    .with('used', (on) =>
      on.deleteFrom('file_link').where('token_hash', '=', hash).where('expires_at', '>', now).returning(['file', 'sealed']),
    )
    .selectFrom('used')
    .innerJoin('file', 'file.id', 'used.file')
    .select(['used.file', 'used.sealed', 'size', 'content_type'])
    .executeTakeFirst();
  return row && linkedIn(keys, hash, row);
}

/** As {@link takeLink}, and leaves the link as it is. */
export async function lookAtLink(db: Db, keys: Keys, token: string, now: Date): Promise<(Linked & FileFacts) | undefined> {
  const hash = keyedHash(keys, token);
  const row = await db
    .selectFrom('file_link')
    .innerJoin('file', 'file.id', 'file_link.file')
    .select(['file_link.file', 'file_link.sealed', 'size', 'content_type'])
    .where('token_hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && linkedIn(keys, hash, row);
}

function linkedIn(
  keys: Keys,
  hash: string,
  { file, sealed, size, content_type }: { file: string; sealed: string; size: string | number; content_type: string },
): Linked & FileFacts {
  const rest = JSON.parse(unseal(keys, sealed, bound(hash))) as Omit<Linked, 'file'>;
  return { file, ...rest, size: Number(size), contentType: content_type };
}

export async function sweepLinks(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('file_link').where('expires_at', '<=', now).execute();
}
