import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { breaks } from './freeze.ts';
import { openapi } from './openapi.ts';

type Json = { [key: string]: Json } & Json[];
const current = () => structuredClone(openapi('1.0.0')) as unknown as Json;
const frozen = JSON.parse(await readFile(new URL('../v1.json', import.meta.url), 'utf8'));

test('is a valid OpenAPI 3.1 document', async () => {
  const { valid, errors } = await new Validator().validate(current() as never);
  assert.ok(valid, JSON.stringify(errors));
});

test('is open to fields that come later, and carries no long patterns', () => {
  const text = JSON.stringify(current());
  assert.ok(!text.includes('additionalProperties'));
  assert.ok(!/"pattern":"[^"]{60,}/.test(text));
});

test('keeps version 1 as it was frozen', () => {
  assert.deepEqual(breaks(frozen, current()), []);
});

test('takes additions', () => {
  const later = current();
  later.paths!['/v1/weather'] = { get: {} } as never;
  const answer = later.components!.schemas!.OpenedContext!;
  answer.properties!.mood = { type: 'string' } as never;
  answer.required!.push('mood' as never);
  later.components!.schemas!.OpenContext!.anyOf![0]!.properties!.note = { type: 'string' } as never;
  assert.deepEqual(breaks(frozen, later), []);
});

const changes: [string, (document: Json) => void][] = [
  ['a route gone', (d) => delete d.paths!['/v1/cases']],
  ['a method gone', (d) => delete d.paths!['/v1/context']!.delete],
  ['a field of an answer gone', (d) => delete d.components!.schemas!.OpenedContext!.properties!.child],
  ['a field of another type', (d) => Object.assign(d.components!.schemas!.OpenedContext!.properties!, { idle: { type: 'string' } })],
  ['a field that readers count on made optional', (d) => d.components!.schemas!.OpenedContext!.required!.splice(0, 1)],
  ['a new field that callers must send', (d) => d.components!.schemas!.OpenContext!.anyOf![0]!.required!.push('note' as never)],
  [
    'a stricter limit on what callers send',
    (d) => Object.assign(d.components!.schemas!.OpenContext!.anyOf![1]!.properties!.code!, { maxLength: 20 }),
  ],
  ['a state of a section gone', (d) => d.components!.schemas!.Cases!.oneOf!.splice(0, 1)],
  ['another status', (d) => delete d.paths!['/v1/contexts']!.post!.responses!['201']],
];
for (const [what, change] of changes)
  test(`refuses ${what}`, () => {
    const later = current();
    change(later);
    assert.notDeepEqual(breaks(frozen, later), []);
  });
