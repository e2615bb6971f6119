import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChildSession } from '../context/child-session.ts';
import { FakeClock, FakeGateway, jwt, openedBody, problemBody, settle } from '../context/testing/fake-gateway.ts';
import { answer, item, without } from './testing/fixtures.ts';
import { UnitInbox } from './unit-inbox.ts';

const open = '/v1/inbox?state=open';

/** An inbox of the real session, which follows it as a widget does. */
function begin({ token }: { token?: () => Promise<string> } = {}) {
  const clock = new FakeClock();
  const server = new FakeGateway();
  const session = new ChildSession(clock, server.fetch);
  const changes: string[] = [];
  const inbox = new UnitInbox(session, () => changes.push(inbox.state.phase), clock);
  session.follow(() => inbox.look());
  const getToken = token ?? (async () => jwt(clock, 300));
  session.set({ apiUrl: 'https://gateway.test', getToken, purpose: 'casework' });
  session.connect(true);
  inbox.look();
  return { clock, server, session, inbox, changes };
}

async function shown(more?: Parameters<typeof begin>[0]) {
  const all = begin(more);
  await settle();
  all.server.last(open).answer(200, answer());
  await settle();
  return all;
}

function threadsOf({ state }: UnitInbox): string[] {
  return state.phase === 'loaded' ? state.pages.flatMap(({ items }) => items.map(({ thread }) => thread)) : [];
}

test('asks for the unit’s open threads with the token alone, and no child', async () => {
  const { server, inbox } = begin();
  assert.deepEqual(inbox.state, { phase: 'loading', slow: false });
  await settle();
  const { headers } = server.last(open);
  assert.match(headers.Authorization!, /^Bearer /);
  assert.ok(!('Paa-Tvaers-Context' in headers));
  server.last(open).answer(200, answer());
  await settle();
  assert.deepEqual(threadsOf(inbox), ['thread-1', 'held', 'failed', 'mine', 'theirs', 'answered']);
  assert.equal(server.requests.length, 1);
});

test('says that it is slow after 5 seconds', async () => {
  const { clock, inbox } = begin();
  await settle();
  clock.move(5_000);
  assert.deepEqual(inbox.state, { phase: 'loading', slow: true });
});

test('a child that is set, opened, closed, or none leaves the list, and asks for nothing', async () => {
  const { clock, server, session, inbox } = await shown();
  const before = threadsOf(inbox);
  session.set({ child: { cpr: '0505149996' } });
  assert.deepEqual(threadsOf(inbox), before);
  await settle();
  server.last('/v1/contexts', 'POST').answer(201, openedBody('context-1', '0505149996', clock));
  await settle();
  assert.equal(session.state.phase, 'open');
  session.close();
  session.set({ child: null });
  await settle();
  assert.deepEqual(threadsOf(inbox), before);
  assert.equal(server.to(open).length, 1);
});

test('a child that is left while the token is on its way is no lost login', async () => {
  let give = (_: string) => {};
  const { clock, server, session, inbox } = begin({ token: () => new Promise((resolve) => (give = resolve)) });
  await settle();
  session.set({ child: { cpr: '0505149996' } });
  session.set({ child: null });
  await settle();
  assert.deepEqual(inbox.state, { phase: 'loading', slow: false });
  give(jwt(clock, 300));
  await settle();
  server.last(open).answer(200, answer());
  await settle();
  assert.equal(inbox.state.phase, 'loaded');
});

test('a login that has ended empties it in the very task, whoever notices', async () => {
  const { session, inbox } = await shown();
  session.lose({ slug: 'token-invalid', status: 401 });
  assert.deepEqual(inbox.state, { phase: 'expired' });
  assert.deepEqual(threadsOf(inbox), []);
});

test('a login that has ended is noticed by the inbox, which ends the session; it comes back with it', async () => {
  const { server, session, inbox } = await shown();
  inbox.reload();
  await settle();
  for (let attempt = 0; attempt < 2; attempt++) {
    server.last(open).answer(401, problemBody('token-invalid', 401));
    await settle();
  }
  assert.equal(session.state.phase, 'expired');
  assert.deepEqual(inbox.state, { phase: 'expired' });
  session.resume();
  assert.deepEqual(inbox.state, { phase: 'loading', slow: false });
  await settle();
  server.last(open).answer(200, answer([item()]));
  await settle();
  assert.deepEqual(threadsOf(inbox), ['thread-1']);
});

test('an answer that was on its way when the login ended is dropped', async () => {
  const { server, session, inbox } = begin();
  server.honoursAbort = false;
  await settle();
  const late = server.last(open);
  session.lose({ slug: 'token-invalid', status: 401 });
  late.answer(200, answer());
  await settle();
  assert.deepEqual(inbox.state, { phase: 'expired' });
});

test('a host that gives no token has lost the login', async () => {
  const { session, inbox } = begin({ token: () => Promise.reject(new Error('logged out')) });
  await settle();
  assert.equal(session.state.phase, 'expired');
  assert.deepEqual(inbox.state, { phase: 'expired' });
});

test('a hidden page covers the list at once, asks for nothing, and shows it again when an answer has come', async () => {
  const { server, session, inbox } = await shown();
  session.hide();
  assert.deepEqual(inbox.state, { phase: 'covered' });
  inbox.reload();
  await settle();
  assert.equal(server.to(open).length, 1);
  session.show();
  assert.deepEqual(inbox.state, { phase: 'covered' });
  await settle();
  server.last(open).answer(200, answer([item()]));
  await settle();
  assert.deepEqual(threadsOf(inbox), ['thread-1']);
});

test('a list that cannot be had again after the page was hidden is not shown', async () => {
  const { server, session, inbox } = await shown();
  session.hide();
  session.show();
  await settle();
  server.last(open).fail();
  await settle();
  assert.deepEqual(threadsOf(inbox), []);
  assert.equal(inbox.state.phase === 'loaded' && inbox.state.problem?.slug, 'network');
});

test('pages are added one by one, and read again together', async () => {
  const { server, inbox } = begin();
  const second = `${open}&cursor=a%2Fb`;
  await settle();
  server.last(open).answer(200, answer([item()], { next: 'a/b' }));
  await settle();
  inbox.more();
  await settle();
  server.last(second).answer(200, answer([item({ thread: 'thread-2' })]));
  await settle();
  assert.deepEqual(threadsOf(inbox), ['thread-1', 'thread-2']);
  inbox.more();
  inbox.reload();
  await settle();
  server.last(open).answer(200, answer([item({ thread: 'thread-3' })], { next: 'a/b' }));
  await settle();
  assert.deepEqual(threadsOf(inbox), ['thread-1', 'thread-2']);
  server.last(second).answer(200, answer([item()]));
  await settle();
  assert.deepEqual(threadsOf(inbox), ['thread-3', 'thread-1']);
  assert.equal(server.requests.length, 4);
});

test('a page of somebody else is not put behind the list of the one before', async () => {
  let who = 'one';
  const clock = new FakeClock();
  const { server, session, inbox } = begin({
    token: async () => `e30.${btoa(JSON.stringify({ iss: 'i', sub: who, exp: clock.now() / 1000 + 300 }))}.c2ln`,
  });
  await settle();
  server.last(open).answer(200, answer([item()], { next: 'c' }));
  await settle();
  who = 'other';
  session.gateway.tokens.forget();
  inbox.more();
  await settle();
  server.last(`${open}&cursor=c`).answer(200, answer([item({ thread: 'of-the-other' })]));
  await settle();
  assert.deepEqual(threadsOf(inbox), []);
  server.last(open).answer(200, answer([item({ thread: 'of-the-other' })]));
  await settle();
  assert.deepEqual(threadsOf(inbox), ['of-the-other']);
});

test('another filter drops the list, and asks for its own', async () => {
  const { server, inbox } = await shown();
  const { generation } = inbox;
  inbox.filter = 'done';
  assert.deepEqual(inbox.state, { phase: 'loading', slow: false });
  assert.ok(generation.aborted);
  await settle();
  server.last('/v1/inbox?state=done').answer(200, answer([]));
  await settle();
  assert.equal(inbox.state.phase, 'loaded');
  inbox.filter = 'done';
  await settle();
  assert.equal(server.requests.length, 2);
});

test('a list that cannot be read again is kept and is old', async () => {
  const { server, inbox } = await shown();
  for (const [fail, count] of [
    [() => server.last(open).fail(), 2],
    [() => server.last(open).answer(200, without('unavailable', { retry: true })), 3],
  ] as const) {
    inbox.reload();
    assert.ok(inbox.state.phase === 'loaded' && inbox.state.busy);
    await settle();
    fail();
    await settle();
    assert.ok(inbox.state.phase === 'loaded' && inbox.state.stale && !inbox.state.busy);
    assert.equal(threadsOf(inbox).length, 6);
    assert.equal(server.requests.length, count);
  }
  inbox.reload();
  await settle();
  server.last(open).answer(200, without('denied', { reason: 'function' }));
  await settle();
  assert.deepEqual(threadsOf(inbox), []);
  assert.ok(inbox.state.phase === 'loaded' && !inbox.state.stale);
});

test('what changes while it is read is read once more', async () => {
  const { server, inbox } = await shown();
  inbox.reload();
  inbox.reload();
  inbox.reload();
  await settle();
  server.last(open).answer(200, answer());
  await settle();
  assert.equal(server.to(open).length, 3);
  server.last(open).answer(200, answer());
  await settle();
  assert.equal(server.to(open).length, 3);
});

test('counts what is new in a list that is read again: unread that has grown, and threads that it would have had', async () => {
  const { server, inbox } = begin();
  await settle();
  const old = item({ thread: 'old', unread: 2, latest: { ...item().latest, at: '2026-02-01T10:00:00Z' } });
  server.last(open).answer(200, answer([item(), old], { next: 'c' }));
  await settle();
  assert.equal(inbox.news, undefined);
  const again = async (...those: Parameters<typeof answer>) => {
    inbox.reload();
    await settle();
    server.last(open).answer(200, answer(...those));
    await settle();
  };
  const older = item({ thread: 'older', unread: 5, latest: { ...item().latest, at: '2026-01-01T10:00:00Z' } });
  await again([old, older]);
  assert.equal(inbox.news, undefined, 'one that only moved up from the next page');
  await again([item({ unread: 2 }), { ...old, unread: 3 }, older]);
  assert.equal(inbox.news!.messages, 3);
});

test('reads again every ten minutes while it is shown, and at no other time', async () => {
  const { clock, server, session } = await shown();
  clock.move(599_000);
  await settle();
  assert.equal(server.requests.length, 1);
  clock.move(1_000);
  await settle();
  assert.equal(server.requests.length, 2);
  server.last(open).answer(200, answer());
  await settle();
  session.hide();
  clock.move(3_600_000);
  await settle();
  assert.equal(server.requests.length, 2);
});

test('another gateway has another list', async () => {
  const { session, inbox } = await shown();
  session.set({ apiUrl: 'https://other.test' });
  assert.deepEqual(inbox.state, { phase: 'loading', slow: false });
});

test('a host that sets no token or no address is told after a second, and may mend it', async () => {
  const clock = new FakeClock();
  const session = new ChildSession(clock, new FakeGateway().fetch);
  const inbox = new UnitInbox(session, () => {}, clock);
  session.follow(() => inbox.look());
  session.connect(true);
  inbox.look();
  clock.move(999);
  assert.equal(inbox.state.phase, 'loading');
  clock.move(1);
  assert.deepEqual(inbox.state, { phase: 'misused', misuse: 'no-get-token' });
  session.set({ getToken: async () => jwt(clock, 300) });
  session.set({ apiUrl: 'https://gateway.test' });
  inbox.look();
  assert.equal(inbox.state.phase, 'loading');
});

test('leaves no timer behind when it ends', async () => {
  const { clock, inbox } = await shown();
  inbox.end();
  assert.equal(clock.pending, 0);
});
