import type { Attachment } from '@paa-tvaers/contract';
import { filesAtMost, fileTypes } from '@paa-tvaers/contract/reader';
import type { Failure } from '../client/gateway.ts';
import { drawKey, type Exchange } from '../context/exchange.ts';

/** A file is base64 in the message, and the message once more in its envelope, which is what may have 100 MB. */
export const bytesAtMost = (filesAtMost / 16) * 9;

/** A file or a link of a message that is being written. */
export interface Attached {
  readonly id: string;
  /** As the receiver sees it: the system that shows a file names its type itself. */
  readonly title: string;
  readonly state: 'waiting' | 'moving' | 'here' | 'failed';
  /** What has left, 0–1. */
  readonly part: number;
  readonly size?: number;
  readonly contentType?: string;
  /** The gateway's name for it, once it is there. */
  readonly file?: string;
  /** Of a link. */
  readonly url?: string;
  readonly failure?: Failure;
}

/** A file that was not taken, and why. */
export interface Refused {
  readonly name: string;
  readonly is: 'type' | 'empty' | 'large';
}

interface Moving {
  readonly blob: Blob;
  /** Kept until it is there, so that a second try is not a second file. */
  readonly key: string;
  readonly cancel: AbortController;
}

type Chosen = Pick<File, 'name' | 'type' | 'size'>;

/** Why a file can't go with a message that has so many bytes already. */
function refusalOf({ type, size }: Chosen, held: number): Refused['is'] | undefined {
  if (!(fileTypes as readonly string[]).includes(type)) return 'type';
  if (!size) return 'empty';
  return held + size > bytesAtMost ? 'large' : undefined;
}

/** The name without its type: no receiver is to read "brev.pdf.pdf". */
const titleOf = ({ name }: Pick<File, 'name'>) => (name.replace(/\.[a-z]{3,4}$/i, '') || name).slice(0, 200);

/** The files and links of one text. Files are taken to the gateway one by one, as soon as they are chosen. */
export class Files {
  items: readonly Attached[] = [];
  refused: readonly Refused[] = [];
  readonly #exchange: () => Exchange | undefined;
  readonly #changed: () => void;
  readonly #moving = new Map<string, Moving>();
  #running = false;

  /** @param exchange `undefined` once the child has been left */
  constructor(exchange: () => Exchange | undefined, changed: () => void) {
    this.#exchange = exchange;
    this.#changed = changed;
  }

  /** Some file is on its way. */
  get busy(): boolean {
    return this.items.some(({ state }) => state === 'waiting' || state === 'moving');
  }

  /** @param held bytes that the message has besides these */
  add(files: Iterable<File>, held = 0): void {
    const refused: Refused[] = [];
    const items = [...this.items];
    for (const blob of files) {
      const { name, size, type } = blob;
      const is = refusalOf(
        blob,
        items.reduce((sum, item) => sum + (item.size ?? 0), held),
      );
      if (is) {
        refused.push({ name, is });
        continue;
      }
      const id = drawKey();
      this.#moving.set(id, { blob, key: drawKey(), cancel: new AbortController() });
      items.push({ id, title: titleOf(blob), state: 'waiting', part: 0, size, contentType: type });
    }
    this.refused = refused;
    this.#put(items);
    void this.move();
  }

  addLink(): string {
    const id = drawKey();
    this.#put([...this.items, { id, title: '', url: '', state: 'here', part: 1 }]);
    return id;
  }

  change(id: string, change: Partial<Pick<Attached, 'title' | 'url'>>): void {
    this.#set(id, change);
  }

  /** Takes it away, and ends its way to the gateway. */
  remove(id: string): void {
    this.#moving.get(id)?.cancel.abort();
    this.#moving.delete(id);
    this.refused = [];
    this.#put(this.items.filter((item) => item.id !== id));
  }

  retry(id: string): void {
    this.#set(id, { state: 'waiting', part: 0 });
    void this.move();
  }

  /** Goes on with those that wait; also when the page is back. */
  async move(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const next = this.items.find(({ state }) => state === 'waiting');
      const exchange = this.#exchange();
      if (!next || !exchange || !(await this.#upload(exchange, next.id))) break;
    }
    this.#running = false;
  }

  /** @returns whether the next one may be tried */
  async #upload(exchange: Exchange, id: string): Promise<boolean> {
    const { blob, key, cancel } = this.#moving.get(id)!;
    this.#set(id, { state: 'moving' });
    const onprogress = (part: number) => this.#set(id, { part });
    const { value, failure } = await exchange.upload(blob, { idempotencyKey: key, signal: cancel.signal, onprogress });
    if (cancel.signal.aborted) return true;
    if (value) {
      this.#moving.delete(id);
      this.#arrived(id, value);
    } else if (failure!.slug === 'aborted') {
      // The page is hidden, or the child was left.
      this.#set(id, { state: 'waiting', part: 0 });
      return false;
    } else this.#set(id, { state: 'failed', failure: failure! });
    return true;
  }

  #arrived(id: string, { file, size, contentType }: Attachment): void {
    this.#set(id, { state: 'here', part: 1, file, size, contentType });
  }

  #set(id: string, change: Partial<Attached>): void {
    this.#put(this.items.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  #put(items: readonly Attached[]): void {
    this.items = items;
    this.#changed();
  }
}
