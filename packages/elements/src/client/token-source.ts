import type { Clock } from './clock.ts';
import { limited } from './limited.ts';

/** Why the host is asked for a token: none is held, the held one is ending, or the gateway refused it. */
export type TokenReason = 'first' | 'expiring' | 'refused';

/**
 * The host's function: fetches a signed JWT from the host's own backend. Rejects where the
 * professional is no longer logged in. `signal` is aborted when the token is no longer wanted.
 */
export type GetToken = (request: { readonly signal: AbortSignal; readonly reason: TokenReason }) => Promise<string>;

const timeout = 10_000;

/** Holds the host's token in memory, and has at most one renewal in flight however many requests want it. */
export class TokenSource {
  getToken: GetToken | undefined;
  readonly #clock: Clock;
  #token: string | undefined;
  #renewAt = 0;
  #reason: TokenReason = 'first';
  #renewal: Promise<string> | undefined;
  /** Aborted when the professional is forgotten. */
  #here = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The token in hand, also one that should be renewed: for a farewell that may fail. */
  get held(): string | undefined {
    return this.#token;
  }

  /**
   * Renewed at four fifths of its life, so that a request never leaves with a token that ends on the
   * way; on demand only, so that an idle page asks for nothing.
   *
   * @throws where the host gives none within 10 s
   */
  token(): Promise<string> {
    if (this.#token && this.#clock.now() < this.#renewAt) return Promise.resolve(this.#token);
    this.#renewal ??= this.#renew();
    return this.#renewal;
  }

  /** The gateway answered 401 to this token. Late refusals of an older one change nothing. */
  refuse(token: string): void {
    if (token !== this.#token) return;
    this.#token = undefined;
    this.#reason = 'refused';
  }

  /** Another professional may sit here next. */
  forget(): void {
    this.#here.abort();
    this.#here = new AbortController();
    this.#renewal = this.#token = undefined;
    this.#reason = 'first';
  }

  async #renew(): Promise<string> {
    const here = this.#here.signal;
    const reason = this.#token ? 'expiring' : this.#reason;
    try {
      const token = await limited(this.#clock, timeout, here, async (signal) => this.getToken!({ signal, reason }));
      if (!token || typeof token !== 'string') throw new TypeError('getToken gave no token');
      if (!here.aborted) {
        this.#token = token;
        this.#renewAt = this.#clock.now() + lifetime(token, this.#clock.now()) * 0.8;
      }
      return token;
    } finally {
      if (!here.aborted) this.#renewal = undefined;
    }
  }
}

/**
 * Milliseconds that a JWT may still be used. On a workstation whose clock is wrong it may seem ended
 * already, and is given the life it was issued with; a token that is no JWT is held until it is refused.
 */
function lifetime(token: string, now: number): number {
  try {
    const { exp, iat } = claimsOf(token) as Record<string, number>;
    const issued = (exp! - iat!) * 1000 || Infinity;
    const left = exp! * 1000 - now || Infinity;
    return left > 0 ? Math.min(left, issued) : issued;
  } catch {
    return Infinity;
  }
}

/** Who the token speaks for, as one word: the employee in one organisation and unit. */
export function employeeOf(token: string): string {
  try {
    const { iss, sub, org, unit } = claimsOf(token);
    return JSON.stringify([iss, sub, org, unit]);
  } catch {
    return token;
  }
}

/** @throws where it is no JWT */
function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')));
}
