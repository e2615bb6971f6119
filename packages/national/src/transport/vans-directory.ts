import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Arrival, SourceAnswerInvalid, type SourceCall, SourceUnavailable, type Transport, TransportRefused } from '../types.ts';
import { unreachable } from '../wire/http.ts';
import { checkSendable, maxEnvelopeBytes, receiverOf } from './envelope.ts';
import { PassedOver } from './passed-over.ts';

export interface VansDirectorySettings {
  /**
   * Holds `out/` and `in/`, which the operator's program reads and fills, on one file system. They are not made here:
   * a share that is not mounted must be an error, and not an empty folder that messages vanish in.
   */
  readonly directory: string;
}

/** Where ReceiverID stands, whatever namespaces and comments come first. */
const bytesOfHead = 16 * 1024;

/** The operator's program reads them as a member of the group; nobody else does. */
const modeOfFiles = 0o640;

/** Ends the names of our half files; the operator's program may have others in `tmp/`. */
const half = '.paa-tvaers';

/** A file that waits in `in/`. */
interface Waiting {
  readonly path: string;
  readonly name: string;
  /** Milliseconds of the epoch. */
  readonly changed: number;
  readonly inode: number;
}

/**
 * The messaging network by files: an operator's program carries what lies in `out/`, and puts what arrives into `in/`
 * (docs/national.md). Several gateways may share the directory.
 *
 * A file in `in/` that can't be read, or is no envelope, stays where it is: it is told by an error when all others have
 * been given. An Arrival's `id` has the name that the operator gave the file: it is not for logs.
 */
export function createVansDirectory({ directory }: VansDirectorySettings): Transport {
  const folder = (name: 'in' | 'out' | 'tmp') => join(directory, name);
  let cleared: Promise<void> | undefined;

  /** Once: takes away what a killed process left half written. Another gateway that writes just now is told `connection`, and tries again. */
  function ready(): Promise<void> {
    cleared ??= clear(folder('tmp')).catch((error: unknown) => {
      cleared = undefined;
      throw error;
    });
    return cleared;
  }

  async function send(envelope: { readonly id: string; readonly bytes: Uint8Array }, call: SourceCall): Promise<void> {
    checkSendable(envelope);
    await onDisk(call, async () => {
      await ready();
      const target = join(folder('out'), `${envelope.id}.xml`);
      const lying = await holds(target, envelope.bytes);
      if (lying === 'other') throw new TransportRefused('invalid');
      if (lying === 'nothing') await put(join(folder('tmp'), `${envelope.id}.${randomUUID()}${half}`), target, envelope.bytes, call.signal);
      await sync(folder('out'));
    });
  }

  async function* receive(mailboxes: readonly string[], call: SourceCall): AsyncGenerator<Arrival> {
    const wanted = new Set(mailboxes);
    const passed = new PassedOver();
    const files = await onDisk(call, async () => {
      await ready();
      return list(folder('in'));
    });
    for (const file of files) {
      const arrival = await passed.attempt(onDisk(call, () => take(file, wanted)));
      if (arrival) yield { ...arrival, taken: () => onDisk(call, () => forget(file)) };
    }
    passed.tell();
  }

  return { send, receive, close: async () => {} };
}

/** Tells what the file system says as the network's errors: its own quote paths. */
async function onDisk<Value>({ signal }: SourceCall, work: () => Promise<Value>): Promise<Value> {
  const aborted = () => new SourceUnavailable('network', 'aborted');
  if (signal.aborted) throw aborted();
  try {
    return await work();
  } catch (error) {
    if (error instanceof TransportRefused || error instanceof SourceAnswerInvalid) throw error;
    throw signal.aborted ? aborted() : unreachable('network', error);
  }
}

async function clear(folder: string): Promise<void> {
  await mkdir(folder).catch(unless('EEXIST'));
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith(half)) await rm(join(folder, entry.name), { force: true });
}

/** Whole or not at all, also when the process is killed or the power fails. */
async function put(temporary: string, target: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  try {
    await write(temporary, bytes, signal);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Closed when it resolves: not every share renames a file that is open. */
async function write(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  await using file = await open(path, 'wx', modeOfFiles);
  await file.writeFile(bytes, { signal });
  await file.sync();
}

/** A name is durable when its folder is. */
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}

/** What lies where an envelope is to go: it may have been handed over before. */
async function holds(path: string, bytes: Uint8Array): Promise<'nothing' | 'same' | 'other'> {
  const opened = await open(path).catch(unless('ENOENT'));
  if (!opened) return 'nothing';
  await using file = opened;
  if ((await file.stat()).size !== bytes.byteLength) return 'other';
  const piece = Buffer.allocUnsafe(64 * 1024);
  for (let at = 0; at < bytes.byteLength; ) {
    const { bytesRead } = await file.read(piece, 0, piece.byteLength, at);
    if (bytesRead === 0 || piece.compare(bytes, at, at + bytesRead, 0, bytesRead) !== 0) return 'other';
    at += bytesRead;
  }
  return 'same';
}

/** Whole files, the oldest first, then by name. */
async function list(folder: string): Promise<readonly Waiting[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.xml'));
  const found = await Promise.all(
    files.map(async ({ name }) => {
      const path = join(folder, name);
      const stats = await stat(path).catch(unless('ENOENT'));
      return stats ? [{ path, name, changed: stats.mtimeMs, inode: stats.ino }] : [];
    }),
  );
  return found.flat().toSorted((a, b) => a.changed - b.changed || (a.name < b.name ? -1 : 1));
}

/** Undefined where the file is gone, or another one by now, or for a mailbox that was not asked for. */
async function take(waiting: Waiting, wanted: ReadonlySet<string>): Promise<Omit<Arrival, 'taken'> | undefined> {
  const opened = await open(waiting.path).catch(unless('ENOENT'));
  if (!opened) return undefined;
  await using file = opened;
  const stats = await file.stat();
  if (!isStill(waiting, stats)) return undefined;
  const mailbox = receiverOf(await read(file, Math.min(stats.size, bytesOfHead)));
  if (mailbox === undefined) throw new SourceAnswerInvalid('network', 'file that is no envelope');
  if (!wanted.has(mailbox)) return undefined;
  if (stats.size > maxEnvelopeBytes) throw new SourceAnswerInvalid('network', `envelope larger than ${maxEnvelopeBytes} bytes`);
  // With its time: an operator may give a name a second time.
  return { id: `${waiting.name} ${waiting.changed}`, mailbox, bytes: await read(file, stats.size) };
}

/** From the beginning, into one buffer: `readFile` would put chunks together in a second one. */
async function read(file: FileHandle, size: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(buffer, at, size - at, at);
    if (bytesRead === 0) throw new SourceAnswerInvalid('network', 'file that became shorter');
    at += bytesRead;
  }
  return buffer;
}

/** Another gateway may have taken the file, and the operator put a new one in its place, which nobody has read. */
async function forget(waiting: Waiting): Promise<void> {
  const stats = await stat(waiting.path).catch(unless('ENOENT'));
  if (stats && isStill(waiting, stats)) await rm(waiting.path, { force: true });
}

const isStill = ({ changed, inode }: Waiting, stats: { readonly mtimeMs: number; readonly ino: number }) =>
  stats.mtimeMs === changed && stats.ino === inode;

/** For `catch`: that one code is no error. */
function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  };
}
