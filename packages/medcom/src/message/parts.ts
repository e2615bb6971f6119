import type { BundleIndex } from '../fhir/bundle.ts';
import { extensions, type Node, nodes, one, text, values } from '../fhir/node.ts';
import { dEcprSystems, extensionUrls, misspeltRoles, practitionerRoles, systems } from '../terms.ts';
import type {
  AttachmentPart,
  Author,
  Organisation,
  Party,
  Patient,
  PatientIdentifier,
  PatientIdentifierType,
  PersonName,
  Role,
  TextPart,
} from './types.ts';

/** Leaves out what is undefined, so that two readings of the same compare equal. */
export function present<Value extends object>(value: { [Name in keyof Value]: Value[Name] | undefined }): Value {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
}

function identifier(node: Node | undefined, system: string): string | undefined {
  return text(
    nodes(node, 'identifier').find((one) => one.system === system),
    'value',
  );
}

export function organisationOf(node: Node | undefined): Organisation {
  return present<Organisation>({ sor: identifier(node, systems.sor), gln: identifier(node, systems.gln), name: text(node, 'name') });
}

/** The organisation that an element refers to: `sender`, `receiver`, `who`, `assigner`. */
export function organisationAt(index: BundleIndex, owner: Node | undefined, name: string): Organisation | undefined {
  const found = index.resolve(text(owner, name, 'reference'), owner);
  return found?.resource.resourceType === 'Organization' ? organisationOf(found.resource) : undefined;
}

function nameOf(node: Node | undefined): PersonName | undefined {
  const names = nodes(node, 'name');
  const name = names.find(({ use }) => use === 'official') ?? names[0];
  if (!name) return undefined;
  return present<PersonName>({
    given: values(name, 'given').filter((given): given is string => typeof given === 'string'),
    family: text(name, 'family'),
  });
}

function roleOf(node: Node): Role | undefined {
  const code = one(node, 'code');
  const coding = one(code, 'coding');
  const value = text(coding, 'code');
  const label = (value && (practitionerRoles[value]?.label ?? misspeltRoles[value] ?? text(coding, 'display'))) ?? text(code, 'text');
  return code && present<Role>({ code: value, system: text(coding, 'system'), label });
}

function authorOf(index: BundleIndex, role: Node): Author {
  const practitioner = index.resolve(text(role, 'practitioner', 'reference'), role)?.resource;
  return present<Author>({ name: nameOf(practitioner), role: roleOf(role) });
}

export function partyOf(index: BundleIndex, reference: string | undefined): Party | undefined {
  const resource = index.resolve(reference)?.resource;
  if (resource?.resourceType === 'CareTeam') {
    const team = {
      kind: 'team',
      team: text(resource, 'name'),
      organisation: organisationAt(index, resource, 'managingOrganization'),
    } as const;
    return present<Party & { kind: 'team' }>(team);
  }
  if (resource?.resourceType !== 'PractitionerRole') return undefined;
  const organisation = organisationAt(index, resource, 'organization');
  return present<Party & { kind: 'person' }>({ kind: 'person', ...authorOf(index, resource), organisation });
}

export function patientIdentifierType(system: string | undefined): PatientIdentifierType {
  if (system === systems.cpr) return 'cpr';
  if (system === systems.xEcpr) return 'x-ecpr';
  return dEcprSystems.includes(system ?? '') ? 'd-ecpr' : 'other';
}

export function patientOf(node: Node | undefined): Patient {
  const identifiers = nodes(node, 'identifier').flatMap((one) => {
    const value = text(one, 'value');
    const system = text(one, 'system');
    return value ? [present<PatientIdentifier>({ type: patientIdentifierType(system), system, value })] : [];
  });
  return present<Patient>({ identifiers, name: nameOf(node) });
}

/** @returns undefined for a payload without identifier or without content: it can be neither kept nor told apart */
export function partOf(index: BundleIndex, payload: Node): TextPart | AttachmentPart | undefined {
  const identifier = one(extensions(payload, extensionUrls.identifier)[0], 'valueIdentifier');
  const id = text(identifier, 'value');
  const role = index.resolve(text(extensions(payload, extensionUrls.author)[0], 'valueReference', 'reference'))?.resource;
  const common = {
    sent: text(extensions(payload, extensionUrls.date)[0], 'valueDateTime'),
    organisation: organisationAt(index, identifier, 'assigner'),
    author: role && authorOf(index, role),
    phone: text(extensions(payload, extensionUrls.contact)[0], 'valueContactPoint', 'value'),
  };
  const content = text(payload, 'contentString');
  const attachment = one(payload, 'contentAttachment');
  if (id && content !== undefined) return present<TextPart>({ kind: 'text', id, ...common, text: content });
  if (!id || !attachment) return undefined;
  return present<AttachmentPart>({
    kind: 'attachment',
    id,
    ...common,
    title: text(attachment, 'title'),
    contentType: text(attachment, 'contentType'),
    created: text(attachment, 'creation'),
    data: text(attachment, 'data'),
    url: text(attachment, 'url'),
  });
}
