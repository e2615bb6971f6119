import { html, nothing, type TemplateResult } from 'lit';
import type { Content, View } from '../section/parts.ts';
import type { ComposerWords } from './composer-da.ts';
import type { Writing } from './composer-writing.ts';

/** What the templates of a text are made from. */
export interface Composing {
  readonly view: View;
  readonly said: ComposerWords;
  readonly writing: Writing;
  /** The types of file, by name. */
  readonly types: Readonly<Record<string, string>>;
  /** The fields are not to be changed: it is being sent. */
  readonly still: boolean;
}

/** What is wrong in a field, in words; to be named by its control's `aria-describedby`. */
export function errorOf({ writing, said }: Composing, at: string): Content {
  const wrong = writing.wrongs.find((one) => one.at === at);
  return wrong ? html`<p class="error" id="w-${at}-error">${said.wrong[wrong.is]}</p>` : nothing;
}

/** The ids of a field's hint and error, for `aria-describedby`. */
export function described({ writing }: Composing, at: string, hint = false): string | typeof nothing {
  const wrong = writing.wrongs.some((one) => one.at === at);
  return [hint && `w-${at}-hint`, wrong && `w-${at}-error`].filter(Boolean).join(' ') || nothing;
}

export const isWrong = ({ writing }: Composing, at: string) => (writing.wrongs.some((one) => one.at === at) ? 'true' : nothing);

export const hintOf = (at: string, text: string) => html`<p class="hint" id="w-${at}-hint">${text}</p>`;

interface Line {
  readonly at: string;
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly input: (value: string) => void;
  readonly hint?: string;
  readonly type?: 'text' | 'tel' | 'url';
  readonly optional?: boolean;
  readonly required?: boolean;
}

/** A line to type in, with its label, its hint, and what is wrong with it. */
export function line(
  composing: Composing,
  { at, label, value, most, input, hint, type = 'text', optional, required }: Line,
): TemplateResult {
  const { writing, said, still } = composing;
  return html`<div class="field">
    <label for="w-${at}">${label} ${optional ? html`<span class="hint">${said.optional}</span>` : nothing}</label>
    <input id="w-${at}" type=${type} autocomplete="off" maxlength=${most} ?readonly=${still} .value=${value}
      aria-required=${required ? 'true' : nothing} aria-invalid=${isWrong(composing, at)} aria-describedby=${described(composing, at, !!hint)}
      @input=${(event: Event) => input((event.target as HTMLInputElement).value)} @blur=${() => writing.leave(at)}>
    ${hint ? hintOf(at, hint) : nothing}${errorOf(composing, at)}
  </div>`;
}
