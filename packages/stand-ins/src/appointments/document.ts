import type { AppointmentFile, DemoChild } from '../world/children.ts';
import type { Provider } from '../world/providers.ts';
import { escapeXml } from '../xml/write.ts';
import { oids } from './names.ts';

/** An instance identifier (II). */
export interface Identifier {
  readonly root: string;
  readonly extension?: string;
}

/** An appointment as it is written: what a child's file says, reckoned from today. */
export interface Appointment {
  readonly child: DemoChild;
  readonly file: AppointmentFile;
  readonly provider: Provider;
  readonly id: Identifier;
  readonly encounter: string;
  readonly replaces?: Identifier;
  readonly series?: string;
  readonly labelled: boolean;
  /** `yyyyMMddHHmmss±HHMM` */
  readonly created: string;
  readonly low: string;
  readonly high?: string;
  /** Another order of elements than the profile's own example has: seen in test data. */
  readonly nameFirst: boolean;
}

const attributes = (pairs: Readonly<Record<string, string | undefined>>) =>
  Object.entries(pairs)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');

const id = ({ root, extension }: Identifier, authority = 'MedCom') =>
  `<id${attributes({ root, extension, assigningAuthorityName: authority })}/>`;

const template = (root: string, extension?: string) => `<templateId${attributes({ root, extension })}/>`;
const version2 = '2019-09-10';
const dataController = '990011000016003';

/** APD-DK 2.0.1, or 1.0 where the file says so. Pretty-printed, as the senders' documents are. */
export function writeDocument(one: Appointment): string {
  const { child } = one;
  const old = one.file.version === '1.0';
  return `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" classCode="DOCCLIN" moodCode="EVN">
  <realmCode code="DK"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  ${template(oids.apd, old ? undefined : version2)}
  ${id(one.id)}
  <code code="39289-4" codeSystem="${oids.loinc}" codeSystemName="LOINC" displayName="Dato og tidspunkt for møde mellem patient og sundhedsperson"/>
  <title>Aftale for ${child.cpr}</title>
  <effectiveTime value="${one.created}"/>
  <confidentialityCode code="N" codeSystem="${oids.confidentiality}"/>
  <languageCode code="${old ? 'da' : 'da-DK'}"/>
  ${patient(child)}
  ${author(one)}${old ? '' : `\n  ${requester(one)}`}
  ${custodian()}${one.replaces ? `\n  ${replaced(one.replaces)}` : ''}
  ${events(one, old).join('\n  ')}
  <component typeCode="COMP" contextConductionInd="true">
    <structuredBody classCode="DOCBODY" moodCode="EVN">
      <component typeCode="COMP" contextConductionInd="true">
        <section classCode="DOCSECT" moodCode="EVN">
          ${template(`${oids.medcom}.14.11.1`, old ? undefined : version2)}
          <code code="18776-5" codeSystem="${oids.loinc}" codeSystemName="LOINC" displayName="Plan of care note"/>
          <title>Aftale</title>
          ${narrative(one)}
          <entry>
            ${encounter(one, old)}
          </entry>
        </section>
      </component>
    </structuredBody>
  </component>
</ClinicalDocument>
`;
}

function patient({ cpr, file, birthDate, name }: DemoChild): string {
  const given = [file.given, file.middle].filter((part) => part !== undefined);
  const family = file.surname;
  const address = file.protection
    ? '<addr nullFlavor="MSK"/>'
    : '<addr use="H"><streetAddressLine>Øvelsesvej 1</streetAddressLine><postalCode>0000</postalCode><city>Korsbæk</city></addr>';
  // As in test data of the real index: not a date of this century. The number says when the child was born.
  const birth = file.number ? `${birthDate.slice(2).replaceAll('-', '')}000000+0000` : birthDate.replaceAll('-', '');
  const names =
    file.protection === 'censored' ? escapeXml(name) : [...given.map((part) => tag('given', part)), tag('family', family)].join('');
  return `<recordTarget typeCode="RCT" contextControlCode="OP"><patientRole classCode="PAT">${id({ root: oids.cpr, extension: cpr }, 'CPR')}${address}<telecom nullFlavor="NI"/><patient classCode="PSN" determinerCode="INSTANCE"><name>${names}</name><administrativeGenderCode code="${file.sex === 'female' ? 'F' : 'M'}" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="${birth}"/></patient></patientRole></recordTarget>`;
}

const tag = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`;

function providerId({ id: own }: Provider): string {
  return 'sor' in own
    ? id({ root: oids.sor, extension: own.sor }, 'SOR')
    : id({ root: oids.ydernummer, extension: own.ydernummer }, 'Yderregisteret');
}

const address = ({ street, city }: Provider) =>
  `<addr use="WP">${tag('streetAddressLine', street)}<postalCode>0000</postalCode>${tag('city', city)}</addr>`;
const telecom = ({ phone }: Provider) => `<telecom value="tel:${phone}" use="WP"/>`;

function author(one: Appointment): string {
  const { provider } = one;
  const organisation = [providerId(provider), tag('name', provider.name)];
  if (one.nameFirst) organisation.reverse();
  return `<author typeCode="AUT" contextControlCode="OP"><time value="${one.created}"/><assignedAuthor classCode="ASSIGNED">${providerId(provider)}${one.file.withoutAddress ? '' : address(provider)}${telecom(provider)}<assignedPerson classCode="PSN" determinerCode="INSTANCE"><name><given>Test</given><family>Behandler</family></name></assignedPerson><representedOrganization classCode="ORG" determinerCode="INSTANCE">${organisation.join('')}</representedOrganization></assignedAuthor></author>`;
}

/** Who referred the child (rekvirent); in version 1.0 inside the encounter. */
function requester(one: Appointment): string {
  return `<author typeCode="AUT" contextControlCode="OP"><time value="${one.created}"/><assignedAuthor classCode="ASSIGNED">${id({ root: oids.ydernummer, extension: '077410' }, 'Yderregisteret')}<code code="REFB" codeSystem="2.16.840.1.113883.5.90" codeSystemName="MedCom Message Codes"/><telecom value="tel:12345670" use="WP"/><representedOrganization classCode="ORG" determinerCode="INSTANCE"><name>Lægehuset Prøvegade</name></representedOrganization></assignedAuthor></author>`;
}

function custodian(): string {
  return `<custodian typeCode="CST"><assignedCustodian classCode="ASSIGNED"><representedCustodianOrganization classCode="ORG" determinerCode="INSTANCE">${id({ root: oids.sor, extension: dataController }, 'SOR')}<name>Region Øveland</name><telecom value="mailto:data@oeveland.example" use="WP"/></representedCustodianOrganization></assignedCustodian></custodian>`;
}

const replaced = (old: Identifier) => `<relatedDocument typeCode="RPLC"><parentDocument>${id(old)}</parentDocument></relatedDocument>`;

function time({ low, high, file }: Appointment): string {
  const end = high ? `<high value="${high}"/>` : file.until === 'open' ? '<high nullFlavor="NI"/>' : '';
  return `<effectiveTime><low value="${low}"/>${end}</effectiveTime>`;
}

function events(one: Appointment, old: boolean): readonly string[] {
  const event = (classCode: string, inside: string) =>
    `<documentationOf typeCode="DOC"><serviceEvent classCode="${classCode}" moodCode="EVN">${inside}</serviceEvent></documentationOf>`;
  const label = event(
    'ACT',
    `${template(`${oids.medcom}.10.1.12`)}${id({ root: oids.episode, extension: one.encounter })}<code code="ALAL03" codeSystem="${oids.sks}" codeSystemName="SKS" displayName="Psykiske lidelser og adfærdsmæssige forstyrrelser"/>`,
  );
  if (old) return [event('MPROT', time(one)), ...(one.labelled ? [label] : [])];
  return [
    event('MPROT', template(`${oids.medcom}.10.1.11`) + time(one)),
    event('MPROT', template(`${oids.medcom}.10.1.10`) + id({ root: oids.version, extension: 'apd-v2.0.1' })),
    ...(one.labelled ? [label] : []),
  ];
}

const day = (moment: string) => `${moment.slice(6, 8)}-${moment.slice(4, 6)}-${moment.slice(0, 4)}`;
const clock = (moment: string) => `${moment.slice(8, 10)}:${moment.slice(10, 12)}`;

function narrative({ low, high, file, provider }: Appointment): string {
  const days = high && day(high) !== day(low) ? `${day(low)} - ${day(high)}` : day(low);
  const times = !file.time ? '' : high ? `${clock(low)} - ${clock(high)}` : clock(low);
  const cells = [days, times, file.reason ?? '', `${provider.street}, 0000 ${provider.city}`];
  return `<text><paragraph>Aftale:</paragraph><table width="100%"><tbody><tr><th>Aftale dato</th><th>Aftale tidspunkt</th><th>Vedrørende</th><th>Mødested</th></tr><tr>${cells.map((cell) => tag('td', cell)).join('')}</tr></tbody></table></text>`;
}

function encounter(one: Appointment, old: boolean): string {
  const { provider, file } = one;
  const extension = old ? undefined : version2;
  const code = old
    ? `<code code="185353001" codeSystem="${oids.snomed}" codeSystemName="SNOMED CT"/>`
    : `<code code="${provider.kind}" codeSystem="${oids.messageCodes}" codeSystemName="MedCom Message Codes"/>`;
  const performer = `<performer typeCode="PRF"><assignedEntity classCode="ASSIGNED">${providerId(provider)}${address(provider)}${telecom(provider)}<representedOrganization classCode="ORG" determinerCode="INSTANCE">${tag('name', provider.name)}</representedOrganization></assignedEntity></performer>`;
  const place = `<participant typeCode="LOC"><participantRole classCode="SDLOC">${template(`${oids.medcom}.14.11.3`, extension)}${providerId(provider)}${address(provider)}${telecom(provider)}<playingEntity classCode="PLC">${tag('name', provider.place ?? provider.name)}</playingEntity></participantRole></participant>`;
  const inside = [
    template(`${oids.medcom}.14.11.2`, extension),
    id({ root: oids.medcom, extension: one.encounter }),
    code,
    '<statusCode code="active"/>',
    time(one),
    performer,
    ...(old ? [requester(one)] : []),
    place,
    reason(file, old),
    ...precondition(one, extension),
  ];
  return `<encounter classCode="ENC" moodCode="APT">\n              ${inside.filter(Boolean).join('\n              ')}\n            </encounter>`;
}

function reason({ reason: text, reasonCode }: AppointmentFile, old: boolean): string {
  if (text === undefined) return '';
  const coded = reasonCode
    ? attributes({ code: reasonCode, codeSystem: oids.snomed, codeSystemName: 'SNOMED CT', displayName: text })
    : attributes({ code: 'NI', displayName: text });
  return `<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="${old ? 'RQO' : 'EVN'}"><code${coded}/></observation></entryRelationship>`;
}

function precondition({ file, series }: Appointment, extension: string | undefined): readonly string[] {
  const code = (value: string) => `<code code="${value}" codeSystem="${oids.messageCodes}" codeSystemName="MedCom Message Codes"/>`;
  const of = (number: string, criterion: string) =>
    `<precondition>${template(`${oids.medcom}.14.11.${number}`, extension)}<criterion>${criterion}</criterion></precondition>`;
  return [
    ...(file.advisory ? [of('5', `${code('GuidedIntervalType')}<text>Tidspunktet er vejledende</text>`)] : []),
    ...(series
      ? [
          of(
            '4',
            `${code('RepeatingDocumentType')}<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="II"${attributes({ root: oids.medcom, extension: series, assigningAuthorityName: 'MedCom' })}/>`,
          ),
        ]
      : []),
  ];
}
