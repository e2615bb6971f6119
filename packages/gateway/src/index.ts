import type { GatewaySettings } from './configuration/settings.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { createLog } from './http/log.ts';
import { readPolicy } from './policy/index.ts';
import { readDirectory } from './sections/directory.ts';
import { createSections } from './sections/index.ts';
import { findEmployeeIn } from './store/employees.ts';
import { openStore } from './store/store.ts';

export type { Environment, GatewaySettings } from './configuration/settings.ts';
export type { Gateway } from './gateway.ts';
export type { Keys } from './sealing/seal.ts';
export type { Sources } from './sections/types.ts';

/**
 * Starts a gateway. It runs until `close()`; what was given as `sources` is closed with it.
 *
 * @throws PolicyInvalid, DirectoryInvalid, OrganisationsInvalid, DirectoryLocked, or what the database
 * or the port said; nothing is left open then
 */
export async function createGateway(settings: GatewaySettings): Promise<Gateway> {
  const { environment, sources } = settings;
  const policy = readPolicy(settings.policy, environment);
  const directory = readDirectory(settings.directory);
  const log = createLog(settings.log ?? {});
  const store = await openStore(settings.store, (error) => log.warn({ err: error }, 'a database connection was lost'));
  const sections = createSections({ policy, directory, sources, environment, employee: findEmployeeIn(store.db, settings.keys) });
  return startGateway(settings, { log, store, sections, directory });
}
