import { createContext } from '@lit/context';
import type { Session } from './session.ts';

/**
 * What a widget asks its ancestors for, by the community's context protocol. A registered symbol, so
 * that a widget of one copy of this library finds the `<pt-context>` of another.
 *
 * @param name asks for the `<pt-context>` of that name, wherever on the page it stands
 */
export function sessionKey(name?: string | null) {
  return createContext<Session>(Symbol.for(`paa-tvaers.session.v1${name ? `:${name}` : ''}`));
}
