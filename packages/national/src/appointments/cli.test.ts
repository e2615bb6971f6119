import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { at, document } from '../testing/appointment.ts';

// As npx runs it: by its path, and without the condition that the tests have.
const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

function run(...given: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...given], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  return { status, stdout, stderr };
}

/** Writes the files and checks them. */
function check(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>, ...options: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'apd-check-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
  const { status, stdout, stderr } = run(...options, ...paths);
  return { status, stdout: stdout.replaceAll(`${folder}/`, ''), stderr };
}

test('writes an appointment as it would be shown', (t) => {
  assert.deepEqual(check(t, { 'a.xml': document() }), {
    status: 0,
    stderr: '',
    stdout: `a.xml
  Tid: mandag den 16. marts 2026 kl. 13.00–14.00
  Enhed: Børne- og Ungdomspsyk. Center Bispebjerg, Amb. B17
  Sted: Opgang B, 1. sal
  Adresse: Bispebjerg Bakke 30, 2400 København NV
  Telefon: 38640000
`,
  });
});

test('writes the day and the time in words', (t) => {
  const advisory: [RegExp, string] = [
    /<\/encounter>/,
    '<precondition><criterion><code code="GuidedIntervalType"/></criterion></precondition></encounter>',
  ];
  const cases: readonly [string, string][] = [
    [document(at('20260316130000+0100')), 'mandag den 16. marts 2026 kl. 13.00, sluttidspunkt ikke oplyst'],
    [document(at('20260316000000+0100')), 'mandag den 16. marts 2026, tidspunkt ikke oplyst'],
    [
      document(at('20210312120000+0100', '20210331120000+0200')),
      'fredag den 12. marts 2021 kl. 12.00 til onsdag den 31. marts 2021 kl. 12.00',
    ],
    [
      document(at('20210312000000+0100', '20210331235900+0200')),
      'fredag den 12. marts 2021 til onsdag den 31. marts 2021, tidspunkt ikke oplyst',
    ],
    [document(at('20260703070000+0200', '20260703090000+0200'), advisory), 'fredag den 3. juli 2026 kl. 07.00–09.00 (vejledende)'],
  ];
  const { status, stdout } = check(t, Object.fromEntries(cases.map(([content], index) => [`${index}.xml`, content])));
  assert.equal(status, 0);
  assert.deepEqual(
    [...stdout.matchAll(/Tid: (.*)/g)].map(([, words]) => words),
    cases.map(([, words]) => words),
  );
});

test('tells of a series, and of the reason only when it is asked for', (t) => {
  const series: [RegExp, string] = [
    /<\/encounter>/,
    '<precondition><criterion><code code="RepeatingDocumentType"/><value extension="6e4b7c60-1d2d-4a53-9a6f-5f3f6f1c2a10"/></criterion></precondition></encounter>',
  ];
  const without = check(t, { 'a.xml': document(series) });
  assert.match(without.stdout, /Serie: gentagen aftale \(6e4b7c60-/);
  assert.doesNotMatch(without.stdout, /Udredning/);
  assert.match(check(t, { 'a.xml': document(series) }, '--reason').stdout, /Årsag: Udredning\n/);
});

test('says in plain words why a document cannot be read, and nothing of what is in it', (t) => {
  const cases: readonly [string | Uint8Array, RegExp][] = [
    ['', /ikke gyldig XML/],
    ['Josefine 0505149996', /ikke gyldig XML/],
    [Buffer.from([0xff, 0xd8, 0x00, 0x10]), /ikke gyldig XML/],
    [document().slice(0, -100), /ikke gyldig XML/],
    [document(['<ClinicalDocument', '<!DOCTYPE x><ClinicalDocument']), /DOCTYPE/],
    ['<Bundle xmlns="http://hl7.org/fhir"/>', /ikke et CDA-dokument/],
    [document(['urn:hl7-org:v3', 'urn:hl7-org:v4']), /ikke et CDA-dokument/],
    [document(['39289-4', '11506-3'], ['1.2.208.184.14.1"', '1.2.208.184.14.9"']), /ikke et aftaledokument/],
    [document(['<id root="1.2.208.176.1.2"', '<id root="1.2.3"']), /ikke noget CPR-nummer/],
    [document(['<telecom nullFlavor="NI"/>', '<id root="1.2.208.176.1.2" extension="0505149996"/>']), /flere patienter/],
    [document([/<entry>.*<\/entry>/s, '']), /ingen aftale/],
    [document(['code="active"', 'code="cancelled"']), /aflyst/],
    [document(['code="active"', 'code="held"']), /status er ukendt/],
    [document(at('20260230130000+0100')), /ikke noget tidspunkt/],
    [document([/<effectiveTime><low .*?<\/effectiveTime>/g, '']), /ikke noget tidspunkt/],
  ];
  for (const [content, why] of cases) {
    const { status, stdout, stderr } = check(t, { 'b.xml': content });
    assert.equal(status, 1);
    assert.match(stdout, /^b\.xml: kan ikke læses: [^\n]*\n$/);
    assert.match(stdout, why);
    assert.doesNotMatch(stdout + stderr, /Josefine|Hans|Petersen|\d{10}|Bispebjerg| at /);
  }
});

test('takes several files, and ends with 0 only where every one is read', (t) => {
  const { status, stdout } = check(t, { 'a.xml': document(), 'b.xml': 'garbled', 'c.xml': document(at('20260317130000+0100')) });
  assert.equal(status, 1);
  assert.match(stdout, /^a\.xml\n.*16\. marts.*\nb\.xml: kan ikke læses: .*\n\nc\.xml\n.*17\. marts/s);
});

test('a document with an appointment that is cancelled beside one that is not is read; with one that has no time, not', (t) => {
  const [encounter = ''] = /<entry>.*<\/entry>/s.exec(document()) ?? [];
  const beside = (changed: string) => document([/<\/entry>/, `</entry>${changed}`]);
  const cancelled = check(t, { 'a.xml': beside(encounter.replace('"active"', '"cancelled"')) });
  assert.equal(cancelled.status, 0);
  assert.match(cancelled.stdout, /kl\. 13\.00–14\.00.*aflyst/s);
  const timeless = check(t, { 'a.xml': beside(encounter.replace(/<effectiveTime>.*?<\/effectiveTime>/, '')) });
  assert.equal(timeless.status, 1);
  assert.match(timeless.stdout, /kl\. 13\.00–14\.00.*ikke noget tidspunkt/s);
});

test('a folder is refused, and a file that is not there is named', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'apd-check-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { status, stdout } = run(folder, join(folder, 'missing.xml'));
  assert.equal(status, 1);
  assert.match(stdout, /apd-check-\w+: kan ikke læses: det er en mappe/);
  assert.match(stdout, /missing\.xml: kan ikke læses: filen findes ikke/);
});

test('no file, or an option that is not there, is told how: 2', () => {
  for (const given of [[], ['--reason'], ['--cpr', 'a.xml']]) {
    const { status, stdout, stderr } = run(...given);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /Brug: apd-check \[--reason\] FIL…/);
  }
  assert.equal(run('--help').status, 0);
});

test('never writes the number or the name of the child, wherever they stand', (t) => {
  const told = document(
    ['Opgang B, 1. sal', 'Hjemme hos Hans Petersen (171019-4919)'],
    ['displayName="Udredning"', 'displayName="Hans, 1710194919: samtale om Petersens skole"'],
    ['Amb. B17', 'Petersen, Hans&#x9b;31m'],
  );
  const { status, stdout } = check(t, { '501_1710194919_apd.xml': told }, '--reason');
  assert.equal(status, 0);
  assert.doesNotMatch(stdout, /Hans|Petersen|4919/);
  assert.doesNotMatch(stdout, /\p{Cc}(?<!\n)/u);
  assert.match(stdout, /Sted: Hjemme hos \(navn\) \(\(CPR-nummer\)\)\n/);
  assert.match(stdout, /Årsag: \(navn\), \(CPR-nummer\): samtale om \(navn\) skole\n/);
  // A street with the name of the child is a street, and a phone number a phone number.
  const street = check(t, { 'a.xml': document(['Bispebjerg Bakke 30', 'Hans Knudsens Plads 3'], ['tel:38640000', 'tel:+4538640000']) });
  assert.match(street.stdout, /Adresse: Hans Knudsens Plads 3, 2400 København NV\n {2}Telefon: \+4538640000/);
});
