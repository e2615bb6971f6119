import type { Words } from './da.ts';

const kinds = {
  clock: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long' },
} as const;

// Making a formatter costs more than using it; two languages and these kinds are all there can be.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** A moment in Copenhagen, whatever zone the browser is in. */
export function format(words: Words, kind: keyof typeof kinds, at: Date | string): string {
  const key = words.language + kind;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(words.language === 'da' ? 'da-DK' : 'en-GB', { timeZone: 'Europe/Copenhagen', ...kinds[kind] });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(at));
}

/** A day, "5. maj 2014"; what is no date comes back as it was. */
export function day(words: Words, date: string): string {
  const read = new Date(date);
  return Number.isNaN(+read) ? date : format(words, 'day', read);
}

/** A moment in Copenhagen: "kl. 09.14" today, "12. juni 2026 kl. 09.14" on another day or where `full`. */
export function moment(words: Words, at: string | undefined, full = false): string {
  const read = new Date(at ?? '');
  if (Number.isNaN(+read)) return words.noTime;
  const on = format(words, 'day', read);
  return words.time(format(words, 'clock', read), full || on !== format(words, 'day', new Date()) ? on : undefined);
}

/** Eight digits are Danish and stand in pairs; any other number as the source gave it. */
export function phoneNumber(phone: string): string {
  return /^\d{8}$/.test(phone) ? phone.replace(/\d\d(?=\d)/g, '$& ') : phone;
}

/** The word for a code; a code that this version does not know comes back as its text. */
export function wordFor(table: Readonly<Record<string, string>>, code: string): string {
  return (Object.hasOwn(table, code) && table[code]) || code;
}
