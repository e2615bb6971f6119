// Runs Stryker (stryker.config.mjs) as one of the test runners: it passes where enough mutants are killed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTally } from './reporters/tally.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const { status } = spawnSync(process.execPath, [stryker, 'run'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
writeTally({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] });
process.exitCode = status ?? 1;
