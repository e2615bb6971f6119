import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { loadChildren } from '../world/children.ts';
import { type Entry, registerAppointments } from './register.ts';

// Each document is read by a parser that the stand-in does not use.
const today = '2026-06-15';
const children = loadChildren(today);
const { entries } = registerAppointments(children, today);
const namespaces = { v: 'urn:hl7-org:v3', xsi: 'http://www.w3.org/2001/XMLSchema-instance' };

interface Read {
  readonly entry: Entry;
  readonly value: (path: string) => string | undefined;
  readonly count: (path: string) => number;
}

const cprOf = (id: string) => children.find((one) => one.id === id)?.cpr as string;

function open<Result>(entry: Entry, use: (read: Read) => Result): Result {
  using document = XmlDocument.fromBuffer(entry.bytes);
  return use({
    entry,
    value: (path) => document.get(path, namespaces)?.content,
    count: (path) => document.find(path, namespaces).length,
  });
}

const of = (id: string) => entries.filter(({ patient }) => patient.extension === cprOf(id));
const some = (id: string, fits: (read: Read) => boolean) => of(id).some((entry) => open(entry, fits));
const encounter = '//v:encounter[@moodCode="APT"]';
const low = `${encounter}/v:effectiveTime/v:low/@value`;
const high = `${encounter}/v:effectiveTime/v:high`;

test('every document holds what the profile asks for, and names its patient', () => {
  assert.ok(entries.length > 80);
  for (const one of entries)
    open(one, ({ value, count }) => {
      const old = value('/v:ClinicalDocument/v:templateId/@extension') === undefined;
      assert.equal(value('/v:ClinicalDocument/v:templateId/@root'), '1.2.208.184.14.1');
      assert.equal(value('/v:ClinicalDocument/v:code/@code'), '39289-4');
      assert.equal(value('/v:ClinicalDocument/v:title'), `Aftale for ${one.patient.extension}`);
      assert.equal(value('//v:recordTarget/v:patientRole/v:id[@root="1.2.208.176.1.2"]/@extension'), one.patient.extension);
      assert.equal(value('//v:documentationOf/v:serviceEvent/v:effectiveTime/v:low/@value'), value(low));
      assert.match(value(low) ?? '', /^\d{14}[+]0[12]00$/);
      assert.ok(value('//v:author[1]/v:assignedAuthor/v:telecom/@value'));
      assert.ok(value('//v:author[1]/v:assignedAuthor/v:representedOrganization/v:name'));
      assert.equal(count('//v:custodian//v:representedCustodianOrganization'), 1);
      assert.equal(count(`${encounter}/v:performer`), 1);
      assert.equal(value('//v:serviceEvent[v:templateId/@root="1.2.208.184.10.1.10"]/v:id/@extension'), old ? undefined : 'apd-v2.0.1');
    });
});

test('has the elements of the published examples', () => {
  const names = (root: XmlElement) => new Set((root.find('//*') as XmlElement[]).map(({ name }) => name));
  for (const [example, id] of [
    ['bup', 'josefine'],
    ['municipality-vejledende', 'hans'],
    ['practitioner-yder-openend', 'hans'],
  ] as const) {
    using published = XmlDocument.fromBuffer(readFileSync(new URL(`fixtures/apd-2.0.1-minimal-${example}.xml`, import.meta.url)));
    const kind = published.get(`${encounter}/v:code/@code`, namespaces)?.content;
    const own = of(id).find((entry) => open(entry, ({ value }) => value(`${encounter}/v:code/@code`) === kind)) as Entry;
    using written = XmlDocument.fromBuffer(own.bytes);
    const missing = [...names(published.root as XmlElement)].filter((name) => !names(written.root as XmlElement).has(name));
    assert.deepEqual(missing, []);
  }
});

const variants: readonly (readonly [string, string, (read: Read) => boolean])[] = [
  ['ordinary', 'josefine', ({ value }) => value(low) === '20260619103000+0200' && value(`${high}/@value`) === '20260619113000+0200'],
  ['in winter', 'josefine', ({ value }) => /\+0100$/.test(value(low) ?? '')],
  ['a day without a time', 'josefine', ({ value, count }) => /000000\+0200$/.test(value(low) ?? '') && count(high) === 0],
  ['an open end', 'hans', ({ value }) => value(`${high}/@nullFlavor`) === 'NI' && value(`${high}/@value`) === undefined],
  [
    'several days, from just before midnight',
    'emil',
    ({ value }) => /^20260618235900/.test(value(low) ?? '') && /^20260622120000/.test(value(`${high}/@value`) ?? ''),
  ],
  [
    'advisory',
    'josefine',
    ({ value }) =>
      value(`${encounter}/v:precondition[v:templateId/@root="1.2.208.184.14.11.5"]/v:criterion/v:code/@code`) === 'GuidedIntervalType',
  ],
  [
    'over the hour that is skipped',
    'otto',
    ({ value }) => value(low) === '20270328013000+0100' && value(`${high}/@value`) === '20270328043000+0200',
  ],
  [
    'over the hour that comes twice',
    'otto',
    ({ value }) => value(low) === '20261025013000+0200' && value(`${high}/@value`) === '20261025033000+0100',
  ],
  [
    'the day on which the clocks change, without a time',
    'otto',
    ({ value, count }) => value(low) === '20270328000000+0100' && count(high) === 0,
  ],
  [
    'at midnight, with an end',
    'otto',
    ({ value }) => /^\d{8}000000/.test(value(low) ?? '') && /^\d{8}003000/.test(value(`${high}/@value`) ?? ''),
  ],
  [
    'version 1.0',
    'oliver',
    ({ value, count }) =>
      value(`${encounter}/v:code/@code`) === '185353001' &&
      value('//v:observation/@moodCode') === 'RQO' &&
      count(`${encounter}/v:author/v:assignedAuthor/v:code[@code="REFB"]`) === 1 &&
      count('/v:ClinicalDocument/v:author') === 1,
  ],
  [
    'version 2, with the requester beside the author',
    'josefine',
    ({ count, value }) =>
      count('/v:ClinicalDocument/v:author') === 2 && value('/v:ClinicalDocument/v:author[2]/v:assignedAuthor/v:code/@code') === 'REFB',
  ],
  [
    'a reason by SNOMED CT',
    'josefine',
    ({ value }) =>
      value('//v:entryRelationship[@typeCode="RSON"]/v:observation/v:code[@codeSystem="2.16.840.1.113883.6.96"]/@code') === '17436001',
  ],
  [
    'a reason in free text',
    'josefine',
    ({ value }) => value('//v:entryRelationship[@typeCode="RSON"]/v:observation/v:code[@code="NI"]/@displayName') === 'Opfølgende samtale',
  ],
  ['an author without an address', 'noah', ({ count }) => count('//v:author[1]/v:assignedAuthor/v:addr') === 0],
  [
    'the name before the id',
    'josefine',
    ({ count }) => count('//v:author[1]//v:representedOrganization/v:name/following-sibling::v:id') === 1,
  ],
  [
    'the id before the name',
    'josefine',
    ({ count }) => count('//v:author[1]//v:representedOrganization/v:id/following-sibling::v:name') === 1,
  ],
  [
    'a practice by its number',
    'hans',
    ({ value }) => value(`${encounter}/v:performer/v:assignedEntity/v:id[@root="1.2.208.176.1.4"]/@extension`) === '099191',
  ],
  ['a municipality', 'alma', ({ value }) => value(`${encounter}/v:code/@code`) === 'MunicipalityAppointment'],
  ['a birth time that is no birth date', 'hans', ({ value }) => value('//v:birthTime/@value') === '191017000000+0000'],
  [
    'a protected address',
    'sara',
    ({ value, count }) => value('//v:patientRole/v:addr/@nullFlavor') === 'MSK' && count('//v:patientRole//v:city') === 0,
  ],
];

for (const [what, id, fits] of variants) test(`there is a document: ${what}`, () => assert.ok(some(id, fits)));

test('two documents share a series, and other children’s series are others', () => {
  const series = (id: string) =>
    of(id).map((entry) =>
      open(entry, ({ value }) =>
        value('//v:precondition[v:templateId/@root="1.2.208.184.14.11.4"]/v:criterion/v:value[@xsi:type="II"]/@extension'),
      ),
    );
  const [first, second, none] = series('ida');
  assert.ok(first && first === second && none === undefined);
  assert.equal(new Set(series('tilde')).size, 1);
  assert.notEqual(series('tilde')[0], first);
});

test('a moved appointment names the document that it took the place of', () => {
  const old = of('nora').filter(({ status }) => status === 'Deprecated');
  for (const entry of of('nora'))
    open(entry, ({ value, count }) => {
      const id = value('/v:ClinicalDocument/v:relatedDocument[@typeCode="RPLC"]/v:parentDocument/v:id/@extension');
      assert.equal(count('//v:relatedDocument'), entry.replaces.length);
      if (id) assert.ok(old.some(({ uniqueId }) => uniqueId === `${id}^1.2.208.184`));
    });
});

test('ordinary appointments are on working days, on any day of the year', () => {
  for (let month = 1; month <= 12; month += 1)
    for (const date of ['06', '17', '28']) {
      const day = `2026-${String(month).padStart(2, '0')}-${date}`;
      const josefine = loadChildren(day).filter(({ id }) => id === 'josefine');
      const starts = registerAppointments(josefine, day).entries.map((entry) => open(entry, ({ value }) => value(low) as string));
      const days = starts.map((one) => `${one.slice(0, 4)}-${one.slice(4, 6)}-${one.slice(6, 8)}`);
      assert.ok(
        days.every((one) => ![0, 6].includes(new Date(`${one}T00:00:00Z`).getUTCDay())),
        day,
      );
      assert.deepEqual([days.filter((one) => one > day).length, days.filter((one) => one < day).length], [4, 6], day);
    }
});

test('Josefine has a next appointment in psychiatry, two later ones, and five behind her', () => {
  const psychiatry = of('josefine').filter(({ institution }) => institution?.name.startsWith('BUP'));
  const now = '20260615000000';
  const coming = psychiatry.filter(({ start }) => (start as string) > now).sort((one, other) => Number(one.start) - Number(other.start));
  assert.deepEqual(
    coming.map(({ institution }) => institution?.name),
    Array(3).fill('BUP Korsbæk, ambulatoriet'),
  );
  assert.equal(coming[2]?.start?.slice(8), '220000', 'the last one has no time of day');
  assert.equal(psychiatry.length - coming.length, 5);
  assert.equal(of('tilde').length, 40);
});
