import type { Contact, OpenedContext, Source } from '@paa-tvaers/contract';
import { html, type nothing, type TemplateResult } from 'lit';
import type { Session } from '../context/session.ts';
import { check, copy, icon, phone as receiver } from '../icons/icons.ts';
import { phoneNumber, wordFor } from '../text/format.ts';
import type { Message, Words } from '../text/words.ts';
import type { Interaction } from './interaction.ts';

/** What the templates of an open child are made from. */
export interface View {
  readonly session: Session;
  readonly opened: OpenedContext;
  readonly words: Words;
  readonly interaction: Interaction;
  /** When the sources answered, the oldest of them, as the user reads it. */
  readonly time: string;
}

/** Whom to call, as it is in a contact, a school or an appointment. */
type Reachable = Pick<Contact, 'name' | 'person' | 'phone' | 'hours'>;

export type Content = TemplateResult | typeof nothing | undefined;

/** A message that stands in a card's place, or above the cards. */
export interface Notice {
  /** The path of its icon. */
  readonly icon: string;
  readonly text: Message;
  /** `unknown` (dashed) where we cannot say if there is something; `warn` where what follows may be incomplete or old. */
  readonly look?: 'unknown' | 'warn' | 'strong';
  readonly action?: Content;
}

// Grey bars as high as the lines that will stand there, so that little moves when they come.
export const bars = html`<p class="name"><i></i></p><p class="child"><i></i></p><p class="by small"><i></i></p>`;

export const message = ({ icon: path, text: [first, rest], look, action }: Notice) =>
  html`<div class="message ${look}" part="message">${icon(path)}<div><p><b>${first}</b> <span>${rest}</span></p>${action}</div></div>`;

export const button = (label: Content | string, press: () => void, filled = false) =>
  html`<button class="button ${filled ? 'filled' : ''}" part="button" type="button" @click=${press}>${label}</button>`;

/** A button that unfolds, in place, what comes after it. */
export const unfold = ({ interaction }: View, key: string, label: string, { initially = false, boxed = false } = {}) =>
  html`<button class=${boxed ? 'button' : ''} type="button" aria-expanded=${interaction.isOpen(key, initially)} @click=${() =>
    interaction.toggle(key)}>${label}</button>`;

/** Under which "Hvorfor må jeg se det?" is unfolded. */
export const whyKey = ({ opened }: View) => `${opened.context}why`;

/** "FK Organisation, CPR-opslag og SOR". */
export const sourceNames = (words: Words, sources: readonly Source[]) =>
  new Intl.ListFormat(words.language).format(new Set(sources.map(({ id }) => wordFor(words.source, id))));

/** The number to call, with a button that copies it. What is no plain number is shown, and not linked. */
function phone({ words, interaction, opened }: View, { phone: number, name, person }: Reachable) {
  if (!number) return html`<p class="small">${words.noPhone}</p>`;
  const shown = phoneNumber(number);
  const key = opened.context + number;
  const copied = interaction.copied?.key === key ? interaction.copied : undefined;
  const text = html`${icon(receiver)}<span class="number">${shown}</span>`;
  const press = (event: Event) => {
    const at = (event.currentTarget as Element).parentElement?.querySelector('.number');
    if (at) void interaction.copy(key, number, at);
  };
  return html`<p class="phone" part="phone">${
    /^\+?\d+$/.test(number) ? html`<a href="tel:${number}" aria-label=${words.call(person?.name ?? name, shown)}>${text}</a>` : text
  }<button class="copy" type="button" title=${words.copy} aria-label="${words.copy} ${shown}" @click=${press}>${icon(
    copied && !copied.byHand ? check : copy,
  )}</button>${copied && html`<span class="hours">${words.copied(copied.byHand)}</span>`}</p>`;
}

/** Number and hours, hours as the source gave them. */
export const call = (view: View, contact: Reachable) => html`${phone(view, contact)}<p class="hours">${contact.hours}</p>`;
