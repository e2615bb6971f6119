import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Environment } from '../configuration/settings.ts';
import type { Log } from '../http/log.ts';
import { type Issuer, type Organisation, type OrganisationUnit, readOrganisations } from './schema.ts';

/** The registered organisations, as they stand now. */
export interface Organisations {
  /** Another object after each change: what was derived from an earlier one is out of date. */
  readonly version: object;
  find(id: string): Organisation | undefined;
  issuer(iss: string): Issuer | undefined;
  allowsOrigin(origin: string): boolean;
  /** The units whose box is here, by GLN. */
  readonly boxes: ReadonlyMap<string, BoxedUnit>;
  close(): void;
}

/** A unit whose box is at this gateway. */
export interface BoxedUnit extends OrganisationUnit {
  readonly sor: string;
  readonly gln: string;
}

/** The file, or its content, is not what it should be; each wrong place is named. */
export class OrganisationsInvalid extends Error {
  override readonly name = 'OrganisationsInvalid';
  readonly wrong: readonly string[];

  constructor(wrong: readonly string[]) {
    super(`the organisations are not valid: ${wrong.join('; ')}`);
    this.wrong = wrong;
  }
}

/**
 * Opens the register. A file is read again when it changes; one that is broken leaves the register
 * as it was, and is told in the log.
 *
 * @param source the path of `organisations.json`, or its content
 * @param poll milliseconds between looks at the file; polled, because a mounted file is swapped by link
 * @throws OrganisationsInvalid at start
 */
export function openOrganisations(source: string | readonly unknown[], environment: Environment, log: Log, poll = 2000): Organisations {
  let index = read(source, environment);
  const reload = () => {
    try {
      index = read(source, environment);
      log.info({ organisations: index.organisations.size }, 'organisations reloaded');
    } catch (error) {
      const wrong = error instanceof OrganisationsInvalid ? { wrong: error.wrong } : { err: error };
      log.error(wrong, 'organisations not reloaded: the file is broken, the earlier ones stay');
    }
  };
  if (typeof source === 'string') watchFile(source, { interval: poll, persistent: false }, reload);
  return {
    get version() {
      return index;
    },
    find: (id) => index.organisations.get(id),
    issuer: (iss) => index.issuers.get(iss),
    allowsOrigin: (origin) => index.origins.has(origin),
    get boxes() {
      return index.boxes;
    },
    close: () => {
      if (typeof source === 'string') unwatchFile(source, reload);
    },
  };
}

function read(source: string | readonly unknown[], environment: Environment) {
  const result = readOrganisations(typeof source === 'string' ? parse(source) : source, environment);
  if ('wrong' in result) throw new OrganisationsInvalid(result.wrong);
  const { organisations } = result;
  return {
    organisations: new Map(organisations.map((one) => [one.id, one])),
    issuers: new Map(organisations.flatMap((one) => one.issuers.map((issuer) => [issuer.iss, issuer] as const))),
    origins: new Set(organisations.flatMap((one) => one.origins)),
    boxes: new Map(organisations.flatMap(({ units }) => units.filter(hasBox)).map((unit) => [unit.gln, unit])),
  };
}

function hasBox(unit: OrganisationUnit): unit is BoxedUnit {
  return unit.mailbox === 'gateway' && unit.sor !== undefined && unit.gln !== undefined;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new OrganisationsInvalid([error instanceof SyntaxError ? 'not JSON' : `cannot be read (${(error as { code?: string }).code})`]);
  }
}
