import { stableUuid } from '../world/numbers.ts';
import { element, escapeXml } from '../xml/write.ts';
import type { Coded } from './metadata.ts';
import { home, oids, query, replacement, repositoryId, responseUrns, rim, rs, schemes, stableDocument, statusUrn } from './names.ts';
import type { Found } from './query.ts';
import type { Entry, Replacement } from './register.ts';

export interface Problem {
  readonly code: string;
  readonly context: string;
  readonly severity: 'Error' | 'Warning';
  readonly location?: string;
}

const severityUrn = (severity: Problem['severity']) => `urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:${severity}`;

/** `RegistryErrorList`, nothing where there is no problem. */
export function errorList(problems: readonly Problem[]): string {
  if (problems.length === 0) return '';
  const highest = problems.some(({ severity }) => severity === 'Error') ? 'Error' : 'Warning';
  const errors = problems.map(
    ({ code, context, severity, location }) =>
      `<rs:RegistryError errorCode="${code}" codeContext="${escapeXml(context)}" severity="${severityUrn(severity)}"${location ? ` location="${location}"` : ''}/>`,
  );
  return `<rs:RegistryErrorList highestSeverity="${severityUrn(highest)}">${errors.join('')}</rs:RegistryErrorList>`;
}

/** `AdhocQueryResponse`. */
export function writeFound(status: keyof typeof responseUrns, { entries, replacements }: Found, problems: readonly Problem[]): string {
  const objects = [...entries.map(extrinsicObject), ...replacements.map(association)].join('');
  return `<q:AdhocQueryResponse xmlns:q="${query}" xmlns:rim="${rim}" xmlns:rs="${rs}" status="${responseUrns[status]}">${errorList(problems)}<rim:RegistryObjectList>${objects}</rim:RegistryObjectList></q:AdhocQueryResponse>`;
}

/** Well typed, and not well-formed. */
export function garble({ name, cpr }: { name: string; cpr: string }): string {
  return `<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body><q:AdhocQueryResponse xmlns:q="${query}"><rim:Name>Aftale for ${escapeXml(name)}<q:${cpr}>`;
}

function extrinsicObject(one: Entry): string {
  const value = (text: string) =>
    one.indented ? `<rim:Value>\n            ${escapeXml(text)}\n          </rim:Value>` : element('rim:Value', text);
  const slot = (name: string, ...values: readonly (string | undefined)[]) => {
    const given = values.filter((text) => text !== undefined);
    return given.length === 0 ? '' : `<rim:Slot name="${name}"><rim:ValueList>${given.map(value).join('')}</rim:ValueList></rim:Slot>`;
  };
  const time = (utc: string | undefined) => (one.cut ? utc?.replace(/^(\d{10})(0000|(\d\d)00)$/, '$1$3') : utc);
  const patient = `${one.patient.extension}^^^&${one.patient.root}&ISO`;
  const classification = (scheme: string, { code, scheme: codes, name }: Coded) =>
    `<rim:Classification id="${inner(one, scheme + code)}" classificationScheme="${scheme}" classifiedObject="${one.entry}" nodeRepresentation="${escapeXml(code)}">${slot('codingScheme', codes)}${localized(name)}</rim:Classification>`;
  const external = (scheme: string, text: string, name: string) =>
    `<rim:ExternalIdentifier id="${inner(one, scheme)}" registryObject="${one.entry}" identificationScheme="${scheme}" value="${escapeXml(text)}">${localized(name)}</rim:ExternalIdentifier>`;
  const slots = [
    slot('creationTime', time(one.created)),
    slot('hash', one.hash),
    slot('languageCode', one.language),
    slot('repositoryUniqueId', repositoryId),
    slot('serviceStartTime', time(one.start)),
    slot('serviceStopTime', time(one.stop)),
    slot('size', String(one.bytes.length)),
    slot('sourcePatientId', patient),
    slot('sourcePatientInfo', `PID-5|${one.family}^${one.given.join('^')}^^^`, one.gender && `PID-8|${one.gender}`),
  ];
  const codes = [
    classification(schemes.class, { code: '001', scheme: oids.classCode, name: 'Klinisk rapport' }),
    classification(schemes.confidentiality, one.confidentiality),
    ...one.events.map((event) => classification(schemes.event, event)),
    classification(schemes.format, one.format),
    classification(schemes.facility, one.facility),
    classification(schemes.practice, one.practice),
    classification(schemes.type, one.type),
  ];
  return `<rim:ExtrinsicObject id="${one.entry}" lid="${one.entry}" mimeType="text/xml" objectType="${stableDocument}" status="${statusUrn(one.status)}" home="${home}">${slots.join('')}${localized(one.title)}<rim:VersionInfo versionName="1"/>${author(one, slot)}${codes.join('')}${external(schemes.patientId, patient, 'XDSDocumentEntry.patientId')}${external(schemes.uniqueId, one.uniqueId, 'XDSDocumentEntry.uniqueId')}</rim:ExtrinsicObject>`;
}

const inner = ({ entry }: Entry, key: string) => `urn:uuid:${stableUuid(`${entry}|${key}`)}`;
const localized = (text: string) =>
  `<rim:Name><rim:LocalizedString xml:lang="da-DK" charset="UTF-8" value="${escapeXml(text)}"/></rim:Name>`;

function author(one: Entry, slot: (name: string, ...values: readonly (string | undefined)[]) => string): string {
  if (!one.institution) return '';
  const { name, id } = one.institution;
  const institution = id ? `${name}^^^^^&${id.root}&ISO^^^^${id.extension ?? ''}` : name;
  return `<rim:Classification id="${inner(one, schemes.author)}" classificationScheme="${schemes.author}" classifiedObject="${one.entry}" nodeRepresentation="">${slot('authorInstitution', institution)}${slot('authorPerson', '^Behandler^Test^^^^^^&ISO')}</rim:Classification>`;
}

function association({ id, source, target }: Replacement): string {
  return `<rim:Association id="${id}" lid="${id}" associationType="${replacement}" sourceObject="${source}" targetObject="${target}" status="${statusUrn('Approved')}" objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association" home="${home}"/>`;
}
