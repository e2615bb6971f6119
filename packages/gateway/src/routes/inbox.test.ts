import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type InboxItem, inbox as inboxSchema, type Problem, problemSlug } from '@paa-tvaers/contract';
import { type Node, readMessage, systems } from '@paa-tvaers/medcom';
import { createTestUnits, family, others, practice, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { keyedHash } from '../sealing/seal.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { createTestSources, known, other } from '../testing/sources.ts';

type Inbox = ReturnType<typeof inboxSchema.parse>;
const network = new TestNetwork();
let gateway: Awaited<ReturnType<typeof startTestGateway>>;
let theirs: ReturnType<typeof others>;
before(async () => {
  gateway = await startTestGateway({
    sources: { ...createTestSources().sources, units: createTestUnits().units, network },
    organisations: [
      {
        ...organisation,
        rateLimit: { perMinute: 100_000 },
        units: [
          unitFamily,
          { id: 'Ungeteamet', name: 'Ungeteamet', mailbox: 'gateway', sor: '900000016000301', gln: '5790009003014' },
          { id: 'PPR', name: 'PPR', mailbox: 'host', sor: '900000016000302' },
          { id: 'Staben', name: 'Staben', mailbox: 'none' },
        ],
      },
    ],
    network: { poll: 10 },
  });
  theirs = others(gateway.clock);
});
after(() => gateway.close());
const start = new Date('2026-06-12T10:00:00Z');
beforeEach(async () => {
  gateway.clock.now = start;
  for (const table of ['message', 'thread', 'receipt', 'arrival'] as const) await gateway.store.db.deleteFrom(table).execute();
});

const worker = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };
const ask = (query = '', as: Record<string, unknown> = worker) => gateway.call('GET', `/v1/inbox${query}`, { as });
const slugOf = async (response: Response) => problemSlug(((await response.json()) as Problem).type);
const latest = async () => (await gateway.audit()).at(-1) ?? {};

async function asked(query = '', as: Record<string, unknown> = worker): Promise<Inbox> {
  const response = await ask(query, as);
  assert.equal(response.status, 200, await response.clone().text());
  const body = await response.json();
  assert.deepEqual(inboxSchema.parse(body), body, 'holds nothing but what the contract knows');
  return body as Inbox;
}
async function list(query = '', as: Record<string, unknown> = worker): Promise<readonly InboxItem[]> {
  const answer = await asked(query, as);
  assert.equal(answer.state, 'ok');
  return answer.state === 'ok' ? answer.items : [];
}

/** A message comes over the network, and is in the family department's box. */
async function arrived(bundle: Node): Promise<string> {
  network.put(family.gln, theirs.envelope(bundle));
  const { id, thread } = readMessage(bundle);
  const row = () => gateway.store.db.selectFrom('message').select('id').where('id', '=', id).executeTakeFirst();
  for (let left = 6000; !(await row()); left -= 1) {
    assert.ok(left > 0, 'the message did not come within a minute');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return thread;
}
const child = (cpr: string, given: string, last: string) => ({
  identifiers: [{ system: systems.cpr, value: cpr }],
  name: { given: [given], family: last },
});
const nanna = () => child(other, 'Nanna', 'Øvelsesen');
const setTask = (thread: string, body: object, as: Record<string, unknown> = worker) =>
  gateway.call('PUT', `/v1/threads/${encodeURIComponent(thread)}/task`, { as, body });

test('the unit’s threads across children: whose, from whom, how long they have waited, and nothing of what they say', async () => {
  const thread = await arrived(theirs.message({ topic: 'Om skolegang' }));
  gateway.clock.now = new Date('2026-06-16T06:00:00Z');
  const second = await arrived(theirs.message({ patient: nanna(), topic: 'Om søvn' }));
  const answer = await asked();
  assert.ok(answer.state === 'ok');
  assert.deepEqual(answer.unit, { sor: family.sor, name: family.name });
  assert.equal(answer.demo, true);
  assert.deepEqual(
    answer.sources.map(({ id, state }) => [id, state]),
    [['network', 'ok']],
  );
  assert.deepEqual(
    answer.items.map((one) => one.thread),
    [second, thread],
    'the newest first',
  );
  assert.deepEqual(answer.items[1], {
    thread,
    child: { name: 'Josefine Testperson', birthDate: '2014-05-05' },
    held: false,
    category: 'healthcare',
    topic: 'Om skolegang',
    parties: [practice.name],
    latest: { at: start.toISOString(), direction: 'in', kind: 'new', organisation: practice.name },
    unread: 1,
    task: { state: 'new' },
    // Friday to Tuesday.
    unansweredDays: 2,
  });
  assert.equal(answer.items[0]?.unansweredDays, 0);
  const text = JSON.stringify(answer);
  for (const kept of [known, other, 'Hun har det bedre', 'Øvelæge']) assert.ok(!text.includes(kept), kept);
});

test('one entry of the audit for each answer, with every child that it shows, and no number or name of theirs', async () => {
  await arrived(theirs.message());
  await arrived(theirs.message());
  await arrived(theirs.message({ patient: nanna() }));
  const before = (await gateway.audit()).length;
  await list();
  const entries = (await gateway.audit()).slice(before);
  assert.equal(entries.length, 1);
  const { action, dataflow, outcome, fields, children, unit } = entries[0] ?? {};
  assert.deepEqual(
    { action, dataflow, outcome, fields, unit },
    { action: 'read', dataflow: 'inbox', outcome: 'ok', fields: ['list'], unit: unitFamily.id },
  );
  assert.deepEqual(children, [keyedHash(gateway.keys, known), keyedHash(gateway.keys, other)].sort());
  assert.ok(!JSON.stringify(entries).includes('Nanna') && !JSON.stringify(entries).includes(known));
  await list('?state=done');
  const empty = await latest();
  assert.deepEqual([empty.fields, empty.children], [[], []]);
});

test('what is nobody’s yet stands there without a child and without its topic', async () => {
  const thread = await arrived(theirs.message({ patient: child(known, 'Frode', 'Fremmed'), topic: 'Fortroligt' }));
  const [item] = await list();
  assert.deepEqual([item?.thread, item?.held, item?.child, item?.topic], [thread, true, undefined, undefined]);
  assert.deepEqual(item?.parties, [practice.name]);
  assert.ok(!JSON.stringify(item).includes('Frode'));
  assert.deepEqual((await latest()).children, []);
});

test('open, new, in progress, done; one’s own and nobody’s', async () => {
  const first = await arrived(theirs.message());
  const second = await arrived(theirs.message({ patient: nanna() }));
  const third = await arrived(theirs.message());
  assert.equal((await setTask(first, { state: 'in-progress', assignee: 'self' })).status, 200);
  assert.equal(
    (await setTask(second, { state: 'done', assignee: 'self' }, { ...worker, sub: 'employee-2', name: 'Bo Øvelsesen' })).status,
    200,
  );
  const found = async (query: string) => new Set((await list(query)).map(({ thread }) => thread));
  assert.deepEqual(await found(''), new Set([first, third]));
  assert.deepEqual(await found('?state=open'), new Set([first, third]));
  assert.deepEqual(await found('?state=new'), new Set([third]));
  assert.deepEqual(await found('?state=in-progress'), new Set([first]));
  assert.deepEqual(await found('?state=done'), new Set([second]));
  assert.deepEqual(await found('?assignee=self'), new Set([first]));
  assert.deepEqual(await found('?assignee=none'), new Set([third]));
  assert.deepEqual(await found('?state=done&assignee=self'), new Set());
  assert.deepEqual((await list('?state=done'))[0]?.task, { state: 'done', assignee: { name: 'Bo Øvelsesen', self: false } });
  assert.deepEqual((await list('?state=in-progress'))[0]?.task, { state: 'in-progress', assignee: { name: 'Asta Øvelsesen', self: true } });
});

test('another unit has another inbox', async () => {
  await arrived(theirs.message());
  const answer = await asked('', { ...worker, unit: 'Ungeteamet' });
  assert.ok(answer.state === 'ok');
  assert.deepEqual([answer.unit?.name, answer.items], ['Ungeteamet', []]);
});

test('says where the box is, or that policy keeps it, with an entry of its own', async () => {
  await arrived(theirs.message());
  const cases: [Record<string, unknown>, string, string][] = [
    [{ ...worker, unit: 'PPR' }, 'out-of-scope', 'mailbox-host'],
    [{ ...worker, unit: 'Staben' }, 'out-of-scope', 'mailbox-none'],
    [{ ...worker, unit: 'Nowhere' }, 'out-of-scope', 'mailbox-none'],
    [{ ...worker, unit: undefined }, 'out-of-scope', 'mailbox-none'],
    [{ ...worker, function: 'physician' }, 'denied', 'function'],
  ];
  for (const [as, state, reason] of cases) {
    const answer = await asked('', as);
    assert.deepEqual([answer.state, 'reason' in answer && answer.reason, 'items' in answer], [state, reason, false]);
    const { dataflow, outcome, reason: why, fields, children } = await latest();
    assert.deepEqual(
      { dataflow, outcome, why, fields, children },
      { dataflow: 'inbox', outcome: state, why: reason, fields: [], children: undefined },
    );
  }
});

test('refuses words that it does not know', async () => {
  for (const query of ['?state=all', '?state=toString', '?state=new&state=done', '?assignee=employee-1', '?limit=0', '?limit=201']) {
    const response = await ask(query);
    assert.equal(response.status, 400, query);
    assert.equal(await slugOf(response), 'request-invalid');
  }
});

test('what did not come through is said', async () => {
  const thread = await arrived(theirs.message());
  const states = async () => (await list()).map(({ delivery }) => delivery);
  assert.deepEqual(await states(), [undefined]);
  const { db } = gateway.store;
  const row = await db.selectFrom('message').selectAll().where('thread', '=', thread).executeTakeFirstOrThrow();
  await db
    .insertInto('message')
    .values({ ...row, id: 'sent-1', direction: 'out', state: 'sent', state_at: start })
    .execute();
  assert.deepEqual(await states(), [undefined]);
  for (const state of ['rejected', 'failed'] as const) {
    await db.updateTable('message').set({ state }).where('id', '=', 'sent-1').execute();
    assert.deepEqual(await states(), [state]);
  }
});

test('pages through by cursor', async () => {
  const sent: string[] = [];
  for (let index = 0; index < 5; index += 1) sent.push(await arrived(theirs.message()));
  const found: string[] = [];
  let query = '?limit=2';
  for (let pages = 0; query !== '' && pages < 5; pages += 1) {
    const answer = await asked(query);
    assert.ok(answer.state === 'ok');
    found.push(...answer.items.map(({ thread }) => thread));
    query = answer.next === undefined ? '' : `?limit=2&cursor=${encodeURIComponent(answer.next)}`;
  }
  assert.equal(found.length, 5);
  assert.deepEqual(new Set(found), new Set(sent));
});
