import { type Kysely, sql } from 'kysely';
import type { Tables } from '../store/schema.ts';
import { canonicalJson } from './canonical.ts';

/** What was done. `follow`: told of changes to come, by ids; `mark`: read or not; `assign`: whose turn it is; `confirm`: whose a held message is. */
export type AuditAction =
  | 'open'
  | 'read'
  | 'close'
  | 'send'
  | 'reply'
  | 'forward'
  | 'attach'
  | 'draft'
  | 'mark'
  | 'assign'
  | 'file'
  | 'confirm'
  | 'search'
  | 'launch'
  | 'follow';

/**
 * One entry of the audit: who asked for what about which child, and what left. Never a name, a number
 * or any content of the child.
 */
export type AuditEntry = {
  readonly version: 1;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly trace: string;
  /** `Paa-Tvaers-Client`, where it has the form of one. */
  readonly client?: string;
  readonly action: AuditAction;
  readonly dataflow?: string;
  readonly professional: { readonly issuer: string; readonly subject: string; readonly name: string };
  readonly organisation: string;
  readonly unit?: string;
  readonly audience: string;
  readonly function: string;
  readonly purpose?: string;
  /** Keyed hashes of the CPR number and of the context id; no child where a list is about many, or about none yet. */
  readonly child?: string;
  /** Keyed hashes of the CPR numbers in a list across children, sorted. */
  readonly children?: readonly string[];
  readonly context?: string;
  /** Keyed hash of the id of the one thread, message, draft or file that it was about. */
  readonly about?: string;
  /** What left; empty where nothing did. */
  readonly fields: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
  /** A section's state, `opened`, `closed`, the slug of a problem, or `aborted`: the caller was gone before the answer. */
  readonly outcome: string;
  readonly reason?: string;
  /** At opening: one decision a dataflow. */
  readonly decisions?: Readonly<Record<string, string>>;
};

/** Writes an entry; it is committed with the transaction that it is written in, or by itself. */
export async function writeAudit(db: Kysely<Tables>, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({ entry: canonicalJson(entry) })
    .execute();
}

/**
 * Writes an entry as long as its context is open, in one statement: an answer that was under way when
 * the context was closed, in whatever process, must not leave.
 *
 * @returns false where the context has ended, and nothing was written
 */
export async function writeAuditInContext(db: Kysely<Tables>, entry: AuditEntry, context: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('audit')
    .columns(['entry'])
    .expression((select) =>
      select
        .selectFrom('context')
        .select(sql<string>`${canonicalJson(entry)}::text`.as('entry'))
        .where('id', '=', context)
        .where('closed_at', 'is', null),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
