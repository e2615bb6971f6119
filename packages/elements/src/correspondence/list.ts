import type { Delivery, ThreadSummary } from '@paa-tvaers/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { check, icon, mail, unknown } from '../icons/icons.ts';
import { incoming, outgoing } from '../icons/mail-icons.ts';
import { clock, pen, warn } from '../icons/notice-icons.ts';
import type { Content, View } from '../section/parts.ts';
import { day, moment, wordFor } from '../text/format.ts';
import type { CorrespondenceWords } from './da.ts';

/** A delivery that came to nothing: the one thing that is red. */
export const undelivered = (delivery?: Delivery): boolean => /^(rejected|failed)$/.test(delivery?.state ?? '');

/** What was not delivered, then what is new, then by time; the threads of one sending stay together. */
function inOrder(threads: readonly ThreadSummary[]): ThreadSummary[] {
  const rank = (one: ThreadSummary) => (undelivered(one.delivery) ? 0 : one.unread || one.held ? 1 : 2);
  const sorted = [...threads].sort((one, other) => rank(one) - rank(other) || Date.parse(other.latest.at) - Date.parse(one.latest.at) || 0);
  return [...new Set(sorted.flatMap((one) => (one.group ? sorted.filter(({ group }) => group === one.group) : [one])))];
}

/**
 * The threads, a row each; the row is pressed to open one.
 *
 * @param open is given the thread's id; it may be called long after, of a row that has not been rendered again since
 */
export function threadList(
  { words }: View,
  said: CorrespondenceWords,
  threads: readonly ThreadSummary[],
  open: (thread: string) => void,
): TemplateResult {
  const thisYear = ` ${new Date().getFullYear()}`;
  const row = (one: ThreadSummary, of: number) => {
    const { id, topic, category, parties, latest, messages, files } = one;
    const out = latest.direction === 'out';
    const facts = [topic && wordFor(said.category, category), said.texts(messages), files && said.files(files), of > 1 && said.group(of)];
    return html`<li class="thread ${one.unread ? 'new' : ''}" part="thread" data-thread=${id}>
      ${icon(out ? outgoing : incoming)}
      <div>
        <h3><span class="hidden">${wordFor(said.direction, latest.direction)}</span>
          <button class="open" type="button" @click=${() => open(id)}>${parties.join(', ') || latest.organisation || said.heading}</button></h3>
        ${latest.author ? html`<p class="small">${out ? said.by(latest.author) : latest.author}</p>` : nothing}
      </div>
      <div><p>${topic ?? wordFor(said.category, category)}</p><p class="small">${facts.filter(Boolean).join(' · ')}</p></div>
      <p class="when small">${moment(words, latest.at).replace(thisYear, '')}</p>
      <div class="status">${statuses(one, said)}</div>
    </li>`;
  };
  const today = day(words, new Date().toISOString());
  const rows = inOrder(threads).map((one) => {
    const of = one.group ? threads.filter(({ group }) => group === one.group).length : 1;
    // Of 500 threads those alone are rendered again that something has happened to.
    return guard([one, of, said, words.language, today], () => row(one, of));
  });
  return html`<ul class="list threads" part="list">${rows}</ul>`;
}

/** In words that never claim that anybody has read it. */
function statuses({ unread, held, draft, delivery, latest, task, alerts }: ThreadSummary, said: CorrespondenceWords): Content[] {
  const status = (path: string, text: Content | string, look = '') => html`<p class=${look}>${icon(path)}<span>${text}</span></p>`;
  const failed = undelivered(delivery);
  const sent = delivery && (failed || latest.direction === 'out') ? wordFor(said.delivery, delivery.state) : '';
  const mark = failed ? warn : delivery?.state === 'delivered' ? check : clock;
  const [first, rest] = said.unread(unread);
  const own = task.assignee ? said.with(task.assignee.name) : '';
  const state = Object.hasOwn(said.task, task.state) && wordFor(said.task, task.state);
  return [
    held ? status(unknown, html`<b>${said.held}</b>`) : nothing,
    sent ? status(mark, failed ? html`<b>${sent}</b>` : sent, failed ? 'failed' : '') : nothing,
    unread ? status(mail, html`<b>${first}</b>${rest}`) : nothing,
    ...alerts.filter((one) => !held || one !== 'patient-differs').map((one) => status(warn, wordFor(said.alert, one))),
    draft ? status(pen, said.draft) : nothing,
    state ? status(state === said.task.done ? check : clock, state + own) : nothing,
    !state && !unread && latest.direction === 'in' && !held ? status(mail, said.opened + own) : nothing,
  ];
}
