import { randomBytes } from 'node:crypto';
import { lettersOf } from '../correspondents/letters.ts';
import { type Heard, playCorrespondents } from '../correspondents/correspondents.ts';
import type { Played } from '../http/server.ts';
import type { DemoChild } from '../world/children.ts';
import { allMailUnits } from '../world/sor.ts';
import { playAccessPoint, type Refusals } from './access-point.ts';
import { type Clock, realClock } from './clock.ts';
import { drawFaults, type FaultRates, type NetworkFault } from './faults.ts';
import { PostOffice } from './post-office.ts';
import { attendFolder, type VansOptions } from './vans.ts';

export interface NetworkOptions {
  /** Bearer token of the gateway, which opens all mailboxes that no system here has; absent: a new one. */
  readonly token?: string;
  /** More tokens, and the mailboxes (GLN) that each opens: for several gateways. */
  readonly tokens?: Readonly<Record<string, readonly string[]>>;
  /** Keeps what is on its way, so that it survives a killed process; absent: in memory. */
  readonly directory?: string;
  /** A customer's VANS folder instead of, or beside, the access point. */
  readonly vans?: VansOptions;
  readonly faults?: FaultRates;
  /** What the faults are drawn by. */
  readonly seed?: number;
  /** Milliseconds to an answer of a correspondent (2000), for a delayed envelope (5000), for a slow answer (1500). */
  readonly delays?: { readonly answer?: number; readonly delivery?: number; readonly slow?: number };
  /** Moved by hand, it lets a test say when: nothing then has timers but a slow answer. */
  readonly clock?: Clock;
  /** Letters about the demo's children wait in the mailboxes at the start. */
  readonly letters?: boolean;
}

type Counted = PostOffice['counts'] & Refusals & Readonly<Record<NetworkFault, number>>;

/** Of envelopes and answers since the start, and what the correspondents were sent. */
export type NetworkCounts = Readonly<Counted> & { readonly heard: Heard };

export interface Network {
  readonly played: Played;
  readonly token: string;
  /** GLN of the mailboxes that the token opens. */
  readonly mailboxes: readonly string[];
  counts(): NetworkCounts;
  close(): void;
}

/** The messaging network, with its access point, its VANS folder where one is named, and all who live behind it. */
export function playNetwork(options: NetworkOptions, children: readonly DemoChild[], today: string): Network {
  const { delays, letters, vans, directory, tokens = {} } = options;
  const clock = options.clock ?? realClock();
  const faults = drawFaults(options.seed ?? 1, options.faults);
  const office = new PostOffice({ clock, faults, directory, delay: delays?.delivery ?? 5000 });
  const reached = allMailUnits.filter(({ takes, inactive }) => takes && !inactive);
  const receivers = new Set(reached.map(({ gln }) => gln));
  const takes = (gln: string) => receivers.has(gln);
  const elsewhere = new Set([...Object.values(tokens).flat(), ...(vans?.mailboxes ?? [])]);
  const mailboxes = reached.flatMap(({ gln, system }) => (gln && !system && !vans?.mailboxes.includes(gln) ? [gln] : []));
  const token = options.token ?? randomBytes(24).toString('base64url');
  const opened = new Map([[token, mailboxes] as const, ...Object.entries(tokens)].map(([one, glns]) => [one, new Set(glns)]));
  const point = playAccessPoint({ office, faults, tokens: opened, takes, slowness: delays?.slow ?? 1500 });
  if (letters) for (const { envelope, bytes, receivedAt } of lettersOf(children, today)) office.deposit(envelope, bytes, receivedAt);
  if (vans) attendFolder(vans, { office, clock, faults, takes });
  const units = reached.filter(({ gln, system }) => gln && system && !elsewhere.has(gln));
  const heard = playCorrespondents({ office, clock, delay: delays?.answer ?? 2000, units, children });
  return {
    played: point.played,
    token,
    mailboxes,
    counts: () => ({ ...office.counts, ...point.refusals, ...faults.counts, heard: structuredClone(heard) }),
    close: () => clock.stop(),
  };
}
