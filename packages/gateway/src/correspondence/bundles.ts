import { type Message, type Node, read, readMessage, type Thread, threads, withFiles, withoutFiles } from '@paa-tvaers/medcom';
import type { Kysely, Updateable } from 'kysely';
import type { Keys } from '../sealing/seal.ts';
import { filesOf, type MessageFile, readFile } from '../store/files.ts';
import type { Tables } from '../store/schema.ts';
import { type StoredMessage, sealRecord } from '../store/threads.ts';
import { placeholder } from './accept-draft.ts';
import { recordOf } from './summary.ts';

type Db = Kysely<Tables>;

/** The thread that messages make together; those that are held have no say while there are others. */
export function threadOf(messages: readonly Pick<StoredMessage, 'row' | 'bundle'>[]): Thread {
  const shown = messages.filter(({ row }) => !row.held);
  const [thread] = threads((shown.length > 0 ? shown : messages).map(({ bundle }) => readMessage(bundle)));
  if (!thread) throw new Error('a thread without a message');
  return thread;
}

/** What a thread's row says of its messages: to be written anew when one comes, or is no longer held. */
export function threadColumns(keys: Keys, mailbox: string, messages: readonly StoredMessage[]) {
  const thread = threadOf(messages);
  const held = messages.some(({ row }) => row.held);
  const record = recordOf(thread, mailbox);
  const alerts = held ? [...new Set([...record.alerts, 'patient-differs'])] : record.alerts;
  return {
    category: thread.category ?? 'other',
    summary_sealed: sealRecord(keys, mailbox, thread.id, { ...record, alerts }),
    latest_at: new Date(Math.max(...messages.map(({ row }) => row.stored_at.getTime()))),
    held,
  } satisfies Updateable<Tables['thread']>;
}

/** As {@link withFiles}, of parts whose file is here; something small stands for each, so that a forward can be built and checked. */
export function withPlaceholders(bundle: Node, files: readonly MessageFile[]): Node {
  return withFiles(bundle, new Map(files.map(({ part }) => [part, placeholder])));
}

/** The message as it goes out: its files in base64 where they belong. */
export async function withStoredFiles(db: Db, keys: Keys, mailbox: string, bundle: Node): Promise<Node> {
  const { id } = read(bundle);
  const files = new Map<string, string>();
  for (const { part, file } of await filesOf(db, mailbox, [id])) files.set(part, await base64Of(readFile(db, keys, file)));
  return withFiles(bundle, files);
}

/** The parts that a message itself brought, in the order that they were written: the text, and its attachments. */
export function ownParts({ id, history }: Message): readonly string[] {
  return history.find(({ message }) => message === id)?.parts ?? [];
}

export const bare = (bundle: Node): Node => withoutFiles(bundle).bundle;

/** Three bytes are four letters: what is left of a chunk goes before the next. */
async function base64Of(bytes: AsyncIterable<Buffer>): Promise<string> {
  const texts: string[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const whole = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = whole.length - (whole.length % 3);
    texts.push(whole.toString('base64', 0, end));
    rest = whole.subarray(end);
  }
  texts.push(rest.toString('base64'));
  return texts.join('');
}
