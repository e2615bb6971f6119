import assert from 'node:assert/strict';
import { EventEmitter, on, once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { call, type Seen, serve } from '../testing/server.ts';
import { statusError } from './http.ts';
import type { SourceSettings } from './settings.ts';
import { Source } from './source.ts';

const none = { kind: 'none' } as const;

function sourceAt(t: TestContext, url: string, over: Partial<SourceSettings> = {}): Source {
  const source = new Source('cases', { url, security: none, ...over });
  t.after(() => source.close());
  return source;
}

/** One request a question; a status beside 200 is an error, as in the clients. */
function ask(source: Source, { signal = call.signal, traceparent = '' } = {}): Promise<string> {
  return source.ask({ signal, ...(traceparent && { traceparent }) }, async (send) => {
    const { status, bytes } = await send({ headers: { 'content-type': 'text/plain' }, body: 'ask' });
    if (status !== 200) throw statusError('cases', status);
    return Buffer.from(bytes).toString('utf8');
  });
}

const unavailable = (why: SourceUnavailable['why']) => (error: unknown) => {
  assert.ok(error instanceof SourceUnavailable, String(error));
  assert.equal(error.why, why);
  assert.equal(error.cause, undefined);
  return true;
};

test('posts, reads the answer, and hands the trace on', async (t) => {
  const server = await serve(t, (_, response) => response.end('answer'));
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  assert.equal(await ask(sourceAt(t, `${server.url}?v=6`), { traceparent }), 'answer');
  const [seen] = server.seen as [Seen];
  assert.equal(seen.method, 'POST');
  assert.equal(seen.path, '/service?v=6');
  assert.equal(seen.headers.traceparent, traceparent);
});

test('gives up at its time-out, also in the middle of an answer', async (t) => {
  const silent = await serve(t, () => {});
  const halting = await serve(t, (_, response) => response.write('half'));
  for (const { url } of [silent, halting]) await assert.rejects(ask(sourceAt(t, url, { timeout: 50 })), unavailable('timeout'));
});

test('the time-out covers all requests of one question', async (t) => {
  const server = await serve(t, (_, response) => response.end('page'));
  const source = sourceAt(t, server.url, { timeout: 50 });
  const endless = source.ask(call, async (send) => {
    for (;;) await send({ headers: {}, body: '' });
  });
  await assert.rejects(endless, unavailable('timeout'));
});

test('stops when the caller does, before and during the request', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, () => controller.abort());
  const source = sourceAt(t, server.url);
  await assert.rejects(ask(source, { signal: controller.signal }), unavailable('aborted'));
  await assert.rejects(ask(source, { signal: controller.signal }), unavailable('aborted'));
  assert.equal(server.seen.length, 1);
});

test('refuses one request more than its sockets and its queue take, and recovers', async (t) => {
  const arrivals = new EventEmitter();
  const arrived = on(arrivals, 'response');
  const answerNext = async () => (await arrived.next()).value?.[0].end('answer');
  const server = await serve(t, (_, response) => arrivals.emit('response', response));
  const source = sourceAt(t, server.url, { connections: 1, queue: 1 });
  const both = Promise.all([ask(source), ask(source)]);
  await assert.rejects(ask(source), unavailable('busy'));
  await answerNext();
  await answerNext();
  assert.deepEqual(await both, ['answer', 'answer']);
  const next = ask(source);
  await answerNext();
  assert.equal(await next, 'answer');
});

test('a request that waits for a socket is given up as quickly as one that has one', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, () => controller.abort());
  const source = sourceAt(t, server.url, { connections: 1, timeout: 60_000 });
  const first = ask(source);
  first.catch(() => {});
  await assert.rejects(ask(source, { signal: controller.signal }), unavailable('aborted'));
});

test('counts the bytes that come, not those that are announced', async (t) => {
  const server = await serve(t, (_, response) => {
    response.write('x'.repeat(600));
    response.end('x'.repeat(600));
  });
  await assert.rejects(ask(sourceAt(t, server.url, { maxAnswerBytes: 1000 })), (error) => {
    assert.ok(error instanceof SourceAnswerInvalid);
    assert.match(error.message, /larger than 1000 bytes/);
    return true;
  });
  assert.equal((await ask(sourceAt(t, server.url, { maxAnswerBytes: 1200 }))).length, 1200);
});

test('a truncated answer is no answer', async (t) => {
  const server = await serve(t, (_, response, request) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => request.socket.destroy());
  });
  await assert.rejects(ask(sourceAt(t, server.url)), unavailable('connection'));
});

test('names the code of a connection that fails, and nothing else', async (t) => {
  const source = sourceAt(t, 'http://127.0.0.1:1/service');
  await assert.rejects(ask(source), (error) => {
    assert.ok(error instanceof SourceUnavailable);
    assert.equal(error.message, 'cases: connection (ECONNREFUSED)');
    return true;
  });
});

test('opens the circuit after failures in a row, tries again later, and closes it', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  let up = false;
  const server = await serve(t, (_, response) => response.writeHead(up ? 200 : 503).end('answer'));
  const source = sourceAt(t, server.url, { breaker: { failures: 3, halfOpenAfter: 10_000 } });
  for (let i = 0; i < 3; i++) await assert.rejects(ask(source), unavailable('status'));
  t.mock.timers.tick(9_999);
  await assert.rejects(ask(source), unavailable('circuit-open'));
  assert.equal(server.seen.length, 3);
  up = true;
  t.mock.timers.tick(1);
  assert.equal(await ask(source), 'answer');
  assert.equal(await ask(source), 'answer');
});

test('while one question tries whether the system is back, the others are told at once', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  let answerNow = () => {};
  let up = false;
  const arrived = new AbortController();
  const server = await serve(t, (_, response) => {
    if (!up) return response.writeHead(500).end();
    answerNow = () => response.end('answer');
    arrived.abort();
  });
  const source = sourceAt(t, server.url, { breaker: { failures: 1, halfOpenAfter: 10_000 } });
  await assert.rejects(ask(source), unavailable('status'));
  up = true;
  t.mock.timers.tick(10_000);
  const probe = ask(source);
  if (!arrived.signal.aborted) await once(arrived.signal, 'abort');
  await assert.rejects(ask(source), unavailable('circuit-open'));
  answerNow();
  assert.equal(await probe, 'answer');
});

test('what the caller aborts does not open the circuit', async (t) => {
  let answering = false;
  let controller = new AbortController();
  const server = await serve(t, (_, response) => (answering ? response.end('answer') : controller.abort()));
  const source = sourceAt(t, server.url, { breaker: { failures: 2 } });
  for (let i = 0; i < 4; i++) {
    controller = new AbortController();
    await assert.rejects(ask(source, { signal: controller.signal }), unavailable('aborted'));
  }
  answering = true;
  assert.equal(await ask(source), 'answer');
});

test('an aborted try leaves the circuit open', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const controller = new AbortController();
  let trying = false;
  const server = await serve(t, (_, response) => (trying ? controller.abort() : response.writeHead(503).end()));
  const source = sourceAt(t, server.url, { breaker: { failures: 1, halfOpenAfter: 10_000 } });
  await assert.rejects(ask(source), unavailable('status'));
  trying = true;
  t.mock.timers.tick(10_000);
  await assert.rejects(ask(source, { signal: controller.signal }), unavailable('aborted'));
  await assert.rejects(ask(source), unavailable('circuit-open'));
});

test('neither follows a redirect nor speaks http to another machine', async (t) => {
  const server = await serve(t, (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  await assert.rejects(ask(sourceAt(t, server.url)), unavailable('status'));
  for (const url of ['http://index.example/service', 'ftp://127.0.0.1/', 'index.example'])
    assert.throws(() => new Source('cases', { url, security: none }), { name: 'TypeError', message: /^cases\.url: / });
});
