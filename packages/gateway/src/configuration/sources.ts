import {
  createCaseIndex,
  createOrganisation,
  createPersonRegister,
  type SecuritySettings,
  type SourceSettings,
  type TlsSettings,
} from '@paa-tvaers/national';
import type { Sources } from '../sections/types.ts';
import type { Reader } from './variables.ts';

const named = {
  CASES: 'Sags- og Dokumentindekset (SF1470)',
  ORGANISATION: 'FK Organisation (GraphQL)',
  PERSON: 'the CPR look-up (DGCPR)',
} as const;
type Prefix = keyof typeof named;

/** The national systems, by the variables that begin with CASES_, ORGANISATION_ and PERSON_. */
export function readSources(reader: Reader, production: boolean): () => Sources {
  const settings = {
    cases: sourceOf(reader, 'CASES', production),
    organisation: sourceOf(reader, 'ORGANISATION', production),
    person: sourceOf(reader, 'PERSON', production),
  };
  return () => ({
    cases: createCaseIndex(settings.cases),
    organisation: createOrganisation(settings.organisation),
    person: createPersonRegister(settings.person),
  });
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
  const tokenUrl = reader.url(`${prefix}_TOKEN_URL`, `the address of the token service for ${named[prefix]}`, production);
  return {
    kind,
    tokenUrl,
    clientId: reader.required(`${prefix}_CLIENT_ID`, 'the client id that the token service knows'),
    scope: reader.required(`${prefix}_SCOPE`, 'the scope, like entityid:…'),
    ...(tokenUrl.startsWith('https:') && { tls: tlsOf(reader, prefix) }),
  };
}

function tlsOf(reader: Reader, prefix: Prefix): TlsSettings {
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
function certificateOf(reader: Reader, prefix: Prefix): { certificate: string; key: string } {
  const pem = (what: string) => {
    const own = `${prefix}_${what}`;
    const name = reader.optional(own) === undefined ? `CLIENT_${what}` : own;
    return reader.file(name, reader.required(name, `a PEM file, or set ${own}`));
  };
  return { certificate: pem('CERTIFICATE_FILE'), key: pem('KEY_FILE') };
}
