import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openStore, type Store, type StoreSettings } from '../store/store.ts';
import { absent, startPostgres } from './postgres.ts';

/**
 * Runs the same tests on PGlite and on PostgreSQL, each on an empty database.
 *
 * @param tests declares them; `store` may be called from within a test
 */
export function onBoth(name: string, tests: (store: () => Store) => void): void {
  for (const [kind, skip, prepare] of databases)
    describe(`${name} on ${kind}`, { skip }, () => {
      let opened: Store | undefined;
      let forget = async () => {};
      before(async () => {
        const prepared = await prepare();
        forget = prepared.forget;
        opened = await openStore(prepared.settings, () => undefined);
      });
      after(async () => {
        await opened?.close();
        await forget();
      });
      tests(() => {
        if (!opened) throw new Error('no store yet');
        return opened;
      });
    });
}

interface Prepared {
  readonly settings: StoreSettings;
  forget(): Promise<void>;
}

const databases: [string, string | false, () => Promise<Prepared>][] = [
  [
    'PGlite',
    false,
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'paa-tvaers-'));
      return { settings: { directory }, forget: async () => rmSync(directory, { recursive: true, force: true }) };
    },
  ],
  [
    'PostgreSQL',
    absent,
    async () => {
      const server = await startPostgres();
      return { settings: { url: await server.database() }, forget: () => server.stop() };
    },
  ],
];
