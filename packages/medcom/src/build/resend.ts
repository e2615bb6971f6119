import type { Bundle } from 'fhir/r4.d.ts';
import { referencedMessage } from '../fhir/bundle.ts';
import { type Node, nodes, one, text } from '../fhir/node.ts';
import { read } from '../message/read.ts';
import { withNarrative } from '../narrative/narrative.ts';
import type { Source } from './draft.ts';
import { withoutNarrative } from './pool.ts';

/**
 * Sends a message or an acknowledgement again, where no answer came or it was `transient-error` (MedCom 040, MR7.R;
 * tests S.TC4, S.TC3.A2): a new Bundle id and time of assembly, and new times in the message's own Provenance. Its id,
 * its texts with their times and the Provenances of other messages stay, so that who has it already knows it again.
 *
 * @param of the Bundle as it was sent, first or again; `sentAt` is when it is sent this time
 * @throws MessageUnreadable `not-a-message`
 */
export function resend(of: Node, { newId, sentAt, assembledAt = sentAt }: Source): Bundle & Node {
  const { id } = read(of);
  const entry = nodes(of, 'entry').map((found) => {
    const resource = one(found, 'resource');
    const isOwn = resource?.resourceType === 'Provenance' && referencedMessage(text(resource, 'target', 'reference')) === id;
    if (!isOwn) return found;
    return { ...found, resource: withNarrative({ ...withoutNarrative(resource), occurredDateTime: sentAt, recorded: sentAt }) };
  });
  return { ...of, id: newId(), timestamp: assembledAt, entry } as unknown as Bundle & Node;
}
