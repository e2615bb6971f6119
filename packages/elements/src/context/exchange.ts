import type { Attachment, Change, Shape } from '@paa-tvaers/contract';
import { attachmentShape, idempotencyHeader, readShape, routes } from '@paa-tvaers/contract/reader';
import { hearChanges } from '../client/changes.ts';
import { type Clock, systemClock } from '../client/clock.ts';
import { type Call, type Failure, type Outcome, readAnswer } from '../client/gateway.ts';
import { uploads } from '../client/upload.ts';
import type { Session } from './session.ts';

/** What a request came to. `aborted`: the child was left or the page hidden, and nobody is to hear of it. */
export type Answer<Value> =
  | { readonly value: Value; readonly failure?: undefined }
  | { readonly value?: undefined; readonly failure: Failure };

interface How {
  /** The unit's inbox is asked outside a child context. */
  readonly childless?: boolean;
}

interface SendHow extends How {
  /** Of a POST that sends: drawn once a text by {@link drawKey}, so that a second try is not a second message. */
  readonly idempotencyKey?: string;
}

// 100 MB on a line of 500 kbit/s.
const fileTime = 1_800_000;

/**
 * What a widget asks beyond its section, in the session of a professional: with the host's token, in the
 * child context that is open when it is asked. What comes after that child was left is dropped, whatever
 * it says (between an answer and who awaits it lies one microtask: who keeps something of it looks at the
 * context again); an answer that names another context ends the session. A module of its own, so that a widget
 * that only reads does not pay for it.
 */
export class Exchange {
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(session: Session, clock: Clock = systemClock) {
    this.#session = session;
    this.#clock = clock;
  }

  /** Whether the host has set what a request needs; a change of it is told to the session's followers. */
  get ready(): boolean {
    const { url, tokens } = this.#session.gateway;
    return !!(url && tokens.getToken);
  }

  /** @param route with its query, and its `{id}` filled */
  read<Value>(route: string, shape: Shape<Value>, how: How = {}): Promise<Answer<Value>> {
    return this.#ask(how, shape, (about) => this.#session.gateway.call({ ...about, route }));
  }

  send<Value>(
    method: 'POST' | 'PUT' | 'DELETE',
    route: string,
    body: unknown,
    shape: Shape<Value>,
    how: SendHow = {},
  ): Promise<Answer<Value>> {
    const { idempotencyKey: key } = how;
    const by = key ? adding({ [idempotencyHeader]: key }, async (response) => readAnswer(await response)) : undefined;
    return this.#ask(how, shape, (about) => this.#session.gateway.call({ ...about, method, route, body, ...(by && { by }) }));
  }

  /** Said on leaving a page that goes away or is hidden; at most 60 kB, and what comes of it is never told. */
  part(method: 'PUT', route: string, body: unknown): void {
    const context = this.#session.state.opened?.context;
    if (context) this.#session.gateway.farewell({ method, route, body, context });
  }

  /** A file of a message, or the message itself. */
  download(route: string): Promise<Answer<Blob>> {
    const by = adding({}, async (coming) => {
      const response = await coming;
      return response.ok ? { body: await response.blob() } : readAnswer(response);
    });
    return this.#ask({}, undefined, (about) => this.#session.gateway.call({ ...about, route, by, timeout: fileTime }));
  }

  /**
   * Takes a file to the gateway, for a message that is being written.
   *
   * @param onprogress is told the part that has left, 0–1
   */
  upload(
    file: Blob,
    how: { readonly idempotencyKey: string; readonly signal?: AbortSignal; readonly onprogress?: (part: number) => void },
  ): Promise<Answer<Attachment>> {
    const headers = { 'Content-Type': file.type || 'application/octet-stream', [idempotencyHeader]: how.idempotencyKey };
    return this.#ask({}, attachmentShape, ({ context, signal: generation }) => {
      const signal = how.signal ? AbortSignal.any([generation, how.signal]) : generation;
      const send = uploads(file, how.onprogress);
      const by = adding(headers, async (response) => readAnswer(await response), send);
      return this.#session.gateway.call({ method: 'POST', route: routes.attachments, context, signal, by, timeout: fileTime });
    });
  }

  /**
   * Hears what changes, of all open contexts of the employee and of the unit's inbox, while the page is
   * shown. `reset`: something may have been missed, so read again. That this session's own child was
   * closed elsewhere is seen to here.
   *
   * @returns to be called when it is to end
   */
  changes(listener: (change: Change) => void): () => void {
    const session = this.#session;
    const hear = (change: Change) => {
      const { kind, context } = change;
      if (/^context-(closed|superseded)$/.test(kind) && context && context === session.state.opened?.context)
        session.lose({ slug: kind, status: 410 });
      else listener(change);
    };
    return hearChanges(session, hear, this.#clock);
  }

  /** @param shape of what is answered; a `Blob` where there is none */
  async #ask<Value>({ childless }: How, shape: Shape<Value> | undefined, ask: (about: About) => Promise<Outcome>): Promise<Answer<Value>> {
    const session = this.#session;
    const context = childless ? undefined : session.state.opened?.context;
    const signal = childless ? new AbortController().signal : session.generation;
    if (!childless && !context) return aborted;
    const { body, failure } = await ask({ context, signal });
    if (signal.aborted) return aborted;
    if (failure) {
      if ([401, 410].includes(failure.status) || failure.slug === 'context-foreign') session.lose(failure);
      return { failure };
    }
    const value = shape ? readShape<Value>(shape, body) : (body as Value);
    if (value === undefined) return { failure: { slug: 'answer-invalid', status: 0 } };
    const { context: named = context } = value as { context?: string };
    if (context && named !== context) {
      const foreign = { slug: 'answer-foreign', status: 0 };
      session.lose(foreign);
      return { failure: foreign };
    }
    if (context) session.extend();
    return { value };
  }
}

/** Sends a request with more headers, and in another way than by `fetch` where one is given. */
function adding(
  headers: Readonly<Record<string, string>>,
  read: (response: Promise<Response>) => Promise<Outcome>,
  send?: (url: string, init: RequestInit) => Promise<Response>,
): NonNullable<Call['by']> {
  return (url, init, fetcher) => read((send ?? fetcher)(url, { ...init, headers: { ...init.headers, ...headers } }));
}

type About = Pick<Call, 'context' | 'signal'>;

const aborted: Answer<never> = { failure: { slug: 'aborted', status: 0 } };

const exchanges = new WeakMap<Session, Exchange>();

/** The exchange of a session; one each. */
export function exchangeOf(session: Session): Exchange {
  const exchange = exchanges.get(session) ?? new Exchange(session);
  exchanges.set(session, exchange);
  return exchange;
}

/** An idempotency key, or the id of a draft: 32 characters that nobody else has drawn. `randomUUID` is not there on plain http. */
export function drawKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_');
}
