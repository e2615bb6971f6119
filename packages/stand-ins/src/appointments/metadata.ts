import { clinicalMoment } from '../world/dates.ts';
import { birthDateOf } from '../world/numbers.ts';
import { facilities, practices } from '../world/providers.ts';
import { child, children, readXml, type XmlElement } from '../xml/read.ts';
import type { Identifier } from './document.ts';
import { cda, isCitizenRoot, oids } from './names.ts';

/** A code with its scheme, as XDS metadata hold it. */
export interface Coded {
  readonly code: string;
  readonly scheme: string;
  readonly name: string;
}

/** What a document says of itself, as XDS metadata. Times are UTC, `yyyyMMddHHmmss`. */
export interface Described {
  readonly uniqueId: string;
  readonly patient: Identifier & { readonly extension: string };
  readonly given: readonly string[];
  readonly family: string;
  /** `F` or `M`, as the document has it. */
  readonly gender: string | undefined;
  readonly title: string;
  readonly created: string | undefined;
  readonly start: string | undefined;
  readonly stop: string | undefined;
  readonly institution: { readonly name: string; readonly id?: Identifier } | undefined;
  readonly type: Coded;
  readonly format: Coded;
  readonly confidentiality: Coded;
  readonly facility: Coded;
  readonly practice: Coded;
  readonly events: readonly Coded[];
  readonly language: string;
  /** Unique ids of the documents that this one took the place of. */
  readonly replaces: readonly string[];
}

/** Not a CDA document with a citizen. The message holds no content. */
export class NotADocument extends Error {
  override readonly name = 'NotADocument';
}

/**
 * Reads the metadata out of a CDA document, whatever its prefixes and layout.
 *
 * The specialty is child and adolescent psychiatry where the document does not say otherwise. It says so by a SNOMED CT
 * code of the list of specialties (practice setting) as the author's or the performer's own code
 * (`assignedAuthor/code`, `assignedEntity/code`); the kind of place likewise, by that code, or by
 * `healthCareFacility/code` of the encounter that surrounds the document. The kind of an appointment says who gives it
 * (region, municipality, practitioner) and nothing of the specialty.
 *
 * @throws NotADocument, XmlRefused
 */
export function describe(text: string): Described {
  const root = readXml(text);
  if (root.namespace !== cda || root.name !== 'ClinicalDocument') throw new NotADocument('the root is not ClinicalDocument of HL7 CDA');
  const patientRole = child(child(root, cda, 'recordTarget'), cda, 'patientRole');
  const patient = readPatient(patientRole);
  const uniqueId = identifierText(readIdentifier(child(root, cda, 'id')));
  if (!uniqueId) throw new NotADocument('it has no id');
  const person = child(patientRole, cda, 'patient');
  const name = child(person, cda, 'name');
  const time = appointmentTime(root);
  const said = (from: Readonly<Record<string, readonly [string, string]>>) => saidCode(root, from);
  return {
    uniqueId,
    patient,
    given: name?.children.length ? children(name, cda, 'given').map(textOf) : [],
    family: name?.children.length ? children(name, cda, 'family').map(textOf).join(' ') : textOf(name),
    gender: child(person, cda, 'administrativeGenderCode')?.attributes.get('code'),
    title: textOf(child(root, cda, 'title')),
    created: utc(child(root, cda, 'effectiveTime')?.attributes.get('value')),
    start: utc(time.low),
    stop: utc(time.high),
    institution: institution(root),
    type: coded(child(root, cda, 'code')) ?? { code: '39289-4', scheme: oids.loinc, name: '' },
    format: format(root),
    confidentiality: {
      code: child(root, cda, 'confidentialityCode')?.attributes.get('code') ?? 'N',
      scheme: oids.confidentiality,
      name: 'Normal',
    },
    facility: said(facilities) ?? placeByKind(root),
    practice: said(practices) ?? snomed(practices.childPsychiatry),
    events: labels(root),
    language: child(root, cda, 'languageCode')?.attributes.get('code') ?? 'da-DK',
    replaces: children(root, cda, 'relatedDocument')
      .filter((one) => one.attributes.get('typeCode') === 'RPLC')
      .flatMap((one) => children(child(one, cda, 'parentDocument'), cda, 'id'))
      .map((one) => identifierText(readIdentifier(one)))
      .filter((one) => one !== undefined),
  };
}

export const snomed = ([code, name]: readonly [string, string]): Coded => ({ code, scheme: oids.snomed, name });

/** `<extension>^<root>`, or the root alone. */
export function identifierText(identifier: Identifier | undefined): string | undefined {
  return identifier && (identifier.extension ? `${identifier.extension}^${identifier.root}` : identifier.root);
}

function readIdentifier(element: XmlElement | undefined): Identifier | undefined {
  const [root, extension] = ['root', 'extension'].map((name) => element?.attributes.get(name)?.trim());
  return root ? { root, ...(extension && { extension }) } : undefined;
}

const textOf = (element: XmlElement | undefined): string =>
  element ? [element.text, ...element.children.map(textOf)].join(' ').replace(/\s+/g, ' ').trim() : '';

function readPatient(role: XmlElement | undefined): Described['patient'] {
  if (!role) throw new NotADocument('it has no patient');
  const own = children(role, cda, 'id')
    .map(readIdentifier)
    .find((one) => isCitizenRoot(one?.root));
  const number = own?.extension?.replace('-', '').toUpperCase();
  if (!own || !number || !/^\d{6}(\d{4}|\d[A-Z]{2}\d)$/.test(number)) throw new NotADocument('its patient has no CPR number');
  if (!birthDateOf(number)) throw new NotADocument('its patient’s number holds no date');
  return { root: own.root, extension: number };
}

/** Every element of this name, at any depth. */
function all(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((one) => [...(one.namespace === cda && one.name === name ? [one] : []), ...all(one, name)]);
}

const hasTemplate = (element: XmlElement, root: string) =>
  children(element, cda, 'templateId').some((one) => one.attributes.get('root') === root);

const serviceEvents = (root: XmlElement) => children(root, cda, 'documentationOf').flatMap((one) => children(one, cda, 'serviceEvent'));

/** Of the service event that the profile marks for it, else of any, else of the appointment itself. */
function appointmentTime(root: XmlElement): { low?: string | undefined; high?: string | undefined } {
  const events = serviceEvents(root);
  const marked = events.filter((one) => hasTemplate(one, `${oids.medcom}.10.1.11`));
  const times = [...marked, ...events, ...all(root, 'encounter')].map((one) => child(one, cda, 'effectiveTime'));
  const found = times.find((one) => one && (child(one, cda, 'low')?.attributes.has('value') || one.attributes.has('value')));
  return {
    low: child(found, cda, 'low')?.attributes.get('value') ?? found?.attributes.get('value'),
    high: child(found, cda, 'high')?.attributes.get('value'),
  };
}

/** An HL7 time in UTC; without an offset it is what clocks in Copenhagen show. */
function utc(value: string | undefined): string | undefined {
  const [, day, clock = '', offset] = value?.trim().match(/^(\d{8})(\d{2}|\d{4}|\d{6})?(?:\.\d+)?([+-]\d{4})?$/) ?? [];
  if (!day) return undefined;
  const date = day.replace(/(....)(..)(..)/, '$1-$2-$3');
  const time = clock.padEnd(6, '0');
  if (!offset) return clinicalMoment(date, `${time.slice(0, 2)}:${time.slice(2, 4)}`).utc;
  const instant = Date.parse(`${date}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}${offset.slice(0, 3)}:${offset.slice(3)}`);
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}

function institution(root: XmlElement): Described['institution'] {
  const authors = children(root, cda, 'author').map((one) => child(one, cda, 'assignedAuthor'));
  const own = authors.find((one) => one && child(one, cda, 'code')?.attributes.get('code') !== 'REFB');
  const organisation = child(own, cda, 'representedOrganization');
  const name = textOf(child(organisation, cda, 'name'));
  const id = [organisation, own]
    .flatMap((one) => children(one, cda, 'id'))
    .map(readIdentifier)
    .find((one) => one?.root === oids.sor || one?.root === oids.ydernummer);
  return name || id ? { name, ...(id && { id }) } : undefined;
}

function coded(element: XmlElement | undefined): Coded | undefined {
  const code = element?.attributes.get('code');
  const scheme = element?.attributes.get('codeSystem');
  return code && scheme ? { code, scheme, name: element?.attributes.get('displayName') ?? '' } : undefined;
}

function format(root: XmlElement): Coded {
  const version = serviceEvents(root)
    .filter((one) => hasTemplate(one, `${oids.medcom}.10.1.10`))
    .map((one) => child(one, cda, 'id')?.attributes.get('extension'))[0];
  const second = children(root, cda, 'templateId').some(
    (one) => one.attributes.get('root') === oids.apd && one.attributes.has('extension'),
  );
  if (version || second) return { code: `urn:ad:dk:medcom:${version ?? 'apd-v2.0.1'}:full`, scheme: oids.version, name: 'DK CDA APD' };
  return { code: 'urn:ad:dk:medcom:appointmentsummary:full', scheme: oids.apd, name: 'Appointment Summary Document' };
}

const labels = (root: XmlElement) =>
  serviceEvents(root)
    .map((one) => coded(child(one, cda, 'code')))
    .filter((one) => one !== undefined)
    .filter(({ code, scheme }) => scheme === oids.sks && code.startsWith('ALAL'));

function saidCode(root: XmlElement, from: Readonly<Record<string, readonly [string, string]>>): Coded | undefined {
  const places = ['assignedAuthor', 'assignedEntity', 'healthCareFacility'].flatMap((name) => all(root, name));
  const codes = places.map((one) => coded(child(one, cda, 'code')));
  const found = codes.find((one) => one?.scheme === oids.snomed && Object.values(from).some(([code]) => code === one.code));
  const known = Object.values(from).find(([code]) => code === found?.code);
  return known && snomed(known);
}

function placeByKind(root: XmlElement): Coded {
  const kinds = all(root, 'encounter').map((one) => child(one, cda, 'code')?.attributes.get('code'));
  if (kinds.includes('MunicipalityAppointment')) return snomed(facilities.municipality);
  if (kinds.includes('PractitionerAppointment')) return snomed(facilities.generalPractice);
  return snomed(facilities.hospital);
}
