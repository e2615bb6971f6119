import type { Kysely, Selectable } from 'kysely';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;
export type WebhookRow = Selectable<Tables['webhook']>;

/** Has a host's webhook called, once the transaction is committed. */
export async function noteWebhook(
  transaction: Kysely<Tables>,
  { mailbox, event, at }: { readonly mailbox: string; readonly event: string; readonly at: Date },
): Promise<void> {
  await transaction.insertInto('webhook').values({ mailbox, event, at, next_attempt_at: at, attempts: 0 }).execute();
}

/**
 * Takes the call that has been due the longest. Until `lease` nobody else gets it; who settles it gives the lease back
 * as proof.
 *
 * @param except mailboxes that are being called
 */
export function claimWebhook(db: Db, now: Date, lease: Date, except: readonly string[]): Promise<WebhookRow | undefined> {
  return db
    .updateTable('webhook')
    .set({ next_attempt_at: lease })
    .where('id', '=', ({ selectFrom }) => {
      const due = selectFrom('webhook').select('id').where('next_attempt_at', '<=', now);
      return (except.length > 0 ? due.where('mailbox', 'not in', except) : due)
        .orderBy('next_attempt_at')
        .orderBy('id')
        .limit(1)
        .forUpdate()
        .skipLocked();
    })
    .returningAll()
    .executeTakeFirst();
}

/** The call was made, or is given up. */
export async function forgetWebhook(db: Db, { id }: WebhookRow, lease: Date): Promise<void> {
  await db.deleteFrom('webhook').where('id', '=', id).where('next_attempt_at', '=', lease).execute();
}

/** The call is made again at `next`, and what else is due for the same mailbox is not tried before. */
export async function postponeWebhooks(db: Db, { id, mailbox }: WebhookRow, lease: Date, now: Date, next: Date): Promise<void> {
  await db
    .updateTable('webhook')
    .set((row) => ({
      next_attempt_at: next,
      attempts: row
        .case()
        .when('id', '=', id)
        .then(row('attempts', '+', 1))
        .else(row.ref('attempts'))
        .end(),
    }))
    .where(({ or, and, eb }) =>
      or([
        and([eb('id', '=', id), eb('next_attempt_at', '=', lease)]),
        and([eb('mailbox', '=', mailbox), eb('next_attempt_at', '<=', now)]),
      ]),
    )
    .execute();
}

/** The call was broken off, and counts as not made. */
export async function releaseWebhook(db: Db, { id }: WebhookRow, lease: Date, now: Date): Promise<void> {
  await db.updateTable('webhook').set({ next_attempt_at: now }).where('id', '=', id).where('next_attempt_at', '=', lease).execute();
}
