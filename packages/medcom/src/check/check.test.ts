import assert from 'node:assert/strict';
import { test } from 'node:test';
import { richAcknowledgement, richMessage } from '../testing/rich.ts';
import { rowMutations } from '../testing/row-mutations.ts';
import { ruleMutations } from '../testing/rule-mutations.ts';
import { samples } from '../testing/samples.ts';
import { check, rules } from './check.ts';
import type { Finding } from './finding.ts';

const ruleIds = (findings: readonly Finding[]) => [...new Set(findings.map(({ rule }) => rule))].sort();
const levels = new Map(rules.map(({ id, level }) => [id, level]));

/** What cannot but break when an element of these is taken away, doubled or changed: by the beginning of the rule. */
const companions: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ value$|missing$|twice$/, ['fhir-list', 'fhir-empty', 'ext-1']],
  [/Header\.destination/, ['MessageHeader.destination', 'MessageHeader.destination[primary]', 'medcom-careCommunication-12']],
  [/^AcknowledgementHeader\.destination/, ['AcknowledgementHeader.destination', 'AcknowledgementHeader.destination[primary]']],
  [/^MessageHeader\.sender/, ['medcom-careCommunication-11']],
  [/Header\.id |^Provenance\.target/, ['provenance-current']],
  [/^(?:AcknowledgementHeader\.id|MessagingProvenance\.target) /, ['acknowledgement-own']],
  [/^Bundle\.entry\.resource/, ['reference-resolves']],
  [/^Communication\.category\.coding:value/, ['medcom-careCommunication-5']],
  [/^Communication\.payload/, ['Communication.payload[text]', 'provenance-payload']],
  [
    /^Provenance\.entity/,
    ['Provenance.entity:closed', 'Provenance.entity[source]', 'payload-provenance', 'reply-content', 'revision-missing'],
  ],
  [/^MessagingProvenance\.activity/, ['acknowledgement-activity']],
  [/^MessagingProvenance\.entity/, ['acknowledgement-message', 'reference-resolves']],
  [/^Patient\.name/, ['Patient.name', 'Patient.name[official]']],
  [
    /^MessagingOrganization\.identifier/,
    [
      'MessagingOrganization.identifier',
      'MessagingOrganization.identifier[gln]',
      'MessagingOrganization.identifier[sor]',
      'endpoint-receiver',
    ],
  ], // prettier-ignore
  [/^Organization\.identifier/, ['Organization.identifier', 'Organization.identifier[sor]']],
];

test('what this package builds passes as a sender’s, without a finding', () => {
  for (const [name, bundle] of Object.entries(samples())) assert.deepEqual(check(bundle, 'sender'), [], name);
  assert.deepEqual(check(richMessage(), 'sender'), []);
  assert.deepEqual(check(richAcknowledgement(), 'sender'), []);
});

test('every constraint of the tables is found when it alone is broken, and is an error for both', () => {
  for (const { rule, how, bundle } of rowMutations()) {
    const found = ruleIds(check(bundle, 'sender'));
    assert.ok(found.includes(rule), `${rule} ${how}: ${found}`);
    const expected = companions.flatMap(([pattern, ids]) => (pattern.test(`${rule} ${how}`) ? ids : []));
    assert.deepEqual(
      found.filter((id) => id !== rule && !expected.includes(id)),
      [],
      `${rule} ${how}`,
    );
    assert.ok(
      check(bundle, 'receiver').some((finding) => finding.rule === rule && finding.severity === 'error'),
      rule,
    );
  }
});

test('every other rule is found when it alone is broken', () => {
  for (const { rule, bundle, also = [] } of ruleMutations()) {
    assert.deepEqual(ruleIds(check(bundle, 'sender')), [rule, ...also].sort(), rule);
  }
});

test('a profile’s rule is an error for both, the text’s a warning for who receives, a sender’s nothing then', () => {
  for (const { rule, bundle } of ruleMutations()) {
    const [received, sent] = (['receiver', 'sender'] as const).map((role) => check(bundle, role).find((finding) => finding.rule === rule));
    assert.equal(sent?.severity, 'error', rule);
    assert.equal(received?.severity, { profile: 'error', text: 'warning', sender: undefined }[levels.get(rule) ?? 'profile'], rule);
  }
});

test('no rule is vacuous: each is broken by a test', () => {
  const broken = new Set([...rowMutations(), ...ruleMutations()].map(({ rule }) => rule));
  assert.deepEqual(
    rules.map(({ id }) => id).filter((id) => !broken.has(id)),
    [],
  );
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
});

test('each rule has Danish words and says where it is from', () => {
  for (const { id, da, source } of rules) {
    assert.match(da, /^[A-ZÆØÅ][^\n]{10,}\.$/, id);
    assert.ok(source.length > 3, id);
  }
});

test('a finding says where, and nothing of what was sent', () => {
  const forbidden = /0505149996|3213149996|Josefine|Testperson|Kære|JVBERi0/;
  for (const { bundle } of [...rowMutations(), ...ruleMutations()])
    for (const { location, message, rule } of check(bundle, 'sender')) {
      if (rule !== 'not-a-message') assert.match(location, /^Bundle(?:\.\w+(?:\[\d+\])?)*$/, rule);
      assert.doesNotMatch(location + message + rule, forbidden);
    }
});

test('a message that holds more than the standard is taken in', () => {
  const bundle = richMessage();
  const [header, communication] = [bundle.entry[0].resource, bundle.entry[1].resource];
  communication.note = [{ text: 'Ud over standarden' }];
  communication.extension.push({ url: 'http://example.dk/egen', valueString: 'x' });
  communication.ukendt = { felt: 1 };
  header.enterer = { reference: 'PractitionerRole/x' };
  bundle.entry.push({ resource: { resourceType: 'Observation', id: 'o1', text: header.text, valueString: '1' } });
  assert.deepEqual(
    check(bundle, 'receiver').filter(({ severity }) => severity === 'error'),
    [],
  );
});

test('what is no message at all is said, never thrown', () => {
  const wrong = [
    {},
    { resourceType: 'Bundle' },
    { resourceType: 'Bundle', entry: 'x' },
    { resourceType: 'Bundle', entry: [null, 1, { resource: [] }] },
  ];
  for (const value of wrong)
    assert.ok(
      check(value, 'receiver').some(({ severity }) => severity === 'error'),
      JSON.stringify(value),
    );
});
