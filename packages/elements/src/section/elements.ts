import { type CSSResult, isServer, type LitElement, nothing } from 'lit';

/** A property that the host set before the tag was defined hides the class's own: sets it again. */
export function upgrade<Element extends object>(element: Element, ...names: (keyof Element)[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    Reflect.deleteProperty(element, name);
    element[name] = value;
  }
}

/** On a server nothing is known of a child, and nothing is rendered. */
export function blankOnServer(element: LitElement): void {
  if (isServer) Object.assign(element, { render: () => nothing });
}

/** A style sheet belongs to the document it was made in: an element that is adopted by another needs new ones. */
export function adoptStylesAgain(element: LitElement): void {
  const view = element.ownerDocument.defaultView as (Window & typeof globalThis) | null;
  if (!view || !element.shadowRoot) return;
  element.shadowRoot.adoptedStyleSheets = (element.constructor as typeof LitElement).elementStyles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync((style as CSSResult).cssText);
    return sheet;
  });
}
