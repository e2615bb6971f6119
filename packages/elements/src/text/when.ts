import type { Appointment } from '@paa-tvaers/contract';
import type { Words } from './da.ts';
import { day, format } from './format.ts';

type Times = Pick<Appointment, 'start' | 'end'>;

let dates: Intl.DateTimeFormat | undefined;

/** The date in Copenhagen, `YYYY-MM-DD`; empty where it is no moment. */
function dateOf(moment: string | number): string {
  const date = new Date(moment);
  // The Swedish way of writing a date is that of ISO 8601.
  dates ??= new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' });
  return Number.isNaN(+date) ? '' : dates.format(date);
}

/** Counts days by the calendar of Copenhagen: one is not always 24 hours. */
const dayNumber = (moment: string | number) => Date.parse(dateOf(moment)) / 86_400_000;

// A moment without a time of day is a day.
const timed = (moment: string) => moment.includes('T');

/** An end that comes before the start, or with it, is none. */
const endOf = ({ start, end = '' }: Times) => (Date.parse(end) > Date.parse(start) ? end : '');

/** Whether it has ended; where there is no end or no time of day, whether its day has. What cannot be read is not over. */
export function isOver(times: Times, now: number): boolean {
  const end = endOf(times);
  return timed(end) ? Date.parse(end) <= now : dayNumber(now) > dayNumber(end || times.start);
}

const clockOf = (words: Words, moment: string) => (timed(moment) && dateOf(moment) ? format(words, 'clock', moment) : '');

/**
 * "tirsdag 12. maj kl. 10.15", with the year where it is not this year's; what is no date comes back as it was.
 *
 * @param clock the time of day that goes with it; none, and it is the day alone
 */
export function momentWords(words: Words, moment: string, now: number, clock = clockOf(words, moment)): string {
  if (!dateOf(moment)) return moment;
  const on = `${format(words, 'weekday', moment)} ${day(words, moment).replace(` ${dateOf(now).slice(0, 4)}`, '')}`;
  return clock ? words.time(clock, on) : on;
}

/** "tirsdag 12. maj" and "kl. 10.15–11.00"; where it lasts several days, all of it in `day`. */
export function whenWords(words: Words, times: Times, now: number): { readonly day: string; readonly time: string } {
  const { start } = times;
  const end = endOf(times);
  // What ends at midnight has not lasted into the next day.
  const lasts = end && dayNumber(timed(end) ? Date.parse(end) - 1 : end) > dayNumber(start);
  if (lasts) return { day: `${momentWords(words, start, now)} – ${momentWords(words, end, now)}`, time: '' };
  const clocks = [start, end].map((moment) => clockOf(words, moment)).filter(Boolean);
  return { day: momentWords(words, start, now, ''), time: clocks.length ? words.time(clocks.join('–')) : words.noTime };
}

/** "om 3 uger", "i morgen"; "nu" from its start to its end. To stand beside the day itself, because it rounds. */
export function awayWords(words: Words, times: Times, now: number): string {
  const { start } = times;
  const days = dayNumber(start) - dayNumber(now);
  const begun = timed(endOf(times)) ? Date.parse(start) <= now : days < 0;
  const say = (count: number, unit: Intl.RelativeTimeFormatUnit) =>
    new Intl.RelativeTimeFormat(words.language, { numeric: 'auto' }).format(Math.round(count), unit);
  if (Number.isNaN(days)) return '';
  return begun ? say(0, 'second') : days < 14 ? say(days, 'day') : days < 60 ? say(days / 7, 'week') : say(days / 30.44, 'month');
}
