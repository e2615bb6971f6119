import type { Entry } from '../fhir/bundle.ts';
import { extensions, type Node, nodes, one, text, values } from '../fhir/node.ts';
import { extensionUrls, messageDefinition, profiles } from '../terms.ts';
import type { Report, Rule } from './finding.ts';
import { authorReference, payloadIdentifier, type Subject } from './subject.ts';

const invariant = (key: string, source: string, da: string): Rule => ({ id: key, level: 'profile', da, source });
const care = (number: number, da: string) => invariant(`medcom-careCommunication-${number}`, 'CareCommunication 5.0.4', da);

/** The invariants as they are written, weak as some are; what they were meant to say is in the strict rules. */
export const invariantRules: readonly Rule[] = [
  care(1, 'Den første ressource skal være et meddelelseshoved med profilen for en korrespondancemeddelelse.'),
  care(2, 'Meddelelsen skal handle om præcis én borger (Patient).'),
  care(3, 'Hver Provenance skal have profilen for en korrespondancemeddelelse.'),
  care(4, 'Der skal være en fagperson (Practitioner) med navn.'),
  care(5, 'Prioritet må kun angives, når kategorien er »Vedr. henvisning«.'),
  care(6, 'Emne skal angives, når kategorien er »Andet«.'),
  care(7, 'Forfatterens stillingsbetegnelse skal være enten en kode eller en tekst.'),
  care(8, 'Forfatteren skal have et navn.'),
  care(9, 'Når en kontakt (Encounter) er med, skal den have et forløbs-id.'),
  care(11, 'Den specifikke afsender skal høre til den organisation, der afsender.'),
  care(12, 'Den specifikke modtager skal høre til den organisation, der modtager.'),
  care(13, 'En stillingsbetegnelse (PractitionerRole) skal henvise til en fagperson.'),
  care(15, 'Meddelelsen skal henvise til den kontakt (Encounter), der er med, og ellers til ingen.'),
  invariant('medcom-messaging-2', 'Messaging 4.0.2', 'Meddelelsen skal have mindst én Provenance.'),
  invariant('medcom-uuidv4', 'CareCommunication 5.0.4, Core 3.0.1', 'Identifikatoren skal være en UUID (urn:uuid:…).'),
  invariant('medcom-core-contact', 'Core 3.0.1', 'Telefonnummeret skal bestå af cifre og evt. +.'),
  invariant('uuidv5', 'Core 3.0.1', 'Et forløbs-id fra Landspatientregisteret skal være en UUID version 5.'),
  invariant(
    'medcom-carecommunication-definition-url',
    'CareCommunication 5.0.4',
    'Meddelelsen skal angive, at den følger standarden CareCommunication version 5.x.',
  ),
];

const uuid = /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const uuid5 = /urn:uuid:[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-5[a-fA-F0-9]{3}-[89aAbB][a-fA-F0-9]{3}-[a-fA-F0-9]{12}/;
const definitionPattern = new RegExp(`^${messageDefinition}[|]5[.][0-9]{1,2}$`);

export function checkInvariants(subject: Subject, report: Report): void {
  bundleInvariants(subject, report);
  if (subject.communication) communicationInvariants(subject, subject.communication, report);
  authorInvariants(subject, report);
  if (!subject.superseded) partyInvariants(subject, report);
  encounterInvariants(subject, report);
}

export const hasProfile = (resource: Node | undefined, profile: string): boolean =>
  values(one(resource, 'meta'), 'profile').some((stated) => typeof stated === 'string' && stated.startsWith(profile));

function bundleInvariants({ index, header, superseded }: Subject, report: Report): void {
  const first = index.entries[0];
  if (first?.resource.resourceType !== 'MessageHeader' || !hasProfile(first.resource, profiles.messageHeader))
    report('medcom-careCommunication-1', first?.path ?? 'Bundle.entry');
  if (index.of('Patient').length !== 1) report('medcom-careCommunication-2', index.of('Patient')[1]?.path ?? 'Bundle.entry');
  if (index.of('Provenance').length === 0) report('medcom-messaging-2', 'Bundle.entry');
  for (const { resource, path } of index.of('Provenance'))
    if (!hasProfile(resource, profiles.provenance)) report('medcom-careCommunication-3', `${path}.meta.profile`);
  const definition = text(header?.resource, 'definition');
  if (definition && !definitionPattern.test(definition) && !superseded)
    report('medcom-carecommunication-definition-url', `${header?.path}.definition`);
}

function communicationInvariants({ payloads }: Subject, { resource, path }: Entry, report: Report): void {
  const category = text(resource, 'category', 'coding', 'code');
  if (category && category !== 'regarding-referral' && values(resource, 'priority').length > 0)
    report('medcom-careCommunication-5', `${path}.priority`);
  if (category === 'other' && !one(resource, 'topic')) report('medcom-careCommunication-6', `${path}.topic`);
  const thread = text(resource, 'identifier', 'value');
  if (thread && !uuid.test(thread)) report('medcom-uuidv4', `${path}.identifier[0].value`);
  for (const { node, location } of payloads) {
    const identifier = payloadIdentifier(node);
    if (identifier && !uuid.test(identifier)) report('medcom-uuidv4', location);
    const phone = text(extensions(node, extensionUrls.contact)[0], 'valueContactPoint', 'value');
    if (phone && !/[-0-9]/.test(phone)) report('medcom-core-contact', location);
  }
}

function authorInvariants({ index, authors, payloads, superseded }: Subject, report: Report): void {
  if (!superseded)
    for (const { resource, path } of authors) {
      const isCoded = nodes(resource, 'code').some((code) => nodes(code, 'coding').some((coding) => text(coding, 'code')));
      const isText = nodes(resource, 'code').some((code) => text(code, 'text'));
      if (isCoded === isText) report('medcom-careCommunication-7', `${path}.code`);
    }
  const named = ({ resource }: Entry) => nodes(resource, 'name').length > 0;
  if (!index.of('Practitioner').some(named)) report('medcom-careCommunication-4', index.of('Practitioner')[0]?.path ?? 'Bundle.entry');
  const practitioners = authors.flatMap(({ resource }) => index.resolve(text(resource, 'practitioner', 'reference'), resource) ?? []);
  if (payloads.some(({ node }) => authorReference(node)) && !practitioners.some(named))
    report('medcom-careCommunication-8', practitioners[0]?.path ?? 'Bundle.entry');
  if (!index.of('PractitionerRole').some(({ resource }) => text(resource, 'practitioner', 'reference')))
    report('medcom-careCommunication-13', index.of('PractitionerRole')[0]?.path ?? 'Bundle.entry');
}

function partyInvariants({ index, header, communication }: Subject, report: Report): void {
  const belongsTo = (party: string, organisation: Node | undefined, name: string): boolean => {
    const resource = index.resolve(party)?.resource;
    const own = [...nodes(resource, 'managingOrganization'), ...nodes(resource, 'organization')];
    const expected = index.resolve(text(organisation, name, 'reference'));
    return expected !== undefined && own.some((reference) => index.resolve(text(reference, 'reference')) === expected);
  };
  const sender = extensions(communication?.resource, extensionUrls.sender)[0];
  const senderReference = text(sender, 'valueReference', 'reference');
  if (senderReference && !belongsTo(senderReference, header?.resource, 'sender'))
    report('medcom-careCommunication-11', `${communication?.path}.extension`);
  const recipient = text(communication?.resource, 'recipient', 'reference');
  if (recipient && !belongsTo(recipient, one(header?.resource, 'destination'), 'receiver'))
    report('medcom-careCommunication-12', `${communication?.path}.recipient[0]`);
}

function encounterInvariants({ index, communication, superseded }: Subject, report: Report): void {
  const reference = one(communication?.resource, 'encounter');
  const found = index.resolve(text(reference, 'reference'));
  const episodes = nodes(found?.resource, 'episodeOfCare');
  if (reference && !episodes.some((episode) => one(episode, 'identifier')))
    report('medcom-careCommunication-9', found?.path ?? `${communication?.path}.encounter`);
  const encounters = index.of('Encounter');
  const isMatched = encounters.length > 0 ? found?.resource.resourceType === 'Encounter' : !reference;
  if (!superseded && !isMatched) report('medcom-careCommunication-15', encounters[0]?.path ?? `${communication?.path}.encounter`);
  for (const { resource, path } of encounters)
    nodes(resource, 'episodeOfCare').forEach((episode, at) => {
      const value = text(episode, 'identifier', 'value');
      const isLpr3 = text(episode, 'identifier', 'system') === 'https://www.esundhed.dk/Registre/Landspatientregisteret';
      if (isLpr3 && value && !uuid5.test(value)) report('uuidv5', `${path}.episodeOfCare[${at}]`);
    });
}
