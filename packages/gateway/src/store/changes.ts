import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** PostgreSQL's channel: that there is something new, and nothing of what. */
const channel = 'paa_tvaers_changes';

/** Something of a mailbox that its unit, and the open contexts of the child, are told. */
export interface MailboxChange {
  readonly kind: 'message' | 'receipt';
  /** SOR code. */
  readonly mailbox: string;
  readonly thread: string;
  /** Null while nobody has confirmed whose the thread is. */
  readonly childHash: string | null;
  readonly at: Date;
}

/** Notes a change, and tells the other gateways when the transaction is committed. */
export async function noteChange(transaction: Kysely<Tables>, { kind, mailbox, thread, childHash, at }: MailboxChange): Promise<void> {
  await transaction
    .with('noted', (on) =>
      on.insertInto('change').values({ kind, audience: mailbox, context: null, thread, child_hash: childHash, at }).returning('seq'),
    )
    .selectFrom('noted')
    .select(sql`pg_notify(${channel}, '')`.as('told'))
    .execute();
}
