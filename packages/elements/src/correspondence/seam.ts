import type { Desk, Sent, Thread } from '@paa-tvaers/contract';
import type { TemplateResult } from 'lit';
import type { View } from '../section/parts.ts';

/** What the reading side asks the composer to begin, or to go on with. */
export interface Compose {
  readonly kind: 'new' | 'reply' | 'forward';
  /** Of a reply and a forward. */
  readonly thread?: Thread;
  /** The message that is answered or handed on. */
  readonly message?: string;
  /** One's own unsent text to go on with. */
  readonly draft?: string;
  /** Of a reply: one's own message that did not come through, to be written once more. */
  readonly again?: string;
  readonly desk: Desk;
}

/** What the composer tells the reading side. */
export interface Told {
  /** The message is on disk: the list and the thread are read again. */
  sent(sent: Sent): void;
  /** There is no text any more, or it has been laid aside as a draft. */
  closed(): void;
}

/**
 * Where one writes (`composer.ts`). It keeps its text by the child context that it was begun in, holds
 * the session's `unsent`, and gives nothing to render for another context.
 */
export interface Composer {
  begin(what: Compose): void;
  /** `undefined` where nothing is being written in this context. */
  render(view: View): TemplateResult | undefined;
}
