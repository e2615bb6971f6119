import type { Draft, MailUnit, MessagePerson, Thread } from '@paa-tvaers/contract';
import type { Forward, NewMessage, Reply, SaveDraft } from '@paa-tvaers/contract/requests';
import { pathOf, routes } from '@paa-tvaers/contract/reader';
import type { Attached } from './files.ts';
import type { Compose } from './seam.ts';

/** A unit that is written to, and whom to name there: "Att." as it stands in its field. */
export interface Recipient {
  readonly unit: MailUnit;
  readonly attention: string;
}

/** What one writes, as it stands in the fields. */
export interface Fields {
  /** Of a reply: the other end of the thread, without a code. */
  readonly to: readonly Recipient[];
  readonly category: string;
  readonly topic: string;
  /** Kept when another category is chosen, and sent only with `regarding-referral`. */
  readonly priority: string;
  readonly text: string;
  readonly role: string;
  readonly phone: string;
  readonly attachments: readonly Attached[];
  /** Of a forward: the earlier messages that are not handed on. */
  readonly without: readonly string[];
}

/** The message that is answered, always the latest of its thread, or the one that is handed on. */
export const answered = ({ kind, thread, message }: Compose): string | undefined =>
  kind === 'reply' ? (thread?.latest ?? message) : (message ?? thread?.latest);

const messageIn = (thread: Thread | undefined, id: string | undefined) => thread?.messages.find((one) => one.id === id);

const personWords = ({ name, role, team }: MessagePerson = {}) => team ?? [name, role].filter(Boolean).join(', ');

/** The fields at the beginning: of a reply and a forward the thread's, which can all be changed. */
export function begun(what: Compose): Fields {
  const { kind, thread, desk } = what;
  const { role = '', phone = '' } = desk.author;
  const empty = { to: [], category: '', topic: '', priority: '', text: '', role, phone, attachments: [], without: [] };
  if (!thread || kind === 'new') return empty;
  const { category, topic = '', priority = '' } = thread;
  if (kind === 'forward') return { ...empty, category, topic, priority };
  const message = messageIn(thread, answered(what));
  const own = message?.direction === 'out';
  const name = (own ? message.receiver : message?.sender) ?? thread.parties.join(', ');
  const attention = personWords(own ? message.specificRecipient : message?.specificSender);
  const to = [{ unit: { sor: '', name, kind: 'other', reach: 'unknown' }, attention }];
  return { ...empty, category, topic, priority, to, ...(what.again && writtenIn(thread, what.again)) };
}

/** What a message itself brought: its text, files and links. */
function writtenIn({ parts }: Thread, id: string): Pick<Fields, 'text' | 'attachments'> {
  const own = parts.filter(({ message }) => message === id);
  const text = own.flatMap((part) => part.text ?? []).join('\n\n');
  const attachments = own.flatMap(({ kind, title = '', file, url, size, contentType }, at): Attached[] => {
    if (kind === 'text' || !(file ?? url)) return [];
    const known = { ...(size !== undefined && { size }), ...(contentType !== undefined && { contentType }) };
    return [{ id: `again-${at}`, title, state: 'here', part: 1, ...known, ...(file ? { file } : { url: url! }) }];
  });
  return { text, attachments };
}

/** The message that is handed on and those before it that it carries along, the newest first. */
export function carriedBy(what: Compose): Thread['messages'] {
  const carried: Thread['messages'] = [];
  let message = messageIn(what.thread, answered(what));
  while (message && !carried.includes(message)) {
    carried.push(message);
    message = messageIn(what.thread, message.answers);
  }
  return carried;
}

/** The files and links that a forward carries along. */
export function carriedFiles(what: Compose, { without }: Fields): Thread['parts'] {
  if (what.kind !== 'forward') return [];
  const ids = carriedBy(what).map(({ id }) => id);
  const kept = ids.filter((id) => !without.includes(id));
  return what.thread!.parts.filter(({ kind, message }) => kind !== 'text' && kept.includes(message ?? ''));
}

const titleOf = ({ title, url }: Attached) => (title.trim() || url?.trim() || '').slice(0, 200);

/** What is at the gateway already, and the links: a file on its way comes with the next saving. */
function attachmentsOf({ attachments }: Fields): NewMessage['attachments'] {
  return attachments.flatMap((one) => {
    const title = titleOf(one);
    if (!title) return [];
    return one.file ? { file: one.file, title } : one.url?.trim() ? { url: one.url.trim(), title } : [];
  });
}

// The contract keeps one line of 200 characters for them all.
function attentionLines(to: readonly Recipient[]): string {
  const lines = to.map(({ attention }) => attention.trim());
  while (lines.join('\n').length > 200) lines.pop();
  return lines.join('\n').trimEnd();
}

/** What is kept of it at the gateway. */
export function draftOf(what: Compose, fields: Fields): SaveDraft {
  const { kind, thread } = what;
  const { to, category, topic, priority, text, role, phone } = fields;
  const message = answered(what);
  return {
    kind,
    ...(kind !== 'new' && thread && { thread: thread.id }),
    ...(kind !== 'new' && message && { message }),
    ...(kind !== 'reply' && { to: to.map(({ unit }) => unit.sor) }),
    attention: attentionLines(to),
    ...(category && { category }),
    topic,
    ...(priority && { priority }),
    text,
    role,
    phone,
    attachments: attachmentsOf(fields),
  };
}

/** The fields as a draft has them; what it leaves out is as at the beginning. */
export function restored(draft: Draft, what: Compose): Fields {
  const first = begun(what);
  const { to, attention = '', category = '', topic = '', priority = '', text, role = '', phone = '', attachments } = draft;
  const lines = attention.split('\n');
  return {
    ...first,
    to: (to?.map((unit) => ({ unit, attention: '' })) ?? first.to).map((one, at) => ({ ...one, attention: lines[at] ?? '' })),
    category,
    topic,
    priority,
    text,
    role,
    phone,
    attachments: attachments.map(({ file, url, title }, at) => ({
      id: `kept-${at}`,
      title,
      state: 'here',
      part: 1,
      ...(file !== undefined ? { file } : { url: url ?? '' }),
    })),
  };
}

/** The draft to go on with: the one that is named, else the newest that was begun the same way. */
export function draftFor(what: Compose, drafts: readonly Draft[]): Draft | undefined {
  const { kind, thread, draft } = what;
  return drafts.find((one) => (draft ? one.id === draft : one.kind === kind && one.thread === (kind === 'new' ? undefined : thread?.id)));
}

/** "Anders Øvesen, psykolog" is a person in a role; what the thread names as a team is that team. */
export function attentionOf(text: string, thread?: Thread): NewMessage['attention'] {
  const whole = text.trim();
  if (!whole) return undefined;
  const teams = thread?.messages.flatMap(({ specificSender, specificRecipient }) => [specificSender?.team, specificRecipient?.team]);
  if (teams?.includes(whole)) return { team: whole };
  const [name = '', ...more] = whole.split(',');
  const role = more.join(',').trim();
  if (!name.trim() || !role || role.length > 100) return { name: whole };
  return { name: name.trim(), role };
}

/** Only with "Vedr. henvisning". */
const priorityOf = ({ category, priority }: Fields): 'routine' | 'asap' | undefined =>
  category === 'regarding-referral' && (priority === 'routine' || priority === 'asap') ? priority : undefined;

/** The request that sends it to one unit. */
export function bodyOf(what: Compose, fields: Fields, recipient: Recipient, group?: string): NewMessage | Reply | Forward {
  const { kind, thread } = what;
  const { category, text } = fields;
  const topic = fields.topic.trim();
  const priority = priorityOf(fields);
  const attention = attentionOf(recipient.attention, thread);
  const written = { text, role: fields.role.trim(), phone: fields.phone.trim(), attachments: attachmentsOf(fields), category };
  const to = recipient.unit.sor;
  if (kind === 'new')
    return {
      ...written,
      to,
      ...(attention && { attention }),
      ...(topic && { topic }),
      ...(priority && { priority }),
      ...(group && { group }),
    };
  const again = { ...written, topic: topic || null, priority: priority ?? null };
  const of = answered(what)!;
  if (kind === 'reply') return { ...again, answers: of, attention: attention ?? null };
  const only = carriedBy(what).flatMap(({ id }) => (fields.without.includes(id) ? [] : id));
  return { ...again, of, to, ...(attention && { attention }), ...(fields.without.length && { only }) };
}

export function routeOf({ kind, thread }: Compose): string {
  return kind === 'new' ? routes.threads : pathOf(kind === 'reply' ? routes.replies : routes.forwards, thread!.id);
}
