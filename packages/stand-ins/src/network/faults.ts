import type { Rates } from '../http/server.ts';

/**
 * What goes wrong on the way. `loses`, `delays`, `doubles`, `reorders` strike a delivery, whoever sent it; `away` (503),
 * `refuses` (429), `slow` and `garbage` (a page that is no answer, after the deed is done) a request to the access point.
 */
export const networkFaults = ['loses', 'delays', 'doubles', 'reorders', 'away', 'refuses', 'slow', 'garbage'] as const;
export type NetworkFault = (typeof networkFaults)[number];
export type FaultRates = Readonly<Partial<Record<NetworkFault, number>>>;

/** The faults, drawn by seed: each has a row of its own, so that turning one does not move the others. */
export interface Faults extends Rates {
  /** Whether the fault strikes now; one that does is counted. */
  strikes(fault: NetworkFault): boolean;
  readonly counts: Readonly<Record<NetworkFault, number>>;
}

export function drawFaults(seed: number, first: FaultRates = {}): Faults {
  const rates = new Map<NetworkFault, number>();
  const counts = Object.fromEntries(networkFaults.map((fault) => [fault, 0])) as Record<NetworkFault, number>;
  const rows = networkFaults.map((fault, at) => [fault, generator(seed * networkFaults.length + at)] as const);
  const draw = new Map(rows);
  const set: Rates['set'] = (wanted) => {
    for (const [name, rate] of Object.entries(wanted)) {
      if (!networkFaults.some((fault) => fault === name)) throw new RangeError(`rates are of ${networkFaults.join(', ')}`);
      if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) throw new RangeError('a rate is 0 to 1');
    }
    for (const [name, rate] of Object.entries(wanted)) rates.set(name as NetworkFault, rate as number);
  };
  set(first);
  return {
    strikes: (fault) => {
      // Drawn in any case: the row goes on as it would have.
      const strikes = (draw.get(fault) as () => number)() < (rates.get(fault) ?? 0);
      if (strikes) counts[fault] += 1;
      return strikes;
    },
    counts,
    get values() {
      return Object.fromEntries(networkFaults.map((fault) => [fault, rates.get(fault) ?? 0]));
    },
    set,
    reset: () => {
      rates.clear();
      set(first);
    },
  };
}

/** Numbers from 0 to 1 that the seed decides (xorshift of Marsaglia, 32 bits, well mixed at the start). */
function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
  for (let turn = 0; turn < 8; turn += 1) next();
  return next;
}
