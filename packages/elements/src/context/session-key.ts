import { everywhere } from './events.ts';
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

/** The fields of the two events of the community's context protocol. */
export interface ContextFields {
  readonly context: symbol;
  readonly contextTarget: Element;
  /** Only in a request. */
  readonly callback?: (session: Session) => void;
}

/**
 * `context-request` asks for a session; `context-provider` tells the page that one has come or gone, so
 * that whoever found none, or another, asks again. `@lit/context` speaks the same protocol; its classes
 * are left out for their weight (0.8 kB of brotli): a session has a stable identity, so that nobody
 * needs to subscribe.
 */
export function contextEvent(type: 'context-request' | 'context-provider', fields: ContextFields): Event {
  return Object.assign(new Event(type, everywhere), fields);
}
