// Days as `YYYY-MM-DD`; wall-clock times in Europe/Copenhagen.

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && toDay(new Date(`${text}T00:00:00Z`)) === text;
}

const toDay = (date: Date) => (Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10));

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return toDay(date);
}

/** 29 February becomes 28 February in a year that has none. */
export function addYears(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const moved = `${year}${day.slice(4)}`;
  return isDay(moved) ? moved : `${year}-02-28`;
}

/** Whole years, with the birthday itself. */
export function ageOn(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

const copenhagen = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short', timeStyle: 'medium' });

export function todayInCopenhagen(now = new Date()): string {
  return copenhagen.format(now).slice(0, 10);
}

/** `2026-06-15T09:00:00+02:00`: the wall-clock time with the offset of that moment. */
export function timestamp(day: string, time = '09:00:00'): string {
  const wall = Date.parse(`${day}T${time}Z`);
  // The clocks change at night: the offset at the same wall-clock time in UTC is that of the day's working hours.
  const offset = Math.round((Date.parse(`${copenhagen.format(wall).replace(' ', 'T')}Z`) - wall) / 3_600_000);
  return `${day}T${time}+0${offset}:00`;
}

const minutes = (count: number) =>
  `${count < 0 ? '-' : '+'}${String(Math.floor(Math.abs(count) / 60)).padStart(2, '0')}${String(Math.abs(count) % 60).padStart(2, '0')}`;

/**
 * The moment at which clocks in Copenhagen show a time: with the offset of that moment as CDA writes it, and in
 * UTC as XDS does. Of a time that clocks show twice, the first; one that they skip is moved on by the hour.
 */
export function clinicalMoment(day: string, time = '00:00'): { readonly local: string; readonly utc: string } {
  const wall = Date.parse(`${day}T${time}:00Z`);
  // Summer time first: it is the first of the two in October.
  const instant = [120, 60].map((offset) => wall - offset * 60_000).find((at) => shown(at) === wall) ?? wall - 60 * 60_000;
  const local = shown(instant);
  return { local: digits(local) + minutes((local - instant) / 60_000), utc: digits(instant) };
}

const shown = (instant: number) => Date.parse(`${copenhagen.format(instant).replace(' ', 'T')}Z`);
const digits = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19).replace(/[-:T]/g, '');

/** The first day from `day` on that is the last Sunday of March or October: the clocks change in its night. */
export function clockChange(day: string, month: 3 | 10): string {
  const year = Number(day.slice(0, 4));
  const found = [year, year + 1].map((one) => {
    const last = `${one}-${String(month).padStart(2, '0')}-31`;
    return addDays(last, -new Date(`${last}T00:00:00Z`).getUTCDay());
  });
  return found.find((one) => one >= day) as string;
}

/** The day itself, or the nearest Monday to Friday that is no nearer to today. */
export function workingDay(today: string, days: number): string {
  const day = addDays(today, days);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday !== 0 && weekday !== 6) return day;
  if (days > 0) return addDays(day, weekday === 6 ? 2 : 1);
  return addDays(day, weekday === 6 ? -1 : -2);
}

/** The Monday to Friday that lies so many of them before the day; holidays count as any other. */
export function workingDaysBefore(day: string, count: number): string {
  let at = day;
  for (let left = count; left > 0; ) {
    at = addDays(at, -1);
    if (![0, 6].includes(new Date(`${at}T00:00:00Z`).getUTCDay())) left -= 1;
  }
  return at;
}

/** A moment as clocks in Copenhagen show it, with its offset: `2026-06-15T09:00:00+02:00`. */
export function localTimestamp(instant: Date): string {
  const whole = Math.floor(instant.getTime() / 1000) * 1000;
  const local = shown(whole);
  return `${new Date(local).toISOString().slice(0, 19)}+0${(local - whole) / 3_600_000}:00`;
}
