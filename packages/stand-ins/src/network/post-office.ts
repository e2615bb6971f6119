import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Envelope } from './envelope.ts';
import type { Faults } from './faults.ts';
import { type Shelf, memoryShelf, openShelf } from './shelf.ts';

/** An envelope in a mailbox. A doubled envelope lies there as two, each with a name of its own. */
export interface Delivery {
  readonly id: string;
  readonly mailbox: string;
  receivedAt: Date;
  readonly size: number;
  bytes(): Buffer;
}

type Attendant = (delivery: Delivery) => void;

export interface PostOfficeOptions {
  readonly clock: Clock;
  readonly faults: Faults;
  /** What is on its way is kept here, so that it survives a killed process; absent: in memory. */
  readonly directory?: string | undefined;
  /** Milliseconds that a delayed envelope is held back, and an overtaken one at most. */
  readonly delay: number;
}

/** The network between the access points: takes envelopes, and leaves them in the mailboxes, more or less as it should. */
export class PostOffice {
  readonly counts = { accepted: 0, repeated: 0, conflicts: 0, delivered: 0, taken: 0 };
  readonly #options: PostOfficeOptions;
  readonly #shelf: Shelf;
  readonly #mailboxes = new Map<string, Delivery[]>();
  readonly #attendants = new Map<string, Attendant>();
  /** One a mailbox: waits to be overtaken by the next. */
  readonly #overtaken = new Map<string, Delivery>();

  constructor(options: PostOfficeOptions) {
    this.#options = options;
    this.#shelf = options.directory === undefined ? memoryShelf() : openShelf(options.directory);
    for (const delivery of this.#shelf.waiting()) this.#box(delivery.mailbox).push(delivery);
  }

  /** Takes an envelope over. The same bytes again are not delivered again; other bytes under the same id are not taken. */
  accept({ id, receiver }: Envelope, bytes: Buffer): 'accepted' | 'repeated' | 'conflict' {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = this.#shelf.known(id);
    if (known !== undefined) {
      this.counts[known === hash ? 'repeated' : 'conflicts'] += 1;
      return known === hash ? 'repeated' : 'conflict';
    }
    this.counts.accepted += 1;
    const { faults } = this.#options;
    const copies = faults.strikes('loses') ? 0 : faults.strikes('doubles') ? 2 : 1;
    const deliveries = Array.from({ length: copies }, () => this.#put(receiver, bytes));
    // Killed between the two, the sender gets no answer, and its next attempt doubles the envelope: at least once.
    this.#shelf.remember(id, hash);
    for (const delivery of deliveries) this.#carry(delivery);
    return 'accepted';
  }

  /** Leaves an envelope in a mailbox as if it had come at that time; the same id twice is left once. */
  deposit({ id, receiver }: Envelope, bytes: Buffer, receivedAt: Date): void {
    if (this.#shelf.known(id) !== undefined) return;
    const delivery = this.#put(receiver, bytes, receivedAt);
    this.#shelf.remember(id, createHash('sha256').update(bytes).digest('hex'));
    this.#box(receiver).push(delivery);
  }

  /** The oldest first. */
  waiting(mailbox: string): readonly Delivery[] {
    return this.#box(mailbox);
  }

  remove(mailbox: string, id: string): void {
    const box = this.#box(mailbox);
    const at = box.findIndex((delivery) => delivery.id === id);
    if (at === -1) return;
    const [delivery] = box.splice(at, 1);
    this.#shelf.remove(delivery as Delivery);
    this.counts.taken += 1;
  }

  /** Whoever empties a mailbox here: told of what waits, and of what comes. */
  attend(mailbox: string, attendant: Attendant): void {
    this.#attendants.set(mailbox, attendant);
    for (const delivery of [...this.#box(mailbox)]) attendant(delivery);
  }

  #box(mailbox: string): Delivery[] {
    const box = this.#mailboxes.get(mailbox) ?? [];
    this.#mailboxes.set(mailbox, box);
    return box;
  }

  #put(mailbox: string, bytes: Buffer, receivedAt = this.#options.clock.now()): Delivery {
    return this.#shelf.put({ id: randomUUID(), mailbox, receivedAt, size: bytes.length }, bytes);
  }

  #carry(delivery: Delivery): void {
    const { clock, faults, delay } = this.#options;
    const late = faults.strikes('delays');
    const overtaken = faults.strikes('reorders');
    if (late) clock.after(delay, () => this.#arriveLate(delivery));
    else if (overtaken && !this.#overtaken.has(delivery.mailbox)) {
      this.#overtaken.set(delivery.mailbox, delivery);
      clock.after(delay, () => {
        if (this.#overtaken.get(delivery.mailbox) === delivery) this.#release(delivery.mailbox);
      });
    } else this.#arrive(delivery);
  }

  #release(mailbox: string): void {
    const delivery = this.#overtaken.get(mailbox);
    this.#overtaken.delete(mailbox);
    if (delivery) this.#arriveLate(delivery);
  }

  #arriveLate(delivery: Delivery): void {
    delivery.receivedAt = this.#options.clock.now();
    this.#arrive(delivery);
  }

  #arrive(delivery: Delivery): void {
    this.counts.delivered += 1;
    this.#box(delivery.mailbox).push(delivery);
    this.#attendants.get(delivery.mailbox)?.(delivery);
    this.#release(delivery.mailbox);
  }
}
