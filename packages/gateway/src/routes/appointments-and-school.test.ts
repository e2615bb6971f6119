import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Cpr } from '@paa-tvaers/contract';
import { replaceEmployees } from '../store/employees.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { known, other } from '../testing/sources.ts';

const municipality = { ...organisation, sor: '451000016003' };
const withoutSor = { ...organisation, id: '22334455', name: 'Kommune uden SOR' };
const health = { ...organisation, id: '990011000016003', name: 'Region Øvelse', audiences: ['child-psychiatry', 'general-practice'] };
const employee = '2512489996' as Cpr;
/** Regional (D-eCPR), of a child born in 2015. */
const replacement = '1206155VK9';

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
before(async () => {
  gateway = await startTestGateway({ organisations: [municipality, withoutSor, health] }, { real: true });
  const registered = [municipality.id, withoutSor.id].map((id) => ({
    organisation: id,
    sub: 'employee-1',
    cpr: employee,
    authorisation: 'ABCDE',
  }));
  await replaceEmployees(gateway.store.db, gateway.keys, registered, gateway.clock.now);
});
after(() => gateway.close());
beforeEach(() => {
  gateway.questions.appointments.length = 0;
  gateway.questions.school.length = 0;
});

type Body = {
  state: string;
  reason?: string;
  retry?: boolean;
  items?: Record<string, unknown>[];
  sources: { id: string; state: string }[];
};
const viewers = {
  ppr: { audience: 'ppr', function: 'psychologist', purpose: 'casework', org: municipality.id },
  'family-services': { audience: 'family-services', function: 'social-worker', purpose: 'casework', org: municipality.id },
  'child-psychiatry': { audience: 'child-psychiatry', function: 'physician', purpose: 'treatment', org: health.id },
  'general-practice': { audience: 'general-practice', function: 'nurse', purpose: 'treatment', org: health.id },
};

async function look(
  section: 'appointments' | 'school',
  viewer: keyof typeof viewers,
  { cpr = known, ...claims }: Record<string, string> = {},
) {
  const { purpose, ...who } = viewers[viewer];
  const as = { ...who, ...claims };
  const { context, decisions } = await gateway.open(cpr, { as, body: { cpr, purpose } });
  const response = await gateway.call('GET', `/v1/${section}`, { as, context });
  assert.equal(response.status, 200);
  const text = await response.text();
  for (const secret of [employee, 'ABCDE', known, other]) assert.ok(!text.includes(secret), 'no number leaves');
  const { fields, sources, outcome, reason, dataflow } = (await gateway.audit()).at(-1) ?? {};
  return {
    body: JSON.parse(text) as Body,
    decided: decisions.find((one) => one.dataflow === section)?.state,
    audit: { dataflow, outcome, reason, fields, sources },
  };
}

for (const viewer of Object.keys(viewers) as (keyof typeof viewers)[]) {
  const municipal = viewer === 'ppr' || viewer === 'family-services';
  for (const section of ['appointments', 'school'] as const) {
    const may = municipal === (section === 'appointments');
    test(`${viewer} ${may ? 'is shown' : 'is never shown'} ${section}`, async () => {
      const { body, decided, audit } = await look(section, viewer);
      assert.deepEqual([body.state, decided], may ? ['ok', 'ok'] : ['denied', 'denied']);
      assert.deepEqual(
        { appointments: gateway.questions.appointments.length, school: gateway.questions.school.length },
        { appointments: 0, school: 0, ...(may && { [section]: 1 }) },
      );
      if (!may) assert.deepEqual(audit, { dataflow: section, outcome: 'denied', reason: 'no-rule', fields: [], sources: {} });
    });
  }
}

test('appointments leave with what the row lists, after an entry that says so', async () => {
  const { body, audit } = await look('appointments', 'ppr');
  const [{ id, ...item } = {}] = body.items ?? [];
  assert.match(String(id), /^[\w-]{22}$/);
  assert.deepEqual(item, { start: '2026-06-22T13:00:00+02:00', unit: 'BUP', calendar: true });
  assert.deepEqual(audit, {
    dataflow: 'appointments',
    outcome: 'ok',
    reason: undefined,
    fields: ['time', 'unit', 'calendar'],
    sources: { appointments: 'ok', person: 'ok' },
  });
  assert.deepEqual(gateway.questions.appointments[0]?.acting, {
    cpr: employee,
    authorisation: 'ABCDE',
    organisation: { sor: municipality.sor, name: municipality.name },
  });
});

test('Aftaleoversigten is not asked for an employee whom nobody has registered', async () => {
  const { body, audit } = await look('appointments', 'ppr', { sub: 'employee-2' });
  assert.deepEqual([body.state, body.reason, body.retry, body.sources], ['unavailable', 'employee-unknown', false, []]);
  assert.deepEqual(audit, { dataflow: 'appointments', outcome: 'unavailable', reason: 'employee-unknown', fields: [], sources: {} });
  assert.equal(gateway.questions.appointments.length, 0);
});

test('nor for an organisation without a SOR code', async () => {
  const { body, audit } = await look('appointments', 'ppr', { org: withoutSor.id });
  assert.deepEqual([body.state, body.reason, body.retry], ['unavailable', 'not-connected', false]);
  assert.deepEqual(audit.sources, { appointments: 'not-connected' });
  assert.equal(gateway.questions.appointments.length, 0);
});

test('STIL is not asked about a child that the register protects; the answer names no source, the audit does', async () => {
  const { body, audit } = await look('school', 'child-psychiatry', { cpr: other });
  assert.deepEqual([body.state, body.reason, body.sources], ['denied', 'protected', []]);
  assert.deepEqual([audit.reason, audit.sources], ['protected', { person: 'ok' }]);
  assert.deepEqual(gateway.questions.school, []);
});

test('neither is asked by a replacement number', async () => {
  for (const [section, viewer] of [
    ['appointments', 'family-services'],
    ['school', 'general-practice'],
  ] as const) {
    const { body } = await look(section, viewer, { cpr: replacement });
    assert.deepEqual([body.state, body.reason], ['unavailable', 'not-searchable']);
  }
  assert.deepEqual(gateway.questions, { appointments: [], school: [] });
});

test('an employee who leaves is gone at once', async () => {
  await replaceEmployees(
    gateway.store.db,
    gateway.keys,
    [{ organisation: municipality.id, sub: 'employee-9', cpr: employee }],
    gateway.clock.now,
  );
  assert.equal((await look('appointments', 'ppr')).body.reason, 'employee-unknown');
  assert.equal((await look('appointments', 'ppr', { sub: 'employee-9' })).body.state, 'ok');
});

test('both are counted by state, without naming anybody', async () => {
  const text = await (await fetch(new URL('/metrics', gateway.gateway.opsUrl))).text();
  for (const line of [
    'paa_tvaers_sections_total{dataflow="appointments",state="ok"}',
    'paa_tvaers_sections_total{dataflow="school",state="denied"}',
    'paa_tvaers_source_answers_total{source="appointments",state="not-connected"}',
    'paa_tvaers_source_answers_total{source="school",state="ok"}',
    'paa_tvaers_requests_total{route="/v1/school",method="GET",status="200"}',
  ])
    assert.ok(text.includes(line), line);
  for (const secret of [employee, known, 'employee-1', municipality.sor]) assert.ok(!text.includes(secret), secret);
  assert.ok(!gateway.lines.join('').includes(employee), 'nor does the log');
});
