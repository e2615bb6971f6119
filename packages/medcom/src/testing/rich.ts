import { buildReply } from '../build/continue.ts';
import { type Node, nodes } from '../fhir/node.ts';
import { profiles, systems } from '../terms.ts';
import { clinic, fullMessage, nurse, pdf, refusal, source } from './samples.ts';

/** FHIR that a test changes: nothing about it is checked. */
export type Loose = ReturnType<typeof JSON.parse>;

export const copyOf = (value: object): Loose => structuredClone(value);

export function resource(bundle: Loose, type: string, at = 0): Loose {
  const found = nodes(bundle, 'entry').filter((entry) => (entry.resource as Node).resourceType === type);
  return found[at]?.resource;
}

const period = { start: '2026-01-01' };

/** A reply that has, beside all that we write, each element that a profile says something of. It passes as a sender's. */
export function richMessage(): Loose {
  const bundle = copyOf(
    buildReply(
      fullMessage(),
      {
        sender: clinic,
        author: nurse,
        text: 'Svar',
        attachments: [pdf],
        specificSender: { kind: 'team', team: 'Team Ung' },
      },
      source(9, '2026-03-03T10:00:00+01:00'),
    ),
  );
  bundle.link = [{ relation: 'self', url: 'https://example.dk/1' }];
  resource(bundle, 'MessageHeader').response = { identifier: 'abc', code: 'ok' };
  const patient = resource(bundle, 'Patient');
  patient.communication = [{ language: { text: 'dansk' } }];
  patient.link = [{ other: { reference: `Patient/${patient.id}` }, type: 'seealso' }];
  resource(bundle, 'Practitioner').qualification = [{ code: { text: 'Psykolog' } }];
  const encounter = resource(bundle, 'Encounter');
  Object.assign(encounter, {
    statusHistory: [{ status: 'planned', period }],
    classHistory: [{ class: { code: 'AMB' }, period }],
    diagnosis: [{ condition: { reference: `Patient/${patient.id}` } }],
    location: [{ location: { reference: `Patient/${patient.id}` } }],
  });
  const department = {
    resourceType: 'Organization',
    id: 'afdeling-1',
    meta: { profile: [profiles.organization] },
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Afdeling</div>' },
    identifier: [{ system: systems.sor, value: '900000016000009' }],
  };
  const role = resource(bundle, 'PractitionerRole');
  role.organization = { reference: 'Organization/afdeling-1' };
  role.notAvailable = [{ description: 'Ferie' }];
  bundle.entry.push({ fullUrl: 'https://medcomfhir.dk/ig/carecommunication/Organization/afdeling-1', resource: department });
  return bundle;
}

/** A refusal with its reasons. */
export function richAcknowledgement(): Loose {
  return copyOf(refusal(fullMessage()));
}
