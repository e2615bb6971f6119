import type { Cpr, OpenedContext } from '@paa-tvaers/contract';
import { maskCpr } from '@paa-tvaers/contract/reader';
import { html, nothing, type TemplateResult } from 'lit';
import { close as cross, icon, shield } from '../icons/icons.ts';
import { bars, button, message } from '../section/parts.ts';
import { day, wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';

// Where the register gives no name (it is down, or the name is protected), the birth date says who it is.
const name = (words: Words, { child }: OpenedContext) => child.name ?? words.born(day(words, child.birthDate));

const professional = (words: Words, { professional: { name, title, function: as, unit, organisation } }: OpenedContext) =>
  `${name}, ${title ?? wordFor(words.function, as)} · ${unit ?? organisation}`;

export const masked = ({ child }: OpenedContext) => maskCpr(child.cpr as Cpr);

/** What goes with everything that is copied or printed: child, source and time, professional. */
export const childOf = (words: Words, opened: OpenedContext, cpr: string, source: string) =>
  [name(words, opened), cpr, source, professional(words, opened)].filter(Boolean).join(' · ');

/** The band's outline, while the child is being opened. */
export const blankBand = html`<header aria-hidden="true"><div class="who">${bars}</div></header>`;

/**
 * Which child this is, who looks, and what for: on top of every widget. Where the organisation's
 * agreement says that the host names the child (`needBanner` false), it stands in print only. Where the
 * widget's attribute `band` is `compact`, the style sheet makes it a line on the screen: name, age, masked
 * number, and the first sentence of what warns.
 *
 * The number in full stands in a line that only print shows: no attribute, and nothing that is read
 * aloud, found or copied on the screen.
 *
 * @param source where the widget's data come from and when, for print
 */
export function childBand(words: Words, opened: OpenedContext, source: string, close: () => void): TemplateResult {
  const { cpr, age, municipality, protection } = opened.child;
  return html`<header class=${opened.needBanner ? '' : 'print'} part="band">
    ${opened.demo ? html`<p class="demo"><b>${words.demo}</b></p>` : nothing}
    <div class="who">
      <p class="name">${name(words, opened)}</p>
      <p class="child">${words.age(age)} · <span class="hidden">${words.cprHidden}</span> <span class="number">${masked(opened)}</span>${
        municipality ? html`<span class="home">${` · ${words.livesIn(municipality.name)}`}</span>` : nothing
      }</p>
      <p class="by small">${professional(words, opened)}<br>${words.purpose(wordFor(words.purposes, opened.purpose))}</p>
      ${button(html`${icon(cross)}${words.closeChild}`, close)}
    </div>
    ${protection === 'unknown' ? html`<p>${words.unprotected}</p>` : nothing}
    ${protection === 'unknown' || protection === 'none' ? nothing : message({ icon: shield, look: 'strong', text: words.protected })}
    <p class="print">${childOf(words, opened, `${cpr.slice(0, 6)}-${cpr.slice(6)}`, source)}</p>
  </header>`;
}
