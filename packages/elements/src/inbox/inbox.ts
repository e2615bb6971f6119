import { html, nothing, type TemplateResult } from 'lit';
import type { SessionState } from '../context/session.ts';
import { unknown } from '../icons/icons.ts';
import { lately } from '../section/late.ts';
import { bars, button, message, type Notice } from '../section/parts.ts';
import { PtElement } from '../section/pt-element.ts';
import { section } from '../section/section.styles.ts';
import { moment } from '../text/format.ts';
import { wordsFor } from '../text/words.ts';
import { daInbox } from './da.ts';
import type { Handling } from './handling.ts';
import { inbox as styles } from './inbox.styles.ts';
import { tabs } from './tabs.ts';
import { type InboxState, type ReadInbox, UnitInbox } from './unit-inbox.ts';

// Asked for at the first rendering, and there before the gateway has answered.
const content = lately(() => import('./content.ts'));
const english = lately(() => import('./en.ts'));

/**
 * The messages of the employee's unit, across children: what has not come through, what is new, and what nobody has
 * answered. Each row names its child, and never by the number. It needs no child, and is left alone by the one that
 * is set; only the login is needed.
 *
 * @summary The unit's list of messages, across children: whose turn it is, and a way to open the child.
 * @status stable  @since 1.0
 * @attr context - The `name` of the `<pt-context>` to show, where it is not around the widget.
 * @csspart heading - The heading (`h2`).
 * @csspart message - A state in words, in place of the list or above it.
 * @csspart button - Each bordered button, and each tab.
 * @csspart source - How many, when, and that it is logged.
 * @csspart list - The threads of a group.
 * @csspart thread - One thread.
 * @cssproperty [--pt-surface=#fff] - Behind cards, band and buttons.
 * @cssproperty [--pt-sunken=#f4f6f7] - Behind the widget.
 * @cssproperty [--pt-ink=#1a2128] - Text.
 * @cssproperty [--pt-muted=#4d5965] - Secondary text.
 * @cssproperty [--pt-accent=#1c4e7a] - Links and buttons.
 * @cssproperty [--pt-on-accent=#fff] - Text on a filled button.
 * @cssproperty [--pt-line=#d2d8de] - Separators that carry no meaning.
 * @cssproperty [--pt-line-strong=#77828d] - Borders that carry meaning: buttons, messages, whatever is dashed.
 * @cssproperty [--pt-warn=#855000] - Line and icon of what may be incomplete or old.
 * @cssproperty [--pt-warn-soft=#fff5e0] - Behind what may be incomplete or old.
 * @cssproperty [--pt-focus=var(--pt-ink)] - The focus ring.
 * @cssproperty [--pt-halo=var(--pt-surface)] - Between the focus ring and the control.
 * @cssproperty [--pt-border=1px] - Width of lines.
 * @cssproperty [--pt-radius=6px] - Corners of cards and messages.
 * @cssproperty [--pt-size=1em] - Font size, from the host's own.
 * @cssproperty [--pt-space=1em] - The step that vertical spacing is counted in.
 * @cssproperty [--pt-error=#ae2018] - What was not delivered, or not saved.
 * @cssstate empty - Without a session.
 * @cssstate expired - The user is logged out.
 * @cssstate covered - The page was hidden, and the user is not known to be logged in still.
 * @cssstate misused - The host's mistake.
 * @cssstate loading - The list is on its way.
 * @cssstate slow - It has been for 5 s.
 * @cssstate ok - The list came.
 * @cssstate partial - Some of it came.
 * @cssstate stale - A reload failed.
 * @cssstate busy - A retry is under way.
 * @cssstate unavailable - No answer.
 * @cssstate denied - Not for this professional.
 * @cssstate out-of-scope - The unit’s box is elsewhere, or it has none.
 * @event {PtStateEvent} pt-state - The state changed; carries no content.
 */
export class PtInbox extends PtElement {
  static override styles = [section, styles];

  #inbox: UnitInbox | undefined;
  #handling: Handling | undefined;
  #complained = '';
  readonly #update = () => this.requestUpdate();

  /** Every change of the session comes by here, in the very task. */
  protected override willUpdate(): void {
    const { session } = this;
    if (session !== this.#inbox?.session) {
      this.#inbox?.end();
      this.#handling?.end();
      this.#handling = undefined;
      this.#inbox = session && new UnitInbox(session, this.#update);
    }
    this.#inbox?.look();
    const module = content.get(this.#update);
    if (module && module !== 'failed' && this.#inbox) this.#handling ??= new module.Handling(this.#inbox, this.#update);
    const { misuse = '' } = this.#state as { misuse?: SessionState['misuse'] };
    if (misuse && misuse !== 'no-context' && misuse !== this.#complained)
      void import('../context/misuse.ts').then(({ complain }) => complain(this, misuse));
    this.#complained = misuse;
  }

  get #state(): InboxState {
    const { phase, misuse } = this.sessionState;
    if (this.#inbox) return this.#inbox.state;
    return phase === 'misused' ? { phase, misuse: misuse! } : { phase: 'loading', slow: false };
  }

  protected override get stateWords(): string[] {
    const state = this.#state;
    if (!this.#inbox || state.phase !== 'loaded') {
      const { phase } = this.#inbox ? state : this.sessionState;
      return [phase, ...(state.phase === 'loading' && state.slow ? ['slow'] : [])];
    }
    const { pages, stale, busy } = state;
    return [...(stale ? ['stale'] : []), stateOf(pages), ...(busy ? ['busy'] : [])];
  }

  override render(): TemplateResult {
    const { session, sessionState } = this;
    const { locale } = sessionState;
    const words = wordsFor(locale, this.#update);
    const loaded = locale === 'en' && english.get(this.#update);
    const said = loaded && loaded !== 'failed' ? loaded.en : daInbox;
    const inbox = this.#inbox;
    const state = this.#state;
    const pages = state.phase === 'loaded' ? state.pages : [];
    const items = [...new Map(pages.flatMap((page) => page.items.map((item) => [item.thread, item]))).values()];
    const next = pages.at(-1)?.next;
    const word = stateOf(pages);

    const late = content.get(this.#update);
    const waiting = state.phase === 'loading' || !late;
    let notice: Notice | undefined;
    if (late === 'failed') {
      const retry = () => {
        content.again();
        session?.resume();
        inbox?.reload();
        this.requestUpdate();
      };
      // Whatever the state is, there is no connection: true, and all that can be said.
      if (!waiting) notice = { icon: unknown, look: 'unknown', text: words.offline, action: button(words.retry, retry) };
    } else if (late) notice = late.inboxNotice(words, said, state, inbox, session);

    const unit = pages[0]?.unit?.name;
    const heading = said.heading(unit);
    const time = inbox && moment(words, new Date(inbox.at).toISOString(), true);
    const facts = `${said.count(items.length, !!next)} · ${said.fetched(time ?? '')}`;
    const line = facts.charAt(0).toUpperCase() + facts.slice(1);
    const loading = state.phase === 'loading' && state.slow ? words.slow : words.loading(said.what);
    const list = late && late !== 'failed' && items.length ? late.inboxList : undefined;
    const trouble = this.#handling?.trouble;
    const news = inbox?.news && said.news(inbox.news.messages, moment(words, new Date(inbox.news.at).toISOString()));
    const chosen = said.filter[inbox?.filter ?? 'open'];
    const filtered = /^(loading|covered)$/.test(state.phase) || (state.phase === 'loaded' && /^(ok|partial|unavailable)$/.test(word));

    // A selection that is copied says whose list it is from, and when.
    const copy = (event: ClipboardEvent) => {
      const text = getSelection()?.toString();
      if (!list || !text) return;
      event.clipboardData?.setData('text/plain', `${text}\n\n${heading} · ${chosen} · ${said.fetched(time ?? '')}`);
      event.preventDefault();
    };

    const view = { words, said, handling: this.#handling, opens: !!session?.actions.openChild };
    const more = html`<p>${button(state.phase === 'loaded' && state.busy ? loading : said.more, () => inbox?.more())}</p>`;
    const body = html`${waiting ? html`<p class="small">${loading}</p>${blank}${blank}` : nothing}
      ${notice ? message(notice) : nothing}
      ${list ? html`${list(view, items, inbox?.filter !== 'done')}${next ? more : nothing}` : nothing}
      ${list && silent(pages) ? html`<p class="small">${said.away}</p>` : nothing}`;

    return html`<section lang=${words.language} aria-label=${heading} @copy=${copy}>
      ${pages.some(({ demo }) => demo) ? html`<p class="demo"><b>${words.demo}</b></p>` : nothing}
      <div class="body">
        ${state.phase === 'expired' ? nothing : html`<h2 part="heading">${heading}</h2>`}
        ${
          filtered && inbox
            ? html`${tabs(said, inbox.filter, (filter) => (inbox.filter = filter))}
              <div id="threads" role="tabpanel" aria-labelledby="tab-${inbox.filter}">${body}</div>`
            : body
        }
        ${list ? html`<footer part="source"><span><span class="print">${chosen} · </span>${line}</span> <span>${said.logged}</span></footer>` : nothing}
      </div>
      <p class="hidden" role="status">${(trouble && said[trouble.word]) ?? news ?? notice?.text[0] ?? (waiting ? loading : line)}</p>
    </section>`;
  }
}

const blank = html`<div class="card" aria-hidden="true"><div>${bars}</div><div class="call">${bars}</div></div>`;

/** The state of all pages together. */
function stateOf(pages: readonly ReadInbox[]): ReadInbox['state'] {
  const partial = pages.some(({ state }) => state === 'partial');
  return partial ? 'partial' : (pages[0]?.state ?? 'unavailable');
}

/** The network that messages come by is away. */
function silent(pages: readonly ReadInbox[]): boolean {
  return !!pages[0]?.sources.some(({ state }) => state === 'unavailable');
}
