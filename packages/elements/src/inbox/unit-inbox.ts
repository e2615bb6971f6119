import type { InboxItem, ReadSection, routes } from '@paa-tvaers/contract';
import { inboxFrameShape, inboxItemShape, readChildless, readShape } from '@paa-tvaers/contract/reader';
import { type Clock, systemClock } from '../client/clock.ts';
import type { Failure } from '../client/gateway.ts';
import { employeeOf } from '../client/token-source.ts';
import type { Session, SessionState } from '../context/session.ts';

export const inboxFilters = ['open', 'new', 'in-progress', 'done'] as const;
export type InboxFilter = (typeof inboxFilters)[number];

/** A page of the list, as it is read. */
export interface ReadInbox extends Omit<ReadSection<InboxItem>, 'context'> {
  readonly unit?: { readonly name: string };
  /** Of the next page. */
  readonly next?: string;
  readonly demo?: boolean;
}

/** What the widget shows; `slow` after 5 s, `stale` where it could not be read again, `busy` while it is. */
export type InboxState =
  | { readonly phase: 'loading'; readonly slow: boolean }
  | { readonly phase: 'covered' | 'expired' }
  | { readonly phase: 'misused'; readonly misuse: NonNullable<SessionState['misuse']> }
  | {
      readonly phase: 'loaded';
      readonly pages: readonly ReadInbox[];
      /** Why nothing came, where nothing did. */
      readonly problem?: Failure | undefined;
      readonly stale: boolean;
      readonly busy: boolean;
    };

// Held to the contract by its type: the table would come along.
const inboxRoute: (typeof routes)['inbox'] = '/v1/inbox';
const slowAfter = 5_000;
/** A host that sets its properties one by one gets this long before a missing one is a mistake. */
const grace = 1_000;
// What colleagues take is told by nobody, and a login that has ended is noticed by asking.
const refreshAfter = 600_000;
const invalid: Failure = { slug: 'answer-invalid', status: 0 };

/**
 * The list of the employee's unit, across children, as `<pt-inbox>` shows it; without DOM. It lives in the
 * session's token alone: which child is set, or none, leaves it as it is. Whatever ends the login empties
 * it before {@link look} returns.
 */
export class UnitInbox {
  readonly session: Session;
  readonly clock: Clock;
  readonly #changed: () => void;
  #filter: InboxFilter = 'open';

  /** Aborted when what is held is dropped. */
  #generation = new AbortController();
  #reading: AbortController | undefined;
  #pages: readonly ReadInbox[] = [];
  #problem: Failure | undefined;
  #stale = false;
  #slow = false;
  /** The page was hidden: nothing is shown until an answer has said that the login lives. */
  #covered = false;
  #late: 'no-get-token' | 'no-api-url' | undefined;
  /** Something has changed since the list was asked for. */
  #due = false;
  #url = '';
  /** Whose list it is. */
  #employee = '';
  #stopGrace: (() => void) | undefined;
  #stopSlow: (() => void) | undefined;
  #stopRefresh: (() => void) | undefined;

  /** How often the list has been asked for, and which of them is shown. */
  asked = 0;
  shown = 0;
  /** What the last reading brought that was not there before. */
  news: { readonly messages: number; readonly at: number } | undefined;
  /** When the list that is shown came, milliseconds since the epoch. */
  at = 0;

  /** @param changed called when there is something else to show */
  constructor(session: Session, changed: () => void, clock: Clock = systemClock) {
    this.session = session;
    this.#changed = changed;
    this.clock = clock;
  }

  get generation(): AbortSignal {
    return this.#generation.signal;
  }

  get state(): InboxState {
    const { phase, misuse } = this.session.state;
    const wrong = phase === 'misused' && misuse !== 'no-purpose' ? misuse : this.#late;
    if (wrong) return { phase: 'misused', misuse: wrong };
    if (phase === 'expired') return { phase };
    if (this.#covered) return { phase: 'covered' };
    if (!this.#pages.length && !this.#problem) return { phase: 'loading', slow: this.#slow };
    return { phase: 'loaded', pages: this.#pages, problem: this.#problem, stale: this.#stale, busy: !!this.#reading };
  }

  get filter(): InboxFilter {
    return this.#filter;
  }

  set filter(filter: InboxFilter) {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#drop();
    this.look();
    this.#changed();
  }

  /** Each change of the session comes by here, in the very task. */
  look(): void {
    const { gateway, state } = this.session;
    const { url, tokens, asleep } = gateway;
    if (url !== this.#url || state.phase === 'expired') this.#drop();
    this.#url = url;
    if (asleep) {
      this.#reading?.abort();
      this.#reading = undefined;
      this.#covered = true;
    }
    const missing = !tokens.getToken ? 'no-get-token' : !url ? 'no-api-url' : undefined;
    if (!missing) {
      this.#stopGrace?.();
      this.#stopGrace = this.#late = undefined;
    } else if (!this.#late)
      this.#stopGrace ??= this.clock.after(grace, () => {
        this.#late = missing;
        this.#changed();
      });
    if (missing || asleep || state.phase === 'expired' || this.#reading) return;
    if (this.#covered || (!this.#pages.length && !this.#problem)) void this.#read([]);
  }

  /** Reads again so many pages as are shown; they stay meanwhile. */
  reload(): void {
    this.#due = true;
    if (this.#reading || this.session.gateway.asleep || this.session.state.phase === 'expired') return;
    void this.#read([]);
    this.#changed();
  }

  /** Reads the next page. */
  more(): void {
    if (this.#reading || !this.#pages.at(-1)?.next) return;
    void this.#read(this.#pages);
    this.#changed();
  }

  /** The widget has left the page, or has another session. */
  end(): void {
    this.#drop();
    this.#stopGrace?.();
  }

  /** @param kept the pages that the answer is put behind; none, and they are all read again */
  async #read(kept: readonly ReadInbox[]): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const { signal } = reading;
    const turn = ++this.asked;
    if (!kept.length) this.#due = false;
    this.#stopSlow?.();
    this.#stopSlow = this.clock.after(slowAfter, () => {
      this.#slow = true;
      this.#changed();
    });
    const wanted = kept.length ? kept.length + 1 : Math.max(1, this.#pages.length);
    let pages = [...kept];
    let problem: Failure | undefined;
    do {
      const cursor = pages.at(-1)?.next;
      const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const { gateway } = this.session;
      await this.token();
      if (signal.aborted) return;
      const outcome = await gateway.call({ route: `${inboxRoute}?state=${this.#filter}${query}`, signal });
      if (signal.aborted) return;
      const page = readInbox(outcome.body);
      const employee = employeeOf(gateway.tokens.held ?? '');
      if (pages.length && page && employee !== this.#employee) {
        // Somebody else sits here now: nothing of the list before belongs to them.
        this.#drop();
        this.look();
        this.#changed();
        return;
      }
      if (!page || (pages.length && page.state === 'unavailable')) problem = outcome.failure ?? invalid;
      else {
        this.#employee = employee;
        pages = carries(page) ? [...pages, page] : [page];
      }
    } while (!problem && pages.length < wanted && pages.at(-1)!.next);
    this.#reading = undefined;
    this.#settle(pages, problem, turn, !kept.length);
  }

  /** Waits for a token, also where the one who sat here is forgotten meanwhile (a child is left): that is no lost login. */
  async token(): Promise<void> {
    const { gateway } = this.session;
    let forgotten = true;
    while (forgotten && !gateway.asleep)
      await gateway.tokens.token().then(
        () => {
          forgotten = false;
        },
        ({ message }: Error) => {
          forgotten = message === 'aborted';
        },
      );
  }

  #settle(pages: readonly ReadInbox[], problem: Failure | undefined, turn: number, again: boolean): void {
    this.#stopSlow?.();
    this.#slow = false;
    if (problem?.slug === 'aborted') return;
    if (problem && (problem.status === 401 || problem.slug === 'context-foreign')) {
      this.session.lose(problem);
      return;
    }
    const failed = problem ?? (pages[0]!.state === 'unavailable' ? invalid : undefined);
    if (failed && carries(this.#pages[0]) && !this.#covered) this.#stale = true;
    else {
      if (again && !failed) this.#count(pages);
      this.#pages = problem ? [] : pages;
      this.#problem = problem;
      this.#stale = this.#covered = false;
      this.shown = turn;
      this.at = this.clock.now();
    }
    this.#stopRefresh?.();
    this.#stopRefresh = this.clock.after(refreshAfter, () => this.reload());
    if (this.#due && !failed) void this.#read([]);
    this.#changed();
  }

  /** What has come since the list that is shown: a thread that it did not have counts where it would have had it. */
  #count(pages: readonly ReadInbox[]): void {
    if (!carries(this.#pages[0])) return;
    const before = this.#pages.flatMap(({ items }) => items);
    const old = new Map(before.map(({ thread, unread }) => [thread, unread]));
    const end = this.#pages.at(-1)!.next ? Date.parse(before.at(-1)?.latest.at ?? '') : -Infinity;
    const come = ({ thread, unread, latest }: InboxItem) =>
      old.has(thread) ? unread - old.get(thread)! : Date.parse(latest.at) > end ? unread : 0;
    const messages = pages.flatMap(({ items }) => items).reduce((sum, item) => sum + Math.max(0, come(item)), 0);
    if (messages) this.news = { messages, at: this.clock.now() };
  }

  #drop(): void {
    this.#generation.abort();
    this.#generation = new AbortController();
    this.#reading?.abort();
    this.#reading = this.#problem = this.news = undefined;
    this.#pages = [];
    this.#stale = this.#slow = this.#covered = this.#due = false;
    this.#employee = '';
    this.#stopSlow?.();
    this.#stopRefresh?.();
  }
}

function carries(page: ReadInbox | undefined): boolean {
  return /^(ok|partial)$/.test(page?.state ?? '');
}

/** Reads a page of `GET /v1/inbox`. */
function readInbox(answer: unknown): ReadInbox | undefined {
  const read = readChildless<InboxItem>(answer, inboxItemShape);
  return read && { ...read, ...readShape<Pick<ReadInbox, 'unit' | 'next' | 'demo'>>(inboxFrameShape, answer) };
}
