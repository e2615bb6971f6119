import type { MailUnit, Recipients } from '@paa-tvaers/contract';
import { recipientsShape, routes } from '@paa-tvaers/contract/reader';
import type { Clock } from '../client/clock.ts';
import type { Exchange } from '../context/exchange.ts';

// One question for a word, not for each letter of it.
const pause = 250;
const shortest = 2;

/** A search for whom to write to: without words the child's own. What is answered to an earlier question is dropped. */
export class RecipientSearch {
  text = '';
  /** The list is shown. */
  open = false;
  /** The option that the keyboard stands on; -1: none. */
  active = -1;
  /** What was found, and not yet asked anew. */
  found: Recipients | undefined;
  /** No answer came, or none that can be used. */
  failed = false;
  readonly #exchange: () => Exchange | undefined;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #asked = '\0';
  #turn = 0;
  #stop: (() => void) | undefined;

  /** @param exchange `undefined` once the child has been left */
  constructor(exchange: () => Exchange | undefined, clock: Clock, changed: () => void) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#changed = changed;
  }

  get options(): readonly MailUnit[] {
    return this.found?.items ?? [];
  }

  get busy(): boolean {
    return this.open && !this.found && !this.failed;
  }

  show(): void {
    this.open = true;
    this.#ask();
  }

  hide(): void {
    this.open = false;
    this.active = -1;
    this.#changed();
  }

  type(text: string): void {
    this.text = text;
    this.open = true;
    this.active = -1;
    this.#stop?.();
    this.#stop = this.#clock.after(pause, () => this.#ask());
    this.#changed();
  }

  /** Up and down through what can be chosen, and round. */
  step(by: 1 | -1): void {
    if (!this.open) {
      this.show();
      return;
    }
    const { length } = this.options;
    if (length) this.active = this.active < 0 && by < 0 ? length - 1 : (this.active + by + length) % length;
    this.#changed();
  }

  again(): void {
    this.#asked = '\0';
    this.#ask();
  }

  /** After a choice. */
  clear(): void {
    this.#stop?.();
    this.text = '';
    this.hide();
  }

  #ask(): void {
    this.#stop?.();
    const words = this.text.trim();
    const text = words.length < shortest ? '' : words.slice(0, 100);
    if (text !== this.#asked) void this.#search(text);
    this.#changed();
  }

  async #search(text: string): Promise<void> {
    const exchange = this.#exchange();
    if (!exchange) return;
    this.#asked = text;
    this.#turn += 1;
    const turn = this.#turn;
    this.found = undefined;
    this.failed = false;
    this.active = -1;
    const { value } = await exchange.send<Recipients>('POST', routes.recipients, text ? { text } : {}, recipientsShape);
    if (turn !== this.#turn) return;
    this.found = value;
    this.failed = !value || (value.state === 'unavailable' && !value.items.length);
    if (this.failed) this.#asked = '\0';
    this.#changed();
  }
}
