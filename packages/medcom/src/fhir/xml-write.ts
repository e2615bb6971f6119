import { isNode, type Node } from './node.ts';
import { type ElementSchema, elementsOf, isPrimitive } from './schema.ts';
import { escapeAttribute, readDiv } from './xhtml.ts';
import { fhirNamespace } from './xml-read.ts';

/**
 * Writes a FHIR resource as XML, elements in FHIR's order; those that R4 lacks come last.
 *
 * @throws MessageUnreadable `not-xml` when a narrative is not well-formed
 */
export function writeXml(resource: object): Uint8Array {
  const parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n'];
  if (isNode(resource)) writeResource(parts, resource, ` xmlns="${fhirNamespace}"`);
  return new TextEncoder().encode(parts.join(''));
}

function writeResource(parts: string[], resource: Node, namespace = ''): void {
  const type = String(resource.resourceType);
  parts.push(`<${type}${namespace}>`);
  writeContent(parts, resource, type, ['resourceType']);
  parts.push(`</${type}>`);
}

function writeContent(parts: string[], content: Node, type: string, attributes: readonly string[]): void {
  const known = elementsOf(type);
  const present = new Set(Object.keys(content).map((name) => name.replace(/^_/, '')));
  const ordered = [...(known?.keys() ?? [])].filter((name) => present.has(name));
  const others = [...present].filter((name) => !known?.has(name) && !attributes.includes(name));
  for (const name of [...ordered, ...others]) {
    if (attributes.includes(name)) continue;
    writeElement(parts, known?.get(name) ?? guess(name, content[name]), content[name], content[`_${name}`]);
  }
}

function guess(name: string, value: unknown): ElementSchema {
  const first = Array.isArray(value) ? value[0] : value;
  if (name === 'extension' || name === 'modifierExtension') return { name, many: true, type: 'Extension' };
  if (isNode(first)) return { name, many: false, type: typeof first.resourceType === 'string' ? 'Resource' : 'Unknown' };
  return { name, many: false, type: name === 'div' ? 'xhtml' : 'string' };
}

function writeElement(parts: string[], schema: ElementSchema, value: unknown, beside: unknown): void {
  const all = Array.isArray(value) ? value : [value];
  const besides = Array.isArray(beside) ? beside : [beside];
  for (let index = 0; index < Math.max(all.length, besides.length); index += 1) {
    const one: unknown = all[index];
    if (isPrimitive(schema.type)) writePrimitive(parts, schema.name, one, besides[index]);
    else if (schema.type === 'xhtml') parts.push(typeof one === 'string' ? readDiv(one).canonical : '');
    else if (isNode(one)) writeComplex(parts, schema, one);
  }
}

function writePrimitive(parts: string[], name: string, value: unknown, beside: unknown): void {
  const extra = isNode(beside) ? beside : undefined;
  const isAbsent = value === undefined || value === null;
  if (isAbsent && !extra) return;
  const attribute = isAbsent ? '' : ` value="${escapeAttribute(String(value))}"`;
  open(parts, name, `${idOf(extra)}${attribute}`, extra, 'Element', ['id']);
}

function writeComplex(parts: string[], { name, type }: ElementSchema, value: Node): void {
  if (type === 'Resource') {
    parts.push(`<${name}>`);
    writeResource(parts, value);
    parts.push(`</${name}>`);
    return;
  }
  const url = type === 'Extension' && typeof value.url === 'string' ? ` url="${escapeAttribute(value.url)}"` : '';
  open(parts, name, `${idOf(value)}${url}`, value, type, type === 'Extension' ? ['id', 'url'] : ['id']);
}

const idOf = (node: Node | undefined) => (typeof node?.id === 'string' ? ` id="${escapeAttribute(node.id)}"` : '');

function open(parts: string[], name: string, attributes: string, content: Node | undefined, type: string, taken: readonly string[]): void {
  const start = parts.push(`<${name}${attributes}>`);
  if (content) writeContent(parts, content, type, taken);
  if (parts.length === start) parts[start - 1] = `<${name}${attributes}/>`;
  else parts.push(`</${name}>`);
}
