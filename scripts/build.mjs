// Builds what is published: the contract and the elements (tsc, then rollup), and with the development
// tools there also the mocks and the custom-elements manifest. `--if-changed`: only where a source is newer.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'packages/elements/dist');
const stampFile = join(dist, '.built');
const withTools = existsSync(join(root, 'node_modules/.bin/cem')) && existsSync(join(root, 'node_modules/msw'));

// `npm start` and `npm test` may come at the same time: one builds, the other waits for it.
await takeTurn(join(root, 'node_modules/.building'));
const stamp = hashOfSources();
if (process.argv.includes('--if-changed') && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) process.exit(0);

console.log('Building the elements …');
// From nothing: what a deleted source left behind would be published. tsc remembers beside its outputs.
for (const name of ['contract', 'elements', 'mocks']) {
  for (const left of ['dist', 'tsconfig.tsbuildinfo']) rmSync(join(root, 'packages', name, left), { recursive: true, force: true });
}
run('.', 'typescript/bin/tsc', '-b', 'packages/elements', ...(withTools ? ['packages/mocks'] : []));
run('.', 'rollup/dist/bin/rollup', '-c', '--silent');
if (withTools) run('packages/elements', '@custom-elements-manifest/analyzer/cem.js', 'analyze');
cpSync(join(root, 'packages/elements/src/theme/themes.css'), join(dist, 'themes.css'));
writeFileSync(stampFile, stamp);

function run(folder, path, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', path), ...args], {
    cwd: join(root, folder),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Held until this process ends; a holder that was killed holds nothing. */
async function takeTurn(lockFile) {
  for (;;) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      process.once('exit', () => rmSync(lockFile, { force: true }));
      return;
    } catch {
      if (!isAlive(readTextOf(lockFile))) rmSync(lockFile, { force: true });
      else await pause(200);
    }
  }
}

function readTextOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  try {
    return process.kill(Number(pid) || process.pid, 0);
  } catch {
    return false;
  }
}

/** Contents, not times: a checkout gives every file a new time. */
function hashOfSources() {
  const hash = createHash('sha256').update(String(withTools));
  const files = [
    'package-lock.json',
    'tsconfig.base.json',
    'rollup.config.mjs',
    'packages/contract/tsconfig.json',
    'packages/elements/tsconfig.json',
  ];
  for (const name of ['contract', 'elements', ...(withTools ? ['mocks'] : [])]) {
    const folder = `packages/${name}/src`;
    for (const file of readdirSync(join(root, folder), { recursive: true }).sort()) {
      if (/\.(ts|json|css)$/.test(file) && !/\.test\.ts$/.test(file)) files.push(join(folder, file));
    }
  }
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}
