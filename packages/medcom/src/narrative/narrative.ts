import { extensions, type Node, nodes, one, text, values } from '../fhir/node.ts';
import { escapeText, xhtmlNamespace } from '../fhir/xhtml.ts';
import { categories, extensionUrls, misspeltRoles, practitionerRoles, priorities, type Words } from '../terms.ts';
import { activityWords, labels, resourceWords, responseWords } from './words.ts';

/** A line of a narrative: what it is, in Danish and English, and the value. */
type Row = readonly [label: keyof typeof labels, value: string | undefined];

const reference = (node: Node | undefined, ...path: readonly string[]) => text(node, ...path, 'reference');
const worded = (code: string | undefined, words: Readonly<Record<string, Words>>) => {
  const found = code === undefined ? undefined : words[code];
  return found ? `${found.da} (${found.en}) [${code}]` : code;
};

/**
 * Gives a resource its narrative: all that the profiles oblige a sender to tell (`SHALL:in-narrative`), Danish beside
 * English, the id of the resource, references as they stand, and never base64.
 */
export function withNarrative(resource: Node): Node {
  const type = text(resource, 'resourceType') ?? '';
  const title = resourceWords[type];
  const own = rows[type]?.(resource) ?? [];
  const lines = [['id', text(resource, 'id')] as Row, ...own].flatMap(([label, value]) => {
    if (value === undefined) return [];
    const { da, en } = labels[label];
    return [`<li><b>${escapeText(da)} (${escapeText(en)}):</b> ${lineBreaks(value)}</li>`];
  });
  const heading = title ? `<p><b>${escapeText(title.da)} (${escapeText(title.en)})</b></p>` : '';
  const div = `<div xmlns="${xhtmlNamespace}">${heading}<ul>${lines.join('')}</ul></div>`;
  const { resourceType, id, meta, ...rest } = resource;
  return {
    resourceType,
    ...(id === undefined ? {} : { id }),
    ...(meta === undefined ? {} : { meta }),
    text: { status: hasExtension(rest) ? 'extensions' : 'generated', div },
    ...rest,
  };
}

const lineBreaks = (value: string) =>
  value
    .split(/\r\n|\r|\n/)
    .map(escapeText)
    .join('<br/>');

function hasExtension(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasExtension);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, child]) => name === 'extension' || hasExtension(child));
}

const nameRows = (name: Node): Row[] => [
  ['family', text(name, 'family') ?? (one(name, '_family') ? '–' : undefined)],
  ['given', values(name, 'given').join(' ') || undefined],
];

function roleRow(code: Node): Row {
  const value = text(code, 'coding', 'code');
  if (!value) return ['role', text(code, 'text')];
  return ['role', `${practitionerRoles[value]?.label ?? misspeltRoles[value] ?? text(code, 'coding', 'display') ?? value} [${value}]`];
}

function payloadRows(payload: Node): Row[] {
  const attachment = one(payload, 'contentAttachment');
  return [
    ['sent', text(extensions(payload, extensionUrls.date)[0], 'valueDateTime')],
    ['author', reference(extensions(payload, extensionUrls.author)[0], 'valueReference')],
    ['phone', text(extensions(payload, extensionUrls.contact)[0], 'valueContactPoint', 'value')],
    ['content', text(payload, 'contentString')],
    ['title', text(attachment, 'title')],
    ['contentType', text(attachment, 'contentType')],
    ['url', text(attachment, 'url')],
    ['created', text(attachment, 'creation')],
  ];
}

const identifierRows = (resource: Node): Row[] =>
  nodes(resource, 'identifier').map((identifier): Row => {
    const system = text(identifier, 'system');
    const value = text(identifier, 'value');
    return ['identifier', value && (system ? `${value} [${system}]` : value)];
  });

const rows: Readonly<Record<string, (resource: Node) => Row[]>> = {
  MessageHeader: (header) => [
    ['event', text(header, 'eventCoding', 'code')],
    ...nodes(header, 'destination').flatMap((destination): Row[] => [
      ['use', text(extensions(destination, extensionUrls.use)[0], 'valueCoding', 'code')],
      ['endpoint', text(destination, 'endpoint')],
      ['receiver', reference(destination, 'receiver')],
    ]),
    ['sender', reference(header, 'sender')],
    ['source', text(header, 'source', 'endpoint')],
    ['response', worded(text(header, 'response', 'code'), responseWords)],
    ['acknowledged', text(header, 'response', 'identifier')],
    ['details', reference(header, 'response', 'details')],
    ['focus', reference(header, 'focus')],
    ['definition', text(header, 'definition')],
  ],
  Communication: (communication) => [
    ['thread', text(communication, 'identifier', 'value')],
    ['status', text(communication, 'status')],
    ['category', worded(text(communication, 'category', 'coding', 'code'), categories)],
    ['priority', worded(text(communication, 'priority'), priorities)],
    ['topic', text(communication, 'topic', 'text')],
    ['subject', reference(communication, 'subject')],
    ['encounter', reference(communication, 'encounter')],
    ['specificSender', reference(extensions(communication, extensionUrls.sender)[0], 'valueReference')],
    ['specificRecipient', reference(communication, 'recipient')],
    ...nodes(communication, 'payload').flatMap(payloadRows),
  ],
  Patient: (patient) => [
    ...identifierRows(patient),
    ...nodes(patient, 'name').flatMap(nameRows),
    ...nodes(patient, 'telecom').map((telecom): Row => ['phone', text(telecom, 'value')]),
    ...nodes(patient, 'address').map(
      (address): Row => [
        'address',
        [...values(address, 'line'), text(address, 'postalCode'), text(address, 'city')].filter(Boolean).join(', ') || undefined,
      ],
    ),
  ],
  Practitioner: (practitioner) => nodes(practitioner, 'name').flatMap(nameRows),
  PractitionerRole: (role) => [
    ['practitioner', reference(role, 'practitioner')],
    ['organization', reference(role, 'organization')],
    ...nodes(role, 'code').map(roleRow),
  ],
  CareTeam: (team) => [
    ['team', text(team, 'name')],
    ...nodes(team, 'managingOrganization').map((organization): Row => ['organization', text(organization, 'reference')]),
  ],
  Organization: (organization) => [...identifierRows(organization), ['name', text(organization, 'name')]],
  Encounter: (encounter) => [
    ['status', text(encounter, 'status')],
    ['class', text(encounter, 'class', 'code')],
    ['subject', reference(encounter, 'subject')],
    ...nodes(encounter, 'episodeOfCare').flatMap((episode) => {
      const identifier = one(episode, 'identifier');
      const value = text(identifier, 'value');
      return [['episode', value && [value, text(identifier, 'system')].filter(Boolean).join(' – ')]] satisfies Row[];
    }),
    ['organization', reference(encounter, 'serviceProvider')],
  ],
  Provenance: (provenance) => [
    ['target', reference(provenance, 'target')],
    ['occurred', text(provenance, 'occurredDateTime')],
    ['activity', worded(text(provenance, 'activity', 'coding', 'code'), activityWords)],
    ...nodes(provenance, 'agent').map((agent): Row => ['agent', reference(agent, 'who')]),
    ...nodes(provenance, 'entity').flatMap((entity): Row[] => [
      [
        entity.role === 'source' ? 'newPart' : 'revision',
        `${text(entity, 'what', 'reference') ?? text(entity, 'what', 'identifier', 'value') ?? '–'} [${text(entity, 'role')}]`,
      ],
    ]),
  ],
  OperationOutcome: (outcome) =>
    nodes(outcome, 'issue').flatMap((issue): Row[] => [
      ['severity', text(issue, 'severity')],
      ['code', text(issue, 'code')],
      ['error', text(issue, 'details', 'coding', 'code')],
      ['content', text(issue, 'details', 'text')],
    ]),
};
