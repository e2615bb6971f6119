import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, addYears, ageOn, clinicalMoment, clockChange, isDay, timestamp, workingDay } from './dates.ts';
import { birthDateOf, madeUpNumber, passesModulus11, replacementNumber, safeBirthDate } from './numbers.ts';

const day = fc
  .date({ min: new Date('1960-01-01T00:00:00Z'), max: new Date('2057-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('knows modulus 11 by official test persons that pass it and fail it', () => {
  for (const passes of ['1710194919', '2906910651', '0504899756']) assert.ok(passesModulus11(passes));
  for (const fails of ['0505149996', '2512489996', '0404849086']) assert.ok(!passesModulus11(fails));
});

test('makes numbers that nobody has: no modulus 11, never 1 January, right century and sex', () => {
  fc.assert(
    fc.property(day, fc.string(), fc.constantFrom('female' as const, 'male' as const), (date, seed, sex) => {
      const birth = safeBirthDate(date);
      const cpr = madeUpNumber(seed, birth, sex);
      assert.match(cpr, /^\d{10}$/);
      assert.ok(!passesModulus11(cpr));
      assert.notEqual(cpr.slice(0, 4), '0101');
      assert.equal(cpr.slice(0, 6), birth.slice(8) + birth.slice(5, 7) + birth.slice(2, 4));
      assert.equal(centuryOf(cpr), birth.slice(0, 2));
      assert.equal(Number(cpr[9]) % 2, sex === 'male' ? 1 : 0);
      assert.equal(madeUpNumber(seed, birth, sex), cpr, 'the same each time');
    }),
    { numRuns: 2000 },
  );
});

// The published table, written out apart from the code that makes the numbers.
function centuryOf(cpr: string): string {
  const year = Number(cpr.slice(4, 6));
  const table: Readonly<Record<string, string>> = {
    0: '19',
    1: '19',
    2: '19',
    3: '19',
    4: year <= 36 ? '20' : '19',
    9: year <= 36 ? '20' : '19',
  };
  return table[cpr[6] as string] ?? (year <= 57 ? '20' : '18');
}

test('refuses to make a number for 1 January', () => {
  assert.throws(() => madeUpNumber('x', '2014-01-01', 'male'), RangeError);
});

test('makes replacement numbers of the national kind', () => {
  assert.match(replacementNumber('luna', '2022-10-23', 'female'), /^2310227[A-Z]{2}[02468]$/);
});

test('moves a day by days and years, also over 29 February', () => {
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(addDays('2026-01-01', -1), '2025-12-31');
  assert.equal(addYears('2028-02-29', -1), '2027-02-28');
  assert.equal(addYears('2028-02-29', -4), '2024-02-29');
  assert.ok(!isDay('2027-02-29') && !isDay('2027-2-1') && isDay('2028-02-29'));
});

test('gives the offset of summer and of winter', () => {
  assert.equal(timestamp('2026-06-15'), '2026-06-15T09:00:00+02:00');
  assert.equal(timestamp('2026-01-15'), '2026-01-15T09:00:00+01:00');
  assert.equal(timestamp('2026-03-29'), '2026-03-29T09:00:00+02:00');
  assert.equal(timestamp('2026-10-25'), '2026-10-25T09:00:00+01:00');
});

test('reckons whole years', () => {
  assert.equal(ageOn('2008-06-15', '2026-06-14'), 17);
  assert.equal(ageOn('2008-06-15', '2026-06-15'), 18);
});

test('reads the birth date back out of a number', () => {
  fc.assert(
    fc.property(day, fc.string(), (date, seed) => {
      const birth = safeBirthDate(date);
      assert.equal(birthDateOf(madeUpNumber(seed, birth, 'male')), birth);
    }),
  );
  assert.deepEqual(['0703921VJ4', '2310227NS8', '1206550VK9', '1206195VK9', '9910194919'].map(birthDateOf), [
    '1992-03-07',
    '2022-10-23',
    '1955-06-12',
    '2019-06-12',
    undefined,
  ]);
});

test('gives the moment as CDA and as XDS write it, also where the clocks change', () => {
  assert.deepEqual(clinicalMoment('2026-06-16', '10:30'), { local: '20260616103000+0200', utc: '20260616083000' });
  assert.deepEqual(clinicalMoment('2026-01-16'), { local: '20260116000000+0100', utc: '20260115230000' });
  assert.deepEqual(clinicalMoment('2026-10-25', '02:30'), { local: '20261025023000+0200', utc: '20261025003000' });
  assert.deepEqual(clinicalMoment('2026-10-25', '03:30'), { local: '20261025033000+0100', utc: '20261025023000' });
  assert.deepEqual(clinicalMoment('2026-03-29', '01:30'), { local: '20260329013000+0100', utc: '20260329003000' });
  assert.deepEqual(clinicalMoment('2026-03-29', '02:30'), { local: '20260329033000+0200', utc: '20260329013000' });
});

test('finds the next day on which the clocks change, and working days', () => {
  assert.deepEqual([clockChange('2026-06-15', 3), clockChange('2026-06-15', 10)], ['2027-03-28', '2026-10-25']);
  assert.deepEqual([clockChange('2026-03-29', 3), clockChange('2026-03-30', 3)], ['2026-03-29', '2027-03-28']);
  // 13 and 14 June 2026 are a weekend.
  assert.deepEqual(
    [workingDay('2026-06-10', 3), workingDay('2026-06-10', 4), workingDay('2026-06-10', 1)],
    ['2026-06-15', '2026-06-15', '2026-06-11'],
  );
  assert.deepEqual([workingDay('2026-06-18', -5), workingDay('2026-06-18', -4)], ['2026-06-12', '2026-06-12']);
});
