import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lockDirectory } from '../store/lock.ts';
import { neighbour, organisation } from '../testing/identity.ts';
import { absent, startPostgres } from '../testing/postgres.ts';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'paa-tvaers-'));
after(() => rmSync(home, { recursive: true, force: true }));
const write = (name: string, content: string) => {
  writeFileSync(join(home, name), content);
  return join(home, name);
};
const organisationsFile = write('organisations.json', JSON.stringify([organisation, neighbour]));

async function run(variables: Record<string, string>, ...given: string[]) {
  const child = spawn(process.execPath, ['-C', 'pt-source', cli, ...given], {
    env: { PATH: process.env.PATH ?? '', ENVIRONMENT: 'demo', ORGANISATIONS_FILE: organisationsFile, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = { out: '', error: '' };
  child.stdout.on('data', (chunk) => (told.out += chunk));
  child.stderr.on('data', (chunk) => (told.error += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...told };
}

const first = write(
  'first.csv',
  'organisation;sub;cpr;authorisation\n11223344;a;2512489996;ABCDE\n11223344;b;0201919990;\n55667788;c;0404849086;\n',
);
const second = write('second.csv', 'organisation;sub;cpr\n11223344;b;2202789083\n11223344;d;0201919990\n');
const broken = write('broken.csv', 'organisation;sub;cpr\n11223344;e;2512489996\n11223344;f;251248\n99999999;g;2512489996\n');
const numbers = ['2512489996', '0201919990', '0404849086', '2202789083', '251248'];

function works(name: string, skip: string | false, variablesOf: () => Promise<Record<string, string>>) {
  test(`imports, lists, replaces, seals anew and removes on ${name}`, { skip }, async () => {
    const variables = await variablesOf();
    const steps: [string[], number, string][] = [
      [['import', first], 0, '11223344: 2 added, 0 changed, 0 removed\n55667788: 1 added, 0 changed, 0 removed\n'],
      [['import', second], 0, '11223344: 1 added, 1 changed, 1 removed\n'],
      [['import', broken], 1, ''],
      [['list'], 0, '11223344: 2\n55667788: 1\n'],
      [['reseal'], 0, '3 sealed with key demo\n'],
      [['remove', '55667788'], 0, '1 removed\n'],
      [['remove', '11223344'], 0, '2 removed\n'],
      [['list'], 0, 'no employees\n'],
      [['import', second], 0, '11223344: 2 added, 0 changed, 0 removed\n'],
    ];
    for (const [given, code, out] of steps) {
      const ran = await run(variables, ...given);
      assert.deepEqual([given, ran.code, ran.out], [given, code, out], ran.error);
      for (const number of numbers) assert.ok(!(ran.out + ran.error).includes(number), number);
    }
  });
}

const pglite = { DATA_DIR: join(home, 'data') };
works('PGlite', false, async () => pglite);
describe('with a server', { skip: absent }, () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
  after(() => postgres?.stop());
  works('PostgreSQL', absent, async () => {
    postgres = await startPostgres();
    return { DATABASE_URL: await postgres.database(), DATA_DIR: join(home, 'keys') };
  });
});

test('leaves no number in clear in the files', () => {
  const files = readdirSync(pglite.DATA_DIR, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 10);
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), 'latin1');
    for (const number of numbers.slice(0, 4)) assert.ok(!text.includes(number), file.name);
  }
});

test('names each wrong line by its number', async () => {
  const { code, error } = await run(pglite, 'import', broken);
  assert.equal(code, 1);
  assert.match(error, /^Nothing was imported:\n- line 3: cpr is no CPR number.*\n- line 4: organisation is not in ORGANISATIONS_FILE\n$/);
});

test('says how it is used', async () => {
  for (const given of [[], ['import'], ['import', ' '], ['list', 'all'], ['toString']]) {
    const { code, out, error } = await run(pglite, ...given);
    assert.deepEqual([code, out], [2, ''], given.join());
    assert.match(error, /npm run employees -- import FILE/);
  }
});

test('says what is wrong with the variables, the file and the directory', async () => {
  const unset = await run({ ORGANISATIONS_FILE: '', ENVIRONMENT: 'production' }, 'list');
  assert.equal(unset.code, 1);
  for (const name of ['ORGANISATIONS_FILE', 'DATABASE_URL', 'SEAL_KEYS', 'HASH_KEY'])
    assert.match(unset.error, new RegExp(`^- ${name} is not set`, 'm'));
  assert.doesNotMatch(unset.error, /CASES_URL|TOKEN_AUDIENCE/);

  const missing = await run(pglite, 'import', join(home, 'missing.csv'));
  assert.deepEqual([missing.code, missing.error], [1, 'FILE cannot be read (ENOENT)\n']);

  const release = lockDirectory(pglite.DATA_DIR);
  const locked = await run(pglite, 'import', first);
  release();
  assert.equal(locked.code, 1);
  assert.match(
    locked.error,
    new RegExp(`^DATA_DIR the data directory is in use by another process \\(pid ${process.pid}\\).*stop it, or use PostgreSQL`),
  );

  const unreachable = await run({ ...pglite, DATABASE_URL: 'postgresql://user:secret@127.0.0.1:1/none' }, 'list');
  assert.deepEqual([unreachable.code, unreachable.error], [1, 'DATABASE_URL the database cannot be used (ECONNREFUSED)\n']);
});
