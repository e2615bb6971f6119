import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, type Change, document } from '../testing/appointment.ts';
import { fixture } from '../testing/soap.ts';
import { type AppointmentDocument, readAppointment } from './document.ts';

type Changes = readonly Change[];

function read(text: string): AppointmentDocument {
  const found = readAppointment(Buffer.from(text));
  assert.ok(typeof found === 'object', String(found));
  return found;
}

/** What is read of the example when it is changed. */
function one(...changes: Changes) {
  const { appointments, leftOut } = read(document(...changes));
  assert.deepEqual(leftOut, []);
  assert.equal(appointments.length, 1);
  return appointments[0] as AppointmentDocument['appointments'][number];
}

const why = (...changes: Changes) => readAppointment(Buffer.from(document(...changes)));
const performer = /<performer typeCode="PRF">.*<\/performer>/s;
const participant = /<participant typeCode="LOC">.*<\/participant>/s;
const end = /<\/encounter>/;

test('reads the published examples of a municipality and of a practitioner', () => {
  const municipality = read(fixture('apd-2.0.1-minimal-municipality-vejledende.xml'));
  assert.deepEqual(municipality.patient, { number: '1710194919', names: [['Hans', 'Petersen']] });
  assert.deepEqual(municipality.appointments, [
    {
      start: '2026-03-16T13:00:00+01:00',
      end: '2026-03-16T14:00:00+01:00',
      advisory: true,
      unit: { name: 'Sundhedsplejen, Randers Kommune', sor: '330891000016006', phone: '89151515', address: 'Testgade 5, 8900 Randers C' },
      place: { name: 'Opgang B, 1. sal', phone: '89151515', address: 'Testgade 5, 8900 Randers C' },
      reason: 'Sundhedsplejerskebesøg',
    },
  ]);
  // An ydernummer is no SOR code.
  assert.deepEqual(read(fixture('apd-2.0.1-minimal-practitioner-yder-openend.xml')).appointments, [
    {
      start: '2026-03-16T13:00:00+01:00',
      advisory: false,
      unit: { name: 'Speciallægeklinik Test (børne- og ungdomspsykiatri)', phone: '38640000', address: 'Klinikvej 3, 2400 København NV' },
      place: { name: 'Opgang B, 1. sal', phone: '38640000', address: 'Klinikvej 3, 2400 København NV' },
      reason: 'Speciallægekonsultation',
    },
  ]);
});

test('an open end is one that is missing, or that has a null flavour', () => {
  for (const high of ['', '<high nullFlavor="NI"/>', '<high nullFlavor="UNK" value=""/>']) {
    const { start, ...rest } = one([/<high value="[^"]*"\/>/g, high]);
    assert.deepEqual([start, 'end' in rest], ['2026-03-16T13:00:00+01:00', false]);
  }
  assert.equal(one(at('20260316000000+0100', '')).start, '2026-03-16');
  assert.equal(
    one([/<effectiveTime><low .*?<\/effectiveTime>/g, '<effectiveTime value="20260316130000+0100"/>']).start,
    '2026-03-16T13:00:00+01:00',
  );
});

test('the time is that of the encounter; where it has none, that of the header', () => {
  const [header, encounter] = ['20260316130000', '20260317130000'];
  const both = document().replace(new RegExp(`(<encounter.*?)${header}`, 's'), `$1${encounter}`);
  assert.equal(read(both).appointments[0]?.start, '2026-03-17T13:00:00+01:00');
  for (const missing of [
    '',
    '<effectiveTime/>',
    '<effectiveTime nullFlavor="NI"/>',
    '<effectiveTime><low value="soon"/></effectiveTime>',
  ]) {
    const without = document().replace(/(<encounter.*?)<effectiveTime>.*?<\/effectiveTime>/s, `$1${missing}`);
    assert.equal(read(without).appointments[0]?.start, '2026-03-16T13:00:00+01:00');
  }
  assert.deepEqual(read(document(at('soon'))), {
    patient: { number: '1710194919', names: [['Hans', 'Petersen']] },
    appointments: [],
    leftOut: ['no-time'],
  });
});

test('the birth time and the narrative are not read', () => {
  const plain = one();
  assert.deepEqual(one(['birthTime value="20191017"', 'birthTime value="191017000000+0000"']), plain);
  assert.deepEqual(one([/<text>.*<\/text>/s, '']), plain);
  assert.deepEqual(one(['13:00 - 14:00', '09:00 - 10:00'], ['<td>Udredning', '<td>Noget andet']), plain);
});

test('reads version 1.0: SNOMED for the encounter, the requester inside it, a requested observation', () => {
  const requester =
    '<author><time value="20260201"/><assignedAuthor><id root="1.2.208.176.1.1" extension="999999000016001"/><telecom value="tel:11111111"/><representedOrganization><name>Henviseren</name></representedOrganization></assignedAuthor></author>';
  const old: Changes = [
    [' extension="2019-09-10"', ''],
    ['code="RegionalAppointment" codeSystem="1.2.208.184.100.1"', 'code="185353001" codeSystem="2.16.840.1.113883.6.96"'],
    ['classCode="OBS" moodCode="EVN"', 'classCode="OBS" moodCode="RQO"'],
    [/(<encounter.*?<\/effectiveTime>)/s, `$1${requester}`],
  ];
  assert.deepEqual(one(...old), one());
  assert.deepEqual(one(...old, ['moodCode="APT"', 'moodCode="RQO"']), one());
  assert.deepEqual(one(...old, [performer, '']).unit, one().unit);
});

test('elements in another order, in another prefix, with comments and processing instructions between', () => {
  const plain = one();
  const turned = document()
    .replace(/(<id root="1\.2\.208\.176\.1\.1"[^>]*>)\s*(<name>[^<]*<\/name>)/g, '$2$1')
    .replace(/(<streetAddressLine>[^<]*<\/streetAddressLine>)(<postalCode>[^<]*<\/postalCode>)(<city>[^<]*<\/city>)/g, '$3$2$1')
    .replace(/(<statusCode code="active"\/>)(.*?)(<entryRelationship.*?<\/entryRelationship>)/s, '$3$2$1')
    .replace('<ClinicalDocument', '<?xml-stylesheet type="text/xsl" href="x.xsl"?><ClinicalDocument')
    .replace('<performer', '<!-- x --><performer');
  assert.notEqual(turned, document());
  assert.deepEqual(read(turned).appointments, [plain]);
  const prefixed = document()
    .replace(/<(\/?)(?=[a-zA-Z])(?!xml)/g, '<$1c:')
    .replace('xmlns=', 'xmlns:c=');
  assert.deepEqual(read(prefixed).appointments, [plain]);
});

test('what is missing is absent, and nothing is made up', () => {
  const bare = one([performer, ''], [participant, ''], [/<entryRelationship.*?<\/entryRelationship>/s, ''], [/<author.*<\/author>/s, '']);
  assert.deepEqual(bare, { start: '2026-03-16T13:00:00+01:00', end: '2026-03-16T14:00:00+01:00', advisory: false, unit: {} });
  const flavoured = one(
    ['<telecom value="tel:38640000" use="WP"/>', '<telecom nullFlavor="NI"/>'],
    [/<addr use="WP">.*?<\/addr>/g, '<addr nullFlavor="NI"/>'],
  );
  assert.deepEqual(flavoured.unit, { name: one().unit.name, sor: '261471000016001' });
  assert.deepEqual(flavoured.place, { name: 'Opgang B, 1. sal' });
});

const org = (name: string, sor: string, inside = '') =>
  `<performer><assignedEntity><id root="1.2.208.176.1.1" extension="${sor}"/><representedOrganization>${name && `<name>${name}</name>`}${inside}</representedOrganization></assignedEntity></performer>`;

test('the unit is who performs it, else who answers for the document; never a mixture of the two', () => {
  assert.deepEqual(one([performer, org('Team Nord', '111111000016001')]).unit, { name: 'Team Nord', sor: '111111000016001' });
  assert.deepEqual(one([performer, org('', '111111000016001')]).unit, one().unit);
  // The same organisation: what one place leaves out stands in the other.
  assert.deepEqual(one([performer, org('Amb. B17', '261471000016001')]).unit, { ...one().unit, name: 'Amb. B17' });
  const requester =
    '<author><assignedAuthor><code code="REFB"/><representedOrganization><name>Henviseren</name></representedOrganization></assignedAuthor></author><custodian';
  assert.deepEqual(one([performer, ''], [/<author.*<\/author>/s, ''], [/<custodian/, requester]).unit, {});
  assert.deepEqual(one([performer, ''], [/<author/, `${requester.replace('<custodian', '')}<author`]).unit, one().unit);
});

test('phone and address may stand inside the organisation; of several, the first phone number counts', () => {
  const inside =
    '<telecom value="mailto:a@example.dk"/><telecom value="http://example.dk"/><telecom value="TEL: 66113333-3"/><telecom value="tel:22222222"/><addr><streetAddressLine>Odense\n  Universitetshospital</streetAddressLine><streetAddressLine>Albanigade 12</streetAddressLine><city>Odense</city><postalCode>5000</postalCode><country>Danmark</country></addr>';
  assert.deepEqual(one([performer, org('Team Nord', '1', inside)]).unit, {
    name: 'Team Nord',
    sor: '1',
    phone: '66113333-3',
    address: 'Odense Universitetshospital, Albanigade 12, 5000 Odense',
  });
  const others: [string, string][] = [
    [
      '<addr><streetName>Vej</streetName><houseNumber>1 B</houseNumber><postalCode>2400</postalCode><city>By</city></addr>',
      'Vej 1 B, 2400 By',
    ],
    ['<addr>Vej 1, 2400 By</addr>', 'Vej 1, 2400 By'],
    ['<addr><city>By</city></addr>', 'By'],
  ];
  for (const [addr, address] of others) assert.equal(one([performer, org('A', '1', addr)]).unit.address, address);
  assert.equal(one([performer, org('A', '1', '<telecom value="+45 38 64 00 00"/>')]).unit.phone, '+45 38 64 00 00');
});

test("the citizen's home is a name without an address; another place of the health service is a place", () => {
  const home = one(['participant typeCode="LOC"', 'participant typeCode="SBJ"'], ['Opgang B, 1. sal', 'Borgers hjemmeadresse']);
  assert.deepEqual(home.place, { name: 'Borgers hjemmeadresse' });
  assert.deepEqual(one(['participant typeCode="LOC"', 'participant typeCode="DST"']).place, one().place);
  assert.equal('place' in one(['participant typeCode="LOC"', 'participant typeCode="RESP"']), false);
});

test('the reason is the text of its code, of a code system or free', () => {
  const reason = (code: string) => one([/<code code="NI" displayName="Udredning"\/>/, code]).reason;
  assert.equal(
    reason('<code code="399208008" codeSystem="2.16.840.1.113883.6.96" displayName="røntgenundersøgelse\n   af thorax"/>'),
    'røntgenundersøgelse af thorax',
  );
  assert.equal(reason('<code code="NI"><originalText>Samtale</originalText></code>'), 'Samtale');
  assert.equal(reason('<code code="399208008"/>'), undefined);
  const another =
    '<entryRelationship typeCode="COMP"><observation><code displayName="Andet"/></observation></entryRelationship></encounter>';
  assert.equal(one([end, another]).reason, 'Udredning');
});

test('an advisory time, and a series, are known by their code or by their template', () => {
  const condition = (inside: string, template = '') =>
    one([
      end,
      `<precondition>${template && `<templateId root="${template}"/>`}<criterion>${inside}</criterion></precondition></encounter>`,
    ]);
  assert.equal(condition('<code code="GuidedIntervalType"/><text>Morgen</text>').advisory, true);
  assert.equal(condition('<text>Morgen</text>', '1.2.208.184.14.11.5').advisory, true);
  assert.equal(condition('<code code="Other"/>').advisory, false);
  const value = '<value xsi:type="II" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" root="1.2.208.184" extension="6e4b7c60"/>';
  assert.equal(condition(`<code code="RepeatingDocumentType"/>${value}`).series, '6e4b7c60');
  assert.equal(condition(value, '1.2.208.184.14.11.4').series, '6e4b7c60');
  assert.equal(condition('<code code="RepeatingDocumentType"/><value nullFlavor="NI"/>').series, undefined);
});

test('which encounters count: appointments that are active, or have been; the others are named', () => {
  for (const status of ['<statusCode code="completed"/>', '<statusCode nullFlavor="NI"/>', ''])
    assert.ok(one([/<statusCode code="active"\/>/, status]));
  for (const [status, word] of [
    ['cancelled', 'cancelled'],
    ['aborted', 'cancelled'],
    ['nullified', 'cancelled'],
    ['suspended', 'unknown-status'],
  ] as const)
    assert.deepEqual(read(document(['statusCode code="active"', `statusCode code="${status}"`])).leftOut, [word]);
  for (const mood of ['moodCode="EVN"', 'moodCode="RQO"', 'moodCode="INT"', ''])
    assert.equal(why(['moodCode="APT"', mood]), 'no-appointment');
  assert.equal(why([/<entry>/, '<entry><act>'], [/<\/entry>/, '</act></entry>']), 'no-appointment');
});

test('reads every appointment of a document, in every section', () => {
  const [section = ''] = /<section.*<\/section>/s.exec(document()) ?? [];
  const later = section.replaceAll('20260316', '20260318');
  const nested = document([/<\/section>/, `<component>${later}</component></section>`]);
  assert.deepEqual(
    read(nested).appointments.map(({ start }) => start),
    ['2026-03-16T13:00:00+01:00', '2026-03-18T13:00:00+01:00'],
  );
  // The header's time is that of the only appointment, and of no other.
  const timeless = document([
    /<\/section>/,
    `<component>${later.replace(/<effectiveTime>.*?<\/effectiveTime>/, '')}</component></section>`,
  ]);
  assert.deepEqual(read(timeless).leftOut, ['no-time']);
});

test('never the wrong child: the number must be there, and be one', () => {
  const id = '<id root="1.2.208.176.1.2" extension="1710194919" assigningAuthorityName="CPR"/>';
  assert.equal(why([id, '']), 'no-patient');
  assert.equal(why([id, id.replace('extension="1710194919" ', '')]), 'no-patient');
  assert.equal(why([id, id.replace('1.2.208.176.1.2', '1.2.3')]), 'no-patient');
  assert.equal(why([id, id + id.replace('1710194919', '0505149996')]), 'several-patients');
  const record = /<recordTarget.*<\/recordTarget>/s.exec(document())?.[0] ?? '';
  assert.equal(why([record, record + record.replaceAll('1710194919', '0505149996')]), 'several-patients');
  for (const same of [id + id, id + '<id root="1.2.3" extension="4711"/>', id.replace('1710194919', '171019-4919')])
    assert.equal(read(document([id, same])).patient.number, '1710194919');
  const replacement = id.replace('1.2.208.176.1.2', '1.2.208.176.1.6.1.1').replace('1710194919', '0703921vj4');
  assert.equal(read(document([id, replacement])).patient.number, '0703921VJ4');
});

test('what is no appointment document says why, in one word', () => {
  assert.equal(readAppointment(Buffer.from('')), 'not-xml');
  assert.equal(readAppointment(Buffer.from(document().slice(0, 3000))), 'not-xml');
  assert.equal(why(['<ClinicalDocument', '<!DOCTYPE x [<!ENTITY e "x">]><ClinicalDocument']), 'doctype');
  assert.equal(readAppointment(Buffer.from('<ClinicalDocument/>')), 'not-cda');
  assert.equal(why(['39289-4', '11506-3'], ['1.2.208.184.14.1"', '1.2.208.184.14.9"']), 'not-apd');
  for (const fine of [
    ['39289-4', '56446-8'],
    ['39289-4', '11506-3'],
    ['1.2.208.184.14.1"', '1.2.208.184.14.9"'],
  ] as [string, string][])
    assert.ok(one(fine));
});
