import { child, readXml, type XmlElement, XmlRefused } from '../xml/read.ts';
import { checkShape, type Particle, type Shape, ShapeBroken } from '../xml/shape.ts';
import { element, escapeXml } from '../xml/write.ts';

const namespace = 'urn:oio:medcom:vans-envelope:1.0.4';

/** An envelope as the network reads it: addressed, and closed. */
export interface Envelope {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  /** The document inside; absent: a receipt of the network's own kind. */
  readonly document?: { readonly identifier: string; readonly name: string; readonly mime?: string; readonly data: () => Buffer };
}

/** Not an envelope that the network carries. Names elements, quotes nothing of them. */
export class EnvelopeRefused extends Error {
  override readonly name = 'EnvelopeRefused';
}

const uuid = /^\s*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\s*$/;
const moment = /^\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\s*$/;
const characters = (most: number) => new RegExp(`^\\s*\\S(.{0,${most - 2}}\\S)?\\s*$`, 's');
const text = (pattern: RegExp): Shape => ({ text: pattern });
const one = (name: string, shape: Shape, least = 1, most = 1): Particle => ({ namespace, name, least, most, shape });

const metaInformation: Shape = {
  children: [
    one('Identifier', text(uuid)),
    one('Processing', { children: [one('ProviderIdentifier', text(/./s)), one('ServiceIdentifier', text(/./s))] }, 0),
    one('Document', {
      children: [
        one('Format', text(/^\s*(XML|EDIFACT|HL7|Binary|Other)\s*$/)),
        one('Name', text(characters(255))),
        one('Version', text(characters(255)), 0),
        one('SizeInBytes', text(/^\s*\d{1,10}\s*$/)),
      ],
    }),
    one(
      'Transport',
      {
        children: [
          one('Type', text(/^\s*(un)?reliable\s*$/), 0),
          one('TransformMessage', text(/^\s*(true|false|0|1)\s*$/)),
          one('ServiceTag', text(characters(70)), 0, 5),
        ],
      },
      0,
    ),
  ],
};
const error: Shape = { children: [one('Code', text(/^\s*[1-9]\d*\s*$/), 0), one('Description', text(characters(512)))] };
const original = [one('OriginalEnvelopeIdentifier', text(uuid)), one('OriginalMessage', metaInformation, 0)];
const content: readonly Particle[] = [
  // Base64 is looked at apart.
  one('Message', { children: [one('MetaInformation', metaInformation), one('Data', text(/\S/))] }),
  one('Receipt', {
    choice: [
      one('NegativeVans', { children: [one('Error', error), ...original] }),
      one('NegativeMessage', { children: [one('Error', error), ...original] }),
      one('PositiveMessage', { children: original }),
    ],
  }),
];
const head = [
  one('SenderID', text(characters(18))),
  one('ReceiverID', text(characters(18))),
  one('EnvelopeIdentifier', text(uuid)),
  one('SentDateTime', text(moment)),
];

/** @throws EnvelopeRefused */
export function readEnvelope(bytes: Buffer): Envelope {
  try {
    const root = readXml(decode(bytes));
    if (root.name !== 'VANSEnvelope' || root.namespace !== namespace) throw new EnvelopeRefused('the root is no VANSEnvelope 1.0.4');
    const last = content.find(({ name }) => name === root.children.at(-1)?.name) ?? (content[0] as Particle);
    checkShape(root, { children: [...head, last] });
    const value = (name: string) => trimmed(child(root, namespace, name));
    const message = child(root, namespace, 'Message');
    return {
      id: value('EnvelopeIdentifier').toLowerCase(),
      sender: endpoint(child(root, namespace, 'SenderID')),
      receiver: endpoint(child(root, namespace, 'ReceiverID')),
      ...(message && { document: documentOf(message) }),
    };
  } catch (refused) {
    if (refused instanceof XmlRefused || refused instanceof ShapeBroken) throw new EnvelopeRefused(refused.message);
    throw refused;
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EnvelopeRefused('not UTF-8');
  }
}

const trimmed = (found: XmlElement | undefined) => found?.text.trim() ?? '';

function endpoint(found: XmlElement | undefined): string {
  if (found?.attributes.get('EndPointType') !== 'EAN' || !/^\d{13}$/.test(trimmed(found)))
    throw new EnvelopeRefused(`${found?.name} is not an EAN of 13 digits`);
  return trimmed(found);
}

function documentOf(message: XmlElement): NonNullable<Envelope['document']> {
  const meta = child(message, namespace, 'MetaInformation');
  const document = child(meta, namespace, 'Document');
  const transport = child(meta, namespace, 'Transport');
  const mime = transport?.children.find((tag) => tag.attributes.get('name') === 'MCM:MIME');
  const packed = (child(message, namespace, 'Data')?.text ?? '').replace(/\s+/g, '');
  const padding = packed.endsWith('==') ? 2 : packed.endsWith('=') ? 1 : 0;
  // Looked for what is wrong: four times as fast over a hundred megabytes as a pattern of what is right.
  if (packed.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(packed.slice(0, packed.length - padding)))
    throw new EnvelopeRefused('Data is not base64');
  const size = (packed.length / 4) * 3 - padding;
  if (Number(trimmed(child(document, namespace, 'SizeInBytes'))) !== size) throw new EnvelopeRefused('SizeInBytes is not the size of Data');
  const name = trimmed(child(document, namespace, 'Name'));
  if (trimmed(child(document, namespace, 'Format')) === 'HL7') {
    if (!/^MCM:(FDIS91#[a-z-]+|FCTL#(ok|fatal-error|transient-error))$/.test(name)) throw new EnvelopeRefused('Name is of no message');
    if (!mime || !/^application\/fhir\+(xml|json)$/.test(trimmed(mime))) throw new EnvelopeRefused('the service tag MCM:MIME is missing');
  }
  return {
    identifier: trimmed(child(meta, namespace, 'Identifier')),
    name,
    ...(mime && { mime: trimmed(mime) }),
    data: () => Buffer.from(packed, 'base64'),
  };
}

interface Addressed {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  readonly sentAt: string;
}

function writeEnvelope({ id, sender, receiver, sentAt }: Addressed, inside: string): Buffer {
  const ean = (name: string, gln: string) => `<${name} EndPointType="EAN">${escapeXml(gln)}</${name}>`;
  const addressed =
    ean('SenderID', sender) + ean('ReceiverID', receiver) + element('EnvelopeIdentifier', id) + element('SentDateTime', sentAt);
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<VANSEnvelope xmlns="${namespace}">${addressed}${inside}</VANSEnvelope>\n`);
}

/** The envelope of a FHIR document. */
export function envelop(
  addressed: Addressed,
  document: {
    readonly identifier: string;
    readonly name: string;
    readonly version: string;
    readonly mime: string;
    readonly data: Uint8Array;
  },
): Buffer {
  const { identifier, name, version, mime, data } = document;
  const described =
    element('Format', 'HL7') + element('Name', name) + element('Version', version) + element('SizeInBytes', String(data.byteLength));
  const transport = `<Type>reliable</Type><TransformMessage>false</TransformMessage><ServiceTag name="MCM:MIME">${escapeXml(mime)}</ServiceTag>`;
  const meta = `${element('Identifier', identifier)}<Document>${described}</Document><Transport>${transport}</Transport>`;
  const packed = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
  return writeEnvelope(addressed, `<Message><MetaInformation>${meta}</MetaInformation><Data>${packed}</Data></Message>`);
}

/** The network's own word that an envelope was not carried (NegativeVans). */
export function undeliverable(addressed: Addressed, original: string, description: string): Buffer {
  const inside = `<Error>${element('Description', description)}</Error>${element('OriginalEnvelopeIdentifier', original)}`;
  return writeEnvelope(addressed, `<Receipt><NegativeVans>${inside}</NegativeVans></Receipt>`);
}
