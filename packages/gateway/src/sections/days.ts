/** `YYYY-MM-DD` in Denmark. */
export const danishDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short' });

/** Days in Denmark, both included; without `to` there is no last one. */
export interface Window {
  readonly from: string;
  readonly to?: string;
}

/** The days that a policy row opens, in months from today. A row without a window, which cannot be read, opens today alone. */
export function windowOf(months: { readonly back: number; readonly ahead?: number | undefined } | undefined, now: Date): Window {
  const { back, ahead } = months ?? { back: 0, ahead: 0 };
  const today = danishDay.format(now);
  return { from: monthsFrom(today, -back), ...(ahead !== undefined && { to: monthsFrom(today, ahead) }) };
}

/** The moments to ask a source for: Denmark is one or two hours ahead of UTC, so an hour too much rather than one too little. */
export function momentsOf({ from, to }: Window): { from: Date; to?: Date } {
  return { from: new Date(`${from}T00:00:00+02:00`), ...(to !== undefined && { to: new Date(`${to}T23:59:59.999+01:00`) }) };
}

interface Times {
  /** RFC 3339 with the offset of Copenhagen, or a day. */
  readonly start: string;
  readonly end?: string | undefined;
}

/** What has not ended counts as coming, however long ago it began. */
export function isWithin(times: Times, { from, to }: Window, now: Date): boolean {
  const day = dayOf(times.start);
  return (to === undefined || day <= to) && (day >= from || !hasEnded(times, now));
}

/** By time; on one day, what has no time of day comes first. */
export function inOrder(a: Times, b: Times): number {
  return (
    dayOf(a.start).localeCompare(dayOf(b.start)) ||
    Number(isTimed(a.start)) - Number(isTimed(b.start)) ||
    Date.parse(a.start) - Date.parse(b.start)
  );
}

// With a day only, or an open end, the whole day is taken.
function hasEnded({ start, end }: Times, now: Date): boolean {
  return end !== undefined && isTimed(end) ? Date.parse(end) <= now.getTime() : dayOf(end ?? start) < danishDay.format(now);
}

function monthsFrom(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function dayOf(moment: string): string {
  return moment.slice(0, 10);
}

function isTimed(moment: string): boolean {
  return moment.length > 10;
}
