import type { PartyContact } from '@paa-tvaers/contract';
import { html, nothing } from 'lit';
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
 * @summary "Hvem kan jeg spørge?"
 */
export class PtContacts extends PtElement {
  static override styles = section;

  readonly #contacts = new SectionController(this, 'contacts');
  readonly #interaction = new Interaction(this);

  override render() {
    return renderSection(this, this.#contacts, this.#interaction, (view, contacts) => html`<ul class="list" role="list" part="list">${contacts.map((one) => row(view, one))}</ul>`);
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
