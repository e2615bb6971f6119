import { ContextEvent } from '@lit/context';
import { LitElement, nothing, render } from 'lit';
import { PtStateEvent } from '../context/events.ts';
import type { SectionName, Session, SessionState } from '../context/session.ts';
import { sessionKey } from '../context/session-key.ts';
import { adoptStylesAgain, blankOnServer, upgrade } from './elements.ts';
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
export abstract class PtElement extends LitElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'context'];
  }

  readonly #internals = this.attachInternals();
  readonly #sections: SectionController<SectionName>[] = [];
  /** Set by the host; beats what is found. */
  #given: Session | undefined;
  #session: Session | undefined;
  #unfollow: (() => void) | undefined;
  /** The latest question for a session; ContextRoot holds it weakly. */
  #question: object | undefined;
  #unsubscribe: (() => void) | undefined;
  #alone = false;
  #stopGrace: (() => void) | undefined;
  #painting = false;
  #again = false;
  /** Has been on the page since it was last away: before, the class may not be whole yet (an upgrade). */
  #joined = false;
  #announced: string | undefined;

  constructor() {
    super();
    blankOnServer(this);
    upgrade(this, 'session');
  }

  /** The session that this widget shows: the one that the host set, else the one that was found. */
  get session(): Session | undefined {
    return this.#session;
  }

  set session(session: Session | null | undefined) {
    this.#given = session ?? undefined;
    if (this.#joined) this.#find();
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
    if (name === 'context' && old !== value && this.#joined) this.#find();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#joined = true;
    this.#find();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal and an insertion in one task: only what is still away then has left.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#joined = false;
      this.#find();
    });
  }

  adoptedCallback(): void {
    adoptStylesAgain(this, (this.constructor as typeof LitElement).elementStyles);
  }

  #find(): void {
    this.#stopGrace?.();
    this.#alone = false;
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = this.#question = undefined;
    const session = this.isConnected ? (this.#given ?? this.#ask()) : undefined;
    unsubscribe?.();
    this.#follow(session);
    if (this.isConnected && !session) this.#waitForContext();
  }

  /** Asks around; an answer in this very call is returned, a later one (the tag is defined later) is followed when it comes. */
  #ask(): Session | undefined {
    let found: Session | undefined;
    let asking = true;
    const answer = (session: Session | undefined, unsubscribe?: () => void) => {
      if (this.#question !== answer) return unsubscribe?.();
      // The `<pt-context>` of that name has left: there may be another.
      if (!session) return this.#find();
      if (this.#unsubscribe !== unsubscribe) this.#unsubscribe?.();
      this.#unsubscribe = unsubscribe;
      if (asking) found = session;
      else this.#follow(session);
    };
    this.#question = answer;
    this.dispatchEvent(new ContextEvent(sessionKey(this.getAttribute('context')), this, answer, true));
    asking = false;
    return found;
  }

  #follow(session: Session | undefined): void {
    if (session) this.#stopGrace?.();
    if (session === this.#session && this.hasUpdated && !this.#alone) return;
    this.#alone &&= !session;
    this.#unfollow?.();
    this.#session = session;
    this.#unfollow = session?.follow(() => this.#paint());
    this.#paint();
  }

  #paint(): void {
    this.requestUpdate();
    if (this.isConnected || this.hasUpdated) this.performUpdate();
  }

  // Lit's own update waits for a microtask, and is not made to be entered twice: a host that sets
  // another child while we paint (a focus listener, a controller) is painted in a second round.
  protected override performUpdate(): void {
    if (this.#painting) {
      this.#again = true;
      return;
    }
    this.#painting = true;
    try {
      do {
        this.#again = false;
        super.performUpdate();
        if (this.#again) this.requestUpdate();
      } while (this.#again);
    } catch (error) {
      // Better nothing than what stood there before.
      render(nothing, this.renderRoot as HTMLElement, this.renderOptions);
      reportError(error);
    } finally {
      this.#painting = false;
    }
    this.#announce();
  }

  /** The words of the widget's `:state()`s: the session's phase, or once it is open the section's state, with `stale` and `busy`. */
  protected get states(): string[] {
    const { phase } = this.sessionState;
    const snapshot = phase === 'open' ? this.#sections[0]?.snapshot : undefined;
    if (snapshot?.phase === 'loading') return ['loading', ...(snapshot.slow ? ['slow'] : [])];
    if (snapshot?.phase !== 'loaded') return [phase];
    return [snapshot.section.state, ...(snapshot.stale ? ['stale'] : []), ...(snapshot.busy ? ['busy'] : [])];
  }

  #announce(): void {
    const words = this.states;
    const state = words.join(' ');
    if (state === this.#announced) return;
    this.#announced = state;
    try {
      this.#internals.states.clear();
      for (const word of words) this.#internals.states.add(word);
    } catch {
      // A browser without custom states, or with the older `--word` form.
    }
    queueMicrotask(() => {
      if (this.isConnected && state === this.#announced) this.dispatchEvent(new PtStateEvent(words[0]!, this.#sections[0]?.name));
    });
  }

  #waitForContext(): void {
    const page = this.ownerDocument;
    const name = this.getAttribute('context');
    const give = () => {
      const timer = setTimeout(() => {
        if (this.#session || !this.isConnected) return;
        this.#alone = true;
        console.error(
          `<${this.localName}> has no session. ${name ? `Put a <pt-context name="${name}"> on the page` : 'Put it inside a <pt-context>'}, or set its property "session".`,
        );
        this.#paint();
      }, grace);
      this.#stopGrace = () => clearTimeout(timer);
    };
    if (page.readyState === 'complete') return give();
    const watch = new AbortController();
    this.#stopGrace = () => watch.abort();
    page.defaultView?.addEventListener('load', give, { once: true, signal: watch.signal });
  }
}
