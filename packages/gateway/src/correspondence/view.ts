import type {
  MessagePerson,
  Task,
  Thread as ThreadAnswer,
  ThreadMessage as MessageAnswer,
  ThreadPart as PartAnswer,
  ThreadSummary,
} from '@paa-tvaers/contract';
import {
  type Author,
  type Message,
  type Organisation,
  type Party,
  type Patient,
  type PersonName,
  readMessage,
  type Thread,
  type ThreadMessage,
  type ThreadPart,
} from '@paa-tvaers/medcom';
import type { MailUnit } from '@paa-tvaers/national';
import { type Keys, unseal } from '../sealing/seal.ts';
import type { MessageFile } from '../store/files.ts';
import type { MessageRow } from '../store/messages.ts';
import { deliveryOf, type ListedThread, type StoredMessage, type ThreadRow } from '../store/threads.ts';
import { threadOf } from './bundles.ts';
import { kindOf, sentAt } from './summary.ts';

// What the contract shows of threads. Texts stand as they came; names that a message leaves out come from SOR.

type Units = ReadonlyMap<string, MailUnit>;
type Viewed = Pick<
  ThreadAnswer,
  | 'id'
  | 'category'
  | 'topic'
  | 'priority'
  | 'patient'
  | 'messages'
  | 'parts'
  | 'latest'
  | 'parties'
  | 'alerts'
  | 'unknown'
  | 'episodes'
  | 'extra'
  | 'task'
>;

/** The files of a thread's messages, and why others are not here. */
interface Files {
  readonly kept: readonly MessageFile[];
  readonly withheld: ReadonlyMap<string, string>;
}

/** A thread in a list. */
export function summaryOf({ row, record }: ListedThread, units: Units, subject: string, draft: string | undefined): ThreadSummary {
  const { topic, priority, latest, messages, unread, files, delivery, alerts } = record;
  return {
    id: row.id,
    category: row.category,
    ...(topic !== undefined && { topic }),
    ...(priority !== undefined && { priority }),
    parties: namesOf(record.parties, units),
    latest,
    messages,
    unread,
    files,
    ...(delivery && { delivery }),
    task: taskOf(row, subject),
    alerts: [...alerts],
    held: row.held,
    ...(draft !== undefined && { draft }),
    ...(row.group_id !== null && { group: row.group_id }),
  };
}

/**
 * A thread whole. Of what is held – a message of it, or all of them – it is told that it came, from whom, and whose
 * number and name it bears, for a person to judge by; nothing of what it says.
 */
export function viewOf(
  keys: Keys,
  row: ThreadRow,
  messages: readonly StoredMessage[],
  files: Files,
  units: Units,
  subject: string,
): Viewed {
  const stored = new Map(messages.map((one) => [one.row.id, one]));
  const shown = messages.filter((one) => !one.row.held);
  const held = messages.filter((one) => one.row.held);
  const thread = shown.length > 0 ? threadOf(messages) : undefined;
  const arrived = new Map((thread?.arrived ?? []).map((message) => [message.id, message]));
  const heldMessages = held.map(({ bundle }) => readMessage(bundle));
  const latest = arrived.get(thread?.latest ?? '');
  const named = latest ?? (heldMessages.at(-1) as Message);
  return {
    id: row.id,
    category: thread?.category ?? row.category,
    ...(thread?.topic !== undefined && { topic: thread.topic }),
    ...(thread?.priority !== undefined && { priority: thread.priority }),
    patient: patientOf(named.patient, thread),
    messages: [
      ...(thread?.messages ?? [])
        .filter(({ id }) => !held.some((one) => one.row.id === id))
        .map((one) => messageOf(keys, row, one, arrived.get(one.id), stored.get(one.id)?.row, units)),
      ...held.map(({ row: one }, at) => heldOf(one, heldMessages[at] as Message, row.child_hash, units)),
    ],
    parts: thread ? thread.parts.map((part) => partOf(part, files, units)) : [],
    ...(thread?.latest !== undefined && { latest: thread.latest }),
    parties: namesOf(otherEnds([...arrived.values(), ...heldMessages], row.mailbox), units),
    alerts: alertsOf(thread, held.length > 0),
    unknown: thread?.unknown.length ?? 0,
    episodes: [...new Set((thread?.arrived ?? []).flatMap(({ episodes }) => episodes.map(({ value }) => value)))],
    extra: (thread?.arrived ?? []).flatMap(extraOf),
    task: taskOf(row, subject),
  };
}

/** What a message holds beyond the standard, as text. */
export function extraOf({ extra }: Pick<Message, 'extra'>): { where: string; text: string }[] {
  return extra.map(({ resourceType, element, value }) => ({
    where: element === undefined ? resourceType : `${resourceType}.${element}`,
    text: leavesOf(value).join('\n'),
  }));
}

export function fullName(name: PersonName | undefined): string | undefined {
  return [...(name?.given ?? []), name?.family ?? ''].join(' ').trim() || undefined;
}

export function nameOfUnit(unit: Organisation | undefined, units: Units): string | undefined {
  return unit?.name ?? units.get(unit?.sor ?? '')?.name ?? unit?.sor;
}

export const boundFiled = ({ mailbox, id }: Pick<MessageRow, 'mailbox' | 'id'>) => JSON.stringify(['message-filed', mailbox, id]);

export function personOf(party: Party | undefined): MessagePerson | undefined {
  if (!party) return undefined;
  return party.kind === 'team' ? { ...(party.team !== undefined && { team: party.team }) } : authorOf(party);
}

function authorOf({ name, role }: Author): MessagePerson {
  const full = fullName(name);
  const label = role?.label ?? role?.code;
  return { ...(full !== undefined && { name: full }), ...(label !== undefined && { role: label }) };
}

function patientOf(patient: Patient, thread: Thread | undefined): ThreadAnswer['patient'] {
  const name = fullName(patient.name);
  const identifiers = (thread?.patientIdentifiers ?? patient.identifiers).map(({ type, value }) => ({ type, value }));
  return { ...(name !== undefined && { name }), identifiers };
}

function messageOf(
  keys: Keys,
  { mailbox, created_at }: ThreadRow,
  { id, activity, occurred, organisation, answers, arrived, beforeForward }: ThreadMessage,
  message: Message | undefined,
  row: MessageRow | undefined,
  units: Units,
): MessageAnswer {
  const sender = nameOfUnit(message?.sender ?? organisation, units);
  const receiver = nameOfUnit(message?.receiver, units);
  const specificSender = personOf(message?.specificSender);
  const specificRecipient = personOf(message?.specificRecipient);
  const delivery = row && deliveryOf(keys, row);
  return {
    id,
    kind: kindOf({ ...(activity && { activity: activity as NonNullable<Message['activity']> }) }),
    direction: row?.direction ?? (organisation?.sor === mailbox ? 'out' : 'in'),
    at: occurred ?? (row?.stored_at ?? created_at).toISOString(),
    ...(row?.direction === 'in' && { received: row.stored_at.toISOString() }),
    ...(sender !== undefined && { sender }),
    ...(receiver !== undefined && { receiver }),
    ...(specificSender && { specificSender }),
    ...(specificRecipient && { specificRecipient }),
    ...(answers !== undefined && { answers }),
    arrived,
    beforeForward,
    unread: row?.direction === 'in' && row.read_at === null,
    ...(delivery && { delivery }),
    ...(row?.filed_at && { filed: filedOf(keys, row, row.filed_at) }),
    ...(row && row.warnings > 0 && { warnings: row.warnings }),
  };
}

function heldOf(row: MessageRow, message: Message, childHash: string | null, units: Units): MessageAnswer {
  const sender = nameOfUnit(message.sender, units);
  return {
    id: row.id,
    kind: row.kind,
    direction: row.direction,
    at: sentAt(message) || row.stored_at.toISOString(),
    received: row.stored_at.toISOString(),
    ...(sender !== undefined && { sender }),
    arrived: true,
    beforeForward: false,
    unread: row.read_at === null,
    held: true,
    // Another child's number and name are not for this child's professionals.
    ...(row.child_hash === (childHash ?? row.child_hash) && { patient: patientOf(message.patient, undefined) }),
  };
}

function filedOf(keys: Keys, row: MessageRow, at: Date): MessageAnswer['filed'] {
  const where = row.filed_where_sealed === null ? undefined : unseal(keys, row.filed_where_sealed, boundFiled(row));
  return { at: at.toISOString(), by: row.filed_by ?? '', ...(where !== undefined && { where }) };
}

function partOf(part: ThreadPart, { kept, withheld }: Files, units: Units): PartAnswer {
  const organisation = nameOfUnit(part.organisation, units);
  const signed = {
    id: part.id,
    ...(part.message !== undefined && { message: part.message }),
    ...(part.sent !== undefined && { sent: part.sent }),
    ...(organisation !== undefined && { organisation }),
    ...(part.author && { author: authorOf(part.author) }),
    ...(part.phone !== undefined && { phone: part.phone }),
  };
  if (part.kind === 'text') return { ...signed, kind: 'text', text: part.text };
  const file = kept.find((one) => one.part === part.id);
  const why = file ? undefined : withheld.get(part.id);
  const contentType = file?.contentType ?? part.contentType;
  return {
    ...signed,
    kind: part.url === undefined ? 'file' : 'link',
    ...(part.title !== undefined && { title: part.title }),
    ...(contentType !== undefined && { contentType }),
    ...(part.created !== undefined && { created: part.created }),
    ...(file && { file: file.file, size: file.size }),
    ...(why && { withheld: why }),
    ...(part.url !== undefined && { url: part.url }),
  };
}

/** The units at the other end of a thread; of one that is named twice the newest name holds. */
function otherEnds(messages: readonly Message[], mailbox: string): Organisation[] {
  const found = new Map<string, Organisation>();
  for (const { sender, receiver } of messages)
    for (const unit of [sender, receiver])
      if (unit.sor !== mailbox) found.set(unit.sor ?? unit.name ?? '', { ...found.get(unit.sor ?? ''), ...unit });
  return [...found.values()];
}

export function namesOf(parties: readonly Organisation[], units: Units): string[] {
  return [...new Set(parties.flatMap((one) => nameOfUnit(one, units) ?? []))];
}

function alertsOf(thread: Thread | undefined, held: boolean): string[] {
  return [...new Set([...(thread?.alerts ?? []), ...(held ? ['patient-differs'] : [])])];
}

export function taskOf({ task_state, assignee_subject, assignee_name }: ThreadRow, subject: string): Task {
  const assignee = assignee_subject !== null && { name: assignee_name ?? '', self: assignee_subject === subject };
  return { state: task_state, ...(assignee && { assignee }) };
}

/** Every value with the path to it, so that nothing is hidden and nobody has to read JSON. */
function leavesOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path === '' ? String(value) : `${path}: ${String(value)}`];
  return Object.entries(value).flatMap(([name, one]) => {
    const step = Array.isArray(value) ? `[${Number(name) + 1}]` : `${path === '' ? '' : '.'}${name}`;
    return leavesOf(one, `${path}${step}`);
  });
}
