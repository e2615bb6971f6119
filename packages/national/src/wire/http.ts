import { Pool } from 'undici';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import type { SourceId } from '@paa-tvaers/contract';

/** A POST, unless it says otherwise: most systems here speak nothing else. */
export interface WireRequest {
  readonly method?: 'GET';
  /** Where to, on the system's host, if not to its URL. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a GET, empty. */
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  /** As the system wrote it; empty where it did not. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Who we are in TLS, and whom we trust; PEM texts. */
export interface TlsSettings {
  readonly certificate: string;
  readonly key: string;
  /** Trusted instead of the machine's own list. */
  readonly ca?: string;
  /** KOMBIT's token service fails on TLS 1.3 (2023); set `TLSv1.2` there. */
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @throws TypeError that names the setting; never at the time of a question */
export function checkedUrl(setting: string, value: string): URL {
  if (!URL.canParse(value)) throw new TypeError(`${setting}: not a URL`);
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname)))
    throw new TypeError(`${setting}: must be https, or http on this machine`);
  return url;
}

/** Sockets to one system. HTTP/2 is off: one request a socket is what bounds the load on the system. */
export function socketsTo(url: URL, connections: number, tls?: TlsSettings): Pool {
  return new Pool(url.origin, {
    connections,
    allowH2: false,
    connect: tls
      ? {
          cert: tls.certificate,
          key: tls.key,
          ...(tls.ca && { ca: tls.ca }),
          ...(tls.maxVersion && { maxVersion: tls.maxVersion }),
        }
      : {},
  });
}

/**
 * Sends, and reads the whole answer, whatever its status.
 *
 * @throws SourceUnavailable `connection`, or the signal's own reason
 * @throws SourceAnswerInvalid when the answer grows beyond `maxBytes`
 */
export async function roundTrip(
  source: SourceId,
  pool: Pool,
  path: string,
  request: WireRequest,
  { signal, maxBytes }: { readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<WireAnswer> {
  try {
    const answer = await pool.request({ method: request.method ?? 'POST', path, headers: request.headers, body: request.body, signal });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new SourceAnswerInvalid(source, `answer larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const contentType = answer.headers['content-type'];
    return { status: answer.statusCode, contentType: typeof contentType === 'string' ? contentType : '', bytes: Buffer.concat(chunks) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof SourceAnswerInvalid) throw error;
    throw unreachable(source, error);
  }
}

/** Not the cause itself: an error of the network stack, or of a file system, may quote what it was about. */
export function unreachable(source: SourceId, error: unknown): SourceUnavailable {
  const { code } = error as NodeJS.ErrnoException;
  return new SourceUnavailable(source, 'connection', typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? code : '');
}

/** What an HTTP status says that is not an answer. */
export function statusError(source: SourceId, status: number): SourceUnavailable {
  return new SourceUnavailable(source, status === 408 || status === 504 ? 'timeout' : 'status', `HTTP ${status}`);
}

/** Settles with the work, or at once with the signal's reason; undici leaves a queued request waiting for its socket. */
export function untilAborted<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
