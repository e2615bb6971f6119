import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OpenedContext, openedContext, type Problem, problemSlug } from '@paa-tvaers/contract';
import { startTestGateway } from '../testing/gateway.ts';
import { known, other, replacement, unknown } from '../testing/sources.ts';

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
before(async () => {
  gateway = await startTestGateway();
});
after(() => gateway.close());

const slugOf = async (response: Response) => problemSlug(((await response.json()) as Problem).type);
const latest = async () => (await gateway.audit()).at(-1);

test('opens a child: band, professional, decisions and expiry', async () => {
  const opened = await gateway.open(known);
  assert.deepEqual(openedContext.parse(opened), opened, 'holds nothing but what the contract knows');
  assert.match(opened.context, /^[\w-]{32}$/, '192 random bits');
  assert.deepEqual(opened.child, {
    cpr: known,
    birthDate: '2014-05-05',
    age: 12,
    protection: 'none',
    name: 'Josefine Testperson',
    municipality: { code: '0998', name: 'Korsbæk' },
  });
  assert.equal(opened.professional.organisation, 'Korsbæk Kommune');
  assert.equal(opened.idle, 1200);
  assert.equal(opened.expires, '2026-06-15T18:00:00.000Z');
  assert.equal(opened.demo, true);
  assert.deepEqual(
    opened.sources.map(({ id, state }) => [id, state]),
    [['person', 'ok']],
  );
});

test('closes the context that the opening came from', async () => {
  const first = await gateway.open(known);
  const second = await gateway.open(other, { context: first.context });
  assert.equal(second.child.protection, 'protected');
  assert.equal(await slugOf(await gateway.call('GET', '/v1/cases', { context: first.context })), 'context-closed');
  assert.equal((await gateway.call('GET', '/v1/cases', { context: second.context })).status, 200);
});

test('leaves another employee’s context open when an opening names it', async () => {
  const theirs = await gateway.open(known, { as: { sub: 'employee-2' } });
  await gateway.open(other, { context: theirs.context });
  assert.equal((await gateway.call('GET', '/v1/cases', { context: theirs.context, as: { sub: 'employee-2' } })).status, 200);
});

test('names the field where the number is none, and echoes nothing', async () => {
  for (const cpr of ['123', '3202149996', '05051499961', 'Josefine']) {
    const response = await gateway.call('POST', '/v1/contexts', { body: { cpr, purpose: 'casework' } });
    assert.equal(response.status, 400);
    const text = await response.text();
    assert.deepEqual(JSON.parse(text).fields, [{ at: '/cpr', is: 'not-a-cpr-number' }]);
    assert.ok(!text.includes(cpr));
  }
});

test('names what else is wrong with an opening', async () => {
  const wrong: [unknown, string, string][] = [
    [{ purpose: 'casework' }, '/cpr', 'missing'],
    [{ cpr: known }, '/purpose', 'missing'],
    [{ cpr: 505149996, purpose: 'casework' }, '/cpr', 'not-a-string'],
    [{ cpr: known, purpose: 'x'.repeat(65) }, '/purpose', 'too-long'],
    [{ cpr: known, purpose: known }, '/purpose', 'not-a-word'],
    [{ code: '', purpose: 'casework' }, '/code', 'missing'],
    [[], '', 'not-an-object'],
    ['{"cpr":"0505149996", "purpose"', '', 'not-json'],
    ['{"__proto__":{"cpr":"0505149996"},"purpose":"casework"}', '', 'not-json'],
    ['', '', 'missing'],
  ];
  for (const [body, at, is] of wrong) {
    const response = await gateway.call('POST', '/v1/contexts', { body });
    const text = await response.text();
    assert.equal(response.status, 400, text);
    assert.deepEqual(JSON.parse(text).fields, [{ at, is }]);
    assert.ok(!text.includes(known));
  }
});

test('takes a number with its dash, and fields that come later', async () => {
  const response = await gateway.call('POST', '/v1/contexts', { body: { cpr: '050514-9996', purpose: 'casework', later: true } });
  assert.equal(((await response.json()) as OpenedContext).child.cpr, known);
});

test('answers child-unknown for ten digits that the register does not know, with an entry in the audit', async () => {
  const response = await gateway.call('POST', '/v1/contexts', { body: { cpr: unknown, purpose: 'casework' } });
  assert.equal(response.status, 404);
  assert.equal(await slugOf(response), 'child-unknown');
  const { action, outcome, fields } = (await latest()) ?? {};
  assert.deepEqual({ action, outcome, fields }, { action: 'open', outcome: 'child-unknown', fields: [] });
});

test('does not look a replacement number up: the band shows the birth date', async () => {
  const asked = gateway.control.asked;
  const { child, sources } = await gateway.open(replacement);
  assert.equal(gateway.control.asked, asked);
  assert.deepEqual(child, { cpr: replacement, birthDate: '1992-03-07', age: 34, protection: 'unknown' });
  assert.deepEqual(sources, []);
});

test('opens with the birth date where the register is down', async () => {
  gateway.control.down = true;
  try {
    const { child, sources } = await gateway.open(known);
    assert.deepEqual(child, { cpr: known, birthDate: '2014-05-05', age: 12, protection: 'unknown' });
    assert.deepEqual(
      sources.map(({ id, state }) => [id, state]),
      [['person', 'unavailable']],
    );
  } finally {
    gateway.control.down = false;
  }
});

test('waits one second for the register, and lets the sections join the question', async () => {
  const asked = gateway.control.asked;
  const { promise, resolve } = Promise.withResolvers<void>();
  gateway.control.before = () => promise;
  try {
    const { context, child } = await gateway.open(known);
    assert.equal(child.protection, 'unknown');
    const section = gateway.call('GET', '/v1/cases', { context });
    resolve();
    assert.equal(((await (await section).json()) as { state: string }).state, 'ok');
    assert.equal(gateway.control.asked, asked + 1);
  } finally {
    gateway.control.before = async () => {};
  }
});

test('tells who may see nothing of the child nothing of the register', async () => {
  const { child, sources, decisions } = await gateway.open(other, { as: { function: 'secretary' } });
  assert.ok(decisions.every(({ state }) => state === 'denied'));
  assert.deepEqual(child, { cpr: other, birthDate: '2019-10-17', age: 6, protection: 'unknown' });
  assert.deepEqual(
    sources.map(({ id, state }) => [id, state]),
    [['person', 'filtered']],
  );
});

test('closes a context, twice without complaint', async () => {
  const { context } = await gateway.open(known);
  for (const _ of [1, 2]) {
    const response = await gateway.call('DELETE', '/v1/context', { context });
    assert.equal(response.status, 204);
    assert.equal(await response.text(), '');
  }
  const closings = (await gateway.audit()).filter(({ action }) => action === 'close');
  assert.equal(closings.filter((entry) => entry.context === closings.at(-1)?.context).length, 1, 'one entry');
  const row = await gateway.store.db.selectFrom('context').selectAll().where('id', '=', context).executeTakeFirstOrThrow();
  assert.equal(row.child_sealed, null, 'the child is wiped');
  assert.equal(await slugOf(await gateway.call('GET', '/v1/contacts', { context })), 'context-closed');
});

test('lets nobody else close a context', async () => {
  const { context } = await gateway.open(known);
  const response = await gateway.call('DELETE', '/v1/context', { context, as: { sub: 'employee-2' } });
  assert.equal(response.status, 403);
  assert.equal(await slugOf(response), 'context-foreign');
  assert.equal((await gateway.call('GET', '/v1/cases', { context })).status, 200);
});

test('asks for the header', async () => {
  for (const [method, path] of [
    ['DELETE', '/v1/context'],
    ['GET', '/v1/cases'],
    ['GET', '/v1/contacts'],
  ] as const) {
    const response = await gateway.call(method, path);
    assert.equal(response.status, 400);
    assert.equal(await slugOf(response), 'context-missing');
  }
});
