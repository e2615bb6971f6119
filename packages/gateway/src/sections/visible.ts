import type { Case } from '@paa-tvaers/national';
import { revealOf } from '../policy/index.ts';
import type { Setup } from './answers.ts';
import type { Municipality } from './directory.ts';
import type { Rules } from './rules.ts';
import type { Viewer } from './types.ts';

/** A case that the professional may know of. */
export interface VisibleCase {
  readonly case: Case;
  readonly owner: Municipality;
  /** `department`: only that the department is involved. */
  readonly reveal: 'department' | 'case';
}

/**
 * The cases that the professional may know of. The others are as if they were not there; so are those of
 * an owner that the directory does not know, since no rule speaks for it.
 */
export function visible(found: readonly Case[], { policy, directory }: Setup, rules: Rules, viewer: Viewer): VisibleCase[] {
  return found.flatMap((one) => {
    const owner = directory.municipalityByCvr(one.owner.cvr);
    if (!owner) return [];
    const verdict = rules.verdict('cases', one.department, owner.code);
    if (verdict.state !== 'ok' || !verdict.row.sensitivities?.includes(one.sensitivity) || !isOnList(one.accessList, viewer)) return [];
    const reveal = revealOf(policy, one.kle, verdict.reveal);
    // That a department was once involved in what may not be named is more than that it is involved.
    if (reveal === 'none' || (reveal === 'department' && one.status === 'closed')) return [];
    return [{ case: one, owner, reveal }];
  });
}

// Sikkerhedsprofil is a positive list; empty is no limit.
function isOnList(list: readonly string[], { sub, unit }: Viewer): boolean {
  const plain = (uuid: string) => uuid.toLowerCase().replace(/^urn:uuid:/, '');
  const names = [sub, ...(unit ? [unit] : [])].map(plain);
  return list.length === 0 || list.some((actor) => names.includes(plain(actor)));
}
