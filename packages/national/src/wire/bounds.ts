import type { SourceId } from '@paa-tvaers/contract';
import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { SourceAnswerInvalid, type SourceCall, SourceUnavailable } from '../types.ts';
import { untilAborted } from './http.ts';
import type { SourceSettings } from './settings.ts';

/** What bounds a question to one system: its time, and the circuit that leaves the system alone while it is down. */
export class Bounds {
  readonly #id: SourceId;
  readonly #circuit;

  constructor(id: SourceId, breaker: SourceSettings['breaker']) {
    this.#id = id;
    this.#circuit = circuitBreaker(
      handleWhen((error) => this.#blames(error)),
      {
        halfOpenAfter: breaker?.halfOpenAfter ?? 10_000,
        breaker: new ConsecutiveBreaker(breaker?.failures ?? 5),
      },
    );
  }

  /**
   * Asks one question, within one time-out and one verdict of the circuit.
   *
   * @param timeout milliseconds
   * @throws SourceUnavailable
   */
  async ask<Value>(call: SourceCall, timeout: number, question: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    // While one question tries whether the system is back, the others would wait for it: tell them at once.
    if (this.#circuit.state === CircuitState.HalfOpen) throw new SourceUnavailable(this.#id, 'circuit-open');
    const stop = new AbortController();
    const giveUp = () => stop.abort(new SourceUnavailable(this.#id, 'aborted'));
    if (call.signal.aborted) giveUp();
    call.signal.addEventListener('abort', giveUp, { once: true });
    const timer = setTimeout(() => stop.abort(new SourceUnavailable(this.#id, 'timeout')), timeout);
    try {
      stop.signal.throwIfAborted();
      return await this.#circuit.execute(() => untilAborted(stop.signal, question(stop.signal)));
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new SourceUnavailable(this.#id, 'circuit-open') : error;
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', giveUp);
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
