// Storybook over the built elements and the recorded answers.
//   npm run storybook            serves it, and follows the stories as they change
//   npm run storybook -- build   writes it to stories/dist
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);
const command = process.argv[2] ?? 'dev';
const options = { dev: ['--port=6006', '--no-open', '--ci'], build: ['--output-dir=stories/dist', '--quiet'] }[command];
if (!options) {
  console.error('Usage: npm run storybook [-- build]');
  process.exit(1);
}

run([join(root, 'scripts/build.mjs'), '--if-changed']);
run([bin('storybook/dist/bin/dispatcher.js'), command, '--config-dir=stories/.storybook', '--disable-telemetry', ...options]);

function run(args) {
  const env = { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
