import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { Change } from '@paa-tvaers/contract';
import { FakeClock, jwt, settle } from '../context/testing/fake-gateway.ts';
import { hearChanges } from './changes.ts';
import { Gateway } from './gateway.ts';

interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly aborted: boolean;
  /** Answers with a stream of events. */
  open(): { say(text: string): void; end(): void };
  /** Answers with a page. */
  page(body: unknown, status?: number): void;
  fail(): void;
}

function scene(sub = 'employee') {
  const clock = new FakeClock();
  const asked: Asked[] = [];
  const fetch = ((url: string, init: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      asked.push({
        url,
        headers: init.headers as Record<string, string>,
        get aborted() {
          return !!init.signal?.aborted;
        },
        open: () => {
          let controller!: ReadableStreamDefaultController<Uint8Array>;
          const body = new ReadableStream<Uint8Array>({
            start: (given) => {
              controller = given;
            },
          });
          resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } }));
          return { say: (text) => controller.enqueue(new TextEncoder().encode(text)), end: () => controller.close() };
        },
        page: (body, status = 200) => resolve(Response.json(body, { status })),
        fail: () => reject(new TypeError('Failed to fetch')),
      });
    })) as typeof globalThis.fetch;
  const session = (who = sub) => {
    const gateway = new Gateway(clock, fetch);
    gateway.url = 'https://gateway.test/';
    gateway.tokens.getToken = async () => tokenOf(clock, who);
    const followers = new Set<() => void>();
    return {
      gateway,
      follow: (follower: () => void) => {
        followers.add(follower);
        return () => followers.delete(follower);
      },
      hide(hidden: boolean) {
        gateway.asleep = hidden;
        for (const follower of followers) follower();
      },
    };
  };
  const heard: Change[] = [];
  const hear = (at = session()) => {
    const end = hearChanges(at, (change) => heard.push(change), clock);
    ends.push(end);
    return end;
  };
  return { clock, asked, session, heard, hear };
}

function tokenOf(clock: FakeClock, sub: string): string {
  const now = Math.floor(clock.now() / 1000);
  return `e30.${btoa(JSON.stringify({ iss: 'host', sub, org: '1', unit: 'u', iat: now, exp: now + 300 }))}.c2ln`;
}

/** What is read from a stream passes through more promises than a fetch. */
async function through(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await settle();
}

const message = (id: string, thread = 't') => `id: ${id}\ndata: ${JSON.stringify({ kind: 'message', thread, beyond: 1 })}\n\n`;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe('the stream of changes', () => {
  test('is one, however many sessions of the employee listen, and tells each of them', async () => {
    const { asked, hear, heard } = scene();
    hear();
    hear();
    await through();
    assert.equal(asked.length, 1);
    const { url, headers } = asked[0]!;
    assert.equal(url, 'https://gateway.test/v1/changes');
    assert.equal(headers.Accept, 'text/event-stream');
    assert.equal(headers['Paa-Tvaers-Context'], undefined);
    asked[0]!.open().say(message('1'));
    await through();
    assert.deepEqual(heard, [
      { kind: 'message', thread: 't' },
      { kind: 'message', thread: 't' },
    ]);
  });

  test('is another for another employee', async () => {
    const { asked, hear, session } = scene();
    hear();
    hear(session('colleague'));
    await through();
    assert.equal(asked.length, 2);
  });

  test('ends when nobody listens any more', async () => {
    const { asked, hear, clock } = scene();
    const ends = [hear(), hear()];
    await through();
    asked[0]!.open();
    await through();
    ends[0]!();
    assert.equal(asked[0]!.aborted, false);
    ends[1]!();
    assert.equal(asked[0]!.aborted, true);
    await through();
    clock.move(3_600_000);
    await through();
    assert.deepEqual([asked.length, clock.pending], [1, 0]);
  });

  test('goes on from the last id when the token has ended', async () => {
    const { asked, hear, clock, heard } = scene();
    hear();
    await through();
    const stream = asked[0]!.open();
    stream.say(message('41'));
    await through();
    stream.end();
    await through();
    clock.move(2_000);
    await through();
    assert.equal(asked.length, 2);
    assert.equal(asked[1]!.headers['Last-Event-ID'], '41');
    asked[1]!.open().say(': heartbeat\n\n');
    await through();
    assert.deepEqual(heard, [{ kind: 'message', thread: 't' }]);
  });

  test('says that something may have been missed where there is no id to go on from', async () => {
    const { asked, hear, clock, heard } = scene();
    hear();
    await through();
    const stream = asked[0]!.open();
    stream.say(': heartbeat\n\n');
    await through();
    assert.deepEqual(heard, []);
    stream.end();
    await through();
    clock.move(2_000);
    await through();
    asked[1]!.open().say(': heartbeat\n\n');
    await through();
    assert.deepEqual(heard, [{ kind: 'reset' }]);
  });

  test('is broken off after a minute without a heartbeat, and lives by each heartbeat', async () => {
    const { asked, hear, clock } = scene();
    hear();
    await through();
    const stream = asked[0]!.open();
    for (let i = 0; i < 10; i++) {
      stream.say(': heartbeat\n\n');
      await through();
      clock.move(59_000);
    }
    assert.equal(asked[0]!.aborted, false);
    clock.move(1_000);
    assert.equal(asked[0]!.aborted, true);
    await through();
    clock.move(2_000);
    await through();
    assert.equal(asked.length, 2);
  });

  test('is not there while the page is hidden, and goes on from where it was', async () => {
    const { asked, hear, session, clock } = scene();
    const one = session();
    hear(one);
    await through();
    asked[0]!.open().say(message('5'));
    await through();
    one.hide(true);
    assert.equal(asked[0]!.aborted, true);
    await through();
    clock.move(3_600_000);
    await through();
    assert.equal(asked.length, 1);
    one.hide(false);
    await through();
    assert.equal(asked[1]!.headers['Last-Event-ID'], '5');
  });

  test('is begun when a page that was opened in the background is shown', async () => {
    const { asked, hear, session } = scene();
    const one = session();
    one.hide(true);
    hear(one);
    await through();
    assert.equal(asked.length, 0);
    one.hide(false);
    await through();
    assert.equal(asked.length, 1);
  });

  test('follows the session to another employee', async () => {
    const { asked, hear, session, clock } = scene();
    const one = session();
    hear(one);
    hear();
    await through();
    const stream = asked[0]!.open();
    stream.say(message('5'));
    await through();
    one.gateway.tokens.forget();
    one.gateway.tokens.getToken = async () => tokenOf(clock, 'colleague');
    stream.end();
    await through();
    clock.move(2_000);
    await through();
    const theirs = asked.slice(1).find(({ headers }) => headers.Authorization === `Bearer ${tokenOf(clock, 'colleague')}`);
    assert.ok(theirs);
    assert.equal(theirs.headers['Last-Event-ID'], undefined);
  });

  test('passes over what is no change, and hears the next', async () => {
    const { asked, hear, heard } = scene();
    hear();
    await through();
    asked[0]!.open().say(`data: {\n\ndata: {"thread":"t"}\n\n${message('2', 'u')}`);
    await through();
    assert.deepEqual(heard, [{ kind: 'message', thread: 'u' }]);
  });
});

describe('where the stream cannot be had', () => {
  /** Both attempts at the stream fail. */
  async function polling() {
    const all = scene();
    const { asked, hear, clock } = all;
    const end = hear();
    await through();
    asked[0]!.fail();
    await through();
    clock.move(20_000);
    await through();
    asked[1]!.page({ changes: [], last: '1', interval: 120 });
    await through();
    clock.move(40_000);
    await through();
    assert.equal(asked.length, 3);
    return { ...all, end };
  }

  test('the page polls, at the interval that the gateway asks, and goes on from the last id', async () => {
    const { asked, clock, heard } = await polling();
    assert.equal(asked[2]!.headers.Accept, 'application/json');
    asked[2]!.page({ changes: [{ id: '8', change: { kind: 'receipt', context: 'c' } }], last: '8', interval: 300 });
    await through();
    assert.deepEqual(heard, [{ kind: 'receipt', context: 'c' }]);
    clock.move(299_000);
    await through();
    assert.equal(asked.length, 3);
    clock.move(1_000);
    await through();
    assert.equal(asked[3]!.url, 'https://gateway.test/v1/changes?since=8');
  });

  test('never more often than every two minutes, whatever the gateway says', async () => {
    const { asked, clock } = await polling();
    asked[2]!.page({ changes: [], last: '8', interval: 1 });
    await through();
    clock.move(119_000);
    await through();
    assert.equal(asked.length, 3);
    clock.move(1_000);
    await through();
    assert.equal(asked.length, 4);
  });

  test('ever more seldom where that does not answer either', async () => {
    const { asked, clock } = await polling();
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      asked.at(-1)!.page({}, 503);
      await through();
      const before = asked.length;
      let waited = 0;
      for (; asked.length === before && waited < 7_200; waited += 60) {
        clock.move(60_000);
        await through();
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [120, 240, 480, 960, 1_800, 1_800, 1_800]);
  });
});

test('a token that is refused is asked for anew, and one that does not come asks for nothing', async () => {
  const { asked, hear, session, clock } = scene();
  const one = session();
  const reasons: string[] = [];
  one.gateway.tokens.getToken = async ({ reason }) => {
    reasons.push(reason);
    if (reasons.length > 1) throw new Error('logged out');
    return jwt(clock, 300);
  };
  hear(one);
  await through();
  asked[0]!.page({}, 401);
  await through();
  clock.move(20_000);
  await through();
  assert.deepEqual(reasons, ['first', 'refused']);
  assert.equal(asked.length, 1);
});
