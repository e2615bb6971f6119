import type { OpenedContext, ReadSection, routes } from '@paa-tvaers/contract';
import { openedContextShape, readShape } from '@paa-tvaers/contract/reader';
import { type Clock, systemClock } from '../client/clock.ts';
import { type Failure, Gateway, type Outcome } from '../client/gateway.ts';
import type { GetToken } from '../client/token-source.ts';
import type {
  HostActions,
  SectionItems,
  SectionName,
  SectionReader,
  SectionSnapshot,
  Session,
  SessionPhase,
  SessionState,
} from './session.ts';

export type ChildReference = { readonly cpr: string } | { readonly code: string };

/** What the host sets, in any order. */
export interface Settings {
  readonly apiUrl: string;
  readonly getToken: GetToken | undefined;
  readonly child: ChildReference | null;
  readonly purpose: string;
  /** As the host wrote it; `da` where it is empty. */
  readonly locale: string;
  readonly actions: HostActions;
}

interface Entry {
  snapshot: Exclude<SectionSnapshot<never>, { phase: 'idle' }>;
  readonly read: (answer: unknown) => ReadSection<never> | undefined;
  /** When it was asked for; the slow notice counts from here. */
  since: number;
  /** Not yet aborted: a request is under way. Aborted: what comes of it is late. */
  flight?: AbortSignal | undefined;
}

// Held to the contract by their type: its table has a dozen routes that a widget which reads never asks.
const contextRoute: (typeof routes)['context'] = '/v1/context';
const contextsRoute: (typeof routes)['contexts'] = '/v1/contexts';
const sectionRoute = (name: SectionName) => `/v1/${name}` satisfies (typeof routes)[SectionName];
const slowAfter = 5_000;
// A host that sets its properties one by one gets this long before a missing one is a mistake.
const grace = 1_000;

/**
 * The session of one professional with at most one child: what `<pt-context>` provides and every
 * widget shows. Plain TypeScript without DOM.
 *
 * Whatever ends a child (another one, none, close, a lost session) goes through `#blank`, which
 * empties the state and tells all followers before it returns. Answers are let in only by the
 * generation they were asked in and the context they name.
 */
export class ChildSession implements Session {
  readonly version = 1;
  /** Told of what went wrong after the followers; never of what was sent or answered. */
  onproblem: (problem: Failure, section?: SectionName) => void = () => {};

  readonly gateway: Gateway;
  readonly unsent = new Set<object>();
  readonly #clock: Clock;
  readonly #followers = new Set<() => void>();
  readonly #entries = new Map<SectionName, Entry>();
  #settings: Settings = { apiUrl: '', getToken: undefined, child: null, purpose: '', locale: '', actions: {} };
  #state: SessionState = { phase: 'empty', locale: 'da' };

  #phase: SessionPhase = 'empty';
  #why: Pick<SessionState, 'problem' | 'misuse'> = {};
  #opened: OpenedContext | undefined;
  /** The context to be closed at the gateway; outlives the blanking by a microtask. */
  #context: string | undefined;

  #connected = false;
  #hidden = false;
  /** The page is back, and no answer has yet said that the context is open still. */
  #doubtful = false;
  /** `POST /v1/contexts` is under way. */
  #opening = false;
  /** Aborted whenever a child is left. */
  #generation = new AbortController();
  /** The sections' requests: aborted when a child is left, and when the page is hidden. */
  #flights = new AbortController();
  #deadline = Infinity;
  #stopWaiting: (() => void) | undefined;
  #stopSlow: (() => void) | undefined;
  #stopDeadline: (() => void) | undefined;

  constructor(clock: Clock = systemClock, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#clock = clock;
    this.gateway = new Gateway(clock, fetcher);
  }

  get state(): SessionState {
    return this.#state;
  }

  get actions(): HostActions {
    return this.#settings.actions;
  }

  get settings(): Settings {
    return this.#settings;
  }

  get generation(): AbortSignal {
    return this.#generation.signal;
  }

  set(change: Partial<Settings>): void {
    const before = this.#settings;
    const now = { ...before, ...change };
    // A copy: a host that changes the number inside its own object has to set it again.
    now.child &&= { ...now.child };
    const moved = before.apiUrl !== now.apiUrl;
    const other = moved || before.purpose !== now.purpose || JSON.stringify(before.child) !== JSON.stringify(now.child);
    // A context is closed where it was opened.
    if (moved) this.#leave();
    this.#settings = now;
    this.gateway.url = now.apiUrl;
    this.gateway.tokens.getToken = now.getToken;
    if (other || this.#stopWaiting || this.#phase === 'misused' || !languageOf(now.locale)) this.#restart();
    else if (before.locale !== now.locale || before.actions !== now.actions || !before.getToken) this.#publish();
  }

  /** The element came to the page, or left it for good. */
  connect(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.#restart();
  }

  /** A hidden page covers its data at once, and asks for nothing. */
  hide(): void {
    this.#hidden = this.gateway.asleep = true;
    this.#abortFlights();
    this.#publish();
  }

  /**
   * The page is back. What was asked for is asked for again, and the first good answer uncovers: the
   * contract has no route that says only "still open", what is shown again is decided and audited
   * again, and the gateway holds each source's answer for a minute, so that a short absence costs no source a call.
   */
  show(): void {
    if (!this.#hidden) return;
    this.#hidden = this.gateway.asleep = false;
    if (this.#clock.now() >= this.#deadline) {
      this.#blank('closed');
      return;
    }
    this.#doubtful = this.#phase === 'open' && this.#entries.size > 0;
    this.#publish();
    this.#fetchAll();
    this.#begin();
  }

  hold(holder: object, holds: boolean): void {
    if (holds === this.unsent.has(holder)) return;
    this.unsent[holds ? 'add' : 'delete'](holder);
    this.#publish();
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  section<Name extends SectionName>(name: Name): SectionSnapshot<SectionItems[Name]> {
    return (live(this.#state.phase) && this.#entries.get(name)?.snapshot) || { phase: 'idle' };
  }

  ask<Name extends SectionName>(name: Name, read: SectionReader<Name>): void {
    if (this.#entries.has(name) || !live(this.#state.phase)) return;
    // Not told to the followers: whoever shows this section has just asked for it too.
    this.#entries.set(name, { read: read as Entry['read'], snapshot: { phase: 'loading', slow: false }, since: this.#clock.now() });
    this.#watchSlow();
    void this.#fetch(name);
  }

  retry(name: SectionName): void {
    if (!this.#entries.has(name) || this.#state.phase !== 'open') return;
    void this.#fetch(name);
    this.#publish();
  }

  resume(): void {
    if (this.#phase === 'expired') this.gateway.tokens.forget();
    else if (this.#phase !== 'failed') return;
    this.#restart();
  }

  /** Fetches again what is shown. */
  refresh(): void {
    for (const name of this.#entries.keys()) this.retry(name);
    this.resume();
  }

  close(): void {
    if (this.#phase === 'empty' || this.#phase === 'closed') return;
    this.#blank('closed');
    this.#leave();
  }

  #restart(): void {
    this.#blank(this.#settings.child && this.#connected ? 'opening' : 'empty');
    // Properties that are set in one task are one setting: each but the last blanks the one before it.
    const { signal } = this.#generation;
    queueMicrotask(() => signal.aborted || this.#begin());
  }

  #begin(): void {
    if (this.#phase === 'empty') this.#leave();
    if (this.#phase !== 'opening' || this.#hidden || this.#stopWaiting || this.#opening) return;
    const { getToken, apiUrl, purpose, locale } = this.#settings;
    const missing = !getToken ? 'no-get-token' : !apiUrl ? 'no-api-url' : !purpose ? 'no-purpose' : undefined;
    if (!languageOf(locale)) this.#blank('misused', { misuse: 'unknown-locale' });
    else if (missing) this.#stopWaiting = this.#clock.after(grace, () => this.#blank('misused', { misuse: missing }));
    else void this.#open();
  }

  async #open(): Promise<void> {
    const { child, purpose } = this.#settings;
    const { signal } = this.#generation;
    this.#opening = true;
    // The context that is left is closed by the request that opens the next.
    const outcome = await this.gateway.call({
      method: 'POST',
      route: contextsRoute,
      context: this.#context,
      body: { ...child, purpose },
      signal,
    });
    if (signal.aborted) return;
    this.#opening = false;
    const opened = readShape<OpenedContext>(openedContextShape, outcome.body);
    this.#context = opened?.context ?? this.#context;
    if (outcome.failure?.slug === 'aborted') {
      // The page was hidden before the request could leave.
      this.#begin();
    } else if (!opened) {
      this.lose(outcome.failure ?? invalid);
    } else if ('cpr' in child! && plain(child.cpr) !== plain(opened.child.cpr)) {
      this.lose(foreign);
    } else {
      this.#opened = opened;
      this.#phase = 'open';
      this.extend();
      this.#fetchAll();
      this.#publish();
    }
  }

  #fetchAll(): void {
    for (const name of this.#entries.keys()) void this.#fetch(name);
  }

  async #fetch(name: SectionName): Promise<void> {
    const entry = this.#entries.get(name)!;
    if (this.#phase !== 'open' || this.#hidden || underWay(entry)) return;
    const { signal } = this.#flights;
    const { context } = this.#opened!;
    entry.flight = signal;
    if (entry.snapshot.phase === 'loaded') entry.snapshot = { ...entry.snapshot, busy: true };
    const outcome = await this.gateway.call({ route: sectionRoute(name), context, signal });
    if (signal.aborted) return;
    entry.flight = undefined;
    this.#settle(name, entry, outcome, context);
  }

  #settle(name: SectionName, entry: Entry, { body, failure }: Outcome, context: string): void {
    const answer = entry.read(body);
    let problem = failure;
    if (answer?.context !== context) problem ??= answer ? foreign : invalid;
    // Back on the page, and nothing is left that could tell that the context is open still.
    const last = this.#doubtful && ![...this.#entries.values()].some(underWay);
    if (problem && (last || [401, 403, 410].includes(problem.status))) {
      this.lose(problem);
      return;
    }
    const before = entry.snapshot;
    if (before.phase === 'loaded' && /^(ok|partial)$/.test(before.section.state) && (problem || answer!.state === 'unavailable')) {
      entry.snapshot = { ...before, stale: true, busy: false };
    } else {
      const section = problem ? { context, state: 'unavailable' as const, items: [], sources: [], retry: true } : answer!;
      entry.snapshot = { phase: 'loaded', section, at: this.#clock.now(), stale: false, busy: false };
    }
    if (!problem) {
      this.#doubtful = false;
      this.extend();
    }
    this.#publish();
    if (problem) this.onproblem(problem, name);
  }

  #abortFlights(): void {
    this.#flights.abort();
    this.#flights = new AbortController();
  }

  lose(problem: Failure): void {
    const { status } = problem;
    if (status === 410) this.#context = undefined;
    if (status === 401 || status === 410) this.#blank(status === 401 ? 'expired' : 'closed');
    else this.#blank('failed', { problem });
    this.onproblem(problem);
  }

  #leave(): void {
    if (this.#context) this.gateway.farewell({ method: 'DELETE', route: contextRoute, context: this.#context });
    this.#context = undefined;
    // Another professional may sit here next.
    this.gateway.tokens.forget();
  }

  #blank(phase: SessionPhase, why: Pick<SessionState, 'problem' | 'misuse'> = {}): void {
    this.#generation.abort();
    this.#generation = new AbortController();
    this.#abortFlights();
    this.#entries.clear();
    this.unsent.clear();
    this.#opened = undefined;
    this.#opening = this.#doubtful = false;
    for (const stop of [this.#stopWaiting, this.#stopSlow, this.#stopDeadline]) stop?.();
    this.#stopWaiting = this.#stopSlow = this.#stopDeadline = undefined;
    this.#deadline = Infinity;
    this.#phase = phase;
    this.#why = why;
    this.#publish();
  }

  /** Tells all followers, in this very task; one that throws does not keep the others from blanking. */
  #publish(): void {
    const covered = (this.#hidden || this.#doubtful) && live(this.#phase);
    this.#state = {
      phase: covered ? 'covered' : this.#phase,
      locale: languageOf(this.#settings.locale) ?? 'da',
      ...this.#why,
      ...(!covered && this.#opened && { opened: this.#opened }),
    };
    for (const follower of [...this.#followers]) {
      try {
        follower();
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  // The context ends at `expires`, or when it has been idle; the gateway reckons the same way.
  extend(): void {
    const now = this.#clock.now();
    const { idle, expires } = this.#opened!;
    const end = Date.parse(expires);
    // A context that has just been answered is open: where it seems ended, the workstation's clock is wrong.
    this.#deadline = Math.min(now + idle * 1000, end > now ? end : Infinity);
    this.#stopDeadline?.();
    this.#stopDeadline = this.#clock.after(this.#deadline - now, () => this.#blank('closed'));
  }

  // One timer for all sections, armed for the one that has waited longest.
  #watchSlow(): void {
    const waiting = () => [...this.#entries.values()].filter(({ snapshot }) => snapshot.phase === 'loading' && !snapshot.slow);
    if (this.#stopSlow || !waiting().length) return;
    const due = Math.min(...waiting().map(({ since }) => since)) + slowAfter;
    this.#stopSlow = this.#clock.after(due - this.#clock.now(), () => {
      this.#stopSlow = undefined;
      for (const entry of waiting()) if (entry.since + slowAfter <= due) entry.snapshot = { phase: 'loading', slow: true };
      this.#watchSlow();
      this.#publish();
    });
  }
}

const invalid: Failure = { slug: 'answer-invalid', status: 0 };
const foreign: Failure = { slug: 'answer-foreign', status: 0 };

function underWay({ flight }: Entry): boolean {
  return flight?.aborted === false;
}

/** There is a child, and it may be seen and asked about. */
function live(phase: SessionPhase): boolean {
  return phase === 'open' || phase === 'opening';
}

function languageOf(locale: string): 'da' | 'en' | undefined {
  const language = locale.toLowerCase().split('-')[0] || 'da';
  return language === 'da' || language === 'en' ? language : undefined;
}

function plain(cpr: string): string {
  return cpr.replace(/[\s-]/g, '').toUpperCase();
}
