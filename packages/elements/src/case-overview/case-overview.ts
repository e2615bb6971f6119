import type { CaseItem, Contact, DepartmentCases } from '@paa-tvaers/contract';
import { html, nothing } from 'lit';
import { icon } from '../icons/icons.ts';
import { renderSection } from '../section/frame.ts';
import { Interaction } from '../section/interaction.ts';
import { call, unfold, type View } from '../section/parts.ts';
import { PtElement } from '../section/pt-element.ts';
import { SectionController } from '../section/section-controller.ts';
import { section } from '../section/section.styles.ts';
import { day, wordFor } from '../text/format.ts';

/**
 * The cases that municipal departments have about the child, and whom to call.
 *
 * @summary Cases and contacts, one card a department.
 */
export class PtCaseOverview extends PtElement {
  static override styles = section;

  static override properties = { showClosed: { type: Boolean, attribute: 'show-closed' } };

  /** Shows closed cases unfolded. */
  declare showClosed: boolean;

  readonly #cases = new SectionController(this, 'cases');
  readonly #interaction = new Interaction(this);

  override render() {
    return renderSection(
      this,
      this.#cases,
      this.#interaction,
      (view, departments) =>
        html`<ul role="list">${[...departments].sort((one, other) => rank(one) - rank(other)).map((one) => card(view, one, this.showClosed))}</ul>`,
      (departments) => departments.flatMap(({ cases }) => cases).length,
    );
  }
}

const icons = { involved: 'involved', 'none-reported': 'none', 'not-connected': 'plug', 'not-shared': 'barred' } as const;
const order = Object.keys(icons);
// Involved first, then what is known, then what is not.
const rank = ({ state }: Pick<DepartmentCases, 'state'>) => order.indexOf(state) + 1 || 9;

function card(view: View, { department, municipality, state, cases, contacts }: DepartmentCases, showClosed: boolean) {
  const { words, opened, session, interaction, time } = view;
  const { composeMessage } = session.actions;
  const { context, child } = opened;
  const known = Object.hasOwn(icons, state) ? (state as keyof typeof icons) : undefined;
  const [sentence, detail] = words.state[known ?? 'unknown'];
  const name = wordFor(words.department, department);
  const open = cases.filter(({ status }) => status !== 'closed');
  const closed = cases.filter((one) => !open.includes(one));
  const key = context + municipality.code + department;
  return html`<li class="card ${known && rank({ state }) < 3 ? '' : 'unknown'}" part="card">
    <div>
      <h3>${name}</h3>
      ${municipality.code === child.municipality?.code ? nothing : html`<p class="small">${municipality.name}</p>`}
      <p class="state">${icon(icons[known!] ?? 'unknown')}<b>${
        open.length ? `${sentence} · ${words.open(open.length)}` : closed.length ? words.earlier : sentence
      }</b></p>
      <p class="small">${detail(time, words.of(name, municipality.name))}</p>
      ${open.map((one) => line(view, one, open.length > 1))}
      ${
        closed.length
          ? html`<p class="small">${words.closed(closed.length)} ${unfold(view, key, [words.show, words.hide], showClosed)}</p>${
              interaction.isOpen(key, showClosed) ? closed.map((one) => line(view, one, true)) : nothing
            }`
          : nothing
      }
      ${
        composeMessage && state === 'involved'
          ? html`<p class="small"><button type="button" @click=${() => composeMessage({ context, party: department })}>${icon('mail')}<span>${words.write}</span></button></p>`
          : nothing
      }
    </div>
    <div class="call" part="call">${contacts.map((one) => reach(view, one, open.length > 0))}${contacts.length ? nothing : html`<p class="small">${words.noPhone}</p>`}</div>
  </li>`;
}

/** What may be told of a case; across sectors hardly anything. */
function line({ words, session, opened: { context } }: View, { id, title, responsibleUnit, caseworker, opened }: CaseItem, named: boolean) {
  const { openCase } = session.actions;
  const text = [title, responsibleUnit && `${words.unit} ${responsibleUnit}`, named && caseworker, opened && words.opened(day(words, opened))];
  return html`<p class="small">${text.filter(Boolean).join(' · ')} ${
    openCase ? html`<button type="button" @click=${() => openCase({ context, caseId: id })}>${words.openCase}</button>` : nothing
  }</p>`;
}

/** Whom to call: the caseworker, and whose number it is where it is not the caseworker's own. */
const reach = (view: View, contact: Contact, expected: boolean) =>
  html`<div class="reach">${
    contact.person ? html`<p class="name">${contact.person.name}</p><p class="small">${contact.person.role}</p>` : expected ? html`<p>${view.words.noCaseworker}</p>` : nothing
  }${contact.level === 'caseworker' ? nothing : html`<p class="small">${view.words.phoneOf(contact.name)}</p>`}${call(view, contact)}</div>`;
