import type { SourceCall } from '../types.ts';
import { Bounds } from '../wire/bounds.ts';
import { checkedUrl, socketsTo, statusError, type TlsSettings, unreachable } from '../wire/http.ts';
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
  readonly #bounds;

  /** @throws TypeError where a setting cannot be used */
  constructor(settings: AccessPointSettings) {
    const url = checkedUrl('network.url', settings.url);
    if (!/^[\w\-.~+/]+=*$/.test(settings.token)) throw new TypeError('network.token: not a bearer token');
    this.#base = url.pathname.replace(/\/+$/, '');
    this.#authorization = `Bearer ${settings.token}`;
    this.#timeout = settings.timeout ?? 10_000;
    this.#pool = socketsTo(url, settings.connections ?? 4, settings.tls);
    this.#bounds = new Bounds('network', settings.breaker);
  }

  /** @throws SourceUnavailable also where a status says that the network is down, or busy */
  ask(request: Request, call: SourceCall): Promise<Answer> {
    const allowed = this.#timeout + (request.body?.byteLength ?? request.room) / bytesPerMillisecond;
    return this.#bounds.ask(call, allowed, (signal) => this.#exchange(request, call, signal));
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
      throw unreachable('network', error);
    }
    if (down.has(answer.status)) throw statusError('network', answer.status);
    return answer;
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
