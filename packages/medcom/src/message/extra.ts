import type { BundleIndex } from '../fhir/bundle.ts';
import { type Node, nodes, text } from '../fhir/node.ts';
import { extensionUrls } from '../terms.ts';
import { present } from './parts.ts';
import type { Extra } from './types.ts';

const common = ['resourceType', 'id', 'meta', 'text', 'implicitRules', 'language'];

// What the standard gives each resource. All else is extra: it is no reason to refuse, and it is shown (test R-Tek-C).
const standard: Readonly<Record<string, readonly string[]>> = {
  MessageHeader: ['eventCoding', 'destination', 'sender', 'source', 'focus', 'definition'],
  Patient: ['identifier', 'name', 'telecom', 'address'],
  Communication: ['identifier', 'status', 'category', 'priority', 'subject', 'topic', 'encounter', 'recipient', 'payload', 'extension'],
  PractitionerRole: ['practitioner', 'organization', 'code'],
  Practitioner: ['name'],
  CareTeam: ['name', 'managingOrganization'],
  Organization: ['identifier', 'name'],
  Encounter: ['status', 'class', 'subject', 'episodeOfCare', 'serviceProvider'],
  Provenance: ['target', 'occurredDateTime', 'recorded', 'activity', 'agent', 'entity'],
};

const known = new Set<string>(Object.values(extensionUrls));

/** All that a message holds beyond the standard, in the order it stands. */
export function extraOf(index: BundleIndex): readonly Extra[] {
  return index.entries.flatMap(({ resource }): Extra[] => {
    const resourceType = text(resource, 'resourceType') ?? '';
    const id = text(resource, 'id');
    const elements = standard[resourceType];
    if (!elements) return [present<Extra>({ resourceType, id, value: resource })];
    const extra = Object.entries(resource)
      .filter(([name]) => !common.includes(name) && !elements.includes(name.replace(/^_/, '')))
      .map(([element, value]) => present<Extra>({ resourceType, id, element, value }));
    return [...extra, ...unknownExtensions(resource, resourceType, id)];
  });
}

function unknownExtensions(resource: Node, resourceType: string, id: string | undefined): Extra[] {
  if (resourceType !== 'Communication') return [];
  const owners: (readonly [string, Node])[] = [
    ['extension', resource],
    ...nodes(resource, 'payload').map((payload, index) => [`payload[${index}].extension`, payload] as const),
  ];
  return owners.flatMap(([element, owner]) =>
    nodes(owner, 'extension')
      .filter(({ url }) => typeof url === 'string' && !known.has(url))
      .map((value) => present<Extra>({ resourceType, id, element, value })),
  );
}
