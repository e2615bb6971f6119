import { nothing, render } from 'lit';
import { PtStateEvent } from '../context/events.ts';
import type { SectionName, Session, SessionState } from '../context/session.ts';
import { type ContextFields, contextEvent, sessionKey } from '../context/session-key.ts';
import { PageElement } from './page-element.ts';
import type { SectionController } from './section-controller.ts';

// A host may put a widget on the page before the `<pt-context>` that it belongs to.
const grace = 1_000;

/**
 * What all widgets share: finding the session, and showing it in the very task in which it changes.
 *
 * The session is found by the property `session`, else the attribute `context` (the `name` of a
 * `<pt-context>` anywhere on the page), else from the nearest `<pt-context>` around. A widget that
 * has none shows nothing of any child.
 */
export abstract class PtElement extends PageElement {
  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit prepares the class that it is called on, which is the subclass
    return [...super.observedAttributes, 'context'];
  }

  protected readonly hears = 'context-provider';

  readonly #internals = this.attachInternals?.();
  readonly #sections: SectionController<SectionName>[] = [];
  /** Set by the host; beats what is found. */
  #given: Session | undefined;
  #session: Session | undefined;
  #unfollow: (() => void) | undefined;
  #alone = false;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #painting = false;
  #again = false;
  #announced = '';

  /** The session that this widget shows: the one that the host set, else the one that was found. */
  get session(): Session | undefined {
    return this.#session;
  }

  set session(session: Session | null | undefined) {
    this.#given = session ?? undefined;
    if (this.page) this.#find();
  }

  /** What is shown of the session as a whole; `empty` where there is none. */
  get sessionState(): SessionState {
    return this.#session?.state ?? { locale: 'da', ...(this.#alone ? { phase: 'misused', misuse: 'no-context' } : { phase: 'empty' }) };
  }

  /** Called by {@link SectionController}. */
  addSection(section: SectionController<SectionName>): void {
    this.#sections.push(section);
    this.addController(section);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'context' && this.page) this.#find();
  }

  protected readonly heard = (event: Event) => {
    if ((event as Event & ContextFields).context === this.#key) this.#find();
  };

  protected settled(): void {
    this.#find();
  }

  get #key(): symbol {
    return sessionKey(this.getAttribute('context'));
  }

  /** An answer comes in the very call, or not at all: whoever did not answer shows nothing here. */
  #find(): void {
    const { page } = this;
    let session = page && this.#given;
    if (page && !session) {
      const callback = (found: Session) => {
        session = found;
      };
      this.dispatchEvent(contextEvent('context-request', { context: this.#key, contextTarget: this, callback }));
    }
    clearTimeout(this.#grace);
    if (page && !session) this.#grace = setTimeout(this.#complain, grace);
    if (session === this.#session && this.hasUpdated && !this.#alone) return;
    this.#alone = false;
    this.#unfollow?.();
    this.#session = session;
    this.#unfollow = session?.follow(this.#paint);
    this.#paint();
  }

  readonly #complain = () => {
    if (this.page?.readyState !== 'complete') {
      this.#grace = setTimeout(this.#complain, grace);
      return;
    }
    void import('../context/misuse.ts').then(({ complain }) => complain(this, 'no-context'));
    this.#alone = true;
    this.#paint();
  };

  readonly #paint = () => {
    this.requestUpdate();
    this.performUpdate();
  };

  // Lit's own update waits for a microtask, and is not made to be entered twice: a host that sets
  // another child while we paint (a focus listener, a controller) is painted in a second round.
  protected override performUpdate(): void {
    this.#again = this.#painting;
    if (this.#again) return;
    this.#painting = true;
    try {
      super.performUpdate();
      while (this.#again) {
        this.#again = false;
        this.requestUpdate();
        super.performUpdate();
      }
    } catch (error) {
      // Better nothing than what stood there before.
      render(nothing, this.renderRoot as HTMLElement, this.renderOptions);
      reportError(error);
    }
    this.#painting = false;
    this.#announce();
  }

  /** The words of the widget's `:state()`s, the weightiest first: the session's phase, or once it is open the section's. */
  protected get stateWords(): string[] {
    const { phase } = this.sessionState;
    const snapshot = phase === 'open' ? this.#sections[0]?.snapshot : undefined;
    if (snapshot?.phase === 'loading') return ['loading', ...(snapshot.slow ? ['slow'] : [])];
    if (snapshot?.phase !== 'loaded') return [phase];
    return [...(snapshot.stale ? ['stale'] : []), snapshot.section.state, ...(snapshot.busy ? ['busy'] : [])];
  }

  #announce(): void {
    const words = this.stateWords;
    try {
      const { states } = this.#internals;
      states.clear();
      for (const word of words) states.add(word);
    } catch {
      // A browser without custom states, or with the older `--word` form.
    }
    const state = words[0]!;
    if (state === this.#announced) return;
    this.#announced = state;
    // The host hears of it when every widget has followed: it may stop the task (an alert), not the blanking.
    queueMicrotask(() => {
      if (state === this.#announced) this.dispatchEvent(new PtStateEvent(state, this.#sections[0]?.name));
    });
  }
}
