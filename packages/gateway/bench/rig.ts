import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { StandIns } from '@paa-tvaers/stand-ins';
import { configure, importEmployees } from '../src/testing/process.ts';
import type { Interval } from './timed.ts';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const execArgv = ['-C', 'pt-source'];

/**
 * Stand-ins and a gateway over them, a process each.
 *
 * @param origins pages that may call the gateway
 * @param databaseUrl PostgreSQL; PGlite where absent
 */
export async function startRig({ origins = [], databaseUrl }: { origins?: readonly string[]; databaseUrl?: string } = {}) {
  const standInsProcess = fork(pathOf('stand-ins-process.ts'), { execArgv });
  const [told] = await once(standInsProcess, 'message');
  const standIns = told as Omit<StandIns, 'close'>;
  const { home, variables } = await configure(standIns as StandIns);
  await unlimited(variables.ORGANISATIONS_FILE as string, origins);
  const settings = { ...variables, LOG_LEVEL: 'error', ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
  await importEmployees(settings);
  const env = { PATH: process.env.PATH ?? '', ...settings };
  const gateway = fork(pathOf('gateway-process.ts'), { execArgv, env });
  const [{ url, bareUrl }] = (await once(gateway, 'message')) as [{ url: string; bareUrl: string }];

  return {
    url,
    bareUrl,
    standIns,
    /** Every source answers after so many milliseconds. */
    async slow(latency: number): Promise<void> {
      standInsProcess.send(latency);
      await once(standInsProcess, 'message');
    },
    async token(employee: string): Promise<string> {
      const answer = await fetch(`${standIns.identity.url}/token`, { method: 'POST', body: JSON.stringify({ employee }) });
      return ((await answer.json()) as { token: string }).token;
    },
    /** When which trace waited for sources. */
    async intervals(): Promise<Record<string, readonly Interval[]>> {
      gateway.send('intervals');
      const [intervals] = await once(gateway, 'message');
      return intervals as Record<string, readonly Interval[]>;
    },
    async stop(): Promise<void> {
      await Promise.all([end(gateway), end(standInsProcess)]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

async function unlimited(file: string, origins: readonly string[]): Promise<void> {
  const organisations = JSON.parse(await readFile(file, 'utf8')) as { origins: string[] }[];
  const changed = organisations.map((one) => ({
    ...one,
    origins: [...one.origins, ...origins],
    rateLimit: { perMinute: 100_000 },
  }));
  await writeFile(file, JSON.stringify(changed));
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
