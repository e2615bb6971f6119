import { createHash } from 'node:crypto';
import { addDays, isDay } from './dates.ts';

export type Sex = 'female' | 'male';

const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** Modulus 11 of a ten-digit number; numbers that fail it were never issued outside 1 January births. */
export function passesModulus11(cpr: string): boolean {
  return weights.reduce((sum, weight, at) => sum + weight * Number(cpr[at]), 0) % 11 === 0;
}

/** 1 January is the one birth date on which numbers without modulus 11 have been issued: the day before instead. */
export function safeBirthDate(day: string): string {
  return day.endsWith('-01-01') ? addDays(day, -1) : day;
}

// Digit 7 by year of birth (cpr.dk).
function centuryDigits(year: number): string {
  if (year < 1900 || year > 2057) throw new RangeError(`no made-up number for ${year}`);
  if (year < 1937) return '0123';
  if (year < 2000) return '012349';
  return year <= 2036 ? '456789' : '5678';
}

/**
 * A ten-digit CPR number that nobody has: it fails modulus 11, and the birth date is not 1 January.
 *
 * @param seed the same seed and birth date give the same number
 */
export function madeUpNumber(seed: string, birthDate: string, sex: Sex): string {
  if (birthDate.endsWith('-01-01')) throw new RangeError('1 January is not a birth date for a made-up number');
  const [year, month, day] = birthDate.split('-') as [string, string, string];
  const digits = centuryDigits(Number(year));
  for (let turn = 0; ; turn += 1) {
    const hash = createHash('sha256').update(`${seed}|${birthDate}|${turn}`).digest();
    const seventh = digits[hash.readUInt8(0) % digits.length];
    const serial = String(hash.readUInt16BE(1) % 100).padStart(2, '0');
    const last = 2 * (hash.readUInt8(3) % 5) + (sex === 'male' ? 1 : 0);
    const cpr = `${day}${month}${year.slice(2)}${seventh}${serial}${last}`;
    if (!passesModulus11(cpr)) return cpr;
  }
}

/** A national replacement number (X-eCPR): date, 1 or 7, two letters, a digit. */
export function replacementNumber(seed: string, birthDate: string, sex: Sex): string {
  const [year, month, day] = birthDate.split('-') as [string, string, string];
  const hash = createHash('sha256').update(`${seed}|${birthDate}`).digest();
  const letter = (at: number) => String.fromCharCode(65 + (hash.readUInt8(at) % 26));
  // Digit 7 of 7 reads as a birth after 2000.
  return `${day}${month}${year.slice(2)}7${letter(0)}${letter(1)}${2 * (hash.readUInt8(2) % 5) + (sex === 'male' ? 1 : 0)}`;
}

/** The same key gives the same UUID, of version 4 in form. */
export function stableUuid(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The birth date that a number says, `YYYY-MM-DD`; `undefined` where that is no day. CPR by the published table of
 * digit 7. Of replacement numbers X-eCPR has 1 before 2000 and 7 from then on, and D-eCPR 0 and 5, 6 (assumed).
 */
export function birthDateOf(number: string): string | undefined {
  const [day, month, year] = [number.slice(0, 2), number.slice(2, 4), number.slice(4, 6)];
  const seventh = Number(number[6]);
  const twoDigits = Number(year);
  const letters = /[A-Z]/.test(number);
  const century = letters
    ? seventh >= 5
      ? '20'
      : '19'
    : seventh <= 3
      ? '19'
      : seventh === 4 || seventh === 9
        ? twoDigits <= 36
          ? '20'
          : '19'
        : twoDigits <= 57
          ? '20'
          : '18';
  const date = `${century}${year}-${month}-${day}`;
  return isDay(date) ? date : undefined;
}

/**
 * A lokationsnummer (GLN) that no unit has: the prefix 952 is GS1's own for demonstrations and examples. The check
 * digit is right, since MedCom's messages are refused without.
 */
export function madeUpGln(number: number): string {
  const digits = `952${String(number).padStart(9, '0')}`;
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** A SOR code that cannot exist: of the form that SOR gives (item, namespace 1000016, partition 00), its check digit wrong. */
export function impossibleSor(item: number): string {
  const code = `${item}100001600`;
  return `${code}${(verhoeffDigit(code) + 1) % 10}`;
}

const permuted = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
// The dihedral group of ten: five turns, and five turns of the reflected figure.
const turned = (one: number, other: number) =>
  one < 5 ? ((one + other) % 5) + (other < 5 ? 0 : 5) : other < 5 ? ((one - other + 5) % 5) + 5 : (one - other + 5) % 5;

/** The last digit of an SCTID (Verhoeff). */
function verhoeffDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    let value = Number(digit);
    for (let times = (at + 1) % 8; times > 0; times -= 1) value = permuted[value] as number;
    return turned(total, value);
  }, 0);
  return sum < 5 ? (5 - sum) % 5 : sum;
}
