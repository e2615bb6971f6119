import { type BundleIndex, headerOf, indexBundle, referencedMessage } from '../fhir/bundle.ts';
import { extensions, type Node, nodes, one, text } from '../fhir/node.ts';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { type Activity, activities, events, extensionUrls, messageDefinition, type ResponseCode, responseCodes } from '../terms.ts';
import { extraOf } from './extra.ts';
import { organisationAt, partOf, partyOf, patientOf, present } from './parts.ts';
import type { Acknowledgement, AcknowledgementIssue, EpisodeOfCare, HistoryEntry, Message } from './types.ts';

/**
 * Reads a message or an acknowledgement out of a Bundle, CareCommunication 5.x and 4.x alike.
 *
 * Run `check` first: what lacks here is left out, not reported.
 *
 * @throws MessageUnreadable `not-a-message` without what tells a message from another: its event, ids and thread
 */
export function read(bundle: Node): Message | Acknowledgement {
  const index = indexBundle(bundle);
  const header = headerOf(index)?.resource;
  const event = text(header, 'eventCoding', 'code');
  if (bundle.resourceType !== 'Bundle' || !header) throw new MessageUnreadable('not-a-message');
  if (event === events.careCommunication) return messageOf(index, header);
  if (event === events.acknowledgement) return acknowledgementOf(index, header);
  throw new MessageUnreadable('not-a-message');
}

/** @throws MessageUnreadable `not-a-message`, for an acknowledgement too */
export function readMessage(bundle: Node): Message {
  const found = read(bundle);
  if (found.kind !== 'message') throw new MessageUnreadable('not-a-message');
  return found;
}

function required(value: string | undefined): string {
  if (value === undefined) throw new MessageUnreadable('not-a-message');
  return value;
}

function messageOf(index: BundleIndex, header: Node): Message {
  const communication = index.resolve(text(header, 'focus', 'reference'))?.resource ?? index.of('Communication')[0]?.resource;
  const id = required(text(header, 'id'));
  const history = historyOf(index);
  const activity = history.find(({ message }) => message === id)?.activity;
  const subject = index.resolve(text(communication, 'subject', 'reference'))?.resource ?? index.of('Patient')[0]?.resource;
  const sender = extensions(communication, extensionUrls.sender)[0];
  return present<Message>({
    kind: 'message',
    version: versionOf(text(header, 'definition')),
    bundle: required(text(index.bundle, 'id')),
    id,
    assembled: text(index.bundle, 'timestamp'),
    thread: required(text(communication, 'identifier', 'value')),
    activity: activities.find((known): known is Activity => known === activity),
    sender: organisationAt(index, header, 'sender') ?? {},
    receiver: organisationAt(index, one(header, 'destination'), 'receiver') ?? {},
    specificSender: partyOf(index, text(sender, 'valueReference', 'reference')),
    specificRecipient: partyOf(index, text(communication, 'recipient', 'reference')),
    patient: patientOf(subject),
    category: text(communication, 'category', 'coding', 'code'),
    topic: text(communication, 'topic', 'text'),
    priority: text(communication, 'priority'),
    episodes: episodesOf(index, communication),
    parts: nodes(communication, 'payload').flatMap((payload) => partOf(index, payload) ?? []),
    history,
    extra: extraOf(index),
  });
}

/** The version that a sender states after the pipe. */
function versionOf(definition: string | undefined): string | undefined {
  const [url, version] = definition?.split('|') ?? [];
  return url === messageDefinition ? version : undefined;
}

function episodesOf(index: BundleIndex, communication: Node | undefined): EpisodeOfCare[] {
  const encounter = index.resolve(text(communication, 'encounter', 'reference'))?.resource;
  return nodes(encounter, 'episodeOfCare').flatMap((episode) => {
    const value = text(episode, 'identifier', 'value');
    return value ? [present<EpisodeOfCare>({ system: text(episode, 'identifier', 'system'), value })] : [];
  });
}

/** The Provenances, those of earlier messages too, in the order they stand. */
function historyOf(index: BundleIndex): HistoryEntry[] {
  return index.of('Provenance').flatMap(({ resource }) => {
    const message = referencedMessage(text(resource, 'target', 'reference'));
    if (!message) return [];
    const inRole = (role: string) => nodes(resource, 'entity').filter((entity) => entity.role === role);
    const revision = one(inRole('revision')[0], 'what');
    return [
      present<HistoryEntry>({
        message,
        activity: text(resource, 'activity', 'coding', 'code'),
        occurred: text(resource, 'occurredDateTime'),
        organisation: organisationAt(index, one(resource, 'agent'), 'who'),
        answers: referencedMessage(text(revision, 'reference')),
        answersLetter: text(revision, 'identifier', 'value'),
        parts: inRole('source').flatMap((entity) => text(entity, 'what', 'identifier', 'value') ?? []),
      }),
    ];
  });
}

function acknowledgementOf(index: BundleIndex, header: Node): Acknowledgement {
  const code = text(header, 'response', 'code');
  const response = responseCodes.find((known): known is ResponseCode => known === code);
  if (!response) throw new MessageUnreadable('not-a-message');
  const outcome = index.resolve(text(header, 'response', 'details', 'reference'))?.resource;
  return present<Acknowledgement>({
    kind: 'acknowledgement',
    bundle: required(text(index.bundle, 'id')),
    id: required(text(header, 'id')),
    assembled: text(index.bundle, 'timestamp'),
    of: required(text(header, 'response', 'identifier')),
    response,
    sender: organisationAt(index, header, 'sender') ?? {},
    receiver: organisationAt(index, one(header, 'destination'), 'receiver') ?? {},
    issues: nodes(outcome, 'issue').map((issue) =>
      present<AcknowledgementIssue>({
        severity: text(issue, 'severity'),
        code: text(issue, 'code'),
        error: text(issue, 'details', 'coding', 'code'),
        text: text(issue, 'details', 'text'),
      }),
    ),
    history: historyOf(index),
  });
}
