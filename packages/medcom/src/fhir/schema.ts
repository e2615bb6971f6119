import { table } from './schema-table.ts';

/** What FHIR says of one element of a type. */
export interface ElementSchema {
  /** As in JSON and XML: `valueString`, not `value[x]`. */
  readonly name: string;
  readonly many: boolean;
  /** A primitive (`code`), a data type (`Identifier`), an element of its own (`Communication.payload`), `Resource` or `xhtml`. */
  readonly type: string;
}

// prettier-ignore
const domainResources = new Set([
  'MessageHeader',
  'Patient',
  'Communication',
  'Encounter',
  'CareTeam',
  'PractitionerRole',
  'Practitioner',
  'Organization',
  'Provenance',
  'OperationOutcome',
]);
const cache = new Map<string, ReadonlyMap<string, ElementSchema>>();

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function parse(owner: string, line: string): ElementSchema[] {
  return line.split(' ').flatMap((part) => {
    const [head = '', stated = ''] = part.split(':');
    const name = head.replace(/[*?]$/, '');
    const type = stated === '@' ? `${owner}.${name}` : stated;
    if (!head.endsWith('?')) return [{ name, many: head.endsWith('*'), type }];
    return type.split('|').map((choice) => ({ name: name + upper(choice), many: false, type: choice }));
  });
}

/**
 * The elements of a type, in FHIR's order.
 *
 * @returns undefined for a type outside the table: its elements are kept, and their nature is guessed
 */
export function elementsOf(type: string): ReadonlyMap<string, ElementSchema> | undefined {
  const own = Object.hasOwn(table, type) ? table[type] : undefined;
  if (own === undefined) return undefined;
  let elements = cache.get(type);
  if (!elements) {
    const all = [...basesOf(type).flatMap((base) => parse(base, table[base] ?? '')), ...parse(type, own)];
    elements = new Map(all.map((element) => [element.name, element]));
    cache.set(type, elements);
  }
  return elements;
}

function basesOf(type: string): readonly string[] {
  if (type === 'Bundle') return ['Resource'];
  if (domainResources.has(type)) return ['Resource', 'DomainResource'];
  return type.includes('.') ? ['Element', 'BackboneElement'] : ['Element'];
}

/** Primitive types begin with a small letter; all but these three are strings in JSON. */
export const isPrimitive = (type: string): boolean => /^[a-z]/.test(type) && type !== 'xhtml';
export const isNumber = (type: string): boolean => ['integer', 'decimal', 'positiveInt', 'unsignedInt'].includes(type);
