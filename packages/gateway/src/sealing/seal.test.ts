import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Keys, keyedHash, SealBroken, seal, unseal } from './seal.ts';

const first = { id: 'k1', key: Buffer.alloc(32, 1) };
const second = { id: 'k2', key: Buffer.alloc(32, 2) };
const keys: Keys = { seal: [first], hash: Buffer.alloc(32, 3) };
const number = '0505149996';

test('opens what it sealed, and shows nothing of it', () => {
  const sealed = seal(keys, number, 'context-1');
  assert.equal(unseal(keys, sealed, 'context-1'), number);
  assert.ok(!sealed.includes(number) && !Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes(number));
  assert.notEqual(seal(keys, number, 'context-1'), sealed, 'a new nonce each time');
});

test('opens with an earlier key after rotation, and seals with the new one', () => {
  const sealed = seal(keys, number, 'context-1');
  const rotated: Keys = { ...keys, seal: [second, first] };
  assert.equal(unseal(rotated, sealed, 'context-1'), number);
  assert.match(seal(rotated, number, 'context-1'), /^k2\./);
  assert.throws(() => unseal({ ...keys, seal: [second] }, sealed, 'context-1'), SealBroken);
});

test('does not open in another row, with another key of the same id, or changed in one bit', () => {
  const sealed = seal(keys, number, 'context-1');
  assert.throws(() => unseal(keys, sealed, 'context-2'), SealBroken);
  assert.throws(() => unseal({ ...keys, seal: [{ id: 'k1', key: second.key }] }, sealed, 'context-1'), SealBroken);
  const [id, nonce, rest] = sealed.split('.') as [string, string, string];
  const bytes = Buffer.from(rest, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => unseal(keys, [id, nonce, changed.toString('base64url')].join('.'), 'context-1'), SealBroken);
  }
});

test('refuses a tag that was cut short, which is easier to guess', () => {
  const [id, nonce, tag] = seal(keys, '', 'context-1').split('.') as [string, string, string];
  const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
  assert.throws(() => unseal(keys, [id, nonce, short].join('.'), 'context-1'), SealBroken);
});

test('hashes by the key: the same number alike, another key otherwise', () => {
  assert.equal(keyedHash(keys, number), keyedHash(keys, number));
  assert.notEqual(keyedHash(keys, number), keyedHash({ ...keys, hash: Buffer.alloc(32, 4) }, number));
});
