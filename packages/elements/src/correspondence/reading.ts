import type { Change, Sent, ThreadSummary } from '@paa-tvaers/contract';
import { routes } from '@paa-tvaers/contract/reader';
import { html, nothing, type ReactiveController } from 'lit';
import { type Exchange, exchangeOf } from '../context/exchange.ts';
import type { Session } from '../context/session.ts';
import { icon, mail } from '../icons/icons.ts';
import { lately } from '../section/late.ts';
import { button, type Content, type View } from '../section/parts.ts';
import type { PtElement } from '../section/pt-element.ts';
import { moment } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import type { CorrespondenceWords } from './da.ts';
import { OpenThread } from './open-thread.ts';
import type { Compose, Composer } from './seam.ts';
import { threadPage } from './thread.ts';
import { threadStyles } from './thread.styles.ts';
import { type ReadThreads, readThreads } from './threads.ts';

const composing = lately(() => import('./composer.ts'));

/**
 * What `<pt-correspondence>` does beyond showing the first page of its list: it opens a thread, fetches
 * further pages, reads again when something has changed, and makes room for the composer. All that it
 * holds belongs to one child context and is dropped with it.
 */
export class Reading implements ReactiveController {
  readonly host: PtElement;
  thread: OpenThread | undefined;
  #session: Session | undefined;
  #context: string | undefined;
  #covered = false;
  #deaf: (() => void) | undefined;
  #composer: Composer | undefined;
  #begin: Compose | undefined;

  /** The answer that the list was last read from. */
  #seen: ReadThreads | undefined;
  #pages: readonly ReadThreads[] = [];
  #fetching = false;
  /** Something has changed since the list was asked for. */
  #due = false;
  #said = '';
  #news = 0;

  constructor(host: PtElement) {
    this.host = host;
    host.addController(this);
    const root = host.shadowRoot!;
    const { elementStyles } = host.constructor as { readonly elementStyles?: unknown[] };
    // The class too, for an element that is moved to another document.
    if (!elementStyles?.includes(threadStyles)) elementStyles?.push(threadStyles);
    const sheet = threadStyles.styleSheet!;
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    this.hostUpdate();
  }

  get exchange(): Exchange {
    return exchangeOf(this.#session!);
  }

  /** Every change of the session comes by here, in the very task. */
  hostUpdate(): void {
    const { session, sessionState } = this.host;
    if (session !== this.#session) {
      this.#deaf?.();
      this.#session = session;
      this.#drop();
      this.#deaf = session && exchangeOf(session).changes((change) => this.#heard(change));
    }
    const { phase, opened } = sessionState;
    if (phase === 'covered') {
      this.#covered = true;
      this.thread?.hidden();
      return;
    }
    if (opened?.context !== this.#context) {
      this.#drop();
      this.#context = opened?.context;
      if (opened?.thread) this.open(opened.thread);
    } else if (this.#covered) void this.thread?.load();
    this.#covered = false;
    this.#compare();
  }

  /** The pages that have come, each thread once. */
  all(section: ReadThreads | undefined): readonly ThreadSummary[] {
    const all = [section, ...this.#pages].flatMap((page) => page?.items ?? []);
    return [...new Map([...all].reverse().map((one) => [one.id, one])).values()].reverse();
  }

  more(view: View, said: CorrespondenceWords, section: ReadThreads | undefined): Content {
    const last = this.#pages.at(-1) ?? section;
    return last?.next
      ? html`<p>${button(this.#fetching ? view.words.loading(said.what) : said.more, () => void this.#next(last.next!))}</p>`
      : nothing;
  }

  /** The list, or the thread that is open, and beside it what is being written. */
  page(view: View, list: Content, section: ReadThreads | undefined, said: CorrespondenceWords): Content {
    if (view.opened.context !== this.#context) return list;
    const composer = this.#composer?.render(view);
    const desk = this.thread?.thread?.desk ?? section?.desk;
    const begin = desk && ((what: Omit<Compose, 'desk'>) => this.compose({ ...what, desk }));
    const may = desk?.mailbox === 'gateway' && desk.maySend && !composer && begin;
    const left = this.thread
      ? threadPage(view, said, () => this.back(), this.thread, begin)
      : html`${may ? html`<p class="write">${button(html`${icon(mail)}${said.write}`, () => may({ kind: 'new' }))}</p>` : nothing}${list}${
          desk?.mailbox === 'gateway' && !desk.maySend && section?.items.length
            ? html`<p class="note small">${said.elsewhere}</p>`
            : nothing
        }`;
    // One template with and without: what stands there is not made again, all of it at once.
    return html`<div class=${composer ? 'split' : ''}><div>${left}</div>${composer ? html`<div class="compose">${composer}</div>` : nothing}</div>`;
  }

  /** What the live region says: the list's line once, and new messages once each time that some have come. */
  say(line: string, words: Words, said: CorrespondenceWords): string {
    if (this.#news) {
      this.#said = said.news(this.#news, moment(words, new Date().toISOString()));
      this.#news = 0;
    }
    this.#said ||= this.#seen ? line : '';
    return this.#said || line;
  }

  open(id: string): void {
    this.thread?.left();
    this.thread = new OpenThread(this, id);
    void this.thread.load();
    this.#focus('.thread-head h2');
  }

  back(): void {
    const id = this.thread?.id;
    this.thread?.left();
    this.thread = undefined;
    this.#focus(`[data-thread="${CSS.escape(id ?? '')}"] .open`);
  }

  /** Reads the list again; what is there stays meanwhile. */
  reload(): void {
    this.#due = true;
    this.#compare();
  }

  compose(what: Compose): void {
    this.#begin = what;
    this.#compose();
  }

  #compose = () => {
    const module = composing.get(this.#compose);
    if (module === 'failed') composing.again();
    else if (module && this.#begin) {
      const told = { sent: (sent: Sent) => this.#sent(sent), closed: () => this.host.requestUpdate() };
      this.#composer ??= new module.ComposerController(this.host, told);
      this.#composer.begin(this.#begin);
      this.#begin = undefined;
    }
    this.host.requestUpdate();
  };

  #sent({ context, thread }: Sent): void {
    if (context !== this.#context) return;
    this.reload();
    if (this.thread?.id === thread) void this.thread.load();
    else this.open(thread);
  }

  #drop(): void {
    this.thread?.left();
    this.thread = this.#seen = this.#context = this.#begin = undefined;
    this.#pages = [];
    this.#fetching = this.#due = false;
    this.#said = '';
    this.#news = 0;
  }

  #heard({ kind, context }: Change): void {
    if (kind === 'reset' || (context !== undefined && context === this.#context)) this.reload();
  }

  /** Reads again what is due, once the answer before has come; counts what is new in that which has. */
  #compare(): void {
    const session = this.#session;
    const snapshot = session?.section('threads');
    if (!session || snapshot?.phase !== 'loaded') return;
    const section = snapshot.section as ReadThreads;
    const before = this.#seen;
    if (section !== before) {
      this.#seen = section;
      const old = new Map(before?.items.map((one) => [one.id, one]));
      const come = ({ id, unread }: ThreadSummary) => Math.max(0, unread - (old.get(id)?.unread ?? 0));
      if (before) this.#news += section.items.reduce((sum, one) => sum + come(one), 0);
      const open = section.items.find(({ id }) => id === this.thread?.id);
      if (open && before && JSON.stringify(open) !== JSON.stringify(old.get(open.id))) void this.thread?.load();
      if (before && this.#pages.length) void this.#again();
    }
    if (!this.#due || snapshot.busy) return;
    this.#due = false;
    session.retry('threads');
  }

  async #next(cursor: string): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    this.host.requestUpdate();
    const page = await this.#page(cursor);
    if (!page) return;
    this.#fetching = false;
    if (page !== 'failed') this.#pages = [...this.#pages, page];
    this.host.requestUpdate();
  }

  /** The list has been read again: so many later pages as there were are too, and take their places at once. */
  async #again(): Promise<void> {
    const wanted = this.#pages.length;
    const first = this.#seen;
    const pages: ReadThreads[] = [];
    for (let cursor = first?.next; cursor && pages.length < wanted; cursor = pages.at(-1)!.next) {
      const page = await this.#page(cursor);
      if (!page || page === 'failed' || this.#seen !== first) return;
      pages.push(page);
    }
    this.#pages = pages;
    this.host.requestUpdate();
  }

  /** @returns `undefined` where the child has been left */
  async #page(cursor: string): Promise<ReadThreads | 'failed' | undefined> {
    const context = this.#context;
    const answer = await this.exchange.read<unknown>(`${routes.threads}?cursor=${encodeURIComponent(cursor)}`, 'unknown');
    if (context !== this.#context) return undefined;
    const page = readThreads(answer.value);
    return page?.context === context ? page! : 'failed';
  }

  #focus(selector: string): void {
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.host.shadowRoot?.querySelector<HTMLElement>(selector)?.focus());
  }
}
