import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFaults, networkFaults } from './faults.ts';

const row = (seed: number, rate: number, length = 2000) => {
  const faults = drawFaults(seed, { loses: rate });
  return { drawn: Array.from({ length }, () => faults.strikes('loses')), faults };
};

test('the seed decides what is lost; another seed loses others', () => {
  assert.deepEqual(row(7, 0.3).drawn, row(7, 0.3).drawn);
  assert.notDeepEqual(row(7, 0.3).drawn, row(8, 0.3).drawn);
});

test('strikes as often as it is told, and counts each', () => {
  for (const seed of [0, 1, 2, 42, 12_345])
    for (const rate of [0, 0.1, 0.5, 1]) {
      const { drawn, faults } = row(seed, rate);
      const struck = drawn.filter(Boolean).length;
      assert.equal(faults.counts.loses, struck);
      assert.ok(Math.abs(struck / drawn.length - rate) < 0.04, `${struck} of ${drawn.length} at ${rate}`);
    }
});

test('each fault has a row of its own: turning one moves no other, and the rows differ', () => {
  const [quiet, loud] = [drawFaults(3, { doubles: 0.5 }), drawFaults(3, { doubles: 0.5, loses: 1, delays: 0.9 })];
  const rows = [quiet, loud].map((faults) => Array.from({ length: 500 }, () => [faults.strikes('loses'), faults.strikes('doubles')]));
  assert.deepEqual(
    rows[0]?.map(([, doubled]) => doubled),
    rows[1]?.map(([, doubled]) => doubled),
  );
  const faults = drawFaults(3, Object.fromEntries(networkFaults.map((fault) => [fault, 0.5])));
  const drawn = networkFaults.map((fault) => Array.from({ length: 64 }, () => faults.strikes(fault)).join());
  assert.equal(new Set(drawn).size, networkFaults.length);
});

test('a rate that is turned on later finds the row where it would have been', () => {
  const late = drawFaults(9);
  for (let turn = 0; turn < 100; turn += 1) assert.equal(late.strikes('loses'), false);
  late.set({ loses: 0.5 });
  const { drawn } = row(9, 0.5, 200);
  assert.deepEqual(
    Array.from({ length: 100 }, () => late.strikes('loses')),
    drawn.slice(100),
  );
  late.reset();
  assert.equal(late.values.loses, 0);
});
