import { present } from '../message/parts.ts';
import { moment } from '../message/time.ts';
import type { HistoryEntry, Message, Organisation, PatientIdentifier } from '../message/types.ts';
import { mergeParts } from './parts.ts';
import type { Thread, ThreadAlert, ThreadMessage } from './types.ts';

/**
 * Sorts messages, received and sent, into threads. The answer depends on which have arrived, not on the order in which
 * they did: late, parallel, repeated and missing ones alike.
 *
 * @returns the thread with the newest message first
 */
export function threads(messages: readonly Message[]): readonly Thread[] {
  const byThread = Map.groupBy(messages, ({ thread }) => thread);
  return [...byThread].map(([id, members]) => threadOf(id, members)).sort((a, b) => newest(b) - newest(a) || compare(a.id, b.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const newest = ({ messages }: Thread) => timeOf(messages.at(-1)?.occurred);
const timeOf = (value: string | undefined) => moment(value) || 0;

function threadOf(id: string, members: readonly Message[]): Thread {
  const { arrived, differs } = withoutDuplicates(members);
  const messages = messagesOf(arrived);
  const initiator = messages.find(({ answers }) => !answers)?.organisation ?? messages[0]?.organisation;
  const { parts, differ } = mergeParts(arrived, messages, initiator);
  const known = new Set(messages.map((message) => message.id));
  const latest = latestOf(messages);
  const current = arrived.find((message) => message.id === latest);
  const patients = identifiersOf(arrived);
  const alerts: (ThreadAlert | false)[] = [
    patients.differ && 'patient-differs',
    hasOtherOrganisation(arrived) && 'other-organisation',
    differs && 'message-differs',
    differ && 'part-differs',
  ];
  return present<Thread>({
    id,
    initiator,
    messages,
    parts,
    latest,
    unknown: [...new Set(messages.flatMap(({ answers }) => (answers && !known.has(answers) ? [answers] : [])))].sort(compare),
    patientIdentifiers: patients.identifiers,
    category: current?.category,
    topic: current?.topic,
    priority: current?.priority,
    alerts: alerts.filter((alert) => alert !== false),
    arrived,
  });
}

/** One of each message id: the one first put together. A resend differs in its Bundle and its times alone. */
function withoutDuplicates(members: readonly Message[]): { arrived: Message[]; differs: boolean } {
  const byId = Map.groupBy(members, ({ id }) => id);
  let differs = false;
  const arrived = [...byId.values()].map((same) => {
    const sorted = [...same].sort(
      (a, b) => timeOf(a.assembled) - timeOf(b.assembled) || compare(a.bundle, b.bundle) || compare(said(a), said(b)),
    );
    differs ||= new Set(sorted.map(said)).size > 1;
    return sorted[0] as Message;
  });
  return { arrived: arrived.sort(byTime), differs };
}

/** What a message says to its reader, whatever the transport. */
function said({ parts, patient, sender, receiver, category, topic, priority }: Message): string {
  return JSON.stringify([parts, patient, sender.sor, receiver.sor, category, topic, priority]);
}

const ownHistory = (message: Message) => message.history.find((entry) => entry.message === message.id);
const sentAt = (message: Message) => timeOf(ownHistory(message)?.occurred ?? message.assembled);
const byTime = (a: Message, b: Message) => sentAt(a) - sentAt(b) || compare(a.id, b.id);

function messagesOf(arrived: readonly Message[]): ThreadMessage[] {
  const entries = new Map<string, HistoryEntry>();
  const here = new Set(arrived.map(({ id }) => id));
  // A message's own word on itself goes before what others carry of it.
  for (const message of arrived) entries.set(message.id, ownHistory(message) ?? stated(message));
  // Of what several carry differently the order of arrival must not decide.
  const told = new Map<string, string>();
  for (const entry of arrived.flatMap(({ history }) => history).filter(({ message }) => !here.has(message))) {
    const content = JSON.stringify(entry);
    const other = told.get(entry.message);
    if (other !== undefined && other <= content) continue;
    told.set(entry.message, content);
    entries.set(entry.message, entry);
  }
  const before = beforeForwards(entries, here);
  const messages = [...entries.values()].map(({ message, activity, occurred, organisation, answers, answersLetter }) =>
    present<ThreadMessage>({
      id: message,
      activity,
      occurred,
      organisation,
      answers,
      answersLetter,
      arrived: here.has(message),
      beforeForward: before.has(message),
    }),
  );
  return messages.sort(
    (a, b) => timeOf(a.occurred) - timeOf(b.occurred) || depth(a.id, entries) - depth(b.id, entries) || compare(a.id, b.id),
  );
}

function stated({ id, activity, assembled, sender }: Message): HistoryEntry {
  return present<HistoryEntry>({ message: id, activity, occurred: assembled, organisation: sender, parts: [] });
}

/** How many messages a message builds on; a history that runs in circles ends where it began. */
function depth(id: string, entries: ReadonlyMap<string, HistoryEntry>): number {
  return ancestors(id, entries).size;
}

function ancestors(id: string, entries: ReadonlyMap<string, HistoryEntry>): Set<string> {
  const found = new Set<string>();
  for (let at = entries.get(id)?.answers; at && !found.has(at); at = entries.get(at)?.answers) found.add(at);
  return found;
}

/** A forward begins its thread: what neither is nor follows the last forward came with it from another. */
function beforeForwards(entries: ReadonlyMap<string, HistoryEntry>, here: ReadonlySet<string>): Set<string> {
  const forwards = [...entries.values()].filter(({ activity }) => activity === 'forward-message').map(({ message }) => message);
  const handedOn = new Set(forwards.flatMap((message) => [...ancestors(message, entries)]));
  const first = new Set(forwards.filter((message) => !handedOn.has(message)));
  if (first.size === 0) return new Set();
  const follows = (id: string) => first.has(id) || [...ancestors(id, entries)].some((message) => first.has(message));
  return new Set([...entries.keys()].filter((id) => !here.has(id) && !follows(id)));
}

/** Of several latest ones, after parallel replies, the newest; it may be one's own (rule 4). */
function latestOf(messages: readonly ThreadMessage[]): string | undefined {
  const answered = new Set(messages.map(({ answers }) => answers));
  const open = messages.filter(({ id, arrived }) => arrived && !answered.has(id));
  return (open.at(-1) ?? messages.filter(({ arrived }) => arrived).at(-1))?.id;
}

/** A person has one CPR number and one of each kind of replacement number; one that changes is shown, not hidden. */
function identifiersOf(arrived: readonly Message[]): { identifiers: PatientIdentifier[]; differ: boolean } {
  const found = new Map<string, PatientIdentifier>();
  for (const identifier of [...arrived].reverse().flatMap(({ patient }) => patient.identifiers)) {
    const key = `${identifier.type}|${identifier.system}|${identifier.value}`;
    if (!found.has(key)) found.set(key, identifier);
  }
  const identifiers = [...found.values()];
  const official = identifiers.filter(({ type }) => type === 'cpr');
  return { identifiers, differ: official.length > 1 || !isConnected(arrived) };
}

/** Each message shares a number with the others, if only through a third. */
function isConnected(arrived: readonly Message[]): boolean {
  const [first, ...rest] = arrived.map(({ patient }) => new Set(patient.identifiers.map(({ value }) => value)));
  if (!first) return true;
  const reached = new Set(first);
  let open = rest;
  for (;;) {
    const next = open.filter((numbers) => ![...numbers].some((number) => reached.has(number)));
    if (next.length === open.length) return open.length === 0;
    for (const numbers of open) if (!next.includes(numbers)) for (const number of numbers) reached.add(number);
    open = next;
  }
}

/** A thread is between two units. A third one, or a unit under a new SOR code, is for a person to see. */
function hasOtherOrganisation(arrived: readonly Message[]): boolean {
  const pair = (one: Organisation, other: Organisation) => [one.sor ?? '', other.sor ?? ''].sort(compare).join('|');
  return new Set(arrived.map(({ sender, receiver }) => pair(sender, receiver))).size > 1;
}
