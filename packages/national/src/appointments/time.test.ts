import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantOf, momentAt, readInterval, readServiceTime } from './time.ts';

type Case = readonly [low: string | undefined, high: string | undefined, start: string | undefined, end?: string];

function all(cases: readonly Case[], read = readInterval) {
  for (const [low, high, start, end] of cases)
    assert.deepEqual(read(low, high), start && { start, ...(end && { end }) }, `${low} to ${high}`);
}

test('reads local time with its offset, in winter and in summer', () => {
  all([
    ['20260316130000+0100', '20260316140000+0100', '2026-03-16T13:00:00+01:00', '2026-03-16T14:00:00+01:00'],
    ['20260703070000+0200', '20260703090000+0200', '2026-07-03T07:00:00+02:00', '2026-07-03T09:00:00+02:00'],
    ['20260316130015.250+01:00', undefined, '2026-03-16T13:00:15+01:00'],
  ]);
});

test('trap: 000000 without an end is a day without a clock time, never midnight', () => {
  all([
    ['20260316000000+0100', undefined, '2026-03-16'],
    ['202603160000+0100', undefined, '2026-03-16'],
    ['2026031600', undefined, '2026-03-16'],
    ['20260316000000', undefined, '2026-03-16'],
    // A minute later is a time.
    ['20260316000100+0100', undefined, '2026-03-16T00:01:00+01:00'],
  ]);
});

test('000000 counts on the clock that it is written with, and on that of Copenhagen', () => {
  all([
    ['20260316000000+0000', undefined, '2026-03-16'],
    ['20260316000000Z', undefined, '2026-03-16'],
    // The offset of the other half of the year.
    ['20260316000000+0200', undefined, '2026-03-16'],
    ['20260703000000+0100', undefined, '2026-07-03'],
    ['20260315230000+0000', undefined, '2026-03-16'],
    ['20260702220000+0000', undefined, '2026-07-03'],
  ]);
});

test('a whole day is a day: until 2359, or until 000000 of the same or another day', () => {
  all([
    ['20260316000000+0100', '20260316235900+0100', '2026-03-16'],
    ['20260316000000+0100', '20260316235959+0100', '2026-03-16'],
    ['20260316000000+0100', '20260316000000+0100', '2026-03-16'],
    ['20210312000000+0100', '20210331235900+0200', '2021-03-12', '2021-03-31'],
    ['20210312000000+0100', '20210331000000+0200', '2021-03-12', '2021-03-31'],
    ['20260315230000+0000', '20260316225900+0000', '2026-03-16'],
    ['20260316000000+0000', '20260317235900+0000', '2026-03-16', '2026-03-17'],
    // Not before it begins.
    ['20260316000000+0100', '20260315000000+0100', '2026-03-16'],
  ]);
});

test('000000 with an end that has a clock time is a clock time', () => {
  all([
    ['20260316000000+0100', '20260316140000+0100', '2026-03-16T00:00:00+01:00', '2026-03-16T14:00:00+01:00'],
    ['20260316000000+0000', '20260316010000+0000', '2026-03-16T01:00:00+01:00', '2026-03-16T02:00:00+01:00'],
    ['20260316220000+0100', '20260317000000+0100', '2026-03-16T22:00:00+01:00', '2026-03-17T00:00:00+01:00'],
  ]);
});

test('several days, 2359, and the days that the clock is set', () => {
  all([
    ['20210312120000+0100', '20210331120000+0200', '2021-03-12T12:00:00+01:00', '2021-03-31T12:00:00+02:00'],
    ['20260316235900+0100', undefined, '2026-03-16T23:59:00+01:00'],
    ['20260316235900+0100', '20260317010000+0100', '2026-03-16T23:59:00+01:00', '2026-03-17T01:00:00+01:00'],
    ['20260329013000+0100', '20260329033000+0200', '2026-03-29T01:30:00+01:00', '2026-03-29T03:30:00+02:00'],
    ['20261025023000+0200', '20261025023000+0100', '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'],
    ['20260329000000+0100', undefined, '2026-03-29'],
    ['20261025000000+0200', '20261025235900+0100', '2026-10-25'],
    // Week 53.
    ['20261231130000+0100', '20270101090000+0100', '2026-12-31T13:00:00+01:00', '2027-01-01T09:00:00+01:00'],
    ['20280229090000+0100', undefined, '2028-02-29T09:00:00+01:00'],
  ]);
});

test('another offset is told on the clock of Copenhagen; none is that clock', () => {
  all([
    ['20260316130000-0500', undefined, '2026-03-16T19:00:00+01:00'],
    ['20260316233000-0500', '20260317003000-0500', '2026-03-17T05:30:00+01:00', '2026-03-17T06:30:00+01:00'],
    ['20260316120000Z', '20260316130000+0000', '2026-03-16T13:00:00+01:00', '2026-03-16T14:00:00+01:00'],
    ['20260316173000+0530', undefined, '2026-03-16T13:00:00+01:00'],
    ['20260316130000+01', undefined, '2026-03-16T13:00:00+01:00'],
    ['20260316130000', '20260316140000', '2026-03-16T13:00:00+01:00', '2026-03-16T14:00:00+01:00'],
    ['20260703130000', undefined, '2026-07-03T13:00:00+02:00'],
    // The hour that does not come, and the one that comes twice.
    ['20260329023000', undefined, '2026-03-29T03:30:00+02:00'],
    ['20261025023000', undefined, '2026-10-25T02:30:00+02:00'],
  ]);
});

test('less precision: minutes, hours, a day; a month is no day to come', () => {
  all([
    ['202603161300+0100', '2026031614+0100', '2026-03-16T13:00:00+01:00', '2026-03-16T14:00:00+01:00'],
    ['20260316', undefined, '2026-03-16'],
    ['20260316+0100', '20260318', '2026-03-16', '2026-03-18'],
    ['20260316', '20260316', '2026-03-16'],
    ['20260316', '20260318120000+0100', '2026-03-16', '2026-03-18'],
    ['20260316', '20260316140000+0100', '2026-03-16'],
    ['202603', undefined, undefined],
    ['2026', undefined, undefined],
  ]);
});

test('an end that cannot be used is left out; without a start there is nothing', () => {
  const start = '2026-03-16T13:00:00+01:00';
  for (const high of [
    '',
    '20260316130000+0100',
    '20260316120000+0100',
    '20260230140000+0100',
    '202603162500+0100',
    'soon',
    '20260318',
    '202603',
  ])
    assert.deepEqual(readInterval('20260316130000+0100', high), { start }, high);
  for (const low of [
    undefined,
    '',
    'soon',
    '2026-03-16T13:00:00+01:00',
    '20260230130000+0100',
    '20261316130000+0100',
    '20260316240000+0100',
    '20260316136000+0100',
    '20260316130060',
    '00260316130000',
    '20260316130000+1600',
    '20260316130000+01000',
    ' 20260316',
  ])
    assert.equal(readInterval(low, '20260316140000+0100'), undefined, low);
});

test('metadata is UTC, and any zeros at its end may be cut', () => {
  all(
    [
      ['20260316120000', '20260316130000', '2026-03-16T13:00:00+01:00', '2026-03-16T14:00:00+01:00'],
      ['2017053113', undefined, '2017-05-31T15:00:00+02:00'],
      ['202603161', '2026031613', '2026-03-16T11:00:00+01:00', '2026-03-16T14:00:00+01:00'],
      // Midnight in Copenhagen, and a day whose last zero is cut.
      ['2026031523', undefined, '2026-03-16'],
      ['20260315230000', '2026031622590', '2026-03-16'],
      ['2026032', undefined, '2026-03-20'],
      ['20260315230000', '20260316130000', '2026-03-16T00:00:00+01:00', '2026-03-16T14:00:00+01:00'],
      ['', undefined, undefined],
      [undefined, undefined, undefined],
      ['20260316120000+0100', undefined, undefined],
      ['yesterday', undefined, undefined],
    ],
    readServiceTime,
  );
});

test('any instant is the same when it is written and read again', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
      const at = new Date(Math.floor(date.getTime() / 1000) * 1000);
      assert.equal(instantOf(momentAt(at)), at.getTime());
      const written = momentAt(at)
        .replace(/[-:T](?=.*[+-]\d\d:)/g, '')
        .replace(/:(\d\d)$/, '$1');
      const read = readInterval(written, undefined)?.start ?? '';
      assert.ok(read === momentAt(at) || (read === momentAt(at).slice(0, 10) && momentAt(at).includes('T00:00:00')), `${written} ${read}`);
    }),
    { numRuns: 1000 },
  );
});
