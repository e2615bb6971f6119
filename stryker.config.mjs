// Would the tests notice if the code were wrong? Asked where a mistake shows somebody what is not theirs to see.
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'packages/gateway/src/policy/**/*.ts',
    'packages/national/src/cases/kle.ts',
    'packages/national/src/cases/effect.ts',
    '!**/*.test.ts',
    '!**/testing.ts',
  ],
  testRunner: 'command',
  commandRunner: {
    command:
      'node --conditions=pt-source --test --test-isolation=none packages/gateway/src/policy/*.test.ts packages/national/src/cases/kle.test.ts packages/national/src/cases/effect.test.ts',
  },
  ignorePatterns: ['dist', '.data', 'reports', 'docs', 'packages/elements', 'packages/mocks', 'examples'],
  tempDirName: '.stryker-tmp',
  concurrency: 2,
  coverageAnalysis: 'off',
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  disableTypeChecks: false,
  allowConsoleColors: false,
  thresholds: { high: 90, low: 85, break: 85 },
};
