// Records what the gateway answers over the stand-ins, by scenario, into packages/mocks/src/answers/.
//   npm run record               writes the files
//   npm run record -- --check    writes nothing, and fails where they differ
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contextHeader, pathOf, routes, sourceIds } from '@paa-tvaers/contract';
import { createGateway } from '@paa-tvaers/gateway';
import {
  createAccessPoint,
  createAppointmentIndex,
  createCaseIndex,
  createOrganisation,
  createPersonRegister,
  createSchoolRegister,
  createUnitServer,
} from '@paa-tvaers/national';
import { defaultAudience, directory, employeesFile, handClock, organisationsFor, startStandIns, unitKinds } from '@paa-tvaers/stand-ins';
import { answerAfter, correspond } from './record-correspondence.mjs';
import { scenarios } from './scenarios.mjs';

// One set moment: ages, case dates and times are the same whenever this runs.
const day = '2026-06-15';
const moment = new Date(`${day}T09:14:00+02:00`);
// When the gateway begins to read its mailboxes: two days after this, the letters in them are still unanswered.
const opened = new Date(moment.getTime() - 4 * 24 * 60 * 60_000 + 4 * 60 * 60_000);
const folder = fileURLToPath(new URL('../packages/mocks/src/answers/', import.meta.url));
const employeesScript = fileURLToPath(new URL('../packages/gateway/src/employees/cli.ts', import.meta.url));
const policyFile = new URL('../packages/gateway/policy/policy.json', import.meta.url);
const organisationService = 'http://stoettesystemerne.dk/service/organisation/3';
// Keys of ids that are drawn by lot.
const drawn = ['id', 'thread', 'message', 'file', 'answers', 'latest', 'draft', 'group'];

const recorded = await record();
const differing = process.argv.includes('--check') ? await compare(recorded) : await write(recorded);
if (differing.length > 0) {
  console.error(`The recorded answers differ: ${differing.join(', ')}. Run: npm run record`);
  process.exitCode = 1;
}

/** @returns {Promise<Map<string, string>>} the text of each file, by name */
async function record() {
  const clock = handClock(new Date(0));
  const standIns = await startStandIns({ today: day, network: { clock, letters: true, delays: { answer: answerAfter } } });
  const folder = await mkdtemp(join(tmpdir(), 'paa-tvaers-record-'));
  const organisations = organisationsFor({ origins: [], identityUrl: standIns.identity.url, box: true });
  const keys = { seal: [{ id: 'record', key: randomBytes(32) }], hash: randomBytes(32) };
  await importEmployees({ folder, organisations, keys });
  // Only now: TLS goes by the machine's clock, and the certificates are made at the start.
  mock.timers.enable({ apis: ['Date'], now: opened });
  const delivered = JSON.parse(await readFile(policyFile, 'utf8'));
  const asking = {
    ...delivered,
    rows: delivered.rows.map((row) => ({ ...row, consent: { rule: 'required', type: 'health-act', ownFrom: 15 } })),
  };
  const gateways = [];
  try {
    const start = async (policy, data, sources = {}) => {
      const settings = settingsOf(standIns);
      const all = { ...settings.sources, ...sources };
      const gateway = await createGateway({ ...settings, sources: all, organisations, keys, policy, store: { directory: data } });
      gateways.push(gateway);
      return gateway.url;
    };
    const url = await start(delivered, folder, mailSources(standIns));
    const urlWithConsent = await start(asking, join(folder, 'consent'));
    const setTime = (time) => {
      mock.timers.setTime(time.getTime());
      clock.advance(time - clock.now());
    };
    const sign = () => signToken(standIns, 'birgit');
    await correspond({ url, setTime, sign, cpr: standIns.children.find(({ id }) => id === 'josefine').cpr, day });
    setTime(moment);
    const files = new Map();
    for (const scenario of scenarios) {
      const answers = await play(scenario, standIns, scenario.consent ? urlWithConsent : url);
      files.set(`${scenario.name}.json`, `${JSON.stringify(answers, null, 2)}\n`);
    }
    return files;
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await standIns.close();
    await rm(folder, { recursive: true, force: true });
    mock.timers.reset();
  }
}

/** Registers the employees who may ask Aftaleoversigten, as an operator does, in the store that the gateway opens next. */
async function importEmployees({ folder, organisations, keys }) {
  const write = async (name, content) => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const base64 = (key) => key.toString('base64');
  const { seal, hash } = keys;
  const env = {
    PATH: process.env.PATH,
    ENVIRONMENT: 'demo',
    DATA_DIR: folder,
    ORGANISATIONS_FILE: await write('organisations.json', JSON.stringify(organisations)),
    KEYS_FILE: await write(
      'keys.json',
      JSON.stringify({ seal: seal.map(({ id, key }) => ({ id, key: base64(key) })), hash: base64(hash) }),
    ),
  };
  const file = await write('employees.csv', employeesFile());
  await promisify(execFile)(process.execPath, ['--conditions=pt-source', employeesScript, 'import', file], { env });
}

/** Of one gateway alone: what waits in the mailboxes is given to whoever takes it first. */
function mailSources({ units, network }) {
  return {
    units: createUnitServer({ security: { kind: 'none' }, url: units.url, kinds: unitKinds() }),
    network: createAccessPoint({ url: network.url, token: network.token }),
  };
}

function settingsOf({ cases, organisation, appointments, school, person, certificates }) {
  const { ca, clientCertificate: certificate, clientKey: key } = certificates;
  // One scenario's fault must not be felt in the next: the circuits stay closed.
  const common = { security: { kind: 'none' }, breaker: { failures: 1_000_000 } };
  const oauth = {
    kind: 'oauth',
    tokenUrl: organisation.tokenUrl,
    clientId: organisationService,
    scope: `entityid:${organisationService}`,
    tls: { ca, certificate, key, maxVersion: 'TLSv1.2' },
  };
  return {
    environment: 'demo',
    host: '127.0.0.1',
    port: 0,
    opsPort: 0,
    directory: directory(),
    audience: defaultAudience,
    sources: {
      cases: createCaseIndex({ ...common, url: cases.url }),
      organisation: createOrganisation({ ...common, url: organisation.url, security: oauth }),
      appointments: createAppointmentIndex({
        ...common,
        url: appointments.url,
        repositoryUrl: appointments.repositoryUrl,
        system: { owner: 'Øvelse', name: 'På Tværs – Børn & Unge', version: '1.0.0' },
        units: directory().regions.flatMap(({ psychiatry }) => psychiatry.map(({ sor }) => sor)),
        now: () => new Date(),
      }),
      school: createSchoolRegister({
        ...common,
        url: school.url,
        systemId: school.systemId,
        security: { kind: 'wss-x509', certificate, key },
      }),
      person: createPersonRegister({ ...common, url: person.url }),
    },
    log: { level: 'warn', stream: { write: () => undefined } },
    now: () => new Date(),
  };
}

async function signToken({ identity }, employee, signing = {}) {
  const body = JSON.stringify({ employee, ...signing });
  return (await ask(`${identity.url}/token`, { method: 'POST', body })).body.token;
}

async function play({ name, about, employee, child, cpr, faults = {}, token: signing, purpose, correspondence }, standIns, url) {
  for (const [system, fault] of Object.entries(faults)) await put(`${standIns.control.url}/faults/${system}`, { fault });
  const token = await signToken(standIns, employee, signing);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const usual = standIns.employees.find(({ id }) => id === employee).purpose;
  const number = cpr ?? standIns.children.find(({ id }) => id === child).cpr;

  const opening = await ask(url + routes.contexts, {
    method: 'POST',
    headers,
    body: JSON.stringify({ cpr: number, purpose: purpose ?? usual }),
  });
  const context = opening.body.context;
  const inContext = { headers: { ...headers, [contextHeader]: context } };
  const sections = {};
  for (const section of context ? ['cases', 'contacts', 'appointments', 'school'] : [])
    sections[section] = await ask(url + routes[section], inContext);
  const messages = correspondence ? await correspondenceIn(url, inContext) : {};

  await fetch(`${standIns.control.url}/faults`, { method: 'DELETE' });
  return steady({ about, opening, ...sections, ...messages }, name);
}

async function correspondenceIn(url, inContext) {
  const get = (path) => ask(url + path, inContext);
  const threads = await get(routes.threads);
  const thread = [];
  for (const { id } of threads.body.items ?? []) thread.push(await get(pathOf(routes.thread, id)));
  return {
    threads,
    thread,
    drafts: await get(routes.drafts),
    recipients: await ask(url + routes.recipients, { ...inContext, method: 'POST', body: '{}' }),
    inbox: { open: byTime(await get(`${routes.inbox}?state=open`)), done: byTime(await get(`${routes.inbox}?state=done`)) },
  };
}

/** Letters that came in one round came at one moment to the gateway, and chance orders them. */
function byTime(answer) {
  answer.body.items?.sort((one, other) => Date.parse(other.latest.at) - Date.parse(one.latest.at));
  return answer;
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
  const names = new Map();
  const steadied = (kind, value) => {
    if (!names.has(value)) names.set(value, `${kind}-${names.size + 1}`);
    return names.get(value);
  };
  return JSON.parse(
    JSON.stringify(answers, (key, value) => {
      if (key === 'context') return `context-${name}`;
      if (key === 'trace') return '0'.repeat(32);
      if (key === 'series') return steadied('series', value);
      return drawn.includes(key) && typeof value === 'string' && !sourceIds.includes(value) ? steadied('item', value) : value;
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
