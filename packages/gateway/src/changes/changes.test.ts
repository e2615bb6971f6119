import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { Contexts } from '../contexts/contexts.ts';
import { createLog } from '../http/log.ts';
import { Metrics } from '../ops/metrics.ts';
import type { Keys } from '../sealing/seal.ts';
import { changesChannel, noteChange, sweepChanges } from '../store/changes.ts';
import { insertContext } from '../store/contexts.ts';
import { openStore, type Store } from '../store/store.ts';
import { onBoth } from '../testing/databases.ts';
import { absent, startPostgres } from '../testing/postgres.ts';
import { Changes } from './changes.ts';
import { Listening } from './testing.ts';
import type { Follower } from './telling.ts';

const mailbox = '900000016000101';
const keys: Keys = { seal: [{ id: 'k1', key: Buffer.alloc(32, 1) }], hash: Buffer.alloc(32, 2) };
const log = createLog({ level: 'silent' });
/** Nothing is found by looking now and then, unless a test says so. */
const never = 600_000;

const messageOf = (thread: string) => ({ kind: 'message' as const, mailbox, thread, childHash: null, at: new Date() });
const note = (store: Store, ...threads: string[]) =>
  store.db.transaction().execute((transaction) => noteChange(transaction, ...threads.map(messageOf)));
const told = (...threads: string[]) => threads.map((thread) => ({ kind: 'message', thread }));

interface Serving {
  readonly port: number;
  readonly changes: Changes;
  open(): Promise<number>;
  listen(lastId?: string): Promise<Listening>;
  close(): Promise<void>;
}
const serving: Serving[] = [];
afterEach(async () => {
  for (const one of serving.splice(0)) await one.close();
});

function followerOf(sub: string): Follower {
  const viewer = { sub, org: '11223344', audience: 'ppr', function: 'psychologist' };
  const caller = { issuer: 'https://host.example', viewer, expires: new Date(Date.now() + 3_600_000) };
  return { caller, mailbox, inbox: true } as unknown as Follower;
}

/** A gateway's changes; the employee stands in the path. */
async function serve(store: Store, over: Partial<ConstructorParameters<typeof Changes>[0]> = {}): Promise<Serving> {
  const metrics = new Metrics(async () => 0);
  const sections = { decisions: () => [] } as never;
  const changes = new Changes({ store, keys, sections, metrics, log, now: () => new Date(), look: never, ...over });
  await changes.start();
  const server = createServer(async ({ url = '', headers }, response) => {
    const follower = followerOf(url);
    const stream = changes.open(follower, undefined);
    response.once('close', () => stream.end());
    const missed = await changes.missed(follower, headers['last-event-id'] as string | undefined);
    stream.begin(response, {}, missed.changes, missed.last);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listening: Listening[] = [];
  const one = {
    port,
    changes,
    open: async () => (await metrics.streams.get()).values[0]?.value ?? 0,
    async listen(lastId?: string) {
      const headers: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
      const made = new Listening(await fetch(`http://127.0.0.1:${port}/${listening.length}`, { headers }));
      listening.push(made);
      return made.begun();
    },
    async close() {
      await changes.stop();
      await Promise.all(listening.map((each) => each.leave()));
      server.close();
      server.closeAllConnections();
    },
  };
  serving.push(one);
  return one;
}

async function until(condition: () => unknown): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `never: ${condition}`);
    await sleep(10);
  }
}

onBoth('changes', (store) => {
  test('a thousand readers hear, each on 50 kB at most at both ends', async (context) => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = () => {
      for (let round = 0; round < 3; round++) collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const one = await serve(store());
    const before = used();
    const heard = { begun: 0, told: 0 };
    const sockets: Socket[] = [];
    for (let at = 0; at < 1000; at++) {
      const socket = connect(one.port, '127.0.0.1').on('error', () => undefined);
      socket.write(`GET /many/${at} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
      sockets.push(socket);
      socket.on('data', (data) => {
        const text = data.toString();
        if (text.includes('retry: ')) heard.begun++;
        if (text.includes('data: ')) heard.told++;
      });
    }
    await until(() => heard.begun === 1000);
    assert.equal(await one.open(), 1000);
    const each = (used() - before) / 1000;
    context.diagnostic(`${Math.round(each / 1024)} kB a stream`);
    await note(store(), 'to all');
    await until(() => heard.told === 1000);
    for (const socket of sockets) socket.destroy();
    await until(async () => (await one.open()) === 0);
    assert.ok(each < 50 * 1024, `${each} bytes a stream`);
  });

  test('are heard when they are committed', async () => {
    const listening = await (await serve(store(), { readOn: -1 })).listen();
    for (const thread of ['a', 'b']) {
      // The notification of the last one, or of another test, is so long ago that the next is due.
      await sleep(100);
      await note(store(), thread);
      await listening.until(1);
      assert.deepEqual(listening.heard.splice(0), told(thread));
    }
  });

  test('are heard also where nobody is notified, since somebody was a moment ago', async ({ mock }) => {
    const listening = await (await serve(store())).listen();
    await sleep(100);
    const moment = performance.now();
    mock.method(performance, 'now', () => moment);
    for (const thread of ['a', 'b', 'c']) {
      await note(store(), thread);
      await listening.until(1);
      assert.deepEqual(listening.heard.splice(0), told(thread));
    }
  });

  test('are not heard where the transaction fails', async () => {
    const listening = await (await serve(store())).listen();
    const failed = store()
      .db.transaction()
      .execute(async (transaction) => {
        await noteChange(transaction, messageOf('never'));
        throw new Error('refused');
      });
    await assert.rejects(failed, /refused/);
    // What it would have notified is not heard either, so that the next one must be due.
    await sleep(100);
    await note(store(), 'then');
    assert.deepEqual(await listening.until(1), told('then'));
  });

  test('are told once a thread, however many there are of it', async () => {
    const listening = await (await serve(store())).listen();
    await note(store(), 'a', 'a', 'b', 'a');
    assert.deepEqual(await listening.until(2), told('a', 'b'));
    await note(store(), 'c');
    assert.deepEqual(await listening.until(3), told('a', 'b', 'c'));
  });

  test('are told after all where they could not be told the first time', async () => {
    let failing = 2;
    const failingDb = new Proxy(store().db, {
      get(db, name, receiver) {
        if (name === 'selectFrom' && failing-- > 0) throw new Error('the database is away');
        const value = Reflect.get(db, name, receiver);
        return typeof value === 'function' ? value.bind(db) : value;
      },
    });
    const listening = await (await serve({ ...store(), db: failingDb }, { look: 10 })).listen();
    await store()
      .db.transaction()
      .execute((transaction) => noteChange(transaction, { ...messageOf('late'), childHash: 'a child' }));
    assert.deepEqual(await listening.until(1), told('late'));
    assert.ok(failing <= 0);
  });

  test('so many that they cannot be told one by one are read again', async () => {
    const listening = await (await serve(store())).listen();
    for (const count of [501, 5001]) {
      await note(store(), ...Array.from({ length: count }, (_, at) => `thread-${at}`));
      assert.deepEqual((await listening.until(1)).splice(0), [{ kind: 'reset' }]);
    }
  });

  test('say now and then that the stream is alive', async () => {
    const listening = await (await serve(store(), { heartbeat: 10 })).listen();
    await listening.untilText('\n\n:\n\n:\n\n');
    assert.deepEqual(listening.heard, []);
  });

  test('a reader who does not read is dropped, and goes on from the last id', async () => {
    const one = await serve(store());
    const witness = await one.listen();
    const begun = witness.lastId;
    const stream = one.changes.open(followerOf('/slow'), undefined);
    // A socket that takes nothing: the kernel of a real one takes some tens of megabytes.
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.assignSocket(new Duplex({ read() {}, write() {} }) as Socket);
    stream.begin(response, {}, [], begun);
    const more = (batch: number) => Array.from({ length: 100 }, (_, at) => `${batch}-${at}-${'x'.repeat(1000)}`);
    await note(store(), ...more(1));
    await witness.until(100);
    assert.deepEqual([await one.open(), response.destroyed], [2, false]);
    await note(store(), ...more(2));
    await witness.until(200);
    assert.deepEqual([await one.open(), response.destroyed], [1, true]);
    assert.deepEqual(await (await one.listen(begun)).until(200), witness.heard);
  });

  test('are forgotten after a day, and an hour for what was committed late', async () => {
    const now = new Date('2026-06-15T10:00:00Z');
    const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    await store()
      .db.transaction()
      .execute(async (transaction) => {
        await transaction.deleteFrom('change').execute();
        await noteChange(transaction, ...[26, 24.5, 1].map((hours) => ({ ...messageOf(`${hours}`), at: ago(hours) })));
      });
    await sweepChanges(store().db, now);
    const left = await store().db.selectFrom('change').select('thread').orderBy('seq').execute();
    assert.deepEqual(
      left.map(({ thread }) => thread),
      ['24.5', '1'],
    );
  });

  test('tell of a context that was left open for too long', async () => {
    const opened = new Date('2026-06-15T10:00:00Z');
    const employee = { issuer: 'https://host.example', subject: '/0', organisation: '11223344', unit: 'PPR' };
    const owner = { ...employee, audience: 'ppr', function: 'psychologist' };
    const context = { ...owner, purpose: 'casework', child_sealed: 'sealed', child_hash: 'hash', opened_at: opened };
    for (const id of ['old', 'older']) await insertContext(store().db, { id, ...context });
    const listening = await (await serve(store())).listen();
    const contexts = new Contexts({ store: store(), keys, log } as never);
    await contexts.sweep(new Date(opened.getTime() + 19 * 60_000));
    await contexts.sweep(new Date(opened.getTime() + 21 * 60_000));
    const heard = (await listening.until(2)).map(({ kind, context: id }) => [kind, id]);
    assert.deepEqual(heard.sort(), [
      ['context-closed', 'old'],
      ['context-closed', 'older'],
    ]);
  });
});

describe('changes of several gateways', { skip: absent }, () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let here: Store;
  let there: Store;
  before(async () => {
    postgres = await startPostgres();
    const url = await postgres.database();
    here = await openStore({ url }, () => undefined);
    there = await openStore({ url }, () => undefined);
  });
  after(async () => {
    await here?.close();
    await there?.close();
    await postgres?.stop();
  });

  test('are heard at each of them', async () => {
    const near = await (await serve(here, { readOn: -1 })).listen();
    const far = await (await serve(there, { readOn: -1 })).listen();
    await sleep(100);
    await note(here, 'a');
    for (const one of [near, far]) assert.deepEqual(await one.until(1), told('a'));
    await sleep(100);
    await note(there, 'b');
    for (const one of [near, far]) assert.deepEqual(await one.until(2), told('a', 'b'));
  });

  test('a reader goes from one to another', async () => {
    const near = await (await serve(here)).listen();
    const far = await serve(there);
    const witness = await far.listen();
    await note(here, 'a');
    await near.until(1);
    await near.leave();
    await note(here, 'b');
    await witness.until(2);
    assert.deepEqual(await (await far.listen(near.lastId)).until(1), told('b'));
  });

  test('one that is committed after a later one is told, on the stream and to one who comes back', async () => {
    const one = await serve(there);
    const listening = await one.listen();
    const slow = await here.db.startTransaction().execute();
    await noteChange(slow, messageOf('first, and late'));
    // The next notification of the same gateway is due.
    await sleep(100);
    await note(here, 'second');
    assert.deepEqual(await listening.until(1), told('second'));
    const { lastId } = listening;
    await slow.commit().execute();
    assert.deepEqual(await listening.until(2), told('second', 'first, and late'));
    const again = await one.listen(lastId);
    await again.until(1);
    assert.ok(
      again.heard.some(({ thread }) => thread === 'first, and late'),
      again.text,
    );
  });

  test('what is committed while the connection is away is told when it is back', async () => {
    const connection = Promise.withResolvers<void>();
    let asked = 0;
    const store: Store = {
      ...there,
      async listen(...how) {
        asked++;
        if (asked === 2) throw new Error('still away');
        if (asked === 3) await connection.promise;
        return there.listen(...how);
      },
    };
    const listening = await (await serve(store, { readOn: -1 })).listen();
    await sleep(100);
    await note(here, 'before');
    await listening.until(1);
    const { rows } = await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where query = ${`listen ${changesChannel}`} and datname = current_database()`.execute(here.db);
    assert.equal(rows.length, 1);
    await until(() => asked === 3);
    await note(here, 'meanwhile');
    connection.resolve();
    assert.deepEqual(await listening.until(2), told('before', 'meanwhile'));
  });

  test('are found without the connection too, now and then', async () => {
    const store: Store = {
      ...there,
      listen: async () => {
        throw new Error('refused');
      },
    };
    const listening = await (await serve(store, { look: 20 })).listen();
    await note(here, 'a');
    assert.deepEqual(await listening.until(1), told('a'));
  });
});
