import type { InboxItem } from '@paa-tvaers/contract';

const groupNames = ['failed', 'held', 'new', 'waiting', 'other'] as const;
type GroupName = (typeof groupNames)[number];

/** Why a thread stands where it stands; the first that fits. */
function groupOf({ delivery, held, unread, unansweredDays }: InboxItem): GroupName {
  if (delivery) return 'failed';
  if (held) return 'held';
  if (unread) return 'new';
  return unansweredDays === undefined ? 'other' : 'waiting';
}

/**
 * The threads in a fixed order that can be told: what did not come through, what nobody knows the child of, what is
 * new, and what was opened and has waited longest; the rest last. Within each the newest is first, as it was given.
 */
export function inGroups(items: readonly InboxItem[]): readonly (readonly [GroupName, readonly InboxItem[]])[] {
  const of = (wanted: GroupName) => items.filter((item) => groupOf(item) === wanted);
  const waited = (one: InboxItem, other: InboxItem) =>
    other.unansweredDays! - one.unansweredDays! || Date.parse(one.latest.at) - Date.parse(other.latest.at) || 0;
  return groupNames
    .map((name) => [name, name === 'waiting' ? of(name).sort(waited) : of(name)] as const)
    .filter(([, those]) => those.length);
}
