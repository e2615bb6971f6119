import { ContextRoot } from '@lit/context';
import { isServer } from 'lit';

let rooted = false;

/**
 * Registers a tag, unless the page has it already: another copy of this library may have been first.
 *
 * The first call attaches a ContextRoot, which keeps the questions of widgets that stand in the page
 * before their `<pt-context>` is defined; it hears only what is asked after it was attached.
 */
export function register(tag: string, element: CustomElementConstructor): void {
  if (isServer) return;
  if (!rooted) new ContextRoot().attach(document.documentElement);
  rooted = true;
  if (!customElements.get(tag)) customElements.define(tag, element);
}
