import type { SaveDraft } from '@paa-tvaers/contract/requests';
import { type Kysely, type Selectable, sql } from 'kysely';
import { type Keys, seal, unseal } from '../sealing/seal.ts';
import type { CorrespondenceTables } from './correspondence-tables.ts';
import type { Tables } from './schema.ts';

/** How long an unsent text is kept after it was last saved, and a closed one remembered, in milliseconds. */
const kept = 14 * 24 * 3_600_000;

type Db = Kysely<Tables>;

/** Who writes about which child. */
interface Writer {
  readonly issuer: string;
  readonly subject: string;
  readonly organisation: string;
  /** Keyed hash of the CPR number. */
  readonly childHash: string;
}

/** Whose a draft is: it is never another's, and moves neither to another child nor to another unit's desk. */
export interface DraftOwner extends Writer {
  /** As the token names it; empty where it names none. */
  readonly unit: string;
}

export interface StoredDraft extends SaveDraft {
  readonly id: string;
  readonly savedAt: Date;
}

/** @returns false where the draft was sent or thrown away, or is about another child, or of another unit: nothing was saved */
export async function saveDraft(db: Db, keys: Keys, owner: DraftOwner, id: string, content: SaveDraft, now: Date): Promise<boolean> {
  const row = {
    ...columnsOf(owner, id),
    unit: owner.unit,
    thread: content.thread ?? null,
    sealed: seal(keys, JSON.stringify(content), boundTo(owner, id)),
    files: content.attachments.flatMap((one) => ('file' in one ? [one.file] : [])),
    saved_at: now,
    closed_at: null,
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('draft')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['organisation', 'issuer', 'subject', 'id'])
        .doUpdateSet({ thread: row.thread, sealed: row.sealed, files: row.files, saved_at: now })
        .where('draft.closed_at', 'is', null)
        .where('draft.child_hash', '=', owner.childHash)
        .where('draft.unit', '=', owner.unit),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The newest first. */
export async function draftsOf(db: Db, keys: Keys, owner: DraftOwner, now: Date): Promise<StoredDraft[]> {
  const rows = await openDrafts(db, owner, now).selectAll().orderBy('saved_at', 'desc').orderBy('id').execute();
  return rows.map((row) => ({ ...read(row, keys, owner), id: row.id, savedAt: row.saved_at }));
}

/** The newest draft of each thread, by thread. */
export async function draftedThreads(db: Db, owner: DraftOwner, now: Date): Promise<ReadonlyMap<string, string>> {
  const rows = await openDrafts(db, owner, now).select(['id', 'thread']).where('thread', 'is not', null).orderBy('saved_at').execute();
  return new Map(rows.map(({ thread, id }) => [thread as string, id]));
}

/**
 * Ends a draft: its text is gone, and what is saved in it later is refused, also where the saving was still on its way
 * and this is the first that is heard of it. At whatever unit's desk it was written: who knows its id has it before them.
 */
export async function closeDraft(db: Db, owner: Writer, id: string, now: Date): Promise<void> {
  await db
    .insertInto('draft')
    .values({ ...columnsOf(owner, id), unit: '', thread: null, sealed: null, files: [], saved_at: now, closed_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['organisation', 'issuer', 'subject', 'id'])
        .doUpdateSet({ sealed: null, files: [], closed_at: now })
        .where('draft.closed_at', 'is', null)
        .where('draft.child_hash', '=', owner.childHash),
    )
    .execute();
}

/** Forgets what is older than fourteen days. */
export async function sweepDrafts(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('draft')
    .where(sql<boolean>`coalesce(closed_at, saved_at) <= ${new Date(now.getTime() - kept)}`)
    .execute();
}

function openDrafts(db: Db, { organisation, issuer, subject, unit, childHash }: DraftOwner, now: Date) {
  return db
    .selectFrom('draft')
    .where('organisation', '=', organisation)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where('unit', '=', unit)
    .where('child_hash', '=', childHash)
    .where('closed_at', 'is', null)
    .where('saved_at', '>', new Date(now.getTime() - kept));
}

function columnsOf({ issuer, subject, organisation, childHash }: Writer, id: string) {
  return { id, issuer, subject, organisation, child_hash: childHash };
}

function read({ id, sealed }: Selectable<CorrespondenceTables['draft']>, keys: Keys, owner: DraftOwner): SaveDraft {
  return JSON.parse(unseal(keys, sealed ?? '', boundTo(owner, id))) as SaveDraft;
}

function boundTo({ organisation, issuer, subject, childHash }: Writer, id: string): string {
  return JSON.stringify(['draft', organisation, issuer, subject, id, childHash]);
}
