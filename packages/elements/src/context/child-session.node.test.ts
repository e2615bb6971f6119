import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Failure } from '../client/gateway.ts';
import { ChildSession, type Settings } from './child-session.ts';
import type { SectionName } from './session.ts';
import { casesBody, contactsBody, FakeClock, FakeGateway, jwt, openedBody, problemBody, settle, readers } from './testing/fake-gateway.ts';

// Ten digits that fail modulus 11.
const anna = '1405141112';
const bo = '2306132224';

function scene(settings: Partial<Settings> = {}) {
  const clock = new FakeClock();
  const gateway = new FakeGateway();
  const session = new ChildSession(clock, gateway.fetch);
  const problems: (Failure & { section?: SectionName })[] = [];
  const asked: string[] = [];
  session.onproblem = (problem, section) => problems.push({ ...problem, ...(section && { section }) });
  session.set({
    apiUrl: 'https://gateway.test/',
    purpose: 'casework',
    getToken: async ({ reason }) => {
      asked.push(reason);
      return jwt(clock, 300, `${asked.length}`);
    },
    ...settings,
  });
  session.connect(true);
  return { clock, gateway, session, problems, asked };
}

/** A session in which a child is open and its cases are on the screen. */
async function opened(cpr = anna, context = 'context-a', more: object = {}) {
  const all = scene({ child: { cpr } });
  const { gateway, session, clock } = all;
  await settle();
  gateway.last('/v1/contexts', 'POST').answer(200, openedBody(context, cpr, clock, more));
  await settle();
  session.ask('cases', readers.cases);
  await settle();
  gateway.last('/v1/cases').answer(200, casesBody(context, cpr));
  await settle();
  assert.equal(session.section('cases').phase, 'loaded');
  return all;
}

function shown(session: ChildSession): string {
  return JSON.stringify([session.state, session.section('cases'), session.section('contacts')]);
}

describe('opening a child', () => {
  test('opens once for a child and a purpose that are set in one task', async () => {
    const { gateway, session } = scene({ purpose: '' });
    session.set({ child: { cpr: anna } });
    session.set({ purpose: 'treatment' });
    await settle();
    assert.equal(gateway.requests.length, 1);
    const { headers, body, init } = gateway.requests[0]!;
    assert.deepEqual(body, { cpr: anna, purpose: 'treatment' });
    assert.match(headers.Authorization!, /^Bearer e30\./);
    assert.match(headers['Paa-Tvaers-Client']!, /^elements\/\d+\.\d+\.\d+/);
    assert.equal(headers['Paa-Tvaers-Context'], undefined);
    const { credentials, cache, referrerPolicy, redirect } = init;
    assert.deepEqual(
      { credentials, cache, referrerPolicy, redirect },
      { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error' },
    );
  });

  test('opens whatever the order in which the properties are set, and over several tasks', async () => {
    const settings: [keyof Settings, unknown][] = [
      ['apiUrl', 'https://gateway.test'],
      ['getToken', async () => 'a-token'],
      ['child', { code: 'launch' }],
      ['purpose', 'casework'],
    ];
    for (const order of permutations(settings)) {
      for (const pause of [false, true]) {
        const gateway = new FakeGateway();
        const session = new ChildSession(new FakeClock(), gateway.fetch);
        session.connect(true);
        for (const [name, value] of order) {
          session.set({ [name]: value });
          if (pause) await settle();
        }
        await settle();
        assert.deepEqual(
          gateway.requests.map(({ method, route, body }) => [method, route, body]),
          [['POST', '/v1/contexts', { code: 'launch', purpose: 'casework' }]],
          order.map(([name]) => name).join(),
        );
      }
    }
  });

  test('does nothing before it is connected', async () => {
    const gateway = new FakeGateway();
    const session = new ChildSession(new FakeClock(), gateway.fetch);
    session.set({ apiUrl: 'https://gateway.test', getToken: async () => 't', purpose: 'casework', child: { cpr: anna } });
    await settle();
    assert.equal(session.state.phase, 'empty');
    assert.equal(gateway.requests.length, 0);
  });

  test('keeps a section that was asked for before the context was open, and asks for it once', async () => {
    const { gateway, session, clock } = scene({ child: { cpr: anna } });
    session.ask('cases', readers.cases);
    session.ask('cases', readers.cases);
    assert.equal(session.section('cases').phase, 'loading');
    await settle();
    assert.equal(gateway.to('/v1/cases').length, 0);
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-a', anna, clock));
    await settle();
    session.ask('cases', readers.cases);
    assert.equal(gateway.to('/v1/cases').length, 1);
    assert.equal(gateway.last('/v1/cases').headers['Paa-Tvaers-Context'], 'context-a');
  });

  test('says why a child could not be opened, with the trace, and tries again on resume', async () => {
    const { gateway, session, problems } = scene({ child: { cpr: anna } });
    await settle();
    gateway.last('/v1/contexts', 'POST').answer(404, problemBody('child-unknown', 404));
    await settle();
    const problem = { slug: 'child-unknown', status: 404, trace: 'trace-child-unknown' };
    assert.deepEqual(session.state, { phase: 'failed', locale: 'da', problem });
    assert.deepEqual(problems, [problem]);
    session.resume();
    assert.equal(session.state.phase, 'opening');
    await settle();
    assert.equal(gateway.to('/v1/contexts', 'POST').length, 2);
  });

  test('says network where nothing answered, and time-out where it took too long', async () => {
    const { gateway, session, clock } = scene({ child: { cpr: anna } });
    await settle();
    gateway.last('/v1/contexts', 'POST').fail();
    await settle();
    assert.equal(session.state.problem?.slug, 'network');
    session.resume();
    await settle();
    clock.move(15_000);
    await settle();
    assert.equal(session.state.problem?.slug, 'time-out');
    assert.ok(gateway.last('/v1/contexts', 'POST').aborted);
  });

  test('shows nothing of an answer that cannot be read, is no JSON, is huge, or names another child', async () => {
    const answers: [unknown, string][] = [
      [{ context: 'context-a' }, 'answer-invalid'],
      ['<html>', 'answer-invalid'],
      [`"${'x'.repeat(1_000_001)}"`, 'answer-invalid'],
      [openedBody('context-a', bo, new FakeClock()), 'answer-foreign'],
    ];
    for (const [answer, slug] of answers) {
      const { gateway, session } = scene({ child: { cpr: anna } });
      await settle();
      gateway.last('/v1/contexts', 'POST').answer(200, answer);
      await settle();
      assert.equal(session.state.phase, 'failed');
      assert.equal(session.state.problem?.slug, slug);
      assert.doesNotMatch(shown(session), new RegExp(bo));
    }
  });

  test('knows a number that the host wrote with a dash', async () => {
    const { gateway, session, clock } = scene({ child: { cpr: '140514-1112' } });
    await settle();
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-a', anna, clock));
    await settle();
    assert.equal(session.state.phase, 'open');
  });

  test('takes a problem without our type for what its status says', async () => {
    for (const [status, slug] of [
      [404, 'not-found'],
      [502, 'unavailable'],
    ] as const) {
      const { gateway, session } = scene({ child: { cpr: anna } });
      await settle();
      gateway.last('/v1/contexts', 'POST').answer(status, '<html>proxy</html>');
      await settle();
      assert.deepEqual(session.state.problem, { slug, status });
    }
  });
});

describe('never the wrong child', () => {
  const endings: [string, (session: ChildSession) => void, string][] = [
    ['another child', (session) => session.set({ child: { cpr: bo } }), 'opening'],
    ['the same child by a code', (session) => session.set({ child: { code: 'launch' } }), 'opening'],
    ['no child', (session) => session.set({ child: null }), 'empty'],
    ['another purpose', (session) => session.set({ purpose: 'treatment' }), 'opening'],
    ['another gateway', (session) => session.set({ apiUrl: 'https://other.test' }), 'opening'],
    ['an unknown language', (session) => session.set({ locale: 'tlh' }), 'opening'],
    ['close', (session) => session.close(), 'closed'],
    ['removal of the element', (session) => session.connect(false), 'empty'],
    ['a hidden page', (session) => session.hide(), 'covered'],
  ];
  for (const [what, end, phase] of endings) {
    test(`blanks in the same task: ${what}`, async () => {
      const { session } = await opened();
      const seen: string[] = [];
      session.follow(() => seen.push(shown(session)));
      assert.match(shown(session), new RegExp(anna));
      end(session);
      assert.equal(session.state.phase, phase);
      assert.doesNotMatch(shown(session), new RegExp(anna));
      assert.ok(seen.length > 0, 'the followers are told before the call returns');
      for (const moment of seen) assert.doesNotMatch(moment, new RegExp(anna));
    });
  }

  test('a follower that throws keeps nobody else from blanking, and its error is not lost', async ({ mock }) => {
    const { session } = await opened();
    const later: (() => void)[] = [];
    mock.method(globalThis, 'queueMicrotask', (run: () => void) => later.push(run));
    const seen: string[] = [];
    session.follow(() => {
      throw new Error('a broken widget');
    });
    session.follow(() => seen.push(session.state.phase));
    session.close();
    assert.deepEqual(seen, ['closed']);
    assert.throws(() => {
      for (const run of later) run();
    }, /a broken widget/);
  });

  test('a follower that sets yet another child leaves nobody with an older one', async () => {
    const { session, gateway, clock } = await opened();
    const third = '0102123336';
    let done = false;
    session.follow(() => {
      if (!done && session.state.phase === 'opening') {
        done = true;
        session.set({ child: { cpr: third } });
      }
    });
    session.set({ child: { cpr: bo } });
    await settle();
    assert.equal(gateway.last('/v1/contexts', 'POST').body?.cpr, third);
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-c', third, clock));
    await settle();
    assert.equal(session.state.opened?.child.cpr, third);
    assert.equal(gateway.to('/v1/contexts', 'POST').length, 2);
  });

  test('aborts what is under way, and drops what comes all the same', async () => {
    const { session, gateway, clock } = await opened();
    gateway.honoursAbort = false;
    session.retry('cases');
    session.ask('contacts', readers.contacts);
    await settle();
    const late = [gateway.last('/v1/cases'), gateway.last('/v1/contacts')];
    session.set({ child: { cpr: bo } });
    for (const request of late) assert.ok(request.aborted);
    await settle();
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-b', bo, clock));
    session.ask('cases', readers.cases);
    await settle();
    late[0]!.answer(200, casesBody('context-a', anna));
    late[1]!.answer(200, contactsBody('context-a', anna));
    await settle();
    assert.equal(session.section('cases').phase, 'loading');
    assert.doesNotMatch(shown(session), new RegExp(anna));
  });

  test('drops the late opening of a child that was left, also when the same child is opened again', async () => {
    const { session, gateway, clock } = scene({ child: { cpr: anna } });
    gateway.honoursAbort = false;
    await settle();
    session.set({ child: { cpr: bo } });
    await settle();
    session.set({ child: { cpr: anna } });
    await settle();
    const [first, second, third] = gateway.to('/v1/contexts', 'POST');
    second!.answer(200, openedBody('context-b', bo, clock));
    first!.answer(200, openedBody('context-old', anna, clock));
    await settle();
    assert.equal(session.state.phase, 'opening');
    third!.answer(200, openedBody('context-new', anna, clock));
    await settle();
    assert.equal(session.state.opened?.context, 'context-new');
  });

  test('drops a section that names another context, and says so', async () => {
    const { session, gateway, problems } = await opened();
    session.ask('contacts', readers.contacts);
    await settle();
    gateway.last('/v1/contacts').answer(200, contactsBody('context-b', bo));
    await settle();
    const snapshot = session.section('contacts');
    assert.ok(snapshot.phase === 'loaded' && snapshot.section.state === 'unavailable');
    assert.doesNotMatch(shown(session), new RegExp(bo));
    assert.deepEqual(
      problems.map(({ slug, section }) => [slug, section]),
      [['answer-foreign', 'contacts']],
    );
  });

  test('keeps nothing for a child that comes back', async () => {
    const { session, gateway, clock } = await opened();
    session.set({ child: { cpr: bo } });
    session.set({ child: { cpr: anna } });
    await settle();
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-new', anna, clock));
    await settle();
    assert.deepEqual(session.section('cases'), { phase: 'idle' });
  });

  test('setting the same child again, in another object, changes nothing', async () => {
    const { session, gateway } = await opened();
    let calls = 0;
    session.follow(() => calls++);
    session.set({ child: { cpr: anna }, purpose: 'casework', apiUrl: 'https://gateway.test/' });
    session.set({ getToken: async () => 'another function, as frameworks make one at each render' });
    await settle();
    assert.equal(calls, 0);
    assert.equal(session.state.phase, 'open');
    assert.equal(gateway.to('/v1/contexts', 'POST').length, 1);
  });

  test('a host that changes the number inside its own object has changed nothing yet', async () => {
    const child = { cpr: anna };
    const { session } = scene({ child });
    child.cpr = bo;
    assert.deepEqual(session.settings.child, { cpr: anna });
    session.set({ child });
    assert.deepEqual(session.settings.child, { cpr: bo });
  });
});

describe('closing at the gateway', () => {
  test('the request that opens the next child names the context that is left', async () => {
    const { session, gateway } = await opened();
    session.set({ child: { cpr: bo } });
    await settle();
    assert.equal(gateway.last('/v1/contexts', 'POST').headers['Paa-Tvaers-Context'], 'context-a');
    assert.equal(gateway.to('/v1/context', 'DELETE').length, 0);
  });

  for (const [what, end] of [
    ['no child', (session: ChildSession) => session.set({ child: null })],
    ['close', (session: ChildSession) => session.close()],
    ['removal', (session: ChildSession) => session.connect(false)],
    ['another gateway', (session: ChildSession) => session.set({ apiUrl: 'https://other.test' })],
  ] as const) {
    test(`${what} ends the context in a request that outlives the page, and what comes of it is ignored`, async () => {
      const { session, gateway, problems } = await opened();
      end(session);
      await settle();
      const request = gateway.last('/v1/context', 'DELETE');
      assert.equal(request.headers['Paa-Tvaers-Context'], 'context-a');
      assert.equal(request.init.keepalive, true);
      request.fail();
      await settle();
      assert.deepEqual(problems, []);
      session.set({ child: { cpr: bo }, apiUrl: 'https://gateway.test' });
      session.connect(true);
      await settle();
      assert.equal(gateway.last('/v1/contexts', 'POST').headers['Paa-Tvaers-Context'], undefined);
    });
  }

  test('a child that was closed stays closed while the host sets it again, and opens when it is set anew', async () => {
    const { session, gateway } = await opened();
    session.close();
    session.set({ child: { cpr: anna } });
    await settle();
    assert.equal(session.state.phase, 'closed');
    session.set({ child: null });
    session.set({ child: { cpr: anna } });
    await settle();
    assert.equal(gateway.to('/v1/contexts', 'POST').length, 2);
  });

  test('whoever sits here next is asked for: no token outlives a child that was set to none or closed', async () => {
    const { session, asked } = await opened();
    session.set({ child: null });
    await settle();
    session.set({ child: { cpr: bo } });
    await settle();
    assert.deepEqual(asked, ['first', 'first']);
  });
});

describe('sections', () => {
  test('says that it takes long after five seconds, with one timer for all', async () => {
    const { session, clock } = scene({ child: { cpr: anna } });
    await settle();
    const before = clock.pending;
    session.ask('cases', readers.cases);
    session.ask('contacts', readers.contacts);
    assert.equal(clock.pending, before + 1);
    let calls = 0;
    session.follow(() => calls++);
    clock.move(4_999);
    assert.deepEqual(session.section('contacts'), { phase: 'loading', slow: false });
    clock.move(1);
    assert.deepEqual(session.section('contacts'), { phase: 'loading', slow: true });
    assert.deepEqual(session.section('cases'), { phase: 'loading', slow: true });
    assert.equal(calls, 1);
  });

  test('each section is slow in its own time', async () => {
    const { session, gateway, clock } = scene({ child: { cpr: anna } });
    await settle();
    session.ask('cases', readers.cases);
    clock.move(3_000);
    session.ask('contacts', readers.contacts);
    clock.move(2_000);
    assert.deepEqual(
      [session.section('cases'), session.section('contacts')],
      [
        { phase: 'loading', slow: true },
        { phase: 'loading', slow: false },
      ],
    );
    clock.move(3_000);
    assert.deepEqual(session.section('contacts'), { phase: 'loading', slow: true });
    assert.equal(gateway.requests.length, 1);
  });

  test('what never came is unavailable, not empty: network, time-out, problem, garbled', async () => {
    const failures: ((gateway: FakeGateway, clock: FakeClock) => void)[] = [
      (gateway) => gateway.last('/v1/contacts').fail(),
      (_gateway, clock) => clock.move(15_000),
      (gateway) => gateway.last('/v1/contacts').answer(500, problemBody('internal', 500)),
      (gateway) => gateway.last('/v1/contacts').answer(429, problemBody('rate-limited', 429)),
      (gateway) => gateway.last('/v1/contacts').answer(200, '{"context":"context-a","sta'),
      (gateway) => gateway.last('/v1/contacts').answer(200, []),
    ];
    for (const failure of failures) {
      const { session, gateway, clock, problems } = await opened();
      session.ask('contacts', readers.contacts);
      await settle();
      failure(gateway, clock);
      await settle();
      const snapshot = session.section('contacts');
      assert.ok(snapshot.phase === 'loaded');
      assert.deepEqual([snapshot.section.state, snapshot.section.retry, snapshot.stale], ['unavailable', true, false]);
      assert.equal(session.state.phase, 'open', 'one section that fails ends nothing else');
      assert.equal(problems.at(-1)?.section, 'contacts');
    }
  });

  test('a retry keeps what is there, is one request however often it is pressed, and marks it stale where it fails', async () => {
    const { session, gateway, clock } = await opened();
    const before = session.section('cases');
    assert.ok(before.phase === 'loaded');
    clock.move(60_000);
    session.retry('cases');
    session.retry('cases');
    await settle();
    assert.equal(gateway.to('/v1/cases').length, 2);
    assert.deepEqual(session.section('cases'), { ...before, busy: true });
    gateway.last('/v1/cases').fail();
    await settle();
    assert.deepEqual(session.section('cases'), { ...before, stale: true });
    session.retry('cases');
    await settle();
    gateway.last('/v1/cases').answer(200, casesBody('context-a', 'ny'));
    await settle();
    const after = session.section('cases');
    assert.ok(after.phase === 'loaded');
    assert.deepEqual([after.stale, after.busy, after.at], [false, false, clock.now()]);
    assert.match(shown(session), /Kommune ny/);
  });

  test('a source that is down after it had answered makes the answer stale', async () => {
    const { session, gateway } = await opened();
    session.retry('cases');
    await settle();
    gateway.last('/v1/cases').answer(200, casesBody('context-a', anna, 'unavailable'));
    await settle();
    const snapshot = session.section('cases');
    assert.ok(snapshot.phase === 'loaded' && snapshot.section.state === 'ok' && snapshot.stale);
  });

  test('an answer that takes back what was shown is never stale: denied, blocked, consent needed, out of scope', async () => {
    for (const state of ['denied', 'blocked', 'consent-needed', 'out-of-scope']) {
      const { session, gateway } = await opened();
      session.retry('cases');
      await settle();
      gateway.last('/v1/cases').answer(200, casesBody('context-a', 'mark', state));
      await settle();
      const snapshot = session.section('cases');
      assert.ok(snapshot.phase === 'loaded' && snapshot.section.state === state && !snapshot.stale);
      assert.equal(snapshot.section.items.length, 0);
    }
  });

  test('refresh fetches again what is shown, and nothing else', async () => {
    const { session, gateway } = await opened();
    session.refresh();
    await settle();
    assert.deepEqual([gateway.to('/v1/cases').length, gateway.to('/v1/contacts').length], [2, 0]);
  });
});

describe('losing the session', () => {
  test('renews once and tries once more after 401, then has expired', async () => {
    const { session, gateway, asked } = await opened();
    session.retry('cases');
    await settle();
    gateway.last('/v1/cases').answer(401, problemBody('token-expired', 401));
    await settle();
    assert.deepEqual(asked, ['first', 'refused']);
    assert.equal(gateway.to('/v1/cases').length, 3);
    assert.equal(session.state.phase, 'open');
    gateway.last('/v1/cases').answer(401, problemBody('token-invalid', 401));
    await settle();
    assert.deepEqual([session.state.phase, gateway.to('/v1/cases').length, asked.length], ['expired', 3, 2]);
    assert.doesNotMatch(shown(session), new RegExp(anna));
  });

  test('two sections that are refused at the same time renew once', async () => {
    const { session, gateway, asked } = await opened();
    session.ask('contacts', readers.contacts);
    session.retry('cases');
    await settle();
    gateway.last('/v1/contacts').answer(401, problemBody('token-expired', 401));
    gateway.last('/v1/cases').answer(401, problemBody('token-expired', 401));
    await settle();
    assert.deepEqual(asked, ['first', 'refused']);
    assert.equal(session.state.phase, 'open');
  });

  test('has expired where the host gives no token: rejects, throws, never settles, gives nothing', async () => {
    const broken: Settings['getToken'][] = [
      async () => Promise.reject(new Error('logged out')),
      () => {
        throw new Error('logged out');
      },
      () => new Promise(() => {}),
      async () => '',
      async () => undefined as never,
    ];
    for (const getToken of broken) {
      const { session, gateway, clock, problems } = scene({ child: { cpr: anna }, getToken });
      await settle();
      clock.move(10_000);
      await settle();
      assert.equal(session.state.phase, 'expired');
      assert.equal(gateway.requests.length, 0);
      assert.equal(problems.at(-1)?.slug, 'no-token');
    }
  });

  test('goes on after it had expired: asks for a token and opens the child again', async () => {
    const { session, gateway, clock, asked } = await opened();
    session.set({ getToken: async () => Promise.reject(new Error('logged out')) });
    clock.move(299_000);
    session.retry('cases');
    await settle();
    assert.equal(session.state.phase, 'expired');
    session.set({ getToken: async ({ reason }) => `${asked.push(reason)}` });
    session.resume();
    assert.equal(session.state.phase, 'opening');
    await settle();
    assert.equal(asked.at(-1), 'first');
    const request = gateway.last('/v1/contexts', 'POST');
    assert.equal(request.headers['Paa-Tvaers-Context'], 'context-a');
    request.answer(200, openedBody('context-b', anna, clock));
    await settle();
    assert.equal(session.state.phase, 'open');
  });

  test('a context that the gateway has closed blanks, and is not closed again', async () => {
    const { session, gateway } = await opened();
    session.retry('cases');
    await settle();
    gateway.last('/v1/cases').answer(410, problemBody('context-closed', 410));
    await settle();
    assert.equal(session.state.phase, 'closed');
    assert.doesNotMatch(shown(session), new RegExp(anna));
    session.set({ child: null });
    await settle();
    assert.equal(gateway.to('/v1/context', 'DELETE').length, 0);
  });

  test('a context that is no longer ours blanks, with the reason', async () => {
    const { session, gateway } = await opened();
    session.retry('cases');
    await settle();
    gateway.last('/v1/cases').answer(403, problemBody('context-foreign', 403));
    await settle();
    assert.deepEqual([session.state.phase, session.state.problem?.slug], ['failed', 'context-foreign']);
  });

  test('blanks at the moment the context ends', async () => {
    const clock = new FakeClock();
    const { session, clock: time } = await opened(anna, 'context-a', { expires: new Date(clock.now() + 600_000).toISOString() });
    time.move(599_999);
    assert.equal(session.state.phase, 'open');
    time.move(1);
    assert.equal(session.state.phase, 'closed');
    assert.doesNotMatch(shown(session), new RegExp(anna));
  });

  test('blanks when the context has been idle; an answer begins the time anew', async () => {
    const { session, clock, gateway } = await opened();
    clock.move(1_000_000);
    session.retry('cases');
    await settle();
    gateway.last('/v1/cases').answer(200, casesBody('context-a', anna));
    await settle();
    clock.move(1_199_999);
    assert.equal(session.state.phase, 'open');
    clock.move(1);
    assert.equal(session.state.phase, 'closed');
  });

  test('a workstation whose clock is hours ahead can still open a child', async () => {
    const clock = new FakeClock();
    const { session } = await opened(anna, 'context-a', { expires: new Date(clock.now() - 3_600_000).toISOString() });
    assert.equal(session.state.phase, 'open');
  });
});

describe('a hidden page', () => {
  test('asks for nothing, and asks again for what is shown when it is back; the first good answer uncovers', async () => {
    const { session, gateway, clock } = await opened();
    session.ask('contacts', readers.contacts);
    await settle();
    session.hide();
    assert.ok(gateway.last('/v1/contacts').aborted);
    const count = gateway.requests.length;
    session.retry('cases');
    session.ask('cases', readers.cases);
    clock.move(60_000);
    await settle();
    assert.equal(gateway.requests.length, count);
    session.show();
    assert.equal(session.state.phase, 'covered');
    await settle();
    assert.equal(gateway.requests.length, count + 2);
    assert.doesNotMatch(shown(session), new RegExp(anna));
    gateway.last('/v1/contacts').answer(200, contactsBody('context-a', anna));
    await settle();
    assert.equal(session.state.phase, 'open');
    const cases = session.section('cases');
    assert.ok(cases.phase === 'loaded' && cases.busy);
  });

  test('renews a token that ended meanwhile, and asks for none while it is hidden', async () => {
    const { session, gateway, clock, asked } = await opened();
    session.hide();
    clock.move(600_000);
    await settle();
    assert.deepEqual(asked, ['first']);
    session.show();
    await settle();
    assert.deepEqual(asked, ['first', 'expiring']);
    gateway.last('/v1/cases').answer(200, casesBody('context-a', anna));
    await settle();
    assert.equal(session.state.phase, 'open');
  });

  for (const [what, status, slug, phase] of [
    ['the context was closed', 410, 'context-closed', 'closed'],
    ['the token is refused', 401, 'token-invalid', 'expired'],
    ['the gateway is down', 503, 'unavailable', 'failed'],
  ] as const) {
    test(`uncovers nothing where ${what}`, async () => {
      const { session, gateway } = await opened();
      session.hide();
      session.show();
      await settle();
      gateway.last('/v1/cases').answer(status, problemBody(slug, status));
      await settle();
      if (status === 401) gateway.last('/v1/cases').answer(status, problemBody(slug, status));
      await settle();
      assert.equal(session.state.phase, phase);
      assert.doesNotMatch(shown(session), new RegExp(anna));
    });
  }

  test('one section that fails while another answers is stale', async () => {
    const { session, gateway } = await opened();
    session.ask('contacts', readers.contacts);
    await settle();
    gateway.last('/v1/contacts').answer(200, contactsBody('context-a', anna));
    await settle();
    session.hide();
    session.show();
    await settle();
    gateway.last('/v1/cases').fail();
    await settle();
    assert.equal(session.state.phase, 'covered');
    gateway.last('/v1/contacts').answer(200, contactsBody('context-a', anna));
    await settle();
    const cases = session.section('cases');
    assert.ok(cases.phase === 'loaded' && cases.stale);
  });

  test('a context that ended meanwhile is not uncovered, also where timers stood still', async () => {
    const { session, gateway, clock } = await opened();
    const count = gateway.requests.length;
    session.hide();
    clock.sleep(1_200_000);
    assert.equal(session.state.phase, 'covered');
    session.show();
    assert.equal(session.state.phase, 'closed');
    await settle();
    assert.equal(gateway.requests.length, count);
  });

  test('a child that is set while the page is hidden opens when it is back', async () => {
    const { session, gateway } = await opened();
    session.hide();
    const count = gateway.requests.length;
    session.set({ child: { cpr: bo } });
    await settle();
    assert.deepEqual([session.state.phase, gateway.requests.length], ['covered', count]);
    session.show();
    await settle();
    assert.equal(gateway.last('/v1/contexts', 'POST').body?.cpr, bo);
    assert.equal(session.state.phase, 'opening');
  });

  test('an opening that is under way is let through, so that a single-use code is not lost', async () => {
    const { session, gateway, clock } = scene({ child: { code: 'launch' } });
    session.ask('cases', readers.cases);
    await settle();
    session.hide();
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-a', anna, clock));
    await settle();
    assert.equal(session.state.phase, 'covered');
    assert.doesNotMatch(shown(session), new RegExp(anna));
    assert.equal(gateway.to('/v1/cases').length, 0);
    session.show();
    await settle();
    gateway.last('/v1/cases').answer(200, casesBody('context-a', anna));
    await settle();
    assert.equal(session.state.phase, 'open');
  });
});

describe('wrong use', () => {
  for (const [settings, misuse] of [
    [{ getToken: undefined }, 'no-get-token'],
    [{ apiUrl: '' }, 'no-api-url'],
    [{ purpose: '' }, 'no-purpose'],
  ] as [Partial<Settings>, string][]) {
    test(`${misuse}: waits a second for the host, then says so, and opens when it is mended`, async () => {
      const { session, gateway, clock } = scene({ child: { cpr: anna }, ...settings });
      await settle();
      clock.move(999);
      assert.equal(session.state.phase, 'opening');
      clock.move(1);
      assert.deepEqual([session.state.phase, session.state.misuse], ['misused', misuse]);
      session.set({ getToken: async () => 'token', apiUrl: 'https://gateway.test', purpose: 'casework' });
      await settle();
      assert.equal(gateway.to('/v1/contexts', 'POST').length, 1);
    });
  }

  test('an unknown language is said at once; a region is no other language', async () => {
    const { session } = scene({ child: { cpr: anna }, locale: 'tlh' });
    await settle();
    assert.deepEqual([session.state.phase, session.state.misuse, session.state.locale], ['misused', 'unknown-locale', 'da']);
    session.set({ locale: 'en-GB' });
    assert.deepEqual([session.state.phase, session.state.locale], ['opening', 'en']);
  });

  test('another known language is told to the followers, and opens nothing anew', async () => {
    const { session, gateway } = await opened();
    let calls = 0;
    session.follow(() => calls++);
    session.set({ locale: 'en' });
    assert.deepEqual([calls, session.state.locale, session.state.phase, gateway.requests.length], [1, 'en', 'open', 2]);
  });
});

test('no number of a child stands in a URL, a header or what is told to the host', async () => {
  const { session, gateway, problems, clock } = await opened();
  for (const answer of [
    () => gateway.last('/v1/cases').fail(),
    () => gateway.last('/v1/cases').answer(410, problemBody('context-closed', 410)),
  ]) {
    session.retry('cases');
    await settle();
    answer();
    await settle();
  }
  session.set({ child: { cpr: bo } });
  await settle();
  gateway.last('/v1/contexts', 'POST').answer(400, { ...problemBody('request-invalid', 400), fields: [{ at: '/cpr', is: 'invalid' }] });
  await settle();
  assert.equal(session.state.phase, 'failed');
  assert.ok(problems.length >= 3 && clock.now() > 0);
  const told = JSON.stringify([problems, gateway.requests.map(({ route, headers }) => [route, headers])]);
  assert.doesNotMatch(told, new RegExp(`${anna}|${bo}`));
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]));
}
