import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Sent, Thread } from '@paa-tvaers/contract';
import { notedShape, routes, sentShape, threadShape } from '@paa-tvaers/contract/reader';
import { drawKey, Exchange, exchangeOf } from './exchange.ts';
import { problemBody, settle } from './testing/fake-gateway.ts';
import { anna, openChild } from './testing/open-child.ts';

// Ten digits that fail modulus 11.
const bo = '2306132224';

type Noted = { context?: string; at: string };

async function opened(cpr = anna, context = 'context-a') {
  const all = await openChild({ cpr, context });
  assert.equal(all.session.state.phase, 'open');
  return { ...all, exchange: new Exchange(all.session, all.clock) };
}

const body = { text: 'x' };
const sent = (context: string) => ({ context, thread: 't', message: 'm', state: 'accepted', at: '2026-03-02T08:00:00Z' });

describe('an exchange', () => {
  test('asks with the session’s token, in the context of the child that is open', async () => {
    const { gateway, exchange } = await opened();
    const sending = exchange.send<Sent>('POST', routes.threads, body, sentShape, { idempotencyKey: 'key-1' });
    await settle();
    const request = gateway.last('/v1/threads', 'POST');
    assert.match(request.headers.Authorization!, /^Bearer e30\./);
    assert.equal(request.headers['Paa-Tvaers-Context'], 'context-a');
    assert.equal(request.headers['Idempotency-Key'], 'key-1');
    assert.deepEqual(request.body, body);
    request.answer(201, sent('context-a'));
    assert.deepEqual(await sending, { value: sent('context-a') });
  });

  test('asks for nothing without a child, but for what belongs to none', async () => {
    const { gateway, session, exchange } = await opened();
    session.set({ child: null });
    await settle();
    const before = gateway.requests.length;
    assert.equal((await exchange.read<Thread>('/v1/threads/t', threadShape)).failure?.slug, 'aborted');
    assert.equal(gateway.requests.length, before);
    const task = exchange.send<Noted>('PUT', '/v1/threads/t/task', { state: 'done' }, notedShape, { childless: true });
    await settle();
    const request = gateway.last('/v1/threads/t/task', 'PUT');
    assert.equal(request.headers['Paa-Tvaers-Context'], undefined);
    session.set({ child: { cpr: bo } });
    request.answer(200, { at: '2026-03-02T08:00:00Z' });
    assert.equal((await task).value?.at, '2026-03-02T08:00:00Z');
  });

  for (const honoursAbort of [true, false]) {
    test(`drops what comes after the child was left (fetch ${honoursAbort ? 'honours' : 'loses'} the signal)`, async () => {
      const { gateway, session, exchange } = await opened();
      gateway.honoursAbort = honoursAbort;
      const reading = exchange.read<Thread>('/v1/threads/t', threadShape);
      await settle();
      session.set({ child: { cpr: bo } });
      gateway.last('/v1/threads/t').answer(200, sent('context-a'));
      assert.equal((await reading).failure?.slug, 'aborted');
      assert.equal(session.state.phase, 'opening');
    });
  }

  test('drops what is on its way through the promises when the child is left, up to the last of them', async () => {
    /** Answers, leaves the child so many steps later, and says whether the answer was told, and after how many steps. */
    const leaveAfter = async (steps: number) => {
      const { gateway, session, exchange } = await opened();
      let step = 0;
      let told: number | undefined;
      const sending = exchange.send<Sent>('POST', routes.threads, body, sentShape).then(({ value }) => {
        if (value) told = step;
      });
      await settle();
      gateway.last('/v1/threads', 'POST').answer(201, sent('context-a'));
      for (; step < steps; step++) await undefined;
      session.set({ child: { cpr: bo } });
      await sending;
      return told;
    };
    const all = await leaveAfter(100);
    assert.ok(all);
    // Between a promise and who awaits it lies one step: there the one who asked looks again.
    for (let steps = 0; steps < all - 1; steps++) assert.equal(await leaveAfter(steps), undefined, `${steps} steps after the answer`);
  });

  test('ends the session where an answer names another context', async () => {
    const { gateway, session, exchange } = await opened();
    const reading = exchange.send<Sent>('POST', routes.threads, body, sentShape);
    await settle();
    gateway.last('/v1/threads', 'POST').answer(201, sent('context-b'));
    assert.equal((await reading).failure?.slug, 'answer-foreign');
    assert.equal(session.state.phase, 'failed');
  });

  test('takes a sending to its end though the page is hidden meanwhile, and begins none then', async () => {
    const { gateway, session, exchange } = await opened();
    const sending = exchange.send<Sent>('POST', routes.threads, body, sentShape);
    await settle();
    session.hide();
    gateway.last('/v1/threads', 'POST').answer(201, sent('context-a'));
    assert.equal((await sending).value?.message, 'm');
    assert.equal((await exchange.read<Thread>('/v1/threads/t', threadShape)).failure?.slug, 'aborted');
    session.show();
    assert.equal(session.state.phase, 'open');
  });

  test('gives a refusal with its reason, and leaves the session as it is', async () => {
    const { gateway, session, exchange } = await opened();
    for (const [slug, status] of [
      ['not-permitted', 403],
      ['not-the-latest', 409],
      ['message-refused', 422],
      ['unavailable', 503],
    ] as const) {
      const sending = exchange.send<Sent>('POST', routes.threads, body, sentShape);
      await settle();
      gateway.last('/v1/threads', 'POST').answer(status, problemBody(slug, status));
      const { failure } = await sending;
      assert.deepEqual(failure, { slug, status, trace: `trace-${slug}` });
      assert.equal(session.state.phase, 'open');
    }
  });

  for (const [slug, status, phase] of [
    ['context-closed', 410, 'closed'],
    ['context-foreign', 403, 'failed'],
    ['token-expired', 401, 'expired'],
  ] as const) {
    test(`blanks everything where the gateway says ${slug}`, async () => {
      const { gateway, session, exchange } = await opened();
      const sending = exchange.send<Sent>('POST', routes.threads, body, sentShape);
      // A token that is refused is asked for anew once.
      for (let i = 0; i < (status === 401 ? 2 : 1); i++) {
        await settle();
        gateway.last('/v1/threads', 'POST').answer(status, problemBody(slug, status));
      }
      assert.equal((await sending).failure?.slug, slug);
      assert.equal(session.state.phase, phase);
    });
  }

  test('keeps the context alive: it has been used', async () => {
    const { gateway, session, exchange, clock } = await opened();
    clock.move(1_000_000);
    const sending = exchange.send<Noted>('PUT', '/v1/threads/t/read', { messages: [] }, notedShape);
    await settle();
    gateway.last('/v1/threads/t/read', 'PUT').answer(200, { context: 'context-a', at: 'x' });
    await sending;
    clock.move(1_000_000);
    assert.equal(session.state.phase, 'open');
    clock.move(200_000);
    assert.equal(session.state.phase, 'closed');
  });

  test('does not take what is no answer of ours for one', async () => {
    const { gateway, exchange } = await opened();
    for (const answer of ['<html>', {}, { ...sent('context-a'), at: 3 }]) {
      const sending = exchange.send<Sent>('POST', routes.threads, body, sentShape);
      await settle();
      gateway.last('/v1/threads', 'POST').answer(200, answer);
      assert.equal((await sending).failure?.slug, 'answer-invalid');
    }
  });

  test('downloads a document as it is', async () => {
    const { gateway, exchange } = await opened();
    const loading = exchange.download('/v1/messages/m/document');
    await settle();
    gateway.last('/v1/messages/m/document').answer(200, '%PDF');
    assert.equal(await (await loading).value?.text(), '%PDF');
    const refused = exchange.download('/v1/messages/m/document');
    await settle();
    gateway.last('/v1/messages/m/document').answer(404, problemBody('not-found', 404));
    assert.equal((await refused).failure?.slug, 'not-found');
  });

  test('says its last word with the child that is being left', async () => {
    const { gateway, session, exchange } = await opened();
    await settle();
    exchange.part('PUT', '/v1/drafts/d', { text: 'half a' });
    session.set({ child: { cpr: bo } });
    await settle();
    const request = gateway.last('/v1/drafts/d', 'PUT');
    assert.equal(request.headers['Paa-Tvaers-Context'], 'context-a');
    assert.equal(request.init.keepalive, true);
    exchange.part('PUT', '/v1/drafts/d', { text: 'nobody’s' });
    assert.equal(gateway.to('/v1/drafts/d', 'PUT').length, 1);
  });

  test('hears that its own child was closed elsewhere, and not that another was', async () => {
    const { gateway, session, exchange } = await opened();
    const heard: string[] = [];
    const end = exchange.changes(({ kind, context }) => heard.push(`${kind} ${context}`));
    try {
      await settle();
      const changes = [
        { id: '1', change: { kind: 'context-closed', context: 'context-b' } },
        { id: '2', change: { kind: 'message', context: 'context-a' } },
        { id: '3', change: { kind: 'context-superseded', context: 'context-a' } },
      ];
      gateway.last('/v1/changes').stream(changes);
      await new Promise((resolve) => setImmediate(resolve));
      await settle();
      assert.deepEqual(heard, ['context-closed context-b', 'message context-a']);
      assert.equal(session.state.phase, 'closed');
    } finally {
      end();
    }
  });
});

test('one session has one exchange', async () => {
  const { session } = await opened();
  const { session: other } = await opened();
  assert.equal(exchangeOf(session), exchangeOf(session));
  assert.notEqual(exchangeOf(session), exchangeOf(other));
});

test('a key is 32 characters, and no two are alike', () => {
  const keys = new Set(Array.from({ length: 1_000 }, drawKey));
  assert.equal(keys.size, 1_000);
  for (const key of keys) assert.match(key, /^[\w-]{32}$/);
});

describe('a text that has not been sent', () => {
  test('is told as soon as it is begun, and no more when it is let go of', async () => {
    const { session } = await opened();
    let told = 0;
    session.follow(() => told++);
    const [one, two] = [{}, {}];
    session.hold(one, true);
    session.hold(one, true);
    session.hold(two, true);
    assert.deepEqual([session.unsent.size, told], [2, 2]);
    session.hold(one, false);
    assert.equal(session.unsent.size, 1);
    session.hold(two, false);
    assert.deepEqual([session.unsent.size, told], [0, 4]);
  });

  test('is no longer told when its child has been left', async () => {
    const { session } = await opened();
    session.hold({}, true);
    session.set({ child: { cpr: bo } });
    assert.equal(session.unsent.size, 0);
  });
});
