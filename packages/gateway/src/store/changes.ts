import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** PostgreSQL's channel: that there is something new, and nothing of what. */
export const changesChannel = 'paa_tvaers_changes';
/** How long a change is remembered, so that a stream can go on where it broke, in milliseconds. */
export const remembered = 24 * 3_600_000;
/** A change is noted before it is committed: it is kept for longer than anybody may ask for it. */
const slack = 3_600_000;
/** Milliseconds between two notifications of one process. */
const notifyEvery = 50;
/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const atOnce = 5000;

/** Something of a mailbox that its unit, and the open contexts of the child, are told. */
interface MailboxChange {
  readonly kind: 'message' | 'receipt';
  /** SOR code. */
  readonly mailbox: string;
  readonly thread: string;
  /** Null while nobody has confirmed whose the thread is. */
  readonly childHash: string | null;
  readonly at: Date;
}

/** A context that has ended. */
interface ContextChange {
  readonly kind: 'context-closed' | 'context-superseded';
  readonly employee: Employee;
  readonly context: string;
  readonly at: Date;
}

interface Employee {
  readonly issuer: string;
  readonly organisation: string;
  readonly subject: string;
}

export interface ChangeRow {
  readonly kind: string;
  readonly audience: string;
  readonly context: string | null;
  readonly thread: string | null;
  readonly child_hash: string | null;
}

/** When each store was notified last: a store by the adapter that its transactions share. */
const notified = new WeakMap<object, number>();

/** Notes changes in the transaction that makes them; all gateways hear of them once it is committed. */
export async function noteChange(transaction: Db, ...changes: readonly (MailboxChange | ContextChange)[]): Promise<void> {
  for (let from = 0; from < changes.length; from += atOnce)
    await transaction
      .insertInto('change')
      .values(changes.slice(from, from + atOnce).map(rowOf))
      .execute();
  // PostgreSQL commits those that notify one by one. Whoever hears reads on for a while (`Changes`), and finds the others.
  const store = transaction.getExecutor().adapter;
  const now = performance.now();
  if (changes.length === 0 || now - (notified.get(store) ?? Number.NEGATIVE_INFINITY) < notifyEvery) return;
  notified.set(store, now);
  await sql`select pg_notify(${changesChannel}, '')`.execute(transaction);
}

function rowOf(change: MailboxChange | ContextChange) {
  const { kind, at } = change;
  return 'mailbox' in change
    ? { kind, at, audience: change.mailbox, thread: change.thread, child_hash: change.childHash, context: null }
    : { kind, at, audience: audienceOf(change.employee), context: change.context, thread: null, child_hash: null };
}

/** An employee as the audience of a change; no mailbox is written like it. */
export function audienceOf({ issuer, organisation, subject }: Employee): string {
  return JSON.stringify([issuer, organisation, subject]);
}

/** What is committed now, in PostgreSQL's words (`pg_snapshot`). */
export async function snapshotOf(db: Db): Promise<string> {
  const { rows } = await sql<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`.execute(db);
  return rows[0]?.snapshot ?? '';
}

/**
 * Reads what was committed since a snapshot, in whatever order the numbers were drawn: none twice, none left out.
 *
 * @param from a snapshot
 * @returns the snapshot to go on from; of the changes at most `limit`, then `more`
 */
export async function changesFrom(db: Db, from: string, limit: number): Promise<{ snapshot: string; changes: ChangeRow[]; more: boolean }> {
  // One statement, so that the snapshot is the one that the rows are read in.
  const { rows } = await sql<ChangeRow & { snapshot: string; seq: unknown }>`
    with told as (
      select seq, kind, audience, context, thread, child_hash from change
      where xact >= pg_snapshot_xmin(${from}::pg_snapshot) and not pg_visible_in_snapshot(xact, ${from}::pg_snapshot)
        and pg_visible_in_snapshot(xact, pg_current_snapshot())
      order by seq limit ${limit + 1})
    select pg_current_snapshot()::text as snapshot, told.* from (select 1) as one left join told on true order by seq`.execute(db);
  const changes = rows.filter(({ seq }) => seq !== null);
  return { snapshot: rows[0]?.snapshot ?? from, changes: changes.slice(0, limit), more: changes.length > limit };
}

/**
 * Reads what some audiences have missed, up to a snapshot. What was being committed at `since` may have been told before.
 *
 * @param since `xminOf` an earlier snapshot
 * @returns undefined where the database has not come that far: it is another, or an older copy
 */
export async function changesSince(
  db: Db,
  { audiences, since, until, limit }: { audiences: readonly string[]; since: string; until: string; limit: number },
): Promise<ChangeRow[] | undefined> {
  const { rows: known } = await sql<{ known: boolean }>`
    select ${since}::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) as known`.execute(db);
  if (!known[0]?.known) return undefined;
  return db
    .selectFrom('change')
    .select(['kind', 'audience', 'context', 'thread', 'child_hash'])
    .where('audience', 'in', audiences)
    .where(sql<boolean>`xact >= ${since}::xid8 and pg_visible_in_snapshot(xact, ${until}::pg_snapshot)`)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** The oldest transaction that was not finished at a snapshot: all before it is in it, or never will be. */
export function xminOf(snapshot: string): string {
  return snapshot.split(':')[0] ?? '';
}

export async function sweepChanges(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('change')
    .where('at', '<', new Date(now.getTime() - remembered - slack))
    .execute();
}
