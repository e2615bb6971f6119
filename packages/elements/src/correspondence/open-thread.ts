import type { AttachmentLink, Thread, ThreadMessage } from '@paa-tvaers/contract';
import { attachmentLinkShape, notedShape, pathOf, routes, threadShape } from '@paa-tvaers/contract/reader';
import type { Failure } from '../client/gateway.ts';
import { offer } from '../section/offer.ts';
import type { Reading } from './reading.ts';

type Noted = { context?: string; at: string };
/** What has become of something that the user asked for. */
export type Asked = 'busy' | 'failed' | 'done' | { readonly url: string };

// So long a message is in view before it counts as seen.
const seenAfter = 2_000;
/** So many messages stand there at once; with more, the earlier ones are unfolded by the user. */
const shownAtOnce = 20;
const heading = '.thread-head h2';
// Messages a frame, when earlier ones are unfolded.
const perFrame = 10;

/** One thread that is open, in the child context that it was opened in: what was read of it, and what the user has asked for. */
export class OpenThread {
  readonly id: string;
  thread: Thread | undefined;
  failure: Failure | undefined;
  /** How many of the earlier messages are shown. */
  earlier = 0;
  /** By file, message or `task`. */
  readonly asked = new Map<string, Asked>();
  /** How often that has changed. */
  marks = 0;
  readonly #reading: Reading;
  readonly #read = new Set<string>();
  readonly #since = new Map<string, number>();
  #watch: IntersectionObserver | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(reading: Reading, id: string) {
    this.#reading = reading;
    this.id = id;
  }

  async load(): Promise<void> {
    const { value, failure } = await this.#reading.exchange.read<Thread>(pathOf(routes.thread, this.id), threadShape);
    // Aborted, it is asked for again when the page is back.
    if (this.#over || failure?.slug === 'aborted') return;
    this.failure = failure;
    this.thread = value ?? this.thread;
    const { host } = this.#reading;
    const { shadowRoot } = host;
    // The heading that had the focus while it was awaited gives it to the one that has come.
    const focused = shadowRoot?.activeElement?.matches(heading);
    this.update();
    await host.updateComplete;
    if (focused) shadowRoot?.querySelector<HTMLElement>(heading)?.focus();
    this.#look();
  }

  update(): void {
    this.#reading.host.requestUpdate();
  }

  /** The thread is put away, or its child is. */
  left(): void {
    this.#over = true;
    this.hidden();
  }

  hidden(): void {
    clearTimeout(this.#timer);
    this.#watch?.disconnect();
    this.#watch = this.#timer = undefined;
    this.#since.clear();
  }

  /** The messages that stand there: all that is new or held, and what follows the first of it. */
  get shown(): readonly ThreadMessage[] {
    const messages = this.thread?.messages ?? [];
    const first = messages.findIndex((one) => one.unread || one.held);
    const from = Math.max(0, messages.length - shownAtOnce);
    return messages.slice(Math.max(0, (first < 0 ? from : Math.min(first, from)) - this.earlier));
  }

  /** Unfolds the earlier messages, some a frame, so that nothing that the user does meanwhile has to wait. */
  unfold(): void {
    const step = () => {
      if (this.#over) return;
      this.earlier += perFrame;
      this.update();
      if (this.shown.length < this.thread!.messages.length) requestAnimationFrame(step);
      else void this.#reading.host.updateComplete.then(() => this.#look());
    };
    step();
  }

  /** Opens a file in a tab of its own, by a link that lives for a minute; where no tab may be opened, the link stands there to be pressed. */
  async openFile(file: string): Promise<void> {
    const view = this.#reading.host.ownerDocument.defaultView!;
    // While the click is handled: later it would be an unasked-for window.
    const tab = view.open('', '_blank');
    if (tab) tab.opener = null;
    this.#mark(file, 'busy');
    const path = pathOf(routes.attachmentLink, file);
    const { value } = await this.#reading.exchange.send<AttachmentLink>('POST', path, undefined, attachmentLinkShape);
    if (this.#over || !value || !/^https?:/.test(value.url)) {
      tab?.close();
      this.#mark(file, 'failed');
    } else if (tab) {
      tab.location.replace(value.url);
      this.#mark(file, undefined);
    } else {
      this.#mark(file, { url: value.url });
      setTimeout(() => this.#mark(file, undefined), Date.parse(value.expires) - Date.now() || 0);
    }
  }

  /** Saves the message as a file whose name says nothing of the child. */
  async saveDocument(message: string, format: 'pdf' | 'original', name: string, button: Element): Promise<void> {
    const key = message + format;
    this.#mark(key, 'busy');
    const file = await this.document(message, format).catch(() => undefined);
    if (this.#over) return;
    this.#mark(key, file ? undefined : 'failed');
    const type = file?.type.includes('pdf') ? 'pdf' : file?.type.includes('xml') ? 'xml' : 'json';
    if (file) offer(file, `${name}.${type}`, button);
  }

  /** @throws Error with the slug of what went wrong; `aborted` once the thread is no longer open: the child may be another */
  async document(message: string, format: 'pdf' | 'original'): Promise<Blob> {
    if (this.#over) throw new Error('aborted');
    const { value, failure } = await this.#reading.exchange.download(`${pathOf(routes.document, message)}?format=${format}`);
    if (failure) throw new Error(failure.slug);
    return value;
  }

  /** The host files the message in its own system, and says where. */
  async fileInHost(message: string): Promise<void> {
    const { session } = this.#reading.host;
    const file = session?.actions.fileMessage;
    const context = session?.state.opened?.context;
    if (!file || !context) return;
    const key = `${message}host`;
    this.#mark(key, 'busy');
    try {
      const filed = await file({ context, thread: this.id, message, document: (format) => this.document(message, format) });
      if (this.#over) return;
      this.#mark(key, undefined);
      await this.noteFiled(message, filed?.where ?? '');
    } catch {
      this.#mark(key, 'failed');
    }
  }

  noteFiled(message: string, where: string): Promise<void> {
    return this.#note(`${message}filed`, pathOf(routes.filed, message), where ? { where: where.slice(0, 200) } : {});
  }

  /** A person says whose a held message is. */
  async confirm(message: string, belongs: boolean): Promise<void> {
    await this.#note(`${message}child`, pathOf(routes.messageChild, message), { belongs });
  }

  async setTask(state: 'new' | 'in-progress' | 'done'): Promise<void> {
    const assignee = { 'new': null, 'in-progress': 'self', 'done': undefined }[state];
    await this.#note('task', pathOf(routes.task, this.id), { state, ...(assignee !== undefined && { assignee }) });
  }

  async #note(key: string, route: string, body: unknown): Promise<void> {
    if (this.#over) return;
    this.#mark(key, 'busy');
    const { failure } = await this.#reading.exchange.send<Noted>('PUT', route, body, notedShape);
    if (this.#over) return;
    this.#mark(key, failure ? 'failed' : 'done');
    if (failure) return;
    this.#reading.reload();
    await this.load();
  }

  #mark(key: string, asked: Asked | undefined): void {
    if (asked) this.asked.set(key, asked);
    else this.asked.delete(key);
    this.marks++;
    this.update();
  }

  /** Counts a message as read once it has been in view for two seconds. */
  #look(): void {
    if (this.#over || this.#reading.host.sessionState.phase !== 'open') return;
    this.hidden();
    this.#watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
          const id = (target as HTMLElement).dataset.message!;
          // Half of it, or of the window where it is higher than that.
          const seen = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2);
          if (!seen) this.#since.delete(id);
          else if (!this.#since.has(id) && !this.#read.has(id)) this.#since.set(id, performance.now());
        }
        this.#await();
      },
      { threshold: [0, 0.25, 0.5] },
    );
    for (const card of this.#reading.host.shadowRoot?.querySelectorAll('[data-unread]') ?? []) this.#watch.observe(card);
  }

  #await(): void {
    clearTimeout(this.#timer);
    if (!this.#since.size) return;
    const next = Math.min(...this.#since.values()) + seenAfter - performance.now();
    this.#timer = setTimeout(() => void this.#seen(), Math.max(next, 0));
  }

  async #seen(): Promise<void> {
    const now = performance.now();
    const messages = [...this.#since].filter(([, since]) => now - since >= seenAfter - 1).map(([id]) => id);
    for (const id of messages) this.#since.delete(id);
    this.#await();
    if (!messages.length) return;
    for (const id of messages) this.#read.add(id);
    const { failure } = await this.#reading.exchange.send<Noted>('PUT', pathOf(routes.read, this.id), { messages }, notedShape);
    // Not noted, it is still new to the unit, and is tried again when the thread is read again.
    if (failure) for (const id of messages) this.#read.delete(id);
    else this.#reading.reload();
  }
}
