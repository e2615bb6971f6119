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
