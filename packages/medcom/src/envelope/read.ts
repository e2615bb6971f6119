import { XmlElement } from 'libxml2-wasm';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { withXml } from '../fhir/xml-document.ts';
import { present } from '../message/parts.ts';
import type { DocumentInformation, Endpoint, Envelope, EnvelopeError } from './types.ts';

/**
 * Opens a VANSEnvelope.
 *
 * @throws MessageUnreadable `not-an-envelope` when something that the network requires is missing, or the content is no
 *   base64; `not-xml`, `has-doctype`, `too-large`, `not-utf-8`
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  return withXml(bytes, (root) => {
    if (!isEnvelope(root)) throw new MessageUnreadable('not-an-envelope');
    return {
      id: needed(child(root, 'EnvelopeIdentifier')),
      sender: endpoint(child(root, 'SenderID')),
      receiver: endpoint(child(root, 'ReceiverID')),
      sentAt: needed(child(root, 'SentDateTime')),
      content: contentOf(root),
    };
  });
}

/** The schema's version stands in its name; what this reads has not changed between them. */
function isEnvelope(root: XmlElement): boolean {
  return root.name === 'VANSEnvelope' && root.namespaceUri.startsWith('urn:oio:medcom:vans-envelope:');
}

function child(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let found = element;
  for (const name of path) found = children(found).find((one) => one.name === name);
  return found;
}

function children(element: XmlElement | undefined): XmlElement[] {
  const all: XmlElement[] = [];
  for (let one = element?.firstChild ?? null; one; one = one.next) if (one instanceof XmlElement) all.push(one);
  return all;
}

function textOf(element: XmlElement | undefined): string | undefined {
  return element?.content.trim() || undefined;
}

function needed(element: XmlElement | undefined): string {
  const text = textOf(element);
  if (text === undefined) throw new MessageUnreadable('not-an-envelope');
  return text;
}

function endpoint(element: XmlElement | undefined): Endpoint {
  const type = element?.attr('EndPointType')?.value;
  if (type !== 'EAN' && type !== 'CVR' && type !== 'VANS') throw new MessageUnreadable('not-an-envelope');
  return { id: needed(element), type };
}

function contentOf(root: XmlElement): Envelope['content'] {
  const message = child(root, 'Message');
  if (message) return { kind: 'message', ...information(child(message, 'MetaInformation')), data: data(child(message, 'Data')) };
  const [receipt] = children(child(root, 'Receipt'));
  const outcome = outcomes[receipt?.name ?? ''];
  if (!receipt || !outcome) throw new MessageUnreadable('not-an-envelope');
  const original = child(receipt, 'OriginalMessage');
  const error = child(receipt, 'Error');
  return present<Envelope['content'] & { kind: 'receipt' }>({
    kind: 'receipt',
    outcome,
    original: needed(child(receipt, 'OriginalEnvelopeIdentifier')),
    originalMessage: original && information(original),
    error: error && errorOf(error),
  });
}

const outcomes: Readonly<Record<string, 'positive-message' | 'negative-message' | 'negative-vans'>> = {
  PositiveMessage: 'positive-message',
  NegativeMessage: 'negative-message',
  NegativeVans: 'negative-vans',
};

function information(element: XmlElement | undefined): DocumentInformation {
  const document = child(element, 'Document');
  const size = Number(needed(child(document, 'SizeInBytes')));
  if (!Number.isInteger(size)) throw new MessageUnreadable('not-an-envelope');
  const tags = children(child(element, 'Transport')).filter(({ name }) => name === 'ServiceTag');
  return present<DocumentInformation>({
    identifier: needed(child(element, 'Identifier')),
    format: needed(child(document, 'Format')),
    name: needed(child(document, 'Name')),
    version: textOf(child(document, 'Version')),
    size,
    mime: textOf(tags.find((tag) => tag.attr('name')?.value === 'MCM:MIME')),
  });
}

function errorOf(element: XmlElement): EnvelopeError {
  const code = textOf(child(element, 'Code'));
  return present<EnvelopeError>({
    code: code === undefined ? undefined : Number(code),
    description: needed(child(element, 'Description')),
  });
}

/** Node reads what it can of broken base64 without a word: what is not base64 is refused first. */
function data(element: XmlElement | undefined): Uint8Array {
  const packed = needed(element).replace(/\s+/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) throw new MessageUnreadable('not-an-envelope');
  const decoded = Buffer.from(packed, 'base64');
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}
