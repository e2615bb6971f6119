import type { Moment } from '../types.ts';

/** When an appointment is: two moments of the same kind, or one. */
export interface Interval {
  readonly start: Moment;
  readonly end?: Moment;
}

/** A point in time as it is written (HL7 TS). */
interface Written {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** Seconds since midnight, in the offset that it is written with; undefined where only a day is written. */
  readonly seconds: number | undefined;
  /** Milliseconds of the epoch. */
  readonly at: number;
}

/** A day, and the seconds since its midnight, on some clock. */
interface Reading {
  readonly day: string;
  readonly seconds: number | undefined;
}

/**
 * Reads `low` and `high` of a document.
 *
 * - A low of 000000 without a high is a day without a clock time, never midnight (APD-DK). So is one with a high of
 *   000000, or of 2359 and later: nobody is asked to come from midnight to midnight. Both days then stand as they are
 *   written; the same day is one day. 000000 with another high is a clock time.
 * - 000000 counts on the clock that it is written with, whatever its offset: systems write days with `+0000`, and
 *   with the summer's offset in winter. It counts on Copenhagen's clock too: others write its midnight in UTC.
 * - Without an offset, the clock is Copenhagen's: in the hour that comes twice, the first; in the one that does not
 *   come, an hour later.
 * - An end that cannot be read, does not come after the start, or has no clock time where the start has one, is left
 *   out: the time to come is what matters.
 *
 * @returns undefined where there is no day to come
 */
export function readInterval(low: string | undefined, high: string | undefined): Interval | undefined {
  return interval(written(low), written(high));
}

/** Reads serviceStartTime and serviceStopTime of XDS metadata: UTC, and zeros at the end may be cut. */
export function readServiceTime(start: string | undefined, stop: string | undefined): Interval | undefined {
  const whole = (text = '') => written(`${text.padEnd(14, '0')}+0000`);
  return interval(whole(start), whole(stop));
}

function interval(low: Written | undefined, high: Written | undefined): Interval | undefined {
  if (!low) return undefined;
  const days = wholeDays(low, high) ?? (low.seconds === undefined ? dayOnly(low, high) : undefined);
  if (days) return days;
  const end = high && high.seconds !== undefined && high.at > low.at ? momentOf(high.at) : undefined;
  return { start: momentOf(low.at), ...(end && { end }) };
}

const lastMinute = (23 * 60 + 59) * 60;

function wholeDays(low: Written, high: Written | undefined): Interval | undefined {
  for (const clock of [(point: Written): Reading => point, copenhagenClock]) {
    const [from, to] = [clock(low), high && clock(high)];
    const isDay = ({ seconds }: Reading) => seconds === undefined || seconds === 0 || seconds >= lastMinute;
    if ((from.seconds === undefined || from.seconds === 0) && (!to || isDay(to))) return daysOf(from.day, to?.day);
  }
  return undefined;
}

/** A start without a clock time has an end without one. */
function dayOnly(low: Written, high: Written | undefined): Interval {
  return daysOf(low.day, high && copenhagenClock(high).day);
}

function daysOf(start: string, end: string | undefined): Interval {
  return { start, ...(end && end > start && { end }) };
}

const timestamp = /^((?:19|20|21)\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d{1,9})?)?)?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/;

function written(text: string | undefined): Written | undefined {
  const match = timestamp.exec(text ?? '');
  if (!match) return undefined;
  const [year, month, date, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const midnight = Date.UTC(year, month - 1, date);
  const day = new Date(midnight).toISOString().slice(0, 10);
  // The calendar rolls over what it does not have: 30 February is 2 March.
  if (day !== `${match[1]}-${match[2]}-${match[3]}` || hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = match[4] === undefined ? undefined : (hour * 60 + minute) * 60 + second;
  const local = midnight + (seconds ?? 0) * 1000;
  if (!match[7] && !match[8]) return { day, seconds, at: instantIn(local) };
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * (match[8] === '-' ? -1 : 1);
  return Math.abs(offset) > 15 * 60 ? undefined : { day, seconds, at: local - offset * 60_000 };
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short', timeStyle: 'medium' });

/** What the clock in Copenhagen shows, as if it were UTC. */
function shown(at: number): number {
  return Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
}

function copenhagenClock({ day, seconds, at }: Written): Reading {
  if (seconds === undefined) return { day, seconds };
  const local = shown(at);
  return { day: new Date(local).toISOString().slice(0, 10), seconds: (local / 1000) % (24 * 60 * 60) };
}

const hour = 3_600_000;

function instantIn(local: number): number {
  return [local - 2 * hour, local - hour].find((at) => shown(at) === local) ?? local - hour;
}

function momentOf(at: number): Moment {
  const local = shown(at);
  const offset = Math.round((local - Math.floor(at / 1000) * 1000) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${new Date(local).toISOString().slice(0, 19)}${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}

/** Milliseconds of the epoch; of a day, its beginning in Copenhagen. */
export function instantOf(moment: Moment): number {
  return isDay(moment) ? instantIn(Date.parse(`${moment}T00:00:00Z`)) : Date.parse(moment);
}

export function isDay(moment: Moment): boolean {
  return !moment.includes('T');
}

/** The day that a moment falls on, `YYYY-MM-DD`. */
export function dayOf(moment: Moment): string {
  return moment.slice(0, 10);
}

/** The moment of an instant. */
export function momentAt(at: Date): Moment {
  return momentOf(at.getTime());
}
