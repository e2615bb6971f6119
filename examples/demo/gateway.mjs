import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const sources = new URL('../../packages/gateway/src/', import.meta.url);
const main = fileURLToPath(new URL('main.ts', sources));
const employees = fileURLToPath(new URL('employees/cli.ts', sources));

/**
 * Registers the employees who may ask Aftaleoversigten, as an operator does: `npm run employees -- import FILE`.
 * The file holds their numbers, so it goes afterwards.
 *
 * @param {{ environment: Record<string, string>, file: string }} settings the gateway's environment, and the file
 * @throws Error with what it said where it could not
 */
export async function importEmployees({ environment, file }) {
  const child = spawn(process.execPath, ['--conditions=pt-source', employees, 'import', file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  const [code] = await once(child, 'close');
  await rm(file);
  if (code !== 0) throw new Error(`The employees could not be registered:\n${said}`);
}

/**
 * The gateway as it runs anywhere: a process of its own, configured by its environment.
 *
 * @param {{ environment: Record<string, string>, readyUrl: string, log: string }} gateway
 *   `readyUrl` answers 200 once it serves; its output is added to the file `log`
 */
export function gatewayProcess({ environment, readyUrl, log }) {
  let running;

  async function stop() {
    const stopping = running;
    running = undefined;
    if (!stopping || hasEnded(stopping)) return;
    const ended = once(stopping, 'exit');
    stopping.kill('SIGTERM');
    await ended;
  }

  /** @throws Error with the last of its output where it ends instead of serving */
  async function start() {
    if (running && !hasEnded(running)) return;
    const child = spawn(process.execPath, ['--conditions=pt-source', main], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C reaches us alone, and a second signal would cut its shutdown short.
      detached: true,
    });
    running = child;
    const file = createWriteStream(log, { flags: 'a', mode: 0o600 });
    let last = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        file.write(part);
        last = (last + part).slice(-2000);
      });
    }
    child.once('close', (code) => {
      file.end();
      if (running === child && code !== null) console.error(`Gatewayen stoppede (${code}). Se ${log}`);
    });
    while (!(await answers(readyUrl))) {
      if (hasEnded(child)) throw new Error(`The gateway did not start:\n${last}`);
      await pause(50);
    }
  }

  return { start, stop };
}

const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

const answers = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
