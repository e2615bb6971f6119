import { type SorUnit, unitTypes } from '../world/sor.ts';

const sorSystem = 'urn:oid:1.2.208.176.1.1';
const glnSystem = 'https://www.gs1.org/gln';
const ydernummerSystem = 'urn:oid:1.2.208.176.1.4';
const cvrSystem = 'http://cvr.dk';
export const snomed = 'http://snomed.info/sct';

/** The numbers that a unit is known by. */
export function identifiersOf({ sor, gln, ydernummer, cvr }: SorUnit) {
  return [
    { system: sorSystem, value: sor },
    ...(gln ? [{ system: glnSystem, value: gln }] : []),
    ...(ydernummer ? [{ system: ydernummerSystem, value: ydernummer }] : []),
    ...(cvr ? [{ system: cvrSystem, value: cvr }] : []),
  ];
}

/** A unit as FHIR R4 has it; where messages for it go is a contained Endpoint, one a kind of message. */
export function organizationOf(unit: SorUnit) {
  const { sor, name, type, organisation, takes, inactive, phone } = unit;
  const [code, display] = unitTypes[type];
  return {
    resourceType: 'Organization',
    id: sor,
    ...(takes && { contained: [endpointOf(sor, takes)] }),
    identifier: identifiersOf(unit),
    active: !inactive,
    type: [{ coding: [{ system: snomed, code, display }] }],
    name,
    ...(phone && { telecom: [{ system: 'phone', value: phone }] }),
    partOf: { display: organisation },
    ...(takes && { endpoint: [{ reference: `#${takes}` }] }),
  };
}

function endpointOf(sor: string, takes: NonNullable<SorUnit['takes']>) {
  return {
    resourceType: 'Endpoint',
    id: takes,
    status: 'active',
    connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'hl7-fhir-msg' },
    payloadType: [{ coding: [{ system: 'http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-sorEdiSystem', code: takes }] }],
    address: `https://sor2.sum.dsdn.dk/#id=${sor}`,
  };
}
