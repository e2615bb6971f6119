import { categories, type Message, priorities, readMessage, writeJson } from '@paa-tvaers/medcom';
import { renderDocument } from '../document/document.ts';
import { DocumentTooLong } from '../document/layout.ts';
import type { DocumentInput, DocumentSegment } from '../document/input.ts';
import { GatewayProblem } from '../http/problem.ts';
import { filesOf, type MessageFile, readFile } from '../store/files.ts';
import { deliveryOf, type StoredMessage } from '../store/threads.ts';
import { ownParts, withStoredFiles } from './bundles.ts';
import { type Asker, openMessage, type OpenThread, type ReadingParts } from './reading.ts';
import { sentAt } from './summary.ts';
import { extraOf, fullName, nameOfUnit, personOf } from './view.ts';

interface Filing {
  readonly contentType: string;
  readonly extension: 'pdf' | 'json' | 'xml';
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * A message for filing (journalisering).
 *
 * @throws GatewayProblem `message-held`; `message-refused` for one that is too long for a document: file the original
 */
export async function documentOf(parts: ReadingParts & { readonly demo: boolean }, asker: Asker, id: string): Promise<Filing> {
  const { store, demo } = parts;
  const { desk, facts } = asker;
  const open = await openShown(parts, asker, id);
  const files = await filesOf(
    store.db,
    open.mailbox,
    open.messages.map(({ row }) => row.id),
  );
  const { viewer } = desk.caller;
  const input: DocumentInput = {
    locale: 'da',
    demo,
    ...inputOf(parts, open, files),
    printed: {
      at: facts.now,
      name: viewer.name,
      ...(viewer.title !== undefined && { title: viewer.title }),
      organisation: viewer.organisationName,
      source: 'På Tværs – Børn & Unge',
    },
  };
  try {
    return { contentType: 'application/pdf', extension: 'pdf', content: await renderDocument(input) };
  } catch (error) {
    if (!(error instanceof DocumentTooLong)) throw error;
    throw new GatewayProblem('message-refused', { title: 'The message is too long to be a document. File the original.' });
  }
}

/**
 * A message as it came, byte by byte; of one's own, as it was written.
 *
 * @throws GatewayProblem `message-held`; `file-infected` where the scanner found something in a file of it
 */
export async function originalOf(parts: ReadingParts, asker: Asker, id: string): Promise<Filing> {
  const { store, keys } = parts;
  const { message, mailbox } = await openShown(parts, asker, id);
  const { original_file: file, original_type: type } = message.row;
  if (file !== null && type !== null)
    return { contentType: type, extension: type.includes('xml') ? 'xml' : 'json', content: readFile(store.db, keys, file) };
  if (message.row.direction === 'in')
    throw new GatewayProblem('file-infected', {
      title: 'The scanner found something in a file of the message. The operator has the original.',
    });
  const bundle = await withStoredFiles(store.db, keys, mailbox, message.bundle);
  return { contentType: 'application/fhir+json', extension: 'json', content: Buffer.from(writeJson(bundle)) };
}

type Opened = OpenThread & { readonly message: StoredMessage };

async function openShown(parts: ReadingParts, asker: Asker, id: string): Promise<Opened> {
  const open = await openMessage(parts, asker, id);
  if (open.message.row.held) throw new GatewayProblem('message-held');
  return open;
}

const labels: Readonly<Record<string, string>> = { 'cpr': 'CPR', 'x-ecpr': 'X-eCPR', 'd-ecpr': 'D-eCPR' };

function inputOf(
  { keys }: ReadingParts,
  { message: { row, bundle }, units }: Opened,
  files: readonly MessageFile[],
): Pick<DocumentInput, 'child' | 'thread' | 'message' | 'segments' | 'extra'> {
  const message = readMessage(bundle);
  const { patient, category, topic, priority, sender, receiver } = message;
  const party = (person: ReturnType<typeof personOf>) => person && [person.team, person.name, person.role].filter(Boolean).join(', ');
  return {
    child: {
      name: fullName(patient.name),
      identifiers: patient.identifiers.map(({ type, value }) => ({ label: labels[type] ?? 'Id', value })),
    },
    thread: {
      id: message.thread,
      category: wordsFor(categories, category),
      topic,
      priority: wordsFor(priorities, priority),
    },
    message: {
      id: row.id,
      direction: row.direction,
      kind: row.kind,
      sender: { organisation: nameOfUnit(sender, units) },
      receiver: { organisation: nameOfUnit(receiver, units) },
      specificSender: party(personOf(message.specificSender)),
      specificRecipient: party(personOf(message.specificRecipient)),
      sent: sentAt(message),
      received: row.direction === 'in' ? row.stored_at.toISOString() : undefined,
      delivery: deliveryOf(keys, row),
    },
    segments: segmentsOf(message, files, units),
    extra: extraOf(message),
  };
}

/** Each text with the files that came with it; files of a message without a text stand after the others. */
function segmentsOf(message: Message, files: readonly MessageFile[], units: Opened['units']): DocumentSegment[] {
  const own = new Set(ownParts(message));
  const bringer = new Map(message.history.flatMap(({ message: id, parts }) => parts.map((part) => [part, id] as const)));
  const attached = Map.groupBy(
    message.parts.filter((part) => part.kind === 'attachment'),
    ({ id }) => bringer.get(id),
  );
  const describe = (of: string | undefined): DocumentSegment['attachments'] =>
    (attached.get(of) ?? []).map(({ id, title, contentType, created, url }) => {
      const file = files.find(({ part }) => part === id);
      return { title, contentType: file?.contentType ?? contentType, created, size: file?.size, link: url };
    });
  const told = new Set<string | undefined>();
  const segments = message.parts.flatMap((part): DocumentSegment[] => {
    if (part.kind !== 'text') return [];
    const of = bringer.get(part.id);
    const first = !told.has(of);
    told.add(of);
    const { author, phone, organisation, sent } = part;
    return [
      {
        text: part.text,
        author: author && { name: fullName(author.name), role: author.role?.label ?? author.role?.code },
        phone,
        organisation: nameOfUnit(organisation, units),
        sent,
        isNew: own.has(part.id),
        attachments: first ? describe(of) : [],
      },
    ];
  });
  const left = [...attached.keys()].filter((of) => !told.has(of));
  return [...segments, ...left.map((of): DocumentSegment => ({ text: '', isNew: of === message.id, attachments: describe(of) }))];
}

function wordsFor(words: Readonly<Record<string, { readonly da: string }>>, code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(words, code) ? words[code]?.da : code;
}
