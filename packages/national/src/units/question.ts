import type { MailUnit, UnitRegister } from '../types.ts';
import { isGln, isSor } from './unit.ts';

type Question = Parameters<UnitRegister['search']>[0];

/** A question that may be asked. */
export interface Wanted {
  readonly words: readonly string[];
  /** Digits alone were written: a SOR code, a GLN, a CVR number or a ydernummer. */
  readonly number?: string;
  readonly kind?: MailUnit['kind'];
  readonly cvr?: string;
  readonly ydernummer?: string;
  readonly limit: number;
}

/** Units that one search gives at most. */
export const most = 200;

/**
 * Reads a question. `undefined`: nothing may be asked, and nothing is found: no criterion, a text that is no name,
 * or one that may hold a CPR number, for the words are sent in a URL.
 *
 * @throws TypeError where a number that the gateway itself gives has not its form
 */
export function wanted({ text = '', kind, cvr, ydernummer, limit }: Question): Wanted | undefined {
  if (cvr !== undefined && !/^\d{8}$/.test(cvr)) throw new TypeError('units: not a CVR number');
  if (ydernummer !== undefined && !/^\d{1,6}$/.test(ydernummer)) throw new TypeError('units: not a ydernummer');
  const plain = text.normalize('NFKC').trim();
  if (plain.length > 100 || mayHoldCpr(plain)) return undefined;
  const digits = /^[\d\s-]+$/.test(plain) ? plain.replace(/\D/g, '') : '';
  if (digits && !isSor(digits) && !isGln(digits) && !/^(?:\d{8}|\d{1,6})$/.test(digits)) return undefined;
  // What FHIR gives a meaning in a parameter parts words, as a space does.
  const words = digits ? [] : plain.split(/[\s,;|$\\]+/).filter(Boolean);
  if (plain ? !digits && words.length === 0 : !kind && !cvr && !ydernummer) return undefined;
  return {
    words: words.slice(0, 8),
    ...(digits && { number: digits }),
    ...(kind && { kind }),
    ...(cvr && { cvr }),
    ...(ydernummer && { ydernummer: ydernummer.padStart(6, '0') }),
    limit: Math.min(most, Math.max(1, Math.trunc(limit))),
  };
}

/** Whatever stands between the digits; a replacement number with its letters too. */
function mayHoldCpr(text: string): boolean {
  const joined = text.replace(/(?<=\d)[^\p{L}\d]+(?=\d)/gu, '');
  return /(?<!\d)\d{10}(?!\d)/.test(joined) || /(?<!\d)\d{7}[a-z]{2}\d/i.test(joined);
}

/** Whether a unit is one that the numbers and the kind of a question mean. Words are the register's to match. */
export function fits(unit: MailUnit, { number, kind, cvr, ydernummer }: Wanted): boolean {
  return (
    (!kind || unit.kind === kind) &&
    (!cvr || unit.cvr === cvr) &&
    (!ydernummer || unit.ydernummer === ydernummer) &&
    (!number || [unit.sor, unit.gln, unit.cvr].includes(number) || unit.ydernummer === number.padStart(6, '0'))
  );
}

/** The best first, cut at the limit. */
export function bestOf(
  units: readonly MailUnit[],
  { words, limit }: Wanted,
): { readonly units: readonly MailUnit[]; readonly cut: boolean } {
  const asked = words.map(fold);
  const ranked = units.map((unit) => ({ unit, rank: rankOf(fold(unit.name), asked) }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      Number(a.unit.reach === 'none') - Number(b.unit.reach === 'none') ||
      danish.compare(a.unit.name, b.unit.name) ||
      (a.unit.sor < b.unit.sor ? -1 : 1),
  );
  return { units: ranked.slice(0, limit).map(({ unit }) => unit), cut: ranked.length > limit };
}

const danish = new Intl.Collator('da');

export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The name itself, its beginning, each word at the beginning of one of its words, each word somewhere, anything else. */
function rankOf(name: string, words: readonly string[]): number {
  const text = words.join(' ');
  if (name === text) return 0;
  if (name.startsWith(text)) return 1;
  const parts = name.split(/[^\p{L}\d]+/u);
  if (words.every((word) => parts.some((part) => part.startsWith(word)))) return 2;
  return words.every((word) => name.includes(word)) ? 3 : 4;
}
