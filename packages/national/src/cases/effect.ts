/** When something holds (Virkning): from `from` until just before `to`, milliseconds of the epoch. */
export interface InEffect {
  readonly from: number;
  readonly to: number;
  /** Decides between two that began at the same moment; the greater one wins. */
  readonly rank: string;
}

/** What holds now, the one begun last first: not the order of the list. */
export function holding<Item extends InEffect>(items: readonly Item[], now: number): readonly Item[] {
  return items.filter(({ from, to }) => from <= now && now < to).sort(lastBegunFirst);
}

/**
 * What holds now; where an interval ended without a follower, the one begun last still holds; and of
 * what has not begun yet, the one that begins first.
 */
export function holdingOrLast<Item extends InEffect>(items: readonly Item[], now: number): Item | undefined {
  const begun = items.filter(({ from }) => from <= now).sort(lastBegunFirst);
  return holding(items, now)[0] ?? begun[0] ?? [...items].sort(lastBegunFirst).at(-1);
}

function lastBegunFirst(a: InEffect, b: InEffect): number {
  if (a.from !== b.from) return b.from < a.from ? -1 : 1;
  return a.rank === b.rank ? 0 : b.rank < a.rank ? -1 : 1;
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Milliseconds of the epoch of an `xs:dateTime`. One without an offset is taken as Danish standard time:
 * in summer at most an hour off.
 *
 * @returns `NaN` for anything else
 */
export function moment(text: string): number {
  const match = dateTime.exec(text);
  return match ? Date.parse(match[1] ? text : `${text}+01:00`) : Number.NaN;
}

const danishDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short' });

/** `YYYY-MM-DD`, Europe/Copenhagen. */
export function dayOf(milliseconds: number): string {
  return danishDay.format(milliseconds);
}
