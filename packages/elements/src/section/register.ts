import { isServer } from 'lit';

/** Registers a tag, unless the page has it already: another copy of this library may have been first. */
export function register(tag: string, element: CustomElementConstructor): void {
  if (!isServer && !customElements.get(tag)) customElements.define(tag, element);
}
