import { ParseOption, XmlDocument, XmlElement } from 'libxml2-wasm';
import { TransportRefused } from '../types.ts';

/** Bytes of an envelope: a message of 100 MB (MedCom's own cap) grows by a third in base64. */
export const maxEnvelopeBytes = 140 * 1024 * 1024;

/**
 * An EnvelopeIdentifier is a UUID, and is held to it here: it becomes a header and the name of a file.
 *
 * @throws TransportRefused `invalid`, `too-large`
 */
export function checkSendable({ id, bytes }: { readonly id: string; readonly bytes: Uint8Array }): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new TransportRefused('invalid');
  if (bytes.byteLength > maxEnvelopeBytes) throw new TransportRefused('too-large');
}

// The head of a file is cut somewhere: RECOVER reads what is there, the other two keep it from calling that an error.
const option =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_RECOVER |
  ParseOption.XML_PARSE_NOERROR |
  ParseOption.XML_PARSE_NOWARNING;

/**
 * Whom an envelope is for (ReceiverID), read from its first bytes: the 100 MB behind them are not parsed to learn it.
 * Undefined where they are no envelope.
 */
export function receiverOf(head: Uint8Array): string | undefined {
  let parsed: XmlDocument;
  try {
    parsed = XmlDocument.fromBuffer(head, { option });
  } catch {
    return undefined;
  }
  using document = parsed;
  const root = rootOf(document);
  if (document.dtd || root?.name !== 'VANSEnvelope' || !root.namespaceUri.startsWith('urn:oio:medcom:vans-envelope:')) return undefined;
  for (let child = root.firstChild; child; child = child.next)
    // The next element begins, so that this one is whole.
    if (child instanceof XmlElement && child.name === 'ReceiverID') return nextElement(child) && child.content.trim();
  return undefined;
}

/** RECOVER makes a document of anything, and the library throws where that has no root. */
function rootOf(document: XmlDocument): XmlElement | undefined {
  try {
    return document.root;
  } catch {
    return undefined;
  }
}

function nextElement(element: XmlElement): XmlElement | undefined {
  for (let next = element.next; next; next = next.next) if (next instanceof XmlElement) return next;
  return undefined;
}
