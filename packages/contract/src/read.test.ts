import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DepartmentCases } from './cases.ts';
import { type PartyContact, partyContact } from './contacts.ts';
import { readSection } from './read.ts';
import { departmentCasesShape, partyContactShape } from './shapes.ts';

const source = { id: 'cases', state: 'ok', asOf: '2026-06-15T09:14:00+02:00' };
const department = {
  department: 'ppr',
  municipality: { code: '0999', name: 'Korsbæk Kommune' },
  state: 'involved',
  cases: [],
  contacts: [],
};
const answer = (over: object) => ({ context: 'c1', state: 'ok', items: [department], sources: [source], ...over });

test('reads a section as it is', () => {
  const read = readSection<DepartmentCases>(answer({}), departmentCasesShape);
  assert.deepEqual(read, { context: 'c1', state: 'ok', items: [department], sources: [source], retry: true });
});

test('takes an unknown state as unavailable, without items', () => {
  const read = readSection<DepartmentCases>(answer({ state: 'thinking' }), departmentCasesShape);
  assert.equal(read?.state, 'unavailable');
  assert.deepEqual(read?.items, []);
});

test('takes an unknown source state as unavailable', () => {
  const read = readSection<DepartmentCases>(answer({ sources: [{ ...source, state: 'asleep' }] }), departmentCasesShape);
  assert.equal(read?.sources[0]?.state, 'unavailable');
});

test('keeps an unknown code as its text', () => {
  const read = readSection<DepartmentCases>(
    answer({ items: [{ ...department, department: 'ltt', state: 'waiting' }] }),
    departmentCasesShape,
  );
  assert.equal(read?.items[0]?.department, 'ltt');
  assert.equal(read?.items[0]?.state, 'waiting');
});

test('drops an invalid item and becomes partial', () => {
  const read = readSection<DepartmentCases>(answer({ items: [department, { department: 'ppr' }] }), departmentCasesShape);
  assert.equal(read?.state, 'partial');
  assert.deepEqual(read?.items, [department]);
});

test('never takes an answer without a list for an empty one', () => {
  assert.equal(readSection<DepartmentCases>(answer({ items: 'many' }), departmentCasesShape)?.state, 'unavailable');
  assert.equal(readSection<DepartmentCases>(answer({ items: undefined }), departmentCasesShape)?.state, 'unavailable');
});

test('ignores fields that it does not know', () => {
  const read = readSection<DepartmentCases>(answer({ items: [{ ...department, mood: 'calm' }], weather: 'rain' }), departmentCasesShape);
  assert.deepEqual(read?.items, [department]);
  assert.ok(read && !('weather' in read));
});

test('carries no items in a state that has none', () => {
  for (const state of ['unavailable', 'denied', 'consent-needed', 'blocked', 'out-of-scope'])
    assert.deepEqual(readSection<DepartmentCases>(answer({ state }), departmentCasesShape)?.items, []);
});

test('keeps the reason, whether to retry, and whom to call instead', () => {
  const contact = { level: 'municipality', name: 'Voksenområdet', phone: '12345680' };
  const read = readSection<DepartmentCases>(answer({ state: 'out-of-scope', reason: 'age', retry: false, contact }), departmentCasesShape);
  assert.equal(read?.reason, 'age');
  assert.equal(read?.retry, false);
  assert.deepEqual(read?.contact, contact);
});

test('refuses what is not a section', () => {
  for (const nonsense of [null, [], 'ok', 7, {}, { state: 'ok' }])
    assert.equal(readSection<PartyContact>(nonsense, partyContactShape), undefined);
});

test('never throws, and never holds an item that its schema refuses', () => {
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.anything()), (state, items) => {
      const read = readSection<PartyContact>({ context: 'c1', state, items, sources: items }, partyContactShape);
      for (const item of read?.items ?? []) assert.ok(partyContact.safeParse(item).success);
    }),
  );
});
