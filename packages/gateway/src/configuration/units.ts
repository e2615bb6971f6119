import { accessSync, constants } from 'node:fs';
import {
  createUnitServer,
  type MailUnit,
  readUnitFile,
  type UnitFileSettings,
  type UnitRegister,
  type UnitServerSettings,
} from '@paa-tvaers/national';
import * as z from 'zod';
import { unitKinds } from '../correspondence/units.ts';
import { createLog } from '../http/log.ts';
import type { Reader } from './variables.ts';

const kindsFile = z.record(z.string().regex(/^\d{11,18}$/, 'a SOR code'), z.enum(unitKinds));

/**
 * SOR and SOR-EDI, by the variables that begin with UNITS_: a FHIR server (UNITS_URL) or a file (UNITS_FILE).
 *
 * @param security reads how the server is reached
 */
export function readUnits(
  reader: Reader,
  production: boolean,
  security: () => UnitServerSettings['security'],
): (() => UnitRegister) | undefined {
  if (!reader.has('UNITS_')) return undefined;
  const kindsPath = reader.optional('UNITS_KINDS');
  const byHand = kindsPath === undefined ? {} : reader.json('UNITS_KINDS', kindsPath, checkKinds);
  const settings = {
    kinds: (byHand ?? {}) as Readonly<Record<string, MailUnit['kind']>>,
    onProblem: (line: string) => createLog({}).warn(line),
  };
  const file = reader.optional('UNITS_FILE');
  if (file !== undefined) {
    if (reader.optional('UNITS_URL') !== undefined) reader.add('UNITS_FILE', 'is set beside UNITS_URL: the units come from one of them');
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      reader.add('UNITS_FILE', `names a file that cannot be read (${(error as NodeJS.ErrnoException).code}): ${file}`);
    }
    return () => openFile(file, settings);
  }
  const url = reader.url('UNITS_URL', 'the address of a FHIR server with SOR, or set UNITS_FILE', production);
  const timeout = reader.duration('UNITS_TIMEOUT');
  const server = { url, security: security(), ...settings, ...(timeout !== undefined && { timeout }) };
  return () => createUnitServer(server);
}

function checkKinds(json: unknown): void {
  const { error } = kindsFile.safeParse(json);
  if (error) throw { problems: error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`) };
}

/** Reads while the gateway starts: SOR is large, and the first question waits. A file that cannot be used is tried again at the next one. */
function openFile(path: string, settings: UnitFileSettings & { readonly onProblem: (line: string) => void }): UnitRegister {
  const read = () => {
    const opening = readUnitFile(path, settings);
    opening.catch((error: Error) => {
      reading = undefined;
      settings.onProblem(`UNITS_FILE: ${error.message}`);
    });
    return opening;
  };
  let reading: Promise<UnitRegister> | undefined = read();
  const register = () => (reading ??= read());
  return {
    search: async (question, call) => (await register()).search(question, call),
    unit: async (sor, call) => (await register()).unit(sor, call),
    close: async () => (await reading?.catch(() => undefined))?.close(),
  };
}
