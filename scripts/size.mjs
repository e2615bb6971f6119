// What a host pays: brotli bytes of each entry as a host's bundler makes it, held to the exact bytes in
// packages/elements/size.json (± 1 %, both ways) and to the caps of the plan. `-- --update` writes the file.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { rollup } from 'rollup';
import { writeTally } from './reporters/tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const elements = join(root, 'packages/elements');
const recordFile = join(elements, 'size.json');
const tolerance = 0.01;

execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-changed'], { stdio: ['ignore', 'inherit', 'inherit'] });

// A widget's tag folder, and the words that it alone says, where it has any.
const widgets = ['case-overview', 'contacts', 'appointments', 'school-info', 'child-band'];
// Those that write are in no file of those that only read.
const writers = ['correspondence'];
const wordsBeside = (folder) => `${folder}/da.js`;
const own = (folder) => (existsSync(join(elements, 'dist', wordsBeside(folder))) ? [wordsBeside(folder)] : []);
const danish = ['text/da.js', 'text/da-notices.js'];

/** Caps in bytes, kB = 1,000; a row without one is held to its record only. */
const rows = [
  ...widgets.map((folder) => ({
    name: `context + ${folder}`,
    cap: 16_000,
    code: () => bundle(['context', folder], { language: false }),
  })),
  { name: 'the first, with Danish', code: () => bundle(['context', 'case-overview']) },
  { name: '… and all that comes later', code: () => bundle(['context', 'case-overview'], { later: true }) },
  { name: 'context', code: () => bundle(['context']) },
  ...widgets.map((folder) => ({ name: folder, code: () => bundle([folder]) })),
  ...writers.map((folder) => ({ name: `context + ${folder}`, code: () => bundle(['context', folder], { language: false }) })),
  { name: 'all that read, bundled', code: () => bundle(['context', ...widgets], { later: true }) },
  { name: 'everything, bundled', code: () => bundle(['context', ...widgets, ...writers], { later: true }) },
  { name: 'paa-tvaers.js', cap: 24_000, code: () => readFileSync(join(elements, 'dist/paa-tvaers.js')) },
  { name: 'paa-tvaers-all.js', code: () => readFileSync(join(elements, 'dist/paa-tvaers-all.js')) },
  ...widgets.map((folder) => ({ name: `Danish, ${folder}`, cap: 2_500, code: () => minified(...danish, ...own(folder)) })),
  { name: 'Danish, all widgets', code: () => minified(...danish, ...widgets.flatMap(own)) },
  { name: 'English, all widgets', cap: 2_500, code: () => minified('text/en.js') },
];

const record = JSON.parse(readFileSync(recordFile, 'utf8'));
const measured = {};
const sums = { passed: 0, failed: 0, skipped: [] };
const update = process.argv.includes('--update');

console.log(`${'brotli bytes'.padEnd(26)} ${column('now')} ${column('record')} ${column('change')} ${column('cap')}`);
for (const { name, cap, code } of rows) {
  const bytes = brotliCompressSync(await code()).length;
  measured[name] = bytes;
  const was = update ? bytes : record[name];
  const change = was === undefined ? Number.NaN : bytes / was - 1;
  const overCap = cap !== undefined && bytes > cap;
  const failed = overCap || !(Math.abs(change) <= tolerance);
  sums[failed ? 'failed' : 'passed'] += 1;
  const told = Number.isNaN(change) ? 'new' : `${(change * 100).toFixed(2)} %`;
  const verdict = overCap ? '  OVER ITS CAP' : failed ? '  NOT THE RECORD' : '';
  console.log(`${name.padEnd(26)} ${column(bytes)} ${column(was ?? '–')} ${column(told)} ${column(cap ?? '–')}${verdict}`);
}
for (const name of Object.keys(record)) {
  if (name in measured || update) continue;
  sums.failed += 1;
  console.log(`${name} is in the record and no longer measured.`);
}
if (update) writeFileSync(recordFile, `${JSON.stringify(measured, null, 2)}\n`);
else if (sums.failed > 0) console.log('If the change is meant, write it down: npm run size -- --update');
writeTally(sums);
process.exitCode = sums.failed > 0 ? 1 : 0;

/**
 * What a page loads before it paints: the entry, and the chunks that it imports statically. A language
 * has a row and a cap of its own, so `{ language: false }` leaves it to that.
 */
function bundle(folders, { language = true, later = false } = {}) {
  return loaded(folders, { language, follow: ({ imports, dynamicImports }) => (later ? [...imports, ...dynamicImports] : imports) });
}

async function loaded(folders, { language, follow }) {
  const entry = 'entry';
  const bundled = await rollup({
    input: entry,
    logLevel: 'silent',
    external: (id) => !language && /\/da\.js$/.test(id),
    plugins: [
      {
        name: 'entry',
        resolveId(id, from) {
          if (id === entry) return id;
          return from === entry ? this.resolve(id, join(elements, 'package.json')) : null;
        },
        load: (id) => (id === entry ? folders.map((folder) => `import '@paa-tvaers/elements/${folder}/define.js';`).join('\n') : null),
      },
      nodeResolve({ exportConditions: ['browser', 'production', 'default'] }),
      terser({ ecma: 2022, module: true, compress: { passes: 2 }, format: { comments: false } }),
    ],
  });
  // Neither hashes in names nor this folder's path: the bytes would differ from one clone to the next.
  const { output } = await bundled.generate({
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    paths: (id) => id.replace(/^.*\/dist\//, './'),
  });
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const files = new Set();
  const take = (file) => {
    if (files.has(file) || !chunks.has(file)) return;
    files.add(file);
    follow(chunks.get(file)).forEach(take);
  };
  take(output.find(({ isEntry }) => isEntry).fileName);
  return Buffer.from([...files].map((file) => chunks.get(file).code).join(''));
}

async function minified(...paths) {
  const source = paths.map((path) => readFileSync(join(elements, 'dist', path), 'utf8'));
  const parts = await Promise.all(
    source.map((text) => transform(text, { minify: true, format: 'esm', target: 'es2022', charset: 'utf8' })),
  );
  return Buffer.from(parts.map(({ code }) => code).join(''));
}

function column(value) {
  return String(typeof value === 'number' ? value.toLocaleString('en') : value).padStart(9);
}
