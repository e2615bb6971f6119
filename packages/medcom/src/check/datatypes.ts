import { isNode, type Node } from '../fhir/node.ts';
import { type ElementSchema, elementsOf, isNumber, isPrimitive } from '../fhir/schema.ts';
import { isDateTime } from '../message/time.ts';
import type { Report, Rule } from './finding.ts';

export const datatypeRules: readonly Rule[] = [
  {
    id: 'fhir-list',
    level: 'profile',
    da: 'Elementet er en liste, hvor FHIR kun har ét, eller ét, hvor FHIR har en liste.',
    source: 'FHIR R4, json',
  },
  { id: 'fhir-type', level: 'profile', da: 'Elementets værdi har ikke den datatype, som FHIR kræver.', source: 'FHIR R4, datatypes' },
  { id: 'ext-1', level: 'profile', da: 'En udvidelse skal have enten en værdi eller udvidelser.', source: 'FHIR R4, ext-1' },
  { id: 'fhir-empty', level: 'profile', da: 'Elementet er tomt.', source: 'FHIR R4, ele-1' },
];

const patterns: Readonly<Record<string, RegExp>> = {
  id: /^[A-Za-z0-9.-]{1,64}$/,
  code: /^\S+(?:\s\S+)*$/,
  uri: /^\S*$/,
  url: /^\S*$/,
  canonical: /^\S*$/,
  uuid: /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  oid: /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/,
  date: /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/,
  time: /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/,
};

/** Holds every element that FHIR knows against its type; what it does not know is left alone. */
export function checkDatatypes(resource: Node, location: string, report: Report): void {
  checkContent(resource, String(resource.resourceType), location, report);
}

function checkContent(content: Node, type: string, location: string, report: Report): void {
  const known = elementsOf(type);
  if (!known) return;
  if (type === 'Extension') {
    const isValued = Object.keys(content).some((name) => /^_?value[A-Z]/.test(name));
    if (isValued === 'extension' in content) report('ext-1', location);
  }
  for (const [name, value] of Object.entries(content)) {
    const schema = known.get(name);
    const at = `${location}.${name}`;
    // Entries of a message are held against their types one by one.
    if (!schema || (type === 'Bundle' && name === 'entry')) continue;
    if (Array.isArray(value) !== schema.many) {
      report('fhir-list', at);
      continue;
    }
    if (Array.isArray(value) && value.length === 0) report('fhir-empty', at);
    (Array.isArray(value) ? value : [value]).forEach((one: unknown, index) => {
      const nullBeside = one === null && Array.isArray(value) && Array.isArray(content[`_${name}`]);
      if (!nullBeside) checkElement(one, schema, schema.many ? `${at}[${index}]` : at, report);
    });
  }
}

function checkElement(value: unknown, schema: ElementSchema, location: string, report: Report): void {
  if (schema.type === 'xhtml') return;
  if (isPrimitive(schema.type)) {
    if (value === '') report('fhir-empty', location);
    else if (!isOfType(value, schema.type)) report('fhir-type', location);
  } else if (!isNode(value)) report('fhir-type', location);
  else if (Object.keys(value).length === 0) report('fhir-empty', location);
  else checkContent(value, schema.type === 'Resource' ? String(value.resourceType) : schema.type, location, report);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'boolean') return typeof value === 'boolean';
  if (isNumber(type)) return typeof value === 'number' && (type === 'decimal' || Number.isInteger(value));
  if (typeof value !== 'string') return false;
  if (type === 'dateTime') return isDateTime(value);
  if (type === 'instant') return isDateTime(value) && value.includes('T');
  if (type === 'base64Binary') return isBase64(value);
  return patterns[type]?.test(value) ?? true;
}

/** Length and alphabet apart: one pattern for both would go back and forth over an attachment of many megabytes. */
function isBase64(value: string): boolean {
  const packed = value.replace(/\s+/g, '');
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
}
