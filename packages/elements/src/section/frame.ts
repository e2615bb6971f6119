import { html, nothing, type TemplateResult } from 'lit';
import { childBand, childOf, masked } from '../child-band/child-band.ts';
import type { SectionItems, SectionName } from '../context/session.ts';
import { unknown } from '../icons/icons.ts';
import { moment } from '../text/format.ts';
import { wordsFor } from '../text/words.ts';
import type { Interaction } from './interaction.ts';
import { notices } from './late.ts';
import { button, message, type Notice, sourceNames, unfold, type View, whyKey } from './parts.ts';
import type { PtElement } from './pt-element.ts';
import type { SectionController } from './section-controller.ts';

// Grey bars as high as the lines that will stand there, so that little moves when they come.
const bars = html`<p class="name"><i></i></p><p class="child"><i></i></p><p class="by small"><i></i></p>`;
const blankBand = html`<header aria-hidden="true"><div class="who">${bars}</div></header>`;
const blankCard = html`<div class="card" aria-hidden="true"><div>${bars}</div><div class="call">${bars}</div></div>`;

/**
 * The frame that all widgets share: band, heading, the section in its state, source line, and one
 * live region that tells each change once.
 *
 * @param content the items of `ok` and `partial`, of which there is at least one
 * @param count how many things the source line says that there are; none, and it does not say
 */
export function renderSection<Name extends SectionName>(
  widget: PtElement,
  { name, snapshot }: SectionController<Name>,
  interaction: Interaction,
  content: (view: View, items: readonly SectionItems[Name][]) => TemplateResult,
  count: (items: readonly SectionItems[Name][]) => number = () => 0,
) {
  const { session, sessionState } = widget;
  const { opened, phase } = sessionState;
  const update = () => widget.requestUpdate();
  const words = wordsFor(sessionState.locale, update);
  const loaded = opened && session && snapshot.phase === 'loaded' ? snapshot : undefined;
  const { sources = [], items = [] } = loaded?.section ?? {};
  const answered = sources.filter(({ state }) => state !== 'unavailable' && state !== 'not-connected');
  // The oldest: nothing on the screen is older than it says.
  const asOf = answered.map((source) => source.asOf).sort((one, other) => Date.parse(one) - Date.parse(other))[0];
  const from = sourceNames(words, answered);
  const fetched = (full: boolean) => from && words.fetched(moment(words, asOf, full), from);
  const view = opened && session && { session, opened, words, interaction, time: moment(words, asOf) };

  const late = notices.get(update);
  const plain = loaded && !loaded.stale && loaded.section.state === 'ok' && items.length > 0;
  // What may be incomplete or old is not shown before the words that say so.
  const waiting = phase === 'opening' || (phase === 'open' && (!loaded || (!plain && !late)));
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
  const loading = snapshot.phase === 'loading' && snapshot.slow ? words.slow : words.loading(name);
  const number = items.length ? count(items) : 0;
  const facts = [number && words.count(number), fetched(false)].filter(Boolean).join(' · ');
  const line = facts.charAt(0).toUpperCase() + facts.slice(1);
  const copied = opened && interaction.copied?.key.startsWith(opened.context) && words.copied(interaction.copied.byHand);

  // A selection that is copied says whose data it is; a phone number alone does not (see Interaction.copy).
  const copy = (event: ClipboardEvent) => {
    const text = getSelection()?.toString();
    if (!opened || !text || /^[+\d\s]*$/.test(text)) return;
    event.clipboardData?.setData('text/plain', `${text}\n\n${childOf(words, opened, masked(opened), fetched(true))}`);
    event.preventDefault();
  };

  const law = (shown: View) => {
    const key = whyKey(shown);
    const based = shown.opened.decisions.some(({ dataflow, basis }) => dataflow === name && basis.length);
    return html`${based ? unfold(shown, key, words.whyMayI) : nothing}${
      interaction.isOpen(key) && typeof late === 'object' ? late.law(shown, name) : nothing
    }`;
  };

  return html`<section lang=${words.language} aria-label=${words.heading[name]} @copy=${copy}>
    ${opened ? childBand(words, opened, fetched(true), () => session?.close()) : waiting ? blankBand : nothing}
    <div class="body">
      ${phase === 'expired' ? nothing : html`<h2 part="heading">${words.heading[name]}</h2>`}
      ${waiting ? html`<p class="small">${loading}</p>${blankCard}${blankCard}` : nothing}
      ${notice ? message(notice) : nothing}
      ${view && !waiting && items.length ? html`${content(view, items)}<footer part="source"><span>${line}</span> ${law(view)}</footer>` : nothing}
    </div>
    <p class="hidden" role="status">${copied || (notice?.text[0] ?? (waiting ? loading : line))}</p>
  </section>`;
}
