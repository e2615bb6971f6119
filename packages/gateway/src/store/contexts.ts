import type { Kysely, Selectable } from 'kysely';
import type { ContextTable, Tables } from './schema.ts';

export const idle = 20 * 60_000;
export const longest = 8 * 3_600_000;
/** How long an ended context is remembered, so that it is told apart from one that never was. */
const remembered = 24 * 3_600_000;

export type ContextRow = Selectable<ContextTable>;

/** Whose a context is: all of it must be the token's. */
export type Owner = Pick<ContextRow, 'issuer' | 'subject' | 'organisation' | 'audience' | 'function' | 'unit'>;

type Db = Kysely<Tables>;

export async function insertContext(db: Db, row: Omit<ContextRow, 'last_used_at' | 'expires_at' | 'closed_at'>): Promise<void> {
  const { opened_at } = row;
  await db
    .insertInto('context')
    .values({ ...row, last_used_at: opened_at, expires_at: new Date(opened_at.getTime() + longest), closed_at: null })
    .execute();
}

/** Finds an open context of this owner and begins its idle time anew, in one statement. */
export function useContext(db: Db, id: string, owner: Owner, now: Date): Promise<ContextRow | undefined> {
  return owned(db.updateTable('context').set({ last_used_at: now }), id, owner)
    .where('closed_at', 'is', null)
    .where('last_used_at', '>', new Date(now.getTime() - idle))
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

export function findContext(db: Db, id: string): Promise<ContextRow | undefined> {
  return db.selectFrom('context').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The open contexts of some children. */
export function openContexts(db: Db, childHashes: readonly string[]): Promise<ContextRow[]> {
  if (childHashes.length === 0) return Promise.resolve([]);
  return db.selectFrom('context').selectAll().where('closed_at', 'is', null).where('child_hash', 'in', childHashes).execute();
}

/** @returns the context as it was, where it was this owner's and open */
export function closeContext(db: Db, id: string, owner: Owner, now: Date): Promise<ContextRow | undefined> {
  return owned(db.updateTable('context').set({ closed_at: now, child_sealed: null }), id, owner)
    .where('closed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/**
 * Ends what has been idle or open for too long, wipes the child from it, and forgets what ended a day ago.
 *
 * @returns the contexts that ended now
 */
export async function endOldContexts(db: Db, now: Date): Promise<(Pick<ContextRow, 'id'> & Owner)[]> {
  const ended = await db
    .updateTable('context')
    .set({ closed_at: now, child_sealed: null })
    .where('closed_at', 'is', null)
    .where((is) => is.or([is('last_used_at', '<=', new Date(now.getTime() - idle)), is('expires_at', '<=', now)]))
    .returning(['id', 'issuer', 'subject', 'organisation', 'audience', 'function', 'unit'])
    .execute();
  await db
    .deleteFrom('context')
    .where('expires_at', '<', new Date(now.getTime() - remembered))
    .execute();
  return ended;
}

export async function countOpenContexts(db: Db): Promise<number> {
  const { open } = await db
    .selectFrom('context')
    .select((select) => select.fn.countAll<string | number>().as('open'))
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(open);
}

function owned<Query extends { where(column: 'id' | keyof Owner, is: '=', value: string): Query }>(
  query: Query,
  id: string,
  owner: Owner,
): Query {
  return Object.entries(owner).reduce(
    (narrowed, [column, value]) => narrowed.where(column as keyof Owner, '=', value),
    query.where('id', '=', id),
  );
}
