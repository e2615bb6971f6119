import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../packages/gateway/src/main.ts', import.meta.url));

/**
 * The gateway as it runs anywhere: a process of its own, configured by its environment.
 *
 * @param {object} gateway
 * @param {Record<string, string>} gateway.environment
 * @param {string} gateway.readyUrl answers 200 once it serves
 * @param {string} gateway.log the file that its output is added to
 */
export function gatewayProcess({ environment, readyUrl, log }) {
  let running;
  let expected = false;

  return {
    /** @throws Error with the last of its output where it ends instead of serving */
    async start() {
      if (running?.exitCode === null) return;
      expected = false;
      const child = spawn(process.execPath, ['--conditions=pt-source', main], {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running = child;
      const file = createWriteStream(log, { flags: 'a' });
      let last = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (part) => {
          file.write(part);
          last = (last + part).slice(-2000);
        });
      }
      child.once('close', (code) => {
        file.end();
        if (!expected && serving) console.error(`Gatewayen stoppede uventet (${code}). Se ${log}`);
      });
      let serving = false;
      while (!serving) {
        if (child.exitCode !== null) throw new Error(`The gateway did not start:\n${last}`);
        serving = await fetch(readyUrl).then(({ ok }) => ok, () => false);
        if (!serving) await pause(50);
      }
    },

    async stop() {
      if (running?.exitCode !== null || running.signalCode) return;
      expected = true;
      const ended = once(running, 'exit');
      running.kill('SIGTERM');
      await ended;
    },
  };
}
