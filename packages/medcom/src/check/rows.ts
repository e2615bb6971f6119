import {
  activities,
  categories,
  dEcprSystems,
  encounterClasses,
  encounterStatuses,
  errorCodes,
  events,
  extensionUrls,
  hl7ErrorCodes,
  mimeTypes,
  priorities,
  responseCodes,
  systems,
} from '../terms.ts';

/**
 * One constraint of a profile. A step may choose a slice (`payload[text]`) or any type of a choice (`content*`).
 * `fixed` and `codes` are of a primitive, `codings` (`system|code`) of a Coding.
 */
export interface Row {
  readonly path: string;
  readonly cardinality: string;
  readonly fixed?: string;
  readonly codes?: readonly string[];
  readonly codings?: readonly string[];
  /** No element outside these slices. */
  readonly closed?: readonly string[];
}

type Values = Omit<Row, 'path' | 'cardinality'>;
const row = (path: string, cardinality: string, values: Values = {}): Row => ({ path, cardinality, ...values });
const codings = (system: string, codes: readonly string[]) => codes.map((code) => `${system}|${code}`);

/** What tells a slice from its neighbours: an element with this value, or an element that is there. */
export const slices: Readonly<Record<string, { readonly element: string; readonly in?: readonly string[] }>> = {
  'primary': { element: 'extension[use].valueCoding.code', in: ['primary'] },
  'text': { element: 'contentString' },
  'attachment': { element: 'contentAttachment' },
  'revision': { element: 'role', in: ['revision'] },
  'source': { element: 'role', in: ['source'] },
  'official': { element: 'use', in: ['official'] },
  'cpr': { element: 'system', in: [systems.cpr] },
  'x-ecpr': { element: 'system', in: [systems.xEcpr] },
  'd-ecpr': { element: 'system', in: dEcprSystems },
  'gln': { element: 'system', in: [systems.gln] },
  'sor': { element: 'system', in: [systems.sor] },
  'lpr3': { element: 'identifier.system', in: [systems.lpr3] },
  ...Object.fromEntries(Object.entries(extensionUrls).map(([name, url]) => [name, { element: 'url', in: [url] }])),
};

const narrative = [row('text.status', '1..1', { codes: ['generated', 'extensions', 'additional', 'empty'] }), row('text.div', '1..1')];

const header = (event: string) => [
  row('id', '1..1'),
  ...narrative,
  row('eventCoding', '1..1'),
  row('eventCoding.system', '1..1', { fixed: systems.events }),
  row('eventCoding.code', '1..1', { fixed: event }),
  row('destination', '1..*', { closed: ['primary'] }),
  row('destination.endpoint', '1..1'),
  row('destination[primary]', '1..1'),
  row('destination[primary].extension[use]', '1..1'),
  row('destination[primary].extension[use].valueCoding.system', '1..1', { fixed: systems.destinationUse }),
  row('destination[primary].receiver', '1..1'),
  row('sender', '1..1'),
  row('source', '1..1'),
  row('source.endpoint', '1..1'),
];

const payloadExtensions = (slice: string, author: string) => [
  row(`payload[${slice}].extension[date]`, '1..1'),
  row(`payload[${slice}].extension[author]`, author),
  row(`payload[${slice}].extension[contact]`, author),
  row(`payload[${slice}].extension[identifier]`, '1..1'),
];

const provenance = (activity: readonly string[]) => [
  ...narrative,
  row('target', '1..1'),
  row('occurredDateTime', '1..1'),
  row('recorded', '1..1'),
  row('activity', '1..1'),
  row('activity.coding', '1..1', { codings: codings(systems.activities, activity) }),
  row('activity.coding.system', '1..1'),
  row('activity.coding.code', '1..1'),
  row('agent', '1..*'),
  row('agent.who', '1..1'),
  row('entity.role', '1..1', { codes: ['derivation', 'revision', 'quotation', 'source', 'removal'] }),
  row('entity.what', '1..1'),
];

const sor = [row('identifier[sor]', '1..1'), row('identifier[sor].value', '1..1')];

/** The profiles, by the name that the rules of each begin with. */
export const profileRows = {
  Bundle: [
    row('id', '1..1'),
    row('type', '1..1', { fixed: 'message' }),
    row('timestamp', '1..1'),
    row('link.relation', '1..1'),
    row('link.url', '1..1'),
    row('entry.resource', '1..1'),
  ],
  MessageHeader: [
    ...header(events.careCommunication),
    row('response.identifier', '1..1'),
    row('response.code', '1..1', { codes: responseCodes }),
    row('focus', '1..1'),
    row('definition', '1..1'),
  ],
  AcknowledgementHeader: [
    ...header(events.acknowledgement),
    row('response', '1..1'),
    row('response.identifier', '1..1'),
    row('response.code', '1..1', { codes: responseCodes }),
  ],
  Communication: [
    ...narrative,
    row('extension[sender]', '0..1'),
    row('identifier', '1..1'),
    row('identifier.value', '1..1'),
    row('status', '1..1', { fixed: 'unknown' }),
    row('category', '1..1'),
    row('category.coding', '1..1', { codings: codings(systems.categories, Object.keys(categories)) }),
    row('category.coding.system', '1..1'),
    row('category.coding.code', '1..1'),
    row('priority', '0..1', { codes: Object.keys(priorities) }),
    row('subject', '1..1'),
    row('topic.text', '1..1'),
    row('encounter', '0..1'),
    row('recipient', '0..1'),
    row('payload', '1..*'),
    row('payload.content*', '1..1'),
    row('payload[text]', '1..*'),
    ...payloadExtensions('text', '1..1'),
    ...payloadExtensions('attachment', '0..1'),
    row('payload.extension[date].valueDateTime', '1..1'),
    row('payload.extension[author].valueReference', '1..1'),
    row('payload.extension[contact].valueContactPoint', '1..1'),
    row('payload.extension[contact].valueContactPoint.system', '0..1', { fixed: 'phone' }),
    row('payload.extension[contact].valueContactPoint.value', '1..1'),
    row('payload.extension[identifier].valueIdentifier', '1..1'),
    row('payload.extension[identifier].valueIdentifier.value', '1..1'),
    row('payload.extension[identifier].valueIdentifier.assigner', '1..1'),
    row('payload[attachment].contentAttachment.contentType', '0..1', { codes: mimeTypes }),
    row('payload[attachment].contentAttachment.title', '1..1'),
  ],
  Provenance: [
    ...provenance(activities),
    row('entity', '1..*', { closed: ['revision', 'source'] }),
    row('entity[revision]', '0..1'),
    row('entity[source]', '1..*'),
    row('entity[source].what.identifier', '1..1'),
  ],
  MessagingProvenance: provenance([...activities, 'acknowledgement', 'retract-message', 'modified-message', 'carboncopy-message']),
  Patient: [
    ...narrative,
    row('identifier', '1..*'),
    row('identifier[cpr]', '0..1'),
    row('identifier[cpr].value', '1..1'),
    row('identifier[x-ecpr]', '0..1'),
    row('identifier[x-ecpr].value', '1..1'),
    row('identifier[d-ecpr]', '0..1'),
    row('identifier[d-ecpr].value', '1..1'),
    row('name', '1..*'),
    row('name[official]', '1..1'),
    row('name[official].family', '1..1'),
    row('communication.language', '1..1'),
    row('link.other', '1..1'),
    row('link.type', '1..1'),
  ],
  Practitioner: [...narrative, row('qualification.code', '1..1')],
  PractitionerRole: [...narrative, row('notAvailable.description', '1..1')],
  CareTeam: [...narrative, row('name', '1..1'), row('managingOrganization', '0..1')],
  MessagingOrganization: [
    ...narrative,
    row('identifier', '2..*'),
    row('identifier[gln]', '1..1'),
    row('identifier[gln].value', '1..1'),
    ...sor,
  ],
  Organization: [...narrative, row('identifier', '1..*'), ...sor],
  Encounter: [
    ...narrative,
    row('status', '1..1', { codes: encounterStatuses }),
    row('statusHistory.status', '1..1'),
    row('statusHistory.period', '1..1'),
    row('class', '1..1', {
      codings: [...codings(systems.encounterClasses, encounterClasses), `${systems.medcomEncounterClasses}|other`],
    }),
    row('classHistory.class', '1..1'),
    row('classHistory.period', '1..1'),
    row('subject', '1..1'),
    row('episodeOfCare[lpr3]', '0..1'),
    row('episodeOfCare[lpr3].identifier.value', '1..1'),
    row('diagnosis.condition', '1..1'),
    row('account', '0..0'),
    row('location.location', '1..1'),
  ],
  OperationOutcome: [
    row('issue', '1..*'),
    row('issue.severity', '1..1', { codes: ['fatal', 'error', 'warning', 'information'] }),
    row('issue.code', '1..1'),
    row('issue.details.coding', '0..*', {
      codings: [...codings(systems.errors, errorCodes), ...codings(systems.hl7Errors, hl7ErrorCodes)],
    }),
  ],
} satisfies Readonly<Record<string, readonly Row[]>>;

export type ProfileName = keyof typeof profileRows;
