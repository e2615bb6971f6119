import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('record.mjs', import.meta.url));

it('the recorded answers are what the gateway answers today', async () => {
  const run = promisify(execFile)(process.execPath, ['--conditions=pt-source', script, '--check']);
  await run.catch(({ stderr }) => assert.fail(stderr));
});
