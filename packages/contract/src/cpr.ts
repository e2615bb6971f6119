/**
 * A Danish civil registration number in its plain form: ten digits, or a replacement number
 * (X-eCPR, D-eCPR) with two letters. Made only by {@link parseCpr}.
 */
export type Cpr = string & { readonly cpr: unique symbol };

const days = '(0[1-9]|[12]\\d|3[01])';
const months = '(0[1-9]|1[0-2])';
const civil = new RegExp(`^${days}${months}\\d{6}$`);
// X-eCPR is national (1, 7), D-eCPR regional (0, 5, 6).
const replacement = new RegExp(`^${days}${months}\\d\\d[01567][A-Z]{2}\\d$`);

/**
 * Reads a CPR number with or without its dash. Modulus 11 is never asked for: numbers without it
 * have been issued since 2007.
 *
 * @returns the plain form, or `undefined` where the text is not a CPR number (the text is never echoed)
 */
export function parseCpr(text: string): Cpr | undefined {
  const plain = text
    .trim()
    .replace(/^(.{6})[- ](.{4})$/, '$1$2')
    .toUpperCase();
  const valid = (civil.test(plain) || replacement.test(plain)) && birthDate(plain as Cpr);
  return valid ? (plain as Cpr) : undefined;
}

/** Replacement numbers (X-eCPR, D-eCPR) hold letters; no register but their own knows them. */
export function isReplacement(cpr: Cpr): boolean {
  return /[A-Z]/.test(cpr);
}

/** The date of birth that a CPR number carries, `YYYY-MM-DD`; empty where the calendar has no such day. */
export function birthDate(cpr: Cpr): string {
  const [day, month, year] = [0, 2, 4].map((at) => Number(cpr.slice(at, at + 2))) as [number, number, number];
  const date = new Date(Date.UTC(century(Number(cpr[6]), year) + year, month - 1, day));
  return date.getUTCDate() === day ? date.toISOString().slice(0, 10) : '';
}

// Digit 7 tells the century (cpr.dk); replacement numbers follow the same rule.
function century(digit7: number, year: number): number {
  if (digit7 <= 3) return 1900;
  if (digit7 === 4 || digit7 === 9) return year <= 36 ? 2000 : 1900;
  return year <= 57 ? 2000 : 1800;
}

/** As it may stand on the screen: `050514-••••`. */
export function maskCpr(cpr: Cpr): string {
  return `${cpr.slice(0, 6)}-••••`;
}

/** Whole years between a date of birth and a day, both `YYYY-MM-DD`. */
export function ageOn(born: string, day: string): number {
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0);
}
