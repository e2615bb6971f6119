import { present } from '../message/parts.ts';
import type { HistoryEntry, Message, Organisation, PatientIdentifier } from '../message/types.ts';
import { compare, inOrder, timeOf } from './order.ts';
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

const newest = ({ messages }: Thread) => timeOf(messages.at(-1)?.occurred);

function threadOf(id: string, members: readonly Message[]): Thread {
  const { here, differs } = withoutDuplicates(members);
  const { messages, initiator } = messagesOf(here);
  const arrived = messages.flatMap((message) => here.get(message.id) ?? []);
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
function withoutDuplicates(members: readonly Message[]): { here: ReadonlyMap<string, Message>; differs: boolean } {
  const here = new Map<string, Message>();
  let differs = false;
  for (const [id, same] of Map.groupBy(members, (message) => message.id)) {
    const [first] = same.sort(
      (a, b) => timeOf(a.assembled) - timeOf(b.assembled) || compare(a.bundle, b.bundle) || compare(JSON.stringify(a), JSON.stringify(b)),
    );
    if (first) here.set(id, first);
    differs ||= same.length > 1 && new Set(same.map(said)).size > 1;
  }
  return { here, differs };
}

/** What a message says to its reader, whatever the transport. */
function said({ parts, patient, sender, receiver, category, topic, priority }: Message): string {
  return JSON.stringify([parts, patient, sender.sor, receiver.sor, category, topic, priority]);
}

function messagesOf(here: ReadonlyMap<string, Message>): {
  messages: readonly ThreadMessage[];
  initiator: Organisation | undefined;
} {
  const entries = new Map<string, HistoryEntry>();
  // A message's own word on itself goes before what others carry of it.
  for (const message of here.values())
    entries.set(message.id, message.history.find((entry) => entry.message === message.id) ?? stated(message));
  // Of what several carry differently the order of arrival must not decide.
  const told = new Map<string, string>();
  for (const { history } of here.values())
    for (const entry of history) {
      if (here.has(entry.message)) continue;
      const content = JSON.stringify(entry);
      const other = told.get(entry.message);
      if (other !== undefined && other <= content) continue;
      told.set(entry.message, content);
      entries.set(entry.message, entry);
    }
  const byTime = inOrder(entries);
  const initiator = (byTime.find(({ answers }) => !answers) ?? byTime[0])?.organisation;
  const ordered = inOrder(entries, initiator);
  const before = beforeForwards(ordered, entries, here);
  const messages = ordered.map(({ message, activity, occurred, organisation, answers, answersLetter }) =>
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
  return { messages, initiator };
}

function stated({ id, activity, assembled, sender }: Message): HistoryEntry {
  return present<HistoryEntry>({ message: id, activity, occurred: assembled, organisation: sender, parts: [] });
}

/** A forward begins its thread: what neither is nor follows the last forward came with it from another. */
function beforeForwards(
  ordered: readonly HistoryEntry[],
  entries: ReadonlyMap<string, HistoryEntry>,
  here: ReadonlyMap<string, Message>,
): ReadonlySet<string> {
  const forwards = ordered.filter(({ activity }) => activity === 'forward-message');
  const handedOn = new Set<string>();
  for (const { answers } of forwards) for (let at = answers; at && !handedOn.has(at); at = entries.get(at)?.answers) handedOn.add(at);
  const last = new Set(forwards.map(({ message }) => message).filter((message) => !handedOn.has(message)));
  if (last.size === 0) return last;
  // What a message builds on stands before it, so that one walk is enough.
  const follows = new Set(last);
  for (const { message, answers } of ordered) if (answers && follows.has(answers)) follows.add(message);
  return new Set(ordered.map(({ message }) => message).filter((message) => !here.has(message) && !follows.has(message)));
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
