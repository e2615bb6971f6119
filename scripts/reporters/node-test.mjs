import { writeTally } from './tally.mjs';

/** A reporter of node:test that counts tests, not suites, and keeps the reasons of what was skipped. */
export default async function* nodeTestTally(events) {
  const sums = { passed: 0, failed: 0, skipped: [] };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    if (data.skip !== undefined) sums.skipped.push(`${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}`);
    else if (type === 'test:pass') sums.passed += 1;
    else sums.failed += 1;
  }
  writeTally(sums);
  yield '';
}
