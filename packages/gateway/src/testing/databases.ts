import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openStore, type Store, type StoreSettings } from '../store/store.ts';
import { absent, startPostgres } from './postgres.ts';

/** What few tests need beside the store: to open it again. */
interface Database {
  settings(): StoreSettings;
  /** Closes the store, and opens it on the same data. */
  reopen(): Promise<void>;
}

/**
 * Runs the same tests on PGlite and on PostgreSQL, each on an empty database.
 *
 * @param tests declares them; `store` may be called from within a test
 */
export function onBoth(name: string, tests: (store: () => Store, database: Database) => void): void {
  for (const [kind, skip, prepare] of databases)
    describe(`${name} on ${kind}`, { skip }, () => {
      let prepared: Prepared | undefined;
      let opened: Store | undefined;
      const open = async () => {
        opened = await openStore(settings(), () => undefined);
      };
      before(async () => {
        prepared = await prepare();
        await open();
      });
      after(async () => {
        await opened?.close();
        await prepared?.forget();
      });
      const store = () => {
        if (!opened) throw new Error('no store yet');
        return opened;
      };
      const settings = () => {
        if (!prepared) throw new Error('no database yet');
        return prepared.settings;
      };
      const reopen = async () => {
        await store().close();
        await open();
      };
      tests(store, { settings, reopen });
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
