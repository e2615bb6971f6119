/** How long a good answer of a source is kept for the context that asked. */
const kept = 60_000;

type Ask<Value> = (signal: AbortSignal) => Promise<Value>;

/** The questions of one child context: each asked once, however many sections want the answer. */
export class Flights {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #end = new AbortController();
  readonly #failed: (error: unknown) => void;

  /** @param failed told of each question that failed, once, whoever waited for it */
  constructor(failed: (error: unknown) => void = () => {}) {
    this.#failed = failed;
  }

  /**
   * Joins the question under way, takes an answer of the last minute, or asks. Nobody who asks can end
   * it for the others: only the context's end does. A failure is told to those who waited, and not kept;
   * a partial answer is not kept either, since asking again may bring the rest.
   */
  once<Value>(key: string, ask: Ask<Value>): Promise<Value> {
    this.#end.signal.throwIfAborted();
    const known = this.#answers.get(key) as Promise<Value> | undefined;
    if (known) return known;
    const answer = (async () => ask(this.#end.signal))();
    this.#answers.set(key, answer);
    answer.then(
      (value) => (isPartial(value) ? this.#answers.delete(key) : this.#forgetLater(key)),
      (error: unknown) => {
        this.#answers.delete(key);
        if (!this.#end.signal.aborted) this.#failed(error);
      },
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

function isPartial(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'state' in value && value.state === 'partial';
}
