import type { Clock } from './clock.ts';

/**
 * Work that ends when it ends, when its time is up, or when it is abandoned, whichever is first. Not
 * left to the work itself: a host that wraps `fetch` may lose the signal, and a section would wait for ever.
 *
 * @param outer abandons the work
 * @param work is given a signal that is aborted as soon as nobody waits for it
 * @throws Error with the message `aborted`, `time-out`, or `network` where the work itself failed
 */
export function limited<Value>(
  clock: Clock,
  milliseconds: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const inner = new AbortController();
  return new Promise((resolve, reject) => {
    const end = () => {
      stop();
      inner.abort();
    };
    const fail = (why: string) => () => {
      end();
      reject(new Error(why));
    };
    const stop = clock.after(milliseconds, fail('time-out'));
    outer.addEventListener('abort', fail('aborted'), { signal: inner.signal });
    work(inner.signal).then((value) => {
      end();
      resolve(value);
    }, fail('network'));
  });
}
