import { writeFileSync } from 'node:fs';

/**
 * Hands a runner's sums to scripts/test.mjs, which names the file; a run by hand leaves none.
 * @param {{ passed: number, failed: number, skipped: string[] }} sums `skipped`: each with its reason
 */
export function writeTally(sums) {
  if (process.env.TALLY_FILE) writeFileSync(process.env.TALLY_FILE, JSON.stringify(sums));
}
