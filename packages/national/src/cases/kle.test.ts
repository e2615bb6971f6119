import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { departmentOf } from './kle.ts';

const two = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'));
const before2024 = ['27.12', '27.18', '27.21', '27.24', '27.27', '32.18'];

test('PPR is 17.03, family services are 34, and until 2024 six groups of 27 and 32', () => {
  for (const kle of ['17.03.00', '17.03.04', '17.03.10']) assert.equal(departmentOf(kle), 'ppr');
  for (const kle of ['34.10.10', '34.15.25', '34.25.00', '34.50.05', ...before2024.map((group) => `${group}.06`)])
    assert.equal(departmentOf(kle), 'family-services');
});

test('trap 8: cases from before 2024 in 27.xx are family services, approvals in 34.30 are nobody’s', () => {
  assert.equal(departmentOf('27.24.03'), 'family-services');
  assert.equal(departmentOf('27.25.00'), undefined);
  fc.assert(fc.property(two, (subject) => assert.equal(departmentOf(`34.30.${subject}`), undefined)));
});

test('any number belongs to the department that its group says, and every other to none', () => {
  fc.assert(
    fc.property(two, two, two, (main, group, subject) => {
      const at = `${main}.${group}`;
      const expected =
        at === '17.03' ? 'ppr' : (main === '34' && group !== '30') || before2024.includes(at) ? 'family-services' : undefined;
      assert.equal(departmentOf(`${at}.${subject}`), expected);
    }),
    { numRuns: 5000 },
  );
});

test('what is no KLE number belongs to none', () => {
  for (const text of ['', '17.03', '17.03.4', '17.03.04-G01', ' 17.03.04', '17.03.04\n', '170304', '34', '34.xx.05', '３４.15.25'])
    assert.equal(departmentOf(text), undefined, JSON.stringify(text));
  fc.assert(fc.property(fc.string(), (text) => departmentOf(text) === undefined || /^\d\d\.\d\d\.\d\d$/.test(text)));
});
