import type { Kysely } from 'kysely';
import { type Canonical, canonicalJson } from '../audit/canonical.ts';
import { type Keys, keyedHash, seal, unseal } from '../sealing/seal.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** How long an answer is kept to be given again, in milliseconds. */
const kept = 30 * 24 * 3_600_000;

/** A request that may be sent several times and is done once. */
export interface Once {
  readonly keyHash: string;
  readonly bodyHash: string;
}

/** @param whose all that the key belongs to; what is asked, and about whom, is `what` */
export function onceOf(keys: Keys, key: string, whose: readonly string[], what: Canonical): Once {
  return { keyHash: keyedHash(keys, JSON.stringify(['idempotency', ...whose, key])), bodyHash: keyedHash(keys, canonicalJson(what)) };
}

/** What was answered the first time; `reused` where the key stood for something else. */
export async function answerOf<Answer>(db: Db, keys: Keys, { keyHash, bodyHash }: Once): Promise<Answer | 'reused' | undefined> {
  const row = await db.selectFrom('idempotency').select(['body_hash', 'answer_sealed']).where('key_hash', '=', keyHash).executeTakeFirst();
  if (!row) return undefined;
  return row.body_hash === bodyHash ? (JSON.parse(unseal(keys, row.answer_sealed, keyHash)) as Answer) : 'reused';
}

/**
 * Remembers an answer, with what it tells of, in one transaction.
 *
 * @returns false where the same key was answered meanwhile: whatever else the transaction wrote must not stand
 */
export async function rememberAnswer(
  transaction: Db,
  keys: Keys,
  { keyHash, bodyHash }: Once,
  answer: object,
  now: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('idempotency')
    .values({ key_hash: keyHash, body_hash: bodyHash, answer_sealed: seal(keys, JSON.stringify(answer), keyHash), stored_at: now })
    .onConflict((conflict) => conflict.column('key_hash').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function sweepAnswers(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('stored_at', '<', new Date(now.getTime() - kept))
    .execute();
}
