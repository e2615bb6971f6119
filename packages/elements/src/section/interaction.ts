import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PtCopiedEvent } from './copied-event.ts';

// Long enough to be read, short enough to be true still.
const copiedFor = 4000;

/** What the user has unfolded and copied in one widget. Keys begin with the child context, so that nothing passes to another child. */
export class Interaction implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #open = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The number that was copied last, for a moment; `by-hand` where the page has no clipboard (http). */
  copied?: { readonly key: string; readonly byHand: boolean } | undefined;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    this.#forget();
  }

  isOpen(key: string, initially = false): boolean {
    return this.#open.has(key) !== initially;
  }

  toggle(key: string) {
    if (!this.#open.delete(key)) this.#open.add(key);
    this.#host.requestUpdate();
  }

  /**
   * Copies a phone number alone: it is pasted into a dialler, where a child's name does harm, and it says nothing of the child.
   * Where there is no clipboard, or it refuses, the number is marked for the user to copy.
   */
  async copy(key: string, phone: string, shown: Node) {
    let byHand = false;
    try {
      await navigator.clipboard.writeText(phone);
    } catch {
      byHand = true;
      getSelection()?.selectAllChildren(shown);
    }
    this.#forget();
    this.copied = { key, byHand };
    this.#timer = setTimeout(() => this.#forget(), copiedFor);
    this.#host.requestUpdate();
    this.#host.dispatchEvent(new PtCopiedEvent());
  }

  #forget() {
    clearTimeout(this.#timer);
    this.copied = undefined;
    this.#host.requestUpdate();
  }
}
