import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayOf, holding, holdingOrLast, type InEffect, moment } from './effect.ts';

const limit = fc.integer({ min: 0, max: 12 });
const interval: fc.Arbitrary<InEffect> = fc
  .record({
    from: fc.oneof(limit, fc.constant(-Infinity)),
    to: fc.oneof(limit, fc.constant(Infinity)),
    rank: fc.constantFrom('0', '1', '2', '3'),
  })
  .filter(({ from, to }) => from < to);
const intervals = fc.array(interval, { maxLength: 8 });

test('what is chosen covers now whenever anything does', () => {
  fc.assert(
    fc.property(intervals, limit, (items, now) => {
      const covers = (item: InEffect) => item.from <= now && now < item.to;
      const chosen = holdingOrLast(items, now);
      assert.equal(chosen === undefined, items.length === 0);
      if (items.some(covers)) assert.ok(chosen && covers(chosen));
      assert.deepEqual(holding(items, now).length, items.filter(covers).length);
    }),
  );
});

test('trap 7: the choice does not depend on the order of the list', () => {
  fc.assert(
    fc.property(intervals, limit, fc.infiniteStream(fc.nat()), (items, now, keys) => {
      const shuffled = items
        .map((item) => ({ item, key: keys.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item);
      const [a, b] = [holdingOrLast(items, now), holdingOrLast(shuffled, now)];
      assert.deepEqual([a?.from, a?.rank], [b?.from, b?.rank]);
    }),
  );
});

test('of several that cover now the one begun last holds; without any, the last that began still does', () => {
  fc.assert(
    fc.property(intervals, limit, (items, now) => {
      const chosen = holdingOrLast(items, now);
      const candidates = [items.filter(({ from, to }) => from <= now && now < to), items.filter(({ from }) => from <= now)].find(
        (some) => some.length > 0,
      );
      if (candidates) assert.equal(chosen?.from, Math.max(...candidates.map(({ from }) => from)));
      else if (chosen) assert.equal(chosen.from, Math.min(...items.map(({ from }) => from)));
    }),
  );
});

test('an interval holds from its first moment until just before its last', () => {
  const item = { from: 10, to: 20, rank: '' };
  assert.deepEqual(
    [9, 10, 19, 20].map((now) => holding([item], now).length),
    [0, 1, 1, 0],
  );
});

test('reads xs:dateTime with its offset, and nothing that only resembles one', () => {
  assert.equal(moment('2026-01-12T09:00:00+01:00'), Date.UTC(2026, 0, 12, 8));
  assert.equal(moment('2026-07-12T09:00:00.1234567Z'), Date.UTC(2026, 6, 12, 9, 0, 0, 123));
  assert.equal(moment('2026-01-12T09:00:00'), Date.UTC(2026, 0, 12, 8));
  for (const text of ['', '2026-01-12', '12/1/2026', '2014-03-23T14:54:23.234+01.00', '2026-13-12T09:00:00Z', 'T'])
    assert.ok(Number.isNaN(moment(text)), text);
});

test('a day is the day in Denmark, summer and winter', () => {
  assert.equal(dayOf(Date.UTC(2026, 5, 30, 22, 30)), '2026-07-01');
  assert.equal(dayOf(Date.UTC(2026, 11, 31, 22, 30)), '2026-12-31');
  assert.equal(dayOf(Date.UTC(2026, 11, 31, 23, 30)), '2027-01-01');
});
