import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type StandIns, startStandIns } from '../start.ts';
import {
  askCases,
  askOrganisation,
  askPerson,
  askRegistry,
  askRepository,
  askSchool,
  askToken,
  tokenFor,
  tokenForm,
} from '../testing/requests.ts';
import { readXml } from '../xml/read.ts';
import { nonsense } from './nonsense.ts';

let standIns: StandIns;
let token: string;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
  token = await tokenFor(standIns, '11111111');
});
afterEach(() => turn('DELETE', '/faults'));
after(() => standIns.close());

async function turn(method: string, path: string, body?: unknown) {
  const response = await fetch(standIns.control.url + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: response.status, json: (await response.json()) as Record<string, never> };
}

const askers: Readonly<Record<string, () => Promise<{ status: number; text: string }>>> = {
  cases: () => askCases(standIns),
  organisation: () => askOrganisation(standIns, { token, query: '{ organisation(cvr: "11111111") { organisationsnavn } }' }),
  organisationToken: () => askToken(standIns, tokenForm('11111111')),
  person: () => askPerson(standIns),
  identity: async () => {
    const response = await fetch(`${standIns.identity.url}/token`, { method: 'POST', body: '{"employee":"ida"}' });
    return { status: response.status, text: await response.text() };
  },
  appointments: () => askRegistry(standIns, { cpr: '0505149996' }),
  school: () => askSchool(standIns, { service: 'wsiinst/6', operation: 'hentInstitution', inside: '<s:instnr>999001</s:instnr>' }),
  network: async () => {
    const { url, token, mailboxes } = standIns.network;
    const response = await fetch(`${url}/mailboxes/${mailboxes[0]}/envelopes`, { headers: { Authorization: `Bearer ${token}` } });
    return { status: response.status, text: await response.text() };
  },
  units: async () => {
    const response = await fetch(`${standIns.units.url}/Organization?_count=1`);
    return { status: response.status, text: await response.text() };
  },
  appointmentsRepository: () => askRepository(standIns, { cpr: '0505149996', documents: [{ document: 'nothing^1.2.208.184' }] }),
};

const systems = Object.keys(askers);
const ask = (system: string) => (askers[system] as () => Promise<{ status: number; text: string }>)();

for (const system of systems) {
  test(`${system}: refuses connections when down, and takes them again on the same port`, async () => {
    assert.equal((await ask(system)).status, 200);
    await turn('PUT', `/faults/${system}`, { fault: 'down' });
    await assert.rejects(
      ask(system),
      (error: Error & { code?: string; cause?: { code?: string } }) => (error.code ?? error.cause?.code) === 'ECONNREFUSED',
    );
    await turn('DELETE', '/faults');
    assert.equal((await ask(system)).status, 200);
  });

  test(`${system}: ends the body half-way when truncated`, async () => {
    await turn('PUT', `/faults/${system}`, { fault: 'truncated' });
    await assert.rejects(ask(system));
  });

  test(`${system}: fails in its own way`, async () => {
    await turn('PUT', `/faults/${system}`, { fault: 'error' });
    // The organisation's helper reads JSON, which its error is.
    assert.equal((await ask(system)).status, 500);
  });
}

test('fails with a SOAP fault where the system speaks SOAP', async () => {
  for (const system of ['cases', 'person', 'school']) {
    await turn('PUT', `/faults/${system}`, { fault: 'error' });
    assert.match((await ask(system)).text, /<soap:Fault><faultcode>soap:Server<\/faultcode>/);
  }
  for (const system of ['appointments', 'appointmentsRepository']) {
    await turn('PUT', `/faults/${system}`, { fault: 'error' });
    assert.match((await ask(system)).text, /<soap:Fault><soap:Code><soap:Value>soap:Receiver<\/soap:Value>/);
  }
});

test('garbles: status and type are right, the rest is nonsense that can be searched for', async () => {
  for (const system of systems) {
    await turn('PUT', `/faults/${system}`, { fault: 'garbled' });
    const said = await ask(system);
    assert.equal(said.status, 200);
    assert.ok(said.text.includes(nonsense.cpr) && said.text.includes(nonsense.name), system);
    if (['cases', 'person', 'appointments', 'school'].includes(system)) assert.throws(() => readXml(said.text));
    if (system === 'appointmentsRepository') assert.throws(() => readXml(said.text.split('\r\n\r\n')[1]?.split('\r\n--')[0] ?? ''));
  }
});

test('answers in part where the system can: fewer cases than it counts', async () => {
  await turn('PUT', '/faults/cases', { fault: 'partial' });
  const { text } = await ask('cases');
  assert.match(text, /<sdi:Antal>5</);
  assert.equal(text.match(/<sdi:SagFiltreretOejebliksbillede>/g)?.length, 4);
  assert.equal((await turn('PUT', '/faults/person', { fault: 'partial' })).status, 400, 'the person look-up has no such answer');
});

test('waits before it answers, for that system only', async () => {
  await turn('PUT', '/faults/person', { latency: 400 });
  let answered = false;
  const slow = ask('person').then((said) => {
    answered = true;
    return said;
  });
  await ask('cases');
  assert.ok(!answered, 'the other system answered first');
  assert.equal((await slow).status, 200);
});

test('tells what is set, and takes it back', async () => {
  const set = await turn('PUT', '/faults/cases', { latency: 5, fault: 'error' });
  assert.deepEqual(set.json.cases, { latency: 5, fault: 'error', possible: ['none', 'error', 'garbled', 'truncated', 'down', 'partial'] });
  assert.deepEqual((await turn('GET', '/faults')).json, set.json);
  assert.deepEqual((await turn('DELETE', '/faults')).json.cases, {
    latency: 0,
    fault: 'none',
    possible: ['none', 'error', 'garbled', 'truncated', 'down', 'partial'],
  });
});

test('refuses systems, faults and latencies that there are none of', async () => {
  assert.equal((await turn('PUT', '/faults/hospital', {})).status, 404);
  assert.equal((await turn('PUT', '/faults/control', { fault: 'down' })).status, 404);
  for (const body of [{ fault: 'sulky' }, { latency: -1 }, { latency: '5' }, { latency: 1e9 }, 7])
    assert.equal((await turn('PUT', '/faults/cases', body)).status, 400, JSON.stringify(body));
});

test('counts the requests of each system', async () => {
  await turn('DELETE', '/requests');
  await Promise.all([ask('cases'), ask('cases'), ask('person')]);
  assert.deepEqual((await turn('GET', '/requests')).json, {
    ...Object.fromEntries(systems.map((system) => [system, 0])),
    cases: 2,
    person: 1,
  });
});

test('may be turned from any page, since it moves toys', async () => {
  const response = await fetch(`${standIns.control.url}/faults/cases`, {
    method: 'OPTIONS',
    headers: { Origin: 'http://127.0.0.1:5000', 'Access-Control-Request-Method': 'PUT' },
  });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
});

test('outlives a caller who hangs up while waiting', async () => {
  await turn('PUT', '/faults/identity', { latency: 60_000 });
  const hangUp = new AbortController();
  const asked = fetch(`${standIns.identity.url}/token`, { method: 'POST', body: '{"employee":"ida"}', signal: hangUp.signal });
  await turn('PUT', '/faults/identity', { latency: 0 });
  hangUp.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  assert.equal((await ask('identity')).status, 200);
});

test('refuses a body that no client of these systems sends', async () => {
  const said = await askPerson(standIns, { change: (text) => text + ' '.repeat(1_000_001) });
  assert.equal(said.status, 413);
});
