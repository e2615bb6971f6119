import { readFileSync } from 'node:fs';
import {
  type AppointmentIndexSettings,
  createAppointmentIndex,
  createCaseIndex,
  createOrganisation,
  createPersonRegister,
  createSchoolRegister,
  type OAuthSettings,
  type SchoolRegisterSettings,
  type SecuritySettings,
  type SourceSettings,
  type TlsSettings,
} from '@paa-tvaers/national';
import type { Sources } from '../sections/types.ts';
import { type ReadNetwork, readNetwork } from './network.ts';
import { readUnits } from './units.ts';
import type { Reader } from './variables.ts';

const named = {
  CASES: 'Sags- og Dokumentindekset (SF1470)',
  ORGANISATION: 'FK Organisation (GraphQL)',
  PERSON: 'the CPR look-up (DGCPR)',
  APPOINTMENTS: 'the registry of Aftaleoversigten (DDS, ITI-18)',
  SCHOOL: 'the web services of Unilogin (STIL)',
} as const;
type Prefix = keyof typeof named;

const systemName = 'På Tværs – Børn & Unge';
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

/**
 * The national systems, by the variables that begin with CASES_, ORGANISATION_, PERSON_, APPOINTMENTS_, SCHOOL_,
 * UNITS_ and NETWORK_. The last four are connected where any of their variables is set.
 */
export function readSources(
  reader: Reader,
  production: boolean,
): { readonly network: ReadNetwork['rules'] | undefined; readonly open: (psychiatricUnits: readonly string[]) => Sources } {
  const settings = {
    cases: sourceOf(reader, 'CASES', production),
    organisation: sourceOf(reader, 'ORGANISATION', production),
    person: sourceOf(reader, 'PERSON', production),
    appointments: reader.has('APPOINTMENTS_') ? appointmentsOf(reader, production) : undefined,
    school: reader.has('SCHOOL_') ? schoolOf(reader, production) : undefined,
    units: readUnits(reader, production, () => unitSecurityOf(reader, production)),
    network: readNetwork(reader, production, () => tlsOf(reader, 'NETWORK')),
  };
  const open = (psychiatricUnits: readonly string[]) => {
    const { cases, organisation, person, appointments, school, units, network } = settings;
    return {
      cases: createCaseIndex(cases),
      organisation: createOrganisation(organisation),
      person: createPersonRegister(person),
      ...(appointments && {
        appointments: createAppointmentIndex({ ...appointments, units: [...new Set([...psychiatricUnits, ...appointments.units])] }),
      }),
      ...(school && { school: createSchoolRegister(school) }),
      ...(units && { units: units() }),
      ...(network && { network: network.open() }),
    };
  };
  return { network: settings.network?.rules, open };
}

function appointmentsOf(reader: Reader, production: boolean): AppointmentIndexSettings {
  const units = (reader.optional('APPOINTMENTS_UNITS') ?? '').split(',').flatMap((unit) => unit.trim() || []);
  if (!units.every((unit) => /^\d{6,18}$/.test(unit)))
    reader.add('APPOINTMENTS_UNITS', 'holds what is no SOR code: set it to SOR codes with commas between them');
  const owner = reader.optional('SYSTEM_OWNER');
  if (production && owner === undefined)
    reader.add('SYSTEM_OWNER', 'is not set: set it to the name of the organisation that is responsible for this system towards NSP');
  return {
    ...sourceOf(reader, 'APPOINTMENTS', production),
    repositoryUrl: reader.url('APPOINTMENTS_REPOSITORY_URL', 'the address of the repository of Aftaleoversigten (DDS, ITI-43)', production),
    system: { owner: owner ?? systemName, name: systemName, version },
    units,
  };
}

function schoolOf(reader: Reader, production: boolean): SchoolRegisterSettings {
  return {
    ...sourceOf(reader, 'SCHOOL', production),
    systemId: reader.required('SCHOOL_SYSTEM_ID', 'the id by which STIL knows this system (UdbydersystemId)'),
    soap: reader.oneOf('SCHOOL_SOAP', ['1.1', '1.2'], '1.1'),
  };
}

function sourceOf(reader: Reader, prefix: Prefix, production: boolean): SourceSettings {
  const url = reader.url(`${prefix}_URL`, `the address of ${named[prefix]}`, production);
  const timeout = reader.duration(`${prefix}_TIMEOUT`);
  return { url, security: securityOf(reader, prefix, production), ...(timeout !== undefined && { timeout }) };
}

function securityOf(reader: Reader, prefix: Prefix, production: boolean): SecuritySettings {
  const variable = `${prefix}_SECURITY`;
  const kind = production ? reader.oneOf(variable, ['oauth', 'wss-x509']) : reader.oneOf(variable, ['none', 'oauth', 'wss-x509'], 'none');
  if (kind === 'none') return { kind };
  if (kind === 'wss-x509') return { kind, ...certificateOf(reader, prefix) };
  return oauthOf(reader, prefix, production);
}

/** SOR is no personal data: a server of one's own may stand open also in production. */
function unitSecurityOf(reader: Reader, production: boolean): { readonly kind: 'none' } | OAuthSettings {
  const kind = reader.oneOf('UNITS_SECURITY', ['none', 'oauth'], 'none');
  return kind === 'none' ? { kind } : oauthOf(reader, 'UNITS', production);
}

function oauthOf(reader: Reader, prefix: Prefix | 'UNITS', production: boolean): OAuthSettings {
  const what = prefix === 'UNITS' ? 'SOR' : named[prefix];
  const tokenUrl = reader.url(`${prefix}_TOKEN_URL`, `the address of the token service for ${what}`, production);
  return {
    kind: 'oauth',
    tokenUrl,
    clientId: reader.required(`${prefix}_CLIENT_ID`, 'the client id that the token service knows'),
    scope: reader.required(`${prefix}_SCOPE`, 'the scope, like entityid:…'),
    ...(tokenUrl.startsWith('https:') && { tls: tlsOf(reader, prefix) }),
  };
}

function tlsOf(reader: Reader, prefix: Prefix | 'NETWORK' | 'UNITS'): TlsSettings {
  const ca = reader.optional(`${prefix}_CA_FILE`);
  const maxVersion =
    reader.optional(`${prefix}_TLS_MAX_VERSION`) === undefined
      ? undefined
      : reader.oneOf(`${prefix}_TLS_MAX_VERSION`, ['TLSv1.2', 'TLSv1.3']);
  return {
    ...certificateOf(reader, prefix),
    ...(ca !== undefined && { ca: reader.file(`${prefix}_CA_FILE`, ca) }),
    ...(maxVersion && { maxVersion }),
  };
}

// One certificate (OCES3) serves all systems, unless a system has its own.
function certificateOf(reader: Reader, prefix: Prefix | 'NETWORK' | 'UNITS'): { certificate: string; key: string } {
  const pem = (what: string) => {
    const own = `${prefix}_${what}`;
    const name = reader.optional(own) === undefined ? `CLIENT_${what}` : own;
    return reader.file(name, reader.required(name, `a PEM file, or set ${own}`));
  };
  return { certificate: pem('CERTIFICATE_FILE'), key: pem('KEY_FILE') };
}
