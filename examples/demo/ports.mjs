import { createServer } from 'node:net';

/** A port that the demo needs is taken; nothing was started. */
export class PortTaken extends Error {
  constructor(port) {
    super(`port ${port} is in use`);
    this.port = port;
  }
}

/**
 * Sees that all ports are free before anything starts.
 *
 * @throws PortTaken
 */
export async function claim(ports) {
  for (const port of ports) if (!(await isFree(port))) throw new PortTaken(port);
}

function isFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
