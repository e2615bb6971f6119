import { fileURLToPath } from 'node:url';
import { readOrganisations } from '../organisations/schema.ts';
import { environments, readPolicy } from '../policy/index.ts';
import type { Keys } from '../sealing/seal.ts';
import { readDirectory } from '../sections/directory.ts';
import type { StoreSettings } from '../store/store.ts';
import { readFiles } from './files.ts';
import { readKeys } from './keys.ts';
import type { Environment, GatewaySettings } from './settings.ts';
import { readSources } from './sources.ts';
import { ConfigurationInvalid, Reader, type Variables } from './variables.ts';

/** The policy that is delivered. */
const packagedPolicy = fileURLToPath(new URL('../../policy/policy.json', import.meta.url));

/**
 * Reads the configuration (docs/operations.md has the variables).
 *
 * @throws ConfigurationInvalid with all that is wrong, each line naming its variable
 */
export function readConfiguration(variables: Variables): GatewaySettings {
  const reader = new Reader(variables);
  const { environment, dataDirectory, organisations } = readBasics(reader);
  const production = environment === 'production';
  const { network, open } = readSources(reader, production);
  const port = reader.port('PORT', 8080);
  const settings = {
    environment,
    host: reader.optional('HOST') ?? '127.0.0.1',
    port,
    opsPort: reader.port('OPS_PORT', 8081),
    store: storeOf(reader, environment, dataDirectory),
    keys: readKeys(reader, environment === 'demo', dataDirectory),
    organisations: organisations.path,
    directory: reader.json(
      'DIRECTORY_FILE',
      reader.required('DIRECTORY_FILE', 'the path of the directory of municipalities and regions'),
      readDirectory,
    ),
    policy: reader.json('POLICY_FILE', reader.optional('POLICY_FILE') ?? packagedPolicy, (json) => readPolicy(json, environment)),
    audience: reader.required('TOKEN_AUDIENCE', 'what `aud` of a token must hold, like https://gateway.example.dk'),
    ...readFiles(reader, environment, network !== undefined, port),
    ...(network && { network }),
    log: { level: reader.oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug'], 'info') },
  };
  if (reader.problems.length > 0) throw new ConfigurationInvalid(reader.problems);
  try {
    return { ...settings, sources: open(readDirectory(settings.directory).psychiatricUnits) };
  } catch (error) {
    // The clients name the setting as `cases.url`: the variable is CASES_URL.
    if (error instanceof TypeError) throw new ConfigurationInvalid([error.message.replace(/^\w+\.\S+:/, variableOf)]);
    throw error;
  }
}

/**
 * Reads what works on the store beside a gateway needs: where it lies, its keys, and who is registered.
 *
 * @throws ConfigurationInvalid
 */
export function readStoreConfiguration(variables: Variables): {
  store: StoreSettings;
  keys: Keys;
  /** Ids. */
  organisations: ReadonlySet<string>;
} {
  const reader = new Reader(variables);
  const { environment, dataDirectory, organisations } = readBasics(reader);
  const settings = {
    store: storeOf(reader, environment, dataDirectory),
    keys: readKeys(reader, environment === 'demo', dataDirectory),
    organisations: organisations.ids,
  };
  if (reader.problems.length > 0) throw new ConfigurationInvalid(reader.problems);
  return settings;
}

function readBasics(reader: Reader) {
  const environment = reader.oneOf('ENVIRONMENT', environments);
  const dataDirectory = reader.optional('DATA_DIR') ?? '.data/gateway';
  const path = reader.required('ORGANISATIONS_FILE', 'the path of organisations.json');
  const ids = new Set<string>();
  reader.json('ORGANISATIONS_FILE', path, (json) => {
    const read = readOrganisations(json, environment);
    if ('wrong' in read) throw { problems: read.wrong };
    for (const { id } of read.organisations) ids.add(id);
  });
  return { environment, dataDirectory, organisations: { path, ids } };
}

function variableOf(setting: string): string {
  return setting
    .replace(':', '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replaceAll('.', '_')
    .toUpperCase();
}

function storeOf(reader: Reader, environment: Environment, directory: string): StoreSettings {
  const url = reader.optional('DATABASE_URL');
  if (url === undefined) {
    if (environment === 'production')
      reader.add(
        'DATABASE_URL',
        'is not set: set it to postgresql://user:password@host/database. Production does not run on PGlite (DATA_DIR), which does not survive a power cut',
      );
    return { directory };
  }
  if (!/^postgres(ql)?:/.test(url) || !URL.canParse(url))
    reader.add('DATABASE_URL', 'is not an address: set it to postgresql://user:password@host/database');
  return { url };
}
