import { categories } from '@paa-tvaers/contract/reader';
import { html, nothing, type TemplateResult } from 'lit';
import { check, icon } from '../icons/icons.ts';
import { clock, pen, warn } from '../icons/notice-icons.ts';
import { lately } from '../section/late.ts';
import { button, type Content, message, type View } from '../section/parts.ts';
import { day, moment, wordFor } from '../text/format.ts';
import { daComposer } from './composer-da.ts';
import { type Composing, described, errorOf, isWrong, line } from './composer-parts.ts';
import type { Writing } from './composer-writing.ts';
import { daCorrespondence } from './da.ts';
import { daThread, type ThreadWords } from './da-thread.ts';
import { carriedBy } from './draft.ts';
import { fileFields } from './files-view.ts';
import { recipientFields, searchLine } from './recipients-view.ts';

/** A text to begin with, and what it is about where nobody has said that yet. */
export interface Template {
  readonly name: string;
  readonly text: string;
  readonly topic?: string;
  /** MedCom's code. */
  readonly category?: string;
}

interface Shown {
  readonly view: View;
  readonly writing: Writing;
  /** The host's own; those of this library where it has none. */
  readonly templates: readonly Template[] | undefined;
  /** The pointer goes down on a button that must not move under it. */
  readonly press: (event: PointerEvent) => void;
  readonly update: () => void;
}

const english = lately(async () => ({
  ...(await import('./composer-en.ts')),
  list: (await import('./en.ts')).en,
}));

/** A text that is being written: whom to, what about, the text, what goes with it, who signs, and Send. */
export function composerView(shown: Shown): TemplateResult {
  const { view, writing, update } = shown;
  const loaded = view.words.language === 'en' && english.get(update);
  const words = loaded && loaded !== 'failed' ? loaded : undefined;
  const said = words?.en ?? daComposer;
  const list = words?.list ?? daCorrespondence;
  const { stage, what, fields } = writing;
  const thread = words?.list.thread ?? daThread;
  const composing: Composing = { view, said, writing, types: thread.type, still: stage === 'sending' || stage === 'waiting' };
  const { kind } = what;
  const heading = kind === 'reply' ? said.heading.reply(fields.to[0]!.unit.name) : said.heading[kind];
  const content =
    stage === 'sent' ? sentList(composing) : stage === 'dropped' ? dropped(composing) : form(composing, shown, list.category, thread);
  return html`<section class="composer" part="composer" lang=${said.language} aria-labelledby="w-heading"
    @dragover=${allow} @drop=${(event: DragEvent) => take(event, event.dataTransfer, composing)}
    @paste=${(event: ClipboardEvent) => take(event, event.clipboardData, composing)}>
    <h2 id="w-heading" tabindex="-1">${heading}</h2>
    ${content}
    <p class="hidden" role="status">${status(composing)}</p>
  </section>`;
}

function allow(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
}

/** Files that are dropped or pasted; a text is left to the field that it comes to. */
function take(event: Event, data: DataTransfer | null, { writing, still }: Composing): void {
  if (!data?.files.length) return;
  event.preventDefault();
  if (!still) writing.attach(data.files);
}

function status(composing: Composing): Content | string {
  const { writing, said } = composing;
  const { stage, search, files } = writing;
  if (stage === 'sending') return said.sending;
  if (stage === 'waiting') return said.waitingForFiles;
  if (stage === 'dropped') return said.dropped;
  if (search.open) return searchLine(composing);
  const { refused, items } = files;
  if (refused.length) return refused.map(({ name, is }) => said.refused[is](name)).join(' ');
  const moving = items.find(({ state }) => state === 'moving');
  return moving
    ? said.movingOf(moving.title)
    : items.at(-1)?.state === 'here' && items.at(-1)?.file
      ? `${items.at(-1)!.title}: ${said.arrived}`
      : nothing;
}

function form(
  composing: Composing,
  { templates, press }: Shown,
  categoryWords: Readonly<Record<string, string>>,
  thread: ThreadWords,
): TemplateResult {
  const { writing, said, view, still } = composing;
  const { what, fields } = writing;
  const { opened } = view;
  const { kind } = what;
  const { category, topic, text, role, phone } = fields;
  const { cpr, name, birthDate } = opened.child;
  const { author } = what.desk;
  return html`${draftNotices(composing)} ${summary(composing)} ${recipientFields(composing)} ${carried(composing)}
    ${choice(composing, 'category', thread.category, category, categoryOptions(category, categoryWords, said.choose), true)}
    ${line(composing, {
      at: 'topic',
      label: said.topic,
      value: topic,
      most: 200,
      input: (value) => writing.set({ topic: value }),
      optional: category !== 'other',
      required: category === 'other',
    })}
    ${
      category === 'regarding-referral'
        ? choice(composing, 'priority', thread.priority, fields.priority, [['', said.noPriority], ...Object.entries(thread.priorities)])
        : nothing
    }
    <div class="field">
      <label for="w-text">${kind === 'forward' ? said.reason : said.text}</label>
      <textarea id="w-text" rows="7" maxlength="100000" ?readonly=${still} .value=${text} aria-required="true"
        aria-invalid=${isWrong(composing, 'text')} aria-describedby=${described(composing, 'text')}
        @input=${(event: Event) => writing.set({ text: (event.target as HTMLTextAreaElement).value })}
        @blur=${() => writing.leave('text')}></textarea>
      ${errorOf(composing, 'text')} ${draftLine(composing)} ${still ? nothing : templateField(composing, templates ?? said.templates)}
    </div>
    ${fileFields(composing)}
    <fieldset class="field signature">
      <legend>${said.signature}</legend>
      <p><b>${author.name}</b><br>${author.organisation}</p>
      ${line(composing, { at: 'role', label: said.role, value: role, most: 100, input: (value) => writing.set({ role: value }), required: true })}
      ${line(composing, { at: 'phone', label: said.phone, value: phone, most: 40, input: (value) => writing.set({ phone: value }), type: 'tel', required: true })}
      <p class="hint">${said.signatureHint}</p>
    </fieldset>
    ${message({ icon: clock, text: said.note })}
    <div class="last">
      ${problem(composing)}
      <p>${said.about} <b>${name ?? view.words.born(day(view.words, birthDate))}</b>, <span class="number">${`${cpr.slice(0, 6)}-${cpr.slice(6)}`}</span></p>
      <p class="row">
        <button class="button filled" id="w-send" part="button" type="button" aria-disabled=${still ? 'true' : nothing}
          @pointerdown=${press} @click=${() => void writing.send()}>${writing.sending.outcomes.size ? said.again : said.send[kind]}</button>
        ${
          still
            ? nothing
            : html`<button type="button" @pointerdown=${press} @click=${() => void writing.close()}>${writing.unsent ? said.close : said.closeEmpty}</button>
                ${writing.unsent ? html`<button type="button" @pointerdown=${press} @click=${() => writing.drop()}>${said.drop}</button>` : nothing}`
        }
      </p>
      <p class="hint busy">${writing.stage === 'sending' ? said.sending : nothing}${
        writing.stage === 'waiting'
          ? html`${said.waitingForFiles} <button type="button" @click=${() => writing.wait()}>${said.notYet}</button>`
          : nothing
      }</p>
    </div>`;
}

type Options = readonly (readonly [code: string, label: string])[];

/** All of the standard's, those first that this project's users write most; and one that a thread has and nobody here knows. */
function categoryOptions(chosen: string, words: Readonly<Record<string, string>>, choose: string): Options {
  const known = categories.map((code) => [code, wordFor(words, code)] as const);
  const other = chosen && !(categories as readonly string[]).includes(chosen) ? [[chosen, chosen] as const] : [];
  return [...(chosen ? [] : [['', choose] as const]), ...known, ...other];
}

function choice(
  composing: Composing,
  at: 'category' | 'priority',
  label: string,
  value: string,
  options: Options,
  required = false,
): TemplateResult {
  const { writing, still } = composing;
  return html`<div class="field">
    <label for="w-${at}">${label}</label>
    <select id="w-${at}" ?disabled=${still} aria-required=${required ? 'true' : nothing} aria-invalid=${isWrong(composing, at)}
      aria-describedby=${described(composing, at)} @change=${(event: Event) => writing.set({ [at]: (event.target as HTMLSelectElement).value })}
      @blur=${() => writing.leave(at)}>
      ${options.map(([code, text]) => html`<option value=${code} .selected=${code === value}>${text}</option>`)}
    </select>
    ${errorOf(composing, at)}
  </div>`;
}

function templateField({ writing, said }: Composing, templates: readonly Template[]): Content {
  if (!templates.length) return nothing;
  const insert = ({ currentTarget }: Event) => {
    const select = (currentTarget as Element).parentElement!.querySelector('select')!;
    const { text, topic = '', category = '' } = templates[select.selectedIndex]!;
    const before = writing.fields;
    writing.set({
      text: before.text.trim() ? `${before.text.trimEnd()}\n\n${text}` : text,
      topic: before.topic.trim() ? before.topic : topic,
      category: before.category || ((categories as readonly string[]).includes(category) ? category : ''),
    });
  };
  return html`<p class="row">
    <label for="w-template">${said.template}</label>
    <select id="w-template">${templates.map(({ name }) => html`<option>${name}</option>`)}</select>
    <button class="button" part="button" type="button" @click=${insert}>${said.insert}</button>
  </p>`;
}

/** Of a forward: which messages go along, with their files. */
function carried(composing: Composing): Content {
  const { writing, said, view, still } = composing;
  const { what, fields } = writing;
  if (what.kind !== 'forward') return nothing;
  const files = (id: string) => what.thread!.parts.filter(({ kind, message }) => kind !== 'text' && message === id).length;
  const turn =
    (id: string) =>
    ({ target }: Event) => {
      const rest = fields.without.filter((one) => one !== id);
      writing.set({ without: (target as HTMLInputElement).checked ? rest : [...rest, id] });
    };
  return html`<fieldset class="field"><legend>${said.carried}</legend>
    <ul>${carriedBy(what).map(({ id, sender, at }, place) => {
      const count = files(id);
      return html`<li><label class="check"><input type="checkbox" .checked=${!fields.without.includes(id)} ?disabled=${still || place === 0} @change=${turn(id)}>
        <span>${said.carriedLine(sender ?? '', moment(view.words, at))}${count ? ` · ${said.files(count)}` : nothing}</span></label></li>`;
    })}</ul>
  </fieldset>`;
}

function draftNotices({ writing, said, view, still }: Composing): Content {
  const { from, offered, problem } = writing;
  const at = (time: string) => moment(view.words, time);
  if (still) return nothing;
  if (offered)
    return message({
      icon: pen,
      text: [said.offered(at(offered.savedAt))],
      action: button(said.takeDraft, () => void writing.turnTo(offered)),
    });
  if (from && writing.keeper.id === from.id)
    return html`<p class="hint">${said.from(at(from.savedAt))} ${
      writing.what.kind === 'new' ? html`<button type="button" @click=${() => void writing.turnTo()}>${said.startAnew}</button>` : nothing
    }</p>`;
  if (problem?.slug !== 'drafts-away') return nothing;
  return message({
    icon: warn,
    look: 'warn',
    text: said.problem['drafts-away']!,
    action: button(said.retry, () => void writing.restore()),
  });
}

/** What was wrong when Send was pressed; each line leads to its field. */
function summary({ writing, said }: Composing): Content {
  const { wrongs, tried } = writing;
  if (!tried || !wrongs.length) return nothing;
  const go = (at: string) => (event: Event) => {
    event.preventDefault();
    const root = (event.currentTarget as Element).getRootNode() as ShadowRoot;
    root.getElementById(`w-${at}`)?.focus();
  };
  return html`<div class="message wrong" id="w-summary" tabindex="-1" role="group" aria-labelledby="w-summary-heading">${icon(warn)}<div>
    <h3 id="w-summary-heading">${said.summary(wrongs.length)}</h3>
    <ul>${wrongs.map(({ at, is }) => html`<li><a href="#w-${at}" @click=${go(at)}>${said.wrong[is]}</a></li>`)}</ul>
  </div></div>`;
}

// The gateway did not answer, or could not: nobody knows what has become of it.
const silent = ({ slug, status = 0 }: { readonly slug: string; readonly status?: number }) =>
  /^(network|time-out|answer-invalid|aborted)$/.test(slug) || status >= 500;

function problem({ writing, said }: Composing): Content {
  const { problem, fields, sending } = writing;
  if (!problem || problem.slug === 'drafts-away') return nothing;
  const text = silent(problem) ? said.unsure : (said.problem[problem.slug] ?? said.unknown);
  const partly = fields.to.length > 1 && sending.left(fields.to).length < fields.to.length;
  return html`<div class="problem" id="w-problem" tabindex="-1" role="group" aria-label=${text[0]}>${message({
    icon: warn,
    look: 'warn',
    text: [text[0], [text[1], partly && said.partly].filter(Boolean).join(' ')],
    action: problem.trace ? html`<p class="small">${said.trace} ${problem.trace}</p>` : nothing,
  })}</div>`;
}

/** The line is always there, so that nothing moves when it has something to say. */
function draftLine({ writing, said, view }: Composing): TemplateResult {
  const { savedAt, failed } = writing.keeper;
  return html`<p class="hint drafted">${failed ? said.draftFailed : savedAt ? said.draft(moment(view.words, savedAt)) : nothing}</p>`;
}

/** Sent to several: each with its thread. */
function sentList({ writing, said }: Composing): TemplateResult {
  const { fields, sending } = writing;
  return html`<div id="w-sent" tabindex="-1" role="group" aria-label=${said.sentTo}>
    <p>${said.sentTo}</p>
    <ul class="chosen">${fields.to.map(({ unit: { sor, name } }) => {
      const sent = sending.outcomes.get(sor)!.sent!;
      return html`<li class="row">${icon(check)}<b>${name}</b>
        <button type="button" aria-label="${said.openThread}: ${name}" @click=${() => writing.openSent(sent)}>${said.openThread}</button></li>`;
    })}</ul>
    ${button(said.closeSent, () => writing.put())}
  </div>`;
}

function dropped({ writing, said }: Composing): TemplateResult {
  return html`<p>${said.dropped}</p>
    <p class="row"><button class="button" id="w-undo" part="button" type="button" @click=${() => writing.undo()}>${said.undo}</button>
      ${button(said.closeSent, () => writing.put())}</p>`;
}
