import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** Has a host's webhook called, once the transaction is committed. */
export async function noteWebhook(
  transaction: Kysely<Tables>,
  { mailbox, event, at }: { readonly mailbox: string; readonly event: string; readonly at: Date },
): Promise<void> {
  await transaction.insertInto('webhook').values({ mailbox, event, at, next_attempt_at: at, attempts: 0 }).execute();
}
