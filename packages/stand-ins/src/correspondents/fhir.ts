import type { Node } from '@paa-tvaers/medcom';
import { readXml, type XmlElement } from '../xml/read.ts';

const namespace = 'http://hl7.org/fhir';

/** Neither JSON nor XML of a FHIR resource. */
export class FhirUnreadable extends Error {
  override readonly name = 'FhirUnreadable';
}

// Elements that are lists in JSON, as far as correspondence has them; XML does not tell. By name, and by owner where
// the name alone would not do.
const lists = new Set([
  'entry',
  'profile',
  'extension',
  'destination',
  'focus',
  'category',
  'payload',
  'recipient',
  'coding',
  'telecom',
  'given',
  'line',
  'target',
  'agent',
  'entity',
  'issue',
  'episodeOfCare',
  'contained',
]);
const listsOf: Readonly<Record<string, readonly string[]>> = {
  Communication: ['identifier'],
  Patient: ['identifier', 'name', 'address'],
  Practitioner: ['identifier', 'name', 'qualification'],
  PractitionerRole: ['identifier', 'code', 'specialty'],
  Organization: ['identifier', 'type', 'alias', 'address'],
  CareTeam: ['identifier', 'category', 'participant', 'managingOrganization'],
  Encounter: ['identifier'],
};
const booleans = new Set(['active', 'deceasedBoolean']);

/**
 * Reads a FHIR resource of correspondence, JSON or XML, into what JSON has. Narratives are left out: a correspondent
 * shows the elements.
 *
 * @throws FhirUnreadable
 */
export function readFhir(bytes: Buffer): Node {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    if (!text.trimStart().startsWith('<')) return JSON.parse(text) as Node;
    return resourceOf(readXml(text));
  } catch {
    throw new FhirUnreadable('neither JSON nor XML of FHIR');
  }
}

function resourceOf(element: XmlElement): Node {
  if (element.namespace !== namespace) throw new FhirUnreadable('not of FHIR');
  return { resourceType: element.name, ...contentOf(element) };
}

function contentOf(element: XmlElement): Node {
  const content: Record<string, unknown> = {};
  for (const child of element.children.filter((one) => one.namespace === namespace && !isNarrative(one))) {
    const { name } = child;
    const value = jsonOf(child);
    const beside = child.attributes.has('value') || child.children.length === 0 ? undefined : alone(child);
    const isList = lists.has(name) || listsOf[element.name]?.includes(name);
    if (beside) content[`_${name}`] = beside;
    else if (isList) content[name] = [...((content[name] as unknown[] | undefined) ?? []), value];
    else content[name] = value;
  }
  for (const name of ['url', 'id']) {
    const attribute = element.attributes.get(name);
    if (attribute !== undefined) content[name] = attribute;
  }
  return content;
}

const isNarrative = ({ name, attributes }: XmlElement) => name === 'text' && !attributes.has('value');

/** A family name that is not known has an extension and no value: in JSON it stands beside. */
const alone = (child: XmlElement): Node | undefined =>
  child.name === 'family' && child.children.every(({ name }) => name === 'extension') ? contentOf(child) : undefined;

function jsonOf(element: XmlElement): unknown {
  const value = element.attributes.get('value');
  if (value !== undefined) return booleans.has(element.name) ? value === 'true' : value;
  const [inside] = element.children;
  if ((element.name === 'resource' || element.name === 'contained') && inside) return resourceOf(inside);
  return contentOf(element);
}
