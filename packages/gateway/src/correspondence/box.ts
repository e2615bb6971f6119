import type { Cpr } from '@paa-tvaers/contract';
import type { PersonRegister } from '@paa-tvaers/national';
import type { Scanner } from '../attachments/scan.ts';
import type { Log } from '../http/log.ts';
import type { Organisations } from '../organisations/organisations.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Sources } from '../sections/types.ts';
import { sweepAnswers } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { Accept } from './accept.ts';
import { Incoming } from './incoming.ts';
import { type NetworkRules, Outgoing } from './outgoing.ts';
import { Precedence } from './precedence.ts';

const delivered: NetworkRules = { format: 'xml', receiptAfter: 30 * 60_000, resends: 2, poll: 2000 };
/** How long the person register may take to say a name, in milliseconds: a message does not wait for it. */
const nameWithin = 3000;

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sources: Sources;
  readonly organisations: Organisations;
  readonly rules: Partial<NetworkRules> | undefined;
  readonly scanner: Scanner | undefined;
  readonly log: Log;
  readonly now: () => Date;
}

/** The box (postkasse) of the units that have theirs here: what they send, and what comes to them. */
export class Box {
  readonly accept: Accept;
  readonly outgoing: Outgoing | undefined;
  readonly incoming: Incoming | undefined;
  readonly #store: Store;

  constructor({ store, keys, sources, organisations, rules, scanner, log, now }: Parts) {
    this.#store = store;
    const wake = () => this.outgoing?.wake();
    const precedence = new Precedence();
    // Without a network nothing could be sent, and so nothing is accepted.
    this.accept = new Accept({ store, keys, units: sources.network && sources.units, precedence, wake });
    if (!sources.network) return;
    const network = { store, keys, transport: sources.network, rules: { ...delivered, ...rules }, precedence, log, now };
    this.outgoing = new Outgoing(network);
    this.incoming = new Incoming({ ...network, organisations, wake, scanner, findName: (cpr) => nameIn(sources.person, cpr) });
  }

  /** Whether there is a network, and when it last answered. */
  get network(): { readonly connected: boolean; readonly answeredAt: Date | undefined } {
    return { connected: this.incoming !== undefined, answeredAt: this.incoming?.answeredAt };
  }

  start(): void {
    this.outgoing?.start();
    this.incoming?.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.outgoing?.stop(), this.incoming?.stop()]);
  }

  async sweep(now: Date): Promise<void> {
    await sweepAnswers(this.#store.db, now);
  }
}

async function nameIn(register: PersonRegister, cpr: Cpr): Promise<string | undefined> {
  try {
    return (await register.findPerson(cpr, { signal: AbortSignal.timeout(nameWithin) }))?.value.name;
  } catch {
    // What cannot be asked does not disagree.
    return undefined;
  }
}
