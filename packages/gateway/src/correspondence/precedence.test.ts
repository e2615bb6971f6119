import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Precedence } from './precedence.ts';

const { signal } = new AbortController();
const never = 2 ** 30;

function waiting(precedence: Precedence, count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Promise.all(Array.from({ length: count }, () => precedence.first(() => promise)));
  return async () => {
    resolve();
    await all;
  };
}

test('what nobody waits for goes on at once while few wait', async () => {
  const precedence = new Precedence();
  const done = waiting(precedence, 4);
  await precedence.aside(never, signal);
  await done();
});

test('it steps aside while many wait, and goes on when they have their answer, also where that is an error', async () => {
  const precedence = new Precedence();
  const done = waiting(precedence, 4);
  const { promise, reject } = Promise.withResolvers<void>();
  const failing = precedence.first(() => promise);
  let on = false;
  const aside = precedence.aside(never, signal).then(() => (on = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(on, false);
  reject(new Error('refused'));
  await assert.rejects(failing, /refused/);
  await aside;
  await done();
});

test('it goes on in time however many wait, and at once when it is to end', async () => {
  const precedence = new Precedence();
  const done = waiting(precedence, 100);
  await precedence.aside(1, signal);
  await precedence.aside(never, AbortSignal.abort());
  await done();
});
