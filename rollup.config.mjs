// From tsc's output (packages/elements/dist/tsc) to what is published:
//   dist/**/*.js        a module a source; lit, zod and the contract stay imports, so that a host has each once
//   dist/paa-tvaers.js  all tags that only read, in one file that registers them, for a <script type="module">
//   dist/paa-tvaers-all.js  the same with the tags that write
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { literalsHtmlCssMinifier } from '@literals/rollup-plugin-html-css-minifier';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

const elements = fileURLToPath(new URL('packages/elements/', import.meta.url));
const from = `${elements}dist/tsc`;
const hashes = {};

export default [
  {
    input: globSync(`${from}/**/*.js`),
    external: /^[^./]/,
    plugins: [literalsHtmlCssMinifier()],
    output: { dir: `${elements}dist`, format: 'es', preserveModules: true, preserveModulesRoot: from },
  },
  ...Object.entries({ 'paa-tvaers.js': 'define.js', 'paa-tvaers-all.js': 'all.js' }).map(([file, entry]) => ({
    input: `${from}/${entry}`,
    plugins: [
      nodeResolve({ exportConditions: ['browser', 'production', 'default'] }),
      literalsHtmlCssMinifier(),
      terser({ ecma: 2022, module: true, compress: { passes: 2 }, format: { comments: false } }),
      integrity(),
    ],
    output: { file: `${elements}dist/${file}`, format: 'es', inlineDynamicImports: true },
  })),
];

/** Writes what a page puts in `integrity="…"`: of all files so far, so that the last has them all. */
function integrity() {
  return {
    name: 'integrity',
    generateBundle(_options, bundle) {
      for (const { fileName, code } of Object.values(bundle))
        hashes[fileName] = `sha384-${createHash('sha384').update(code).digest('base64')}`;
      this.emitFile({ type: 'asset', fileName: 'integrity.json', source: `${JSON.stringify(hashes, null, 2)}\n` });
    },
  };
}
