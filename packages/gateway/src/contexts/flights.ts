/** How long a good answer of a source is kept for the context that asked. */
const kept = 60_000;

type Ask<Value> = (signal: AbortSignal) => Promise<Value>;

/** The questions of one child context: each asked once, however many sections want the answer. */
export class Flights {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #end = new AbortController();

  /**
   * Joins the question under way, takes an answer of the last minute, or asks. Nobody who asks can end
   * it for the others: only the context's end does. A failure is told to those who waited, and not kept.
   */
  once<Value>(key: string, ask: Ask<Value>): Promise<Value> {
    this.#end.signal.throwIfAborted();
    const known = this.#answers.get(key) as Promise<Value> | undefined;
    if (known) return known;
    const answer = (async () => ask(this.#end.signal))();
    this.#answers.set(key, answer);
    answer.then(
      () => this.#forgetLater(key),
      () => this.#answers.delete(key),
    );
    return answer;
  }

  /** Nothing is asked and nothing kept. */
  get empty(): boolean {
    return this.#answers.size === 0;
  }

  /** Ends every question and forgets every answer. */
  end(): void {
    this.#end.abort();
    this.#answers.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #forgetLater(key: string): void {
    if (this.#end.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#answers.delete(key);
      this.#timers.delete(timer);
    }, kept);
    timer.unref();
    this.#timers.add(timer);
  }
}
