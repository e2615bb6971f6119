import type { SourceId } from '@paa-tvaers/contract';
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { SourceAnswerInvalid, type SourceCall, SourceUnavailable } from '../types.ts';
import { checkedUrl, post, socketsTo, untilAborted, type WireAnswer, type WireRequest } from './http.ts';
import type { Security } from './secure.ts';
import { securityOf } from './security.ts';
import type { SourceSettings } from './settings.ts';

/** Sends one request of a question. `municipality`: the CVR number to ask on behalf of, where the security knows that. */
export type Send = (request: WireRequest, municipality?: string) => Promise<WireAnswer>;

/** One national system: its sockets, its time-out, its circuit, its security. */
export class Source {
  readonly id: SourceId;
  readonly url: URL;
  readonly now: () => Date;
  readonly #timeout: number;
  readonly #most: number;
  readonly #maxBytes: number;
  readonly #security: Security;
  readonly #pool;
  readonly #circuit;
  #open = 0;

  constructor(id: SourceId, settings: SourceSettings, timeout = 1900) {
    this.id = id;
    this.url = checkedUrl(`${id}.url`, settings.url);
    this.now = settings.now ?? (() => new Date());
    this.#timeout = settings.timeout ?? timeout;
    const connections = settings.connections ?? 10;
    this.#most = connections + (settings.queue ?? 50);
    this.#maxBytes = settings.maxAnswerBytes ?? 4 * 1024 * 1024;
    this.#security = securityOf(id, settings.security, this.#timeout);
    this.#pool = socketsTo(this.url, connections, this.#security.tls);
    this.#circuit = circuitBreaker(
      handleWhen((error) => this.#blames(error)),
      {
        halfOpenAfter: settings.breaker?.halfOpenAfter ?? 10_000,
        breaker: new ConsecutiveBreaker(settings.breaker?.failures ?? 5),
      },
    );
  }

  /**
   * Asks one question, in one request or several, within one time-out and one verdict of the circuit.
   *
   * @param timeout what is left of the time-out, where the question began at another system
   * @throws SourceUnavailable
   * @throws SourceAnswerInvalid
   */
  async ask<Value>(call: SourceCall, question: (send: Send) => Promise<Value>, timeout = this.#timeout): Promise<Value> {
    // While one question tries whether the system is back, the others would wait for it: tell them at once.
    if (this.#circuit.state === CircuitState.HalfOpen) throw new SourceUnavailable(this.id, 'circuit-open');
    const stop = new AbortController();
    const giveUp = () => stop.abort(new SourceUnavailable(this.id, 'aborted'));
    if (call.signal.aborted) giveUp();
    call.signal.addEventListener('abort', giveUp, { once: true });
    const timer = setTimeout(() => stop.abort(new SourceUnavailable(this.id, 'timeout')), timeout);
    try {
      stop.signal.throwIfAborted();
      const send: Send = (request, municipality) => this.#send(request, municipality, call, stop.signal);
      return await this.#circuit.execute(() => untilAborted(stop.signal, question(send)));
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new SourceUnavailable(this.id, 'circuit-open') : error;
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', giveUp);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#security.close()]);
  }

  async #send(request: WireRequest, municipality: string | undefined, call: SourceCall, signal: AbortSignal): Promise<WireAnswer> {
    const traced = call.traceparent ? { ...request, headers: { ...request.headers, traceparent: call.traceparent } } : request;
    const secured = await this.#security.secure(traced, municipality);
    const answer = await this.#post(secured, signal);
    if (answer.status !== 401 || !this.#security.refused(secured)) return answer;
    return this.#post(await this.#security.secure(traced, municipality), signal);
  }

  async #post(request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    signal.throwIfAborted();
    if (this.#open >= this.#most) throw new SourceUnavailable(this.id, 'busy');
    this.#open++;
    try {
      return await post(this.id, this.#pool, request.path ?? this.url.pathname + this.url.search, request, {
        signal,
        maxBytes: this.#maxBytes,
      });
    } finally {
      this.#open--;
    }
  }

  /**
   * Whether an error speaks against the system. A fault does not: the system answered, and it may concern
   * this one child. Nor does an abort; but in a half-open circuit it must not pass for a success.
   */
  #blames(error: unknown): boolean {
    if (error instanceof SourceAnswerInvalid) return true;
    if (!(error instanceof SourceUnavailable)) return false;
    if (error.why === 'aborted') return this.#circuit.state === CircuitState.HalfOpen;
    return error.why === 'timeout' || error.why === 'connection' || error.why === 'status';
  }
}
