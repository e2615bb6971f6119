import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventParser } from './event-parser.ts';

test('reads events of one and several lines, and leaves comments and unknown fields out', () => {
  const parser = new EventParser();
  assert.deepEqual(parser.push(': heartbeat\n\nid: 7\nevent: message\ndata: a\ndata:b\ndata\n\nretry: 3\n\ndata:  c\n\n'), [
    { id: '7', data: 'a\nb\n' },
    { id: '7', data: ' c' },
  ]);
});

test('goes on from an id that came without data, and not from one that holds a null', () => {
  const parser = new EventParser();
  assert.deepEqual(parser.push('id: 9\n\nid: 1\0\n\n'), []);
  assert.equal(parser.lastId, '9');
  parser.push('id\n\n');
  assert.equal(parser.lastId, '');
});

test('reads the same however the stream is cut, and whichever line ends it has', () => {
  const line = fc.oneof(
    fc.constantFrom('', 'id: 1', 'data: x', 'data:', ': y', 'event: z'),
    fc.string().map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(200)), (lines, end, cuts) => {
      const text = [...lines, '', ': end', ''].join(end);
      const whole = new EventParser();
      const expected = whole.push(text);
      const parts = new EventParser();
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((one, other) => one - other), text.length];
      const read = places.slice(1).flatMap((place, at) => parts.push(text.slice(places[at], place)));
      assert.deepEqual(read, expected);
      assert.equal(parts.lastId, whole.lastId);
    }),
  );
});

test('does not gather without end', () => {
  const parser = new EventParser();
  assert.throws(() => {
    for (let i = 0; i < 1_000; i++) parser.push('x'.repeat(1_000));
  }, RangeError);
  const lines = new EventParser();
  assert.throws(() => {
    for (let i = 0; i < 1_000; i++) lines.push(`data: ${'x'.repeat(1_000)}\n`);
  }, RangeError);
});
