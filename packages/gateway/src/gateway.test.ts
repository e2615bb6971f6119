import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockDirectory } from './store/lock.ts';
import { startTestGateway } from './testing/gateway.ts';
import { known } from './testing/sources.ts';

test('says live and ready, and counts without naming anybody', async () => {
  const gateway = await startTestGateway();
  try {
    const ops = async (path: string) => fetch(new URL(path, gateway.gateway.opsUrl));
    assert.deepEqual(await (await ops('/health/live')).json(), { status: 'live' });
    assert.deepEqual(await (await ops('/health/ready')).json(), { status: 'ready', files: 'unscanned' });
    assert.equal((await gateway.call('GET', '/health/live')).status, 404, 'not on the public port');

    const { context } = await gateway.open(known);
    await gateway.call('GET', '/v1/cases', { context });
    await gateway.call('GET', '/v1/cases');
    const text = await (await ops('/metrics')).text();
    assert.match(text, /^paa_tvaers_requests_total\{route="\/v1\/cases",method="GET",status="200"\} 1$/m);
    assert.match(text, /^paa_tvaers_requests_total\{route="\/v1\/cases",method="GET",status="400"\} 1$/m);
    assert.match(text, /^paa_tvaers_source_answers_total\{source="person",state="ok"\} 2$/m);
    assert.match(text, /^paa_tvaers_sections_total\{dataflow="cases",state="ok"\} 1$/m);
    assert.match(text, /^paa_tvaers_problems_total\{type="context-missing"\} 1$/m);
    assert.match(text, /^paa_tvaers_contexts_open 1$/m);
    assert.match(text, /^paa_tvaers_request_seconds_count\{route="\/v1\/contexts"\} 1$/m);
    for (const secret of [known, context, 'employee-1', '11223344', 'Asta']) assert.ok(!text.includes(secret), secret);

    await gateway.store.close();
    const down = await ops('/health/ready');
    assert.equal(down.status, 503);
    assert.deepEqual(await down.json(), { status: 'database-down', files: 'unscanned' });
    assert.equal((await ops('/health/live')).status, 200);
  } finally {
    await gateway.close();
  }
});

test('finishes the answer under way, takes nothing new, and is not ready meanwhile', async () => {
  const gateway = await startTestGateway();
  gateway.control.down = true;
  const { context } = await gateway.open(known);
  gateway.control.down = false;
  const reached = Promise.withResolvers<void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.control.before = () => {
    reached.resolve();
    return promise;
  };
  const underWay = gateway.call('GET', '/v1/cases', { context });
  await reached.promise;
  const closed = gateway.close();
  const ready = await fetch(new URL('/health/ready', gateway.gateway.opsUrl));
  assert.equal(ready.status, 503);
  assert.deepEqual(await ready.json(), { status: 'draining', files: 'unscanned' });
  const { hostname, port } = new URL(gateway.gateway.url);
  const late = connect(Number(port), hostname);
  const [refused] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(refused.code, 'ECONNREFUSED');
  resolve();
  const answer = await underWay;
  assert.equal(answer.headers.get('connection'), 'close');
  assert.equal(((await answer.json()) as { state: string }).state, 'ok');
  await closed;
  await assert.rejects(fetch(new URL('/health/live', gateway.gateway.opsUrl)));
});

test('closes what it opened where its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const directory = await mkdtemp(join(tmpdir(), 'paa-tvaers-'));
  try {
    const { port } = taken.address() as AddressInfo;
    await assert.rejects(startTestGateway({ port, store: { directory } }), { code: 'EADDRINUSE' });
    lockDirectory(directory)();
  } finally {
    taken.close();
    await rm(directory, { recursive: true });
  }
});
