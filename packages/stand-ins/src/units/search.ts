import { type SorUnit, unitTypes } from '../world/sor.ts';
import { identifiersOf, snomed } from './resources.ts';

/** A search that a strict FHIR server does not take (`Prefer: handling=strict`). Its words quote nothing of the query. */
export class SearchRefused extends Error {
  override readonly name = 'SearchRefused';
}

export interface Search {
  readonly found: readonly SorUnit[];
  readonly total: number;
  /** Query of the next page; absent on the last. */
  readonly next?: string;
}

const longestPage = 100;

type Matches = (unit: SorUnit, asked: string) => boolean;
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const contains: Matches = ({ name }, asked) => folded(name).includes(folded(asked));

const parameters: Readonly<Record<string, Matches>> = {
  'name': ({ name }, asked) => folded(name).startsWith(folded(asked)),
  'name:contains': contains,
  'name:exact': ({ name }, asked) => name === asked,
  'active': ({ inactive }, asked) => String(!inactive) === asked,
  'type': ({ type }, asked) => isToken(asked, snomed, unitTypes[type][0]),
  'identifier': (unit, asked) => identifiersOf(unit).some(({ system, value }) => isToken(asked, system, value)),
  '_id': ({ sor }, asked) => sor === asked,
};

/** `system|code`, or the code alone. */
function isToken(asked: string, system: string, value: string): boolean {
  const [first = '', ...rest] = asked.split('|');
  return rest.length === 0 ? first === value : first === system && rest.join('|') === value;
}

/**
 * Searches as FHIR R4 does: parameters all hold, values between commas (`\,` is a comma) hold one at least. Case and
 * accents don't count.
 *
 * @throws SearchRefused
 */
export function search(units: readonly SorUnit[], query: string): Search {
  const asked = [...new URLSearchParams(query)];
  const number = (name: string, otherwise: number, most: number) => {
    const text = asked.find(([one]) => one === name)?.[1];
    if (text !== undefined && !/^\d{1,9}$/.test(text)) throw new SearchRefused(`${name} is not a number`);
    return Math.min(text === undefined ? otherwise : Number(text), most);
  };
  const [count, offset] = [number('_count', 20, longestPage), number('_offset', 0, units.length)];
  const filters = asked.filter(([name]) => !['_count', '_offset', '_format'].includes(name));
  for (const [name, value] of filters) {
    if (!Object.hasOwn(parameters, name)) throw new SearchRefused('the query has a parameter that is not known');
    if (value === '') throw new SearchRefused('a parameter has no value');
  }
  const fits = (unit: SorUnit) =>
    filters.every(([name, value]) =>
      value
        .split(/(?<!\\),/)
        .map((one) => one.replace(/\\([,|$\\])/g, '$1'))
        .some((one) => (parameters[name] as Matches)(unit, one)),
    );
  const found = units.filter(fits).sort((one, other) => one.name.localeCompare(other.name, 'da'));
  const isMore = offset + count < found.length && count > 0;
  const next = new URLSearchParams([...asked.filter(([name]) => name !== '_offset'), ['_offset', String(offset + count)]]);
  return { found: found.slice(offset, offset + count), total: found.length, ...(isMore && { next: next.toString() }) };
}
