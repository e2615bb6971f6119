import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  appointment,
  departmentCases,
  type OpenedContext,
  openedContext,
  partyContact,
  problem,
  routes,
  schoolRelation,
  section,
} from '@paa-tvaers/contract';
import { setupServer } from 'msw/node';
import { type Answer, handlers, type ScenarioName, scenarios } from './index.ts';

const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
const officialTestPersons = ['0505149996', '1710194919'];
const sections = {
  cases: section(departmentCases),
  contacts: section(partyContact),
  appointments: section(appointment),
  school: section(schoolRelation),
} as const;
type SectionName = keyof typeof sections;
const names = Object.keys(sections) as SectionName[];

function accept(schema: { safeParse(value: unknown): { error?: { issues: unknown[] } | undefined } }, answer: Answer | undefined): void {
  assert.ok(answer);
  const read = (answer.status < 400 ? schema : problem).safeParse(answer.body);
  assert.deepEqual(read.error?.issues ?? [], []);
}

describe('the recorded answers', () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    it(`${name}: follow the contract, and belong to one context`, () => {
      accept(openedContext, scenario.opening);
      if (scenario.opening.status >= 400) {
        for (const section of names) assert.equal(scenario[section], undefined);
        return;
      }
      for (const section of names) accept(sections[section], scenario[section]);
      const contexts = [scenario.opening, ...names.map((section) => scenario[section])].map(
        (answer) => (answer?.body as { context?: string } | undefined)?.context,
      );
      assert.deepEqual(new Set(contexts), new Set([`context-${name}`]));
    });

    it(`${name}: hold nobody’s number`, () => {
      const cpr = (scenario.opening.body as Partial<OpenedContext>).child?.cpr;
      if (cpr === undefined || officialTestPersons.includes(cpr) || /[A-Z]/.test(cpr)) return;
      assert.notEqual(weights.reduce((sum, weight, at) => sum + weight * Number(cpr[at]), 0) % 11, 0);
      assert.ok(!cpr.startsWith('0101'));
    });
  }

  const state = (name: ScenarioName, of: SectionName = 'cases') => (scenarios[name][of]?.body as { state?: string })?.state;
  const child = (name: ScenarioName) => (scenarios[name].opening.body as OpenedContext).child;

  it('show what their names say', () => {
    assert.equal(state('ok'), 'ok');
    assert.equal(state('empty'), 'ok');
    assert.equal(state('partial'), 'partial');
    assert.equal(state('organisation-down'), 'partial');
    assert.equal(state('down'), 'unavailable');
    assert.equal(state('down', 'contacts'), 'ok');
    assert.equal(state('denied'), 'denied');
    assert.equal(state('adult'), 'out-of-scope');
    assert.equal(state('not-searchable'), 'unavailable');
    assert.equal(state('ppr', 'appointments'), 'ok');
    assert.equal(state('appointments-many', 'appointments'), 'ok');
    assert.match(JSON.stringify(scenarios['appointments-moved'].appointments), /"movedFrom"/);
    assert.equal(state('appointments-partial', 'appointments'), 'partial');
    assert.equal(state('appointments-filtered', 'appointments'), 'partial');
    assert.equal(state('appointments-blocked', 'appointments'), 'blocked');
    assert.equal(state('appointments-down', 'appointments'), 'unavailable');
    assert.equal(state('appointments-down', 'cases'), 'ok');
    assert.equal(state('employee-unknown', 'appointments'), 'unavailable');
    assert.equal(state('consent-municipal', 'appointments'), 'consent-needed');
    assert.equal(state('ok', 'school'), 'ok');
    assert.match(JSON.stringify(scenarios['day-care'].school), /"day-care"/);
    assert.equal(state('school-down', 'school'), 'unavailable');
    assert.equal(state('protected', 'school'), 'denied');
    assert.match(JSON.stringify(scenarios['not-connected'].cases), /"not-connected"/);
    assert.equal(child('protected').protection, 'protected');
    assert.equal(child('person-down').name, undefined);
  });

  it('tell health no appointments, and municipalities no school', () => {
    for (const [name, { opening, appointments, school }] of Object.entries(scenarios)) {
      if (!('professional' in opening.body)) continue;
      const municipal = ['ppr', 'family-services'].includes(opening.body.professional.audience);
      const kept = municipal ? school : appointments;
      assert.equal(kept && 'state' in kept.body && kept.body.state, 'denied', name);
    }
  });

  it('tell health nothing of a case but that it is there', () => {
    for (const name of ['ok', 'closed', 'moved', 'long', 'placed'] as const) {
      assert.doesNotMatch(JSON.stringify(scenarios[name].cases), /"title"|"opened"/, name);
    }
    assert.match(JSON.stringify(scenarios.ppr.cases), /"title"/);
  });
});

describe('the handlers', () => {
  const server = setupServer();
  before(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => server.resetHandlers());
  after(() => server.close());

  const api = 'https://api.example.dk';

  it('answer a fetch as the gateway did', async () => {
    server.use(...handlers(scenarios.ok, api));
    const opened = await fetch(api + routes.contexts, { method: 'POST', body: '{}' });
    assert.equal(opened.status, 201);
    assert.equal(opened.headers.get('cache-control'), 'no-store');
    assert.deepEqual(await opened.json(), scenarios.ok.opening.body);
    for (const name of names) assert.deepEqual(await (await fetch(api + routes[name])).json(), scenarios.ok[name]?.body);
    assert.equal((await fetch(api + routes.context, { method: 'DELETE' })).status, 204);
  });

  it('answer at any origin where none is named', async () => {
    server.use(...handlers(scenarios.down));
    assert.deepEqual(await (await fetch(`https://elsewhere.example${routes.cases}`)).json(), scenarios.down.cases?.body);
  });

  it('answer with problems, and with none of the sections, where the child could not be opened', async () => {
    server.use(...handlers(scenarios['child-unknown'], api));
    const opened = await fetch(api + routes.contexts, { method: 'POST', body: '{}' });
    assert.equal(opened.status, 404);
    assert.equal(opened.headers.get('content-type'), 'application/problem+json');
    const asked = await fetch(api + routes.cases);
    assert.equal(asked.status, 400);
    accept(sections.cases, { status: asked.status, body: await asked.json() });
  });
});
