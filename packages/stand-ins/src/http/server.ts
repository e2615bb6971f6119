import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How a system misbehaves. `truncated`: the body ends half-way. `down`: connections are refused. */
export const faults = ['none', 'error', 'garbled', 'truncated', 'down', 'partial'] as const;
export type Fault = (typeof faults)[number];

export interface Behaviour {
  /** Milliseconds before each answer. */
  readonly latency: number;
  readonly fault: Fault;
}

export interface Received {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly bytes: Buffer;
  /** The system is to leave something out, in its own way. */
  readonly partial: boolean;
}

export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How often each fault strikes: 0 never, 1 always. */
export interface Rates {
  readonly values: Readonly<Record<string, number>>;
  /** What is left out stays as it is. @throws RangeError for names that there are none of, and for what is no rate */
  set(rates: Readonly<Record<string, unknown>>): void;
  reset(): void;
}

export interface Played {
  readonly name: string;
  answer(request: Received): Answer | Promise<Answer>;
  /** The system's own way of saying that it failed. */
  error(): Answer;
  /** The right status and content type around nonsense that holds a CPR number and a name. */
  garbled(): Answer;
  /** Absent: the system has no way to answer in part. */
  readonly partial?: true;
  /** Bytes of the largest body that the system takes; absent: a megabyte. */
  readonly largestBody?: number;
  /** Faults that come now and then, which the control route sets too. */
  readonly rates?: Rates;
}

const normal: Behaviour = { latency: 0, fault: 'none' };
// Ten times the largest request that any client of ours sends.
const largestBody = 1_000_000;

/** One system on one port of 127.0.0.1, with the faults that the control route sets. */
export class StandInServer {
  readonly played: Played;
  requests = 0;
  #server: Server;
  #behaviour = normal;
  #port = 0;
  #closed = false;
  #settled: Promise<void> = Promise.resolve();
  #secure: boolean;

  constructor(played: Played, tls?: ServerOptions) {
    this.played = played;
    this.#secure = tls !== undefined;
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#receive(request, response);
    this.#server = tls ? createHttps(tls, listener) : createHttp(listener);
  }

  get url(): string {
    return `${this.#secure ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  get possible(): readonly Fault[] {
    return faults.filter((fault) => fault !== 'partial' || this.played.partial);
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when connections are refused, or taken again. One after the other, whoever calls. */
  async behave(behaviour: Partial<Behaviour>): Promise<void> {
    this.#behaviour = { ...normal, ...behaviour };
    await this.#settle();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#settle();
  }

  #settle(): Promise<void> {
    const settled = this.#settled.then(() => {
      const wanted = !this.#closed && this.#behaviour.fault !== 'down';
      if (wanted === this.#server.listening) return undefined;
      return wanted ? this.listen(this.#port) : this.#stop();
    });
    // Where the port was taken meanwhile the caller is told, and the next one may try again.
    this.#settled = settled.catch(() => undefined);
    return settled;
  }

  async #stop(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await stopped;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const { latency, fault } = this.#behaviour;
    try {
      const received = await read(request, fault === 'partial', this.played.largestBody ?? largestBody);
      if (received && latency > 0) await pause(latency, undefined, { ref: false });
      const answer = await this.#answer(received, fault);
      // Who has hung up, or was cut off, is not written to.
      if (!response.destroyed) send(response, answer, fault === 'truncated');
    } catch (error) {
      if (response.destroyed) return;
      console.error(error);
      send(response, { status: 500, type: 'text/plain', body: 'The stand-in itself failed; see its log.' }, false);
    }
  }

  async #answer(received: Received | undefined, fault: Fault): Promise<Answer> {
    if (!received) return { status: 413, type: 'text/plain', body: 'Payload too large' };
    if (fault === 'error') return this.played.error();
    if (fault === 'garbled') return this.played.garbled();
    return this.played.answer(received);
  }
}

/** @returns `undefined` where the body is too large; it is read to its end, so that the answer arrives */
async function read(request: IncomingMessage, partial: boolean, most: number): Promise<Received | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= most) parts.push(part);
  }
  if (size > most) return undefined;
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const bytes = Buffer.concat(parts);
  return {
    method: request.method ?? '',
    path,
    query,
    headers: request.headers,
    bytes,
    // A large envelope is not made text of unless it is read.
    get body() {
      return bytes.toString('utf8');
    },
    partial,
  };
}

function send(response: ServerResponse, answer: Answer, truncated: boolean): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : answer.body;
  response.writeHead(answer.status, {
    ...(answer.type && { 'Content-Type': answer.type }),
    'Content-Length': body.length,
    ...answer.headers,
  });
  if (!truncated) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value), ...(headers && { headers }) };
}
