import { writeTally } from './tally.mjs';

/** A reporter of Playwright. A flaky test is a failed one. */
export default class PlaywrightTally {
  #suite;
  #errors = 0;

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onError() {
    this.#errors += 1;
  }

  onEnd() {
    const sums = { passed: 0, failed: this.#errors, skipped: [] };
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === 'expected') sums.passed += 1;
      else if (outcome === 'skipped') sums.skipped.push(test.title + reason(test));
      else sums.failed += 1;
    }
    writeTally(sums);
  }

  printsToStdio() {
    return false;
  }
}

function reason(test) {
  const told = test.annotations.find(({ type }) => type === 'skip')?.description;
  return told ? ` (${told})` : '';
}
