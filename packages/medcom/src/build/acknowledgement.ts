import type { Bundle, MessageHeader, OperationOutcome, OperationOutcomeIssue, Provenance } from 'fhir/r4.d.ts';
import { referencedMessage } from '../fhir/bundle.ts';
import { type Node, text } from '../fhir/node.ts';
import { read } from '../message/read.ts';
import { moment } from '../message/time.ts';
import { acknowledgementDefinition, errorCodes, events, profiles, type ResponseCode, sorEndpoint, systems } from '../terms.ts';
import { bundleOf, destination } from './assemble.ts';
import { addressed } from './continue.ts';
import { BuildRefused, type Source } from './draft.ts';
import { Pool } from './pool.ts';

/** Why a message was refused, or could not be taken in now. */
export interface DraftIssue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information';
  readonly code: 'invalid' | 'structure' | 'required' | 'value' | 'invariant' | 'code-invalid' | 'duplicate' | 'transient' | 'exception';
  /** A code of MedCom's or HL7's set. */
  readonly error?: string;
  /** Words of one's own; never content of the message. */
  readonly text?: string;
}

/**
 * Builds the acknowledgement (kvittering) of a message: back to who sent it, with a copy of its latest Provenance and
 * one of its own. Sent again, it gets new ids and times and keeps its answer.
 *
 * @throws BuildRefused `acknowledgement-of-acknowledgement`; `no-receiver` when the message does not say who sent it
 * @throws MessageUnreadable `not-a-message`: what cannot be read as one is not acknowledged but reported by other means
 */
export function buildAcknowledgement(of: Node, response: ResponseCode, issues: readonly DraftIssue[], source: Source): Bundle & Node {
  const message = read(of);
  if (message.kind === 'acknowledgement') throw new BuildRefused('acknowledgement-of-acknowledgement');
  const { newId, sentAt } = source;
  const pool = new Pool(newId);
  const { index, carryResource } = pool.carrier(of);
  const sender = addressed(message.receiver);
  const receiver = addressed(message.sender);
  const latest = latestProvenance(
    index.of('Provenance').map(({ resource }) => resource),
    message.id,
  );
  const copy = latest && carryResource(latest);
  const [senderReference, receiverReference] = [pool.organisation(sender), pool.organisation(receiver)];
  const [bundleId, headerId, provenanceId] = [newId(), newId(), newId()];
  const told = issues.length > 0 ? issues : response === 'ok' ? [] : [{ severity: 'error', code: 'invalid' } as const];
  const outcome = told.length > 0 ? operationOutcome(newId(), told) : undefined;

  const header: MessageHeader = {
    resourceType: 'MessageHeader',
    id: headerId,
    meta: { profile: [profiles.acknowledgementHeader] },
    eventCoding: { system: systems.events, code: events.acknowledgement },
    destination: destination(receiver, receiverReference),
    sender: { reference: senderReference },
    source: { endpoint: sorEndpoint + sender.sor },
    response: {
      identifier: message.id,
      code: response,
      ...(outcome && { details: { reference: `OperationOutcome/${outcome.id}` } }),
    },
    definition: `${acknowledgementDefinition}|2.0`,
  };
  const provenance: Provenance = {
    resourceType: 'Provenance',
    id: provenanceId,
    meta: { profile: [profiles.messagingProvenance] },
    target: [{ reference: `MessageHeader/${headerId}` }],
    occurredDateTime: sentAt,
    recorded: sentAt,
    activity: { coding: [{ system: systems.activities, code: 'acknowledgement' }] },
    agent: [{ who: { reference: senderReference } }],
    entity: [{ role: 'revision', what: { reference: `MessageHeader/${message.id}` } }],
  };
  return bundleOf({
    id: bundleId,
    guide: 'acknowledgement',
    profile: profiles.acknowledgement,
    timestamp: source.assembledAt ?? sentAt,
    resources: [header, ...(copy ? [copy] : []), provenance, ...pool.resources, ...(outcome ? [outcome] : [])],
  });
}

/** The message's own Provenance; where it lacks, the newest there is. */
function latestProvenance(provenances: readonly Node[], message: string): Node | undefined {
  const own = provenances.find((provenance) => referencedMessage(text(provenance, 'target', 'reference')) === message);
  const at = (provenance: Node) => moment(text(provenance, 'occurredDateTime')) || 0;
  return own ?? [...provenances].sort((a, b) => at(b) - at(a))[0];
}

function operationOutcome(id: string, issues: readonly DraftIssue[]): OperationOutcome & { id: string } {
  return {
    resourceType: 'OperationOutcome',
    id,
    meta: { profile: [profiles.operationOutcome] },
    issue: issues.map((issue): OperationOutcomeIssue => {
      const system = issue.error && errorCodes.includes(issue.error) ? systems.errors : systems.hl7Errors;
      const details = {
        ...(issue.error && { coding: [{ system, code: issue.error }] }),
        ...(issue.text && { text: issue.text }),
      };
      return { severity: issue.severity, code: issue.code, ...(Object.keys(details).length > 0 && { details }) };
    }),
  };
}
