import { readConfiguration } from './configuration/configuration.ts';
import { ConfigurationInvalid } from './configuration/variables.ts';
import { describeError, withoutCpr } from './http/log.ts';
import { createGateway } from './index.ts';
import { DirectoryLocked } from './store/lock.ts';

/** What a start that failed says: which variable, and what to do. Anything else is told by class and code. */
function explain(error: unknown): string {
  if (error instanceof ConfigurationInvalid) return error.message;
  if (error instanceof DirectoryLocked) return `DATA_DIR ${error.message}`;
  const { code, syscall, port, name } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `PORT, OPS_PORT or CONTENT_PORT ${port} is taken: stop what listens there, or set another`;
  if (code === 'EACCES' && syscall === 'listen')
    return `PORT, OPS_PORT or CONTENT_PORT ${port} may not be used by this user: set one above 1023`;
  if (code === 'EADDRNOTAVAIL') return 'HOST is not an address of this machine: set it to 127.0.0.1 or 0.0.0.0';
  if (process.env.DATABASE_URL)
    return `DATABASE_URL the database cannot be used (${code ?? name}): see that it runs, and that the user may create tables`;
  return `DATA_DIR the store cannot be used (${code ?? name}): see that the directory can be written to and belongs to this version`;
}

// Node would print the message, which may quote what was read.
process.on('uncaughtException', (error) => {
  process.stderr.write(
    withoutCpr(`${JSON.stringify({ level: 'fatal', time: new Date().toISOString(), err: describeError(error), msg: 'stopped' })}\n`),
  );
  process.exit(1);
});

try {
  const gateway = await createGateway(readConfiguration(process.env));
  let closing = false;
  const stop = async () => {
    // A second signal does not wait.
    if (closing) process.exit(1);
    closing = true;
    await gateway.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
