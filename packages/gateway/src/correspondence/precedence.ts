import { setTimeout as pause } from 'node:timers/promises';

/** Messages that are being accepted at a time, before what nobody waits for steps aside. */
const few = 4;
/** Milliseconds. */
const lookEvery = 10;

/** Who waits for an answer goes first: what is sent and fetched steps aside while many messages are being accepted, and soon goes on. */
export class Precedence {
  #waiting = 0;

  /** Does what somebody waits for. */
  async first<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
    }
  }

  /** @param most milliseconds to step aside for, however many wait */
  async aside(most: number, signal: AbortSignal): Promise<void> {
    const until = performance.now() + most;
    while (this.#waiting > few && performance.now() < until && !signal.aborted) await pause(lookEvery);
  }
}
