import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type ChangePage, changePage } from '@paa-tvaers/contract';
import { Listening } from '../changes/testing.ts';
import { unitFamily } from '../correspondence/testing.ts';
import { keyedHash } from '../sealing/seal.ts';
import { noteChange } from '../store/changes.ts';
import type { StoreSettings } from '../store/store.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { origin, organisation } from '../testing/identity.ts';
import { absent, startPostgres } from '../testing/postgres.ts';
import { known, other } from '../testing/sources.ts';

const socialWorker = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };
/** May do nothing with messages, by the delivered policy. */
const physician = { ...socialWorker, sub: 'employee-9', function: 'physician' };
const settings = (store?: StoreSettings) => ({
  organisations: [
    {
      ...organisation,
      rateLimit: { perMinute: 100_000 },
      units: [unitFamily, { id: 'Ungeteamet', name: 'Ungeteamet', mailbox: 'gateway', sor: '900000016000301', gln: '5790009003014' }],
    },
  ],
  ...(store && { store }),
});

for (const kind of ['PGlite', 'PostgreSQL'] as const)
  describe(`changes on ${kind}`, { skip: kind === 'PostgreSQL' && absent }, () => {
    let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
    let gateway: Awaited<ReturnType<typeof startTestGateway>>;
    before(async () => {
      if (kind === 'PostgreSQL') postgres = await startPostgres();
      gateway = await startTestGateway(settings(postgres && { url: await postgres.database() }), { real: true });
    });
    after(async () => {
      await gateway?.close();
      await postgres?.stop();
    });

    const ask = (as: Record<string, unknown>, { path = '', ...headers }: Record<string, string> = {}) =>
      gateway.call('GET', `/v1/changes${path}`, { as, headers: { Accept: 'text/event-stream', ...headers } });
    const opened: Listening[] = [];
    const listen = async (as: Record<string, unknown>, headers: Record<string, string> = {}) => {
      const listening = new Listening(await ask(as, headers));
      opened.push(listening);
      return listening.begun();
    };
    afterEach(() => Promise.all(opened.splice(0).map((one) => one.leave())));
    const poll = async (as: Record<string, unknown>, since?: string): Promise<ChangePage> => {
      const response = await gateway.call('GET', `/v1/changes${since === undefined ? '' : `?since=${since}`}`, { as });
      assert.equal(response.status, 200);
      return changePage.parse(await response.json());
    };
    let threads = 0;
    /** Something of a thread, in the unit's box. */
    const note = async (of: string | null = known, mailbox: string = unitFamily.sor, message: 'message' | 'receipt' = 'message') => {
      const thread = `urn:uuid:00000000-0000-4000-8000-${String(++threads).padStart(12, '0')}`;
      const childHash = of === null ? null : keyedHash(gateway.keys, of);
      await gateway.store.db
        .transaction()
        .execute((transaction) => noteChange(transaction, { kind: message, mailbox, thread, childHash, at: gateway.clock.now }));
      return thread;
    };
    const open = async (cpr: string, as: Record<string, unknown>) =>
      (await gateway.open(cpr, { as, body: { cpr, purpose: 'casework' } })).context;
    const close = (context: string, as: Record<string, unknown>) => gateway.call('DELETE', '/v1/context', { as, context });

    test('is a stream with the headers that every answer has', async () => {
      const response = await ask(socialWorker, { Origin: origin });
      const listening = await new Listening(response).begun();
      await listening.leave();
      assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
      assert.equal(response.headers.get('access-control-allow-origin'), origin);
      assert.equal(response.headers.get('vary'), 'Origin');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.match(response.headers.get('traceparent') ?? '', /^00-/);
      assert.match(listening.text, /^retry: 5000\nid: \d+-\d+\n\n$/);
      assert.equal((await ask(socialWorker, { Origin: 'https://elsewhere.example' })).status, 403);
      assert.equal((await ask(socialWorker, { path: '?page=%20' })).status, 400);
    });

    test('tells the unit of its threads, and each open context of the employee of the child’s', async () => {
      const as = { ...socialWorker, sub: 'employee-2' };
      const listening = await listen(as);
      const held = await note(null);
      const elsewhere = await note(known, '900000016000301');
      const first = await note();
      assert.deepEqual(await listening.until(2), [
        { kind: 'message', thread: held },
        { kind: 'message', thread: first },
      ]);
      const contexts = [await open(known, as), await open(known, as)];
      await open(other, as);
      await open(known, { ...as, sub: 'employee-3' });
      const second = await note(known, unitFamily.sor, 'receipt');
      const told = (await listening.until(4)).slice(2);
      assert.deepEqual(
        told.sort((one, two) => contexts.indexOf(one.context ?? '') - contexts.indexOf(two.context ?? '')),
        contexts.map((context) => ({ kind: 'receipt', context, thread: second })),
      );
      assert.ok(!listening.text.includes(elsewhere));
    });

    test('tells nothing of messages to whom policy lets read none, and of no other unit', async () => {
      const none = await listen(physician);
      const context = await open(known, physician);
      const neighbour = await listen({ ...socialWorker, sub: 'employee-4', unit: 'Ungeteamet' });
      const nowhere = await listen({ ...socialWorker, sub: 'employee-5', unit: 'Staben' });
      const all = await listen({ ...socialWorker, sub: 'employee-6' });
      const thread = await note();
      await all.until(1);
      await close(context, physician);
      assert.deepEqual(await none.until(1), [{ kind: 'context-closed', context }]);
      const theirs = await note(known, '900000016000301');
      assert.deepEqual(await neighbour.until(1), [{ kind: 'message', thread: theirs }]);
      for (const one of [none, neighbour, nowhere, all]) {
        if (one !== all) assert.ok(!one.text.includes(thread));
      }
      assert.ok(!nowhere.text.includes('data'));
    });

    test('tells the employee, and nobody else, of a context that is closed, or given up for another child', async () => {
      const as = { ...socialWorker, sub: 'employee-7' };
      const listening = await listen(as);
      const colleague = await listen({ ...as, sub: 'employee-8' });
      const first = await open(known, as);
      const second = (await gateway.open(other, { as, context: first, body: { cpr: other, purpose: 'casework' } })).context;
      await close(second, as);
      assert.deepEqual(await listening.until(2), [
        { kind: 'context-closed', context: first },
        { kind: 'context-closed', context: second },
      ]);
      await note();
      await colleague.until(1);
      assert.ok(!colleague.text.includes('context-closed'));
    });

    test('goes on where it broke, by stream and by page', async () => {
      const as = { ...socialWorker, sub: 'employee-10' };
      const listening = await listen(as);
      const begun = listening.lastId;
      const first = await note();
      await listening.until(1);
      await listening.leave();
      const witness = await listen({ ...as, sub: 'employee-20' });
      const [second, third] = [await note(), await note()];
      await witness.until(2);
      const again = await listen(as, { 'Last-Event-ID': listening.lastId });
      const told = [second, third].map((thread) => ({ kind: 'message', thread }));
      assert.deepEqual(await again.until(2), told);

      const { changes, last, interval } = await poll(as, begun);
      assert.deepEqual(
        changes.map(({ change }) => change),
        [{ kind: 'message', thread: first }, ...told],
      );
      assert.deepEqual([changes[0]?.id, changes[1]?.id, changes[2]?.id, interval], [begun, begun, last, 120]);
      assert.deepEqual((await poll(as, last)).changes, []);
      assert.deepEqual((await poll(as)).changes, []);
    });

    test('says that all is to be read again where nobody knows what was missed', async () => {
      const as = { ...socialWorker, sub: 'employee-11' };
      const { last } = await poll(as);
      const [seconds = '', xmin = ''] = last.split('-');
      const ids = ['words', `${seconds}-${'9'.repeat(18)}`, `${Number(seconds) - 86_401}-${xmin}`, `${seconds}-${'9'.repeat(30)}`];
      for (const id of ids) {
        assert.deepEqual(
          (await poll(as, id)).changes.map(({ change }) => change),
          [{ kind: 'reset' }],
          id,
        );
        const stream = await listen(as, { 'Last-Event-ID': id });
        assert.deepEqual(await stream.until(1), [{ kind: 'reset' }], id);
      }
    });

    test('more than can be told one by one is read again', async () => {
      const as = { ...socialWorker, sub: 'employee-12' };
      const { last } = await poll(as);
      const witness = await listen({ ...as, sub: 'employee-20' });
      await gateway.store.db.transaction().execute((transaction) =>
        noteChange(
          transaction,
          ...Array.from({ length: 501 }, (_, at) => ({
            kind: 'message' as const,
            mailbox: unitFamily.sor,
            thread: `many-${at}`,
            childHash: null,
            at: gateway.clock.now,
          })),
        ),
      );
      assert.deepEqual(await witness.until(1), [{ kind: 'reset' }]);
      const stream = await listen(as, { 'Last-Event-ID': last });
      assert.deepEqual(await stream.until(1), [{ kind: 'reset' }]);
    });

    test('ends, as an answer does, when the token has expired', async () => {
      const seconds = Math.floor(gateway.clock.now.getTime() / 1000);
      const as = { ...socialWorker, sub: 'employee-13', iat: seconds - 300, exp: seconds - 29 };
      assert.deepEqual(await (await listen(as)).end(), []);
    });

    test('a page has one stream, its newest; an employee ten', async () => {
      const as = { ...socialWorker, sub: 'employee-14' };
      const first = await listen(as, { path: '?page=one' });
      const stranger = await listen({ ...as, sub: 'employee-15' }, { path: '?page=one' });
      const more = [await listen(as, { path: '?page=one' })];
      await first.end();
      while (more.length < 10) more.push(await listen(as));
      const refused = await ask(as);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('retry-after'), '120');
      more.push(await listen(as, { path: '?page=one' }));
      await more[0]?.end();
      const thread = await note();
      for (const one of [...more.slice(1), stranger]) assert.deepEqual(await one.until(1), [{ kind: 'message', thread }]);
    });

    test('a stream that may name threads has one entry in the audit, of no child', async () => {
      const entries = async () => (await gateway.audit()).filter(({ action }) => action === 'follow');
      const before = (await entries()).length;
      const nowhere = await listen({ ...socialWorker, unit: 'Staben' });
      assert.equal((await entries()).length, before);
      const stream = await listen({ ...socialWorker, sub: 'employee-16' });
      await note();
      await note();
      await stream.until(2);
      await nowhere.leave();
      const [entry, ...more] = (await entries()).slice(before);
      assert.deepEqual(more, []);
      assert.equal((entry?.professional as { subject: string } | undefined)?.subject, 'employee-16');
      assert.deepEqual(
        [entry?.dataflow, entry?.outcome, entry?.child, entry?.context, entry?.fields],
        ['inbox', 'ok', undefined, undefined, ['thread']],
      );

      const { last } = await poll({ ...socialWorker, sub: 'employee-16' });
      assert.equal((await entries()).length, before + 1, 'a page that names nothing');
      await note();
      await stream.until(3);
      await poll({ ...socialWorker, sub: 'employee-16' }, last);
      assert.equal((await entries()).length, before + 2);
    });

    test('counts its streams and what they told', async () => {
      const figures = async () => (await fetch(new URL('/metrics', gateway.gateway.opsUrl))).text();
      const stream = await listen({ ...socialWorker, sub: 'employee-17' });
      const thread = await note();
      await stream.until(1);
      const text = await figures();
      assert.match(text, /^paa_tvaers_change_streams_open [1-9]\d*$/m);
      assert.match(text, /^paa_tvaers_changes_told_total\{kind="message"\} [1-9]\d*$/m);
      assert.ok(!text.includes(thread) && !gateway.lines.join('').includes(thread));
      await stream.leave();
      while (!/^paa_tvaers_change_streams_open 0$/m.test(await figures())) await new Promise((resolve) => setTimeout(resolve, 20));
    });

    test('ends its streams, as answers do, before the gateway closes, and opens none', async () => {
      const stream = await listen({ ...socialWorker, sub: 'employee-18' });
      await gateway.gateway.close();
      assert.deepEqual(await stream.end(), []);
    });
  });
