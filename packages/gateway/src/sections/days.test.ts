import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inOrder, isWithin, momentsOf, windowOf } from './days.ts';

const now = new Date('2026-06-15T10:00:00Z');

const months: [string, { back: number; ahead?: number }, { from: string; to?: string }][] = [
  ['2026-06-15T10:00:00Z', { back: 12 }, { from: '2025-06-15' }],
  ['2026-06-15T10:00:00Z', { back: 0, ahead: 0 }, { from: '2026-06-15', to: '2026-06-15' }],
  ['2026-03-31T10:00:00Z', { back: 1, ahead: 1 }, { from: '2026-02-28', to: '2026-04-30' }],
  ['2028-02-29T10:00:00Z', { back: 12, ahead: 12 }, { from: '2027-02-28', to: '2029-02-28' }],
  ['2026-01-15T10:00:00Z', { back: 13, ahead: 12 }, { from: '2024-12-15', to: '2027-01-15' }],
  // Midnight has passed in Denmark, not in UTC.
  ['2026-06-14T22:30:00Z', { back: 0 }, { from: '2026-06-15' }],
  ['2026-01-14T22:30:00Z', { back: 0 }, { from: '2026-01-14' }],
];
for (const [at, row, window] of months)
  test(`opens ${JSON.stringify(window)} for ${JSON.stringify(row)} at ${at}`, () => {
    assert.deepEqual(windowOf(row, new Date(at)), window);
  });

test('a row without a window opens today alone', () => {
  assert.deepEqual(windowOf(undefined, now), { from: '2026-06-15', to: '2026-06-15' });
});

test('asks for all moments that lie within the days in Denmark, and for no more than an hour beyond', () => {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short', timeStyle: 'medium' });
  fc.assert(
    fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), (day) => {
      const at = clock.format(day).slice(0, 10);
      const { from, to } = momentsOf({ from: at, to: at });
      assert.match(clock.format(from), new RegExp(`^(${at} 00:00:00|\\S+ 23:00:00)$`));
      assert.ok(day >= from && day <= to!);
      assert.match(clock.format(to), new RegExp(`^(${at} 23:59:59|\\S+ 00:59:59)$`));
    }),
  );
});

const window = { from: '2025-06-15', to: '2026-07-15' };
const edges: [string, { start: string; end?: string }, boolean][] = [
  ['begins on the first day', { start: '2025-06-15T00:00:00+02:00' }, true],
  ['is the first day', { start: '2025-06-15' }, true],
  ['ended the day before', { start: '2025-06-14T23:00:00+02:00', end: '2025-06-14T23:59:00+02:00' }, false],
  ['began the day before and ended on the first day', { start: '2025-06-14T23:00:00+02:00', end: '2025-06-15T01:00:00+02:00' }, false],
  ['has an open end, the day before', { start: '2025-06-14T23:00:00+02:00' }, false],
  ['began long ago and has not ended', { start: '2024-01-01', end: '2026-06-15' }, true],
  ['began long ago and ends in a minute', { start: '2024-01-01T08:00:00+01:00', end: '2026-06-15T12:01:00+02:00' }, true],
  ['began long ago and ends now', { start: '2024-01-01T08:00:00+01:00', end: '2026-06-15T12:00:00+02:00' }, false],
  ['began long ago and ended yesterday', { start: '2024-01-01', end: '2026-06-14' }, false],
  ['begins on the last day', { start: '2026-07-15T23:59:00+02:00' }, true],
  ['begins the day after', { start: '2026-07-16T00:00:00+02:00' }, false],
  ['ends beyond the last day', { start: '2026-07-15', end: '2026-08-01' }, true],
];
for (const [what, times, within] of edges)
  test(`an appointment that ${what} is ${within ? 'shown' : 'not shown'}`, () => {
    assert.equal(isWithin(times, window, now), within);
  });

test('of a window of today, what is under way is shown', () => {
  const today = { from: '2026-06-15' };
  assert.equal(isWithin({ start: '2026-06-15' }, today, now), true);
  assert.equal(isWithin({ start: '2026-06-15T08:00:00+02:00', end: '2026-06-15T09:00:00+02:00' }, today, now), true);
  assert.equal(isWithin({ start: '2026-06-12', end: '2026-06-19' }, today, now), true);
  assert.equal(isWithin({ start: '2026-06-14T08:00:00+02:00' }, today, now), false);
});

test('goes by time, a day before its hours, and by the moment where the clocks are set back', () => {
  const times = [
    '2026-03-01',
    '2026-03-01T08:00:00+01:00',
    '2026-10-25',
    '2026-10-25T02:30:00+02:00',
    '2026-10-25T02:15:00+01:00',
    '2026-10-26T00:00:00+01:00',
  ].map((start) => ({ start }));
  assert.deepEqual(times.toReversed().toSorted(inOrder), times);
});
