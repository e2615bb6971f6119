import { escapeAttribute, escapeText } from '../fhir/xhtml.ts';
import type { Acknowledgement, Message } from '../message/types.ts';
import type { DocumentInformation, Endpoint, Envelope, EnvelopeError } from './types.ts';

const envelopeNamespace = 'urn:oio:medcom:vans-envelope:1.0.4';

/** The envelope of a message or an acknowledgement: named and addressed as MedCom asks. */
export function envelopeFor(
  content: Message | Acknowledgement,
  data: Uint8Array,
  of: {
    readonly id: string;
    readonly identifier: string;
    readonly sentAt: string;
    readonly mime: 'application/fhir+xml' | 'application/fhir+json';
  },
): Envelope {
  const isMessage = content.kind === 'message';
  const document = isMessage
    ? { name: `MCM:FDIS91#${content.category ?? 'other'}`, version: '5.0' }
    : { name: `MCM:FCTL#${content.response}`, version: '2.0.0' };
  return {
    id: of.id,
    sender: { id: content.sender.gln ?? '', type: 'EAN' },
    receiver: { id: content.receiver.gln ?? '', type: 'EAN' },
    sentAt: of.sentAt,
    content: { kind: 'message', identifier: of.identifier, format: 'HL7', ...document, size: data.byteLength, mime: of.mime, data },
  };
}

/** Writes a VANSEnvelope. */
export function writeEnvelope(envelope: Envelope): Uint8Array {
  const { content } = envelope;
  const body =
    content.kind === 'message'
      ? element('Message', information('MetaInformation', content) + element('Data', Buffer.from(content.data).toString('base64')))
      : element('Receipt', receipt(content));
  const head =
    endpoint('SenderID', envelope.sender) +
    endpoint('ReceiverID', envelope.receiver) +
    leaf('EnvelopeIdentifier', envelope.id) +
    leaf('SentDateTime', envelope.sentAt);
  return new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?>\n<VANSEnvelope xmlns="${envelopeNamespace}">${head}${body}</VANSEnvelope>`,
  );
}

const element = (name: string, markup: string) => `<${name}>${markup}</${name}>`;
const leaf = (name: string, text: string) => element(name, escapeText(text));
const endpoint = (name: string, { id, type }: Endpoint) => `<${name} EndPointType="${type}">${escapeText(id)}</${name}>`;

function information(name: string, document: DocumentInformation): string {
  const described =
    leaf('Format', document.format) +
    leaf('Name', document.name) +
    (document.version === undefined ? '' : leaf('Version', document.version)) +
    leaf('SizeInBytes', String(document.size));
  const tag =
    document.mime === undefined ? '' : `<ServiceTag name="${escapeAttribute('MCM:MIME')}">${escapeText(document.mime)}</ServiceTag>`;
  const transport = element('Transport', `${leaf('Type', 'reliable')}${leaf('TransformMessage', 'false')}${tag}`);
  return element(name, leaf('Identifier', document.identifier) + element('Document', described) + transport);
}

const receiptNames = {
  'positive-message': 'PositiveMessage',
  'negative-message': 'NegativeMessage',
  'negative-vans': 'NegativeVans',
} as const;

function receipt(content: Envelope['content'] & { kind: 'receipt' }): string {
  return element(
    receiptNames[content.outcome],
    (content.error ? errorOf(content.error) : '') +
      leaf('OriginalEnvelopeIdentifier', content.original) +
      (content.originalMessage ? information('OriginalMessage', content.originalMessage) : ''),
  );
}

const errorOf = ({ code, description }: EnvelopeError) =>
  element('Error', (code === undefined ? '' : leaf('Code', String(code))) + leaf('Description', description));
