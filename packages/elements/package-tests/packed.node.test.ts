import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// What a vendor gets: the packed packages, installed in a folder that knows nothing of this repository.

const root = fileURLToPath(new URL('../../../', import.meta.url));
const elements = JSON.parse(readFileSync(join(root, 'packages/elements/package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'pt-vendor-'));
// What `npm test` sets would point npm at this repository.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^INIT_CWD$/i.test(name)));
let packed: { filename: string; files: { path: string }[] }[];

before(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-changed'], { stdio: 'pipe' });
  const names = ['@paa-tvaers/contract', '@paa-tvaers/elements'];
  const workspaces = names.flatMap((name) => ['-w', name]);
  packed = JSON.parse(npm(root, 'pack', ...workspaces, '--json', '--ignore-scripts', `--pack-destination=${folder}`));
  write('package.json', JSON.stringify({ name: 'vendor', private: true, type: 'module' }));
  npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packed.map(({ filename }) => `./${filename}`));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function npm(cwd: string, ...parameters: string[]): string {
  return execFileSync('npm', parameters, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const consumer = `
import '@paa-tvaers/elements/define.js';
import type { PtContext, Session } from '@paa-tvaers/elements';
import { PtContext as SameContext } from '@paa-tvaers/elements/context';

const context: PtContext = document.querySelector('pt-context')!;
context.getToken = async ({ signal, reason }) => (await fetch('/token?' + reason, { signal })).text();
context.child = { cpr: '0505149996' };
context.openCase = ({ caseId }) => caseId.length;
context.addEventListener('pt-state', ({ state }) => state.length);
document.createElement('pt-case-overview').showClosed = true;
const session: Session = new SameContext().session;
for (const tag of ['pt-contacts', 'pt-appointments', 'pt-school-info', 'pt-child-band'] as const) document.createElement(tag).session = session;
`;

for (const [moduleResolution, module] of [
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
]) {
  test(`the types serve a consumer with moduleResolution ${moduleResolution}, and a mistake is reported`, () => {
    write('consumer.ts', consumer);
    write('mistaken.ts', `${consumer}\ncontext.getToken = 5;\n`);
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/typescript/bin/tsc'),
        ...['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2024,dom,dom.iterable'],
        ...['--module', module!, '--moduleResolution', moduleResolution!, 'consumer.ts', 'mistaken.ts'],
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    const errors = stdout.trim().split('\n');
    assert.equal(errors.length, 1, stdout);
    assert.match(errors[0]!, /^mistaken\.ts\(\d+,1\): error TS2322: Type 'number' is not assignable/);
  });
}

test('every export is imported on a server, says nothing and defines nothing there', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules/@paa-tvaers/elements/package.json'), 'utf8'));
  // The single file is a page's script; a server imports the modules.
  const modules = Object.keys(exports).filter((name) => !/\.(json|css)$/.test(name) && !/paa-tvaers(-all)?\.js$/.test(name));
  assert.ok(modules.length >= 14);
  write(
    'server.mjs',
    `${modules.map((name) => `await import('@paa-tvaers/elements${name.slice(1)}');`).join('\n')}
    await import('@paa-tvaers/contract'); await import('@paa-tvaers/contract/openapi');
    if (typeof document !== 'undefined' || typeof HTMLElement !== 'undefined') throw new Error('a DOM was made up');`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['server.mjs'], { cwd: folder, env: environment, encoding: 'utf8' });
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});

test('the files that exports and types name are in the package', () => {
  const files = packed.find(({ filename }) => filename.includes('elements'))!.files.map(({ path }) => `./${path}`);
  const named = Object.values(elements.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>),
  );
  for (const path of named.filter((path) => !path.startsWith('./src/'))) assert.ok(files.includes(path), `${path} is missing`);
  const surplus = files.filter(
    (path) =>
      !/^\.\/(dist\/.*\.(js|d\.ts)|dist\/[a-z-]+\.json|dist\/.*\.css|package\.json|README\.md|LICENSE)$/.test(path) ||
      /test|\/tsc\//.test(path),
  );
  assert.deepEqual(surplus, []);
});

test('no file names a package that is not among the dependencies', () => {
  const folderOfElements = join(folder, 'node_modules/@paa-tvaers/elements');
  const files = packed.find(({ filename }) => filename.includes('elements'))!.files.map(({ path }) => path);
  const foreign = files
    .filter((path) => /\.(js|d\.ts)$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(folderOfElements, path), 'utf8');
      return [...text.matchAll(/(?:\bfrom |\bimport ?\(?)["']([^."'][^"']*)["']/g)].map(([, name]) => `${path}: ${name}`);
    })
    .filter((named) => !Object.keys(elements.dependencies).some((name) => named.endsWith(`: ${name}`) || named.includes(`: ${name}/`)));
  assert.deepEqual(foreign, []);
});

async function bundle(contents: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    // Vite sets this one while developing; the sources are not in the package.
    conditions: ['development'],
    logLevel: 'silent',
  });
  assert.deepEqual(warnings, []);
  return outputFiles[0]!.text;
}

test('a bundler takes one tag without the others', async () => {
  const script = await bundle(`import '@paa-tvaers/elements/context/define.js'; import '@paa-tvaers/elements/contacts/define.js';`);
  assert.match(script, /pt-contacts/);
  assert.doesNotMatch(script, /pt-(case-overview|appointments|school-info|child-band)\b/);
  assert.doesNotMatch(script, /BEGIN:VCALENDAR|opmærket/);
});

test('a class that is imported and not used costs nothing', async () => {
  assert.ok((await bundle(`import { PtContext, PtContacts } from '@paa-tvaers/elements';`)).length < 100);
});

test('the single files need nothing beside them, and their hashes are the ones to put in a page', async () => {
  const dist = join(folder, 'node_modules/@paa-tvaers/elements/dist');
  const hashes: Record<string, string> = {};
  for (const name of ['paa-tvaers.js', 'paa-tvaers-all.js']) {
    const script = readFileSync(join(dist, name));
    assert.doesNotMatch(script.toString(), /\bimport\s*[("'{*]/);
    hashes[name] = `sha384-${Buffer.from(await crypto.subtle.digest('SHA-384', script)).toString('base64')}`;
  }
  assert.deepEqual(JSON.parse(readFileSync(join(dist, 'integrity.json'), 'utf8')), hashes);
});

test('what writes is not in the single file that reads', () => {
  const dist = join(folder, 'node_modules/@paa-tvaers/elements/dist');
  const writes = /pt-correspondence|XMLHttpRequest|text\/event-stream/;
  assert.doesNotMatch(readFileSync(join(dist, 'paa-tvaers.js'), 'utf8'), writes);
  assert.match(readFileSync(join(dist, 'paa-tvaers-all.js'), 'utf8'), writes);
});
