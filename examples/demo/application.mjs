import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles a host's application as a vendor's own build would, in memory.
 *
 * @param {string} source its entry, a path below `examples/`
 * @returns {Promise<Record<string, Buffer>>} the files to serve, by path: `/app.js` and the chunks that it fetches
 */
export async function bundleApplication(source) {
  const { outputFiles } = await build({
    entryPoints: { app: fileURLToPath(new URL(`../${source}`, import.meta.url)) },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: '/',
    write: false,
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [path, Buffer.from(contents)]));
}
