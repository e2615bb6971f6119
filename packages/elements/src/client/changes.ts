import type { Change, ChangePage } from '@paa-tvaers/contract';
import { changePageShape, changeShape, readShape, routes } from '@paa-tvaers/contract/reader';
import type { Session } from '../context/session.ts';
import type { Clock } from './clock.ts';
import { EventParser } from './event-parser.ts';
import type { Call } from './gateway.ts';
import { limited } from './limited.ts';
import { employeeOf } from './token-source.ts';

interface Subscriber {
  readonly session: Pick<Session, 'gateway' | 'follow'>;
  readonly hear: (change: Change) => void;
}

/** A heartbeat comes every 20 s: after three there is nobody at the other end. */
const silence = 60_000;
const shortestPoll = 120_000;
const longestWait = 1_800_000;
/** So often nothing is heard of a stream before the page polls: a proxy in between may hold it back. */
const patience = 2;

/** One stream a gateway and employee, however many sessions of theirs are on the page. */
const streams = new Map<string, ChangeStream>();

/**
 * Hears what `GET /v1/changes` tells of all contexts and of the inbox of the session's employee, while
 * the page is shown.
 *
 * @returns to be called when it is to end
 */
export function hearChanges(session: Subscriber['session'], hear: Subscriber['hear'], clock: Clock): () => void {
  const subscriber = { session, hear };
  const ended = new AbortController();
  let stream: ChangeStream | undefined;
  const join = async () => {
    const { gateway } = session;
    if (stream || gateway.asleep || !gateway.tokens.getToken) return;
    // Whose stream it is stands in the token; where there is none now, a change of the session asks again.
    const token = await gateway.tokens.token().catch(() => '');
    if (!token || stream || ended.signal.aborted) return;
    const key = `${gateway.url} ${employeeOf(token)}`;
    stream = streams.get(key) ?? new ChangeStream(key, clock);
    stream.add(subscriber, () => {
      stream = undefined;
      void join();
    });
  };
  const unfollow = session.follow(() => {
    if (stream) stream.look();
    else void join();
  });
  void join();
  return () => {
    ended.abort();
    unfollow();
    stream?.remove(subscriber);
  };
}

class ChangeStream {
  readonly #key: string;
  readonly #clock: Clock;
  readonly #subscribers = new Map<Subscriber, () => void>();
  #lastId = '';
  /** Something has been heard before: what came in between must be read again, or be told from the last id. */
  #begun = false;
  #running: AbortController | undefined;

  constructor(key: string, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
    streams.set(key, this);
  }

  add(subscriber: Subscriber, moved: () => void): void {
    this.#subscribers.set(subscriber, moved);
    this.look();
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (!this.#subscribers.size) streams.delete(this.#key);
    this.look();
  }

  /** Runs while somebody listens on a page that is shown. */
  look(): void {
    const wanted = !!this.#awake();
    if (wanted === !!this.#running) return;
    this.#running?.abort();
    this.#running = wanted ? new AbortController() : undefined;
    if (this.#running) void this.#run(this.#running.signal);
  }

  #awake(): Subscriber | undefined {
    return [...this.#subscribers.keys()].find(({ session }) => !session.gateway.asleep);
  }

  async #run(signal: AbortSignal): Promise<void> {
    let unheard = 0;
    for (let wait = 0; !signal.aborted; await this.#pause(wait, signal)) {
      const token = await this.#token(signal);
      if (signal.aborted) return;
      if (unheard >= patience) {
        const interval = token ? await this.#poll(token, signal) : 0;
        wait = interval || Math.min(Math.max(wait * 2, shortestPoll), longestWait);
      } else {
        unheard = token && (await this.#listen(token, signal)) ? 0 : unheard + 1;
        // All pages that a restarted gateway has lost come back, but not at once.
        wait = (unheard ? 10_000 * unheard : 1_000) * (1 + Math.random());
      }
    }
  }

  async #token(signal: AbortSignal): Promise<string> {
    const subscriber = this.#awake();
    if (!subscriber) return '';
    const { gateway } = subscriber.session;
    const token = await gateway.tokens.token().catch(() => '');
    // Somebody else sits here now.
    if (token && !signal.aborted && `${gateway.url} ${employeeOf(token)}` !== this.#key) {
      const moved = this.#subscribers.get(subscriber);
      this.remove(subscriber);
      moved?.();
      return '';
    }
    return token;
  }

  /** @returns whether anything was heard before it ended */
  async #listen(token: string, signal: AbortSignal): Promise<boolean> {
    let heard = false;
    const attempt = new AbortController();
    const end = () => attempt.abort();
    signal.addEventListener('abort', end);
    let stop = this.#clock.after(silence, end);
    // Not left to the signal: a host that wraps `fetch` may lose it.
    const broken = new Promise<never>((_, reject) => attempt.signal.addEventListener('abort', reject));
    broken.catch(() => {});
    try {
      const accept = { Accept: 'text/event-stream', ...(this.#lastId && { 'Last-Event-ID': this.#lastId }) };
      const response = await Promise.race([this.#ask(routes.changes, accept, token, attempt.signal), broken]);
      const type = response.headers.get('Content-Type') ?? '';
      if (!response.ok || !type.startsWith('text/event-stream')) return false;
      const parser = new EventParser();
      parser.lastId = this.#lastId;
      const decoder = new TextDecoder();
      for (const reader = response.body!.getReader(); ; ) {
        const { done, value } = await Promise.race([reader.read(), broken]);
        if (done) break;
        stop();
        stop = this.#clock.after(silence, end);
        if (!heard && this.#begun && !this.#lastId) this.#tell({ kind: 'reset' });
        heard = this.#begun = true;
        for (const { data } of parser.push(decoder.decode(value, { stream: true }))) this.#tellJson(data);
        this.#lastId = parser.lastId;
      }
    } catch {
      // Broken off, or nothing of ours.
    } finally {
      stop();
      signal.removeEventListener('abort', end);
      end();
    }
    return heard;
  }

  /** @returns milliseconds to the next, as the gateway asks; 0 where it did not answer */
  async #poll(token: string, signal: AbortSignal): Promise<number> {
    const since = this.#lastId && `?since=${encodeURIComponent(this.#lastId)}`;
    const answer = await limited(this.#clock, 15_000, signal, async (inner) => {
      const response = await this.#ask(routes.changes + since, { Accept: 'application/json' }, token, inner);
      return response.ok ? response.json() : undefined;
    }).catch(() => undefined);
    const page = readShape<ChangePage>(changePageShape, answer);
    if (!page) return 0;
    if (this.#begun && !since) this.#tell({ kind: 'reset' });
    this.#begun = true;
    this.#lastId = page.last;
    for (const { change } of page.changes) this.#tell(change);
    return Math.max(page.interval * 1000, shortestPoll);
  }

  async #ask(route: string, headers: Record<string, string>, token: string, signal: AbortSignal): Promise<Response> {
    const { gateway } = this.#awake()!.session;
    const by: Call['by'] = async (url, init, fetcher) => ({
      body: await fetcher(url, { ...init, headers: { ...init.headers, ...headers } }),
    });
    const response = (await gateway.send({ route, by }, token, { signal })).body as Response;
    if (response.status === 401) gateway.tokens.refuse(token);
    return response;
  }

  #tellJson(data: string): void {
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {}
    const change = readShape<Change>(changeShape, json);
    if (change) this.#tell(change);
  }

  #tell(change: Change): void {
    for (const { hear } of [...this.#subscribers.keys()]) {
      try {
        hear(change);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        stop();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const stop = this.#clock.after(milliseconds, end);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }
}
