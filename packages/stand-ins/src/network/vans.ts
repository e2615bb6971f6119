import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { type Envelope, EnvelopeRefused, readEnvelope, undeliverable } from './envelope.ts';
import type { Faults } from './faults.ts';
import type { Delivery, PostOffice } from './post-office.ts';

export interface VansOptions {
  readonly directory: string;
  /** GLN of the mailboxes that are emptied into the folder. */
  readonly mailboxes: readonly string[];
}

/** How often the operator's program looks, in milliseconds. */
const round = 200;

/**
 * The operator's program at a customer's VANS folder: takes whole files from `out/`, and puts whole files into `in/`.
 * What is no envelope of the customer's goes to `refused/`; one that cannot be delivered is answered with the network's own receipt
 * (NegativeVans), since a folder has no other way to say so.
 */
export function attendFolder(
  { directory, mailboxes }: VansOptions,
  { office, clock, faults, takes }: { office: PostOffice; clock: Clock; faults: Faults; takes: (gln: string) => boolean },
): void {
  const [out, into, temporary, refused] = ['out', 'in', 'tmp', 'refused'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [out, into, temporary, refused]) mkdirSync(folder, { recursive: true });
  const put = (name: string, bytes: Buffer) => {
    // A name that no reader takes for a whole file, and that is not the customer's.
    writeFileSync(join(temporary, `${name}.part`), bytes);
    renameSync(join(temporary, `${name}.part`), join(into, `${name}.xml`));
  };
  const readOwn = (bytes: Buffer): Envelope | undefined => {
    try {
      const envelope = readEnvelope(bytes);
      return mailboxes.includes(envelope.sender) ? envelope : undefined;
    } catch (error) {
      if (error instanceof EnvelopeRefused) return undefined;
      throw error;
    }
  };
  const taken = (name: string): void => {
    const path = join(out, name);
    const bytes = readFileSync(path);
    const envelope = readOwn(bytes);
    if (!envelope) {
      renameSync(path, join(refused, name));
      return;
    }
    const { id, sender, receiver } = envelope;
    const why = takes(receiver) ? undefined : 'Modtageren er ukendt';
    if (why !== undefined || office.accept(envelope, bytes) === 'conflict') {
      const answerId = randomUUID();
      const addressed = { id: answerId, sender: receiver, receiver: sender, sentAt: clock.now().toISOString() };
      put(answerId, undeliverable(addressed, id, why ?? 'Nummeret er brugt til en anden kuvert'));
    }
    rmSync(path, { force: true });
  };
  const sweep = () => {
    const names = readdirSync(out).filter((name) => name.endsWith('.xml'));
    if (names.length > 0 && !faults.strikes('away'))
      for (const name of names.map((one) => [statSync(join(out, one)).mtimeMs, one] as const).sort(oldestFirst)) taken(name[1]);
    clock.after(round, sweep);
  };
  const deliver = (delivery: Delivery) => {
    put(delivery.id, delivery.bytes());
    office.remove(delivery.mailbox, delivery.id);
  };
  for (const mailbox of mailboxes) office.attend(mailbox, deliver);
  sweep();
}

const oldestFirst = (one: readonly [number, string], other: readonly [number, string]) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1);
