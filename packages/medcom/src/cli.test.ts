import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { envelopeFor, writeEnvelope } from './envelope/write.ts';
import { writeJson } from './fhir/json.ts';
import type { Node } from './fhir/node.ts';
import { writeXml } from './fhir/xml-write.ts';
import { read } from './message/read.ts';
import { conformance, skip } from './testing/official.ts';
import { copyOf, resource } from './testing/rich.ts';
import { newMessage, refusal } from './testing/samples.ts';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n'), stdout, stderr };
}

function folder(t: TestContext, files: Readonly<Record<string, Uint8Array | string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'medcom-check-'));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

function version4(): Node {
  const bundle = copyOf(newMessage());
  const header = resource(bundle, 'MessageHeader');
  header.definition = header.definition.replace('|5.0', '|4.0');
  return bundle;
}

function wrong(): Node {
  const bundle = copyOf(newMessage());
  delete resource(bundle, 'Communication').category;
  return bundle;
}

test('judges as a receiver: warnings do not refuse, and each finding has rule, words and place', (t) => {
  const path = folder(t, { 'a.json': writeJson(newMessage()), 'b.xml': writeXml(version4()) });
  const { status, lines } = run(join(path, 'a.json'), join(path, 'b.xml'));
  assert.equal(status, 0);
  assert.deepEqual(lines, [
    `${join(path, 'a.json')}: godkendt`,
    `${join(path, 'b.xml')}: godkendt`,
    '  advarsel  version-superseded  Meddelelsen følger en tidligere version af standarden (4.x).  [Bundle.entry[0].resource.definition]',
    '2 files, 2 accepted, 0 refused, 1 warnings',
  ]);
});

test('judges as a sender with --send: the same is then an error', (t) => {
  const path = folder(t, { 'b.xml': writeXml(version4()) });
  const { status, lines } = run('--send', path);
  assert.equal(status, 1);
  assert.equal(lines.at(-1), '1 files, 0 accepted, 1 refused, 0 warnings');
  assert.match(lines[1] ?? '', /^ {2}fejl {2}version-superseded/);
});

test('a folder: what is no message is passed over, what is broken is not, and folders within it are read', (t) => {
  const path = folder(t, {
    'a.json': writeJson(newMessage()),
    'deep/er/b.json': writeJson(wrong()),
    'deep/kvittering.xml': writeXml(refusal(newMessage())),
    'package.json': '{"name":"x"}',
    'profil.json': '{"resourceType":"StructureDefinition"}',
    'schema.xml': '<a/>',
    'broken.json': '{"resourceType":"Bundle"',
    'note.txt': 'hej',
  });
  const { status, lines } = run(path);
  assert.equal(status, 1);
  assert.equal(lines.at(-1), '4 files, 2 accepted, 2 refused, 0 warnings');
  assert.equal(lines.at(-2), '3 filer i mapperne er ikke meddelelser og er sprunget over.');
  assert.ok(lines.some((line) => line.includes('Communication.category  ')));
  assert.ok(lines.some((line) => line.includes('not-json')));
});

test('a file that is named is judged, whatever it is', (t) => {
  const path = folder(t, { 'package.json': '{"resourceType":"Patient"}' });
  assert.equal(run(join(path, 'package.json')).status, 1);
});

test('opens a VANSEnvelope', (t) => {
  const bundle = newMessage();
  const envelope = envelopeFor(read(bundle), writeXml(bundle), {
    id: 'a',
    identifier: 'b',
    sentAt: '2026-03-02T09:00:00Z',
    mime: 'application/fhir+xml',
  });
  const path = folder(t, { 'e.xml': writeEnvelope(envelope) });
  const { status, lines } = run('--send', path);
  assert.deepEqual([status, lines.at(-1)], [0, '1 files, 1 accepted, 0 refused, 0 warnings']);
});

test('--json answers with the same, for a program', (t) => {
  const path = folder(t, { 'a.json': writeJson(newMessage()), 'b.json': writeJson(wrong()) });
  const { status, stdout } = run('--json', path);
  assert.equal(status, 1);
  const { results, ...totals } = JSON.parse(stdout);
  assert.deepEqual(totals, { files: 2, accepted: 1, refused: 1, warnings: 0, leftOut: 0 });
  assert.deepEqual(results[1].findings, [
    {
      rule: 'Communication.category',
      severity: 'error',
      message: 'Communication.category skal forekomme præcis én gang.',
      location: 'Bundle.entry[1].resource.category',
    },
  ]);
});

test('wrong use and missing files end with 2, and say what is wrong', (t) => {
  assert.equal(run().status, 2);
  assert.match(run().stderr, /^Brug: medcom-check/);
  assert.equal(run('--nope').status, 2);
  const path = folder(t, { 'a.json': writeJson(newMessage()) });
  const { status, stderr } = run(join(path, 'a.json'), join(path, 'b.json'));
  assert.equal(status, 2);
  assert.match(stderr, /Findes ikke: .*b\.json/);
  assert.equal(run('--help').status, 0);
});

test('never shows what a message says', (t) => {
  const path = folder(t, { 'b.json': writeJson(wrong()), 'c.json': Buffer.from(writeJson(wrong())).subarray(0, 3000) });
  for (const { stdout, stderr } of [run(path), run('--json', path)]) assert.doesNotMatch(stdout + stderr, /0505149996|Josefine|Kære/);
});

test('the official folder: 22 messages and acknowledgements, all accepted; of the messages a sender may send two', { skip }, () => {
  assert.equal(run(conformance).lines.at(-1), '22 files, 22 accepted, 0 refused, 44 warnings');
  assert.equal(run(join(conformance, 'cc-5.0.2-ig')).lines.at(-1), '16 files, 16 accepted, 0 refused, 22 warnings');
  assert.equal(run('--send', join(conformance, 'cc-5.0.2-ig')).lines.at(-1), '16 files, 4 accepted, 12 refused, 0 warnings');
});
