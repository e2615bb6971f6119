import type { CareTeam, Encounter, HumanName, Organization, Patient, Practitioner, PractitionerRole } from 'fhir/r4.d.ts';
import type { PersonName } from '../message/types.ts';
import { extensionUrls, practitionerRoles, profiles, systems } from '../terms.ts';
import { type AddressedOrganisation, BuildRefused, type DraftEncounter, type DraftPatient, type DraftRole } from './draft.ts';

const meta = (profile: string) => ({ profile: [profile] });
const reference = (target: string) => ({ reference: target });

function humanName(name: PersonName, use?: 'official'): HumanName {
  return {
    ...(use && { use }),
    ...(name.family ? { family: name.family } : { _family: { extension: [{ url: extensionUrls.dataAbsent, valueCode: 'unknown' }] } }),
    ...(name.given.length > 0 && { given: [...name.given] }),
  };
}

export function organization(id: string, { sor, gln, name }: AddressedOrganisation): Organization {
  return {
    resourceType: 'Organization',
    id,
    meta: meta(profiles.messagingOrganization),
    identifier: [
      { system: systems.gln, value: gln },
      { system: systems.sor, value: sor },
    ],
    ...(name && { name }),
  };
}

export function patient(id: string, { identifiers, name }: DraftPatient): Patient {
  return {
    resourceType: 'Patient',
    id,
    meta: meta(profiles.patient),
    identifier: identifiers.map(({ system, value }) => ({ system, value })),
    name: [humanName(name, 'official')],
  };
}

export function practitioner(id: string, name: PersonName): Practitioner {
  return { resourceType: 'Practitioner', id, meta: meta(profiles.practitioner), name: [humanName(name)] };
}

export function practitionerRole(id: string, of: { practitioner: string; role: DraftRole; organization?: string }): PractitionerRole {
  return {
    resourceType: 'PractitionerRole',
    id,
    meta: meta(profiles.practitionerRole),
    practitioner: reference(of.practitioner),
    ...(of.organization && { organization: reference(of.organization) }),
    code: [roleConcept(of.role)],
  };
}

function roleConcept(role: DraftRole) {
  if (!('code' in role)) return { text: role.text };
  const known = Object.hasOwn(practitionerRoles, role.code) ? practitionerRoles[role.code] : undefined;
  if (!known) throw new BuildRefused('unknown-role');
  return { coding: [{ system: known.system, code: role.code }] };
}

export function careTeam(id: string, name: string, organizationReference: string): CareTeam {
  return {
    resourceType: 'CareTeam',
    id,
    meta: meta(profiles.careTeam),
    name,
    managingOrganization: [reference(organizationReference)],
  };
}

export function encounter(id: string, subject: string, draft: DraftEncounter): Encounter {
  const system = draft.class === 'other' ? systems.medcomEncounterClasses : systems.encounterClasses;
  return {
    resourceType: 'Encounter',
    id,
    meta: meta(profiles.encounter),
    status: draft.status,
    class: { system, code: draft.class },
    subject: reference(subject),
    episodeOfCare: draft.episodes.map(({ system, value }) => ({ identifier: { system, value } })),
  };
}
