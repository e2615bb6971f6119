import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Flights } from './flights.ts';

test('keeps a good answer for a minute, and asks again after it', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const flights = new Flights();
    let asked = 0;
    const ask = async () => ++asked;
    assert.equal(await flights.once('person', ask), 1);
    mock.timers.tick(59_999);
    assert.equal(await flights.once('person', ask), 1);
    mock.timers.tick(1);
    assert.equal(flights.empty, true);
    assert.equal(await flights.once('person', ask), 2);
  } finally {
    mock.timers.reset();
  }
});

test('tells a failure to all who waited, and does not keep it', async () => {
  const flights = new Flights();
  let asked = 0;
  const fail = async () => {
    asked += 1;
    throw new Error('down');
  };
  const waiting = [flights.once('cases', fail), flights.once('cases', fail)];
  assert.deepEqual(
    (await Promise.allSettled(waiting)).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(asked, 1);
  assert.equal(await flights.once('cases', async () => 'ok'), 'ok');
});

test('does not keep a partial answer, so that asking again may bring the rest', async () => {
  const flights = new Flights();
  const partial = async () => ({ state: 'partial' });
  assert.deepEqual(await Promise.all([flights.once('cases', partial), flights.once('cases', async () => ({ state: 'ok' }))]), [
    { state: 'partial' },
    { state: 'partial' },
  ]);
  assert.deepEqual(await flights.once('cases', async () => ({ state: 'ok' })), { state: 'ok' });
});

test('tells each failure once, and none that came of the end', async () => {
  const told: unknown[] = [];
  const flights = new Flights((error) => told.push(error));
  const down = new Error('down');
  await Promise.allSettled([flights.once('cases', () => Promise.reject(down)), flights.once('cases', () => Promise.reject(down))]);
  assert.deepEqual(told, [down]);
  const asked = flights.once(
    'person',
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  flights.end();
  await assert.rejects(asked);
  assert.deepEqual(told, [down]);
});

test('keeps questions apart by their key', async () => {
  const flights = new Flights();
  assert.deepEqual(await Promise.all([flights.once('a', async () => 1), flights.once('b', async () => 2)]), [1, 2]);
});

test('ends its questions and forgets its answers with the context', async () => {
  const flights = new Flights();
  await flights.once('person', async () => 'kept');
  const asked = flights.once(
    'cases',
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  flights.end();
  await assert.rejects(asked, { name: 'AbortError' });
  assert.throws(() => flights.once('person', async () => 'again'), { name: 'AbortError' });
  assert.equal(flights.empty, true);
});
