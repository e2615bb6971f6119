import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { organisationsFor, type StandIns, unitKinds } from '@paa-tvaers/stand-ins';
import { configure, importEmployees } from '../src/testing/process.ts';
import { end, start } from './processes.ts';
import type { Interval } from './timed.ts';

interface RigOptions {
  /** Pages that may call the gateway. */
  readonly origins?: readonly string[];
  /** PostgreSQL; PGlite where absent. */
  readonly databaseUrl?: string;
  /** Units without a system of their own have their box here, on the network. */
  readonly box?: boolean;
}

/** Stand-ins and a gateway over them, a process each. */
export async function startRig({ origins = [], databaseUrl, box = false }: RigOptions = {}) {
  const { child: standInsProcess, told: standIns } = await start<Omit<StandIns, 'close'>>('stand-ins-process.ts');
  const { home, variables } = await configure(standIns as StandIns);
  const organisations = organisationsFor({ origins, identityUrl: standIns.identity.url, box });
  const unlimited = organisations.map((one) => ({ ...one, rateLimit: { perMinute: 100_000 } }));
  await writeFile(variables.ORGANISATIONS_FILE as string, JSON.stringify(unlimited));
  const settings = {
    ...variables,
    LOG_LEVEL: 'error',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(box && (await onNetwork(standIns, home))),
  };
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

async function onNetwork({ units, network }: Omit<StandIns, 'close'>, home: string) {
  const kinds = join(home, 'kinds.json');
  await writeFile(kinds, JSON.stringify(unitKinds()));
  return { UNITS_URL: units.url, UNITS_KINDS: kinds, NETWORK_URL: network.url, NETWORK_TOKEN: network.token };
}
