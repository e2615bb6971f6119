import { renderDocument } from '../document.ts';
import type { DocumentInput, DocumentSegment } from '../input.ts';
import { PdfFile } from './pdf-file.ts';

/** Of an official test person. */
export const cpr = '0505149996';

export const segment: DocumentSegment = {
  text: 'Kære kollega\n\nJosefine var til samtale i dag.\n  1. Æbler, øer og åer',
  author: { name: 'Anna Prøve', role: 'Socialrådgiver' },
  phone: '+4512345678',
  organisation: 'Korsbæk Kommune',
  sent: '2026-06-12T09:14:00+02:00',
  isNew: true,
  attachments: [],
};

export const input: DocumentInput = {
  locale: 'da',
  demo: true,
  child: { name: 'Josefine Testperson', identifiers: [{ label: 'CPR-nummer', value: cpr }] },
  thread: { id: 'urn:uuid:thread', category: 'Andet', topic: 'Netværksmøde', priority: 'Rutine' },
  message: {
    id: 'urn:uuid:message',
    direction: 'out',
    kind: 'reply',
    sender: { organisation: 'Korsbæk Kommune', unit: 'Familieafdelingen' },
    receiver: { organisation: 'Lægerne Torvet' },
    specificSender: 'Anna Prøve, Socialrådgiver',
    specificRecipient: 'Lone Prøve, Læge',
    sent: '2026-06-12T09:14:00+02:00',
    delivery: { state: 'delivered', at: '2026-06-12T07:15:30Z' },
  },
  segments: [segment],
  extra: [{ where: 'Patient.telecom', text: '12345678' }],
  printed: {
    at: new Date('2026-01-12T10:00:00Z'),
    name: 'Bo Prøve',
    title: 'socialrådgiver',
    organisation: 'Korsbæk Kommune',
    source: 'På Tværs',
  },
};

export const rendered = async (changes: Partial<DocumentInput> = {}) => new PdfFile(await renderDocument({ ...input, ...changes }));
export const drawnOf = (file: PdfFile) => file.pages.map((page) => file.drawn(page));
