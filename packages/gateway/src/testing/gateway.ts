import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextHeader, type Dataflow, dataflows, type OpenedContext } from '@paa-tvaers/contract';
import type { GatewaySettings } from '../configuration/settings.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import { createLog } from '../http/log.ts';
import type { Keys } from '../sealing/seal.ts';
import { readPolicy } from '../policy/index.ts';
import { delivered as deliveredPolicy } from '../policy/testing.ts';
import { readDirectory } from '../sections/directory.ts';
import { createSections, type Sections } from '../sections/index.ts';
import { rulesFor } from '../sections/rules.ts';
import type { AnswerSection } from '../sections/types.ts';
import { findEmployeeIn } from '../store/employees.ts';
import { openStore, type Store } from '../store/store.ts';
import { audience, makeToken, neighbour, organisation } from './identity.ts';
import { createTestSources } from './sources.ts';

const testKeys: Keys = { seal: [{ id: 'k1', key: Buffer.alloc(32, 1) }], hash: Buffer.alloc(32, 2) };

export const directory = {
  municipalities: [
    {
      code: '0998',
      name: 'Korsbæk',
      cvr: '11223344',
      region: '1081',
      phone: '12345600',
      departments: { ppr: { delivers: true }, 'family-services': { delivers: true } },
    },
  ],
  regions: [{ code: '1081', name: 'Region Øvelse', psychiatry: [] }],
};

/** Small sections: the person is asked, psychologists and physicians may see, and a test may put its own in. */
function createTestSections() {
  const places = readDirectory(directory);
  const answer =
    (dataflow: Dataflow): AnswerSection =>
    async (context, { now }) => {
      const person = await context.person();
      const state = person.state === 'ok' ? 'ok' : 'unavailable';
      const sources = [{ id: 'person', state, asOf: now.toISOString() }];
      const none = { reason: 'source-down', retry: true };
      return {
        body: { context: context.id, state, sources, ...(state === 'ok' ? { items: [] } : none), later: 'dropped' },
        disclosure: { dataflow, outcome: state, fields: state === 'ok' ? ['name'] : [], sources: { person: state } },
      };
    };
  const sections = {
    cases: answer('cases'),
    contacts: answer('contacts'),
    appointments: answer('appointments'),
    school: answer('school'),
  };
  const made: Sections = {
    decisions: ({ viewer }) =>
      dataflows.map((dataflow) => ({
        dataflow,
        basis: [],
        ...(viewer.function === 'secretary' ? { state: 'denied', reason: 'function' } : { state: 'ok' }),
      })),
    rules: (situation) => rulesFor({ policy: readPolicy(deliveredPolicy(), 'demo'), directory: places, environment: 'demo' }, situation),
    answer: {
      cases: (context, options) => sections.cases(context, options),
      contacts: (context, options) => sections.contacts(context, options),
      appointments: (context, options) => sections.appointments(context, options),
      school: (context, options) => sections.school(context, options),
    },
  };
  return { made, sections };
}

/**
 * A gateway on PGlite in a directory of its own, or on `store`; the clock stands until a test moves it.
 *
 * @param real the sections as they are delivered, in place of small ones
 */
export async function startTestGateway(settings: Partial<GatewaySettings> = {}, { real = false } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'paa-tvaers-'));
  const clock = { now: new Date('2026-06-15T10:00:00Z') };
  const lines: string[] = [];
  const log = createLog({ level: 'trace', stream: { write: (line) => lines.push(line) } });
  const { sources, control, questions } = createTestSources();
  const { made, sections } = createTestSections();
  const store: Store = await openStore(settings.store ?? { directory: home }, () => undefined);
  const whole: GatewaySettings = {
    environment: 'demo',
    host: '127.0.0.1',
    port: 0,
    opsPort: 0,
    store: { directory: home },
    keys: testKeys,
    organisations: [organisation, neighbour],
    directory,
    policy: {},
    audience,
    sources,
    now: () => clock.now,
    ...settings,
  };
  const forget = () => rm(home, { recursive: true, force: true });
  const places = readDirectory(directory);
  const delivered = () =>
    createSections({
      policy: readPolicy(deliveredPolicy(), 'demo'),
      directory: places,
      sources,
      environment: 'demo',
      employee: findEmployeeIn(store.db, whole.keys),
    });
  const gateway: Gateway = await startGateway(whole, { log, store, sections: real ? delivered() : made, directory: places }).catch(
    async (error: unknown) => {
      await forget();
      throw error;
    },
  );

  const token = (claims: Record<string, unknown> = {}) => makeToken(claims, { now: clock.now });
  const call = async (method: string, path: string, { as = {}, context, body, headers = {} }: Call = {}) =>
    fetch(new URL(path, gateway.url), {
      method,
      headers: {
        Authorization: `Bearer ${typeof as === 'string' ? as : await token(as)}`,
        ...(context !== undefined && { [contextHeader]: context }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const open = async (cpr: string, more: Call = {}): Promise<OpenedContext> => {
    const response = await call('POST', '/v1/contexts', { body: { cpr, purpose: 'counselling' }, ...more });
    if (response.status !== 201) throw new Error(`not opened: ${response.status} ${await response.text()}`);
    return (await response.json()) as OpenedContext;
  };
  const audit = async () => {
    const rows = await store.db.selectFrom('audit').selectAll().orderBy('seq').execute();
    return rows.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>);
  };
  return {
    gateway,
    store,
    clock,
    lines,
    control,
    questions,
    keys: whole.keys,
    sections,
    token,
    call,
    open,
    audit,
    async close() {
      await gateway.close();
      await forget();
    },
  };
}

interface Call {
  /** A token, or the claims of one. */
  readonly as?: string | Record<string, unknown>;
  readonly context?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
