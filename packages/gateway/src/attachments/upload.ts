import { createHash } from 'node:crypto';
import { type FileType, filesAtMost } from '@paa-tvaers/contract';
import type { ReadOutcome } from '../contexts/contexts.ts';
import { boxOf, demand } from '../correspondence/desk.ts';
import { type Asker, draftOwner } from '../correspondence/reading.ts';
import type { Log } from '../http/log.ts';
import { GatewayProblem } from '../http/problem.ts';
import type { Keys } from '../sealing/seal.ts';
import { dropFile, reserveUpload, writeFile } from '../store/files.ts';
import { answerOf, onceOf, rememberAnswer } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { beginsAs, headSize } from './file-type.ts';
import { Infected, NotScanned, type Scanner, scanned } from './scan.ts';

export interface FileParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly log: Log;
  /** Absent: files pass unscanned in a demo, and none is taken elsewhere. */
  readonly scanner: Scanner | undefined;
  readonly demo: boolean;
}

interface Upload {
  readonly type: FileType;
  /** As its sender says; undefined where the sender does not know. */
  readonly length: number | undefined;
  /** Idempotency key. */
  readonly key: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

interface Taken {
  readonly file: string;
  readonly contentType: FileType;
  readonly size: number;
}

/**
 * Takes a file for a message: measured, known by its bytes and scanned while it is written, and nobody's before all of it
 * is. What is refused, or breaks off, leaves nothing.
 *
 * @throws GatewayProblem `no-mailbox`, `not-permitted`, `body-too-large`, `file-type-refused`, `file-infected`,
 * `idempotency-key-reused`, `unavailable`
 */
export async function takeUpload(parts: FileParts, asker: Asker, { type, length, key, bytes }: Upload): Promise<Taken> {
  const { store, keys, scanner, demo } = parts;
  const { used, desk, facts } = asker;
  boxOf(desk.caller);
  demand(desk.permits('attach'));
  if (length !== undefined && length > filesAtMost) throw tooLarge();
  if (!scanner && !demo) throw unavailable(undefined);

  const { viewer, issuer } = desk.caller;
  const onceWith = (sha256: string) => onceOf(keys, key, [viewer.org, issuer, viewer.sub], ['attachments', used.childHash, type, sha256]);
  const answered = async (sha256: string): Promise<Taken | undefined> => {
    const answer = await answerOf<Taken>(store.db, keys, onceWith(sha256));
    if (answer === 'reused') throw new GatewayProblem('idempotency-key-reused');
    return answer;
  };
  const checked = begun(measured(bytes), type);
  // The key was answered before: the bytes only say whether it stood for the same.
  if ((await answerOf(store.db, keys, onceWith(''))) !== undefined) {
    const taken = await answered(await sha256Of(checked));
    if (taken) await used.audit({ fields: [], sources: {}, outcome: 'repeated', about: taken.file });
    if (taken) return taken;
  }

  const owner = draftOwner(asker);
  const reserved = await reserveUpload(store.db, owner, { contentType: type, size: length ?? filesAtMost, now: facts.now });
  if (reserved === undefined) throw noRoom();
  const { id, size, sha256 } = await writeFile(
    store.db,
    keys,
    { contentType: type, owner, reserved },
    scanner ? scanned(checked, scanner) : checked,
  ).catch((error: unknown) => {
    throw refusalOf(error, parts.log);
  });
  const taken: Taken = { file: id, contentType: type, size };
  const first = await used
    .write(async (transaction) => {
      const remembered = await rememberAnswer(transaction, keys, onceWith(sha256), taken, facts.now);
      const outcome: ReadOutcome = { fields: [], sources: {}, outcome: remembered ? 'accepted' : 'repeated', about: id };
      return { result: remembered, outcome };
    })
    .catch(async (error: unknown) => {
      await dropFile(store.db, id).catch(() => undefined);
      throw error;
    });
  if (first) return taken;
  // Another request with the key was first, by a moment.
  await dropFile(store.db, id);
  const theirs = await answered(sha256);
  if (!theirs) throw unavailable(undefined);
  return theirs;
}

async function* measured(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > filesAtMost) throw tooLarge();
    yield chunk;
  }
}

/** @throws GatewayProblem `file-type-refused` before anything is handed on */
async function* begun(bytes: AsyncIterable<Uint8Array>, type: FileType): AsyncGenerator<Uint8Array> {
  let head: Buffer = Buffer.alloc(0);
  let known = false;
  const look = () => {
    if (!beginsAs(type, head)) throw new GatewayProblem('file-type-refused');
    known = true;
    return head;
  };
  for await (const chunk of bytes) {
    if (known) yield chunk;
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length >= headSize) yield look();
    }
  }
  if (!known) yield look();
}

async function sha256Of(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('base64url');
}

function refusalOf(error: unknown, log: Log): unknown {
  if (error instanceof GatewayProblem) return error;
  if (error instanceof Infected) {
    log.warn('the scanner found something in an upload: nothing of it was kept');
    return new GatewayProblem('file-infected');
  }
  if (error instanceof NotScanned) log.error({ err: error }, 'an upload could not be scanned');
  return unavailable(error);
}

const unavailable = (cause: unknown) => new GatewayProblem('unavailable', { headers: { 'Retry-After': '5' }, cause });

function tooLarge(): GatewayProblem {
  return new GatewayProblem('body-too-large', { title: `A file is ${filesAtMost} bytes at most.` });
}

function noRoom(): GatewayProblem {
  return new GatewayProblem('body-too-large', {
    title: 'The employee’s files that no message has would be more than 1 GB. Send some; what is not sent goes after a day.',
  });
}
