import {
  type Dataflow,
  departmentCasesShape,
  type OpenedContext,
  openedContextShape,
  partyContactShape,
  type ReadSection,
  readSection,
  readShape,
  routes,
  type Shape,
} from '@paa-tvaers/contract';
import { type Clock, systemClock } from '../client/clock.ts';
import { type Failure, Gateway, type Outcome } from '../client/gateway.ts';
import type { GetToken } from '../client/token-source.ts';
import type { HostActions, SectionItems, SectionName, SectionSnapshot, Session, SessionPhase, SessionState } from './session.ts';

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

/** What went wrong, for the host and its operator; never holds what was sent or answered. */
export interface SessionProblem {
  readonly slug: string;
  readonly trace?: string | undefined;
  readonly section?: SectionName;
}

interface Entry {
  snapshot: Exclude<SectionSnapshot<never>, { phase: 'idle' }>;
  /** When it was asked for; the slow notice counts from here. */
  since: number;
  /** The request under way; an answer to any other is late. */
  flight?: AbortController | undefined;
}

const sections: { readonly [Name in Dataflow]: Shape<SectionItems[Name]> } = { cases: departmentCasesShape, contacts: partyContactShape };
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
  /** Told of what went wrong, after the followers. */
  onproblem: (problem: SessionProblem) => void = () => {};

  readonly #clock: Clock;
  readonly #gateway: Gateway;
  readonly #followers = new Set<() => void>();
  readonly #entries = new Map<SectionName, Entry>();
  #settings: Settings = { apiUrl: '', getToken: undefined, child: null, purpose: '', locale: '', actions: {} };
  #state: SessionState = { phase: 'empty', locale: 'da' };

  #phase: SessionPhase = 'empty';
  #more: Pick<SessionState, 'problem' | 'misuse'> = {};
  #opened: OpenedContext | undefined;
  /** The context to be closed at the gateway; outlives the blanking by a microtask. */
  #context: string | undefined;

  #connected = false;
  #hidden = false;
  /** The page is back, and no answer has yet said that the context is open still. */
  #doubtful = false;
  #scheduled = false;
  /** `POST /v1/contexts` is under way. */
  #opening = false;
  #generation = new AbortController();
  #stopWaiting: (() => void) | undefined;
  #stopSlow: (() => void) | undefined;
  #stopDeadline: (() => void) | undefined;
  #deadline = Infinity;

  constructor(clock: Clock = systemClock, fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#clock = clock;
    this.#gateway = new Gateway(clock, fetcher);
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

  set(change: Partial<Settings>): void {
    const before = this.#settings;
    const now = { ...before, ...change };
    // A copy: a host that changes the number inside its own object has to set it again.
    now.child &&= { ...now.child };
    const moved = before.apiUrl !== now.apiUrl;
    const other = moved || !same(before.child, now.child) || before.purpose !== now.purpose;
    // A context is closed where it was opened.
    if (moved) this.#leave();
    this.#settings = now;
    this.#gateway.url = now.apiUrl;
    this.#gateway.tokens.getToken = now.getToken;
    if (other || this.#stopWaiting || this.#phase === 'misused' || !languageOf(now.locale)) this.#restart();
    else if (before.locale !== now.locale || before.actions !== now.actions) this.#publish();
  }

  /** The element came to the page, or left it for good. */
  connect(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.#restart();
  }

  /** A hidden page covers its data at once, and asks for nothing. */
  hide(): void {
    if (this.#hidden) return;
    this.#hidden = this.#gateway.asleep = true;
    for (const entry of this.#entries.values()) {
      entry.flight?.abort();
      entry.flight = undefined;
    }
    this.#publish();
  }

  /**
   * The page is back. What was asked for is asked for again, and the first good answer uncovers: the
   * contract has no route that says only "still open", what is shown again is decided and audited
   * again, and the gateway holds each source's answer for a minute, so that a short absence costs no source a call.
   */
  show(): void {
    if (!this.#hidden) return;
    this.#hidden = this.#gateway.asleep = false;
    if (this.#clock.now() >= this.#deadline) return this.#blank('closed');
    this.#doubtful = this.#phase === 'open' && this.#entries.size > 0;
    this.#publish();
    if (this.#phase === 'open') this.#fetchAll();
    else this.#schedule();
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  section<Name extends SectionName>(name: Name): SectionSnapshot<SectionItems[Name]> {
    const { phase } = this.#state;
    return ((phase === 'open' || phase === 'opening') && this.#entries.get(name)?.snapshot) || { phase: 'idle' };
  }

  ask(name: SectionName): void {
    const { phase } = this.#state;
    if (this.#entries.has(name) || (phase !== 'open' && phase !== 'opening')) return;
    // Not told to the followers: whoever shows this section has just asked for it too.
    this.#entries.set(name, { snapshot: { phase: 'loading', slow: false }, since: this.#clock.now() });
    this.#watchSlow();
    this.#fetch(name);
  }

  retry(name: SectionName): void {
    const entry = this.#entries.get(name);
    if (!entry || entry.flight || this.#state.phase !== 'open') return;
    this.#fetch(name);
    this.#publish();
  }

  resume(): void {
    if (this.#phase !== 'expired' && this.#phase !== 'failed') return;
    if (this.#phase === 'expired') this.#gateway.tokens.forget();
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
    const { child } = this.#settings;
    this.#blank(child && this.#connected ? 'opening' : 'empty');
    this.#schedule();
  }

  // Properties that are set in one task are one setting.
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#phase === 'empty') return this.#leave();
    if (this.#phase !== 'opening' || this.#hidden || this.#stopWaiting || this.#opening) return;
    const { getToken, apiUrl, purpose, locale } = this.#settings;
    if (!languageOf(locale)) return this.#blank('misused', { misuse: 'unknown-locale' });
    const missing = !getToken ? 'no-get-token' : !apiUrl ? 'no-api-url' : !purpose ? 'no-purpose' : undefined;
    if (missing) this.#stopWaiting = this.#clock.after(grace, () => this.#blank('misused', { misuse: missing }));
    else void this.#open();
  }

  async #open(): Promise<void> {
    const { child, purpose } = this.#settings;
    const { signal } = this.#generation;
    this.#opening = true;
    const outcome = await this.#gateway.call({
      method: 'POST',
      route: routes.contexts,
      // The child that is left is closed by the same request.
      context: this.#context,
      body: { ...child, purpose },
      signal,
    });
    if (signal.aborted) return;
    this.#opening = false;
    // The page was hidden before the request could leave.
    if (outcome.failure?.slug === 'aborted') return this.#schedule();
    if (outcome.failure) return this.#lose(outcome.failure);
    const opened = readShape<OpenedContext>(openedContextShape, outcome.body);
    if (!opened) return this.#lose({ slug: 'answer-invalid', status: 0 });
    this.#context = opened.context;
    if ('cpr' in child! && plain(child.cpr) !== plain(opened.child.cpr)) return this.#lose({ slug: 'answer-foreign', status: 0 });
    this.#opened = opened;
    this.#phase = 'open';
    this.#extend();
    this.#fetchAll();
    this.#publish();
  }

  #fetchAll(): void {
    for (const name of this.#entries.keys()) this.#fetch(name);
  }

  async #fetch(name: SectionName): Promise<void> {
    const entry = this.#entries.get(name)!;
    if (this.#phase !== 'open' || this.#hidden || entry.flight) return;
    const flight = new AbortController();
    const context = this.#opened!.context;
    entry.flight = flight;
    if (entry.snapshot.phase === 'loaded') entry.snapshot = { ...entry.snapshot, busy: true };
    const outcome = await this.#gateway.call({ route: routes[name], context, signal: flight.signal });
    // Blanked, hidden, or asked again meanwhile.
    if (entry.flight !== flight || this.#opened?.context !== context || this.#entries.get(name) !== entry) return;
    entry.flight = undefined;
    this.#settle(name, entry, outcome, context);
  }

  #settle(name: SectionName, entry: Entry, outcome: Outcome, context: string): void {
    let failure = outcome.failure;
    const answer = failure ? undefined : (readSection(outcome.body, sections[name] as Shape<never>) as ReadSection<never> | undefined);
    if (!failure && answer?.context !== context) failure = { slug: answer ? 'answer-foreign' : 'answer-invalid', status: 0 };
    if (failure && [401, 403, 410].includes(failure.status)) return this.#lose(failure);
    if (!failure) {
      this.#doubtful = false;
      this.#extend();
    }
    const before = entry.snapshot.phase === 'loaded' ? entry.snapshot : undefined;
    const at = this.#clock.now();
    if (answer && !failure && (answer.state !== 'unavailable' || !carries(before))) {
      entry.snapshot = { phase: 'loaded', section: answer, at, stale: false, busy: false };
    } else if (before && carries(before)) {
      entry.snapshot = { ...before, stale: true, busy: false };
    } else {
      entry.snapshot = { phase: 'loaded', section: { context, state: 'unavailable', items: [], sources: [], retry: true }, at, stale: false, busy: false };
    }
    // Back on the page, and nothing could tell that the context is open still.
    if (this.#doubtful && failure && ![...this.#entries.values()].some((other) => other.flight)) return this.#lose(failure);
    this.#publish();
    if (failure) this.onproblem({ ...failure, section: name });
  }

  #lose(failure: Failure): void {
    const { slug, status, trace } = failure;
    if (status === 410) this.#context = undefined;
    if (status === 401) this.#blank('expired');
    else if (status === 410) this.#blank('closed');
    else this.#blank('failed', { problem: { slug, ...(trace && { trace }) } });
    this.onproblem({ slug, trace });
  }

  #leave(): void {
    if (this.#context) this.#gateway.farewell(routes.context, this.#context);
    this.#context = undefined;
    this.#gateway.tokens.forget();
  }

  #blank(phase: SessionPhase, more: Pick<SessionState, 'problem' | 'misuse'> = {}): void {
    this.#generation.abort();
    this.#generation = new AbortController();
    for (const entry of this.#entries.values()) entry.flight?.abort();
    this.#entries.clear();
    this.#opened = undefined;
    this.#opening = this.#doubtful = false;
    this.#stopWaiting?.();
    this.#stopSlow?.();
    this.#stopDeadline?.();
    this.#stopWaiting = this.#stopSlow = this.#stopDeadline = undefined;
    this.#deadline = Infinity;
    this.#phase = phase;
    this.#more = more;
    this.#publish();
  }

  /** Tells all followers, in this very task; one that throws does not keep the others from blanking. */
  #publish(): void {
    const covered = (this.#hidden || this.#doubtful) && (this.#phase === 'open' || this.#phase === 'opening');
    this.#state = {
      phase: covered ? 'covered' : this.#phase,
      locale: languageOf(this.#settings.locale) ?? 'da',
      ...this.#more,
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
  #extend(): void {
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

function carries(snapshot: SectionSnapshot<never> | undefined): boolean {
  return snapshot?.phase === 'loaded' && (snapshot.section.state === 'ok' || snapshot.section.state === 'partial');
}

function same(one: ChildReference | null, other: ChildReference | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function languageOf(locale: string): 'da' | 'en' | undefined {
  const language = locale.toLowerCase().split('-')[0] || 'da';
  return language === 'da' || language === 'en' ? language : undefined;
}

function plain(cpr: string): string {
  return cpr.replace(/[\s-]/g, '').toUpperCase();
}
