import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from '../check/check.ts';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { systems } from '../terms.ts';
import { copyOf, type Loose, resource, richMessage } from '../testing/rich.ts';
import { fullMessage, newMessage } from '../testing/samples.ts';
import { patientIdentifierType } from './parts.ts';
import { read, readMessage } from './read.ts';
import { hasOffset, isDateTime, moment } from './time.ts';

test('reads a message of version 4.x, and says which', () => {
  const bundle = copyOf(newMessage());
  const header = resource(bundle, 'MessageHeader');
  header.definition = header.definition.replace('|5.0', '|4.0');
  // Before 5.0 a specific sender could belong elsewhere, and an encounter stand unnamed.
  assert.equal(readMessage(bundle).version, '4.0');
  assert.deepEqual(
    check(bundle, 'receiver').map(({ rule, severity }) => [rule, severity]),
    [['version-superseded', 'warning']],
  );
  assert.ok(check(bundle, 'sender').some(({ severity }) => severity === 'error'));
});

test('what 5.0 added is not asked of 4.x', () => {
  const bundle = copyOf(fullMessage());
  const header = resource(bundle, 'MessageHeader');
  header.definition = header.definition.replace('|5.0', '|4.1');
  delete resource(bundle, 'Communication').encounter;
  delete resource(bundle, 'CareTeam').managingOrganization;
  assert.deepEqual(
    check(bundle, 'receiver').map(({ rule }) => rule),
    ['version-superseded'],
  );
});

test('keeps what is beyond the standard for showing', () => {
  const bundle = copyOf(newMessage());
  const communication = resource(bundle, 'Communication');
  communication.note = [{ text: 'Ekstra' }];
  communication.payload[0].extension.push({ url: 'http://example.dk/egen', valueString: 'x' });
  resource(bundle, 'Patient').birthDate = '2014-05-05';
  bundle.entry.push({ resource: { resourceType: 'Observation', id: 'o1', valueString: '1' } });
  assert.deepEqual(
    readMessage(bundle).extra.map(({ resourceType, element }) => [resourceType, element]),
    [
      ['Communication', 'note'],
      ['Communication', 'payload[0].extension'],
      ['Patient', 'birthDate'],
      ['Observation', undefined],
    ],
  );
  assert.deepEqual(readMessage(newMessage()).extra, []);
});

test('instance ids need not be UUIDs, and references may be whole addresses', () => {
  const bundle = JSON.parse(JSON.stringify(newMessage()).replaceAll('00000001-0000-4000-8000-000000000001', 'barn.1')) as Loose;
  const organization = resource(bundle, 'Organization');
  resource(bundle, 'MessageHeader').sender.reference = `https://medcomfhir.dk/ig/carecommunication/Organization/${organization.id}`;
  assert.equal(readMessage(bundle).sender.name, 'PPR, Korsbæk Kommune');
  assert.deepEqual(check(bundle, 'receiver'), []);
});

test('an organisation without a name is read without one: it is looked up in SOR', () => {
  const bundle = copyOf(newMessage());
  delete resource(bundle, 'Organization').name;
  assert.deepEqual(readMessage(bundle).sender, { sor: '900000016000001', gln: '5790009000013' });
  assert.deepEqual(check(bundle, 'receiver'), []);
});

test('what is neither message nor acknowledgement is refused', () => {
  const event = copyOf(newMessage());
  resource(event, 'MessageHeader').eventCoding.code = 'hospital-notification-message';
  const nameless = copyOf(newMessage());
  delete resource(nameless, 'Communication').identifier;
  for (const wrong of [{}, { resourceType: 'Patient' }, { resourceType: 'Bundle' }, event, nameless])
    assert.throws(
      () => read(wrong),
      (error) => error instanceof MessageUnreadable && error.reason === 'not-a-message',
    );
});

test('numbers by their systems; the regions’ own D-eCPR too', () => {
  assert.equal(patientIdentifierType(systems.cpr), 'cpr');
  assert.equal(patientIdentifierType(systems.xEcpr), 'x-ecpr');
  assert.equal(patientIdentifierType(`${systems.dEcpr}.179`), 'd-ecpr');
  assert.equal(patientIdentifierType('urn:oid:1.2.3'), 'other');
  assert.equal(patientIdentifierType(undefined), 'other');
});

test('times with and without offset', () => {
  assert.equal(moment('2026-03-02T09:00:00+01:00'), Date.UTC(2026, 2, 2, 8));
  assert.equal(moment('2026-03-02T09:00:00'), Date.UTC(2026, 2, 2, 8));
  assert.equal(moment('2026-03-02'), Date.UTC(2026, 2, 2));
  for (const wrong of ['', 'i går', '2026-13-02T09:00:00Z', '2026-03-02T25:00:00Z', '02-03-2026']) assert.ok(!isDateTime(wrong), wrong);
  assert.deepEqual(['2026-03-02T09:00:00Z', '2026-03-02T09:00:00.123-05:00', '2026-03-02T09:00:00', '2026'].map(hasOffset), [
    true,
    true,
    false,
    false,
  ]);
});

test('whatever stands where something else should, checking and reading end in findings or in the reader’s own error', () => {
  const base = JSON.stringify(richMessage());
  const paths: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]): void => {
    paths.push(path);
    if (typeof value === 'object' && value !== null) for (const [key, child] of Object.entries(value)) walk(child, [...path, key]);
  };
  walk(JSON.parse(base), []);
  fc.assert(
    fc.property(fc.constantFrom(...paths.slice(1)), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
      const bundle = JSON.parse(base);
      const owner = path.slice(0, -1).reduce((node: Loose, step) => node[step], bundle);
      owner[path.at(-1) ?? ''] = value;
      assert.ok(Array.isArray(check(bundle, 'sender')));
      try {
        read(bundle);
      } catch (error) {
        assert.ok(error instanceof MessageUnreadable);
      }
    }),
    { numRuns: 1500 },
  );
});
