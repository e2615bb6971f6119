import { clientHeader, contextHeader, type Problem, problemShape, problemSlug, readShape } from '@paa-tvaers/contract';
import type { Clock } from './clock.ts';
import { limited } from './limited.ts';
import { TokenSource } from './token-source.ts';
import { version } from './version.ts';

export interface Failure {
  /** A problem slug, or `network`, `time-out`, `answer-invalid`, `no-token`; `aborted` is nobody's business. */
  readonly slug: string;
  /** HTTP status; 0 where nothing came. */
  readonly status: number;
  /** To give to the operator. */
  readonly trace?: string;
}

/** What a request came to. Never an exception: a caller cannot forget a case. */
export type Outcome = { readonly body: unknown; readonly failure?: never } | { readonly body?: never; readonly failure: Failure };

export interface Call {
  readonly method?: string;
  readonly route: string;
  readonly context?: string | undefined;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

// The gateway answers within 3 s; the rest is a slow line. A section is some kB, so a megabyte is a fault.
const timeout = 15_000;
const largest = 1_000_000;

/** The thin API, as the elements call it: with the host's token, and nothing of the browser's own. */
export class Gateway {
  url = '';
  /** While the page is hidden nothing is asked for, not even a token: a call that would be is `aborted`. */
  asleep = false;
  readonly tokens: TokenSource;
  readonly #clock: Clock;
  readonly #fetch: typeof fetch;

  constructor(clock: Clock, fetcher: typeof fetch) {
    this.#clock = clock;
    this.#fetch = fetcher;
    this.tokens = new TokenSource(clock);
  }

  /** Asks once, and once more with a new token where the first was refused. */
  async call(call: Call): Promise<Outcome> {
    const first = await this.#attempt(call);
    return first.failure?.status === 401 && first.failure.slug !== 'no-token' ? this.#attempt(call) : first;
  }

  /** Tells the gateway that a context is done with, and outlives the page. What comes of it is nobody's business. */
  farewell(route: string, context: string): void {
    const token = this.tokens.held;
    if (token) void this.#send({ method: 'DELETE', route, context }, token, { keepalive: true }).catch(() => {});
  }

  async #attempt(call: Call): Promise<Outcome> {
    if (this.asleep) return failed('aborted');
    let token: string;
    try {
      token = await this.tokens.token();
    } catch {
      return failed('no-token', 401);
    }
    if (this.asleep || call.signal.aborted) return failed('aborted');
    return limited(this.#clock, timeout, call.signal, async (signal) => {
      const response = await this.#send(call, token, { signal });
      if (response.status === 401) this.tokens.refuse(token);
      return read(response.status, await response.text());
    }).catch(({ message }: Error) => failed(message));
  }

  #send({ method = 'GET', route, context, body }: Omit<Call, 'signal'>, token: string, more: RequestInit): Promise<Response> {
    return this.#fetch(this.url.replace(/\/+$/, '') + route, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        [clientHeader]: `elements/${version}`,
        ...(context && { [contextHeader]: context }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      credentials: 'omit',
      cache: 'no-store',
      // A redirect would take the child's number and the token to a place that nobody configured.
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      ...more,
    });
  }
}

function failed(slug: string, status = 0): Outcome {
  return { failure: { slug, status } };
}

function read(status: number, text: string): Outcome {
  let body: unknown;
  try {
    if (text.length <= largest) body = JSON.parse(text);
  } catch {}
  if (status < 300) return body === undefined ? failed('answer-invalid') : { body };
  const data = readShape<Problem>(problemShape, body);
  // No problem of ours: something in front of the gateway, or another server.
  if (!data) return failed(status === 404 ? 'not-found' : 'unavailable', status);
  return { failure: { slug: problemSlug(data.type), status, trace: data.trace } };
}
