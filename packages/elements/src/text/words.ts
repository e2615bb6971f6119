import { lately } from '../section/late.ts';
import { da, type Words } from './da.ts';

export type { Message, Words } from './da.ts';

const english = lately(() => import('./en.ts'));

/**
 * The words of a language. Danish is always there; English is fetched the first time it is asked for,
 * and until then, or where it cannot be fetched, the words are Danish and say so (`language`).
 *
 * @param arrived called when the language has come
 */
export function wordsFor(locale: string, arrived: () => void): Words {
  const loaded = locale === 'en' && english.get(arrived);
  return loaded && loaded !== 'failed' ? loaded.en : da;
}
