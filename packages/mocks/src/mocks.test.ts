import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  appointment,
  attachment,
  attachmentLink,
  type Desk,
  departmentCases,
  drafts,
  inbox,
  launch,
  noted,
  type OpenedContext,
  openedContext,
  partyContact,
  pathOf,
  problem,
  recipients,
  routes,
  savedDraft,
  schoolRelation,
  section,
  sent,
  type ThreadSummary,
  thread,
  threads,
} from '@paa-tvaers/contract';
import { setupServer } from 'msw/node';
import { type Answer, handlers, type Inbox, type Scenario, type ScenarioName, scenarios } from './index.ts';

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

const opened = ({ thread = [] }: Scenario) => thread.map(({ body }) => 'id' in body && body.id);

describe('the recorded answers', () => {
  for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
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

    if ('threads' in scenario)
      it(`${name}: so do its messages`, () => {
        accept(threads, scenario.threads);
        accept(drafts, scenario.drafts);
        accept(recipients, scenario.recipients);
        accept(inbox, scenario.inbox?.open);
        accept(inbox, scenario.inbox?.done);
        for (const one of scenario.thread ?? []) accept(thread, one);
        const listed = scenario.threads?.body as { items?: { id: string }[] } | undefined;
        assert.deepEqual(opened(scenario), listed?.items?.map(({ id }) => id) ?? []);
      });

    it(`${name}: hold nobody’s number`, () => {
      const cpr = (scenario.opening.body as Partial<OpenedContext>).child?.cpr;
      // Of a thread it is the child's own; nothing else that looks like one stands anywhere.
      const numbers = JSON.stringify(scenario).match(/(?<!\d)[0-3]\d[01]\d{7}(?!\d)/g) ?? [];
      assert.deepEqual(
        numbers.filter((number) => number !== cpr),
        [],
      );
      if (cpr === undefined || officialTestPersons.includes(cpr) || /[A-Z]/.test(cpr)) return;
      assert.notEqual(weights.reduce((sum, weight, at) => sum + weight * Number(cpr[at]), 0) % 11, 0);
      assert.ok(!cpr.startsWith('0101'));
    });
  }

  const state = (name: ScenarioName, of: SectionName = 'cases') => (scenarios[name][of]?.body as { state?: string })?.state;
  const child = (name: ScenarioName) => (scenarios[name].opening.body as OpenedContext).child;

  type Messages = 'correspondence' | 'correspondence-host' | 'correspondence-none' | 'inbox-empty' | 'inbox-denied';
  const threadsOf = (name: Messages) => (scenarios[name].threads?.body as { items?: readonly ThreadSummary[] } | undefined)?.items ?? [];
  const mailbox = (name: Messages) => (scenarios[name].threads?.body as { desk?: Desk } | undefined)?.desk?.mailbox;
  const box = (name: Messages) => scenarios[name].inbox?.open.body as Inbox;

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
    const list = threadsOf('correspondence');
    assert.deepEqual(new Set(list.map(({ delivery }) => delivery?.state)), new Set([undefined, 'sent', 'delivered', 'rejected']));
    assert.ok(list.some(({ unread, files }) => unread > 0 && files > 0));
    assert.ok(list.some(({ held }) => held));
    assert.ok(list.some(({ draft }) => draft));
    assert.ok(list.some(({ latest }) => latest.kind === 'forward'));
    assert.equal(mailbox('correspondence-host'), 'host');
    assert.equal(mailbox('correspondence-none'), 'none');
    assert.ok(box('correspondence').items?.some(({ unansweredDays = 0 }) => unansweredDays > 1));
    assert.deepEqual(box('inbox-empty').items, []);
    assert.equal(box('inbox-denied').state, 'denied');
    assert.equal(box('correspondence-host').state, 'out-of-scope');
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

  it('answer with threads, and each of them, and with the inbox as it is asked for', async () => {
    server.use(...handlers(scenarios.correspondence, api));
    const get = async (path: string) => (await fetch(api + path)).json();
    const list = (await get(routes.threads)) as { items: { id: string }[] };
    assert.deepEqual(list, scenarios.correspondence.threads?.body);
    for (const [at, { id }] of list.items.entries())
      assert.deepEqual(await get(pathOf(routes.thread, id)), scenarios.correspondence.thread?.[at]?.body);
    assert.equal((await fetch(api + pathOf(routes.thread, 'nobody'))).status, 404);
    const states = async (state: string) =>
      ((await get(`${routes.inbox}?state=${state}`)) as { items: { task: { state: string } }[] }).items.map(({ task }) => task.state);
    assert.deepEqual(new Set(await states('in-progress')), new Set(['in-progress']));
    assert.ok((await states('open')).length > (await states('new')).length);
    assert.deepEqual(await states('done'), []);
  });

  it('take what is written, and say so by the contract', async () => {
    server.use(...handlers(scenarios.correspondence, api));
    const put = async (path: string, method = 'PUT') => {
      const answer = await fetch(api + path, { method, body: '{}', headers: { 'Content-Type': 'application/json' } });
      return { status: answer.status, body: await answer.json() };
    };
    accept(sent, await put(routes.threads, 'POST'));
    accept(sent, await put(pathOf(routes.replies, 'item-1'), 'POST'));
    accept(sent, await put(pathOf(routes.forwards, 'item-1'), 'POST'));
    for (const route of [routes.read, routes.task, routes.filed, routes.messageChild]) accept(noted, await put(pathOf(route, 'item-1')));
    accept(savedDraft, await put(pathOf(routes.draft, 'draft-1')));
    accept(attachment, await put(routes.attachments, 'POST'));
    accept(attachmentLink, await put(pathOf(routes.attachmentLink, 'file-1'), 'POST'));
    accept(launch, await put(routes.launches, 'POST'));
    accept(recipients, await put(routes.recipients, 'POST'));
  });

  it('keep the stream of changes open, and silent', async () => {
    server.use(...handlers(scenarios.correspondence, api));
    const leaving = new AbortController();
    const answer = await fetch(api + routes.changes, { signal: leaving.signal });
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), ':\n\n');
    await reader.cancel();
    leaving.abort();
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
