import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { routes, type Sent } from '@paa-tvaers/contract';
import type { FaultRates } from '@paa-tvaers/stand-ins';
import type { Answered } from './ask.ts';
import { checkHouses, type Written } from './chaos-check.ts';
import { type House, newMessageTo, openHouses } from './houses.ts';
import { Watch } from './quiet.ts';

const rates: FaultRates = {
  loses: 0.02,
  delays: 0.05,
  doubles: 0.05,
  reorders: 0.05,
  away: 0.02,
  refuses: 0.01,
  slow: 0.02,
  garbage: 0.02,
};
/** Milliseconds. */
const delivery = 1000;
const professionals = 12;
const processes = 2;
/** On their way at a time: what is accepted faster than it is delivered would only be sent again, and again. */
const onTheirWay = 500;

export interface ChaosOptions {
  readonly messages: number;
  /** Decides faults, children, directions, and who is killed; what meets what is the machine's. */
  readonly seed: number;
  /** Processes killed, spread over the messages. */
  readonly kills: number;
  readonly log: (line: string) => void;
}

/**
 * Two gateways write to each other over a network that loses, delays, doubles, reorders and is away, while their
 * processes are killed and started again. Once all is quiet, everything that was accepted stands at the other side,
 * once, with the child that it is about, and its sender has the receipt.
 *
 * @returns what happened on the way
 * @throws with all that is wrong
 */
export async function runChaos({ messages, seed, kills, log }: ChaosOptions) {
  const random = draws(seed);
  const receiptAfter = messages > 1000 ? '60s' : '20s';
  const opened = await openHouses({ processes, receiptAfter, network: { faults: rates, seed, delays: { delivery, slow: 500 } } });
  try {
    const { houses, children, standIns } = opened;
    await using watch = await Watch.open(opened);
    log(`seed ${seed}: ${messages} messages about ${children.length} children, ${kills} kills`);
    const plan = Array.from({ length: messages }, (_, number) => {
      const from = Math.floor(random() * 2);
      const child = children[Math.floor(random() * children.length)] as string;
      return {
        number,
        from: houses[from] as House,
        to: houses[1 - from] as House,
        child,
        text: textOf(number, child),
        key: randomUUID(),
        twice: random() < 0.1,
      };
    });
    const killings = Array.from({ length: kills }, (_, at) => ({
      after: Math.floor(((at + 0.5) * messages) / kills),
      house: houses[Math.floor(random() * 2)] as House,
      process: Math.floor(random() * processes),
    }));

    const written: Written[] = [];
    const restarts: Promise<void>[] = [];
    const counts = { unanswered: 0, refused: 0, repeated: 0 };
    const began = performance.now();
    const send = async ({ number, from, to, child, text, key }: (typeof plan)[number]): Promise<Sent> => {
      const context = from.contexts.get(child) as string;
      const body = newMessageTo(to.unit, `Emne ${number}`, text);
      for (let attempt = 0; ; attempt += 1) {
        const answer = await from
          .ask(number + attempt, routes.threads, { context, key, body })
          .catch((): Answered | undefined => undefined);
        if (answer?.status === 201) return JSON.parse(answer.body) as Sent;
        if (answer && answer.status < 500) throw new Error(`message ${number} was refused: ${answer.status} ${answer.body.slice(0, 300)}`);
        counts[answer ? 'refused' : 'unanswered'] += 1;
        await pause(100);
      }
    };
    const queue = plan.values();
    let crowded = false;
    let writing = true;
    const look = async () => {
      for (; writing; await pause(500)) crowded = (await watch.due()) > onTheirWay;
    };
    const writeAll = async () => {
      for (const one of queue) {
        while (crowded) await pause(100);
        const sent = await send(one);
        written.push({ ...one, ...sent });
        if (written.length % Math.ceil(messages / 10) === 0)
          log(
            `${written.length} accepted after ${seconds(performance.now() - began)}, ${counts.unanswered} unanswered, ${counts.refused} refused`,
          );
        if (one.twice) {
          counts.repeated += 1;
          const again = await send(one);
          if (again.message !== sent.message) throw new Error(`message ${one.number} became two`);
        }
        while (killings[0] && written.length > killings[0].after) {
          const { house, process } = killings.shift() as (typeof killings)[number];
          restarts.push(house.restart(process));
        }
      }
    };
    const looking = look();
    await Promise.all(Array.from({ length: professionals }, writeAll)).finally(() => (writing = false));
    await Promise.all([looking, ...restarts]);
    const accepted = performance.now();
    log(`all accepted in ${seconds(accepted - began)}; the network behaves from now on`);

    const off = { rates: Object.fromEntries(Object.keys(rates).map((fault) => [fault, 0])) };
    await fetch(`${standIns.control.url}/faults/network`, { method: 'PUT', body: JSON.stringify(off) });
    await watch.quiet(2 * delivery, log);
    log(`quiet ${seconds(performance.now() - accepted)} later`);
    const found = await checkHouses(houses, written);
    return { ...counts, ...found, kills, accepting: (accepted - began) / 1000, whole: (performance.now() - began) / 1000 };
  } finally {
    await opened.close();
  }
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

function textOf(number: number, child: string): string {
  return `Besked ${number} om ${child}. Vi vil gerne tale om skolegangen.`;
}

/** Numbers from 0 to 1 that the seed decides: SplitMix32 by its published constants. */
function draws(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}
