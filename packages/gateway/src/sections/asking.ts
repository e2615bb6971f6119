import { type Source, type SourceId, type SourceState, sourceIds } from '@paa-tvaers/contract';
import { NotSearchable, type SourceAnswer, type SourceCall } from '@paa-tvaers/national';
import type { ChildContext, PersonLookup } from './types.ts';

/** How long a section waits, in milliseconds: for each source, and in all. */
export interface Deadlines {
  readonly cases: number;
  readonly organisation: number;
  readonly person: number;
  readonly appointments: number;
  readonly school: number;
  readonly section: number;
}

interface Unanswered {
  readonly state: 'unavailable' | 'not-searchable';
  readonly asOf: Date;
}

/**
 * What one section asks of the national systems, and how they answered. No question rejects, and none
 * outlasts the section.
 */
export class Asking implements Disposable {
  readonly #context: ChildContext;
  readonly #traceparent: string;
  readonly #now: Date;
  readonly #deadlines: Deadlines;
  readonly #answers = new Map<SourceId, { state: SourceState; asOf: Date }[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #end = new AbortController();
  #over = false;

  constructor(context: ChildContext, { traceparent, now }: { traceparent: string; now: Date }, deadlines: Deadlines) {
    this.#context = context;
    this.#traceparent = traceparent;
    this.#now = now;
    this.#deadlines = deadlines;
    this.#after(deadlines.section, () => this.#end.abort());
  }

  /** @param key the same question has the same key, in every section */
  async ask<Answer extends SourceAnswer<unknown> & { readonly filtered?: boolean }>(
    source: Exclude<keyof Deadlines, 'person' | 'section'>,
    key: string,
    question: (call: SourceCall) => Promise<Answer>,
  ): Promise<Answer | Unanswered> {
    const asked = await this.#wait<Answer | Unanswered>(this.#deadlines[source], (deadline) =>
      this.#context.once(key, (signal) => question({ signal: AbortSignal.any([signal, deadline]), traceparent: this.#traceparent })),
    );
    // What the citizen has blocked does not come by asking again, as what is missing may: it is the one to tell.
    this.note(source, 'filtered' in asked && asked.filtered ? 'filtered' : asked.state, asked.asOf);
    return asked;
  }

  async person(): Promise<PersonLookup> {
    const lookup = await this.#wait<PersonLookup>(this.#deadlines.person, () => this.#context.person());
    this.note('person', lookup.state, lookup.asOf);
    return lookup;
  }

  /** Adds to what is said of a source. */
  note(source: SourceId, state: SourceState | 'not-searchable', asOf: Date): void {
    const answers = this.#answers.get(source) ?? [];
    // No register is connected for a replacement number, and asking again does not help.
    answers.push({ state: state === 'not-searchable' ? 'not-connected' : state, asOf });
    this.#answers.set(source, answers);
  }

  /** Each source that was asked, in the contract's order whichever answered first, with the worst that can be said of all its answers, and the oldest of them. */
  sources(): (Source & { readonly id: SourceId; readonly state: SourceState })[] {
    return sourceIds.flatMap((id) => {
      const answers = this.#answers.get(id);
      if (!answers) return [];
      const states = new Set(answers.map(({ state }) => state));
      const oldest = Math.min(...answers.map(({ asOf }) => asOf.getTime()));
      const [only = 'partial'] = states;
      return [{ id, state: states.size === 1 ? only : 'partial', asOf: new Date(oldest).toISOString() }];
    });
  }

  // A question in flight goes on: another section of the context may wait for it.
  [Symbol.dispose](): void {
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #wait<Answer>(milliseconds: number, question: (deadline: AbortSignal) => Promise<Answer>): Promise<Answer | Unanswered> {
    if (this.#over) return { state: 'unavailable', asOf: this.#now };
    const own = new AbortController();
    const timer = this.#after(milliseconds, () => own.abort());
    const deadline = AbortSignal.any([own.signal, this.#end.signal]);
    try {
      return await Promise.race([question(deadline), passed(deadline)]);
    } catch (error) {
      return { state: error instanceof NotSearchable ? 'not-searchable' : 'unavailable', asOf: this.#now };
    } finally {
      clearTimeout(timer);
      this.#timers.delete(timer);
    }
  }

  #after(milliseconds: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, milliseconds);
    this.#timers.add(timer);
    return timer;
  }
}

// A client that does not heed its signal must not hold the section.
function passed(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (deadline.aborted) reject(deadline.reason);
    else deadline.addEventListener('abort', () => reject(deadline.reason), { once: true });
  });
}
