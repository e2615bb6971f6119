import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DirectoryLocked, lockDirectory } from './lock.ts';
import { openStore } from './store.ts';

const homes: string[] = [];
const home = () => {
  const made = mkdtempSync(join(tmpdir(), 'paa-tvaers-'));
  homes.push(made);
  return made;
};
after(() => {
  for (const made of homes) rmSync(made, { recursive: true, force: true });
});

/** Runs a module in a process of its own and gives its first line of output. */
async function run(source: string) {
  const child = spawn(process.execPath, ['-C', 'pt-source', '--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  return { child, exited, line: String(line).trim() };
}
const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

test('refuses a directory that is in use, and names who has it', () => {
  const directory = home();
  const release = lockDirectory(directory);
  assert.throws(
    () => lockDirectory(directory),
    (error) => error instanceof DirectoryLocked && error.message.includes(`pid ${process.pid}`),
  );
  release();
  lockDirectory(directory)();
  assert.deepEqual(readdirSync(directory), []);
});

test('refuses a directory that another process has, and takes it over when that is killed', async () => {
  const directory = home();
  const { child, exited, line } = await run(
    `import { lockDirectory } from ${here('./lock.ts')}; lockDirectory(${JSON.stringify(directory)}); console.log('locked'); setInterval(() => {}, 1000);`,
  );
  assert.equal(line, 'locked');
  assert.throws(() => lockDirectory(directory), DirectoryLocked);
  child.kill('SIGKILL');
  await exited;
  lockDirectory(directory)();
});

test('takes over the lock of an earlier process whose number is in use again', () => {
  const directory = home();
  const lock = join(directory, 'gateway.lock');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, started: '1', token: 'x' }));
  const release = lockDirectory(directory);
  assert.equal(JSON.parse(readFileSync(lock, 'utf8')).pid, process.pid);
  release();
});

test('takes over a lock that a crash left half written', () => {
  const directory = home();
  writeFileSync(join(directory, 'gateway.lock'), '{"pid":');
  lockDirectory(directory)();
});

test('does not give back a lock that somebody else has by now', () => {
  const directory = home();
  const release = lockDirectory(directory);
  const theirs = JSON.stringify({ pid: 1, token: 'theirs' });
  writeFileSync(join(directory, 'gateway.lock'), theirs);
  release();
  assert.equal(readFileSync(join(directory, 'gateway.lock'), 'utf8'), theirs);
});

test('opens PGlite again after kill -9, with every entry that was told to be written', async () => {
  const directory = home();
  const { child, exited } = await run(`
    import { openStore } from ${here('./store.ts')};
    import { writeAudit } from ${here('../audit/audit.ts')};
    const store = await openStore({ directory: ${JSON.stringify(directory)} }, () => {});
    for (let count = 1; ; count++) {
      await writeAudit(store.db, { count });
      process.stdout.write(count + '\\n');
    }
  `);
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += chunk;
    if (told.length > 200) child.kill('SIGKILL');
  });
  await exited;
  const last = Number(
    told
      .trim()
      .split('\n')
      .at(told.endsWith('\n') ? -1 : -2),
  );
  const store = await openStore({ directory }, () => undefined);
  try {
    const counts = (await store.db.selectFrom('audit').select('entry').orderBy('seq').execute()).map(
      ({ entry }) => JSON.parse(entry).count,
    );
    assert.ok(counts.length >= last, `${last} told, ${counts.length} there`);
    assert.deepEqual(
      counts,
      counts.map((_, index) => index + 1),
      'whole and in order',
    );
  } finally {
    await store.close();
  }
});
