import { readFileSync } from 'node:fs';
import { readStoreConfiguration } from '../configuration/configuration.ts';
import { ConfigurationInvalid } from '../configuration/variables.ts';
import { SealBroken } from '../sealing/seal.ts';
import { countEmployees, removeEmployees, replaceEmployees, resealEmployees } from '../store/employees.ts';
import { DirectoryLocked } from '../store/lock.ts';
import { openStore, type Store } from '../store/store.ts';
import { EmployeesInvalid, readEmployees } from './file.ts';

const usage = `Registers the employees whom Aftaleoversigten is told of, with the gateway's own variables (docs/operations.md).

  npm run employees -- import FILE           puts the file's employees in the place of those that its organisations had
  npm run employees -- list                  how many each organisation has
  npm run employees -- remove ORGANISATION   removes all of an organisation
  npm run employees -- reseal                seals all with the first of the seal keys

FILE is CSV: organisation;sub;cpr;authorisation
`;

/** What a command needs: the store, and what was configured. */
type Command = (
  parts: Omit<ReturnType<typeof readStoreConfiguration>, 'store'> & { readonly store: Store },
  argument: string,
) => Promise<string[]>;

const commands: Readonly<Record<string, { readonly takes: 0 | 1; readonly run: Command }>> = {
  import: {
    takes: 1,
    run: async ({ store, keys, organisations }, file) => {
      const replaced = await replaceEmployees(store.db, keys, readEmployees(read(file), organisations), new Date());
      return replaced.map(
        ({ organisation, added, changed, removed }) => `${organisation}: ${added} added, ${changed} changed, ${removed} removed`,
      );
    },
  },
  list: {
    takes: 0,
    run: async ({ store }) => {
      const counted = await countEmployees(store.db);
      return counted.length > 0 ? counted.map(({ organisation, employees }) => `${organisation}: ${employees}`) : ['no employees'];
    },
  },
  remove: { takes: 1, run: async ({ store }, organisation) => [`${await removeEmployees(store.db, organisation)} removed`] },
  reseal: { takes: 0, run: async ({ store, keys }) => [`${await resealEmployees(store.db, keys)} sealed with key ${keys.seal[0]?.id}`] },
};

class FileUnreadable extends Error {}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new FileUnreadable(`FILE cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** What went wrong, and what to do. A database's own words may quote a row. */
function explain(error: unknown): string {
  if (error instanceof ConfigurationInvalid || error instanceof EmployeesInvalid || error instanceof FileUnreadable) return error.message;
  if (error instanceof DirectoryLocked)
    return `DATA_DIR ${error.message}. While the gateway runs on DATA_DIR, nobody else can: stop it, or use PostgreSQL (DATABASE_URL).`;
  if (error instanceof SealBroken) return 'SEAL_KEYS the key that an employee was sealed with is gone: import the employees again';
  const { code, name } = error as NodeJS.ErrnoException;
  return `${process.env.DATABASE_URL ? 'DATABASE_URL the database' : 'DATA_DIR the store'} cannot be used (${code ?? name})`;
}

async function run(command: Command, argument: string): Promise<string[]> {
  const { store: settings, ...configured } = readStoreConfiguration(process.env);
  const store = await openStore(settings, () => undefined);
  try {
    return await command({ ...configured, store }, argument);
  } finally {
    await store.close();
  }
}

const [name = '', ...given] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command || given.length !== command.takes || given.some((argument) => argument.trim() === '')) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  try {
    process.stdout.write(`${(await run(command.run, given[0] ?? '')).join('\n')}\n`);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
