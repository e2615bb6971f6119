import { css, html, type TemplateResult } from 'lit';
import type { GetToken } from '../client/token-source.ts';
import { PageElement } from '../section/page-element.ts';
import { type ChildReference, ChildSession } from './child-session.ts';
import { PtErrorEvent, PtSessionExpiredEvent, PtStateEvent, PtUnsentChangeEvent } from './events.ts';
import { watchPage } from './page.ts';
import type { HostActions, Session, SessionPhase } from './session.ts';
import { type ContextFields, contextEvent, sessionKey } from './session-key.ts';

/**
 * Holds the session of one professional with at most one child, for the widgets inside it and for
 * those that name it. Shows nothing itself, and reflects nothing about the child.
 *
 * @summary Which child the widgets show, and how they reach the gateway.
 * @status stable  @since 1.0
 * @attr api-url - The address of the gateway.
 * @attr locale - `da` (when left out) or `en`.
 * @attr name - Lets a widget anywhere on the page use this session: `<pt-contacts context="name">`.
 * @event {PtStateEvent} pt-state - The phase of the session changed.
 * @event {PtErrorEvent} pt-error - Something went wrong that the host or its operator may act on.
 * @event {PtSessionExpiredEvent} pt-session-expired - The host gave no token; log in again, then `refresh()`.
 * @event {PtUnsentChangeEvent} pt-unsent-change - A text that has not been sent came, or there is none any more: see `unsent`.
 * @slot - The host's markup and the widgets; laid out as if this element were not there.
 */
export class PtContext extends PageElement {
  static override styles = css`:host { display: contents }`;

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit prepares the class that it is called on, which is the subclass
    return [...super.observedAttributes, 'api-url', 'locale', 'name'];
  }

  protected readonly hears = 'context-request';

  readonly #session = new ChildSession();
  readonly #ready = new Set<(phase: SessionPhase) => void>();
  readonly #complaints = new Set<string>();
  #name = '';
  #announced: SessionPhase = 'empty';
  #unsent = false;
  #stopWatching: (() => void) | undefined;

  constructor() {
    super();
    this.addEventListener('context-request', this.heard);
    this.#session.follow(() => this.#changed());
    this.#session.onproblem = ({ slug, trace }, section) => {
      this.dispatchEvent(new PtErrorEvent(slug, trace, section));
    };
  }

  /** The address of the gateway; a path is kept. */
  get apiUrl(): string {
    return this.#session.settings.apiUrl;
  }
  set apiUrl(apiUrl: string | null | undefined) {
    this.#session.set({ apiUrl: apiUrl ?? '' });
  }

  /** The language of the texts: `da` (when left out) or `en`. */
  get locale(): string {
    return this.#session.settings.locale;
  }
  set locale(locale: string | null | undefined) {
    this.#session.set({ locale: locale ?? '' });
  }

  /** Lets a widget anywhere on the page use this session, by its attribute `context`. One name, one `<pt-context>`. */
  get name(): string {
    return this.#name;
  }
  set name(name: string | null | undefined) {
    const before = this.#name;
    this.#name = name ?? '';
    this.#introduce(this.page, before);
    this.#introduce(this.page, this.#name);
  }

  /** Fetches a signed token from the host's backend; rejects where the professional is no longer logged in. */
  get getToken(): GetToken | undefined {
    return this.#session.settings.getToken;
  }
  set getToken(getToken: GetToken | null | undefined) {
    this.#session.set({ getToken: getToken ?? undefined });
  }

  /** Whom the look-up is about. Setting another child, or `null`, takes the old one off the screen before the setter returns. */
  get child(): ChildReference | null {
    return this.#session.settings.child;
  }
  set child(child: ChildReference | null | undefined) {
    this.#session.set({ child: child ?? null });
  }

  /** What for: `treatment`, `casework` or `counselling`. */
  get purpose(): string {
    return this.#session.settings.purpose;
  }
  set purpose(purpose: string | null | undefined) {
    this.#session.set({ purpose: purpose ?? '' });
  }

  /** Opens a case in the host's own system. Without it there is no button. */
  get openCase(): HostActions['openCase'] {
    return this.#session.actions.openCase;
  }
  set openCase(openCase: HostActions['openCase'] | null | undefined) {
    this.#act({ openCase });
  }

  /** Opens the host's own message composer. Without it there is no button. */
  get composeMessage(): HostActions['composeMessage'] {
    return this.#session.actions.composeMessage;
  }
  set composeMessage(composeMessage: HostActions['composeMessage'] | null | undefined) {
    this.#act({ composeMessage });
  }

  /** Files a message in the host's own system (journalisering). Without it a message is filed by hand. */
  get fileMessage(): HostActions['fileMessage'] {
    return this.#session.actions.fileMessage;
  }
  set fileMessage(fileMessage: HostActions['fileMessage'] | null | undefined) {
    this.#act({ fileMessage });
  }

  /** Opens a child from the unit's inbox: set `child` to `{ code }`, or open the child's own page with it. Without it there is no link. */
  get openChild(): HostActions['openChild'] {
    return this.#session.actions.openChild;
  }
  set openChild(openChild: HostActions['openChild'] | null | undefined) {
    this.#act({ openChild });
  }

  /** Whether a text about this child has been written and not sent: to be asked before another child is set. A draft of it is kept for 14 days. */
  get unsent(): boolean {
    return this.#session.unsent.size > 0;
  }

  /** To be set on a widget that neither stands inside nor may use a name. */
  get session(): Session {
    return this.#session;
  }

  /** Resolves once the child that is set is open (`open`), or with the phase that says why it is not. Never rejects. */
  get ready(): Promise<SessionPhase> {
    return new Promise((resolve) => {
      this.#ready.add(resolve);
      this.#settleReady();
    });
  }

  /** Fetches again what is shown; opens the child again after a lost session or a failed opening. */
  refresh(): void {
    this.#session.refresh();
  }

  /** Takes the child off the screen and ends the context at the gateway. */
  close(): void {
    this.#session.close();
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'api-url') this.apiUrl = value;
    if (name === 'locale') this.locale = value;
    if (name === 'name') this.name = value;
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  /** Answers the widgets inside, and those anywhere on the page that ask for this name. */
  protected readonly heard = (event: Event) => {
    const { context, callback } = event as Event & ContextFields;
    if (context !== (event.currentTarget === this ? sessionKey() : this.#name && sessionKey(this.#name))) return;
    event.stopImmediatePropagation();
    callback!(this.#session);
  };

  protected settled(before: Document | undefined): void {
    const { page } = this;
    if (before === page) return;
    this.#stopWatching?.();
    this.#stopWatching = page && watchPage(page, this.#session);
    this.#session.connect(!!page);
    this.#introduce(before, this.#name);
    this.#introduce(page, this.#name);
    this.#introduce(page, '');
  }

  /** Lets the widgets of a page that ask for this name, or for none, ask again. */
  #introduce(page: Document | undefined, name: string): void {
    page?.documentElement.dispatchEvent(contextEvent('context-provider', { context: sessionKey(name), contextTarget: this }));
  }

  #act(change: { readonly [Action in keyof HostActions]?: HostActions[Action] | null | undefined }): void {
    this.#session.set({ actions: { ...this.#session.actions, ...change } as HostActions });
  }

  #changed(): void {
    this.#settleReady();
    // The host hears of it when every widget has followed: it may stop the task (an alert), not the blanking.
    queueMicrotask(() => this.#announce());
  }

  #announce(): void {
    const { unsent } = this;
    if (unsent !== this.#unsent) {
      this.#unsent = unsent;
      this.dispatchEvent(new PtUnsentChangeEvent(unsent));
    }
    const { phase, misuse } = this.#session.state;
    if (phase === this.#announced) return;
    this.#announced = phase;
    if (misuse && !this.#complaints.has(misuse)) {
      this.#complaints.add(misuse);
      void import('./misuse.ts').then(({ complain }) => complain(this, misuse));
    }
    this.dispatchEvent(new PtStateEvent(phase));
    if (phase === 'expired') this.dispatchEvent(new PtSessionExpiredEvent());
  }

  #settleReady(): void {
    const { phase } = this.#session.state;
    if (phase === 'empty' || phase === 'opening' || phase === 'covered') return;
    for (const resolve of this.#ready) resolve(phase);
    this.#ready.clear();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pt-context': PtContext;
  }
}
