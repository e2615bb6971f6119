import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { webKitDriver } from './browsers.mjs';

/** A port that was free a moment ago, on loopback. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A plugin of @web/test-runner: WebKitGTK's driver on a display of its own, as long as the tests run. */
export function webKitDriverPlugin(port) {
  let driver;
  const end = () => {
    // The whole group: xvfb-run starts the display and the driver as children.
    if (driver?.exitCode === null) process.kill(-driver.pid, 'SIGTERM');
  };
  return {
    name: 'webkit-driver',
    async serverStart() {
      driver = spawn('xvfb-run', ['-a', webKitDriver, `--port=${port}`, '--host=127.0.0.1'], { detached: true, stdio: 'ignore' });
      process.once('exit', end);
      await Promise.race([listening(port), failed(driver)]);
    },
    serverStop: end,
  };
}

async function failed(driver) {
  const [problem] = await Promise.race([once(driver, 'error'), once(driver, 'exit')]);
  throw new Error(`WebKitWebDriver did not start (${problem}); it needs the Debian packages webkit2gtk-driver, xvfb and xauth.`);
}

async function listening(port) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const answered = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(
      () => false,
    );
    socket.destroy();
    if (answered) return;
    await pause(50);
  }
  throw new Error(`WebKitWebDriver did not listen on port ${port} within 10 s.`);
}
