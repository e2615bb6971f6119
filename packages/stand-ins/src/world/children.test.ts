import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexCases } from '../cases/index-of-cases.ts';
import { loadChildren } from './children.ts';
import { addDays } from './dates.ts';
import { passesModulus11 } from './numbers.ts';

const officialTestPersons = ['0505149996', '1710194919'];
const edges = ['2028-02-29', '2028-02-28', '2028-03-01', '2026-01-01', '2026-12-31', '2027-01-01', '2027-01-02'];

// The pre-2024 case and the official test persons fix the span: all are children then, and after 2023.
const today = fc.oneof(
  fc.constantFrom(...edges),
  fc
    .date({ min: new Date('2025-01-01T00:00:00Z'), max: new Date('2031-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
);

test('every file loads, with a number that nobody has, on any day', () => {
  const files = readdirSync(new URL('../../children/', import.meta.url)).length;
  fc.assert(
    fc.property(today, (day) => {
      const children = loadChildren(day);
      assert.equal(children.length, files);
      for (const { id, cpr, birthDate, age, file } of children) {
        const replacement = /^\d{6}[17][A-Z]{2}\d$/.test(cpr);
        const failing = /^\d{10}$/.test(cpr) && !passesModulus11(cpr) && !cpr.startsWith('0101');
        assert.ok(replacement || failing || officialTestPersons.includes(cpr), `${id} on ${day}`);
        assert.equal(cpr.slice(0, 6), birthDate.slice(8) + birthDate.slice(5, 7) + birthDate.slice(2, 4), `${id} on ${day}`);
        if (file.age) assert.equal(age, file.age.years, `${id} on ${day}`);
      }
      assert.equal(new Set(children.map(({ cpr }) => cpr)).size, children.length);
    }),
    { numRuns: 400 },
  );
});

test('the numbers are the same each time on the same day', () => {
  assert.deepEqual(loadChildren('2026-06-15'), loadChildren('2026-06-15'));
});

test('no case opens in the future or before its child is born', () => {
  fc.assert(
    fc.property(today, (day) => {
      const children = loadChildren(day);
      for (const { opened, primary, kle } of indexCases(children, day)) {
        const child = children.find(({ cpr }) => cpr === primary.cpr);
        assert.ok(child && opened <= day && opened >= child.birthDate, `${child?.id} ${kle} on ${day}`);
      }
    }),
    { numRuns: 100 },
  );
});

test('the children cover what the demo has to show', () => {
  const day = '2026-06-15';
  const children = loadChildren(day);
  const cases = indexCases(children, day);
  const of = (id: string) => cases.filter(({ primary }) => primary.cpr === children.find((child) => child.id === id)?.cpr);
  const ages = children.map(({ age }) => age);
  for (const age of [5, 14, 15, 17, 18]) assert.ok(ages.includes(age), `nobody is ${age}`);
  const laura = children.find(({ id }) => id === 'laura');
  assert.ok(laura && addDays(day, -17 * 365 - 140) > laura.birthDate, 'Laura is 17½');
  const open = ({ progress }: (typeof cases)[number]) => !progress.some(({ state, from }) => state === 'Afsluttet' && from <= day);
  assert.deepEqual(
    of('josefine')
      .filter(open)
      .map(({ kle }) => kle)
      .sort(),
    ['17.03.04', '29.12.04', '34.15.25'],
  );
  assert.ok(of('josefine').some((one) => open(one) && !one.caseworker && !one.unit.phone));
  assert.ok(of('william').length > 0 && !of('william').some(open));
  assert.ok(of('laura').every(open), 'a planned closing is not a closing');
  assert.deepEqual(
    of('freja').map(({ kle }) => kle),
    ['34.10.30', '34.15.45'],
  );
  assert.deepEqual(
    of('emil').map(({ kle }) => kle),
    ['34.25.00', '34.30.20'],
  );
  assert.ok(
    of('maja').some((one) => one.unit.municipality.code === '0998' && !open(one)) &&
      of('maja').some((one) => one.unit.municipality.code === '0999' && open(one)),
  );
  assert.ok(of('oliver').some(({ kle, opened }) => kle === '27.24.03' && opened < '2024-01-01'));
  assert.ok(of('rosa').every(({ onlyFor }) => onlyFor.length === 2));
  assert.ok(of('valdemar').every(({ sensitivity }) => sensitivity === 'VIP_SAGER'));
  assert.ok(of('karla').length > 100 && of('karla').at(-1)?.kle === '17.03.20', 'the relevant case is on the second page');
  assert.ok(children.some(({ municipality }) => !municipality.departments.ppr.delivers));
  assert.ok(children.some(({ file }) => file.protection === 'shown') && children.some(({ file }) => file.protection === 'censored'));
  assert.ok(children.some(({ file }) => file.number === 'replacement'));
  assert.ok(children.some(({ name }) => name.length > 60));
  const enrolled = (id: string) => children.find((child) => child.id === id)?.file.school?.map(({ institution }) => institution) ?? [];
  assert.deepEqual([enrolled('josefine'), enrolled('hans'), enrolled('william')], [['skole', 'klub'], ['dagtilbud'], []]);
  assert.ok(enrolled('alma').includes('sfo') && children.some(({ file }) => file.school?.some(({ sfo }) => sfo)));
  assert.ok(children.some(({ file }) => file.protection && file.school?.length));
  for (const consent of ['some', 'all']) assert.ok(children.some(({ file }) => file.consent === consent));
});
