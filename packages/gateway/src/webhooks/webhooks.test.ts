import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createTestUnits, others, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { createLog } from '../http/log.ts';
import type { BoxedUnit } from '../organisations/organisations.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Store } from '../store/store.ts';
import { claimWebhook, noteWebhook } from '../store/webhooks.ts';
import { onBoth } from '../testing/databases.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { createTestSources } from '../testing/sources.ts';
import { Webhooks } from './webhooks.ts';

const keys: Keys = { seal: [{ id: 'k1', key: Buffer.alloc(32, 1) }], hash: Buffer.alloc(32, 2) };
const secret = 'en-hemmelighed-paa-mindst-32-tegn';
const start = new Date('2026-06-15T10:00:00Z');
const minute = 60_000;

interface Call {
  readonly path: string;
  readonly body: { readonly id: string; readonly event: string; readonly unit: string; readonly at: string };
  readonly text: string;
  readonly signature: string;
  readonly type: string | undefined;
}

/** A receiver over the real protocol; `answer` says what it does, and may do nothing. */
async function aReceiver(
  t: TestContext,
  answer: (response: ServerResponse, call: Call) => void = (response) => response.writeHead(204).end(),
) {
  const calls: Call[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const signature = String(request.headers['paa-tvaers-signature']);
    const call = { path: request.url ?? '', body: JSON.parse(text), text, signature, type: request.headers['content-type'] };
    calls.push(call);
    answer(response, call);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  t.after(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, calls, close };
}

const unit = (id: string, sor: string, url: string | undefined): BoxedUnit => ({
  id,
  name: id,
  mailbox: 'gateway',
  sor,
  gln: sor.slice(0, 13),
  ...(url !== undefined && { webhook: { url, secret } }),
});
const family = '900000016000101';
const psychiatry = '900000026000102';

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, 'it did not come to that within a minute');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const rowsOf = ({ db }: Store) => db.selectFrom('webhook').selectAll().orderBy('id').execute();

onBoth('webhooks', (store) => {
  /** Workers over an empty table; the clock stands until a test moves it. */
  async function working(
    t: TestContext,
    units: readonly BoxedUnit[],
    { workers = 1, answerWithin }: { workers?: number; answerWithin?: number } = {},
  ) {
    await store().db.deleteFrom('webhook').execute();
    const clock = { now: start };
    const lines: string[] = [];
    const log = createLog({ level: 'trace', stream: { write: (line) => lines.push(line) } });
    const boxes = new Map(units.map((one) => [one.gln, one]));
    const parts = { store: store(), keys, organisations: { boxes }, log, now: () => clock.now, lookEvery: 5 };
    const made = Array.from({ length: workers }, () => new Webhooks({ ...parts, ...(answerWithin !== undefined && { answerWithin }) }));
    const stop = async () => {
      await Promise.all(made.map((one) => one.stop()));
    };
    t.after(stop);
    return {
      clock,
      lines,
      note: (mailbox: string, at = clock.now) => noteWebhook(store().db, { mailbox, event: 'message', at }),
      start: () => {
        for (const one of made) one.start();
      },
      stop,
      rows: () => rowsOf(store()),
      wait: (time: number) => {
        clock.now = new Date(clock.now.getTime() + time);
      },
    };
  }

  test('a call says that something came to which unit and when, signed, and nothing else', async (t) => {
    const receiver = await aReceiver(t);
    const at = await working(t, [unit('Familieafdelingen', family, receiver.url)]);
    await at.note(family);
    at.wait(minute);
    at.start();
    await until(async () => (await at.rows()).length === 0);
    const [call, ...more] = receiver.calls;
    assert.ok(call);
    assert.deepEqual(more, []);
    assert.deepEqual(Object.keys(call.body), ['id', 'event', 'unit', 'at']);
    const { id, ...rest } = call.body;
    assert.deepEqual(rest, { event: 'message', unit: 'Familieafdelingen', at: start.toISOString() });
    assert.match(id, /^[\w-]{43}$/);
    assert.equal(call.type, 'application/json');
    const time = (start.getTime() + minute) / 1000;
    const v1 = createHmac('sha256', secret).update(`${time}.${call.text}`).digest('hex');
    assert.equal(call.signature, `t=${time},v1=${v1}`);
  });

  test('two workers make each call once, and call a receiver once at a time each', async (t) => {
    let [now, most] = [0, 0];
    const receiver = await aReceiver(t, (response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now -= 1;
        response.writeHead(200).end('ok');
      });
    });
    const at = await working(t, [unit('A', family, `${receiver.url}/a`), unit('B', psychiatry, `${receiver.url}/b`)], { workers: 2 });
    for (let index = 0; index < 60; index += 1) await at.note(index % 3 === 0 ? family : psychiatry);
    at.start();
    await until(async () => (await at.rows()).length === 0);
    assert.equal(new Set(receiver.calls.map(({ body }) => body.id)).size, 60);
    assert.equal(receiver.calls.length, 60);
    assert.ok(receiver.calls.every(({ path, body }) => path === (body.unit === 'A' ? '/hook/a' : '/hook/b')));
    assert.ok(most <= 4, `${most} at once`);
  });

  test('a receiver that is down is called again, ever later, under the same id', async (t) => {
    const gone = await aReceiver(t);
    await gone.close();
    const at = await working(t, [unit('A', family, gone.url)]);
    await at.note(family);
    at.start();
    for (const [attempts, wait] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      await until(async () => (await at.rows())[0]?.attempts === attempts);
      assert.equal((await at.rows())[0]?.next_attempt_at?.getTime(), at.clock.now.getTime() + wait);
      at.wait(wait);
    }
    await until(async () => (await at.rows())[0]?.attempts === 4);
    await at.stop();
    const told = at.lines.join('');
    assert.match(told, /webhook not taken/);
    assert.ok(!told.includes(secret) && !told.includes(gone.url), 'neither the secret nor the address is logged');
  });

  test('an answer that is no success is called again under the same id, and signed anew', async (t) => {
    const answers = [503, 404, 204];
    const receiver = await aReceiver(t, (response) => response.writeHead(answers.shift() ?? 500).end());
    const at = await working(t, [unit('A', family, receiver.url)]);
    await at.note(family);
    at.start();
    await until(async () => (await at.rows())[0]?.attempts === 1);
    at.wait(minute);
    await until(async () => (await at.rows())[0]?.attempts === 2);
    at.wait(minute);
    await until(async () => (await at.rows()).length === 0);
    const { calls } = receiver;
    assert.equal(calls.length, 3);
    assert.equal(new Set(calls.map(({ text }) => text)).size, 1);
    assert.equal(new Set(calls.map(({ signature }) => signature)).size, 3);
  });

  test('what else waits for a receiver that refuses is not tried on it', async (t) => {
    const receiver = await aReceiver(t, (response) => response.writeHead(500).end());
    const at = await working(t, [unit('A', family, receiver.url)]);
    for (let index = 0; index < 5; index += 1) await at.note(family);
    at.start();
    await until(async () => (await at.rows())[0]?.attempts === 1);
    await at.stop();
    assert.equal(receiver.calls.length, 1);
    const rows = await at.rows();
    assert.deepEqual(
      rows.map(({ attempts }) => attempts),
      [1, 0, 0, 0, 0],
    );
    assert.ok(rows.every(({ next_attempt_at }) => next_attempt_at?.getTime() === start.getTime() + 1000));
  });

  test('a redirect is not followed', async (t) => {
    const receiver = await aReceiver(t, (response, { path }) =>
      path === '/hook' ? response.writeHead(307, { Location: '/elsewhere' }).end() : response.writeHead(204).end(),
    );
    const at = await working(t, [unit('A', family, receiver.url)]);
    await at.note(family);
    at.start();
    await until(async () => (await at.rows())[0]?.attempts === 1);
    await at.stop();
    assert.deepEqual(
      receiver.calls.map(({ path }) => path),
      ['/hook'],
    );
    assert.match(at.lines.join(''), /"status":307/);
  });

  test('a receiver that does not answer keeps nobody else waiting', async (t) => {
    const held: ServerResponse[] = [];
    const slow = await aReceiver(t, (response) => held.push(response));
    const quick = await aReceiver(t);
    const at = await working(t, [unit('A', family, slow.url), unit('B', psychiatry, quick.url)]);
    for (let index = 0; index < 5; index += 1) await at.note(family);
    for (let index = 0; index < 5; index += 1) await at.note(psychiatry);
    at.start();
    await until(() => quick.calls.length === 5);
    await until(() => held.length === 1);
    assert.equal(slow.calls.length, 1);
    held[0]?.writeHead(204).end();
    await until(() => held.length === 2);
  });

  test('a receiver has so long, and then is called again', async (t) => {
    const silent = await aReceiver(t, () => {});
    const at = await working(t, [unit('A', family, silent.url)], { answerWithin: 50 });
    await at.note(family);
    at.start();
    await until(async () => (await at.rows())[0]?.attempts === 1);
    assert.match(at.lines.join(''), /TimeoutError/);
  });

  test('after a day it is given up, and the log says so', async (t) => {
    const receiver = await aReceiver(t, (response) => response.writeHead(500).end());
    const at = await working(t, [unit('A', family, receiver.url)]);
    await at.note(family, new Date(start.getTime() - 24 * 60 * minute));
    await at.note(family, new Date(start.getTime() - 23 * 60 * minute));
    at.start();
    await until(async () => (await at.rows()).length === 1);
    await until(async () => (await at.rows())[0]?.attempts === 1);
    await at.stop();
    assert.equal(at.lines.filter((line) => line.includes('webhook given up after a day')).length, 1);
    assert.equal((await at.rows())[0]?.at.getTime(), start.getTime() - 23 * 60 * minute);
  });

  test('nobody is called for a unit that has no webhook any more', async (t) => {
    const at = await working(t, [unit('A', family, undefined)]);
    await at.note(family);
    await at.note(psychiatry);
    at.start();
    await until(async () => (await at.rows()).length === 0);
    assert.deepEqual(at.lines, []);
  });

  test('a worker that stops lets go of its call; one that is killed loses it after a while', async (t) => {
    const silent = await aReceiver(t, () => {});
    const at = await working(t, [unit('A', family, silent.url)]);
    await at.note(family);
    at.start();
    await until(() => silent.calls.length === 1);
    await at.stop();
    const [row] = await at.rows();
    assert.deepEqual([row?.attempts, row?.next_attempt_at], [0, start]);

    const { db } = store();
    const lease = new Date(start.getTime() + minute);
    assert.equal((await claimWebhook(db, start, lease, []))?.id, row?.id);
    assert.equal(await claimWebhook(db, start, lease, []), undefined);
    assert.equal((await claimWebhook(db, lease, new Date(lease.getTime() + minute), []))?.id, row?.id);
  });
});

test('what comes over the network to a box is told to its unit’s host', async (t) => {
  const receiver = await aReceiver(t);
  const network = new TestNetwork();
  const organisations = [{ ...organisation, units: [{ ...unitFamily, webhook: { url: receiver.url, secret } }] }];
  const sources = { ...createTestSources().sources, units: createTestUnits().units, network };
  const gateway = await startTestGateway({ organisations, sources, network: { poll: 10 } });
  t.after(() => gateway.close());
  const theirs = others(gateway.clock);
  network.put(unitFamily.gln, theirs.envelope(theirs.message()));
  await until(() => receiver.calls.length > 0);
  const { event, unit, at } = receiver.calls[0]?.body ?? {};
  assert.deepEqual({ event, unit, at }, { event: 'message', unit: unitFamily.id, at: gateway.clock.now.toISOString() });
  await until(async () => (await rowsOf(gateway.store)).length === 0);
});
