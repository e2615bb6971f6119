// Records what the gateway answers over the stand-ins, by scenario, into packages/mocks/src/answers/.
//   npm run record               writes the files
//   npm run record -- --check    writes nothing, and fails where they differ
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { contextHeader, routes } from '@paa-tvaers/contract';
import { createGateway } from '@paa-tvaers/gateway';
import { createCaseIndex, createOrganisation, createPersonRegister } from '@paa-tvaers/national';
import { defaultAudience, directory, organisationsFor, startStandIns } from '@paa-tvaers/stand-ins';
import { scenarios } from './scenarios.mjs';

// One set moment: ages, case dates and times are the same whenever this runs.
const day = '2026-06-15';
const moment = new Date(`${day}T09:14:00+02:00`);
const folder = fileURLToPath(new URL('../packages/mocks/src/answers/', import.meta.url));
const policyFile = new URL('../packages/gateway/policy/policy.json', import.meta.url);
const organisationService = 'http://stoettesystemerne.dk/service/organisation/3';

const recorded = await record();
const differing = process.argv.includes('--check') ? await compare(recorded) : await write(recorded);
if (differing.length > 0) {
  console.error(`The recorded answers differ: ${differing.join(', ')}. Run: npm run record`);
  process.exitCode = 1;
}

/** @returns {Promise<Map<string, string>>} the text of each file, by name */
async function record() {
  const standIns = await startStandIns({ today: day });
  // Only now: TLS goes by the machine's clock, and the certificates are made at the start.
  mock.timers.enable({ apis: ['Date'], now: moment });
  const data = await mkdtemp(join(tmpdir(), 'paa-tvaers-record-'));
  const gateway = await startGateway(standIns, data);
  try {
    const files = new Map();
    for (const scenario of scenarios)
      files.set(`${scenario.name}.json`, `${JSON.stringify(await play(scenario, standIns, gateway.url), null, 2)}\n`);
    return files;
  } finally {
    await gateway.close();
    await standIns.close();
    await rm(data, { recursive: true, force: true });
    mock.timers.reset();
  }
}

async function startGateway({ cases, organisation, person, identity, certificates }, data) {
  const { ca, clientCertificate: certificate, clientKey: key } = certificates;
  const none = { kind: 'none' };
  // One scenario's fault must not be felt in the next: the circuits stay closed.
  const breaker = { failures: 1_000_000 };
  const oauth = {
    kind: 'oauth',
    tokenUrl: organisation.tokenUrl,
    clientId: organisationService,
    scope: `entityid:${organisationService}`,
    tls: { ca, certificate, key, maxVersion: 'TLSv1.2' },
  };
  return createGateway({
    environment: 'demo',
    host: '127.0.0.1',
    port: 0,
    opsPort: 0,
    store: { directory: data },
    keys: { seal: [{ id: 'record', key: randomBytes(32) }], hash: randomBytes(32) },
    organisations: organisationsFor({ origins: [], identityUrl: identity.url }),
    directory: directory(),
    policy: JSON.parse(await readFile(policyFile, 'utf8')),
    audience: defaultAudience,
    sources: {
      cases: createCaseIndex({ url: cases.url, security: none, breaker }),
      organisation: createOrganisation({ url: organisation.url, security: oauth, breaker }),
      person: createPersonRegister({ url: person.url, security: none, breaker }),
    },
    log: { level: 'warn', stream: { write: () => undefined } },
    now: () => moment,
  });
}

async function play({ name, about, employee, child, cpr, faults = {}, token: signing = {} }, standIns, url) {
  for (const [system, fault] of Object.entries(faults)) await put(`${standIns.control.url}/faults/${system}`, { fault });
  const { token } = (await ask(`${standIns.identity.url}/token`, { method: 'POST', body: JSON.stringify({ employee, ...signing }) })).body;
  const { purpose } = standIns.employees.find(({ id }) => id === employee);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const number = cpr ?? standIns.children.find(({ id }) => id === child).cpr;

  const opening = await ask(url + routes.contexts, { method: 'POST', headers, body: JSON.stringify({ cpr: number, purpose }) });
  const context = opening.body.context;
  const inContext = { headers: { ...headers, [contextHeader]: context } };
  const sections = context
    ? { cases: await ask(url + routes.cases, inContext), contacts: await ask(url + routes.contacts, inContext) }
    : {};

  await fetch(`${standIns.control.url}/faults`, { method: 'DELETE' });
  return steady({ about, opening, ...sections }, name);
}

async function ask(url, options) {
  const answer = await fetch(url, options);
  return { status: answer.status, body: await answer.json() };
}

async function put(url, body) {
  const answer = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

/** The same at each recording: what is drawn by lot gets a name of its own. */
function steady(answers, name) {
  const cases = new Map();
  return JSON.parse(
    JSON.stringify(answers, (key, value) => {
      if (key === 'context') return `context-${name}`;
      if (key === 'trace') return '0'.repeat(32);
      if (key !== 'id' || ['cases', 'organisation', 'person', 'units'].includes(value)) return value;
      if (!cases.has(value)) cases.set(value, `case-${cases.size + 1}`);
      return cases.get(value);
    }),
  );
}

async function compare(recorded) {
  const there = await recordedFiles();
  const changed = await Promise.all(
    [...recorded].map(async ([file, text]) =>
      there.includes(file) && (await readFile(join(folder, file), 'utf8')) === text ? [] : [file],
    ),
  );
  return [...changed.flat(), ...there.filter((file) => !recorded.has(file))];
}

async function write(recorded) {
  for (const file of await recordedFiles()) if (!recorded.has(file)) await unlink(join(folder, file));
  for (const [file, text] of recorded) await writeFile(join(folder, file), text);
  console.log(`Recorded ${recorded.size} scenarios in packages/mocks/src/answers.`);
  return [];
}

async function recordedFiles() {
  return (await readdir(folder)).filter((file) => file.endsWith('.json'));
}
