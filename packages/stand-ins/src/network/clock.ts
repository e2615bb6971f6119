/** What the network and its correspondents know of time. */
export interface Clock {
  now(): Date;
  /** Runs once, so many milliseconds from now. */
  after(milliseconds: number, run: () => void): void;
  /** What has not run, never does. */
  stop(): void;
}

/** The machine's clock; it keeps no process alive. */
export function realClock(): Clock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => new Date(),
    after: (milliseconds, run) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, milliseconds);
      timer.unref();
      timers.add(timer);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

export interface HandClock extends Clock {
  /** Lets time pass; what falls due runs before this returns, in order, each at its own moment. */
  advance(milliseconds: number): void;
}

/** A clock that a test moves by hand: no timers. */
export function handClock(start: Date): HandClock {
  let now = start.getTime();
  let due: { at: number; run: () => void }[] = [];
  return {
    now: () => new Date(now),
    after: (milliseconds, run) => {
      due.push({ at: now + milliseconds, run });
    },
    stop: () => {
      due = [];
    },
    advance: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        // Of two at the same moment, the first that was asked for.
        const next = due.reduce<(typeof due)[number] | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
        if (!next || next.at > end) break;
        due.splice(due.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
    },
  };
}
