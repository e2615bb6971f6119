import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from './canonical.ts';

test('writes one text for a value, in whatever order its fields were set', () => {
  assert.equal(canonicalJson({ b: 1, a: { d: [true, null], c: 'ø' } }), '{"a":{"c":"ø","d":[true,null]},"b":1}');
  assert.equal(canonicalJson({ a: { c: 'ø', d: [true, null] }, b: 1 }), canonicalJson({ b: 1, a: { d: [true, null], c: 'ø' } }));
});

test('leaves absent fields out', () => {
  assert.equal(canonicalJson({ a: undefined, b: '' }), '{"b":""}');
});

test('orders keys by code unit, as RFC 8785 does', () => {
  assert.equal(canonicalJson({ ø: 1, a: 2, Z: 3, '\u{1F600}': 4, '\uFB33': 5 }), '{"Z":3,"a":2,"ø":1,"😀":4,"\uFB33":5}');
});
