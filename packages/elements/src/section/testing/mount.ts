import '../../appointments/define.ts';
import '../../case-overview/define.ts';
import '../../child-band/define.ts';
import '../../contacts/define.ts';
import '../../school-info/define.ts';
import { notices } from '../late.ts';
import type { PtElement } from '../pt-element.ts';
import type { FakeSession } from './fake-session.ts';
import type { Tag } from './scenes.ts';

const mounted = new Set<Element>();

/** The messages come after the first paint; a test of them waits for them here. */
export async function messages(): Promise<void> {
  await new Promise<void>((arrived) => {
    if (notices.get(arrived)) arrived();
  });
}

interface Look {
  width?: number;
  theme?: string;
  band?: string | undefined;
}

/** Puts a widget on the page, in a frame as wide as a test asks (px). Taken off again by {@link unmount}. */
export function mount(tag: Tag | 'test-composer', session: FakeSession, { width = 566, theme = '', band = '' }: Look = {}): PtElement {
  const frame = document.createElement('div');
  frame.style.width = `${width}px`;
  if (theme) frame.dataset.ptTheme = theme;
  const widget = document.createElement(tag) as PtElement;
  if (band) widget.setAttribute('band', band);
  widget.session = session;
  frame.append(widget);
  document.body.append(frame);
  mounted.add(frame);
  return widget;
}

export function unmount(): void {
  for (const frame of mounted) frame.remove();
  mounted.clear();
}

export function find<Found extends HTMLElement = HTMLElement>(widget: Element, selector: string): Found {
  const found = widget.shadowRoot?.querySelector<Found>(selector);
  if (!found) throw new Error(`no ${selector} in <${widget.localName}>`);
  return found;
}

export const findAll = (widget: Element, selector: string): HTMLElement[] => [
  ...(widget.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];

/** The button with these words on it. */
export function buttonOf(widget: Element, words: string): HTMLButtonElement {
  const found = findAll(widget, 'button').find((button) => text(button) === words || button.getAttribute('aria-label') === words);
  if (!found) throw new Error(`no button "${words}" in <${widget.localName}>`);
  return found as HTMLButtonElement;
}

/** What stands in an element, as it reads: white space as one blank, and a blank between blocks. */
export function text(element: Element): string {
  const parts: string[] = [];
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) parts.push(walk.currentNode.textContent ?? '');
  return parts
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([,.:])/g, '$1')
    .trim();
}
