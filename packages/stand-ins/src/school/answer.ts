import type { DemoChild } from '../world/children.ts';
import { type Institution, regionOf } from '../world/institutions.ts';
import { element, escapeXml } from '../xml/write.ts';
import { common, namespaceOf } from './names.ts';
import type { Pupil } from './register.ts';

const identification = namespaceOf('wsiidentifikation');
const user = namespaceOf('wsibruger');
const institution = namespaceOf('wsiinst');
const eksport = namespaceOf('wsieksport');

/** Without an id where the number is not known. The element's name is that of an open client, not of the operation. */
export function writeUserId(pupil: Pupil | undefined): string {
  return `<r:hentBrugeridResponse xmlns:r="${identification}">${element('r:brugerid', pupil?.userId)}</r:hentBrugeridResponse>`;
}

export function writeEnrolments(pupil: Pupil | undefined): string {
  const one = ({ at, as }: Pupil['enrolments'][number]) =>
    `<b:institutionstilknytning>${element('b:instnr', at.number)}<b:elev>${element('b:rolle', role(as))}</b:elev></b:institutionstilknytning>`;
  return `<b:hentBrugersInstitutionstilknytningerResponse xmlns:b="${user}">${(pupil?.enrolments ?? []).map(one).join('')}</b:hentBrugersInstitutionstilknytningerResponse>`;
}

const role = (as: Pupil['enrolments'][number]['as']) => (as === 'barn' ? 'Barn' : 'Elev');

export function writeInstitution(one: Institution | undefined): string {
  return `<i:hentInstitutionResponse xmlns:i="${institution}">${one ? `<i:institution>${institutionFields(one)}</i:institution>` : ''}</i:hentInstitutionResponse>`;
}

function institutionFields(one: Institution): string {
  // The register writes municipality numbers without their leading zero.
  const [number, name] = [String(Number(one.municipality.code)), one.municipality.name.replace(' Kommune', '')];
  const fields: readonly (readonly [string, string])[] = [
    ['instnr', one.number],
    ['instnavn', one.name],
    ['type', one.type[0]],
    ['typenavn', one.type[1]],
    ['type3', one.type3[0]],
    ['type3navn', one.type3[1]],
    ['adresse', one.street],
    ['bynavn', one.city],
    ['postnr', '0000'],
    ['telefonnr', one.phone ?? ''],
    ['faxnr', ''],
    ['mailadresse', `kontor@${one.number}.example`],
    ['www', `www.${one.number}.example`],
    ['hovedinstitutionsnr', one.main ?? ''],
    ['kommunenr', number],
    ['kommune', name],
    ['admkommunenr', number],
    ['admkommune', name],
    ['regionsnr', one.municipality.region],
    ['region', regionOf(one.municipality)],
    ['enhedsart', '1'],
  ];
  return fields.map(([field, value]) => element(`i:${field}`, value)).join('');
}

/** What an export is made of: the pupils that the filters leave. */
export interface Export {
  readonly institution: Institution;
  readonly pupils: readonly Pupil[];
  readonly contacts: boolean;
  readonly now: Date;
}

export function writeExport({ institution: at, pupils, contacts, now }: Export): string {
  const persons = pupils.flatMap((pupil) => pupil.enrolments.filter((one) => one.at.number === at.number).map((one) => ({ pupil, one })));
  const groups = new Map(persons.flatMap(({ one }) => groupsOf(one)).map((group) => [group.id, group]));
  const written = [...groups.values()].map(
    ({ id, name, type, level, line }) =>
      `<c:Group>${element('c:GroupId', id)}${element('c:GroupName', name)}${element('c:GroupType', type)}${element('c:GroupLevel', level)}${element('c:Line', line)}</c:Group>`,
  );
  return `<e:eksporterXmlFuldMyndighedResponse xmlns:e="${eksport}" xmlns:fm="${eksport}/fullmyndighed" xmlns:c="${eksport}/common" xmlns:bpi="${common}"><e:xml><fm:UNILoginExportFullMyndighed exportDateTime="${now.toISOString()}" accessLevel="full"><fm:Institution>${element('c:InstitutionNumber', at.number)}${element('c:InstitutionName', at.name)}${written.join('')}${persons.map(({ pupil, one }) => person(pupil, one, contacts)).join('')}</fm:Institution></fm:UNILoginExportFullMyndighed></e:xml></e:eksporterXmlFuldMyndighedResponse>`;
}

type Enrolment = Pupil['enrolments'][number];

interface Group {
  readonly id: string;
  readonly name: string;
  readonly type: 'Hovedgruppe' | 'SFO';
  readonly level: string | undefined;
  readonly line: string | undefined;
}

/** The main group first: one for all where there are no classes. */
function groupsOf({ at, group, level, sfo }: Enrolment): readonly Group[] {
  const main: Group = group
    ? { id: group.replace('.', ''), name: group, type: 'Hovedgruppe', level, line: group.split('.')[1] }
    : { id: 'ALLE', name: at.name, type: 'Hovedgruppe', level: undefined, line: undefined };
  return [main, ...(sfo ? [{ id: 'SFO', name: sfo, type: 'SFO' as const, level: undefined, line: undefined }] : [])];
}

function person(pupil: Pupil, one: Enrolment, contacts: boolean): string {
  const { child } = pupil;
  const [main, ...others] = groupsOf(one);
  const level = one.level ?? (one.as === 'barn' ? 'DT' : 'Andet');
  const list = contacts ? pupil.contacts.map((contact) => contactPerson(contact, child)).join('') : '';
  return `<fm:InstitutionPerson source="Øvelsesskema">${element('bpi:LocalPersonId', `p-${pupil.userId}`)}<fm:Person protected="${child.file.protection !== undefined}">${personFields(pupil)}</fm:Person><fm:Student>${element('c:Role', role(one.as))}${element('c:StudentNumber', pupil.userId.slice(4))}${element('c:Level', level)}${element('c:MainGroupId', main?.id)}${others.map(({ id }) => element('bpi:GroupId', id)).join('')}${list}</fm:Student></fm:InstitutionPerson>`;
}

function personFields({ child, userId, door }: Pupil): string {
  const { file, cpr, municipality } = child;
  const type = /^\d{10}$/.test(cpr) ? 'CPR_VERIFIED' : 'CPR_REPLACEMENT_ID';
  // The register hands out what is protected, marked: the receiver keeps it from view.
  const address = `<c:Address>${element('c:StreetAddress', `Øvelsesvej ${door}`)}<c:PostalCode>0000</c:PostalCode>${element('c:PostalDistrict', municipality.name.replace(' Kommune', ''))}${element('c:MunicipalityCode', String(Number(municipality.code)))}</c:Address>`;
  const given = [file.given, file.middle].filter(Boolean).join(' ');
  return `${element('c:FirstName', given)}${element('c:FamilyName', file.surname)}${element('c:UserId', userId)}${element('c:CivilRegistrationNumber', cpr)}${element('c:CivilRegistrationNumberType', type)}${element('c:BirthDate', child.birthDate)}${element('c:Gender', file.sex === 'female' ? 'K' : 'M')}${address}<c:MobilePhoneNumber protected="${file.protection !== undefined}">12345699</c:MobilePhoneNumber>`;
}

function contactPerson({ relation, cpr, userId }: Pupil['contacts'][number], { file }: DemoChild): string {
  const number =
    cpr === undefined ? '' : element('c:CivilRegistrationNumber', cpr) + element('c:CivilRegistrationNumberType', 'CPR_VERIFIED');
  const name = { Mor: 'Mie', Far: 'Finn', Andet: 'Alex' }[relation];
  return `<fm:ContactPerson relation="${relation}" childCustody="true" accessLevel="1"><fm:Person protected="${file.protection !== undefined}">${element('c:FirstName', name)}${element('c:FamilyName', file.surname)}${element('c:UserId', userId)}${number}</fm:Person></fm:ContactPerson>`;
}

/** Well typed, and not well-formed. */
export function garble({ name, cpr }: { name: string; cpr: string }): string {
  return `<r:hentBrugeridResponse xmlns:r="${identification}"><r:brugerid>${escapeXml(name)}<r:${cpr}>`;
}
