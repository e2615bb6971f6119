import type { Change } from '@paa-tvaers/contract';
import { isOwner, ownerOf } from '../contexts/contexts.ts';
import { type Keys, unseal } from '../sealing/seal.ts';
import type { Sections } from '../sections/index.ts';
import { audienceOf, type ChangeRow } from '../store/changes.ts';
import { type ContextRow, openContexts } from '../store/contexts.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from '../tokens/verify.ts';

/** Who is told of changes. */
export interface Follower {
  readonly caller: Caller;
  /** SOR code of the unit's box, where it is here. */
  readonly mailbox: string | undefined;
  /** Policy lets the professional see the unit's inbox. */
  readonly inbox: boolean;
}

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sections: Sections;
  readonly now: () => Date;
}

/** Whom a follower hears of: the employee, and the unit's box. */
export function audiencesOf({ caller, mailbox }: Follower): string[] {
  const employee = audienceOf(ownerOf(caller));
  return mailbox === undefined ? [employee] : [employee, mailbox];
}

/**
 * Finds what each follower is told of some changes: of the unit's threads those that they may see, in the inbox
 * or in an open context of theirs.
 *
 * @returns told of one follower: each change once
 */
export async function tellingOf(
  { store, keys, sections, now }: Parts,
  rows: readonly ChangeRow[],
): Promise<(follower: Follower) => readonly Change[]> {
  const hashes = new Set(rows.flatMap(({ child_hash }) => child_hash ?? []));
  const contexts = Map.groupBy(await openContexts(store.db, [...hashes]), ({ child_hash }) => child_hash);
  const byAudience = Map.groupBy(rows, ({ audience }) => audience);

  const mayRead = ({ viewer }: Caller, { id, purpose, child_sealed }: ContextRow): boolean => {
    if (child_sealed === null) return false;
    const { birthDate } = JSON.parse(unseal(keys, child_sealed, id)) as { birthDate: string };
    const decisions = sections.decisions({ viewer, purpose, birthDate, now: now(), municipality: undefined });
    return decisions.some(({ dataflow, state }) => dataflow === 'correspondence' && state === 'ok');
  };
  const changesOf = ({ kind, context, thread, child_hash }: ChangeRow, { caller, inbox }: Follower): Change[] => {
    if (thread === null) return [{ kind, ...(context !== null && { context }) }];
    const owner = ownerOf(caller);
    const own = (contexts.get(child_hash ?? '') ?? []).filter((row) => isOwner(owner, row) && mayRead(caller, row));
    if (own.length > 0) return own.map(({ id }) => ({ kind, context: id, thread }));
    return inbox ? [{ kind, thread }] : [];
  };
  return (follower) => {
    const heard = audiencesOf(follower).flatMap((audience) => byAudience.get(audience) ?? []);
    const told = heard.flatMap((row) => changesOf(row, follower));
    return [...new Map(told.map((change) => [JSON.stringify(change), change])).values()];
  };
}
