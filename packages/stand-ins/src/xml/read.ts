import { SaxesParser } from 'saxes';

/** An element: names by namespace, so that the prefixes of the sender never matter. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** Keyed `{namespace}name`, or `name` where there is no namespace. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, untrimmed. */
  readonly text: string;
}

/** Not well-formed, a document type declaration, or too deep. The message holds no content. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

interface Open {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

// The deepest request known has 12 levels; saxes gets slow on depth.
const deepest = 64;

/** @throws XmlRefused */
export function readXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  parser.on('doctype', () => {
    throw new XmlRefused('a document type declaration is not allowed');
  });
  parser.on('error', () => {
    throw new XmlRefused('not well-formed');
  });
  parser.on('opentag', (tag) => {
    if (open.length >= deepest) throw new XmlRefused(`deeper than ${deepest} levels`);
    const attributes = new Map(
      Object.values(tag.attributes)
        .filter((attribute) => attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns')
        .map((attribute) => [attribute.uri ? `{${attribute.uri}}${attribute.local}` : attribute.local, attribute.value]),
    );
    const element: Open = { namespace: tag.uri, name: tag.local, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element) element.text += part;
  });
  parser.on('cdata', (part) => {
    const element = open.at(-1);
    if (element) element.text += part;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  if (!root) throw new XmlRefused('no root element');
  return root;
}

/** The first child of this name. */
export function child(parent: XmlElement | undefined, namespace: string, name: string): XmlElement | undefined {
  return parent?.children.find((element) => element.name === name && element.namespace === namespace);
}

export function children(parent: XmlElement | undefined, namespace: string, name: string): readonly XmlElement[] {
  return parent?.children.filter((element) => element.name === name && element.namespace === namespace) ?? [];
}
