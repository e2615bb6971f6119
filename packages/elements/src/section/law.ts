import type { Text } from '@paa-tvaers/contract';
import { html, type TemplateResult } from 'lit';
import type { SectionName } from '../context/session.ts';
import { daNotices } from '../text/da-notices.ts';
import { wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import type { View } from './parts.ts';

/**
 * "Hvorfor må jeg se det?": for each giver what is shown, and the law that it rests on.
 *
 * @param reason why it is not shown, where it is not
 */
export function law({ words, opened }: View, name: SectionName, reason?: string): TemplateResult {
  const said = words.notices ?? daNotices;
  const basis = opened.decisions.find(({ dataflow }) => dataflow === name)?.basis ?? [];
  return html`<div class="why" part="why">
    ${reason && html`<p>${wordFor(said.reason, reason)}</p>`}
    ${basis.map(
      ({ giver, shows, disclose, obtain }) => html`<p>
        <b>${wordFor({ ...words.party, ...said.giver }, kind(giver))}:</b> ${policyText(words, shows)}
        ${[disclose, obtain].map(
          ({ law, status }, side) => html`<br>${side ? said.obtain : said.disclose} ${policyText(words, law)}
            ${status === 'settled' ? '' : said.unsettled}`,
        )}
      </p>`,
    )}
  </div>`;
}

// A giver is named as policy does: `municipality:0998/ppr`, `region:1081`, `clinic`.
const kind = (giver: string) => giver.replace(/:\w+/, '').split('/').at(-1) ?? giver;

/** In the user's language, else in Danish and marked so. */
const policyText = (words: Words, { da, en }: Text) => (words.language === 'da' ? da : (en ?? html`<span lang="da">${da}</span>`));
