import type { Bundle } from 'fhir/r4.d.ts';
import type { Node } from '../fhir/node.ts';
import { assemble, urnUuid } from './assemble.ts';
import type { NewDraft, Source } from './draft.ts';
import { Pool } from './pool.ts';
import { encounter, patient } from './resources.ts';

/**
 * Builds a new message, which begins a thread; or the answer to an EDIFACT or OIOXML letter, which in FHIR begins one too
 * (unconfirmed: no text says which communication identifier such an answer has).
 *
 * @throws BuildRefused `unknown-role`
 */
export function buildNew(draft: NewDraft, source: Source): Bundle & Node {
  const pool = new Pool(source.newId);
  const child = pool.add((id) => patient(id, draft.patient));
  const [sender, receiver] = [pool.organisation(draft.sender), pool.organisation(draft.receiver)];
  const letter = draft.answersLetter;
  return assemble(pool, source, {
    thread: urnUuid(source.newId()),
    activity: letter ? 'reply-message' : 'new-message',
    ...(letter && { answers: { identifier: { value: `${letter.gln}#${letter.letterId}` } } }),
    sender: draft.sender,
    receiver: draft.receiver,
    receiverReference: receiver,
    draft,
    patient: child,
    encounter: draft.encounter && addEncounter(pool, child, draft.encounter),
    category: draft.category,
    topic: draft.topic,
    priority: draft.priority,
    specificSender: draft.specificSender && pool.party(draft.specificSender, sender),
    specificRecipient: draft.specificRecipient && pool.party(draft.specificRecipient, receiver),
    carried: [],
    provenances: [],
  });
}

function addEncounter(pool: Pool, subject: string, draft: NonNullable<NewDraft['encounter']>): string {
  return pool.add((id) => encounter(id, subject, draft));
}
