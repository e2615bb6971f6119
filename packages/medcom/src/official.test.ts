import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check, rules } from './check/check.ts';
import { checkBytes } from './check/check-bytes.ts';
import { isNode, type Node } from './fhir/node.ts';
import { readResource } from './fhir/read.ts';
import { readDiv } from './fhir/xhtml.ts';
import { writeXml } from './fhir/xml-write.ts';
import { read } from './message/read.ts';
import { categories, errorCodes, hl7ErrorCodes, misspeltRoles, practitionerRoles } from './terms.ts';
import { officialInvariants } from './testing/fhirpath.ts';
import { conformance, filesIn, jsonAt, skip } from './testing/official.ts';
import { officialErrors } from './testing/official-check.ts';
import { copyOf, type Loose, richAcknowledgement, richMessage } from './testing/rich.ts';
import { rowMutations } from './testing/row-mutations.ts';
import { ruleMutations } from './testing/rule-mutations.ts';
import { samples } from './testing/samples.ts';
import { valueSets } from './testing/terminology.ts';

const name = (path: string) => path.slice(path.lastIndexOf('Bundle-') + 7).slice(0, 8);
const messages = () => [...filesIn('cc-5.0.2-ig', '.json'), ...filesIn('cc-5.0.2-ig', '.xml')];

test('the official messages are taken in, each with a warning for each defect that it has', { skip }, () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    '0d5b3c18': [],
    'add5e7e2': [],
    '3dcb5618': ['uuid-v4'],
    'b56549f7': ['uuid-v4'],
    'c0426e3e': ['uuid-v4'],
    'd11968f5': ['forward-receiver', 'payload-provenance', 'revision-latest', 'uuid-v4'],
    'gfd00bc2': ['payload-provenance', 'payload-provenance', 'uuid-v4'],
    'k7bfbc0c': ['payload-provenance'],
  };
  assert.equal(messages().length, 16);
  for (const path of messages()) {
    const findings = checkBytes(readFileSync(path), 'receiver');
    assert.deepEqual(findings.map(({ rule }) => rule).sort(), expected[name(path)], path);
    assert.ok(
      findings.every(({ severity }) => severity === 'warning'),
      path,
    );
  }
});

test('of the official messages a sender may send two', { skip }, () => {
  const passing = messages().filter((path) => checkBytes(readFileSync(path), 'sender').length === 0);
  assert.deepEqual([...new Set(passing.map(name))].sort(), ['0d5b3c18', 'add5e7e2']);
  assert.equal(passing.length, 4);
});

test('the official acknowledgements are taken in', { skip }, () => {
  for (const path of [...filesIn('ack', '.json'), ...filesIn('ack', '.xml')])
    assert.deepEqual(
      checkBytes(readFileSync(path), 'receiver').filter(({ severity }) => severity === 'error'),
      [],
      path,
    );
});

test('JSON and XML of one official message read the same, and what is read is written so that it reads the same', { skip }, () => {
  for (const path of [...filesIn('cc-5.0.2-ig', '.json'), ...filesIn('ack', '.json')]) {
    const json = oneSpelling(readResource(readFileSync(path)));
    assert.deepEqual(oneSpelling(readResource(readFileSync(path.replace(/json$/, 'xml')))), json, path);
    assert.deepEqual(oneSpelling(readResource(writeXml(json))), json, path);
    assert.deepEqual(read(readResource(writeXml(json))), read(json), path);
  }
});

/** The two files break lines differently in their narratives. */
function oneSpelling(bundle: Node): Node {
  const copy = copyOf(bundle);
  for (const { resource } of copy.entry) resource.text.div = readDiv(resource.text.div).canonical.replace(/\s+/g, ' ');
  return copy;
}

test('the official profiles accept what this package builds', { skip }, () => {
  for (const [sample, bundle] of [...Object.entries(samples()), ['rich', richMessage()], ['refusal', richAcknowledgement()]] as const)
    assert.deepEqual(officialErrors(bundle), [], sample);
});

/** HL7's own value sets, what R4 says of a Narrative, and conformsTo: none is among the published packages, or fhirpath's to judge. */
const notHere =
  /^AcknowledgementHeader\.(?:text\.|eventCoding\.system(?: missing)?$)|text\.status:value|response\.code:value|^Encounter\.(?:status|class):value|^MessagingProvenance\.entity\.role:value|issue\.severity:value|^medcom-messaging-3/;

test('each constraint of the tables is the official profiles’ own', { skip }, () => {
  for (const { rule, how, bundle } of rowMutations())
    assert.equal(officialErrors(bundle).length > 0, !notHere.test(`${rule} ${how}`), `${rule} ${how}`);
});

test('each rule that has an official invariant’s key breaks when that invariant does', { skip }, () => {
  const official = new Set(officialInvariants().map(({ key }) => key));
  const tried = ruleMutations().filter(({ rule }) => official.has(rule) || /^bdl-/.test(rule));
  for (const { rule, bundle } of tried) assert.ok(officialErrors(bundle).includes(rule), `${rule}: ${officialErrors(bundle)}`);
  assert.ok(new Set(tried.map(({ rule }) => rule)).size >= 24);
});

test('whatever is taken out of a message, or made something else: where the official profiles object, so does the check', { skip }, () => {
  for (const [kind, bundle] of [
    ['message', richMessage()],
    ['acknowledgement', richAcknowledgement()],
  ] as const)
    for (const change of changesOf(bundle)) {
      const official = officialErrors(change.bundle);
      const own = check(change.bundle, 'receiver').filter(({ severity }) => severity === 'error');
      assert.ok(official.length === 0 || own.length > 0, `${kind} ${change.what}: ${official}`);
      const beyond = own.every(({ rule }) => /^(?:fhir-|txt-|bundled|not-a-message)/.test(rule) || notHere.test(rule));
      assert.ok(official.length > 0 || beyond, `${kind} ${change.what}: ${own.map(({ rule }) => rule)}`);
    }
});

/** Every element once, by its path: left out, and where it is text, another text. */
function changesOf(bundle: Loose): { what: string; bundle: Loose }[] {
  const seen = new Set<string>();
  const changes: { what: string; bundle: Loose }[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    const what = path.map((step) => (typeof step === 'number' && path[0] !== 'entry' ? '' : step)).join('.');
    const shape = `${resourceTypeAt(bundle, path)}:${path
      .slice(3)
      .filter((step) => typeof step === 'string')
      .join('.')}`;
    if (path.length > 0 && typeof path.at(-1) === 'string' && !seen.has(shape) && !/text\.|resourceType|^:resource$/.test(shape)) {
      seen.add(shape);
      changes.push({ what: `${what} left out`, bundle: changed(bundle, path, undefined) });
      if (typeof value === 'string') changes.push({ what: `${what} other`, bundle: changed(bundle, path, 'noget-andet') });
    }
    if (Array.isArray(value)) for (const [index, one] of value.entries()) visit(one, [...path, index]);
    else if (isNode(value)) for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
  };
  visit(bundle, []);
  return changes;
}

const resourceTypeAt = (bundle: Loose, path: readonly (string | number)[]) =>
  path[0] === 'entry' ? bundle.entry[path[1] ?? 0]?.resource.resourceType : 'Bundle';

function changed(bundle: Loose, path: readonly (string | number)[], value: unknown): Loose {
  const copy = copyOf(bundle);
  const owner = path.slice(0, -1).reduce((node: Loose, step) => node[step], copy);
  if (value === undefined) delete owner[path.at(-1) ?? ''];
  else owner[path.at(-1) ?? ''] = value;
  return copy;
}

test('the narratives of what is built hold each element that the profiles oblige a sender to tell', { skip }, () => {
  for (const bundle of Object.values(samples())) {
    for (const { resource } of copyOf(bundle).entry) {
      const definition = Object.values(definitionsFor(resource.meta?.profile?.[0]));
      for (const path of definition) {
        for (const value of valuesAt(resource, path.split('.').slice(1)))
          for (const line of String(value).split('\n'))
            assert.ok(plain(resource.text.div).includes(line), `${path} in ${resource.resourceType}`);
      }
    }
  }
});

const plain = (div: string) => readDiv(div).text;

/** The element paths with the obligation `SHALL:in-narrative`. */
function definitionsFor(profile: string | undefined): readonly string[] {
  if (!profile) return [];
  const [, section = ''] = tables().split(`(${profile}|`);
  return (
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.includes('SHALL:in-narrative'))
      .map((line) => line.split(' | ')[0]?.replace(/:\w[\w-]*/g, '') ?? '')
      .filter((path) => !path.endsWith('extension')) ?? []
  );
}
const tables = () => readFileSync(`${conformance}facts/elements-carecommunication.md`, 'utf8');

function valuesAt(node: Loose, path: readonly string[]): unknown[] {
  const [step, ...rest] = path;
  if (!isNode(node)) return step === undefined && node !== undefined ? [node] : [];
  if (step === undefined) return typeof node.reference === 'string' ? [node.reference] : typeof node.value === 'string' ? [node.value] : [];
  const keys = step.endsWith('[x]') ? Object.keys(node).filter((key) => key.startsWith(step.slice(0, -3))) : [step];
  return keys.flatMap((key) => [node[key] ?? []].flat()).flatMap((child) => valuesAt(child as Loose, rest));
}

test('the codes are the official ones', { skip }, () => {
  const sets = valueSets();
  const set = (suffix: string) =>
    [...(sets.get(`http://medcomfhir.dk/ig/terminology/ValueSet/${suffix}`) ?? [])].filter((code) => !code.includes('|')).sort();
  assert.deepEqual(Object.keys(categories).sort(), set('medcom-careCommunication-categories'));
  // NAVU (not available) is no role that anyone chooses; the role is then text.
  assert.deepEqual([...Object.keys(practitionerRoles), ...Object.keys(misspeltRoles), 'NAVU'].sort(), set('medcom-core-PractitionerRoles'));
  assert.deepEqual([...errorCodes, ...hl7ErrorCodes].sort(), set('medcom-acknowledgement-issue-details'));
  const concepts = (jsonAt(`${conformance}profiles/terminology-2.0.1/CodeSystem-medcom-careCommunication-categoryCodes.json`) as Loose)
    .concept;
  for (const { code, display } of concepts) assert.equal(categories[code as keyof typeof categories].en, display);
});

test('the rules name every invariant of CareCommunication and its numbers', { skip }, () => {
  const ids = new Set(rules.map(({ id }) => id));
  const ours = officialInvariants().filter(
    ({ key, path }) => !/homecare|^CVR|^uuid$|authorization|mandatory/.test(key) && !/^(?:Observation|Media|DiagnosticReport)/.test(path),
  );
  assert.deepEqual(
    ours.map(({ key }) => key).filter((key) => !ids.has(key)),
    [],
  );
});
