import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Delivery } from './post-office.ts';

/** Where the network keeps what it has taken over. */
export interface Shelf {
  put(delivery: Omit<Delivery, 'bytes'>, bytes: Buffer): Delivery;
  remove(delivery: Delivery): void;
  /** Hash of the envelope that had this id. */
  known(envelope: string): string | undefined;
  remember(envelope: string, hash: string): void;
  /** What lay here before, oldest first. */
  waiting(): readonly Delivery[];
}

export function memoryShelf(): Shelf {
  const hashes = new Map<string, string>();
  return {
    put: (delivery, bytes) => ({ ...delivery, bytes: () => bytes }),
    remove: () => undefined,
    known: (envelope) => hashes.get(envelope),
    remember: (envelope, hash) => {
      hashes.set(envelope, hash);
    },
    waiting: () => [],
  };
}

/**
 * A folder: `mailboxes/{GLN}/{milliseconds}-{serial}-{id}.xml` and `known/{envelope}`, each file whole from the moment
 * that it has its name. A killed process loses nothing; a power cut may.
 */
export function openShelf(directory: string): Shelf {
  const [mailboxes, known, temporary] = ['mailboxes', 'known', 'tmp'].map((name) => join(directory, name)) as [string, string, string];
  rmSync(temporary, { recursive: true, force: true });
  for (const folder of [mailboxes, known, temporary]) mkdirSync(folder, { recursive: true });
  const found = readdirSync(mailboxes).flatMap((mailbox) =>
    readdirSync(join(mailboxes, mailbox)).map((name) => deliveryOf(mailbox, name, join(mailboxes, mailbox, name))),
  );
  const ordered = found.sort((one, other) => (one.order < other.order ? -1 : 1));
  let serial = 1 + Math.max(0, ...ordered.map(({ order }) => Number(order.slice(14))));
  const paths = new Map(ordered.map(({ delivery, path }) => [delivery.id, path]));
  const write = (path: string, id: string, bytes: Buffer | string) => {
    writeFileSync(join(temporary, id), bytes);
    renameSync(join(temporary, id), path);
  };
  return {
    put: (delivery, bytes) => {
      const { id, mailbox, receivedAt } = delivery;
      const order = `${String(receivedAt.getTime()).padStart(13, '0')}-${String(serial).padStart(9, '0')}`;
      serial += 1;
      mkdirSync(join(mailboxes, mailbox), { recursive: true });
      const path = join(mailboxes, mailbox, `${order}-${id}.xml`);
      write(path, id, bytes);
      paths.set(id, path);
      return { ...delivery, bytes: () => readFileSync(path) };
    },
    remove: ({ id }) => {
      rmSync(paths.get(id) ?? '', { force: true });
      paths.delete(id);
    },
    known: (envelope) => {
      try {
        return readFileSync(join(known, envelope), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remember: (envelope, hash) => write(join(known, envelope), envelope, hash),
    waiting: () => ordered.map(({ delivery }) => delivery),
  };
}

function deliveryOf(mailbox: string, name: string, path: string) {
  const [, milliseconds, serial, id] = name.match(/^(\d{13})-(\d{9})-([0-9a-f-]{36})\.xml$/) ?? [];
  if (!milliseconds || !id) throw new Error('the directory of the network holds something else');
  const delivery: Delivery = {
    id,
    mailbox,
    receivedAt: new Date(Number(milliseconds)),
    size: statSync(path).size,
    bytes: () => readFileSync(path),
  };
  return { order: `${milliseconds}-${serial}`, delivery, path };
}
