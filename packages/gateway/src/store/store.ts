import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { lockDirectory } from './lock.ts';
import { provider } from './migrations.ts';
import type { Tables } from './schema.ts';

/** Where the store lies: a directory (PGlite), or a PostgreSQL server. */
export type StoreSettings = { readonly directory: string } | { readonly url: string };

export interface Store {
  readonly kind: 'pglite' | 'postgresql';
  readonly db: Kysely<Tables>;
  /** @throws where the database does not answer within a second */
  ping(): Promise<void>;
  /**
   * Hears what is notified on a channel, over a connection of its own.
   *
   * @param lost called where that connection breaks
   * @returns ends it
   * @throws where the database cannot be reached
   */
  listen(channel: string, heard: () => void, lost: () => void): Promise<() => Promise<void>>;
  /**
   * Does work that one gateway at a time may do; not at all where another is at it. A process that dies lets go.
   *
   * @param name the same in every gateway
   */
  alone(name: string, work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** No connection to the database can be had: it is away, or all are busy. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
  /** As the network or the database names it. */
  readonly code: string | undefined;

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.code = cause.code;
  }
}

/**
 * Opens the store and brings its tables up to date.
 *
 * @param lost called when an idle connection of the pool breaks; the next query makes a new one
 * @throws DirectoryLocked, or what the database said
 */
export async function openStore(settings: StoreSettings, lost: (error: Error) => void): Promise<Store> {
  const { kind, db, listen, alone, release } = 'url' in settings ? overNetwork(settings.url, lost) : onDisk(settings.directory);
  const close = async () => {
    await db.destroy();
    release();
  };
  try {
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error) throw error;
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return { kind, db, close, listen, alone, ping: () => within(1000, sql`select 1`.execute(db)) };
}

function overNetwork(url: string, lost: (error: Error) => void) {
  const pool = new pg.Pool({
    connectionString: url,
    max: 16,
    connectionTimeoutMillis: 2000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5000,
    application_name: 'paa-tvaers-gateway',
  });
  pool.on('error', lost);
  const listen: Store['listen'] = async (channel, heard, lost) => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 2000,
      keepAlive: true,
      application_name: 'paa-tvaers-gateway-changes',
    });
    client.on('notification', heard).on('error', lost).on('end', lost);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    return () => client.end();
  };
  const connect = () =>
    pool.connect().catch((cause: NodeJS.ErrnoException) => {
      throw new StoreAway(cause);
    });
  const dialect = new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } });
  const db = new Kysely<Tables>({ dialect });
  const alone: Store['alone'] = (name, work) =>
    db.connection().execute(async (connection) => {
      const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(hashtext(${name})) as got`.execute(connection);
      if (!rows[0]?.got) return;
      try {
        await work();
      } finally {
        await sql`select pg_advisory_unlock(hashtext(${name}))`.execute(connection);
      }
    });
  return { kind: 'postgresql' as const, db, listen, alone, release: () => undefined };
}

function onDisk(directory: string) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = lockDirectory(directory);
  const pglite = new PGlite(join(directory, 'pglite'));
  const listen: Store['listen'] = (channel, heard) => pglite.listen(channel, heard);
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  // The directory is one process's.
  const alone: Store['alone'] = (_, work) => work();
  return { kind: 'pglite' as const, db, listen, alone, release };
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  work.catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
