import type { PartyContact } from '@paa-tvaers/contract';
import { partyContactShape, readSection } from '@paa-tvaers/contract/reader';
import { html, nothing, type TemplateResult } from 'lit';
import { renderSection } from '../section/frame.ts';
import { Interaction } from '../section/interaction.ts';
import { call, type View } from '../section/parts.ts';
import { PtElement } from '../section/pt-element.ts';
import { SectionController } from '../section/section-controller.ts';
import { section } from '../section/section.styles.ts';
import { wordFor } from '../text/format.ts';

/**
 * Whom to call about the child at each party, also where there is no case.
 *
 * @summary "Hvem kan jeg spørge?": whom to call at each party.
 * @status stable  @since 1.0
 * @attr context - The `name` of the `<pt-context>` to show, where it is not around the widget.
 * @attr band - `compact`: the band is one line, beside a `<pt-child-band>`.
 * @csspart band - Which child, who looks and what for; on top of the widget.
 * @csspart heading - The section's heading (`h2`).
 * @csspart message - A state in words, in place of the content or above it.
 * @csspart button - Each bordered button.
 * @csspart phone - A number to call, with its copy button.
 * @csspart source - How many, when, and from which sources.
 * @csspart why - The law that it rests on, once unfolded.
 * @csspart list - The contacts.
 * @csspart contact - One contact.
 * @cssproperty [--pt-surface=#fff] - Behind cards, band and buttons.
 * @cssproperty [--pt-sunken=#f4f6f7] - Behind the widget.
 * @cssproperty [--pt-ink=#1a2128] - Text.
 * @cssproperty [--pt-muted=#4d5965] - Secondary text.
 * @cssproperty [--pt-accent=#1c4e7a] - Links and buttons.
 * @cssproperty [--pt-on-accent=#fff] - Text on a filled button.
 * @cssproperty [--pt-line=#d2d8de] - Separators that carry no meaning.
 * @cssproperty [--pt-line-strong=#77828d] - Borders that carry meaning: buttons, messages, whatever is dashed.
 * @cssproperty [--pt-warn=#855000] - Line and icon of what may be incomplete or old.
 * @cssproperty [--pt-warn-soft=#fff5e0] - Behind what may be incomplete or old.
 * @cssproperty [--pt-focus=var(--pt-ink)] - The focus ring.
 * @cssproperty [--pt-halo=var(--pt-surface)] - Between the focus ring and the control.
 * @cssproperty [--pt-border=1px] - Width of lines.
 * @cssproperty [--pt-radius=6px] - Corners of cards and messages.
 * @cssproperty [--pt-size=1em] - Font size, from the host's own.
 * @cssproperty [--pt-space=1em] - The step that vertical spacing is counted in.
 * @cssstate empty - No child is set.
 * @cssstate opening - The child is being opened.
 * @cssstate closed - The child was closed.
 * @cssstate failed - The child could not be opened.
 * @cssstate expired - The user is logged out.
 * @cssstate covered - The page was hidden, and the child is not known to be open still.
 * @cssstate misused - The host's mistake.
 * @cssstate loading - The section is on its way.
 * @cssstate slow - It has been for 5 s.
 * @cssstate ok - The section came.
 * @cssstate partial - Some of it came.
 * @cssstate stale - A reload failed.
 * @cssstate busy - A retry is under way.
 * @cssstate unavailable - No source answered.
 * @cssstate denied - Not for this professional.
 * @cssstate consent-needed - Not before consent.
 * @cssstate blocked - Blocked from sharing.
 * @cssstate out-of-scope - Outside what is looked up.
 * @event {PtStateEvent} pt-state - The state changed; carries no content.
 * @event {PtCopiedEvent} pt-copied - A phone number was copied; carries no content.
 */
export class PtContacts extends PtElement {
  static override styles = section;

  readonly #contacts = new SectionController(this, 'contacts', (answer) => readSection<PartyContact>(answer, partyContactShape));
  readonly #interaction = new Interaction(this);

  override render(): TemplateResult {
    return renderSection(
      this,
      this.#contacts,
      this.#interaction,
      (view, contacts) => html`<ul class="list" part="list">${contacts.map((one) => row(view, one))}</ul>`,
    );
  }
}

function row(view: View, { party, municipality, contact }: PartyContact) {
  const { words } = view;
  const { name, person, address } = contact;
  const whose = [
    person && [person.name, person.role].filter(Boolean).join(', '),
    wordFor(words.party, party),
    municipality?.name !== name && municipality?.name,
  ];
  return html`<li class="reach" part="contact">
    <h3>${name}</h3>
    <p class="small">${whose.filter(Boolean).join(' · ')}</p>
    ${address ? html`<p class="small">${address}</p>` : nothing}
    ${call(view, contact)}
  </li>`;
}
