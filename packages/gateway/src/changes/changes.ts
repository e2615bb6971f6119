import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '@paa-tvaers/contract';
import { ownerOf } from '../contexts/contexts.ts';
import { Loop } from '../correspondence/loop.ts';
import type { Log } from '../http/log.ts';
import { GatewayProblem } from '../http/problem.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Sections } from '../sections/index.ts';
import { audienceOf, changesFrom, changesSince, snapshotOf, sweepChanges } from '../store/changes.ts';
import type { Store } from '../store/store.ts';
import { keepListening } from './listener.ts';
import { readPosition, writePosition } from './position.ts';
import { ChangeStream } from './stream.ts';
import { audiencesOf, type Follower, tellingOf } from './telling.ts';

/** How often it is looked whether a notification was lost, in milliseconds. */
const lookEvery = 15_000;
/** After a notification it is read on for a while: not every transaction notifies (`noteChange`). */
const readOnFor = 2000;
const readOnEvery = 200;
/** Changes of one reading, and those that one reader is told at once; where there are more, they read all again. */
const readAtMost = 5000;
const toldAtMost = 500;
const streamsAtMost = 10;
const heartbeatEvery = 20_000;

const reset: Change = { kind: 'reset' };

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sections: Sections;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds. */
  readonly heartbeat?: number;
  readonly look?: number;
  readonly readOn?: number;
}

/** What has changed, read once a gateway and told to all its streams. */
export class Changes {
  readonly #parts: Parts;
  readonly #streams = new Set<ChangeStream>();
  readonly #loop: Loop;
  /** Each stream has been told, or will be, of what is committed after the snapshot that stood here when it was opened. */
  #snapshot = '';
  #heardAt = Number.NEGATIVE_INFINITY;
  #unlisten: (() => Promise<void>) | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#loop = new Loop(parts.look ?? lookEvery, (signal) => this.#round(signal), parts.log, 'changes not read');
  }

  /** Begins with what is committed now. */
  async start(): Promise<void> {
    const { store, log, heartbeat = heartbeatEvery } = this.#parts;
    this.#snapshot = await snapshotOf(store.db);
    this.#unlisten = keepListening(store, () => this.#heard(), log);
    this.#loop.start();
    this.#heartbeat = setInterval(() => {
      for (const stream of this.#streams) stream.heartbeat();
    }, heartbeat).unref();
  }

  /** Ends all streams: their readers go to another gateway, and on from where they were. */
  async stop(): Promise<void> {
    const unlisten = this.#unlisten;
    this.#unlisten = undefined;
    clearInterval(this.#heartbeat);
    for (const stream of this.#streams) stream.end();
    await Promise.all([unlisten?.(), this.#loop.stop()]);
  }

  /**
   * Opens a stream, which gathers from now on what its reader is told; an earlier one of the same page ends.
   *
   * @throws GatewayProblem `rate-limited` where the employee has too many; `unavailable` while the gateway shuts down
   */
  open(follower: Follower, page: string | undefined): ChangeStream {
    if (!this.#unlisten) throw new GatewayProblem('unavailable', { headers: { 'Retry-After': '5' } });
    const employee = audienceOf(ownerOf(follower.caller));
    const theirs = [...this.#streams].filter((one) => audienceOf(ownerOf(one.follower.caller)) === employee);
    const replaced = theirs.filter((one) => page !== undefined && one.page === page);
    if (theirs.length - replaced.length >= streamsAtMost) throw new GatewayProblem('rate-limited', { headers: { 'Retry-After': '120' } });
    for (const one of replaced) one.end();
    const within = follower.caller.expires.getTime() - this.#parts.now().getTime();
    const stream = new ChangeStream(follower, page, within, (one) => {
      if (this.#streams.delete(one)) this.#parts.metrics.streams.dec();
    });
    this.#streams.add(stream);
    this.#parts.metrics.streams.inc();
    return stream;
  }

  /**
   * What a reader has missed.
   *
   * @param since the last id that they have; absent: nothing, they begin now
   * @returns with the id to go on from; `reset` alone where it is not known any more what they missed
   */
  async missed(follower: Follower, since: string | undefined): Promise<{ changes: readonly Change[]; last: string }> {
    const { store, now } = this.#parts;
    // Taken before anything is awaited: a stream hears what comes after it by itself.
    const until = this.#snapshot;
    const last = writePosition(until, now());
    if (since === undefined) return { changes: [], last };
    const position = readPosition(since, now());
    const question = { audiences: audiencesOf(follower), until, limit: toldAtMost + 1 };
    const rows = position && (await changesSince(store.db, { ...question, since: position.xmin }));
    if (!rows || rows.length > toldAtMost) return { changes: [reset], last };
    return { changes: (await tellingOf(this.#parts, rows))(follower), last };
  }

  async sweep(now: Date): Promise<void> {
    await sweepChanges(this.#parts.store.db, now);
  }

  #heard(): void {
    this.#heardAt = performance.now();
    this.#loop.wake();
  }

  async #round(signal: AbortSignal): Promise<boolean> {
    await this.#read();
    if (performance.now() - this.#heardAt > (this.#parts.readOn ?? readOnFor)) return false;
    await sleep(readOnEvery, undefined, { signal });
    return true;
  }

  async #read(): Promise<void> {
    const { store, metrics, now } = this.#parts;
    const { snapshot, changes: rows, more } = await changesFrom(store.db, this.#snapshot, readAtMost);
    const told = rows.length === 0 || this.#streams.size === 0 ? () => [] : more ? () => [reset] : await tellingOf(this.#parts, rows);
    // From here to the end nothing is awaited: a stream opened before is told now, one opened after begins with the snapshot.
    this.#snapshot = snapshot;
    const id = writePosition(snapshot, now());
    for (const stream of this.#streams) {
      const all = told(stream.follower);
      const changes = all.length > toldAtMost ? [reset] : all;
      stream.tell(changes, id);
      for (const { kind } of changes) metrics.changes.inc({ kind });
    }
  }
}
