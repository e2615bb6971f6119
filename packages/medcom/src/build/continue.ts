import type { Bundle, CommunicationPayload } from 'fhir/r4.d.ts';
import { extensions, type Node, nodes, one, text } from '../fhir/node.ts';
import type { Organisation } from '../message/types.ts';
import { extensionUrls } from '../terms.ts';
import { type Assembly, assemble, urnUuid } from './assemble.ts';
import { type CarriedThread, carryThread, hasContent, withoutContent } from './carry.ts';
import { type AddressedOrganisation, BuildRefused, type ForwardDraft, type ReplyDraft, type Source } from './draft.ts';

/**
 * Builds a reply to a message, received or one's own latest (rules 3, 4, 6, 7).
 *
 * @param thread the other messages of the thread, where there are parallel ones
 * @throws BuildRefused `other-sor`, `no-receiver`, `not-the-thread`, `unknown-role`
 * @throws MessageUnreadable `not-a-message`
 */
export function buildReply(to: Node, draft: ReplyDraft, source: Source, thread: readonly Node[] = []): Bundle & Node {
  const carried = carryThread(to, thread, draft.patient, source.newId);
  const { pool, latest, header, communication, carry } = carried;
  const own = isOwn(carried, draft.sender);
  const receiver = addressed(own ? latest.receiver : latest.sender);
  const receiverReference = text(carry(own ? one(header, 'destination', 'receiver') : one(header, 'sender')), 'reference') ?? '';
  const before = own ? text(communication, 'recipient', 'reference') : text(senderExtension(communication), 'valueReference', 'reference');
  const kept = before && text(carry({ reference: before }), 'reference');
  const chosen = draft.specificRecipient && pool.party(draft.specificRecipient, receiverReference);
  return assemble(pool, source, {
    ...continued(carried, draft),
    thread: latest.thread,
    activity: 'reply-message',
    receiver,
    receiverReference,
    specificRecipient: draft.specificRecipient === undefined ? kept : (chosen ?? undefined),
    carried: carried.payloads.map(({ payload }) => withoutContent(payload)),
    provenances: carried.provenances,
  });
}

/**
 * Builds a forward: a thread of its own with all that was said before, or a selection of it, to someone new (rules 14–19).
 *
 * @param thread the other messages of the thread: earlier files are taken from where they still have their content
 * @throws BuildRefused `other-sor`, `not-the-thread`, `attachment-without-data`, `selection-without-message`, `unknown-role`
 * @throws MessageUnreadable `not-a-message`
 */
export function buildForward(of: Node, draft: ForwardDraft, source: Source, thread: readonly Node[] = []): Bundle & Node {
  const carried = carryThread(of, thread, draft.patient, source.newId);
  isOwn(carried, draft.sender);
  const { payloads, provenances } = selected(carried, draft.only);
  if (!payloads.every(hasContent)) throw new BuildRefused('attachment-without-data');
  const receiverReference = carried.pool.organisation(draft.receiver);
  return assemble(carried.pool, source, {
    ...continued(carried, draft),
    thread: urnUuid(source.newId()),
    activity: 'forward-message',
    receiver: draft.receiver,
    receiverReference,
    specificRecipient: draft.specificRecipient && carried.pool.party(draft.specificRecipient, receiverReference),
    carried: payloads as unknown as CommunicationPayload[],
    provenances,
  });
}

function continued({ pool, latest, patient, encounter }: CarriedThread, draft: ReplyDraft | ForwardDraft) {
  const category = draft.category ?? latest.category ?? 'other';
  const sender = pool.organisation(draft.sender);
  const priority = draft.priority === undefined ? latest.priority : (draft.priority ?? undefined);
  return {
    answers: { reference: `MessageHeader/${latest.id}` },
    sender: draft.sender,
    draft,
    patient,
    encounter,
    category,
    topic: draft.topic === undefined ? latest.topic : (draft.topic ?? undefined),
    // A priority belongs to referrals alone, and does not follow when the category is changed.
    priority: category === 'regarding-referral' ? priority : undefined,
    specificSender: draft.specificSender && pool.party(draft.specificSender, sender),
  } satisfies Partial<Assembly>;
}

/** Whether the unit sent the message itself. A unit that neither sent nor received it may not continue its thread. */
function isOwn({ latest }: CarriedThread, { sor }: AddressedOrganisation): boolean {
  if (sor !== latest.receiver.sor && sor !== latest.sender.sor) throw new BuildRefused('other-sor');
  return sor !== latest.receiver.sor;
}

export function addressed({ sor, gln, name }: Organisation): AddressedOrganisation {
  if (!sor || !gln) throw new BuildRefused('no-receiver');
  return { sor, gln, ...(name && { name }) };
}

function senderExtension(communication: Node): Node | undefined {
  return extensions(communication, extensionUrls.sender)[0];
}

/** A message that is left out takes its parts and its Provenance with it, never a file alone (rule 15). */
function selected({ payloads, provenances, latest }: CarriedThread, only: readonly string[] | undefined) {
  if (!only) return { payloads: payloads.map(({ payload }) => payload), provenances };
  if (!only.includes(latest.id)) throw new BuildRefused('selection-without-message');
  const kept = provenances.filter((provenance) =>
    only.some((id) => text(provenance, 'target', 'reference')?.endsWith(`MessageHeader/${id}`)),
  );
  const parts = new Set(
    kept.flatMap((provenance) =>
      nodes(provenance, 'entity').flatMap((entity) =>
        entity.role === 'source' ? (text(entity, 'what', 'identifier', 'value') ?? []) : [],
      ),
    ),
  );
  return { payloads: payloads.filter(({ id }) => parts.has(id)).map(({ payload }) => payload), provenances: kept };
}
