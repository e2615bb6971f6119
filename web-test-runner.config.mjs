import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { chromium, chromiumArguments, firefox, miniBrowser } from './scripts/browsers.mjs';
import { webTestRunnerTally } from './scripts/reporters/web-test-runner.mjs';
import { freePort, webKitDriverPlugin } from './scripts/webkit-driver.mjs';

/** `ENGINES=chromium npx wtr …` narrows a run while one works; `npm test` runs all three. */
const engines = (process.env.ENGINES ?? 'chromium,firefox,webkit').split(',');
// The seed and the length of the model-based tests, as in node:test.
const { FC_SEED, FC_RUNS, FC_FACTOR } = process.env;
const webKitPort = await freePort();

const launchers = {
  // One page at a time: a page in a background tab stalls.
  chromium: () => chromeLauncher({ concurrency: 1, launchOptions: { executablePath: chromium, args: chromiumArguments } }),
  // The same launcher speaks WebDriver BiDi to a stock Firefox.
  firefox: () =>
    named('Firefox', chromeLauncher({ concurrency: 1, launchOptions: { browser: 'firefox', executablePath: firefox, headless: true } })),
  webkit: () =>
    named(
      'WebKit',
      webdriverLauncher({
        automationProtocol: 'webdriver',
        hostname: '127.0.0.1',
        port: webKitPort,
        path: '/',
        logLevel: 'error',
        capabilities: {
          'browserName': 'MiniBrowser',
          'wdio:enforceWebDriverClassic': true,
          'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
        },
      }),
    ),
};

export default {
  files: ['packages/elements/src/**/*.test.ts', '!packages/elements/src/**/*.node.test.ts'],
  nodeResolve: { exportConditions: ['pt-source', 'production', 'browser'] },
  browsers: engines.map((engine) => launchers[engine]()),
  concurrentBrowsers: 2,
  plugins: [
    {
      name: 'environment',
      serve: ({ path }) => (path === '/environment.json' ? { body: JSON.stringify({ FC_SEED, FC_RUNS, FC_FACTOR }) } : undefined),
    },
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./packages/elements/tsconfig.json', import.meta.url)),
    }),
    ...(engines.includes('webkit') ? [webKitDriverPlugin(webKitPort)] : []),
  ],
  testFramework: { config: { timeout: 20_000 } },
  testsFinishTimeout: 600_000,
  reporters: [defaultReporter(), webTestRunnerTally()],
};

/** The launcher takes its name from Chrome's; the report should tell the engines apart. */
function named(name, launcher) {
  Object.defineProperty(launcher, 'name', { get: () => name, set: () => {} });
  return launcher;
}
