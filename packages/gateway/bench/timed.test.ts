import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covered, Timed } from './timed.ts';

test('counts what overlaps once, and nothing outside', () => {
  const within = { from: 100, to: 200 };
  const intervals = [
    { from: 500, to: 600 },
    { from: 120, to: 150 },
    { from: 0, to: 50 },
    { from: 140, to: 160 },
    { from: 190, to: 300 },
    { from: 90, to: 105 },
  ];
  assert.equal(covered(intervals, within), 5 + 40 + 10);
  assert.equal(covered([], within), 0);
  assert.equal(covered([{ from: 0, to: 1000 }], within), 100);
});

test('times each question by its trace, also one that fails', async () => {
  const timed = new Timed();
  const client = timed.wrap({
    async ask(_what: string, _call: object) {
      throw new Error('down');
    },
    close: async () => 'closed',
  });
  await assert.rejects(client.ask('x', { traceparent: '00-abc-def-00' }), /down/);
  assert.equal(await client.close(), 'closed');
  assert.deepEqual(Object.keys(timed.intervals()), ['abc']);
});
