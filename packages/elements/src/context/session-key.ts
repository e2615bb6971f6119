import type { Session } from './session.ts';

/**
 * What a widget asks its ancestors for. A registered symbol, so that a widget of one copy of this
 * library finds the `<pt-context>` of another.
 *
 * @param name asks for the `<pt-context>` of that name, wherever on the page it stands
 */
export function sessionKey(name?: string | null): symbol {
  return Symbol.for(`paa-tvaers.session.v1${name ? `:${name}` : ''}`);
}

/**
 * A question by the community's context protocol, which `@lit/context` speaks too. Its classes are
 * left out for their weight (0.8 kB of brotli): a session has a stable identity, so that nobody needs
 * to subscribe, and a widget that hears of a new provider simply asks again.
 */
export class ContextRequestEvent extends Event {
  readonly context: symbol;
  readonly contextTarget: Element;
  readonly callback: (session: Session) => void;

  constructor(context: symbol, contextTarget: Element, callback: (session: Session) => void) {
    super('context-request', { bubbles: true, composed: true });
    this.context = context;
    this.contextTarget = contextTarget;
    this.callback = callback;
  }
}

/** Tells the page that a provider has come (or gone), so that those who found none, or another, ask again. */
export class ContextProviderEvent extends Event {
  readonly context: symbol;
  readonly contextTarget: Element;

  constructor(context: symbol, contextTarget: Element) {
    super('context-provider', { bubbles: true, composed: true });
    this.context = context;
    this.contextTarget = contextTarget;
  }
}
