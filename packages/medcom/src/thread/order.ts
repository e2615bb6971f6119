import { moment } from '../message/time.ts';
import type { HistoryEntry, Organisation } from '../message/types.ts';

export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
export const timeOf = (value: string | undefined) => moment(value) || 0;
export const isOf = (organisation: Organisation | undefined, unit: Organisation | undefined) =>
  unit?.sor !== undefined && organisation?.sor === unit.sor;

/**
 * Messages by time, of two at once the initiator's first (rule 12), and each after the one that it builds on. Times
 * alone would not do: a resend gives a message a later time than its answer may have, and clocks differ. What is
 * answered moves up to its earliest answer; a history that runs in circles is cut where it is entered.
 */
export function inOrder(entries: ReadonlyMap<string, HistoryEntry>, initiator?: Organisation): readonly HistoryEntry[] {
  const byTime = [...entries.values()]
    .map((entry) => ({ entry, at: timeOf(entry.occurred), isOthers: Number(!isOf(entry.organisation, initiator)) }))
    .sort((a, b) => a.at - b.at || a.isOthers - b.isOthers || compare(a.entry.message, b.entry.message));
  const placed = new Set<HistoryEntry>();
  for (const { entry } of byTime) {
    const line = new Set<HistoryEntry>();
    let next: HistoryEntry | undefined = entry;
    while (next && !placed.has(next) && !line.has(next)) {
      line.add(next);
      next = entries.get(next.answers ?? '');
    }
    for (const one of [...line].reverse()) placed.add(one);
  }
  return [...placed];
}
