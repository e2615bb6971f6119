import type { Appointment } from '@paa-tvaers/contract';
import type { Words } from './da.ts';
import { format } from './format.ts';

type Times = Pick<Appointment, 'start' | 'end'>;

const dayLength = 86_400_000;
let dates: Intl.DateTimeFormat | undefined;

/** The date in Copenhagen, `YYYY-MM-DD`; empty where it is no moment. */
function dateOf(at: number): string {
  // The Swedish way of writing a date is that of ISO 8601.
  dates ??= new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' });
  return Number.isNaN(at) ? '' : dates.format(at);
}

/** Counts days by the calendar of Copenhagen: one is not always 24 hours. */
const dayNumber = (at: number) => Date.parse(dateOf(at)) / dayLength;

// A moment without a time of day is a day.
const timed = (moment: string) => moment.includes('T');

/** An end that comes before the start, or with it, is none. */
const endOf = ({ start, end = '' }: Times) => (Date.parse(end) > Date.parse(start) ? end : undefined);

/** Whether it has ended; where there is no end or no time of day, whether its day has. What cannot be read is not over. */
export function isOver(times: Times, now: number): boolean {
  const end = endOf(times);
  return end && timed(end) ? Date.parse(end) <= now : dayNumber(now) > dayNumber(Date.parse(end ?? times.start));
}

/** "tirsdag 12. maj", with the year where it is not this year's; what is no date comes back as it was. */
function dayWords(words: Words, moment: string, now: number): string {
  const at = Date.parse(moment);
  if (Number.isNaN(at)) return moment;
  const thisYear = dateOf(at).slice(0, 4) === dateOf(now).slice(0, 4);
  return `${format(words, 'weekday', at)} ${format(words, thisYear ? 'dayThisYear' : 'day', at)}`;
}

const clockOf = (words: Words, moment: string) => format(words, 'clock', Date.parse(moment));

/** "tirsdag 12. maj kl. 10.15", or the day alone. */
export function momentWords(words: Words, moment: string, now: number): string {
  const day = dayWords(words, moment, now);
  return timed(moment) && day !== moment ? words.time(clockOf(words, moment), day) : day;
}

/** "tirsdag 12. maj" and "kl. 10.15–11.00"; where it lasts several days, all of it in `day`. */
export function whenWords(words: Words, times: Times, now: number): { readonly day: string; readonly time: string } {
  const { start } = times;
  const end = endOf(times);
  // What ends at midnight has not lasted into the next day.
  const last = end && dayNumber(Date.parse(end) - (timed(end) ? 1 : 0));
  if (end && last !== dayNumber(Date.parse(start))) {
    return { day: [start, end].map((moment) => momentWords(words, moment, now)).join(' – '), time: '' };
  }
  const day = dayWords(words, start, now);
  if (!timed(start) || day === start) return { day, time: words.noTime };
  return { day, time: words.time([start, end].flatMap((moment) => (moment ? clockOf(words, moment) : [])).join('–')) };
}

/** "om 3 uger", "i morgen"; "nu" from its start to its end. To stand beside the day itself, because it rounds. */
export function awayWords(words: Words, times: Times, now: number): string {
  const away = dayNumber(Date.parse(times.start)) - dayNumber(now);
  if (Number.isNaN(away)) return '';
  const say = (value: number, unit: Intl.RelativeTimeFormatUnit) =>
    new Intl.RelativeTimeFormat(words.language, { numeric: 'auto' }).format(Math.round(value), unit);
  const begun = timed(times.start) && endOf(times) ? Date.parse(times.start) <= now : away < 0;
  if (begun) return say(0, 'second');
  return away < 14 ? say(away, 'day') : away < 60 ? say(away / 7, 'week') : say(away / 30.44, 'month');
}
