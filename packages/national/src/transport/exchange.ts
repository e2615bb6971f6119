import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { type SourceCall, SourceUnavailable } from '../types.ts';
import { checkedUrl, socketsTo, statusError, type TlsSettings, untilAborted } from '../wire/http.ts';
import type { SourceSettings } from '../wire/settings.ts';

/** How the access point (adgangspunkt) of an operator of the network is reached. */
export interface AccessPointSettings extends Pick<SourceSettings, 'breaker'> {
  /** What the routes stand below: `https:`, or `http:` on this machine alone. */
  readonly url: string;
  /** Bearer token. */
  readonly token: string;
  /** Mutual TLS, where the operator asks for it. */
  readonly tls?: TlsSettings;
  /** Milliseconds that one request may take beside its bytes, which get a second a megabyte; 10,000. */
  readonly timeout?: number;
  /** Sockets; 4: each may carry 140 MB. */
  readonly connections?: number;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the URL. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Bytes that the body of a 200 may have. Of another status no more is read than tells why. */
  readonly room: number;
}

export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** There was more than the room for it. */
  readonly cut: boolean;
}

const roomOfRefusal = 4096;
const bytesPerMillisecond = 1000;

/** The network as a whole has to be left alone for a while. Another status may concern this one envelope. */
const down = new Set([408, 429, 502, 503, 504]);

/** The access point's sockets, time-outs and circuit. `Source` beside it asks in texts; this carries bytes, both ways. */
export class Exchange {
  readonly #base: string;
  readonly #authorization: string;
  readonly #timeout: number;
  readonly #pool;
  readonly #circuit;

  /** @throws TypeError where a setting cannot be used */
  constructor(settings: AccessPointSettings) {
    const url = checkedUrl('network.url', settings.url);
    if (!/^[\w\-.~+/]+=*$/.test(settings.token)) throw new TypeError('network.token: not a bearer token');
    this.#base = url.pathname.replace(/\/+$/, '');
    this.#authorization = `Bearer ${settings.token}`;
    this.#timeout = settings.timeout ?? 10_000;
    this.#pool = socketsTo(url, settings.connections ?? 4, settings.tls);
    this.#circuit = circuitBreaker(
      handleWhen((error) => this.#blames(error)),
      {
        halfOpenAfter: settings.breaker?.halfOpenAfter ?? 10_000,
        breaker: new ConsecutiveBreaker(settings.breaker?.failures ?? 5),
      },
    );
  }

  /** @throws SourceUnavailable also where a status says that the network is down, or busy */
  async ask(request: Request, call: SourceCall): Promise<Answer> {
    // While one request tries whether the network is back, the others would wait for it: tell them at once.
    if (this.#circuit.state === CircuitState.HalfOpen) throw new SourceUnavailable('network', 'circuit-open');
    const stop = new AbortController();
    const giveUp = () => stop.abort(new SourceUnavailable('network', 'aborted'));
    if (call.signal.aborted) giveUp();
    call.signal.addEventListener('abort', giveUp, { once: true });
    const allowed = this.#timeout + (request.body?.byteLength ?? request.room) / bytesPerMillisecond;
    const timer = setTimeout(() => stop.abort(new SourceUnavailable('network', 'timeout')), allowed);
    try {
      stop.signal.throwIfAborted();
      return await this.#circuit.execute(() => untilAborted(stop.signal, this.#exchange(request, call, stop.signal)));
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new SourceUnavailable('network', 'circuit-open') : error;
    } finally {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', giveUp);
    }
  }

  /** Ends what is under way first. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #exchange({ method, path, headers, body, room }: Request, { traceparent }: SourceCall, signal: AbortSignal): Promise<Answer> {
    let answer: Answer;
    try {
      const { statusCode: status, body: content } = await this.#pool.request({
        method,
        path: this.#base + path,
        headers: { authorization: this.#authorization, ...(traceparent && { traceparent }), ...headers },
        body: body ?? null,
        signal,
      });
      answer = { status, ...(await fill(content, status === 200 ? room : roomOfRefusal)) };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw unreachable(error);
    }
    if (down.has(answer.status)) throw statusError('network', answer.status);
    return answer;
  }

  #blames(error: unknown): boolean {
    if (!(error instanceof SourceUnavailable)) return false;
    // An abort in a half-open circuit must not pass for a success.
    return error.why !== 'aborted' || this.#circuit.state === CircuitState.HalfOpen;
  }
}

/** One buffer of the size that is allowed, and no second one to put chunks together in: an envelope is in memory once. */
async function fill(content: AsyncIterable<Uint8Array>, room: number): Promise<Pick<Answer, 'bytes' | 'cut'>> {
  const buffer = Buffer.allocUnsafeSlow(room);
  let size = 0;
  for await (const chunk of content) {
    if (size + chunk.byteLength > room) return { bytes: buffer.subarray(0, size), cut: true };
    buffer.set(chunk, size);
    size += chunk.byteLength;
  }
  return { bytes: buffer.subarray(0, size), cut: false };
}

/** Not the cause itself: an error of the network stack, or of a file system, may quote what it was about. */
export function unreachable(error: unknown): SourceUnavailable {
  const { code } = error as NodeJS.ErrnoException;
  return new SourceUnavailable('network', 'connection', typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : '');
}
