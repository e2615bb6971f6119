import type { MessagePerson, ThreadMessage, ThreadPart } from '@paa-tvaers/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { check, icon, unknown } from '../icons/icons.ts';
import { clip, incoming, outgoing } from '../icons/mail-icons.ts';
import { clock, warn } from '../icons/notice-icons.ts';
import { button, type Content, message as notice, unfold } from '../section/parts.ts';
import { day, format, moment, phoneNumber, wordFor } from '../text/format.ts';
import { undelivered } from './list.ts';
import type { ThreadView } from './thread.ts';

/** A message: its texts and files, each with its own signature, and what has become of it. */
export function messageCard(view: ThreadView, message: ThreadMessage): TemplateResult {
  const { words, said, thread } = view;
  const { id, direction, kind, at, sender, receiver, received, specificSender, specificRecipient, unread, arrived, held, filed } = message;
  const own = direction === 'out';
  const parts = thread.parts.filter((part) => part.message === id);
  const sent = moment(words, at, true);
  const came = received && moment(words, received, true);
  const hints = [
    answered(view, message),
    own && receiver && said.to(receiver),
    specificRecipient && said.attention(personWords(specificRecipient)),
    specificSender && said.onBehalf(personWords(specificSender)),
    !own && came && came !== sent && said.received(came),
    message.beforeForward && said.beforeForward,
    !arrived && said.notArrived,
  ];
  const hint = hints.filter(Boolean).join(' · ');
  return html`<li class="text ${own ? 'own' : ''}" part="text" data-message=${id} ?data-unread=${unread && !held} tabindex="-1">
    <div class="text-head">${icon(own ? outgoing : incoming)}
      <h3>${sender ?? said.unsigned}</h3>
      <span>${unread ? html`<b>${said.fresh}</b> ·` : nothing} ${own ? `${said.own} · ` : ''}${wordFor(said.kind, kind)}</span>
      <span class="when">${sent} ${zoneWords(view, at)}</span></div>
    ${hint ? html`<p class="hint small">${hint}</p>` : nothing}
    ${held ? whoseIsIt(view, message) : nothing}
    ${parts.map((part) => (part.kind === 'text' ? textOf(view, part) : fileOf(view, part)))}
    ${!parts.length && arrived && !held ? html`<p class="hint">${said.noText}</p>` : nothing}
    ${receipt(view, message)}
    ${filed ? html`<p class="receipt">${icon(check)}${said.filed(moment(words, filed.at, true), filed.by, filed.where)}</p>` : nothing}
    ${arrived && !held && thread.may.file ? filing(view, message) : nothing}
  </li>`;
}

/** A CPR number, or a replacement number, as it is read aloud. */
export const numberWords = (value: string): string => (/^[\dA-Z]{10}$/i.test(value) ? `${value.slice(0, 6)}-${value.slice(6)}` : value);

const personWords = ({ name, role, team }: MessagePerson) => [name, role, team].filter(Boolean).join(', ');

/** Which message it answers or hands on, where that is not the one that stands just above. */
function answered({ words, said, thread }: ThreadView, { id, kind, answers }: ThreadMessage): string {
  const { messages } = thread;
  const before = messages.findIndex((one) => one.id === answers);
  const one = messages[before];
  if (!one || messages[before + 1]?.id === id) return '';
  const say = kind === 'forward' ? said.handsOn : said.answers;
  return say(one.sender ?? said.unsigned, moment(words, one.at, true));
}

/** The clock where it was written, where that is another than here. */
function zoneWords({ words, said }: ThreadView, at: string): string {
  const [, clockThere = '', offset = ''] = /T(\d\d:\d\d).*([+-]\d\d:\d\d)$/.exec(at) ?? [];
  const here = Number.isNaN(Date.parse(at)) ? clockThere : format(words, 'clock', at).replace('.', ':');
  return !offset || clockThere === here ? '' : said.zone(clockThere.replace(':', '.'), offset);
}

function signature({ words, said }: ThreadView, { author, organisation, phone, sent }: ThreadPart): TemplateResult {
  const { name, role } = author ?? {};
  const number = phone && phoneNumber(phone).replaceAll(' ', '\u00a0');
  const rest = [role, organisation, number, sent && moment(words, sent, true)].filter(Boolean).join(' · ');
  return html`<p class="signed"><b>${name ?? (organisation ? '' : said.unsigned)}</b>${name && rest ? ' · ' : ''}${rest}</p>`;
}

const textOf = (view: ThreadView, part: ThreadPart) => html`<p class="written">${part.text}</p>${signature(view, part)}`;

/** A file can be opened where it is here; a link is text, and its host is named: where it leads is not ours to say. */
function fileOf(view: ThreadView, part: ThreadPart): TemplateResult {
  const { words, said, open } = view;
  const { kind, title, contentType, size, created, file, withheld = '', url, author } = part;
  const asked = file ? open.asked.get(file) : undefined;
  const facts = [
    contentType && wordFor(said.type, contentType),
    size !== undefined && sizeWords(words.language, size),
    author && personWords(author),
    created && said.createdAt(day(words, created)),
  ];
  const name = title ?? said.untitled;
  let act: Content = nothing;
  const why = Object.hasOwn(said.withheld, withheld) ? said.withheld[withheld as keyof typeof said.withheld] : '';
  if (kind === 'link' || why) act = nothing;
  else if (!file) act = html`<span class="small">${said.fileGone}</span>`;
  else if (typeof asked === 'object') act = html`<a href=${asked.url} target="_blank" rel="noopener noreferrer">${said.openHere}</a>`;
  else
    act = html`<button type="button" aria-label="${said.open} ${name}" ?disabled=${asked === 'busy'} @click=${() => void open.openFile(file)}>${
      asked === 'busy' ? said.opening : said.open
    }</button>`;
  return html`<div class="file">${icon(clip)}
    <div><b>${name}</b><p class="small">${facts.filter(Boolean).join(' · ')}</p>${kind === 'link' ? linkOf(view, url ?? '') : nothing}
      ${why ? html`<p class="small">${why}</p>` : nothing}
      ${asked === 'failed' ? html`<p class="small" role="alert">${said.fileFailed}</p>` : nothing}</div>
    ${act}</div>`;
}

function linkOf({ said }: ThreadView, url: string): TemplateResult {
  const host = URL.canParse(url) ? new URL(url).host : '';
  return html`<p class="small">${host ? said.link(host) : said.noLink} ${url}</p>`;
}

export function sizeWords(language: string, bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ['kilobyte', bytes / 1_000] : ['megabyte', bytes / 1_000_000];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}

/** What has become of one's own message; never that anybody has read it. */
function receipt({ words, said, thread, begin }: ThreadView, { id, delivery }: ThreadMessage): Content {
  if (!delivery) return nothing;
  const { state, at, words: reasons = [], resent } = delivery;
  const known = Object.hasOwn(said.delivery, state) ? said.delivery[state as keyof typeof said.delivery] : undefined;
  const [first, rest] = known?.(moment(words, at)) ?? [state];
  const more = [...reasons.map(said.receiverSays), ...(resent ? [said.resent(resent)] : [])];
  if (undelivered(delivery))
    return html`<div class="message undelivered" role="group">${icon(warn)}<div><p><b>${first}</b> ${rest}</p>${more.map((one) => html`<p class="small">${one}</p>`)}${
      begin && thread.may.reply && thread.latest && thread.parties.length === 1
        ? button(said.sendAgain, () => begin({ kind: 'reply', thread, message: thread.latest!, again: id }))
        : nothing
    }</div></div>`;
  return html`<p class="receipt">${icon(state === 'delivered' ? check : clock)}<span>${first} ${rest}${more.map((one) => ` · ${one}`)}</span></p>`;
}

/** Its number and name disagree: nothing of it is shown before a person has said whose it is. */
function whoseIsIt({ said, opened, open }: ThreadView, { id, patient }: ThreadMessage): TemplateResult {
  if (!patient) return notice({ icon: unknown, look: 'unknown', text: said.otherChild });
  const child = opened.child.name ?? opened.child.birthDate;
  const asked = open.asked.get(`${id}child`);
  const press = (belongs: boolean, label: string) => button(label, () => asked !== 'busy' && void open.confirm(id, belongs));
  return notice({
    icon: unknown,
    look: 'unknown',
    text: said.held,
    action: html`<p>${said.saysChild(patient.name ?? said.noName, patient.identifiers.map(({ value }) => numberWords(value)).join(', '))}</p>
      ${press(true, said.belongs(child))} ${press(false, said.belongsNot(child))}
      ${asked === 'done' ? html`<p class="small">${said.keptHeld}</p>` : nothing}
      ${asked === 'failed' ? html`<p class="small" role="alert">${said.notNoted}</p>` : nothing}`,
  });
}

const filingKey = ({ opened }: ThreadView, { id }: ThreadMessage) => `${opened.context}file${id}`;
export const filingIsOpen = (view: ThreadView, message: ThreadMessage): boolean => view.interaction.isOpen(filingKey(view, message));

/** Journalisering: the document, the host's own filing where it has one, else a mark by hand. */
function filing(view: ThreadView, message: ThreadMessage): TemplateResult {
  const { said, open, session } = view;
  const { id } = message;
  const failed = (what: string, words: string) =>
    open.asked.get(id + what) === 'failed' ? html`<p class="small" role="alert">${words}</p>` : nothing;
  const save = (format: 'pdf' | 'original', label: string) =>
    html`<button type="button" ?disabled=${open.asked.get(id + format) === 'busy'} @click=${(event: Event) =>
      void open.saveDocument(id, format, said.documentName, event.currentTarget as Element)}>${
      open.asked.get(id + format) === 'busy' ? said.fetching : label
    }</button>`;
  const noted = (event: Event) => {
    event.preventDefault();
    const where = new FormData(event.currentTarget as HTMLFormElement).get('where');
    void open.noteFiled(id, String(where ?? '').trim());
  };
  const byHand = html`<form @submit=${noted}><label class="small">${said.where} <input name="where" maxlength="200" autocomplete="off"></label>
    <button class="button" part="button">${said.markFiled}</button></form>`;
  return html`<div class="filing">${unfold(view, filingKey(view, message), said.file)}${
    filingIsOpen(view, message)
      ? html`<div>${save('pdf', said.pdf)} ${save('original', said.original)}
          ${session.actions.fileMessage ? button(said.fileInHost, () => void open.fileInHost(id)) : byHand}
          ${failed('pdf', said.documentFailed)} ${failed('original', said.documentFailed)}
          ${failed('host', said.filingFailed)} ${failed('filed', said.notNoted)}</div>`
      : nothing
  }</div>`;
}
