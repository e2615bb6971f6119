import type { Kysely, Selectable } from 'kysely';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;
type LaunchRow = Selectable<Tables['launch']>;

/** Whose a launch is: only the same employee redeems it. */
export type LaunchOwner = Pick<LaunchRow, 'issuer' | 'subject' | 'organisation'>;

export async function insertLaunch(transaction: Db, row: LaunchRow): Promise<void> {
  await transaction.insertInto('launch').values(row).execute();
}

/** Takes a launch out, so that of several who redeem it at once one has it. One of somebody else's stays. */
export function takeLaunch(transaction: Db, codeHash: string, owner: LaunchOwner, now: Date): Promise<LaunchRow | undefined> {
  return transaction
    .deleteFrom('launch')
    .where('code_hash', '=', codeHash)
    .where('issuer', '=', owner.issuer)
    .where('subject', '=', owner.subject)
    .where('organisation', '=', owner.organisation)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

export async function sweepLaunches(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('launch').where('expires_at', '<=', now).execute();
}
