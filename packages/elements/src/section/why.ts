import { html, nothing } from 'lit';
import type { SectionName } from '../context/session.ts';
import { wordFor } from '../text/format.ts';
import { policyText, unfold, type View } from './parts.ts';

/**
 * "Hvorfor må jeg se det?", unfolded in place: for each giver what is shown, and the law that it rests on.
 *
 * @param reason why it is not shown, where it is not
 */
export function why(view: View, name: SectionName, reason?: string) {
  const { words, interaction, opened } = view;
  const basis = opened.decisions.find(({ dataflow }) => dataflow === name)?.basis ?? [];
  if (reason === undefined && !basis.length) return undefined;
  const key = `${opened.context}why`;
  const label = reason === undefined ? words.whyMayI : words.why;
  return html`${unfold(view, key, [label, label], false, reason !== undefined)}${
    interaction.isOpen(key)
      ? html`<div class="why" part="why">${reason && html`<p>${wordFor(words.reason, reason)}</p>`}${basis.map(
      ({ giver, shows, disclose, obtain }) => html`<p>
        <b>${wordFor(words.giver, giver.replace(/:\d+/, '').split('/').at(-1) ?? '')}:</b> ${policyText(words, shows)}${[disclose, obtain].map(
          ({ law, status }, side) =>
            html`<br>${side ? words.obtain : words.disclose} ${policyText(words, law)}${status === 'settled' ? '' : ` ${words.unsettled}`}`,
        )}
      </p>`,
    )}</div>`
      : nothing
  }`;
}
