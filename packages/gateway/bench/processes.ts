import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process says when it runs. It ends with the one that started it, however that ended: its channel closes. */
interface Started<Told> {
  readonly child: ChildProcess;
  readonly told: Told;
}

/**
 * Starts a file of this folder as a process, and waits for what it has to say.
 *
 * @param env in place of one's own, beside PATH
 * @throws where it ends first
 */
export async function start<Told>(file: string, { args = [], env }: { args?: readonly string[]; env?: Record<string, string> } = {}) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['-C', 'pt-source'],
    env: env ? { PATH: process.env.PATH ?? '', ...env } : { ...process.env },
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended with ${code ?? signal}`);
  });
  ended.catch(() => undefined);
  const [told] = (await Promise.race([once(child, 'message'), ended])) as [Told];
  return { child, told } as Started<Told>;
}

/** Lets it end what it does, and waits. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}

/** `kill -9`, in the middle of whatever it does. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
