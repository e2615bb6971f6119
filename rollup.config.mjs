// From tsc's output (packages/elements/dist/tsc) to what is published:
//   dist/**/*.js        a module a source; lit, zod and the contract stay imports, so that a host has each once
//   dist/paa-tvaers.js  everything in one file that registers all tags, for a <script type="module">
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { literalsHtmlCssMinifier } from '@literals/rollup-plugin-html-css-minifier';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

const elements = fileURLToPath(new URL('packages/elements/', import.meta.url));
const from = `${elements}dist/tsc`;

export default [
  {
    input: globSync(`${from}/**/*.js`),
    external: /^[^./]/,
    plugins: [literalsHtmlCssMinifier()],
    output: { dir: `${elements}dist`, format: 'es', preserveModules: true, preserveModulesRoot: from },
  },
  {
    input: `${from}/define.js`,
    plugins: [
      nodeResolve({ exportConditions: ['browser', 'production', 'default'] }),
      literalsHtmlCssMinifier(),
      terser({ ecma: 2022, module: true, compress: { passes: 2 }, format: { comments: false } }),
      integrity(),
    ],
    output: { file: `${elements}dist/paa-tvaers.js`, format: 'es', inlineDynamicImports: true },
  },
];

/** Writes what a page puts in `integrity="…"`. */
function integrity() {
  return {
    name: 'integrity',
    generateBundle(_options, bundle) {
      const hashes = Object.values(bundle).map(({ fileName, code }) => [
        fileName,
        `sha384-${createHash('sha384').update(code).digest('base64')}`,
      ]);
      this.emitFile({ type: 'asset', fileName: 'integrity.json', source: `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n` });
    },
  };
}
