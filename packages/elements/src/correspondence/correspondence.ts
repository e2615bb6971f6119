import { html, nothing, type TemplateResult } from 'lit';
import { icon, mail } from '../icons/icons.ts';
import { barred } from '../icons/unseen-icons.ts';
import { renderSection } from '../section/frame.ts';
import { Interaction } from '../section/interaction.ts';
import { lately } from '../section/late.ts';
import { button, call, message, type Notice, type View } from '../section/parts.ts';
import { PtElement } from '../section/pt-element.ts';
import { SectionController } from '../section/section-controller.ts';
import { section } from '../section/section.styles.ts';
import type { Words } from '../text/words.ts';
import type { Template } from './composer-view.ts';
import { correspondence as styles } from './correspondence.styles.ts';
import { type CorrespondenceWords, daCorrespondence } from './da.ts';
import { threadList } from './list.ts';
import type { Reading } from './reading.ts';
import { type ReadThreads, readThreads } from './threads.ts';

// Asked for at the first rendering; an open thread, changes as they come, and later pages need it, the list does not.
const reading = lately(() => import('./reading.ts'));
const english = lately(() => import('./en.ts'));

/**
 * The threads of one's own unit about the child, a thread with all that it says, and what to do with it.
 * Nothing here says that anybody has read a message: MedCom's receipts tell of systems.
 *
 * @summary Meddelelser: the unit's threads about the child, and where one writes.
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
 * @csspart list - The threads.
 * @csspart thread - One thread of the list.
 * @csspart text - One message of an open thread.
 * @csspart composer - What is being written.
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
 * @cssproperty [--pt-soft=#e9f0f6] - Behind one's own messages.
 * @cssproperty [--pt-error=#ae2018] - What was not delivered.
 * @cssproperty [--pt-error-soft=#fdeceb] - Behind what was not delivered.
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
export class PtCorrespondence extends PtElement {
  static override styles = [section, styles];

  readonly #threads = new SectionController(this, 'threads', readThreads);
  readonly #interaction = new Interaction(this);
  #reading: Reading | undefined;
  /** The thread that was pressed before there was anything to open it, and in which child's list. */
  #pressed: readonly [id: string, context: string] | undefined;
  #templates: readonly Template[] | undefined;

  /** Texts to begin a message with: the host's own, in place of those that stand here where it is not set. */
  get templates(): readonly Template[] | undefined {
    return this.#templates;
  }
  set templates(templates: readonly Template[] | null | undefined) {
    this.#templates = templates ?? undefined;
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const update = () => this.requestUpdate();
    const module = reading.get(update);
    if (module && module !== 'failed') this.#reading ??= new module.Reading(this);
    const room = this.#reading;
    const { sessionState } = this;
    if (room && this.#pressed) {
      const [id, context] = this.#pressed;
      this.#pressed = undefined;
      if (context === sessionState.opened?.context) room.open(id);
    }
    const loaded = sessionState.locale === 'en' && english.get(update);
    const said = loaded && loaded !== 'failed' ? loaded.en : undefined;
    const { heading, what, network } = said ?? daCorrespondence;
    const speak = (words: Words): Words => ({
      ...words,
      heading: and(words.heading, { threads: heading }),
      what: and(words.what, { threads: what }),
      source: and(words.source, { network }),
    });
    const wordsOf = (words: Words) => (words.language === 'en' && said ? said : daCorrespondence);
    const { snapshot } = this.#threads;
    const section = snapshot.phase === 'loaded' ? (snapshot.section as ReadThreads) : undefined;
    // Where the unit's box is, if it is not here; what is here all the same is shown.
    const { mailbox } = section?.desk ?? {};
    const box = !section?.items.length && (mailbox === 'host' || mailbox === 'none') ? mailbox : undefined;
    const items = room?.all(section) ?? section?.items ?? [];

    return renderSection(
      this,
      this.#threads,
      this.#interaction,
      (view) =>
        html`${threadList(view, wordsOf(view.words), items, (id) => this.#open(id, view.opened.context))}${room?.more(view, wordsOf(view.words), section)}`,
      {
        speak,
        count: (words) => wordsOf(words).count(items.length),
        note: (words) =>
          html`${section?.sources.some(({ id, state }) => id === 'network' && state === 'unavailable') ? html`<p class="note small">${wordsOf(words).away}</p>` : nothing}${
            items.length ? html`<p class="note small">${wordsOf(words).own}</p>` : nothing
          }`,
        page: (view, list) =>
          (box && elsewhere(view, wordsOf(view.words), box, section!)) ?? room?.page(view, list, section, wordsOf(view.words)) ?? list,
        say: (line, words) => (box ? wordsOf(words)[box][0] : (room?.say(line, words, wordsOf(words)) ?? line)),
      },
    );
  }

  #open(id: string, context: string): void {
    if (this.#reading) this.#reading.open(id);
    else this.#pressed = [id, context];
  }
}

const and = <Table extends object>(table: Table, more: object): Table => ({ ...table, ...more });

/** What to do instead. */
function elsewhere(view: View, said: CorrespondenceWords, box: 'host' | 'none', { desk }: ReadThreads): TemplateResult {
  const { composeMessage } = view.session.actions;
  const { context } = view.opened;
  const write = composeMessage && button(html`${icon(mail)}${said.write}`, () => composeMessage({ context }));
  const notice: Notice =
    box === 'host'
      ? { icon: mail, text: said.host, action: write }
      : {
          icon: barred,
          text: said.none,
          action: html`${desk?.call.map((one) => html`<p class="whom"><b>${[...new Set([one.person?.name ?? one.name, one.name])].join(' · ')}</b></p>${call(view, one)}`)}`,
        };
  return html`<h2 part="heading">${said.heading}</h2>${message(notice)}`;
}
