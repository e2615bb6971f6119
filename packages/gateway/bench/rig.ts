import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { StandIns } from '@paa-tvaers/stand-ins';
import { configure, importEmployees } from '../src/testing/process.ts';
import { end, start } from './processes.ts';
import type { Interval } from './timed.ts';

/**
 * Stand-ins and a gateway over them, a process each.
 *
 * @param origins pages that may call the gateway
 * @param databaseUrl PostgreSQL; PGlite where absent
 */
export async function startRig({ origins = [], databaseUrl }: { origins?: readonly string[]; databaseUrl?: string } = {}) {
  const { child: standInsProcess, told: standIns } = await start<Omit<StandIns, 'close'>>('stand-ins-process.ts');
  const { home, variables } = await configure(standIns as StandIns);
  await unlimited(variables.ORGANISATIONS_FILE as string, origins);
  const settings = { ...variables, LOG_LEVEL: 'error', ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
  await importEmployees(settings);
  const { child: gateway, told } = await start<{ url: string; bareUrl: string }>('gateway-process.ts', { env: settings });
  const { url, bareUrl } = told;

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
