import type { Appointment } from '@paa-tvaers/contract';
import { html, nothing } from 'lit';
import { offer } from '../section/offer.ts';
import type { Content } from '../section/parts.ts';

const digits = (text: string) => text.replace(/[-:]|\.\d+/g, '');
const utc = (moment: number | string) => digits(new Date(moment).toISOString());

/** `DTSTART` or `DTEND`: a moment in UTC, or a day. RFC 5545 counts a day at the end as the first that is free again. */
function property(name: string, moment: string, daysLater = 0): string {
  if (moment.includes('T')) return `${name}:${utc(moment)}`;
  return `${name};VALUE=DATE:${utc(Date.parse(moment) + daysLater * 86_400_000).slice(0, 8)}`;
}

/**
 * The calendar file of an appointment (RFC 5545): when, and nothing more. A calendar is shared with
 * colleagues and synchronised to phones: no name, place, unit or reason goes into it, and the id is of
 * no other system. No line comes near the 75 octets at which it would have to be folded.
 */
export function calendarFile({ start, end }: Pick<Appointment, 'start' | 'end'>, now: number): string {
  // `randomUUID` is not there on http pages.
  const uid = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//paa-tvaers//elements//DA',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${utc(now)}`,
    property('DTSTART', start),
    // Both of one kind, or it is no calendar file.
    ...(end && Date.parse(end) > Date.parse(start) && end.includes('T') === start.includes('T') ? [property('DTEND', end, 1)] : []),
    'SUMMARY:Aftale',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** "Gem i kalender", for what has a time that can be read. */
export function save(appointment: Appointment, label: string, day: string): Content {
  if (Number.isNaN(Date.parse(appointment.start))) return nothing;
  const press = ({ currentTarget }: Event) =>
    offer(
      new Blob([calendarFile(appointment, Date.now())], { type: 'text/calendar;charset=utf-8' }),
      'aftale.ics',
      currentTarget as Element,
    );
  return html`<p class="small"><button type="button" aria-label="${label}, ${day}" @click=${press}>${label}</button></p>`;
}
