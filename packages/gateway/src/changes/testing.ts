import assert from 'node:assert/strict';
import type { Change } from '@paa-tvaers/contract';

/** How long a test waits for what must come, in milliseconds; nothing depends on it where it comes. */
const patience = 60_000;

/** Reads a stream of server-sent events as a page would. */
export class Listening {
  /** To go on from. */
  lastId = '';
  /** Everything that came. */
  text = '';
  readonly heard: Change[] = [];
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest = '';

  constructor(response: Response) {
    assert.equal(response.status, 200);
    assert.ok(response.body);
    this.#reader = response.body.getReader();
  }

  /** Reads until there are so many changes in all. */
  async until(count: number): Promise<Change[]> {
    while (this.heard.length < count) assert.ok(await this.#read(), `ended after ${JSON.stringify(this.heard)}`);
    return this.heard;
  }

  /** Reads until there is an id to go on from. */
  async begun(): Promise<this> {
    while (this.lastId === '') assert.ok(await this.#read(), 'ended before it began');
    return this;
  }

  async untilText(text: string): Promise<void> {
    while (!this.text.includes(text)) assert.ok(await this.#read(), `ended without ${JSON.stringify(text)}`);
  }

  /** Reads to the end, which must be a normal one. */
  async end(): Promise<Change[]> {
    while (await this.#read());
    return this.heard;
  }

  async leave(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  async #read(): Promise<boolean> {
    const { promise, reject } = Promise.withResolvers<never>();
    const late = setTimeout(() => reject(new Error(`nothing more came: ${JSON.stringify(this.text.slice(-500))}`)), patience);
    try {
      const { done, value } = await Promise.race([this.#reader.read(), promise]);
      if (done) return false;
      const text = new TextDecoder().decode(value);
      this.text += text;
      this.#take(this.#rest + text);
      return true;
    } finally {
      clearTimeout(late);
    }
  }

  #take(text: string): void {
    const events = text.split('\n\n');
    this.#rest = events.pop() ?? '';
    for (const line of events.flatMap((event) => event.split('\n'))) {
      if (line.startsWith('id: ')) this.lastId = line.slice(4);
      if (line.startsWith('data: ')) this.heard.push(JSON.parse(line.slice(6)) as Change);
    }
  }
}
