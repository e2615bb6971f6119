import { type CSSResult, isServer, LitElement, nothing } from 'lit';

/**
 * What `<pt-context>` and the widgets share: being on a page or not, hearing what is asked there, and
 * properties that were set before the tag was defined.
 */
export abstract class PageElement extends LitElement {
  /** The document that the element belongs to; none while it is away, or its class not yet whole (an upgrade). */
  protected page: Document | undefined;
  protected abstract readonly hears: 'context-request' | 'context-provider';
  protected abstract readonly heard: (event: Event) => void;

  constructor() {
    super();
    // On a server nothing is known of a child, and nothing is rendered.
    if (isServer) this.render = () => nothing;
  }

  override connectedCallback(): void {
    // What the host set before the tag was defined hides the class's own property: set it again.
    for (const [name, value] of Object.entries(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      Reflect.deleteProperty(this, name);
      Object.assign(this, { [name]: value });
    }
    super.connectedCallback();
    this.#settle(this.ownerDocument);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move is a removal and an insertion in one task: only what is still away then has left.
    queueMicrotask(() => this.isConnected || this.#settle(undefined));
  }

  /** A style sheet belongs to the document it was made in: another document needs new ones. */
  adoptedCallback(): void {
    const view = this.ownerDocument.defaultView as (Window & typeof globalThis) | null;
    if (!view || !this.shadowRoot) return;
    this.shadowRoot.adoptedStyleSheets = (this.constructor as typeof LitElement).elementStyles.map((style) => {
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync((style as CSSResult).cssText);
      return sheet;
    });
  }

  /** On the page, moved within it, on another, or on none. */
  protected abstract settled(before: Document | undefined): void;

  #settle(page: Document | undefined): void {
    const before = this.page;
    this.page = page;
    // While the event is captured nobody can keep it from us.
    before?.documentElement.removeEventListener(this.hears, this.heard, true);
    page?.documentElement.addEventListener(this.hears, this.heard, true);
    this.settled(before);
  }
}
