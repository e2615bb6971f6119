import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../http/log.ts';
import { changesChannel } from '../store/changes.ts';
import type { Store } from '../store/store.ts';

/** Milliseconds before a lost connection is made again, doubled while it cannot be. */
const shortest = 250;
const longest = 15_000;

/**
 * Hears that there are changes, from whatever gateway on the store. A connection that breaks is made again, and what
 * may have been missed meanwhile is heard then.
 *
 * @returns ends it
 */
export function keepListening(store: Store, heard: () => void, log: Log): () => Promise<void> {
  const stop = new AbortController();
  const listen = async (): Promise<void> => {
    const lost = new AbortController();
    const end = AbortSignal.any([stop.signal, lost.signal]);
    const unlisten = await store.listen(changesChannel, heard, () => lost.abort());
    heard();
    await aborted(end);
    await unlisten();
  };
  const run = async (): Promise<void> => {
    for (let wait = shortest; !stop.signal.aborted; ) {
      try {
        await listen();
        wait = shortest;
      } catch (error) {
        log.warn({ err: error }, 'changes cannot be listened for; they are read now and then');
        wait = Math.min(wait * 2, longest);
      }
      await sleep(wait * (0.5 + Math.random() / 2), undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    stop.abort();
    await running;
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
