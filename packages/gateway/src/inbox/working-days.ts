import { danishDay } from '../sections/days.ts';

const aDay = 86_400_000;

/**
 * Working days in Denmark that have come since a moment: of the days after its day, today among them, those from Monday
 * to Friday on which public offices are open. What came on a Friday has waited one on Monday.
 *
 * Off are the public holidays (helligdage; store bededag until 2023, lov nr. 214 af 06/03/2023), and 24 and 31 December,
 * on which offices are closed though no law says so. 5 June (grundlovsdag) is no public holiday, and counts.
 */
export function workingDaysSince(moment: Date, now: Date): number {
  const [from, to] = [dayOf(moment), dayOf(now)];
  if (to <= from) return 0;
  const years = Array.from({ length: yearOf(to) - yearOf(from) + 1 }, (_, index) => yearOf(from) + index);
  const off = years.flatMap(holidaysOf).filter((day) => day > from && day <= to && isWeekday(day));
  return weekdaysUntil(to) - weekdaysUntil(from) - off.length;
}

const holidays = new Map<number, readonly number[]>();

function holidaysOf(year: number): readonly number[] {
  const known = holidays.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const movable = [-3, -2, 1, ...(year < 2024 ? [26] : []), 39, 50].map((after) => easter + after);
  const fixed = [dayNumber(year, 1, 1), ...[24, 25, 26, 31].map((date) => dayNumber(year, 12, date))];
  const days = [...movable, ...fixed];
  holidays.set(year, days);
  return days;
}

/** The Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(n / 31), (n % 31) + 1);
}

// Days are numbers, from 1 January 1970, a Thursday.
function dayNumber(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / aDay;
}

function dayOf(moment: Date): number {
  return Date.parse(danishDay.format(moment)) / aDay;
}

function yearOf(day: number): number {
  return new Date(day * aDay).getUTCFullYear();
}

function isWeekday(day: number): boolean {
  return mondayBased(day) < 5;
}

/** How many days from Monday to Friday lie between a fixed Sunday and a day, which counts. */
function weekdaysUntil(day: number): number {
  return 5 * Math.floor((day + 3) / 7) + Math.min(mondayBased(day) + 1, 5);
}

function mondayBased(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
