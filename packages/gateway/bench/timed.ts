import type { SourceCall } from '@paa-tvaers/national';

/** When something was under way, in milliseconds of the machine's clock: the same for all processes. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export const clock = () => performance.timeOrigin + performance.now();

/** The clients of the national systems, and when their questions were under way, by trace. */
export class Timed {
  readonly #asked = new Map<string, Interval[]>();

  /** The same client, each of its questions timed. A question carries the trace of the request that asked first. */
  wrap<Client extends object>(client: Client): Client {
    return new Proxy(client, {
      get: (target, name) => {
        const method = (target as Record<string | symbol, unknown>)[name];
        if (typeof method !== 'function' || name === 'close') return method;
        return (...given: unknown[]) => {
          const answer: unknown = (method as (...given: unknown[]) => unknown).apply(target, given);
          const { traceparent } = given.at(-1) as SourceCall;
          // What no request asked for is nobody's waiting: the network's loops.
          if (traceparent === undefined || !(answer instanceof Promise)) return answer;
          const trace = traceOf(traceparent);
          const from = clock();
          return answer.finally(() => {
            this.#asked.set(trace, [...(this.#asked.get(trace) ?? []), { from, to: clock() }]);
          });
        };
      },
    });
  }

  intervals(): Record<string, readonly Interval[]> {
    return Object.fromEntries(this.#asked);
  }
}

function traceOf(traceparent: string): string {
  return traceparent.split('-')[1] ?? '';
}

/** Milliseconds of `within` in which at least one of the intervals was under way; what overlaps counts once. */
export function covered(intervals: readonly Interval[], within: Interval): number {
  let sum = 0;
  let end = within.from;
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const begin = Math.max(from, end);
    end = Math.max(end, Math.min(to, within.to));
    sum += Math.max(0, end - begin);
  }
  return sum;
}
