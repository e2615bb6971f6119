import { XmlCData, XmlElement, XmlText } from 'libxml2-wasm';
import { maxDepth } from './json.ts';
import { MessageUnreadable } from './unreadable.ts';
import { withXml } from './xml-document.ts';

export const xhtmlNamespace = 'http://www.w3.org/1999/xhtml';

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#xA;',
  '\r': '&#xD;',
  '\t': '&#x9;',
};

/** For an attribute: line breaks too, which a parser would otherwise make spaces of. What XML cannot carry is dropped. */
export function escapeAttribute(value: string): string {
  return carriable(value).replace(/[&<>"\n\r\t]/g, (sign) => signs[sign] ?? '');
}

export function escapeText(value: string): string {
  return carriable(value).replace(/[&<>\r]/g, (sign) => signs[sign] ?? '');
}

/** Text without the signs that XML 1.0 has no way to write. */
export function carriable(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 refuses
  return value.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}

/** One spelling of a narrative: elements of XHTML only, attributes without a namespace, in the order they stand. */
export function serialise(element: XmlElement, depth = 0): string {
  if (depth > maxDepth * 2) throw new MessageUnreadable('too-deep');
  const attributes = element.attrs
    .filter((attribute) => attribute.prefix === '')
    .map((attribute) => ` ${attribute.name}="${escapeAttribute(attribute.value)}"`);
  const namespace = depth === 0 ? ` xmlns="${xhtmlNamespace}"` : '';
  const parts: string[] = [];
  for (let child = element.firstChild; child; child = child.next) {
    if (child instanceof XmlElement) {
      if (child.namespaceUri === xhtmlNamespace) parts.push(serialise(child, depth + 1));
    } else if (child instanceof XmlText || child instanceof XmlCData) parts.push(escapeText(child.content));
  }
  const start = `<${element.name}${namespace}${attributes.join('')}`;
  return parts.length > 0 ? `${start}>${parts.join('')}</${element.name}>` : `${start}/>`;
}

/** An element of a narrative, for the check of what it is made of. */
export interface XhtmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

interface Div {
  /** As `serialise` writes it. */
  readonly canonical: string;
  readonly text: string;
  readonly elements: readonly XhtmlElement[];
}

/** @throws MessageUnreadable `not-xml` when a `div` is not well-formed XHTML */
export function readDiv(div: string): Div {
  return readPlain(div) ?? parseDiv(div);
}

function parseDiv(div: string): Div {
  return withXml(new TextEncoder().encode(div), (root) => {
    const elements: XhtmlElement[] = [];
    const visit = (element: XmlElement, depth: number): void => {
      if (depth > maxDepth * 2) throw new MessageUnreadable('too-deep');
      const name = element.namespaceUri === xhtmlNamespace ? element.name : `{${element.namespaceUri}}${element.name}`;
      elements.push({ name, attributes: element.attrs.map(({ name, value }) => [name, value] as const) });
      for (let child = element.firstChild; child; child = child.next) if (child instanceof XmlElement) visit(child, depth + 1);
    };
    visit(root, 0);
    return { canonical: serialise(root), text: root.content, elements };
  });
}

const plainStart = `<div xmlns="${xhtmlNamespace}">`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 refuses, and the return that it changes
const plainPart = /<(\/?)([a-z][a-z0-9]*)(\/?)>|([^<>&\u0000-\u0008\u000b-\u001f\ufffe\uffff]+|&(?:amp|lt|gt);)/y;
const plainDepth = 32;

/**
 * Reads a `div` that is its own canonical spelling and has no attributes, as most senders write them: a parser costs
 * ten times as much, and each resource has one.
 *
 * @returns undefined where a parser has to tell
 */
function readPlain(div: string): Div | undefined {
  if (!div.startsWith(plainStart) || !div.isWellFormed()) return undefined;
  const elements: XhtmlElement[] = [{ name: 'div', attributes: [] }];
  const open = ['div'];
  let text = '';
  let empty = true;
  plainPart.lastIndex = plainStart.length;
  while (open.length > 0 && open.length < plainDepth) {
    const [whole, closing, name = '', alone, run] = plainPart.exec(div) ?? [];
    // An element without content is canonical in one tag.
    if (whole === undefined || (closing && (alone || empty || open.pop() !== name))) return undefined;
    empty = !closing && !alone && run === undefined;
    if (run !== undefined) text += meaning.get(run) ?? run;
    else if (!closing) elements.push({ name, attributes: [] });
    if (empty) open.push(name);
  }
  return open.length === 0 && plainPart.lastIndex === div.length ? { canonical: div, text, elements } : undefined;
}

const meaning: ReadonlyMap<string, string> = new Map(Object.entries({ '&amp;': '&', '&lt;': '<', '&gt;': '>' }));
