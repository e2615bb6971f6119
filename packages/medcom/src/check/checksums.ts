// The forms that dk-core gives Danish numbers. CPR has no modulus 11: numbers without it have been issued since 2007.
const day = '(?:(?:(?:0[1-9]|[12]\\d|3[01])(?:01|03|05|07|08|10|12))|(?:(?:0[1-9]|[12]\\d|30)(?:04|06|09|11))|(?:(?:0[1-9]|[12]\\d)02))';

export const cprPattern = new RegExp(`^${day}\\d{6}$`);
export const xEcprPattern = new RegExp(`^${day}\\d{2}[17][A-Z]{2}\\d$`);
export const dEcprPattern = new RegExp(`^${day}\\d{2}[056][A-Z]{2}\\d$`);
export const sorPattern = /^\d{11,}$/;

export const isGlnLength = (value: string): boolean => /^\d{13}$/.test(value);

/** The check digit of GS1, modulus 10. */
export function hasGlnCheckDigit(value: string): boolean {
  const digits = [...value].map(Number);
  const sum = digits.slice(0, 12).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10 === digits[12];
}
