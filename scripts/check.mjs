// Everything that can be said of the sources without running them: types, format, lint, who imports whom,
// what nobody uses, and what must stand in no file. One line a tool; what a tool found comes after.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTally } from './reporters/tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = ['packages', 'examples', 'stories'];

// Two at a time, the slow ones first: that fills two cores.
const queue = [
  ['types (server and tests)', () => tool('typescript/bin/tsc', '-p', 'tsconfig.node.json')],
  ['types (browser and tests)', () => tool('typescript/bin/tsc', '-p', 'tsconfig.browser.json')],
  ['types (published)', () => tool('typescript/bin/tsc', '-b')],
  ['ESLint', () => tool('eslint/bin/eslint.js', '--max-warnings=0', ...rooms)],
  ['dependency-cruiser', () => tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', ...rooms)],
  ['knip', () => tool('knip/bin/knip.js', '--no-progress')],
  ['Biome', () => tool('@biomejs/biome/bin/biome', 'check', '--colors=off', '.')],
  ['files', () => checkFiles()],
];

const began = performance.now();
const sums = { passed: 0, failed: 0, skipped: [] };
await Promise.all([worker(), worker()]);
console.log(`${sums.failed === 0 ? 'ok' : 'FAILED'}  all in ${seconds(began)}`);
writeTally(sums);
process.exitCode = sums.failed > 0 ? 1 : 0;

async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, check] = next;
    const start = performance.now();
    const { ok, output } = await check();
    sums[ok ? 'passed' : 'failed'] += 1;
    console.log(`${ok ? 'ok' : 'FAILED'}  ${name} ${seconds(start)}${ok ? '' : `\n${output.trim()}\n`}`);
  }
}

async function tool(path, ...args) {
  const child = spawn(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { ok: code === 0, output };
}

/** No file names a package registry or a folder of one developer's machine; the lockfile holds no address. */
function checkFiles() {
  const forbidden = [
    /registry\.(npmjs|yarnpkg|npmmirror)\.[a-z]+/,
    /https?:\/\/[^/\s"']*\b(npm|registry|artifactory|nexus)\b/,
    /(?<![\w.-])\/(work|tmp)\/[\w.]/,
  ];
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const found = [];
  for (const file of tracked.split('\0').filter(Boolean)) {
    const text = readText(file);
    for (const [index, line] of text.split('\n').entries()) {
      if (forbidden.some((pattern) => pattern.test(line))) found.push(`${file}:${index + 1}: ${line.trim().slice(0, 120)}`);
    }
  }
  if (/"resolved": "[a-z+]*:\/\//.test(readText('package-lock.json'))) found.push('package-lock.json holds a download address.');
  return { ok: found.length === 0, output: found.join('\n') };
}

function readText(file) {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return ''; // deleted and not yet committed
  }
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
