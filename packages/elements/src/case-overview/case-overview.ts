import type { CaseItem, Contact, DepartmentCases } from '@paa-tvaers/contract';
import { departmentCasesShape, readSection } from '@paa-tvaers/contract/reader';
import { html, nothing, type TemplateResult } from 'lit';
import { icon, mail, ring, unknown } from '../icons/icons.ts';
import { barred, plug } from '../icons/unseen-icons.ts';
import { renderSection } from '../section/frame.ts';
import { Interaction } from '../section/interaction.ts';
import { call, unfold, type View } from '../section/parts.ts';
import { PtElement } from '../section/pt-element.ts';
import { SectionController } from '../section/section-controller.ts';
import { section } from '../section/section.styles.ts';
import { day, wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import { caseOverview } from './case-overview.styles.ts';
import { daCases } from './da.ts';

/**
 * The cases that municipal departments have about the child, and whom to call.
 *
 * @summary Sager i kommunen: cases and contacts, one card a department.
 * @status stable  @since 1.0
 * @attr show-closed - Shows closed cases unfolded.
 * @attr context - The `name` of the `<pt-context>` to show, where it is not around the widget.
 * @attr band - `compact`: the band is one line, beside a `<pt-child-band>`.
 * @csspart band - Which child, who looks and what for; on top of the widget.
 * @csspart heading - The section's heading (`h2`).
 * @csspart message - A state in words, in place of the content or above it.
 * @csspart button - Each bordered button.
 * @csspart phone - A number to call, with its copy button.
 * @csspart source - How many, when, and from which sources.
 * @csspart why - The law that it rests on, once unfolded.
 * @csspart card - One department.
 * @csspart call - The half of a card that says whom to call.
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
export class PtCaseOverview extends PtElement {
  static override styles = [section, caseOverview];

  static override properties = { showClosed: { type: Boolean, attribute: 'show-closed' } };

  /** Shows closed cases unfolded. */
  declare showClosed: boolean;

  readonly #cases = new SectionController(this, 'cases', (answer) => readSection<DepartmentCases>(answer, departmentCasesShape));
  readonly #interaction = new Interaction(this);

  override render(): TemplateResult {
    return renderSection(
      this,
      this.#cases,
      this.#interaction,
      (view, departments) =>
        html`<ul>${[...departments].sort((one, other) => rank(one) - rank(other)).map((one) => card(view, one, this.showClosed))}</ul>`,
      {
        count: (words, departments) => {
          const shown = departments.flatMap(({ cases }) => cases).length;
          return shown && wordsOf(words).count(shown);
        },
        note: (words, { length }) => (length ? nothing : html`<p class="small">${wordsOf(words).notAll}</p>`),
      },
    );
  }
}

const wordsOf = (words: Words) => words.cases ?? daCases;

const icons = { involved: ring, 'none-reported': ring, 'not-connected': plug, 'not-shared': barred };
const order = Object.keys(icons);
// Involved first, then what is known, then what is not.
const rank = ({ state }: Pick<DepartmentCases, 'state'>) => order.indexOf(state) + 1 || 9;

function card(view: View, { department, municipality, state, cases, contacts }: DepartmentCases, showClosed: boolean) {
  const { words, opened, session, interaction, time } = view;
  const said = wordsOf(words);
  const { composeMessage } = session.actions;
  const { context, child } = opened;
  const known = Object.hasOwn(icons, state) ? (state as keyof typeof icons) : undefined;
  const [sentence, detail] = said.state[known ?? 'not-connected'];
  const name = wordFor(words.party, department);
  const open = cases.filter(({ status }) => status !== 'closed');
  const closed = cases.filter((one) => !open.includes(one));
  const earlier = !open.length && closed.length > 0;
  const key = context + municipality.code + department;
  const unfolded = interaction.isOpen(key, showClosed);
  return html`<li class="card ${known && rank({ state }) < 3 ? '' : 'unknown'}" part="card">
    <div>
      <h3>${name}</h3>
      ${municipality.code === child.municipality?.code ? nothing : html`<p class="small">${municipality.name}</p>`}
      <p class="state">${icon(known ? icons[known] : unknown, known === 'involved' && !earlier)}<b>${
        open.length ? `${sentence} · ${said.open(open.length)}` : earlier ? said.earlier : sentence
      }</b></p>
      <p class="small">${known && detail?.(time, name, municipality.name)}</p>
      ${open.map((one) => line(view, one, open.length > 1))}
      ${
        closed.length
          ? html`<p class="small">${said.closed(closed.length)} ${unfold(view, key, unfolded ? said.hide : said.show, { initially: showClosed })}</p>${
              unfolded ? closed.map((one) => line(view, one, true)) : nothing
            }`
          : nothing
      }
      ${
        composeMessage && state === 'involved'
          ? html`<p class="small">
              <button type="button" @click=${() => composeMessage({ context, party: department })}>${icon(mail)}${said.write}</button>
            </p>`
          : nothing
      }
    </div>
    <div class="call" part="call">
      ${contacts.length ? contacts.map((one) => reach(view, one, open.length > 0)) : html`<p class="small">${words.noPhone}</p>`}
    </div>
  </li>`;
}

/** What may be told of a case; across sectors hardly anything. */
function line({ words, session, opened: { context } }: View, { id, title, responsibleUnit, caseworker, opened }: CaseItem, named: boolean) {
  const { openCase } = session.actions;
  const said = wordsOf(words);
  const text = [
    title,
    responsibleUnit && `${said.unit} ${responsibleUnit}`,
    named && caseworker,
    opened && said.opened(day(words, opened)),
  ];
  return html`<p class="small">${text.filter(Boolean).join(' · ')} ${
    openCase ? html`<button type="button" @click=${() => openCase({ context, caseId: id })}>${said.openCase}</button>` : nothing
  }</p>`;
}

/** Whom to call: the caseworker, and whose number it is where it is not the caseworker's own. */
function reach(view: View, contact: Contact, expected: boolean) {
  const said = wordsOf(view.words);
  const { person, level, name } = contact;
  return html`<div class="reach">
    ${person ? html`<p class="name">${person.name}</p><p class="small">${person.role}</p>` : nothing}
    ${expected && !person ? html`<p>${said.noCaseworker}</p>` : nothing}
    ${level === 'caseworker' ? nothing : html`<p class="small">${said.phoneOf(name)}</p>`}
    ${call(view, contact)}
  </div>`;
}
