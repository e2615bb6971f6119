import type { InboxItem } from '@paa-tvaers/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { check, icon, mail, unknown } from '../icons/icons.ts';
import { clock, warn } from '../icons/notice-icons.ts';
import { button, type Content } from '../section/parts.ts';
import { day, moment, wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import type { InboxWords } from './da.ts';
import { inGroups } from './groups.ts';
import type { Act, Handling } from './handling.ts';

interface Said {
  readonly words: Words;
  readonly said: InboxWords;
  /** What can be done; none while it is on its way. */
  readonly handling: Handling | undefined;
  /** The host can open a child. */
  readonly opens: boolean;
}

/** @param grouped under headings; else as they were given */
export function inboxList(view: Said, items: readonly InboxItem[], grouped: boolean): TemplateResult {
  const list = (those: readonly InboxItem[]) =>
    // By thread: focus stays with the child that it was on, whatever comes in above.
    html`<ul class="list threads" part="list">${repeat(
      those,
      ({ thread }) => thread,
      (item) => row(view, item),
    )}</ul>`;
  if (!grouped) return list(items);
  return html`${inGroups(items).map(([name, those]) => html`<h3>${view.said.group[name]}</h3>${list(those)}`)}`;
}

function row({ words, said, handling, opens }: Said, item: InboxItem) {
  const { thread, child, held, category, topic, parties, latest, delivery, unread, unansweredDays } = item;
  const task = handling?.taskOf(item) ?? item.task;
  const { assignee } = task;
  const status = (path: string, text: Content | string, look = '') => html`<p class=${look}>${icon(path)}<span>${text}</span></p>`;
  const kind = latest.kind === 'new' ? '' : wordFor(said.kind, latest.kind);
  const categoryName = wordFor(said.category, category);
  const about = topic ?? categoryName;
  const born = child?.birthDate && words.born(day(words, child.birthDate));
  const whose = held ? undefined : child && (child.name ?? born ?? said.nameless);
  const who = parties.join(', ') || latest.organisation;
  const state = task.state === 'new' ? '' : wordFor(said.task, task.state);
  const turn = [state, assignee && said.with(assignee.self ? undefined : assignee.name)].filter(Boolean).join(' ');

  // Of what one hears, what it is about goes with each; the same for the eye would be a repetition.
  const act = (label: string, press: () => void) =>
    handling && button(html`${label}<span class="hidden">${said.about(whose ?? '', about)}</span>`, press);
  const does = (label: string, what: Act) => act(label, () => void handling!.act(item, what));
  const done = task.state === 'done';
  const trouble = handling?.trouble;

  return html`<li class="thread" part="thread" data-thread=${thread}>
    <div class="status">
      ${delivery ? status(warn, html`<b>${said.failed}</b> <span>${said.failedHow}</span>`, 'failed') : nothing}
      ${whose ? nothing : status(unknown, said.group.held)}
      ${unread ? status(mail, html`<b>${said.unread(unread)}</b>`) : nothing}
      ${unansweredDays === undefined ? nothing : status(clock, said.unanswered(unansweredDays))}
      ${turn ? status(done ? check : clock, turn.charAt(0).toUpperCase() + turn.slice(1)) : nothing}
    </div>
    <div>${
      whose
        ? html`<p class="name">${whose}</p><p class="small">${child?.name && born}</p>`
        : html`<p><b>${said.unconfirmed}</b></p><p class="small">${said.unconfirmedHow}</p>`
    }</div>
    <div><p>${about}</p><p class="small">${[topic && categoryName, kind].filter(Boolean).join(' · ')}</p></div>
    <div><p>${who && (latest.direction === 'out' ? said.to(who) : said.from(who))}</p><p class="small when">${moment(words, latest.at)}</p></div>
    <div class="acts">
      ${opens && whose ? act(handling?.opening === thread ? said.opening : said.open, () => void handling!.open(thread)) : nothing}
      ${done ? nothing : assignee?.self ? does(said.release, 'release') : does(assignee ? said.takeOver : said.take, 'take')}
      ${done ? does(said.reopen, 'reopen') : does(said.done, 'done')}
      ${trouble?.thread === thread ? html`<p class="failed">${icon(warn)}<span>${said[trouble.word]}</span></p>` : nothing}
    </div>
  </li>`;
}
