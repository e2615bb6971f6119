import type { CommunicationPayload } from 'fhir/r4.d.ts';
import { type BundleIndex, headerOf, referencedMessage } from '../fhir/bundle.ts';
import { extensions, isNode, type Node, nodes, one, text, values } from '../fhir/node.ts';
import { patientIdentifierType } from '../message/parts.ts';
import { readMessage } from '../message/read.ts';
import { moment } from '../message/time.ts';
import type { Message } from '../message/types.ts';
import { extensionUrls, systems } from '../terms.ts';
import { BuildRefused, type DraftPatient } from './draft.ts';
import { Pool, withoutNarrative } from './pool.ts';
import { patient as patientResource } from './resources.ts';

interface CarriedPayload {
  readonly id: string;
  readonly sent: number;
  readonly payload: Node;
}

/** All that a thread holds, carried into a pool: what a reply or a forward begins with. */
export interface CarriedThread {
  readonly pool: Pool;
  readonly latest: Message;
  readonly header: Node;
  readonly communication: Node;
  /** Carries a reference of the latest message. */
  readonly carry: <Value>(value: Value) => Value;
  readonly patient: string;
  readonly encounter: string | undefined;
  readonly payloads: readonly CarriedPayload[];
  readonly provenances: readonly Node[];
}

/**
 * Carries over the message that is answered or handed on, and the other messages of its thread, which a parallel reply
 * may hold alone (rule 12).
 *
 * @throws BuildRefused `not-the-thread`
 */
export function carryThread(of: Node, thread: readonly Node[], overrides: DraftPatient | undefined, newId: () => string): CarriedThread {
  const latest = readMessage(of);
  const pool = new Pool(newId);
  const first = pool.carrier(of);
  // Read no further than needed: the messages of a long thread hold its history each.
  const others = thread.map((bundle) => pool.carrier(bundle)).filter(({ index }) => text(headerOf(index)?.resource, 'id') !== latest.id);
  if (others.some(({ index }) => text(communicationOf(index), 'identifier', 'value') !== latest.thread))
    throw new BuildRefused('not-the-thread');
  const carriers = [first, ...others];
  pool.patient = addPatient(
    pool,
    carriers.map(({ index }) => index),
    overrides,
    newId,
  );
  const payloads = new Map<string, CarriedPayload>();
  const provenances = new Map<string, Node>();
  const usedIds = new Set<string>();
  let encounter: string | undefined;
  for (const { index, carry, carryResource } of carriers) {
    const communication = communicationOf(index);
    for (const payload of nodes(communication, 'payload')) {
      const there = payloads.get(payloadOf(payload).id);
      // The first message that still has a file's content holds it for the others. Long threads repeat themselves in
      // every message: only what is new is carried.
      if (there && (hasContent(there.payload) || !hasContent(payload))) continue;
      const carried = payloadOf(carry(payload));
      payloads.set(carried.id, carried);
    }
    for (const { resource } of index.of('Provenance')) {
      const message = referencedMessage(text(resource, 'target', 'reference')) ?? '';
      if (provenances.has(message)) continue;
      const carried = carryResource(resource);
      const id = text(carried, 'id') ?? '';
      provenances.set(message, usedIds.has(id) ? withoutNarrative({ ...carried, id: newId() }) : carried);
      usedIds.add(id);
    }
    encounter ??= text(carry(one(communication, 'encounter')), 'reference');
  }
  return {
    pool,
    latest,
    header: headerOf(first.index)?.resource ?? {},
    communication: communicationOf(first.index) ?? {},
    carry: first.carry,
    patient: pool.patient,
    encounter,
    payloads: [...payloads.values()].sort((a, b) => a.sent - b.sent || 0),
    provenances: [...provenances.values()],
  };
}

function communicationOf(index: BundleIndex): Node | undefined {
  return index.resolve(text(headerOf(index)?.resource, 'focus', 'reference'))?.resource ?? index.of('Communication')[0]?.resource;
}

function payloadOf(payload: Node): CarriedPayload {
  const id = text(extensions(payload, extensionUrls.identifier)[0], 'valueIdentifier', 'value') ?? '';
  return { id, sent: moment(text(extensions(payload, extensionUrls.date)[0], 'valueDateTime')) || 0, payload };
}

export function hasContent(payload: Node): boolean {
  const attachment = one(payload, 'contentAttachment');
  return !attachment || text(attachment, 'data') !== undefined || text(attachment, 'url') !== undefined;
}

/** In a reply an earlier attachment is named, not sent again (rule 6). */
export function withoutContent(payload: Node): CommunicationPayload {
  const attachment = one(payload, 'contentAttachment');
  if (!attachment) return payload as unknown as CommunicationPayload;
  const { data: _data, url: _url, size: _size, hash: _hash, ...named } = attachment;
  return { ...payload, contentAttachment: named } as unknown as CommunicationPayload;
}

/** The latest message's patient with every number that the thread has brought; of a type that a message may hold once, the newest. */
function addPatient(pool: Pool, indices: readonly BundleIndex[], overrides: DraftPatient | undefined, newId: () => string): string {
  const patients = indices.flatMap((index): Node[] => {
    const communication = communicationOf(index);
    const found = index.resolve(text(communication, 'subject', 'reference')) ?? index.of('Patient')[0];
    return found ? [found.resource] : [];
  });
  const id = text(patients[0], 'id') ?? newId();
  const own = overrides && (patientResource(id, overrides) as unknown as Node);
  const identifiers = new Map<string, Node>();
  for (const identifier of [...(own ? [own] : []), ...patients].flatMap((patient) => nodes(patient, 'identifier'))) {
    const type = patientIdentifierType(text(identifier, 'system'));
    const key = type === 'other' ? `${text(identifier, 'system')}|${text(identifier, 'value')}` : type;
    if (!identifiers.has(key)) identifiers.set(key, identifier);
  }
  const [latest] = patients;
  const identifier = [...identifiers.values()].sort((a, b) => rank(a) - rank(b));
  const names = own ? nodes(own, 'name') : nodes(latest, 'name');
  const merged: Node = { resourceType: 'Patient', ...latest, ...(own && !latest ? own : {}), id, identifier, name: names };
  const unchanged = latest && JSON.stringify(values(latest, 'identifier')) === JSON.stringify(identifier) && !own;
  return pool.put(unchanged && isNode(latest) ? latest : withoutNarrative(merged), id);
}

/** The official number first; otherwise as they came. */
const rank = (identifier: Node) => (identifier.system === systems.cpr ? 0 : 1);
