import type { Log } from '../http/log.ts';

/** Work that comes again: at once while there is more, else after a while or when somebody wakes it. One round at a time. */
export class Loop {
  readonly #every: number;
  readonly #work: (signal: AbortSignal) => Promise<boolean>;
  readonly #failed: (error: unknown) => void;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;
  #woken = false;
  #wake: () => void = () => {};

  /**
   * @param every milliseconds
   * @param work answers whether there may be more; the signal is the stop's
   */
  constructor(every: number, work: (signal: AbortSignal) => Promise<boolean>, log: Log, what: string) {
    this.#every = every;
    this.#work = work;
    this.#failed = (error) => log.error({ err: error }, what);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Ends after the round that is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#woken = false;
      const more = await this.#work(signal).catch((error: unknown) => {
        if (!signal.aborted) this.#failed(error);
        return false;
      });
      if (!more && !this.#woken && !signal.aborted) await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, this.#every);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }
}
