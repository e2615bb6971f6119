import { departmentCasesShape, readSection } from '@paa-tvaers/contract/reader';
import { html } from 'lit';
import { PtElement } from '../../section/pt-element.ts';
import { register } from '../../section/register.ts';
import { SectionController } from '../../section/section-controller.ts';

/** Everything a widget can show, as text and in an attribute. */
export class ProbeWidget extends PtElement {
  readonly #cases = new SectionController(this, 'cases', (answer) => readSection(answer, departmentCasesShape));

  override render() {
    const { opened } = this.sessionState;
    return html`<p title=${opened?.child.name ?? ''}>${this.sessionState.phase} ${opened?.child.cpr}</p>
      <pre>${JSON.stringify(this.#cases.snapshot)}</pre>`;
  }

  retry(): void {
    this.session?.retry('cases');
  }
}

register('probe-widget', ProbeWidget);

/** All text and attributes below a node, through open shadow roots; not below the tags that are left out. */
export function deepText(node: Node, without: readonly string[] = []): string {
  let text = '';
  const walk = (at: Node) => {
    if (at.nodeType === Node.TEXT_NODE) text += `${(at as Text).data}\n`;
    if (at.nodeType === Node.ELEMENT_NODE) {
      if (without.includes((at as Element).localName)) return;
      for (const attribute of (at as Element).attributes) text += `${attribute.value}\n`;
      const { shadowRoot } = at as Element;
      if (shadowRoot) walk(shadowRoot);
    }
    for (let child = at.firstChild; child; child = child.nextSibling) walk(child);
  };
  walk(node);
  return text;
}

/** A task of its own: all microtasks and Lit's updates have run. */
export function task(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** Waits for what is certain to come; so long that a busy machine does not matter. */
export async function until(come: () => boolean): Promise<void> {
  const began = performance.now();
  while (!come()) {
    if (performance.now() - began > 15_000) throw new Error(`never came: ${come}`);
    await task();
  }
}

/** As the browser would tell it: `document.hidden` first, then the event. */
export function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}
