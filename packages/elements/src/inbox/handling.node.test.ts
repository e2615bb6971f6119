import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChildSession } from '../context/child-session.ts';
import { FakeClock, FakeGateway, jwt, problemBody, settle } from '../context/testing/fake-gateway.ts';
import { Handling } from './handling.ts';
import { answer, item } from './testing/fixtures.ts';
import { UnitInbox } from './unit-inbox.ts';

const open = '/v1/inbox?state=open';
const taskRoute = '/v1/threads/thread-1/task';
const one = item();

async function begin() {
  const clock = new FakeClock();
  const server = new FakeGateway();
  const session = new ChildSession(clock, server.fetch);
  const inbox = new UnitInbox(session, () => {}, clock);
  session.follow(() => inbox.look());
  session.set({ apiUrl: 'https://gateway.test', getToken: async () => jwt(clock, 300) });
  session.connect(true);
  inbox.look();
  await settle();
  const handling = new Handling(inbox, () => {});
  await settle();
  const list = async (item = one) => {
    server.last(open).answer(200, answer([item]));
    await settle();
  };
  await list();
  return { server, session, inbox, handling, list };
}

test('what the user does shows at once, and is asked of the gateway without a child', async (t) => {
  const { server, handling } = await begin();
  t.after(() => handling.end());
  for (const [act, task, body] of [
    ['take', { state: 'in-progress', assignee: { name: '', self: true } }, { state: 'in-progress', assignee: 'self' }],
    ['done', { state: 'done', assignee: { name: '', self: true } }, { state: 'done' }],
    ['reopen', { state: 'in-progress', assignee: { name: '', self: true } }, { state: 'in-progress' }],
    ['release', { state: 'new' }, { state: 'new', assignee: null }],
    ['done', { state: 'done' }, { state: 'done' }],
    ['reopen', { state: 'new' }, { state: 'new' }],
  ] as const) {
    void handling.act(one, act);
    assert.deepEqual(handling.taskOf(one), task);
    await settle();
    const request = server.last(taskRoute, 'PUT');
    assert.deepEqual(request.body, body);
    assert.ok(!('Paa-Tvaers-Context' in request.headers));
    request.answer(200, { at: '2026-03-02T08:00:00Z' });
    await settle();
    assert.deepEqual(handling.taskOf(one), task);
  }
});

for (const [status, word] of [
  [503, 'notSaved'],
  [403, 'notAllowed'],
] as const)
  test(`what the gateway does not take (${status}) is undone, told, and looked up`, async (t) => {
    const { server, handling } = await begin();
    t.after(() => handling.end());
    void handling.act(one, 'done');
    await settle();
    server.last(taskRoute, 'PUT').answer(status, problemBody('unavailable', status));
    await settle();
    assert.deepEqual(handling.taskOf(one), { state: 'new' });
    assert.deepEqual(handling.trouble, { thread: 'thread-1', word });
    assert.equal(server.to(open).length, 2);
    void handling.act(one, 'take');
    assert.equal(handling.trouble, undefined);
  });

test('of several wishes for a thread one is under way at a time, and the last one stands', async (t) => {
  const { server, handling } = await begin();
  t.after(() => handling.end());
  void handling.act(one, 'take');
  void handling.act(one, 'release');
  void handling.act(one, 'done');
  await settle();
  assert.equal(server.to(taskRoute, 'PUT').length, 1);
  server.last(taskRoute, 'PUT').answer(200, { at: '2026-03-02T08:00:00Z' });
  await settle();
  assert.equal(server.to(taskRoute, 'PUT').length, 2);
  assert.deepEqual(server.last(taskRoute, 'PUT').body, { state: 'done' });
  server.last(taskRoute, 'PUT').answer(200, { at: '2026-03-02T08:00:00Z' });
  await settle();
  assert.equal(server.to(taskRoute, 'PUT').length, 2);
  assert.equal(handling.taskOf(one).state, 'done');
});

test('a list that was asked for before the gateway had noted it does not take it back; a later one has the word', async (t) => {
  const { inbox, server, handling, list } = await begin();
  t.after(() => handling.end());
  inbox.reload();
  void handling.act(one, 'done');
  await settle();
  server.last(taskRoute, 'PUT').answer(200, { at: '2026-03-02T08:00:00Z' });
  await settle();
  await list();
  assert.equal(handling.taskOf(one).state, 'done');
  inbox.reload();
  await settle();
  const theirs = item({ task: { state: 'in-progress', assignee: { name: 'Bo Test', self: false } } });
  await list(theirs);
  assert.deepEqual(handling.taskOf(theirs), theirs.task);
});

test('a code is asked for with the thread and a key, and handed to the host with the thread', async (t) => {
  const { server, session, handling } = await begin();
  t.after(() => handling.end());
  const opened: object[] = [];
  session.set({ actions: { openChild: (event) => opened.push(event) } });
  void handling.open('thread-1');
  void handling.open('thread-1');
  assert.equal(handling.opening, 'thread-1');
  await settle();
  assert.equal(server.to('/v1/launches', 'POST').length, 1);
  const { body, headers, answer } = server.last('/v1/launches', 'POST');
  assert.deepEqual(body, { thread: 'thread-1' });
  assert.match(headers['Idempotency-Key']!, /^[\w-]{32}$/);
  assert.ok(!('Paa-Tvaers-Context' in headers));
  answer(201, { code: 'code-1', expires: '2026-03-02T08:01:00Z' });
  await settle();
  assert.deepEqual(opened, [{ code: 'code-1', thread: 'thread-1' }]);
  assert.equal(handling.opening, undefined);
});

test('a code that does not come is told, and can be asked for again with another key', async (t) => {
  const { server, handling } = await begin();
  t.after(() => handling.end());
  void handling.open('thread-1');
  await settle();
  server.last('/v1/launches', 'POST').fail();
  await settle();
  assert.deepEqual(handling.trouble, { thread: 'thread-1', word: 'notOpened' });
  void handling.open('thread-1');
  await settle();
  const [first, second] = server.to('/v1/launches', 'POST');
  assert.notEqual(first!.headers['Idempotency-Key'], second!.headers['Idempotency-Key']);
});

test('a code that comes after the login has ended opens nobody', async (t) => {
  const { server, session, handling } = await begin();
  t.after(() => handling.end());
  const opened: object[] = [];
  session.set({ actions: { openChild: (event) => opened.push(event) } });
  server.honoursAbort = false;
  void handling.open('thread-1');
  void handling.act(one, 'take');
  await settle();
  session.lose({ slug: 'token-invalid', status: 401 });
  assert.equal(handling.opening, undefined);
  assert.deepEqual(handling.taskOf(one), one.task);
  server.last('/v1/launches', 'POST').answer(201, { code: 'code-1', expires: '2026-03-02T08:01:00Z' });
  server.last(taskRoute, 'PUT').answer(503, problemBody('unavailable', 503));
  await settle();
  assert.deepEqual(opened, []);
  assert.equal(handling.trouble, undefined);
});

for (const change of [
  { kind: 'message', thread: 'thread-7' },
  { kind: 'receipt', context: 'context-9', thread: 'thread-7' },
  { kind: 'reset' },
])
  test(`reads the list again once when it hears ${JSON.stringify(change)}, and not for what is a child’s alone`, {
    timeout: 60_000,
  }, async (t) => {
    const { server, handling, list } = await begin();
    t.after(() => handling.end());
    const others = ['context-closed', 'consent-changed'].map((kind, id) => ({ id: `${id}`, change: { kind, context: 'context-9' } }));
    server.last('/v1/changes').stream([...others, { id: '9', change }]);
    while (server.to(open).length === 1) await new Promise(setImmediate);
    await settle();
    await list();
    assert.equal(server.to(open).length, 2);
  });

test('hears nothing more once it has ended', async () => {
  const { server, handling } = await begin();
  const { init } = server.last('/v1/changes');
  assert.equal(init.signal!.aborted, false);
  handling.end();
  assert.equal(init.signal!.aborted, true);
});
