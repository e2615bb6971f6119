import type { PersonName } from '@paa-tvaers/medcom';

/** A name in one text: the last word is the family name. */
export function nameOf(name: string): PersonName {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const family = words.at(-1);
  return { given: words.slice(0, -1), ...(family !== undefined && { family }) };
}

/**
 * Whether a message's name cannot be the person's that the register has under the number. Kindly: letter case, accents
 * and the order and number of given names do not matter, one given name and the family name are enough, and a name
 * that is withheld or not given disagrees with nothing.
 */
export function namesDisagree(name: PersonName | undefined, registered: string | undefined): boolean {
  const known = new Set(wordsOf(registered ?? ''));
  if (known.size === 0 || !name) return false;
  const family = wordsOf(name.family ?? '');
  const given = name.given.flatMap(wordsOf);
  return [family, given].some((words) => words.length > 0 && !words.some((word) => known.has(word)));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/å/g, 'aa')
    .replaceAll(/ø/g, 'oe')
    .replaceAll(/æ/g, 'ae')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
}
