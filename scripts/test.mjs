// Runs the test runners one after the other and adds up what they say.
//   node scripts/test.mjs quick         what `npm test` runs
//   node scripts/test.mjs long          the rest of `npm run test:all`: more seeds, mutation
//   node scripts/test.mjs quick long    both
// The last line is `N passed, N failed, N skipped` over all of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTally } from './reporters/tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);

const packages = readdirSync(join(root, 'packages')).filter((name) => name !== 'elements');
const nodeTests = [
  ...packages.map((name) => `packages/${name}/{src,bench}/**/*.test.ts`),
  'packages/elements/**/*.node.test.ts',
  'scripts/**/*.test.mjs',
];
const nodeTest = (files) => [
  '--test',
  '--test-concurrency=2',
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=./scripts/reporters/node-test.mjs',
  '--test-reporter-destination=stderr',
  ...files,
]; // prettier-ignore

const seed = process.env.FC_SEED ?? String(Date.now() % 2 ** 31);
const more = { FC_SEED: seed, FC_FACTOR: process.env.FC_FACTOR ?? '3' };

const runners = {
  quick: [
    { name: 'node:test', args: nodeTest(nodeTests), minutes: 20 },
    { name: 'web-test-runner in Chromium, Firefox and WebKit', args: [bin('@web/test-runner/dist/bin.js')], minutes: 14 },
    { name: 'Playwright', args: [bin('@playwright/test/cli.js'), 'test'], minutes: 18 },
  ],
  long: [
    {
      name: `node:test, other and more seeds (FC_SEED=${seed})`,
      args: nodeTest(['packages/elements/src/context/never-the-wrong-child.node.test.ts']),
      env: more,
      minutes: 20,
    },
    {
      name: `web-test-runner, other and more seeds (FC_SEED=${seed})`,
      args: [bin('@web/test-runner/dist/bin.js'), '--files', 'packages/elements/src/context/never-the-wrong-child.test.ts'],
      env: more,
      minutes: 20,
    },
    {
      name: 'node:test, 10,000 messages between gateways that are killed',
      args: nodeTest(['packages/gateway/bench/chaos.test.ts']),
      env: { CHAOS_MESSAGES: process.env.CHAOS_MESSAGES ?? '10000' },
      minutes: 20,
    },
    { name: 'Stryker', args: ['scripts/mutation.mjs'], minutes: 25 },
  ],
};

const sets = process.argv.slice(2);
if (sets.length === 0 || sets.some((set) => !(set in runners))) {
  console.error('Usage: node scripts/test.mjs [quick] [long]');
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'pt-tally-'));
const sums = { passed: 0, failed: 0, skipped: [] };
const lines = [];
for (const runner of sets.flatMap((set) => runners[set])) {
  console.log(`\n=== ${runner.name}`);
  const began = performance.now();
  const { passed, failed, skipped } = await run(runner);
  sums.passed += passed;
  sums.failed += failed;
  sums.skipped.push(...skipped);
  lines.push(
    `${runner.name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped in ${Math.round((performance.now() - began) / 1000)} s`,
  );
}
rmSync(folder, { recursive: true, force: true });

console.log(`\n${lines.join('\n')}`);
for (const skipped of sums.skipped) console.log(`skipped: ${skipped}`);
writeTally(sums);
console.log(`${sums.passed} passed, ${sums.failed} failed, ${sums.skipped.length} skipped`);
process.exitCode = sums.failed > 0 ? 1 : 0;

async function run({ name, args, env = {}, minutes }) {
  const tally = join(folder, `${Math.random().toString(36).slice(2)}.json`);
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Playwright, and the servers that tests start, find the sources of the workspaces by this condition.
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --conditions=pt-source`.trim(),
      PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH,
      // What Node has compiled once: most tests start processes, and mutation a thousand.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      ...env,
      TALLY_FILE: tally,
    },
  });
  const limit = setTimeout(() => {
    console.error(`${name} was ended after ${minutes} minutes.`);
    child.kill('SIGKILL');
  }, minutes * 60_000);
  const [code, signal] = await once(child, 'exit');
  clearTimeout(limit);
  const told = existsSync(tally) ? JSON.parse(readFileSync(tally, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
  if (code !== 0 && told.failed === 0) {
    console.error(`${name} ended with ${code ?? signal} and named no failed test.`);
    told.failed = 1;
  }
  if (told.passed + told.failed === 0) {
    console.error(`${name} ran no test.`);
    told.failed = 1;
  }
  return told;
}
