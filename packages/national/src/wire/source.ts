import type { SourceId } from '@paa-tvaers/contract';
import { type SourceCall, SourceUnavailable } from '../types.ts';
import { Bounds } from './bounds.ts';
import { checkedUrl, roundTrip, socketsTo, type WireAnswer, type WireRequest } from './http.ts';
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
  readonly #bounds;
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
    this.#bounds = new Bounds(id, settings.breaker);
  }

  /**
   * Asks one question, in one request or several, within one time-out and one verdict of the circuit.
   *
   * @param timeout what is left of the time-out, where the question began at another system
   * @throws SourceUnavailable
   * @throws SourceAnswerInvalid
   */
  ask<Value>(call: SourceCall, question: (send: Send) => Promise<Value>, timeout = this.#timeout): Promise<Value> {
    return this.#bounds.ask(call, timeout, (signal) => {
      const send: Send = (request, municipality) => this.#send(request, municipality, call, signal);
      return question(send);
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#security.close()]);
  }

  async #send(request: WireRequest, municipality: string | undefined, call: SourceCall, signal: AbortSignal): Promise<WireAnswer> {
    const traced = call.traceparent ? { ...request, headers: { ...request.headers, traceparent: call.traceparent } } : request;
    const secured = await this.#security.secure(traced, municipality);
    const answer = await this.#exchange(secured, signal);
    if (answer.status !== 401 || !this.#security.refused(secured)) return answer;
    return this.#exchange(await this.#security.secure(traced, municipality), signal);
  }

  async #exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    signal.throwIfAborted();
    if (this.#open >= this.#most) throw new SourceUnavailable(this.id, 'busy');
    this.#open++;
    try {
      return await roundTrip(this.id, this.#pool, request.path ?? this.url.pathname + this.url.search, request, {
        signal,
        maxBytes: this.#maxBytes,
      });
    } finally {
      this.#open--;
    }
  }
}
