import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  idempotencyHeader,
  type Launch,
  launch as launchSchema,
  type OpenedContext,
  type Problem,
  problemSlug,
} from '@paa-tvaers/contract';
import { type Node, readMessage, systems } from '@paa-tvaers/medcom';
import { createTestUnits, family, others, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { keyedHash } from '../sealing/seal.ts';
import { insertLaunch, sweepLaunches, takeLaunch } from '../store/launches.ts';
import { onBoth } from '../testing/databases.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { neighbour, organisation } from '../testing/identity.ts';
import { createTestSources, known, other, unknown } from '../testing/sources.ts';

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
          { id: 'PPR', name: 'PPR', mailbox: 'host' },
        ],
      },
      neighbour,
    ],
    network: { poll: 10 },
  });
  theirs = others(gateway.clock);
});
after(() => gateway.close());
const start = new Date('2026-06-15T10:00:00Z');
beforeEach(() => {
  gateway.clock.now = start;
});

const worker = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };
const key = () => ({ [idempotencyHeader]: crypto.randomUUID() });
const slugOf = async (response: Response) => problemSlug(((await response.json()) as Problem).type);
const launched = (body: object, as: Record<string, unknown> = worker, headers: Record<string, string> = key()) =>
  gateway.call('POST', '/v1/launches', { as, body, headers });
const redeemed = (code: string, as: Record<string, unknown> = worker, more: { context?: string } = {}) =>
  gateway.call('POST', '/v1/contexts', { as, body: { code, purpose: 'casework' }, ...more });

async function codeOf(response: Response): Promise<Launch> {
  assert.equal(response.status, 201, await response.clone().text());
  return launchSchema.parse(await response.json());
}
async function opened(response: Response): Promise<OpenedContext> {
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as OpenedContext;
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

test('a code opens the child once, for the one who asked for it', async () => {
  const { code, expires } = await codeOf(await launched({ cpr: known }));
  assert.match(code, /^[\w-]{43}$/, '256 random bits');
  assert.equal(expires, '2026-06-15T10:01:00.000Z');
  const context = await opened(await redeemed(code));
  assert.equal(context.child.cpr, known);
  assert.equal(context.thread, undefined);
  assert.equal(await slugOf(await redeemed(code)), 'code-unknown');
});

test('launching and redeeming are in the audit: who, which child, and no number or code', async () => {
  const { code } = await codeOf(await launched({ cpr: '050514-9996' }));
  await opened(await redeemed(code));
  const entries = (await gateway.audit()).slice(-3);
  const child = keyedHash(gateway.keys, known);
  assert.deepEqual(
    entries.map((entry) => [entry.action, entry.outcome, entry.child]),
    [
      ['launch', 'launched', child],
      ['launch', 'redeemed', child],
      ['open', 'opened', child],
    ],
  );
  assert.ok(
    entries.every(({ professional, unit }) => unit === unitFamily.id && (professional as { subject: string }).subject === 'employee-1'),
  );
  for (const text of [JSON.stringify(entries), gateway.lines.join('')]) assert.ok(!text.includes(known) && !text.includes(code));
});

test('nobody else redeems it, and is told the same as of a code that is none; it stays its own’s', async () => {
  const { code } = await codeOf(await launched({ cpr: known }));
  const answers = [
    await redeemed(code, { ...worker, sub: 'employee-2' }),
    await redeemed(code, {
      iss: 'https://epj.example',
      org: neighbour.id,
      audience: 'child-psychiatry',
      function: 'physician',
      unit: undefined,
    }),
    await redeemed('x'.repeat(43)),
  ];
  const told = await Promise.all(
    answers.map(async (answer) => {
      const { trace: _, ...problem } = (await answer.json()) as Problem;
      return { status: answer.status, problem };
    }),
  );
  assert.equal(told[0]?.status, 404);
  assert.equal(problemSlug(told[0]?.problem.type ?? ''), 'code-unknown');
  for (const one of told) assert.deepEqual(one, told[0]);
  const entries = (await gateway.audit()).slice(-3);
  assert.deepEqual(
    entries.map(({ action, outcome, child }) => [action, outcome, child]),
    Array.from({ length: 3 }, () => ['launch', 'code-unknown', undefined]),
  );
  assert.equal((await opened(await redeemed(code))).child.cpr, known);
});

test('a minute later it is none', async () => {
  const { code } = await codeOf(await launched({ cpr: known }));
  gateway.clock.now = new Date(start.getTime() + 60_000);
  assert.equal(await slugOf(await redeemed(code)), 'code-unknown');
});

test('of many who redeem it at once one opens the child', async () => {
  const { code } = await codeOf(await launched({ cpr: known }));
  const answers = await Promise.all(Array.from({ length: 8 }, () => redeemed(code)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 7 }, () => 404)]);
});

test('a code closes the context that it is redeemed from, and opens nothing that a number would not', async () => {
  const first = await opened(await redeemed((await codeOf(await launched({ cpr: known }))).code));
  const second = await opened(await redeemed((await codeOf(await launched({ cpr: other }))).code, worker, first));
  assert.equal(second.child.cpr, other);
  assert.equal(await slugOf(await gateway.call('GET', '/v1/cases', { as: worker, context: first.context })), 'context-closed');
  const { code } = await codeOf(await launched({ cpr: unknown }));
  assert.equal(await slugOf(await redeemed(code)), 'child-unknown');
});

test('a thread of the unit’s box opens its child, and the answer names the thread', async () => {
  const thread = await arrived(theirs.message());
  const { code } = await codeOf(await launched({ thread }));
  const { about, child, dataflow, action } = (await gateway.audit()).at(-1) ?? {};
  const hashed = keyedHash(gateway.keys, thread);
  assert.deepEqual(
    { about, child, dataflow, action },
    { about: hashed, child: keyedHash(gateway.keys, known), dataflow: 'inbox', action: 'launch' },
  );
  const context = await opened(await redeemed(code));
  assert.equal(context.child.cpr, known);
  assert.equal(context.thread, thread);
  const shown = await gateway.call('GET', `/v1/threads/${encodeURIComponent(thread)}`, { as: worker, context: context.context });
  assert.equal(shown.status, 200);
});

test('a thread is launched by its own unit alone, with the right to the inbox, and once somebody has said whose it is', async () => {
  const thread = await arrived(theirs.message());
  const patient = { identifiers: [{ system: systems.cpr, value: known as string }], name: { given: ['Frode'], family: 'Fremmed' } };
  const held = await arrived(theirs.message({ patient }));
  const cases: [string, string, Record<string, unknown>][] = [
    ['not-found', 'urn:uuid:00000000-0000-4000-8000-000000000000', worker],
    ['not-found', thread, { ...worker, unit: 'Ungeteamet' }],
    ['no-mailbox', thread, { ...worker, unit: 'PPR' }],
    ['no-mailbox', thread, { ...worker, unit: undefined }],
    ['not-permitted', thread, { ...worker, function: 'physician' }],
    ['message-held', held, worker],
  ];
  for (const [slug, id, as] of cases) {
    assert.equal(await slugOf(await launched({ thread: id }, as)), slug);
    const { action, outcome, fields, child } = (await gateway.audit()).at(-1) ?? {};
    assert.deepEqual({ action, outcome, fields, child }, { action: 'launch', outcome: slug, fields: [], child: undefined });
  }
  const { count } = await gateway.store.db
    .selectFrom('launch')
    .select(({ fn }) => fn.countAll<string | number>().as('count'))
    .where('expires_at', '>', new Date(start.getTime() + 60_000))
    .executeTakeFirstOrThrow();
  assert.equal(Number(count), 0);
});

test('asks for a key, and makes another code each time: a code is nowhere kept', async () => {
  assert.equal(await slugOf(await launched({ cpr: known }, worker, {})), 'idempotency-key-missing');
  const headers = key();
  const first = await codeOf(await launched({ cpr: known }, worker, headers));
  const second = await codeOf(await launched({ cpr: known }, worker, headers));
  assert.notEqual(first.code, second.code);
  const rows = await gateway.store.db.selectFrom('launch').selectAll().execute();
  const stored = JSON.stringify(rows);
  for (const { code } of [first, second]) assert.ok(!stored.includes(code));
  assert.ok(!stored.includes(known) && !stored.includes(keyedHash(gateway.keys, known)));
});

test('names what is wrong with a launch, and echoes nothing', async () => {
  for (const body of [{ cpr: '123' }, { cpr: '3202149996' }, { thread: '' }, {}, []]) {
    const response = await launched(body);
    assert.equal(response.status, 400);
    const text = await response.text();
    assert.ok(!text.includes('3202149996'));
  }
});

onBoth('launches', (store) => {
  const owner = { issuer: 'https://host.example/identity', subject: 'employee-1', organisation: organisation.id };
  const expires_at = new Date(start.getTime() + 60_000);
  const made = (code_hash: string) => insertLaunch(store().db, { code_hash, ...owner, sealed: 'k1.x.y', expires_at });

  test('of twenty that take one at once one has it', async () => {
    await made('a');
    const taken = await Promise.all(
      Array.from({ length: 20 }, () =>
        store()
          .db.transaction()
          .execute((transaction) => takeLaunch(transaction, 'a', owner, start)),
      ),
    );
    assert.equal(taken.filter((row) => row !== undefined).length, 1);
  });

  test('only all of the owner takes it, and only in time', async () => {
    await made('b');
    const { db } = store();
    for (const changed of [{ issuer: 'https://epj.example' }, { subject: 'employee-2' }, { organisation: neighbour.id }])
      assert.equal(await takeLaunch(db, 'b', { ...owner, ...changed }, start), undefined);
    assert.equal(await takeLaunch(db, 'b', owner, expires_at), undefined);
    assert.ok(await takeLaunch(db, 'b', owner, new Date(expires_at.getTime() - 1)));
  });

  test('those whose time is up are swept away, and no others', async () => {
    await made('c');
    const { db } = store();
    await sweepLaunches(db, new Date(expires_at.getTime() - 1));
    assert.equal((await db.selectFrom('launch').select('code_hash').execute()).length, 1);
    await sweepLaunches(db, expires_at);
    assert.deepEqual(await db.selectFrom('launch').select('code_hash').execute(), []);
  });
});
