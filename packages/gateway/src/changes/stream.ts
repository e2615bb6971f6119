import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Change } from '@paa-tvaers/contract';
import type { Follower } from './telling.ts';

/** Milliseconds after which a reader comes back by itself. */
const retry = 5000;
/** What may wait for a reader, in bytes, when there is more; one who is farther behind is dropped, and goes on from the last id. */
const behindAtMost = 64 * 1024;

/** One reader's server-sent events. What is told before the answer has begun waits for it. */
export class ChangeStream {
  readonly follower: Follower;
  /** Drawn by the page; its newest stream ends the earlier ones. */
  readonly page: string | undefined;
  readonly #ended: (stream: ChangeStream) => void;
  readonly #expiry: NodeJS.Timeout;
  #raw: ServerResponse | undefined;
  #waiting = '';
  #over = false;

  /** @param within milliseconds that the token is taken for */
  constructor(follower: Follower, page: string | undefined, within: number, ended: (stream: ChangeStream) => void) {
    this.follower = follower;
    this.page = page;
    this.#ended = ended;
    this.#expiry = setTimeout(() => this.end(), within).unref();
  }

  /** @param missed what came before the stream, and the id after it */
  begin(raw: ServerResponse, headers: OutgoingHttpHeaders, missed: readonly Change[], id: string): void {
    raw.writeHead(200, {
      ...headers,
      'Content-Type': 'text/event-stream; charset=utf-8',
      // A proxy that gathers answers would hold the events back.
      'X-Accel-Buffering': 'no',
      'Connection': 'close',
    });
    this.#raw = raw;
    // An event without data: where to go on from, whether or not anything comes.
    const waited = this.#waiting;
    this.#waiting = '';
    this.#write(`retry: ${retry}\n${eventsOf(missed, id) || `id: ${id}\n\n`}${waited}`);
    if (this.#over) raw.end();
  }

  /** @param id where to go on from once all of them are heard */
  tell(changes: readonly Change[], id: string): void {
    if (changes.length > 0) this.#write(eventsOf(changes, id));
  }

  heartbeat(): void {
    if (this.#raw) this.#write(':\n\n');
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#expiry);
    this.#raw?.end();
    this.#ended(this);
  }

  #write(text: string): void {
    if ((this.#raw?.writableLength ?? this.#waiting.length) > behindAtMost) {
      this.#raw?.destroy();
      this.end();
    } else if (!this.#raw) this.#waiting += text;
    else if (!this.#raw.writableEnded) this.#raw.write(text);
  }
}

// The last alone carries the id: whoever loses the connection in between hears all of them again.
function eventsOf(changes: readonly Change[], id: string): string {
  return changes.map((change, at) => `${at === changes.length - 1 ? `id: ${id}\n` : ''}data: ${JSON.stringify(change)}\n\n`).join('');
}
