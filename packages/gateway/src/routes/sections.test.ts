import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dataflows, type Problem, problemSlug } from '@paa-tvaers/contract';
import { sql } from 'kysely';
import { startTestGateway } from '../testing/gateway.ts';
import { known } from '../testing/sources.ts';

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
before(async () => {
  gateway = await startTestGateway();
});
after(() => gateway.close());

const slugOf = async (response: Response) => problemSlug(((await response.json()) as Problem).type);
const latest = async () => (await gateway.audit()).at(-1) ?? {};

test('answers a section after its entry is in the audit, without what the contract does not know', async () => {
  const { context } = await gateway.open(known);
  const response = await gateway.call('GET', '/v1/cases', { context });
  assert.equal(response.status, 200);
  const body = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(Object.keys(body).sort(), ['context', 'items', 'sources', 'state']);
  assert.equal(body.context, context);
  const { at, trace, child, context: keyed, ...rest } = await latest();
  assert.deepEqual(rest, {
    version: 1,
    action: 'read',
    dataflow: 'cases',
    professional: { issuer: 'https://host.example/identity', subject: 'employee-1', name: 'Asta Øvelsesen' },
    organisation: '11223344',
    unit: 'PPR Korsbæk',
    audience: 'ppr',
    function: 'psychologist',
    purpose: 'counselling',
    fields: ['name'],
    sources: { person: 'ok' },
    outcome: 'ok',
  });
  assert.equal(at, '2026-06-15T10:00:00.000Z');
  assert.equal(trace, response.headers.get('traceparent')?.split('-')[1]);
  assert.match(String(child), /^[\w-]{43}$/);
  assert.match(String(keyed), /^[\w-]{43}$/);
});

test('writes the same child under the same hash, opening and reading', async () => {
  const { context } = await gateway.open(known);
  const opening = await latest();
  await gateway.call('GET', '/v1/contacts', { context });
  const reading = await latest();
  assert.equal(reading.child, opening.child);
  assert.equal(reading.context, opening.context);
  assert.deepEqual(opening.decisions, Object.fromEntries(dataflows.map((dataflow) => [dataflow, 'ok'])));
  assert.deepEqual(opening.fields, ['age', 'birthDate', 'cpr', 'municipality', 'name', 'protection']);
});

test('lets nothing leave where the entry cannot be written', async () => {
  const { context } = await gateway.open(known);
  await sql`alter table audit rename to audit_away`.execute(gateway.store.db);
  try {
    for (const answer of [
      await gateway.call('GET', '/v1/cases', { context }),
      await gateway.call('POST', '/v1/contexts', { body: { cpr: known, purpose: 'casework' } }),
      await gateway.call('DELETE', '/v1/context', { context }),
    ]) {
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), '5');
      const text = await answer.text();
      assert.equal(problemSlug(JSON.parse(text).type), 'unavailable');
      assert.ok(!text.includes('Josefine') && !text.includes(known));
    }
  } finally {
    await sql`alter table audit_away rename to audit`.execute(gateway.store.db);
  }
  const open = await gateway.store.db.selectFrom('context').select('id').where('closed_at', 'is', null).execute();
  assert.ok(
    open.some(({ id }) => id === context),
    'a closing that could not be written did not happen',
  );
  assert.equal((await gateway.call('GET', '/v1/cases', { context })).status, 200);
});

test('answers 500 without content where a section breaks the contract or itself, and says so in the audit', async () => {
  const { context } = await gateway.open(known);
  const answer = gateway.sections.cases;
  const broken: (typeof answer)[] = [
    async (child, options) => ({
      ...(await answer(child, options)),
      body: { context, state: 'ok', items: [{ title: 'Hemmelig' }], sources: [] },
    }),
    async () => {
      throw new Error(`Hemmelig ${known}`);
    },
  ];
  try {
    for (const one of broken) {
      gateway.sections.cases = one;
      const response = await gateway.call('GET', '/v1/cases', { context });
      assert.equal(response.status, 500);
      assert.ok(!(await response.text()).includes('Hemmelig'));
      const { outcome, fields } = await latest();
      assert.deepEqual({ outcome, fields }, { outcome: 'internal', fields: [] });
    }
    assert.ok(!gateway.lines.join('').includes('Hemmelig'), 'nor does the log');
  } finally {
    gateway.sections.cases = answer;
  }
});

test('gives a context to nobody else, and writes down who tried', async () => {
  const { context } = await gateway.open(known);
  const foreign = [{ sub: 'employee-2' }, { unit: 'PPR Strandby' }, { audience: 'family-services' }, { function: 'secretary' }];
  for (const as of foreign) {
    const response = await gateway.call('GET', '/v1/contacts', { context, as });
    assert.equal(response.status, 403);
    assert.equal(await slugOf(response), 'context-foreign');
    const { outcome, dataflow, fields, child } = await latest();
    assert.deepEqual({ outcome, dataflow, fields }, { outcome: 'context-foreign', dataflow: 'contacts', fields: [] });
    assert.match(String(child), /^[\w-]{43}$/);
  }
});

test('answers context-closed for what was never a context', async () => {
  for (const context of ['x', '', 'A'.repeat(32), `${known}`]) {
    const response = await gateway.call('GET', '/v1/cases', { context });
    assert.equal(response.status, 410);
    assert.equal(await slugOf(response), 'context-closed');
  }
});

test('ends a context after twenty minutes without a request, and after eight hours', async () => {
  const start = gateway.clock.now.getTime();
  const at = (minutes: number) => {
    gateway.clock.now = new Date(start + minutes * 60_000);
  };
  const { context } = await gateway.open(known);
  const status = async (id: string) => (await gateway.call('GET', '/v1/cases', { context: id })).status;
  try {
    at(19.9);
    assert.equal(await status(context), 200);
    at(39.8);
    assert.equal(await status(context), 200);
    at(59.8);
    assert.equal(await status(context), 410);
    const { context: long } = await gateway.open(known);
    for (let minutes = 60; minutes < 59 + 480; minutes += 15) {
      at(minutes);
      assert.equal(await status(long), 200);
    }
    at(59.8 + 480);
    assert.equal(await status(long), 410);
  } finally {
    at(0);
  }
});

test('asks a source once for a hundred requests at the same time', async () => {
  gateway.control.down = true;
  const { context } = await gateway.open(known);
  gateway.control.down = false;
  const asked = gateway.control.asked;
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.control.before = () => promise;
  const answers = Array.from({ length: 100 }, (_, index) => gateway.call('GET', index % 2 ? '/v1/cases' : '/v1/contacts', { context }));
  resolve();
  const states = await Promise.all(answers.map(async (answer) => ((await (await answer).json()) as { state: string }).state));
  gateway.control.before = async () => {};
  assert.deepEqual(new Set(states), new Set(['ok']));
  assert.equal(gateway.control.asked, asked + 1);
});

test('asks again after a failure', async () => {
  gateway.control.down = true;
  const { context } = await gateway.open(known);
  const state = async () => ((await (await gateway.call('GET', '/v1/cases', { context })).json()) as { state: string }).state;
  assert.equal(await state(), 'unavailable');
  gateway.control.down = false;
  assert.equal(await state(), 'ok');
});

test('withholds an answer whose context was closed while it was asked for', async () => {
  gateway.control.down = true;
  const { context } = await gateway.open(known);
  gateway.control.down = false;
  const reached = Promise.withResolvers<AbortSignal>();
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.control.before = (signal) => {
    reached.resolve(signal);
    return promise;
  };
  const answer = gateway.call('GET', '/v1/cases', { context });
  const signal = await reached.promise;
  await gateway.call('DELETE', '/v1/context', { context });
  assert.ok(signal.aborted, 'the question ends with its context');
  resolve();
  gateway.control.before = async () => {};
  assert.equal(await slugOf(await answer), 'context-closed');
  const { outcome, fields } = await latest();
  assert.deepEqual({ outcome, fields }, { outcome: 'context-closed', fields: [] });
});

test('lets one caller leave without taking the answer from another, and audits each as it was', async () => {
  gateway.control.down = true;
  const { context } = await gateway.open(known);
  gateway.control.down = false;
  const entries = (await gateway.audit()).length;
  const reached = Promise.withResolvers<void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.control.before = () => {
    reached.resolve();
    return promise;
  };
  const leaving = new AbortController();
  const token = await gateway.token();
  const left = fetch(new URL('/v1/cases', gateway.gateway.url), {
    headers: { Authorization: `Bearer ${token}`, 'Paa-Tvaers-Context': context },
    signal: leaving.signal,
  });
  await reached.promise;
  const stays = gateway.call('GET', '/v1/contacts', { context });
  leaving.abort();
  await assert.rejects(left, { name: 'AbortError' });
  while (!gateway.lines.some((line) => line.includes('"aborted"'))) await new Promise((next) => setImmediate(next));
  resolve();
  gateway.control.before = async () => {};
  assert.equal(((await (await stays).json()) as { state: string }).state, 'ok');
  const written = (await gateway.audit()).slice(entries).map(({ dataflow, outcome, fields }) => ({ dataflow, outcome, fields }));
  assert.deepEqual(
    written.sort((one, other) => String(one.dataflow).localeCompare(String(other.dataflow))),
    [
      { dataflow: 'cases', outcome: 'aborted', fields: [] },
      { dataflow: 'contacts', outcome: 'ok', fields: ['name'] },
    ],
  );
});
