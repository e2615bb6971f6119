import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { XmlDocument } from 'libxml2-wasm';
import { type StandIns, startStandIns } from '../start.ts';
import { splitMultipart } from '../testing/multipart.ts';
import { askCases, askPerson, askRegistry, askRepository } from '../testing/requests.ts';
import { loadChildren } from '../world/children.ts';
import { readFolder } from './folder.ts';
import { describe } from './metadata.ts';

const today = '2026-06-15';
const home = mkdtempSync(join(tmpdir(), 'appointments-'));
after(() => rmSync(home, { recursive: true }));

const example = (name: string) => readFileSync(new URL(`fixtures/apd-2.0.1-minimal-${name}.xml`, import.meta.url), 'utf8');
const bup = example('bup');

let folders = 0;
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  folders += 1;
  const directory = join(home, String(folders));
  mkdirSync(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

const replaced = (text: string, ...changes: readonly (readonly [string | RegExp, string])[]) =>
  changes.reduce((before, [from, to]) => {
    const changed = before.replace(from, to);
    assert.notEqual(changed, before, `${String(from)} changes something`);
    return changed;
  }, text);
const asId = (number: number) => `3f0a4a1e-6a52-4c1e-9b1c-${String(number).padStart(12, '0')}`;
const withId = (text: string, number: number) => replaced(text, [/3f0a4a1e-6a52-4c1e-9b1c-0d5a7b9c1e0\d/, asId(number)]);
const of = (cpr: string, text: string) => text.replaceAll('1710194919', cpr);

const read = (files: Readonly<Record<string, string | Buffer>>) => {
  const lines: string[] = [];
  return { lines, ...readFolder(folder(files), loadChildren(today), today, (line) => lines.push(line)) };
};

async function withStandIns(files: Readonly<Record<string, string | Buffer>>, use: (standIns: StandIns) => Promise<void>) {
  const standIns = await startStandIns({ today, appointmentsDirectory: folder(files) });
  try {
    await use(standIns);
  } finally {
    await standIns.close();
  }
}

test('serves the documents of the folder and its sub-folders instead of its own, bytes as they are', async () => {
  const odd = Buffer.from(
    `\uFEFF${replaced(bup, ['?>\n', '?>\r\n<?xml-stylesheet type="text/xsl" href="cda.xsl"?>\r\n'])}\n<!-- end -->\n`,
  );
  const files = { 'bup.xml': odd, 'deep/er/municipality.XML': example('municipality-vejledende'), 'notes.txt': 'not a document' };
  await withStandIns(files, async (standIns) => {
    const { text } = await askRegistry(standIns, { cpr: '1710194919' });
    assert.equal(text.match(/<rim:ExtrinsicObject /g)?.length, 2);
    const document = '3f0a4a1e-6a52-4c1e-9b1c-0d5a7b9c1e01^1.2.208.184';
    const said = await askRepository(standIns, { cpr: '1710194919', documents: [{ document }] });
    assert.ok(splitMultipart(said.type, said.bytes)[1]?.body.equals(odd));
    assert.doesNotMatch(
      (await askRegistry(standIns, { cpr: '0505149996' })).text,
      /ExtrinsicObject/,
      'a child’s own appointments are not there',
    );
  });
});

test('a patient who is none of the children becomes a citizen without cases', async () => {
  const names = [
    '<name><given>Hans</given><family>Petersen</family></name>',
    '<name><given>Anna</given><given>Sofie</given><family>Øvebo</family></name>',
  ] as const;
  const text = replaced(
    of('2906910651', bup),
    names,
    ['code="M"', 'code="F"'],
    ['birthTime value="20191017"', 'birthTime value="191017000000+0000"'],
  );
  await withStandIns({ 'a.xml': text, 'b.xml': withId(bup, 2) }, async (standIns) => {
    const [citizen, ...more] = standIns.children.slice(loadChildren(today).length);
    assert.equal(more.length, 0, 'Hans is a child already');
    assert.deepEqual([citizen?.name, citizen?.cpr, citizen?.birthDate, citizen?.age], ['Anna Sofie Øvebo', '2906910651', '1991-06-29', 34]);
    assert.equal(citizen?.municipality.code, '0999');
    const person = await askPerson(standIns, { cpr: '2906910651' });
    assert.match(person.text, /PersonGivenName>Anna Sofie<.*PersonSurnameName>Øvebo<.*BirthDate>1991-06-29<.*MunicipalityCode>0999</s);
    assert.doesNotMatch((await askCases(standIns, { cpr: '2906910651' })).text, /SagFiltreret/);
    assert.match((await askRegistry(standIns, { cpr: '2906910651' })).text, /ExtrinsicObject/);
    assert.match((await askRegistry(standIns, { cpr: '1710194919' })).text, /ExtrinsicObject/);
  });
});

test('replacement numbers are patients too, whichever register gave them', () => {
  const x = replaced(of('0703921VJ4', bup), ['id root="1.2.208.176.1.2"', 'id root="1.2.208.176.1.6.1.1"']);
  const d = withId(replaced(of('1206195VK9', bup), ['id root="1.2.208.176.1.2"', 'id root="1.2.208.176.1.6.1.3.2"']), 2);
  const { citizens, documents } = read({ 'x.xml': x, 'd.xml': d });
  assert.deepEqual(
    citizens.map(({ cpr, birthDate }) => [cpr, birthDate]),
    [
      ['1206195VK9', '2019-06-12'],
      ['0703921VJ4', '1992-03-07'],
    ],
  );
  assert.deepEqual(
    documents.entries.map(({ patient }) => patient.root),
    ['1.2.208.176.1.6.1.3.2', '1.2.208.176.1.6.1.1'],
  );
});

test('a replacement number is found with the CPR root as well as with its own', async () => {
  await withStandIns(
    { 'x.xml': replaced(of('0703921VJ4', bup), ['id root="1.2.208.176.1.2"', 'id root="1.2.208.176.1.6.1.1"']) },
    async (standIns) => {
      for (const root of ['1.2.208.176.1.2', '1.2.208.176.1.6.1.1'])
        assert.match(
          (await askRegistry(standIns, { cpr: '0703921VJ4', slots: { $XDSDocumentEntryPatientId: `'0703921VJ4^^^&amp;${root}&amp;ISO'` } }))
            .text,
          /ExtrinsicObject/,
        );
    },
  );
});

test('a document that replaces another of the folder deprecates it; one that replaces what is not there does not', () => {
  const replaces = (text: string, number: number) =>
    replaced(text, [
      '  <documentationOf',
      `  <relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.208.184" extension="${asId(number)}"/></parentDocument></relatedDocument>\n  <documentationOf`,
    ]);
  const { documents } = read({
    'new.xml': replaces(withId(bup, 3), 2),
    'middle.xml': replaces(withId(bup, 2), 1),
    'old.xml': withId(bup, 1),
    'other.xml': replaces(withId(bup, 4), 99),
  });
  const status = new Map(documents.entries.map(({ uniqueId, status: its }) => [Number(uniqueId.slice(24, 36)), its]));
  assert.deepEqual(
    [1, 2, 3, 4].map((number) => status.get(number)),
    ['Deprecated', 'Deprecated', 'Approved', 'Approved'],
  );
  const number = (entry: string) => Number(documents.entries.find((one) => one.entry === entry)?.uniqueId.slice(24, 36));
  assert.deepEqual(documents.replacements.map(({ source, target }) => [number(source), number(target)]).sort(), [
    [2, 1],
    [3, 2],
  ]);
});

test('an appended document replaces nothing', () => {
  const appended = replaced(withId(bup, 2), [
    '  <documentationOf',
    `  <relatedDocument typeCode="APND"><parentDocument><id root="1.2.208.184" extension="${asId(1)}"/></parentDocument></relatedDocument>\n  <documentationOf`,
  ]);
  const { documents } = read({ 'a.xml': appended, 'b.xml': withId(bup, 1) });
  assert.deepEqual([documents.replacements.length, documents.entries.filter(({ status }) => status === 'Approved').length], [0, 2]);
});

test('reads the metadata out of the published examples', () => {
  const own = describe(bup);
  assert.deepEqual(
    [own.start, own.stop, own.created, own.type.code, own.format.code, own.confidentiality.code, own.language, own.title],
    [
      '20260316120000',
      '20260316130000',
      '20260202091500',
      '39289-4',
      'urn:ad:dk:medcom:apd-v2.0.1:full',
      'N',
      'da-DK',
      'Aftale for 1710194919',
    ],
  );
  assert.deepEqual(own.institution, {
    name: 'Børne- og Ungdomspsyk. Center Bispebjerg, Amb. B17',
    id: { root: '1.2.208.176.1.1', extension: '261471000016001' },
  });
  assert.deepEqual(
    own.events.map(({ code }) => code),
    ['ALAL03'],
  );
  const practitioner = describe(example('practitioner-yder-openend'));
  assert.deepEqual(
    [practitioner.start, practitioner.stop, practitioner.institution?.id?.extension],
    ['20260316120000', undefined, '905191'],
  );
  assert.equal(describe(example('municipality-vejledende')).facility.code, '547211000005108');
});

test('reads documents of other prefixes, and minified ones', () => {
  const prefixed = bup.replace('xmlns="urn:hl7-org:v3"', 'xmlns:n="urn:hl7-org:v3"').replace(/<(\/?)(?=[a-zA-Z])/g, '<$1n:');
  const minified = bup.replace(/>\s+</g, '><');
  assert.deepEqual(describe(prefixed), describe(bup));
  assert.deepEqual(describe(minified), describe(bup));
});

const times: readonly (readonly [string, string, string, string | undefined])[] = [
  ['summer time', '<low value="20260616103000+0200"/><high value="20260616113000+0200"/>', '20260616083000', '20260616093000'],
  ['no offset', '<low value="20260616103000"/><high value="202606161130"/>', '20260616083000', '20260616093000'],
  ['no time of day', '<low value="20260616000000+0200"/>', '20260615220000', undefined],
  ['a day alone', '<low value="20260116"/>', '20260115230000', undefined],
  ['UTC', '<low value="20260616103000+0000"/><high nullFlavor="NI"/>', '20260616103000', undefined],
  ['fractions', '<low value="20260616103000.000+0200"/>', '20260616083000', undefined],
  ['the hour that clocks show twice', '<low value="20261025023000+0100"/>', '20261025013000', undefined],
];

for (const [what, inside, start, stop] of times)
  test(`reckons ${what} to UTC`, () => {
    const described = describe(bup.replace(/(<effectiveTime>)<low.*?(<\/effectiveTime>)/g, `$1${inside}$2`));
    assert.deepEqual([described.start, described.stop], [start, stop]);
  });

test('takes the time of the appointment where no service event has it', () => {
  const without = bup.replace(/(<templateId root="1\.2\.208\.184\.10\.1\.11"\/>)\s*<effectiveTime>.*?<\/effectiveTime>/s, '$1');
  assert.notEqual(without, bup);
  assert.equal(describe(without).start, '20260316120000');
});

test('is child psychiatry where the document does not say otherwise', () => {
  const specialty = (code: string) =>
    replaced(bup, [
      '<assignedAuthor classCode="ASSIGNED">',
      `<assignedAuthor classCode="ASSIGNED"><code code="${code}" codeSystem="2.16.840.1.113883.6.96"/>`,
    ]);
  assert.equal(describe(bup).practice.code, '394588006');
  assert.equal(describe(example('municipality-vejledende')).practice.code, '394588006');
  assert.equal(describe(specialty('394537008')).practice.code, '394537008');
  assert.equal(describe(specialty('999999999')).practice.code, '394588006', 'not a specialty of the list');
  assert.equal(describe(specialty('554871000005105')).facility.code, '554871000005105');
  assert.equal(describe(bup).facility.code, '22232009');
});

test('the institution is the first author’s who did not refer the child', () => {
  const referrer = `<author typeCode="AUT"><time value="20260202101500+0100"/><assignedAuthor><id root="1.2.208.176.1.4" extension="077410"/><code code="REFB" codeSystem="2.16.840.1.113883.5.90"/><representedOrganization><name>Lægen</name></representedOrganization></assignedAuthor></author>`;
  assert.equal(describe(replaced(bup, ['<author ', `${referrer}<author `])).institution?.id?.extension, '261471000016001');
});

test('version 1.0 has no extension of its template, and a format of its own', () => {
  const old = bup
    .replace(' extension="2019-09-10"', '')
    .replace(
      /<documentationOf typeCode="DOC">\s*<serviceEvent[^>]*>\s*<templateId root="1\.2\.208\.184\.10\.1\.10"\/>.*?<\/documentationOf>/s,
      '',
    );
  assert.equal(describe(old).format.code, 'urn:ad:dk:medcom:appointmentsummary:full');
});

test('reads other encodings than UTF-8', () => {
  const declared = (encoding: string) => withId(bup, folders + 1).replace('encoding="UTF-8"', `encoding="${encoding}"`);
  const latin = Buffer.from(declared('ISO-8859-1').replace('–', '-'), 'latin1');
  assert.match(read({ 'a.xml': latin }).documents.entries[0]?.institution?.name ?? '', /^Børne-/);
  const wide = Buffer.from(`\uFEFF${declared('UTF-16')}`, 'utf16le');
  assert.match(read({ 'a.xml': wide }).documents.entries[0]?.institution?.name ?? '', /^Børne-/);
});

const unreadable: readonly (readonly [string, string | Buffer, RegExp])[] = [
  [
    'a DTD',
    replaced(bup, ['<ClinicalDocument', '<!DOCTYPE ClinicalDocument [<!ENTITY x "y">]><ClinicalDocument']),
    /document type declaration/,
  ],
  ['text that is not well-formed', bup.slice(0, -30), /not well-formed/],
  ['something else', '<html/>', /root is not ClinicalDocument/],
  ['another version of HL7', replaced(bup, ['urn:hl7-org:v3', 'urn:hl7-org:v2']), /root is not ClinicalDocument/],
  ['no patient', replaced(bup, [/<recordTarget.*<\/recordTarget>/s, '']), /no patient/],
  [
    'a patient without a number',
    replaced(bup, ['<id root="1.2.208.176.1.2" extension="1710194919"', '<id root="1.2.3" extension="17"']),
    /no CPR number/,
  ],
  ['a number that holds no date', of('9910194919', bup), /holds no date/],
  ['no id', replaced(bup, [/<id root="1\.2\.208\.184" extension="3f0a.*?\/>/, '']), /no id/],
  [
    'bytes of another encoding',
    Buffer.concat([Buffer.from(bup.slice(0, 60)), Buffer.from([0xe6, 0xf8]), Buffer.from(bup.slice(60))]),
    /encoding/,
  ],
  ['nothing', '', /not well-formed|no root/],
];

for (const [what, content, why] of unreadable)
  test(`leaves out ${what}, and says so without a word of it`, () => {
    const { lines, documents } = read({ 'good.xml': withId(bup, 7), 'sub/aftale_1710194919.xml': content });
    assert.equal(documents.entries.length, 1);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', why);
    assert.match(lines[0] ?? '', /^sub\/aftale_171019•••• is left out|^sub\/aftale_171019••••\.xml is left out/);
    assert.doesNotMatch(lines[0] ?? '', /4919|Petersen|3f0a/);
  });

test('of two files with the same document id the second is left out', () => {
  const { lines, documents } = read({ 'a.xml': bup, 'b.xml': bup });
  assert.deepEqual([documents.entries.length, lines], [1, ['b.xml is left out: another file has the same document id']]);
});

test('does not start without a folder, or with one that holds no document', async () => {
  await assert.rejects(startStandIns({ appointmentsDirectory: join(home, 'nowhere') }), /folder of appointments is not there/);
  await assert.rejects(startStandIns({ appointmentsDirectory: folder({}) }), /holds no CDA document/);
  await assert.rejects(startStandIns({ appointmentsDirectory: '' }), /folder of appointments is not there/);
});

test('what the registry answers about a folder is well-formed and in full', async () => {
  await withStandIns({ 'a.xml': example('practitioner-yder-openend') }, async (standIns) => {
    using document = XmlDocument.fromString((await askRegistry(standIns, { cpr: '1710194919' })).text);
    const rim = { r: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0' };
    assert.equal(document.find('//r:ExtrinsicObject/r:Slot[@name="serviceStopTime"]', rim).length, 0);
    assert.match(
      document.get('//r:Slot[@name="authorInstitution"]//r:Value', rim)?.content ?? '',
      /&1\.2\.208\.176\.1\.4&ISO\^\^\^\^905191$/,
    );
  });
});
