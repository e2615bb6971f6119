import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openedContext, type Problem, problemSlug, sectionFlows } from '@paa-tvaers/contract';
import { nonsense, type StandIns, startStandIns } from '@paa-tvaers/stand-ins';
import { sql } from 'kysely';
import pg from 'pg';
import { openStore } from './store/store.ts';
import { absent, startPostgres } from './testing/postgres.ts';
import { configure, host, importEmployees, startProcess } from './testing/process.ts';

let standIns: StandIns;
let home: string;
let variables: Record<string, string>;
before(async () => {
  standIns = await startStandIns({ requireSignature: true });
  ({ home, variables } = await configure(standIns));
});
after(async () => {
  await standIns.close();
  rmSync(home, { recursive: true, force: true });
});

type Section = { state: string; reason?: string; items?: unknown[]; sources: { id: string; state: string }[] };

/** Opens every child for every employee, reads all sections, and sends numbers to where none should be. */
async function lookAtEverybody(url: string) {
  const { token, call } = host(standIns, url);
  const states: string[] = [];
  for (const employee of standIns.employees) {
    const authorization = await token(employee.id);
    for (const { cpr } of standIns.children) {
      const opening = await call('POST', '/v1/contexts', authorization, { body: { cpr, purpose: employee.purpose } });
      const opened = openedContext.parse(await opening.json());
      for (const name of sectionFlows) {
        const { state } = (await (await call('GET', `/v1/${name}`, authorization, { context: opened.context })).json()) as Section;
        states.push(`${employee.audience} ${name} ${state}`);
      }
      await call('GET', `/v1/cases?cpr=${cpr}`, authorization, { context: cpr });
      await call('GET', `/v1/${cpr}`, authorization);
      await call('POST', '/v1/contexts', authorization, { body: `{"cpr": "${cpr}", ` });
      await call('POST', '/v1/contexts', authorization, { body: { cpr: `${cpr} `, purpose: cpr, [cpr]: cpr } });
    }
  }
  return states;
}

/** The numbers of all children and employees, as they may be written. */
const numbers = () =>
  [...standIns.children, ...standIns.employees].flatMap(({ cpr }) =>
    cpr === undefined ? [] : [cpr, `${cpr.slice(0, 6)}-${cpr.slice(6)}`],
  );
const found = (text: string) => numbers().filter((number) => text.includes(number)).length;

function allFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('shows a child over the real formats, and leaves no CPR number in clear in log, tables or files', async () => {
  const imported = await importEmployees(variables);
  assert.match(imported, /^11111111: 2 added, 0 changed, 0 removed$/m);
  assert.equal(found(imported), 0);
  const gateway = await startProcess(variables);
  assert.ok(gateway.at, gateway.output());
  const states = await lookAtEverybody(gateway.at.url);
  for (const shown of [
    'general-practice cases ok',
    'ppr contacts ok',
    'ppr appointments ok',
    'family-services appointments ok',
    'child-psychiatry school ok',
  ])
    assert.ok(states.includes(shown), `${shown} in ${states.join()}`);
  for (const state of states.filter((one) => /(psychiatry|practice) appointments|(ppr|services) school/.test(one)))
    assert.match(state, / (denied|out-of-scope)$/);
  for (const state of ['appointments blocked', 'school denied', 'appointments out-of-scope'])
    assert.ok(
      states.some((one) => one.endsWith(state)),
      `${state} in ${states.join()}`,
    );
  const metrics = await (await fetch(new URL('/metrics', gateway.at.opsUrl))).text();
  assert.equal(found(metrics), 0);
  assert.deepEqual(await gateway.kill('SIGTERM'), [0, null]);

  const log = gateway.output();
  assert.ok(log.split('\n').length > standIns.children.length * 10, 'the search has something to search');
  assert.equal(found(log), 0, 'log');
  assert.match(log, /PGlite keeps what it has accepted when the process is killed, but not through a power cut/);

  for (const file of allFiles(variables.DATA_DIR ?? '')) assert.equal(found(readFileSync(file, 'latin1')), 0, file);

  const store = await openStore({ directory: variables.DATA_DIR ?? '' }, () => undefined);
  try {
    const tables = await sql<{
      name: string;
    }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(store.db);
    const filled = new Set<string>();
    for (const { name } of tables.rows) {
      const { rows } = await sql<{ line: string }>`select row_to_json(one)::text as line from ${sql.table(name)} one`.execute(store.db);
      if (rows.length > 0) filled.add(name);
      assert.equal(found(rows.map(({ line }) => line).join('\n')), 0, name);
    }
    // Nobody writes here; what messages leave is searched over the demo (examples/specs).
    assert.deepEqual(
      ['audit', 'context', 'employee'].filter((name) => !filled.has(name)),
      [],
    );
  } finally {
    await store.close();
  }
});

describe('a running gateway', () => {
  let gateway: Awaited<ReturnType<typeof startProcess>>;
  before(async () => {
    gateway = await startProcess({ ...variables, DATA_DIR: join(home, 'running') });
  });
  after(async () => {
    assert.deepEqual(await gateway.kill('SIGINT'), [0, null]);
    assert.equal(found(gateway.output()), 0);
  });

  test('answers each token fault with a type that a vendor can act on', async () => {
    const { token, call } = host(standIns, gateway.at?.url ?? '');
    const expected = {
      expired: 'token-expired',
      unsigned: 'token-invalid',
      audience: 'token-audience',
      foreign: 'issuer-unknown',
      'wrong-key': 'token-invalid',
      'low-assurance': 'assurance-too-low',
    };
    for (const [fault, slug] of Object.entries(expected)) {
      const response = await call('GET', '/v1/cases', await token('anders', { fault }));
      assert.equal(problemSlug(((await response.json()) as Problem).type), slug, fault);
    }
  });

  test('changes only what depends on a source that is down', async () => {
    const { token, call } = host(standIns, gateway.at?.url ?? '');
    const child = standIns.children.find(({ id }) => id === 'josefine');
    const employee = standIns.employees.find(({ audience }) => audience === 'general-practice');
    assert.ok(child && employee);
    const look = async () => {
      const authorization = await token(employee.id);
      const opening = await call('POST', '/v1/contexts', authorization, { body: { cpr: child.cpr, purpose: employee.purpose } });
      const opened = openedContext.parse(await opening.json());
      const read = async (name: string) =>
        (await (await call('GET', `/v1/${name}`, authorization, { context: opened.context })).json()) as Section;
      const [cases, contacts, school] = await Promise.all([read('cases'), read('contacts'), read('school')]);
      return { band: opened.child, cases, contacts, school };
    };
    const behave = (system: string, fault: string) =>
      fetch(new URL(`/faults/${system}`, standIns.control.url), { method: 'PUT', body: JSON.stringify({ fault }) });
    try {
      const whole = await look();
      assert.equal(whole.cases.state, 'ok');
      assert.equal(whole.contacts.state, 'ok');
      assert.equal(whole.school.state, 'ok');
      assert.equal(whole.band.name, child.name);

      await behave('cases', 'down');
      const withoutCases = await look();
      assert.equal(withoutCases.cases.state, 'unavailable');
      assert.deepEqual(withoutCases.contacts.items, whole.contacts.items);
      assert.deepEqual(withoutCases.school.items, whole.school.items);
      await behave('cases', 'none');

      await behave('school', 'down');
      const withoutSchool = await look();
      assert.deepEqual([withoutSchool.school.state, withoutSchool.cases.state], ['unavailable', 'ok']);
      await behave('school', 'none');

      await behave('person', 'garbled');
      const withoutPerson = await look();
      assert.deepEqual(withoutPerson.band, { cpr: child.cpr, birthDate: child.birthDate, age: child.age, protection: 'unknown' });
      assert.ok(!JSON.stringify([withoutPerson.cases, withoutPerson.contacts, withoutPerson.school]).includes('"address"'));
      assert.equal(withoutPerson.school.state, 'partial');
      assert.notEqual(withoutPerson.cases.state, 'denied');
      const log = gateway.output();
      assert.match(log, /"SourceUnavailable","message":"cases: connection[^\n]*source did not answer/);
      assert.match(log, /"SourceAnswerInvalid","message":"person: [^\n]*source did not answer/);
      for (const content of Object.values(nonsense)) assert.ok(!log.includes(content), 'a garbled answer is logged without content');
    } finally {
      await fetch(new URL('/faults', standIns.control.url), { method: 'DELETE' });
    }
  });
});

test('goes on with its contexts and its audit after kill -9, and refuses a second process meanwhile', async () => {
  const own = { ...variables, DATA_DIR: join(home, 'killed') };
  const first = await startProcess(own);
  const before = host(standIns, first.at?.url ?? '');
  const authorization = await before.token('anders');
  const cpr = standIns.children[0]?.cpr;
  const opening = await before.call('POST', '/v1/contexts', authorization, { body: { cpr, purpose: 'counselling' } });
  const { context } = openedContext.parse(await opening.json());

  const second = await startProcess(own);
  assert.deepEqual(await second.exited, [1, null]);
  assert.match(second.output(), /^DATA_DIR the data directory is in use by another process \(pid \d+\)/);

  await first.kill('SIGKILL');
  const third = await startProcess(own);
  assert.ok(third.at, third.output());
  const again = host(standIns, third.at.url);
  assert.equal((await again.call('GET', '/v1/contacts', authorization, { context })).status, 200);
  await third.kill('SIGTERM');
});

test('runs on PostgreSQL as on PGlite', { skip: absent }, async () => {
  const postgres = await startPostgres();
  try {
    const url = await postgres.database();
    const own = { ...variables, DATA_DIR: join(home, 'keys'), DATABASE_URL: url };
    const gateway = await startProcess(own);
    // Beside the running gateway, as PGlite cannot.
    await importEmployees(own);
    assert.ok(gateway.at, gateway.output());
    const states = await lookAtEverybody(gateway.at.url);
    assert.ok(states.includes('general-practice cases ok') && states.includes('ppr appointments ok'), states.join());
    assert.deepEqual(await gateway.kill('SIGTERM'), [0, null]);
    assert.equal(found(gateway.output()), 0);
    assert.doesNotMatch(gateway.output(), /PGlite/);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      'select entry from audit union all select row_to_json(context)::text from context union all select row_to_json(employee)::text from employee',
    );
    await client.end();
    assert.ok(rows.length > standIns.children.length);
    assert.equal(found(rows.map(({ entry }) => entry).join('\n')), 0);
  } finally {
    await postgres.stop();
  }
});

test('stops with all that is wrong where the configuration is incomplete', async () => {
  const gateway = await startProcess({ ENVIRONMENT: 'production' });
  assert.deepEqual(await gateway.exited, [1, null]);
  for (const name of ['DATABASE_URL', 'TOKEN_AUDIENCE', 'SEAL_KEYS', 'PERSON_URL'])
    assert.match(gateway.output(), new RegExp(`^- ${name} is not set: set it to`, 'm'));
});

test('says so where a port is taken', async () => {
  const gateway = await startProcess({ ...variables, DATA_DIR: join(home, 'port'), PORT: new URL(standIns.identity.url).port });
  assert.deepEqual(await gateway.exited, [1, null]);
  assert.match(gateway.output(), /^PORT, OPS_PORT or CONTENT_PORT \d+ is taken/m);
});
