import type { Thread, ThreadMessage } from '@paa-tvaers/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon, unknown } from '../icons/icons.ts';
import { back as backwards } from '../icons/mail-icons.ts';
import { warn } from '../icons/notice-icons.ts';
import { bars, button, type Content, message as notice, unfold, type View } from '../section/parts.ts';
import { wordFor } from '../text/format.ts';
import type { CorrespondenceWords } from './da.ts';
import { daThread, type ThreadWords } from './da-thread.ts';
import { filingIsOpen, messageCard, numberWords } from './message.ts';
import type { OpenThread } from './open-thread.ts';
import type { Compose } from './seam.ts';

/** What a thread's templates are made from. */
export interface ThreadView extends View {
  readonly list: CorrespondenceWords;
  readonly said: ThreadWords;
  readonly open: OpenThread;
  readonly thread: Thread;
  /** Where one may write. */
  readonly begin: ((what: Omit<Compose, 'desk'>) => void) | undefined;
}

/** One thread, whole: whom it is about, what was written, and what to do next. */
export function threadPage(
  view: View,
  list: CorrespondenceWords,
  back: () => void,
  open: OpenThread,
  begin: ThreadView['begin'],
): TemplateResult {
  const said = list.thread ?? daThread;
  const { thread, failure } = open;
  const top = html`<p><button type="button" @click=${back}>${icon(backwards)}${said.back}</button></p>`;
  if (!thread) {
    const title = html`<h2 tabindex="-1">${list.heading}</h2>`;
    if (!failure)
      return html`${top}<div class="thread-head">${title}<p class="small">${said.loading}</p></div><div class="card" aria-hidden="true"><div>${bars}</div></div>`;
    const text = failure.slug === 'not-found' ? said.gone : failure.slug === 'not-permitted' ? said.forbidden : said.failed;
    return html`${top}<div class="thread-head">${title}</div>${notice({
      icon: unknown,
      look: 'unknown',
      text,
      action: text === said.failed ? button(view.words.retry, () => void open.load()) : nothing,
    })}`;
  }
  const all: ThreadView = { ...view, list, said, open, thread, begin };
  const { shown } = open;
  const folded = thread.messages.length - shown.length;
  const fresh = shown.find(({ unread }) => unread);
  return html`${top}${head(all)}
    ${failure ? notice({ icon: warn, look: 'warn', text: said.failed, action: button(view.words.retry, () => void open.load()) }) : nothing}
    ${thread.unknown ? html`<p class="small">${said.unknown(thread.unknown)}</p>` : nothing}
    ${folded ? html`<p class="small"><button type="button" @click=${() => open.unfold()}>${said.earlier(folded)}</button></p>` : nothing}
    ${fresh && fresh !== shown[0] ? html`<p class="small"><button type="button" @click=${(event: Event) => goTo(event, fresh)}>${said.toNew}</button></p>` : nothing}
    <ol class="texts">${repeat(
      shown,
      ({ id }) => id,
      // Of 500 messages those alone are rendered again that something has happened to.
      (message) =>
        guard([thread, message, said, open.marks, filingIsOpen(all, message), view.session.actions, !begin], () =>
          messageCard(all, message),
        ),
    )}</ol>
    ${extra(all)} ${acts(all)}`;
}

function goTo({ currentTarget }: Event, { id }: ThreadMessage): void {
  const root = (currentTarget as Element).getRootNode() as ShadowRoot;
  const card = root.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
  card?.scrollIntoView({ block: 'start' });
  card?.focus();
}

function head(view: ThreadView): TemplateResult {
  const { words, list, said, thread, open, opened } = view;
  const { category, topic, priority, parties, patient, task, alerts, episodes, desk } = thread;
  const between = [desk?.unit?.name ?? opened.professional.unit ?? opened.professional.organisation, ...parties];
  const number = ({ type, value }: Thread['patient']['identifiers'][number]) =>
    html`, ${type === 'cpr' ? '' : `${wordFor(said.identifier, type)} `}<span class="number">${numberWords(value)}</span>`;
  const busy = open.asked.get('task');
  const turn = (state: 'new' | 'in-progress' | 'done', label: string) =>
    html`<button type="button" ?disabled=${busy === 'busy'} @click=${() => void open.setTask(state)}>${label}</button>`;
  const who = task.assignee ? list.with(task.assignee.name) : '';
  return html`<div class="thread-head">
    <h2 tabindex="-1">${topic ?? wordFor(list.category, category)}</h2>
    <dl>
      <dt>${said.category}</dt><dd>${wordFor(list.category, category)}</dd>
      ${priority ? html`<dt>${said.priority}</dt><dd>${wordFor(said.priorities, priority)}</dd>` : nothing}
      <dt>${said.between}</dt><dd>${new Intl.ListFormat(words.language).format(between)}</dd>
      <dt>${said.child}</dt><dd><b>${patient.name ?? said.noName}</b>${patient.identifiers.map(number)}</dd>
      ${episodes.length ? html`<dt>${said.episodes}</dt><dd>${episodes.join(', ')}</dd>` : nothing}
      <dt>${said.task}</dt><dd class="turn">${wordFor(said.tasks, task.state)}${who}
        ${task.state === 'done' ? turn('new', said.reopen) : html`${task.assignee?.self ? nothing : turn('in-progress', said.take)} ${turn('done', said.finish)}`}
        ${busy === 'failed' ? html`<span class="failed" role="alert">${said.notNoted}</span>` : nothing}</dd>
    </dl>
    ${patient.identifiers.length > 1 || alerts.includes('patient-differs') ? notice({ icon: warn, look: 'warn', text: said.differs }) : nothing}
    ${alerts.filter((one) => one !== 'patient-differs').map((one) => html`<p class="mark">${icon(warn)}${wordFor(list.alert, one)}</p>`)}
  </div>`;
}

function extra(view: ThreadView): Content {
  const { thread, said, interaction, opened } = view;
  const key = `${opened.context}extra${thread.id}`;
  if (!thread.extra.length) return nothing;
  return html`<div class="small">${unfold(view, key, said.extra)}${
    interaction.isOpen(key)
      ? html`<dl>${thread.extra.map(({ where, text }) => html`<dt>${where}</dt><dd class="written">${text}</dd>`)}</dl>`
      : nothing
  }</div>`;
}

function acts({ thread, said, begin }: ThreadView): Content {
  const { may, latest } = thread;
  if (!begin || !latest) return nothing;
  return html`<p class="acts">${may.reply ? button(said.reply, () => begin({ kind: 'reply', thread, message: latest })) : nothing}
    ${may.forward ? button(said.forward, () => begin({ kind: 'forward', thread, message: latest })) : nothing}</p>`;
}
