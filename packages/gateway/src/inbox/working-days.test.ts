import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { workingDaysSince } from './working-days.ts';

const between = (from: string, to: string) => workingDaysSince(new Date(from), new Date(to));

test('counts the days that have come since, not the day that it came on', () => {
  assert.equal(between('2026-06-15T06:00:00Z', '2026-06-15T14:00:00Z'), 0, 'the same Monday');
  assert.equal(between('2026-06-15T14:00:00Z', '2026-06-16T06:00:00Z'), 1, 'Tuesday');
  assert.equal(between('2026-06-12T14:00:00Z', '2026-06-14T14:00:00Z'), 0, 'Friday to Sunday');
  assert.equal(between('2026-06-12T14:00:00Z', '2026-06-15T06:00:00Z'), 1, 'Friday to Monday');
  assert.equal(between('2026-06-13T14:00:00Z', '2026-06-15T06:00:00Z'), 1, 'Saturday to Monday');
  assert.equal(between('2026-06-15T14:00:00Z', '2026-06-12T14:00:00Z'), 0, 'a clock that was set back');
});

test('a day begins at midnight in Denmark, summer and winter', () => {
  assert.equal(between('2026-06-15T21:59:59Z', '2026-06-15T22:00:00Z'), 1);
  assert.equal(between('2026-01-12T22:59:59Z', '2026-01-12T23:00:00Z'), 1);
  assert.equal(between('2026-01-12T22:00:00Z', '2026-01-12T22:59:59Z'), 0);
});

test('offices are closed on public holidays, and on 24 and 31 December, and open on 5 June', () => {
  assert.equal(between('2026-04-01T10:00:00Z', '2026-04-07T10:00:00Z'), 1, 'Easter 2026: Thursday, Friday and Monday are off');
  assert.equal(between('2026-05-13T10:00:00Z', '2026-05-15T10:00:00Z'), 1, 'Ascension Day');
  assert.equal(between('2026-05-22T10:00:00Z', '2026-05-26T10:00:00Z'), 1, 'Whit Monday');
  assert.equal(between('2026-12-23T10:00:00Z', '2027-01-04T10:00:00Z'), 4, '28, 29 and 30 December, 4 January');
  assert.equal(between('2026-06-04T10:00:00Z', '2026-06-05T10:00:00Z'), 1, 'grundlovsdag');
  assert.equal(between('2023-05-04T10:00:00Z', '2023-05-05T10:00:00Z'), 0, 'the last store bededag');
  assert.equal(between('2024-04-25T10:00:00Z', '2024-04-26T10:00:00Z'), 1, 'the first that was none');
});

// Easter of these years, by the tables of the churches.
const easters = ['2000-04-23', '2008-03-23', '2011-04-24', '2019-04-21', '2024-03-31', '2025-04-20', '2027-03-28', '2038-04-25'];

test('Easter Monday is off, and the Tuesday after it is not', () => {
  for (const sunday of easters) {
    const at = (days: number) => new Date(Date.parse(`${sunday}T12:00:00Z`) + days * 86_400_000);
    assert.equal(workingDaysSince(at(0), at(1)), 0, sunday);
    assert.equal(workingDaysSince(at(1), at(2)), 1, sunday);
  }
});

/** Easter another way: Gauss's rule of 1816, with its two exceptions. */
function easterByGauss(year: number): string {
  const k = Math.floor(year / 100);
  const p = Math.floor((13 + 8 * k) / 25);
  const q = Math.floor(k / 4);
  const M = (15 - p + k - q) % 30;
  const N = (4 + k - q) % 7;
  const d = (19 * (year % 19) + M) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + N) % 7;
  let march = 22 + d + e;
  if (march === 57 || (march === 56 && d === 28 && e === 6 && (11 * M + 11) % 30 < 19)) march -= 7;
  return new Date(Date.UTC(year, 2, march)).toISOString().slice(0, 10);
}

/** Day by day, by the calendar. */
function slowly(from: string, to: string): number {
  const after = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
  let count = 0;
  for (let day = after(from, 1); day <= to; day = after(day, 1)) {
    const year = Number(day.slice(0, 4));
    const easter = easterByGauss(year);
    const off = [-3, -2, 0, 1, 39, 49, 50, ...(year <= 2023 ? [26] : [])].map((days) => after(easter, days));
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    const fixed = ['01-01', '12-24', '12-25', '12-26', '12-31'].includes(day.slice(5));
    if (!weekend && !fixed && !off.includes(day)) count += 1;
  }
  return count;
}

test('counts like a calendar that is turned page by page', () => {
  const day = fc.date({ min: new Date('1999-12-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.integer({ min: -3, max: 500 }), fc.integer({ min: 0, max: 86_399_999 }), (date, days, within) => {
      const from = date.toISOString().slice(0, 10);
      const to = new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
      // From 02 to 21 UTC it is the same day in Denmark, whatever the season.
      const hour = 2 * 3_600_000 + (within % (19 * 3_600_000));
      const found = workingDaysSince(new Date(Date.parse(from) + hour), new Date(Date.parse(to) + hour));
      assert.equal(found, slowly(from, to), `${from} to ${to}`);
    }),
    { numRuns: 300 },
  );
});
