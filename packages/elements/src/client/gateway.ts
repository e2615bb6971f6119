import type { Problem } from '@paa-tvaers/contract';
import { clientHeader, contextHeader, problemShape, problemSlug, readShape } from '@paa-tvaers/contract/reader';
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
  /** Milliseconds; 15 s where it is left out. */
  readonly timeout?: number;
  /** Sends it, and reads what comes, in another way than as JSON. */
  readonly by?: (url: string, init: RequestInit, fetcher: typeof fetch) => Promise<Outcome>;
}

// The gateway answers within 3 s; the rest is a slow line. A thread of 500 long texts is some MB.
const timeout = 15_000;
const largest = 50_000_000;

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

  /** What is said on leaving a child or a page, and outlives the page. What comes of it is nobody's business. */
  farewell(call: Omit<Call, 'signal'>): void {
    const token = this.tokens.held;
    if (token) void this.send(call, token, { keepalive: true }).catch(() => {});
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
    return limited(this.#clock, call.timeout ?? timeout, call.signal, async (signal) => {
      const outcome = await this.send(call, token, { signal });
      if (outcome.failure?.status === 401) this.tokens.refuse(token);
      return outcome;
    }).catch(({ message }: Error) => failed(message));
  }

  /** Sends once, with this token. */
  send({ method = 'GET', route, context, body, by = asJson }: Omit<Call, 'signal'>, token: string, more: RequestInit): Promise<Outcome> {
    const init: RequestInit = {
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
    };
    return by(this.url.replace(/\/+$/, '') + route, init, this.#fetch);
  }
}

const asJson: NonNullable<Call['by']> = async (url, init, fetcher) => readAnswer(await fetcher(url, init));

function failed(slug: string, status = 0): Outcome {
  return { failure: { slug, status } };
}

/** What an answer says, JSON or problem. */
export async function readAnswer(response: Response): Promise<Outcome> {
  const { status } = response;
  const text = await response.text();
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
