import type { Bundle, Communication, CommunicationPayload, FhirResource, MessageHeader, Provenance } from 'fhir/r4.d.ts';
import type { Node } from '../fhir/node.ts';
import { carriable } from '../fhir/xhtml.ts';
import { withNarrative } from '../narrative/narrative.ts';
import { type Activity, events, extensionUrls, messageDefinition, profiles, sorEndpoint, systems } from '../terms.ts';
import type { AddressedOrganisation, Draft, DraftAttachment, Source } from './draft.ts';
import type { Pool } from './pool.ts';

export const urnUuid = (id: string) => `urn:uuid:${id}`;
const base = 'https://medcomfhir.dk/ig';

/** The primary destination; copies (cc) are not allowed. */
export function destination(receiver: AddressedOrganisation, reference: string): NonNullable<MessageHeader['destination']> {
  return [
    {
      extension: [{ url: extensionUrls.use, valueCoding: { system: systems.destinationUse, code: 'primary' } }],
      endpoint: sorEndpoint + receiver.sor,
      receiver: { reference },
    },
  ];
}

/** A message of resources: the header first, each with its narrative. */
export function bundleOf(of: {
  readonly id: string;
  readonly guide: 'carecommunication' | 'acknowledgement';
  readonly profile: string;
  readonly timestamp: string;
  readonly resources: readonly object[];
}): Bundle & Node {
  const entry = (of.resources as readonly Node[]).map((resource) => ({
    fullUrl: `${base}/${of.guide}/${String(resource.resourceType)}/${String(resource.id)}`,
    resource: ('text' in resource ? resource : withNarrative(resource)) as unknown as FhirResource,
  }));
  const bundle: Bundle = {
    resourceType: 'Bundle',
    id: of.id,
    meta: { profile: [of.profile] },
    type: 'message',
    timestamp: of.timestamp,
    entry,
  };
  return bundle as Bundle & Node;
}

/** The text and the attachments that a user adds, signed. */
function newPayloads(pool: Pool, draft: Draft, sender: string, { newId, sentAt }: Source): CommunicationPayload[] {
  const author = pool.person(draft.author.name, draft.author.role);
  const signed = () => [
    { url: extensionUrls.date, valueDateTime: sentAt },
    { url: extensionUrls.identifier, valueIdentifier: { value: urnUuid(newId()), assigner: { reference: sender } } },
    { url: extensionUrls.author, valueReference: { reference: author } },
    { url: extensionUrls.contact, valueContactPoint: { system: 'phone' as const, value: draft.author.phone } },
  ];
  const attachments = (draft.attachments ?? []).map((attachment) => ({ extension: signed(), contentAttachment: content(attachment) }));
  return [{ extension: signed(), contentString: carriable(draft.text) }, ...attachments];
}

function content(attachment: DraftAttachment): NonNullable<CommunicationPayload['contentAttachment']> {
  const { created } = attachment;
  const title = carriable(attachment.title);
  const what = 'url' in attachment ? { url: attachment.url } : { contentType: attachment.contentType, data: attachment.data };
  return { ...what, title, ...(created && { creation: created }) };
}

export interface Assembly {
  readonly thread: string;
  readonly activity: Activity;
  readonly answers?: { readonly reference: string } | { readonly identifier: { readonly value: string } };
  readonly sender: AddressedOrganisation;
  readonly receiver: AddressedOrganisation;
  /** Where the receiver stands in the pool. */
  readonly receiverReference: string;
  readonly draft: Draft;
  readonly patient: string;
  readonly encounter?: string | undefined;
  readonly category: string;
  readonly topic?: string | undefined;
  readonly priority?: string | undefined;
  readonly specificSender?: string | undefined;
  readonly specificRecipient?: string | undefined;
  readonly carried: readonly CommunicationPayload[];
  readonly provenances: readonly Node[];
}

/** Puts a message together out of what the pool holds. */
export function assemble(pool: Pool, source: Source, of: Assembly): Bundle & Node {
  const { newId, sentAt } = source;
  const sender = pool.organisation(of.sender);
  const payloads = newPayloads(pool, of.draft, sender, source);
  const [bundleId, headerId, communicationId, provenanceId] = [newId(), newId(), newId(), newId()];
  const ids = payloads.flatMap(
    ({ extension }) => extension?.find(({ url }) => url === extensionUrls.identifier)?.valueIdentifier?.value ?? [],
  );

  const header: MessageHeader = {
    resourceType: 'MessageHeader',
    id: headerId,
    meta: { profile: [profiles.messageHeader] },
    eventCoding: { system: systems.events, code: events.careCommunication },
    destination: destination(of.receiver, of.receiverReference),
    sender: { reference: sender },
    source: { endpoint: sorEndpoint + of.sender.sor },
    focus: [{ reference: `Communication/${communicationId}` }],
    definition: `${messageDefinition}|5.0`,
  };
  const communication: Communication = {
    resourceType: 'Communication',
    id: communicationId,
    meta: { profile: [profiles.communication] },
    ...(of.specificSender && { extension: [{ url: extensionUrls.sender, valueReference: { reference: of.specificSender } }] }),
    identifier: [{ value: of.thread }],
    status: 'unknown',
    category: [{ coding: [{ system: systems.categories, code: of.category }] }],
    ...(of.priority && { priority: of.priority as 'asap' | 'routine' }),
    subject: { reference: of.patient },
    ...(of.topic && { topic: { text: carriable(of.topic) } }),
    ...(of.encounter && { encounter: { reference: of.encounter } }),
    ...(of.specificRecipient && { recipient: [{ reference: of.specificRecipient }] }),
    payload: [...of.carried, ...payloads],
  };
  const provenance: Provenance = {
    resourceType: 'Provenance',
    id: provenanceId,
    meta: { profile: [profiles.provenance] },
    target: [{ reference: `MessageHeader/${headerId}` }],
    occurredDateTime: sentAt,
    recorded: sentAt,
    activity: { coding: [{ system: systems.activities, code: of.activity }] },
    agent: [{ who: { reference: sender } }],
    entity: [
      ...(of.answers ? [{ role: 'revision' as const, what: of.answers }] : []),
      ...ids.map((value) => ({ role: 'source' as const, what: { identifier: { value } } })),
    ],
  };
  return bundleOf({
    id: bundleId,
    guide: 'carecommunication',
    profile: profiles.message,
    timestamp: source.assembledAt ?? sentAt,
    resources: [header, communication, ...pool.resources, ...of.provenances, provenance],
  });
}
