import { writeTally } from './tally.mjs';

/** Counts a test once an engine; a file that did not load is a failure. */
export function webTestRunnerTally() {
  return {
    onTestRunFinished({ sessions }) {
      const sums = { passed: 0, failed: 0, skipped: [] };
      for (const { testResults, errors, passed, browser, testFile } of sessions) {
        const tests = [...all(testResults)];
        for (const test of tests) {
          if (test.skipped) sums.skipped.push(`${browser.name}: ${test.name}`);
          else if (test.passed) sums.passed += 1;
          else sums.failed += 1;
        }
        // Errors outside a test, among them an import that failed.
        if (!passed && tests.every((test) => test.passed || test.skipped)) sums.failed += Math.max(1, errors.length);
        if (passed && tests.length === 0) {
          console.error(`${testFile} holds no test.`);
          sums.failed += 1;
        }
      }
      writeTally(sums);
    },
  };
}

function* all(suite) {
  if (!suite) return;
  yield* suite.tests;
  for (const inner of suite.suites) yield* all(inner);
}
