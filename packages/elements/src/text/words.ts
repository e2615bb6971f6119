import { da, type Words } from './da.ts';

export type { Message, Words } from './da.ts';

let english: Words | undefined;
let asked: Promise<void> | undefined;

/**
 * The words of a language. Danish is always there; English is fetched the first time it is asked for,
 * and until then, or where it cannot be fetched, the words are Danish and say so (`language`).
 *
 * @param arrived called once when the language has come
 */
export function wordsFor(locale: string, arrived: () => void): Words {
  if (locale !== 'en') return da;
  if (!english) {
    asked ??= import('./en.ts').then(
      (loaded) => {
        english = loaded.en;
      },
      () => {
        asked = undefined;
      },
    );
    void asked.then(() => english && arrived());
  }
  return english ?? da;
}
