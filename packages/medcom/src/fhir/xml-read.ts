import { XmlElement } from 'libxml2-wasm';
import { maxDepth } from './json.ts';
import type { Node } from './node.ts';
import { type ElementSchema, elementsOf, isNumber, isPrimitive } from './schema.ts';
import { MessageUnreadable } from './unreadable.ts';
import { serialise, xhtmlNamespace } from './xhtml.ts';
import { withXml } from './xml-document.ts';

export const fhirNamespace = 'http://hl7.org/fhir';

type Content = Record<string, unknown>;

/**
 * Reads a FHIR resource from XML into what its JSON would be.
 *
 * Elements that R4 lacks, and resources outside the table, are kept: there, an element that repeats is a list and a
 * value is text, for nothing says otherwise.
 *
 * @throws MessageUnreadable `not-xml`, `has-doctype`, `too-deep`, `forbidden-name`, `not-fhir`, `too-large`, `not-utf-8`
 */
export function readXml(bytes: Uint8Array): Node {
  return withXml(bytes, (root) => {
    if (root.namespaceUri !== fhirNamespace || !/^[A-Z]/.test(root.name)) throw new MessageUnreadable('not-fhir');
    return resourceOf(root, 0);
  });
}

function childrenOf(element: XmlElement): XmlElement[] {
  const children: XmlElement[] = [];
  for (let child = element.firstChild; child; child = child.next) if (child instanceof XmlElement) children.push(child);
  return children;
}

function byName(element: XmlElement): ReadonlyMap<string, XmlElement[]> {
  const children = childrenOf(element).filter(({ namespaceUri, name }) => namespaceUri === fhirNamespace || name === 'div');
  return Map.groupBy(children, ({ name }) => name);
}

function resourceOf(element: XmlElement, depth: number): Content {
  return { resourceType: element.name, ...contentOf(element, element.name, depth) };
}

function contentOf(element: XmlElement, type: string, depth: number): Content {
  if (depth > maxDepth) throw new MessageUnreadable('too-deep');
  const content: Content = {};
  for (const attribute of ['id', 'url']) {
    const value = element.attr(attribute)?.value;
    if (value !== undefined) content[attribute] = value;
  }
  const known = elementsOf(type);
  for (const [name, named] of byName(element)) {
    if (['__proto__', 'constructor', 'prototype'].includes(name)) throw new MessageUnreadable('forbidden-name');
    const schema = known?.get(name) ?? guess(name, named);
    // A second one where there may be one is kept as a list, for the check to find.
    const many = schema.many || named.length > 1;
    if (isPrimitive(schema.type)) primitives(content, schema, named, many, depth);
    else {
      const read = named.map((child) => complexOf(child, schema.type, depth + 1));
      content[name] = many ? read : read[0];
    }
  }
  return content;
}

function guess(name: string, elements: readonly XmlElement[]): ElementSchema {
  if (name === 'extension' || name === 'modifierExtension') return { name, many: true, type: 'Extension' };
  if (name === 'contained') return { name, many: true, type: 'Resource' };
  if (name === 'div' && elements[0]?.namespaceUri === xhtmlNamespace) return { name, many: false, type: 'xhtml' };
  const only = elements.length === 1 && elements[0] ? childrenOf(elements[0]) : [];
  if (name === 'resource' && only.length === 1 && /^[A-Z]/.test(only[0]?.name ?? '')) return { name, many: false, type: 'Resource' };
  return { name, many: false, type: elements.some((element) => element.attr('value')) ? 'string' : 'Unknown' };
}

function complexOf(element: XmlElement, type: string, depth: number): unknown {
  if (type === 'xhtml') return serialise(element);
  if (type !== 'Resource') return contentOf(element, type, depth);
  const [resource] = childrenOf(element);
  return resource ? resourceOf(resource, depth) : {};
}

/** A primitive's id and extensions stand beside it, under `_name`. */
function primitives(content: Content, schema: ElementSchema, elements: readonly XmlElement[], many: boolean, depth: number): void {
  const found = elements.map((element) => primitiveOf(element.attr('value')?.value, schema.type));
  const beside = elements.map((element) => {
    const extra = contentOf(element, 'Element', depth + 1);
    return Object.keys(extra).length > 0 ? extra : null;
  });
  const hasBeside = beside.some((extra) => extra !== null);
  const hasValue = found.some((value) => value !== null);
  // Neither value nor extension is no element of FHIR's: the empty text is kept for the check to find.
  if (hasValue || !hasBeside) content[schema.name] = many ? found.map((value) => value ?? (hasBeside ? null : '')) : (found[0] ?? '');
  if (hasBeside) content[`_${schema.name}`] = many ? beside : beside[0];
}

function primitiveOf(value: string | undefined, type: string): string | number | boolean | null {
  if (value === undefined) return null;
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  // Only what reads back as it was written: `1.50` stays text, which loses less than a number would.
  if (isNumber(type) && String(Number(value)) === value) return Number(value);
  return value;
}
