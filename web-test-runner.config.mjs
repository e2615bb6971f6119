import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { fileURLToPath } from 'node:url';

const chromeArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default {
  files: 'packages/elements/src/**/*.test.ts',
  nodeResolve: { exportConditions: ['pt-source', 'production', 'browser'] },
  browsers: [chromeLauncher({ concurrency: 1, launchOptions: { executablePath: '/usr/bin/chromium', args: chromeArgs } })],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('./packages/elements/tsconfig.json', import.meta.url)) })],
};
