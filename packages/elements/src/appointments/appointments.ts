import type { Appointment } from '@paa-tvaers/contract';
import { appointmentShape, readSection } from '@paa-tvaers/contract/reader';
import { html, nothing, type TemplateResult } from 'lit';
import { ring } from '../icons/icons.ts';
import { renderSection } from '../section/frame.ts';
import { Interaction } from '../section/interaction.ts';
import { lately } from '../section/late.ts';
import { type Content, call, message, unfold, type View } from '../section/parts.ts';
import { PtElement } from '../section/pt-element.ts';
import { SectionController } from '../section/section-controller.ts';
import { section } from '../section/section.styles.ts';
import { awayWords, isOver, momentWords, whenWords } from '../text/when.ts';
import type { Words } from '../text/words.ts';
import { appointments as styles } from './appointments.styles.ts';
import { daAppointments } from './da.ts';

/**
 * The child's appointments in child and adolescent psychiatry: the next one large, then those that come,
 * then earlier ones, as far back as policy opens. The source knows the agreed time only: nothing says that anybody came.
 *
 * @summary Næste aftale i børne- og ungdomspsykiatrien: when, where, and whom to call.
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
 * @csspart next - Around the next appointment.
 * @csspart list - The coming appointments, and the earlier ones.
 * @csspart appointment - One appointment.
 * @csspart call - The part of it that says whom to call.
 * @csspart note - What the list shows, and what it does not.
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
export class PtAppointments extends PtElement {
  static override styles = [section, styles];

  readonly #appointments = new SectionController(this, 'appointments', (answer) => readSection<Appointment>(answer, appointmentShape));
  readonly #interaction = new Interaction(this);

  override render(): TemplateResult {
    // Where it cannot be fetched, nothing is offered.
    const module = calendar.get(() => this.requestUpdate());
    const save = typeof module === 'object' ? module.save : undefined;
    return renderSection(this, this.#appointments, this.#interaction, (view, items) => overview(view, items, save), {
      count: (words, appointments) => wordsOf(words).count(appointments.length),
      note: (words) => html`<p class="note small" part="note">${wordsOf(words).note}</p>`,
    });
  }
}

// Asked for at the first rendering, and there before the gateway has answered.
const calendar = lately(() => import('./calendar.ts'));

type Save = (one: Appointment, label: string, day: string) => Content;

const wordsOf = (words: Words) => words.appointments ?? daAppointments;

// What cannot be read comes last: it is shown as it is, and not as the next.
const startOf = ({ start }: Appointment) => Date.parse(start) || Infinity;

/** By the clock of this rendering: a session is rendered anew at each answer, and without one ends after 20 minutes. */
function overview(view: View, appointments: readonly Appointment[], save?: Save) {
  const { words, interaction, opened } = view;
  const said = wordsOf(words);
  const now = Date.now();
  const sorted = [...appointments].sort((one, other) => startOf(one) - startOf(other) || 0);
  const [next, ...coming] = sorted.filter((one) => !isOver(one, now));
  const earlier = sorted.filter((one) => isOver(one, now)).reverse();

  // A unit's number stands where the unit is first named: forty rows with the same number hide the one that differs.
  const named = new Set<string>();
  const reach = (one: Appointment, always: boolean) => {
    const name = one.unit ?? one.place ?? '';
    const again = named.size === named.add(name + one.phone).size;
    return always || (one.phone && !again) ? call(view, { ...one, name }) : nothing;
  };

  const row = (kind: 'next' | 'coming' | 'earlier') => (one: Appointment) => {
    const { unit, place, address, movedFrom, reason } = one;
    const { day, time } = whenWords(words, one, now);
    const isNext = kind === 'next';
    const more = [
      [place, address].filter(Boolean).join(', '),
      movedFrom && said.moved(momentWords(words, movedFrom, now)),
      one.advisory && said.advisory,
      one.series && said.series,
      reason && said.reason(reason),
    ];
    return html`<li class="${kind} ${isNext ? 'card' : 'row'}" part="appointment">
      <div class="when">
        <p class="day">${day}</p>
        <p class="time number">${time}</p>
        ${isNext ? html`<p class="small">${awayWords(words, one, now)}</p>` : nothing}
      </div>
      <div>
        <p class="unit">${unit}</p>
        ${more.map((text) => (text ? html`<p class="small">${text}</p>` : nothing))}
        ${one.calendar && kind !== 'earlier' ? save?.(one, said.save, day) : nothing}
      </div>
      <div class=${isNext ? 'call' : 'reach'} part="call">${reach(one, isNext)}</div>
    </li>`;
  };

  const list = (kind: 'coming' | 'earlier', items: readonly Appointment[], first: number) => {
    const key = opened.context + kind;
    const open = interaction.isOpen(key);
    const shown = open ? items : items.slice(0, first);
    return items.length
      ? html`<h3>${said[kind]}</h3>
          <ul class="list rows" part="list">
            ${shown.map(row(kind))}
            ${
              items.length > first
                ? html`<li class="small">${said.shown(shown.length, items.length)} · ${unfold(view, key, open ? said.fewer : said.more)}</li>`
                : nothing
            }
          </ul>`
      : nothing;
  };

  return html`${next ? html`<ul part="next">${row('next')(next)}</ul>` : message({ icon: ring, text: [said.none] })}
    ${list('coming', coming, 10)} ${list('earlier', earlier, 3)}`;
}
