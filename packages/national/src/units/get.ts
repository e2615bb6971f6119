import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { SourceAnswerInvalid, type SourceCall, SourceUnavailable } from '../types.ts';
import { checkedUrl, socketsTo, statusError, untilAborted } from '../wire/http.ts';
import type { OAuthSettings } from '../wire/oauth.ts';
import { securityOf } from '../wire/security.ts';
import type { SourceSettings } from '../wire/settings.ts';

/** As other systems are reached, but a GET has no envelope to sign. */
export interface GetSettings extends SourceSettings {
  readonly security: { readonly kind: 'none' } | OAuthSettings;
}

/** Fetches one path of the system; its whole answer. */
export type Get = (path: string) => Promise<Uint8Array>;

/** A system that is asked by GET, with the bounds of `wire/source.ts`, which posts. */
export function createGetter(settings: GetSettings) {
  const url = checkedUrl('units.url', settings.url);
  if (!['none', 'oauth'].includes(settings.security.kind)) throw new TypeError('units.security: must be none or oauth');
  const timeout = settings.timeout ?? 1900;
  const connections = settings.connections ?? 10;
  const maxBytes = settings.maxAnswerBytes ?? 4 * 1024 * 1024;
  const security = securityOf('units', settings.security, timeout);
  const pool = socketsTo(url, connections, security.tls);
  const circuit = circuitBreaker(handleWhen(blames), {
    halfOpenAfter: settings.breaker?.halfOpenAfter ?? 10_000,
    breaker: new ConsecutiveBreaker(settings.breaker?.failures ?? 5),
  });
  let open = 0;

  function blames(error: unknown): boolean {
    if (error instanceof SourceAnswerInvalid) return true;
    if (!(error instanceof SourceUnavailable)) return false;
    // In a half-open circuit an abort must not pass for a success.
    if (error.why === 'aborted') return circuit.state === CircuitState.HalfOpen;
    return error.why !== 'busy';
  }

  async function once(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    signal.throwIfAborted();
    if (open >= connections + (settings.queue ?? 50)) throw new SourceUnavailable('units', 'busy');
    open++;
    try {
      const answer = await pool.request({ method: 'GET', path, headers, signal });
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > maxBytes) throw new SourceAnswerInvalid('units', `answer larger than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
      return { status: answer.statusCode, bytes: Buffer.concat(chunks) };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof SourceAnswerInvalid) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new SourceUnavailable('units', 'connection', typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : '');
    } finally {
      open--;
    }
  }

  async function get(path: string, call: SourceCall, signal: AbortSignal): Promise<Uint8Array> {
    const plain = {
      headers: { accept: 'application/fhir+json', ...(call.traceparent && { traceparent: call.traceparent }) },
      body: '',
    };
    const secured = await security.secure(plain);
    let answer = await once(path, secured.headers, signal);
    if (answer.status === 401 && security.refused(secured)) answer = await once(path, (await security.secure(plain)).headers, signal);
    if (answer.status !== 200) throw statusError('units', answer.status);
    return answer.bytes;
  }

  return {
    url,
    /** One question, in one request or several, within one time-out and one verdict of the circuit. @throws SourceUnavailable */
    async ask<Value>(call: SourceCall, question: (get: Get) => Promise<Value>): Promise<Value> {
      // While one question tries whether the system is back, the others would wait for it: tell them at once.
      if (circuit.state === CircuitState.HalfOpen) throw new SourceUnavailable('units', 'circuit-open');
      const stop = new AbortController();
      const giveUp = () => stop.abort(new SourceUnavailable('units', 'aborted'));
      if (call.signal.aborted) giveUp();
      call.signal.addEventListener('abort', giveUp, { once: true });
      const timer = setTimeout(() => stop.abort(new SourceUnavailable('units', 'timeout')), timeout);
      try {
        stop.signal.throwIfAborted();
        const asking = () =>
          untilAborted(
            stop.signal,
            question((path) => get(path, call, stop.signal)),
          );
        return await circuit.execute(asking);
      } catch (error) {
        throw error instanceof BrokenCircuitError ? new SourceUnavailable('units', 'circuit-open') : error;
      } finally {
        clearTimeout(timer);
        call.signal.removeEventListener('abort', giveUp);
      }
    },
    close: async () => {
      await Promise.all([pool.close(), security.close()]);
    },
  };
}
