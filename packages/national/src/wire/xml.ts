import type { SourceId } from '@paa-tvaers/contract';
import { ParseOption, XmlCData, XmlDocument, XmlElement, XmlText } from 'libxml2-wasm';
import { SourceAnswerInvalid } from '../types.ts';

/** An element of an answer, free of the parser's memory. */
export interface XmlNode {
  readonly namespace: string;
  readonly name: string;
  /** Own text, white space collapsed: the systems pretty-print inside values. */
  readonly text: string;
  /** Those without a namespace. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

// Never XML_PARSE_NOENT: it would load what an entity points at. Elements nest 256 deep at most (libxml2's own cap).
const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE;

/** @throws SourceAnswerInvalid when not well-formed, deeper than 256, or with a DOCTYPE; the parser's own words may quote content */
export function readXml(source: SourceId, bytes: Uint8Array): XmlNode {
  let doc: XmlDocument;
  try {
    doc = XmlDocument.fromBuffer(bytes, { option });
  } catch {
    throw new SourceAnswerInvalid(source, 'not well-formed XML');
  }
  using document = doc;
  if (document.dtd) throw new SourceAnswerInvalid(source, 'has a DOCTYPE');
  return nodeOf(document.root);
}

function nodeOf(element: XmlElement): XmlNode {
  const children: XmlNode[] = [];
  let text = '';
  for (let child = element.firstChild; child; child = child.next) {
    if (child instanceof XmlElement) children.push(nodeOf(child));
    else if (child instanceof XmlText || child instanceof XmlCData) text += child.content;
  }
  // No prototype: an attribute may be called anything.
  const attributes: Record<string, string> = Object.create(null);
  for (const attribute of element.attrs) if (!attribute.namespaceUri) attributes[attribute.name] = attribute.value;
  return { namespace: element.namespaceUri, name: element.name, text: text.replace(/\s+/g, ' ').trim(), attributes, children };
}

/** Finds elements by namespace and local name: `all(node, 'gd:Rolle/sd:UUIDIdentifikator')`. */
export function finder(namespaces: Readonly<Record<string, string>>) {
  const all = (node: XmlNode, path: string): readonly XmlNode[] =>
    path.split('/').reduce<readonly XmlNode[]>(
      (nodes, step) => {
        const [prefix = '', name] = step.split(':');
        return nodes.flatMap(({ children }) => children.filter((child) => child.name === name && child.namespace === namespaces[prefix]));
      },
      [node],
    );
  const one = (node: XmlNode, path: string): XmlNode | undefined => all(node, path)[0];
  /** Undefined where there is none, or an empty one. */
  const text = (node: XmlNode, path: string): string | undefined => one(node, path)?.text || undefined;
  return { all, one, text };
}

/** Markup that is safe to put into markup. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Markup with every value escaped, save what is markup already. */
export function xml(parts: TemplateStringsArray, ...values: readonly (string | number | Markup | readonly Markup[])[]): Markup {
  const filled = values.map((value) => {
    if (value instanceof Markup) return value.toString();
    if (Array.isArray(value)) return value.join('');
    return String(value).replace(/[&<>"']/g, (character) => escapes[character] ?? '');
  });
  return new Markup(String.raw({ raw: parts }, ...filled));
}
