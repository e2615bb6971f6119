import { CompiledQuery, type Insertable, type Kysely } from 'kysely';
import { type Keys, seal } from '../sealing/seal.ts';
import type { Once } from './idempotency.ts';
import type { Tables } from './schema.ts';

/** What stands in the database when a message is accepted. Columns that hold nothing are left out. */
export interface AcceptedRows {
  readonly once: Once;
  /** What the same key is answered with again. */
  readonly answer: object;
  /** Of a message that begins a thread. */
  readonly thread?: Insertable<Tables['thread']>;
  readonly message: Insertable<Tables['message']>;
}

type Value = string | number | boolean | Date;

/**
 * Writes a message, its thread and its answer in one statement: accepting is the way that many wait on, and each
 * statement is a journey. The text is made by hand, for a query builder's work on 50 columns costs as much as the database's.
 *
 * @returns false where the key was answered meanwhile, and nothing was written
 */
export async function insertAccepted(
  transaction: Kysely<Tables>,
  keys: Keys,
  { once, answer, thread, message }: AcceptedRows,
  now: Date,
): Promise<boolean> {
  const values: Value[] = [];
  const insert = (table: string, row: object, end: string) => {
    const columns = Object.entries(row).filter((one): one is [string, Value] => one[1] !== null && one[1] !== undefined);
    const marks = columns.map(([, value]) => `$${values.push(value)}::${typeOf(value)}`);
    return `insert into ${table} (${columns.map(([name]) => name)}) select ${marks} ${end}`;
  };
  const sealed = seal(keys, JSON.stringify(answer), once.keyHash);
  const key = { key_hash: once.keyHash, body_hash: once.bodyHash, answer_sealed: sealed, stored_at: now };
  const text = `with once as (${insert('idempotency', key, 'on conflict (key_hash) do nothing returning 1')})${
    thread ? `, begun as (${insert('thread', thread, 'from once')})` : ''
  }, added as (${insert('message', message, 'from once')}) select 1 from once`;
  const { rows } = await transaction.executeQuery(CompiledQuery.raw(text, values));
  return rows.length === 1;
}

// A parameter of a select is text unless it says otherwise.
function typeOf(value: Value): string {
  if (value instanceof Date) return 'timestamptz';
  return { string: 'text', number: 'integer', boolean: 'boolean' }[typeof value as 'string' | 'number' | 'boolean'];
}
