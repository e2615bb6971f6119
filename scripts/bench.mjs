// Benchmarks: they print figures, as ratios against a yardstick of the same run, and judge nothing.
//   npm run bench -- api              the API under load, on PostgreSQL
//   npm run bench -- correspondence   messages accepted a second, and what chaos did to ten thousand
//   npm run bench -- sections         from setting a child to its sections painted, with fast and slow sources
//   npm run bench -- scroll           500 threads and a thread of 500 messages: opened, unfolded, scrolled through, answered
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, chromiumArguments } from './browsers.mjs';

const benches = {
  api: async () => (await import('../packages/gateway/bench/api.ts')).run(),
  correspondence: async () => (await import('../packages/gateway/bench/correspondence.ts')).run(),
  sections: async () => (await import('../packages/gateway/bench/sections.ts')).run(inBrowser('paa-tvaers.js')),
  scroll: async () => (await import('../packages/gateway/bench/scroll.ts')).run(inBrowser('paa-tvaers-all.js')),
};

/** What is measured in Chromium is what is published. */
function inBrowser(file) {
  execFileSync(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url)), '--if-changed'], { stdio: 'inherit' });
  const elements = readFileSync(new URL(`../packages/elements/dist/${file}`, import.meta.url));
  return { elements, launch: { executablePath: chromium, args: chromiumArguments } };
}

const name = process.argv[2] ?? '';
if (!Object.hasOwn(benches, name)) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join('|')}`);
  process.exit(1);
}
await benches[name]();
