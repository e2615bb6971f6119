import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { directory } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { readConfiguration } from './configuration.ts';
import { ConfigurationInvalid } from './variables.ts';

const home = mkdtempSync(join(tmpdir(), 'paa-tvaers-'));
after(() => rmSync(home, { recursive: true }));
const write = (name: string, content: unknown) => {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const key = Buffer.alloc(32, 7).toString('base64');

const demo = {
  ENVIRONMENT: 'demo',
  DATA_DIR: join(home, 'data'),
  ORGANISATIONS_FILE: write('organisations.json', [organisation]),
  DIRECTORY_FILE: write('directory.json', directory),
  TOKEN_AUDIENCE: 'https://gateway.example',
  CASES_URL: 'http://127.0.0.1:9001/cases',
  ORGANISATION_URL: 'http://127.0.0.1:9002/graphql',
  PERSON_URL: 'http://127.0.0.1:9003/person',
};

function problems(variables: Record<string, string>): readonly string[] {
  try {
    readConfiguration(variables);
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.problems;
    throw error;
  }
  return [];
}

test('reads a demo with its defaults', async () => {
  const { host, port, opsPort, store, environment, sources } = readConfiguration(demo);
  assert.deepEqual(
    { host, port, opsPort, store, environment },
    { host: '127.0.0.1', port: 8080, opsPort: 8081, store: { directory: join(home, 'data') }, environment: 'demo' },
  );
  await Promise.all(Object.values(sources).map((source) => source.close()));
});

test('makes keys for a demo once, readable by nobody else', () => {
  const first = readConfiguration(demo).keys;
  const path = join(home, 'data', 'keys.json');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const second = readConfiguration(demo).keys;
  assert.deepEqual(second, first);
  assert.equal(first.hash.length, 32);
  assert.ok(!readFileSync(path, 'utf8').includes(first.hash.toString('hex')));
});

test('names every variable that is missing, all at once', () => {
  const told = problems({});
  const names = told.map((line) => line.split(' ')[0]);
  assert.deepEqual(names, [
    'ENVIRONMENT',
    'ORGANISATIONS_FILE',
    'CASES_URL',
    'ORGANISATION_URL',
    'PERSON_URL',
    'DIRECTORY_FILE',
    'TOKEN_AUDIENCE',
  ]);
  for (const line of told) assert.match(line, /is not set: set it to /);
});

test('says what is wrong with each variable, and what to set', () => {
  const missing = join(home, 'missing.json');
  const cases: [Record<string, string>, RegExp][] = [
    [{ ENVIRONMENT: 'test' }, /^ENVIRONMENT is not known: set it to demo, pilot or production$/],
    [{ PORT: 'eighty' }, /^PORT is not a port/],
    [{ OPS_PORT: '70000' }, /^OPS_PORT is not a port/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is not known: set it to fatal, error, warn, info or debug$/],
    [{ DATABASE_URL: 'mysql://host/db' }, /^DATABASE_URL is not an address: set it to postgresql:/],
    [{ ORGANISATIONS_FILE: missing }, /^ORGANISATIONS_FILE names a file that cannot be read \(ENOENT\): /],
    [
      { ORGANISATIONS_FILE: write('broken.json', '[{"cpr": "0505149996"') },
      /^ORGANISATIONS_FILE names a file that is not JSON: (?!.*0505149996)/,
    ],
    [{ ORGANISATIONS_FILE: write('wrong.json', [{ ...organisation, acr: 'none' }]) }, /^ORGANISATIONS_FILE .*wrong\.json: \/0\/acr: /],
    [{ DIRECTORY_FILE: write('empty.json', {}) }, /^DIRECTORY_FILE .*empty\.json: municipalities: /],
    [{ POLICY_FILE: write('policy.json', { version: '1' }) }, /^POLICY_FILE .*policy\.json: /],
    [{ CASES_URL: 'cases' }, /^CASES_URL is not an address: set it to the address of Sags- og Dokumentindekset/],
    [{ PERSON_URL: 'http://person.example' }, /^PERSON_URL must be https/],
    [{ CASES_TIMEOUT: '2s' }, /^CASES_TIMEOUT is not a time: set it to milliseconds/],
    [{ CASES_SECURITY: 'basic' }, /^CASES_SECURITY is not known: set it to none, oauth or wss-x509$/],
    [{ CASES_SECURITY: 'wss-x509' }, /^CLIENT_CERTIFICATE_FILE is not set: set it to a PEM file, or set CASES_CERTIFICATE_FILE$/],
    [{ CASES_SECURITY: 'oauth' }, /^CASES_TOKEN_URL is not set/],
    [
      { ORGANISATION_SECURITY: 'wss-x509', ORGANISATION_CERTIFICATE_FILE: missing },
      /^ORGANISATION_CERTIFICATE_FILE names a file that cannot be read/,
    ],
    [{ SEAL_KEYS: `k1:${key}` }, /^HASH_KEY is not set/],
    [{ HASH_KEY: key }, /^SEAL_KEYS is not set/],
    [{ SEAL_KEYS: 'k1:c2hvcnQ=', HASH_KEY: key }, /^SEAL_KEYS holds a key that is not 32 bytes/],
    [{ SEAL_KEYS: `k1:${key},k1:${key}`, HASH_KEY: key }, /^SEAL_KEYS holds an id twice/],
    [{ SEAL_KEYS: `:${key}`, HASH_KEY: key }, /^SEAL_KEYS holds a key without an id/],
    [{ SEAL_KEYS: `k1:${key}`, HASH_KEY: 'c2hvcnQ=' }, /^HASH_KEY holds a hash key shorter than 32 bytes/],
    [{ SEAL_KEYS: `k1:${key}`, HASH_KEY: key, KEYS_FILE: missing }, /^KEYS_FILE stands beside/],
    [{ KEYS_FILE: missing }, /^KEYS_FILE names a file that cannot be read/],
    [{ KEYS_FILE: write('keys.json', { seal: 'x' }) }, /^KEYS_FILE .*keys\.json: \/seal: /],
  ];
  for (const [change, expected] of cases)
    assert.match(problems({ ...demo, ...change })[0] ?? 'accepted', expected, Object.keys(change).join());
});

const both = {
  APPOINTMENTS_URL: 'http://127.0.0.1:9004/ddsregistry',
  APPOINTMENTS_REPOSITORY_URL: 'http://127.0.0.1:9005/ddsrepository',
  SCHOOL_URL: 'http://127.0.0.1:9006/bpi',
  SCHOOL_SYSTEM_ID: 'paa-tvaers',
  SCHOOL_SECURITY: 'none',
};

test('connects Aftaleoversigten and STIL where they are configured, and neither where they are not', async () => {
  const without = readConfiguration(demo).sources;
  assert.deepEqual(Object.keys(without), ['cases', 'organisation', 'person']);
  const withBoth = readConfiguration({ ...demo, ...both, APPOINTMENTS_UNITS: '990071000016006, 990081000016008' }).sources;
  assert.deepEqual(Object.keys(withBoth), ['cases', 'organisation', 'person', 'appointments', 'school']);
  await Promise.all([...Object.values(without), ...Object.values(withBoth)].map((source) => source?.close()));
});

test('half a configuration of Aftaleoversigten or of STIL names what is missing', () => {
  const half: [Record<string, string>, string[]][] = [
    [{ APPOINTMENTS_URL: both.APPOINTMENTS_URL }, ['APPOINTMENTS_REPOSITORY_URL']],
    [{ APPOINTMENTS_REPOSITORY_URL: both.APPOINTMENTS_REPOSITORY_URL }, ['APPOINTMENTS_URL']],
    [{ APPOINTMENTS_UNITS: '990071000016006' }, ['APPOINTMENTS_URL', 'APPOINTMENTS_REPOSITORY_URL']],
    [{ APPOINTMENTS_SECURITY: 'none' }, ['APPOINTMENTS_URL', 'APPOINTMENTS_REPOSITORY_URL']],
    [{ SCHOOL_URL: both.SCHOOL_URL }, ['SCHOOL_SYSTEM_ID']],
    [{ SCHOOL_SYSTEM_ID: 'paa-tvaers' }, ['SCHOOL_URL']],
    [{ SCHOOL_TIMEOUT: '2000' }, ['SCHOOL_URL', 'SCHOOL_SYSTEM_ID']],
    [{ SCHOOL_URL: ' ' }, []],
  ];
  for (const [variables, missing] of half) {
    const told = problems({ ...demo, ...variables });
    assert.deepEqual(told.map((line) => line.split(' ')[0]).toSorted(), missing.toSorted(), Object.keys(variables).join());
    for (const line of told) assert.match(line, / is not set: set it to /);
  }
});

test('says what is wrong with them', () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ APPOINTMENTS_UNITS: '990071000016006;1' }, /^APPOINTMENTS_UNITS holds what is no SOR code/],
    [{ APPOINTMENTS_REPOSITORY_URL: 'repository' }, /^APPOINTMENTS_REPOSITORY_URL is not an address/],
    [{ APPOINTMENTS_REPOSITORY_URL: 'http://dds.example' }, /^APPOINTMENTS_REPOSITORY_URL must be https/],
    [{ APPOINTMENTS_TIMEOUT: 'soon' }, /^APPOINTMENTS_TIMEOUT is not a time/],
    [{ SCHOOL_SECURITY: 'password' }, /^SCHOOL_SECURITY is not known/],
    [{ SCHOOL_SOAP: '2' }, /^SCHOOL_SOAP is not known: set it to 1.1 or 1.2/],
  ];
  for (const [change, expected] of cases)
    assert.match(problems({ ...demo, ...both, ...change })[0] ?? 'accepted', expected, Object.keys(change).join());
});

const sorFile = write('sor.csv', 'SorId;EntityName;EanLocationCode;EdiTypes\n900000016000003;Lægerne på Torvet;5790009000037;FDIS91\n');
const call = { signal: new AbortController().signal };

test('finds units in a file, of the kind that is given by hand', async () => {
  const kinds = write('kinds.json', { '900000016000003': 'family-services' });
  const { sources } = readConfiguration({ ...demo, UNITS_FILE: sorFile, UNITS_KINDS: kinds });
  const { units } = sources;
  assert.equal((await units!.unit('900000016000003', call))?.value.kind, 'family-services');
  await Promise.all(Object.values(sources).map((source) => source?.close()));
});

test('a file of units that cannot be used is told by its line, and is tried again', async () => {
  const path = write('broken.csv', 'SorId;EntityName\n');
  const { sources } = readConfiguration({ ...demo, UNITS_FILE: path });
  await assert.rejects(sources.units!.unit('900000016000003', call), /units: line 1: the header lacks/);
  copyFileSync(sorFile, path);
  assert.equal((await sources.units!.unit('900000016000003', call))?.value.name, 'Lægerne på Torvet');
  await Promise.all(Object.values(sources).map((source) => source?.close()));
});

test('reaches SOR at a server, and says what is wrong with how', async () => {
  const { sources } = readConfiguration({ ...demo, UNITS_URL: 'http://127.0.0.1:9007/fhir' });
  assert.ok(sources.units);
  await Promise.all(Object.values(sources).map((source) => source?.close()));
  const cases: [Record<string, string>, RegExp][] = [
    [{ UNITS_TIMEOUT: '2000' }, /^UNITS_URL is not set: set it to the address of a FHIR server with SOR, or set UNITS_FILE$/],
    [{ UNITS_URL: 'http://127.0.0.1:9007', UNITS_FILE: sorFile }, /^UNITS_FILE is set beside UNITS_URL/],
    [{ UNITS_FILE: join(home, 'missing.csv') }, /^UNITS_FILE names a file that cannot be read \(ENOENT\)/],
    [
      { UNITS_FILE: sorFile, UNITS_KINDS: write('kinds-wrong.json', { '900000016000003': 'school' }) },
      /^UNITS_KINDS .*\/900000016000003: /,
    ],
    [{ UNITS_FILE: sorFile, UNITS_KINDS: write('kinds-short.json', { '9': 'ppr' }) }, /^UNITS_KINDS .*\/9: /],
    [{ UNITS_URL: 'http://127.0.0.1:9007', UNITS_SECURITY: 'wss-x509' }, /^UNITS_SECURITY is not known: set it to none or oauth/],
    [
      { UNITS_URL: 'http://127.0.0.1:9007', UNITS_SECURITY: 'oauth' },
      /^UNITS_TOKEN_URL is not set: set it to the address of the token service for SOR/,
    ],
  ];
  for (const [change, expected] of cases) assert.match(problems({ ...demo, ...change })[0] ?? 'accepted', expected, JSON.stringify(change));
});

test('connects the messaging network, by an access point or a directory', async () => {
  const point = { NETWORK_URL: 'http://127.0.0.1:9008', NETWORK_TOKEN: 'word' };
  const { sources, network } = readConfiguration({
    ...demo,
    ...point,
    NETWORK_FORMAT: 'json',
    NETWORK_RECEIPT_AFTER: '45',
    NETWORK_RESENDS: '0',
    NETWORK_POLL: '500',
  });
  assert.ok(sources.network);
  assert.deepEqual(network, { format: 'json', receiptAfter: 45 * 60_000, resends: 0, poll: 500 });
  await Promise.all(Object.values(sources).map((source) => source.close()));
  for (const [said, milliseconds] of [
    ['30m', 1_800_000],
    ['90s', 90_000],
    ['1440', 86_400_000],
  ] as const) {
    const read = readConfiguration({ ...demo, ...point, NETWORK_RECEIPT_AFTER: said });
    assert.equal(read.network?.receiptAfter, milliseconds);
    await Promise.all(Object.values(read.sources).map((source) => source.close()));
  }
  const byFiles = readConfiguration({ ...demo, NETWORK_DIRECTORY: home });
  assert.ok(byFiles.sources.network);
  assert.deepEqual(byFiles.network, { format: 'xml' });
  await Promise.all(Object.values(byFiles.sources).map((source) => source.close()));
  const without = readConfiguration(demo);
  assert.deepEqual([without.sources.network, without.network], [undefined, undefined]);
  await Promise.all(Object.values(without.sources).map((source) => source.close()));

  const cases: [Record<string, string>, RegExp][] = [
    [{ NETWORK_TOKEN: 'word' }, /^NETWORK_URL is not set: set it to the address of the access point, or set NETWORK_DIRECTORY$/],
    [{ NETWORK_URL: point.NETWORK_URL }, /^NETWORK_TOKEN is not set/],
    [{ ...point, NETWORK_TOKEN: 'to ord' }, /^NETWORK_TOKEN /],
    [{ ...point, NETWORK_DIRECTORY: home }, /^NETWORK_DIRECTORY is set beside NETWORK_URL/],
    [{ ...point, NETWORK_FORMAT: 'edifact' }, /^NETWORK_FORMAT is not known: set it to xml or json/],
    [{ ...point, NETWORK_RESENDS: '4' }, /^NETWORK_RESENDS is not a number from 0 to 3/],
    [
      { ...point, NETWORK_RECEIPT_AFTER: 'soon' },
      /^NETWORK_RECEIPT_AFTER is not a time of a day at most: set it to minutes, like 30 or 30m/,
    ],
    [{ ...point, NETWORK_RECEIPT_AFTER: '1441' }, /^NETWORK_RECEIPT_AFTER is not a time/],
    [{ ...point, NETWORK_RECEIPT_AFTER: '0s' }, /^NETWORK_RECEIPT_AFTER is not a time/],
    [{ ...point, NETWORK_URL: 'http://network.example' }, /^NETWORK_URL /],
    [{ ...point, NETWORK_CERTIFICATE_FILE: join(home, 'missing.pem') }, /^NETWORK_CERTIFICATE_FILE names a file that cannot be read/],
  ];
  for (const [change, expected] of cases) assert.match(problems({ ...demo, ...change })[0] ?? 'accepted', expected, JSON.stringify(change));
  const secure = problems({ ...demo, ...point, ENVIRONMENT: 'production' });
  assert.ok(secure.some((line) => line.startsWith('NETWORK_URL must begin with https:')));
});

test('production asks who is responsible for the system, once Aftaleoversigten is connected', () => {
  const names = (variables: Record<string, string>) =>
    problems({ ...demo, ENVIRONMENT: 'production', ...variables }).map((line) => line.split(' ')[0]);
  assert.ok(names(both).includes('SYSTEM_OWNER'));
  for (const name of ['APPOINTMENTS_URL', 'APPOINTMENTS_REPOSITORY_URL', 'APPOINTMENTS_SECURITY', 'SCHOOL_URL', 'SCHOOL_SECURITY'])
    assert.ok(names(both).includes(name), name);
  assert.ok(!names({ ...both, SYSTEM_OWNER: 'KOMBIT' }).includes('SYSTEM_OWNER'));
  assert.ok(!names({}).includes('SYSTEM_OWNER'));
});

test('takes keys in variables, the first of them active', () => {
  const { keys } = readConfiguration({ ...demo, SEAL_KEYS: `k2:${key}, k1:${Buffer.alloc(32, 8).toString('base64')}`, HASH_KEY: key });
  assert.deepEqual(
    keys.seal.map(({ id }) => id),
    ['k2', 'k1'],
  );
});

test('makes no keys outside a demo', () => {
  const names = problems({ ...demo, ENVIRONMENT: 'pilot', DATA_DIR: join(home, 'pilot') }).map((line) => line.split(' ')[0]);
  assert.deepEqual(names, ['SEAL_KEYS', 'HASH_KEY']);
});

test('refuses to run production on PGlite, in clear or unsigned', () => {
  const told = problems({ ...demo, ENVIRONMENT: 'production' });
  const names = new Set(told.map((line) => line.split(' ')[0]));
  for (const name of [
    'DATABASE_URL',
    'SEAL_KEYS',
    'HASH_KEY',
    'CASES_URL',
    'ORGANISATION_URL',
    'PERSON_URL',
    'CASES_SECURITY',
    'ORGANISATION_SECURITY',
    'PERSON_SECURITY',
  ])
    assert.ok(names.has(name), name);
  assert.match(told.find((line) => line.startsWith('DATABASE_URL')) ?? '', /does not run on PGlite/);
  const none = problems({ ...demo, ENVIRONMENT: 'production', CASES_SECURITY: 'none' });
  assert.ok(none.includes('CASES_SECURITY is not known: set it to oauth or wss-x509'));
});
