import type { Moment } from '../types.ts';
import type { Source } from '../wire/source.ts';
import type { Markup } from '../wire/xml.ts';
import { type Entry, readEntries, readReplaced } from './answer.ts';
import { exchange, type Question } from './exchange.ts';
import { getAssociations, getDocuments } from './request.ts';
import { actions } from './terms.ts';
import { dayOf, instantOf, isDay } from './time.ts';

/** Steps back that a chain of replaced documents is followed. */
const maxSteps = 5;

/** Milliseconds that an answer waits for the chains, when its documents are there. */
const patience = 200;

export interface EarlierTimes {
  /** Waits a little longer; by the id of an entry. */
  learnt(): Promise<ReadonlyMap<string, Moment>>;
  stop(): void;
}

/**
 * Begins to ask what the entries were moved from: the time of the nearest earlier version that begins at another
 * time. Whatever goes wrong here, the appointments stand.
 */
export function askEarlierTimes(registry: Source, question: Question, entries: readonly Entry[]): EarlierTimes {
  const learnt = new Map<string, Moment>();
  const stop = new AbortController();
  const signal = AbortSignal.any([question.call.signal, stop.signal]);
  const ask = (body: Markup) =>
    registry.ask(
      { ...question.call, signal },
      async (send) => (await exchange(registry, send, question, actions.query, body)).body,
      question.left(),
    );
  const following = followAll(
    entries,
    {
      replacedBy: async (ids, home) => readReplaced(await ask(getAssociations(ids, home))),
      entries: async (ids, home) => readEntries(await ask(getDocuments(ids, home)), question.asker.cpr, new Set(), false).entries,
    },
    learnt,
  ).catch(() => {});
  return {
    async learnt() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.min(patience, question.left()));
      await Promise.race([following, late]);
      clearTimeout(timer);
      return learnt;
    },
    stop: () => stop.abort(),
  };
}

/** What the registry is asked: of entries by their id, in the community where they lie. */
interface Registry {
  /** The entries that each entry took the place of. */
  replacedBy(ids: readonly string[], home: string): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Those of them that are about the child. */
  entries(ids: readonly string[], home: string): Promise<readonly Entry[]>;
}

/** @param learnt is filled on the way, so that what is known when time is up can be used */
async function followAll(entries: readonly Entry[], registry: Registry, learnt: Map<string, Moment>): Promise<void> {
  const homes = Map.groupBy(
    entries.filter(({ id }) => id),
    ({ home }) => home,
  );
  await Promise.all([...homes].map(([home, own]) => follow(own, home, registry, learnt)));
}

interface Chain {
  readonly entry: Entry;
  /** The versions seen, the newest first; a registry may hold a circle. */
  readonly seen: readonly string[];
}

async function follow(entries: readonly Entry[], home: string, registry: Registry, learnt: Map<string, Moment>): Promise<void> {
  let chains: readonly Chain[] = entries.map((entry) => ({ entry, seen: [entry.id] }));
  let replaced = await registry.replacedBy(lastOf(chains), home);
  for (let step = 0; step < maxSteps; step++) {
    chains = chains.flatMap(({ entry, seen }) => {
      const earlier = replaced.get(seen.at(-1) ?? '')?.find((id) => !seen.includes(id));
      return earlier ? [{ entry, seen: [...seen, earlier] }] : [];
    });
    const ids = lastOf(chains);
    if (ids.length === 0) return;
    // Asked beside each other; but what the entries say is told though the next step fails, or comes too late.
    const next = step + 1 < maxSteps ? registry.replacedBy(ids, home) : Promise.resolve(replaced);
    next.catch(() => {});
    const versions = await registry.entries(ids, home);
    const starts = new Map(versions.map(({ id, time }) => [id, time?.start]));
    chains = chains.filter(({ entry, seen }) => {
      const start = starts.get(seen.at(-1) ?? '');
      // Whether one further back is the nearest that differs cannot be told past one that has no time.
      if (!start) return false;
      const same = entry.time && !isAnotherTime(entry.time.start, start);
      if (!same) learnt.set(entry.id, start);
      return same;
    });
    if (chains.length === 0) return;
    replaced = await next;
  }
}

function lastOf(chains: readonly Chain[]): readonly string[] {
  return [...new Set(chains.flatMap(({ seen }) => seen.at(-1) ?? []))];
}

/** A day that got its clock time was not moved. */
export function isAnotherTime(a: Moment, b: Moment): boolean {
  return isDay(a) || isDay(b) ? dayOf(a) !== dayOf(b) : instantOf(a) !== instantOf(b);
}
