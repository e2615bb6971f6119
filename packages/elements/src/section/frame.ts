import type { SectionFlow } from '@paa-tvaers/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { blankBand, childBand, childOf, masked } from '../child-band/child-band.ts';
import type { SectionItems, SectionName } from '../context/session.ts';
import { unknown } from '../icons/icons.ts';
import { moment } from '../text/format.ts';
import { type Words, wordsFor } from '../text/words.ts';
import type { Interaction } from './interaction.ts';
import { notices } from './late.ts';
import { bars, button, type Content, message, type Notice, sourceNames, unfold, type View, whyKey } from './parts.ts';
import type { PtElement } from './pt-element.ts';
import type { SectionController } from './section-controller.ts';

const blankCard = html`<div class="card" aria-hidden="true"><div>${bars}</div><div class="call">${bars}</div></div>`;

const same = <Value>(value: Value) => value;

interface More<Item> {
  /** How many things there are, as the source line says it; of none it says nothing. */
  readonly count?: (words: Words, items: readonly Item[]) => string | 0;
  /** What stands under the items, and in their place where there are none. */
  readonly note?: (words: Words, items: readonly Item[]) => Content;
  /** The words, with those that this section needs besides. */
  readonly speak?: (words: Words) => Words;
  /** What stands around the section of an open child, or in its place. */
  readonly page?: (view: View, section: TemplateResult) => Content;
  /** What the live region says, where it would say this. */
  readonly say?: (line: string, words: Words) => string;
}

/**
 * The frame that all widgets share: band, heading, the section in its state, source line, and one
 * live region that tells each change once.
 *
 * @param content the items of `ok` and `partial`, of which there is at least one
 */
export function renderSection<Name extends SectionName>(
  widget: PtElement,
  { name, snapshot }: SectionController<Name>,
  interaction: Interaction,
  content: (view: View, items: readonly SectionItems[Name][]) => TemplateResult,
  { count, note, speak = same, page, say = same }: More<SectionItems[Name]> = {},
) {
  const { session, sessionState } = widget;
  const { opened, phase } = sessionState;
  const update = () => widget.requestUpdate();
  // Of a section that is none of the four, `speak` has the words.
  const own = name as SectionFlow;
  const words = speak(wordsFor(sessionState.locale, update));
  const loaded = opened && session && snapshot.phase === 'loaded' ? snapshot : undefined;
  const { sources = [], items = [], state = '' } = loaded?.section ?? {};
  const answered = sources.filter(({ state }) => state !== 'unavailable' && state !== 'not-connected');
  // The oldest: nothing on the screen is older than it says.
  const asOf = answered.map((source) => source.asOf).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
  const from = sourceNames(words, answered);
  const fetched = (full: boolean) => from && words.fetched(moment(words, asOf, full), from);
  const view = opened && session && { session, opened, words, interaction, time: moment(words, asOf) };

  const late = notices.get(update);
  const plain = loaded && !loaded.stale && state === 'ok' && items.length > 0;
  // What may be incomplete or old is not shown before the words that say so.
  const waiting = phase === 'opening' || (phase === 'open' && (!loaded || (!plain && !late)));
  const shown = waiting ? undefined : view;
  let notice: Notice | undefined;
  if (late === 'failed') {
    const retry = () => {
      notices.again();
      session?.resume();
      session?.retry(name);
      update();
    };
    // Whatever the state is, there is no connection: true, and all that can be said.
    if (!waiting && !plain) notice = { icon: unknown, look: 'unknown', text: words.offline, action: button(words.retry, retry) };
  } else if (late) {
    notice = late.sessionNotice(words, sessionState, session) ?? (view && loaded && late.sectionNotice(view, name, loaded));
  }
  const loading = snapshot.phase === 'loading' && snapshot.slow ? words.slow : words.loading(words.what[own]);
  const facts = [items.length && count?.(words, items), fetched(false)].filter(Boolean).join(' · ');
  const line = facts.charAt(0).toUpperCase() + facts.slice(1);
  const copied = opened && interaction.copied?.key.startsWith(opened.context) && words.copied(interaction.copied.byHand);

  // A selection that is copied says whose data it is; a phone number alone does not (see Interaction.copy).
  const copy = (event: ClipboardEvent) => {
    const text = getSelection()?.toString();
    if (!opened || !text || /^[+\d\s]*$/.test(text)) return;
    event.clipboardData?.setData('text/plain', `${text}\n\n${childOf(words, opened, masked(opened), fetched(true))}`);
    event.preventDefault();
  };

  const law = (view: View) => {
    const key = whyKey(view);
    const based = view.opened.decisions.some(({ dataflow, basis }) => dataflow === name && basis.length);
    return html`${based ? unfold(view, key, words.whyMayI) : nothing}${
      interaction.isOpen(key) && typeof late === 'object' ? late.law(view, name) : nothing
    }`;
  };

  const heading = words.heading[own];
  const body = html`
    ${phase === 'expired' ? nothing : html`<h2 part="heading">${heading}</h2>`}
    ${waiting ? html`<p class="small">${loading}</p>${blankCard}${blankCard}` : nothing}
    ${notice ? message(notice) : nothing}
    ${shown && items.length ? content(shown, items) : nothing}
    ${shown && /^(ok|partial)$/.test(state) ? note?.(words, items) : nothing}
    ${shown && items.length ? html`<footer part="source"><span>${line}</span> ${law(shown)}</footer>` : nothing}
  `;
  const now = notice?.text[0] ?? (waiting ? loading : line);

  return html`<section lang=${words.language} aria-label=${heading} @copy=${copy}>
    ${opened ? childBand(words, opened, fetched(true), () => session?.close()) : waiting ? blankBand : nothing}
    <div class="body">${view && page ? page(view, body) : body}</div>
    <p class="hidden" role="status">${copied || say(now, words)}</p>
  </section>`;
}
