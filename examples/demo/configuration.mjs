import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultAudience, directory, employeesFile, unitKinds } from '@paa-tvaers/stand-ins';

// What FK Organisation is called in the token service.
const organisationService = 'http://stoettesystemerne.dk/service/organisation/3';

/**
 * Writes the files that an operator of the gateway keeps, and answers with its environment
 * (docs/operations.md), and with the file of employees to import. The certificates are new at each start.
 *
 * @param {{ folder: string, standIns: import('@paa-tvaers/stand-ins').StandIns, ports: Record<string, number>, organisations: object[] }} demo
 * @returns {Promise<{ environment: Record<string, string>, employeesFile: string }>}
 */
export async function configureGateway({ folder, standIns, ports, organisations }) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const write = async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    return path;
  };
  const { cases, organisation, appointments, school, person, units, network, certificates } = standIns;
  const environment = {
    ENVIRONMENT: 'demo',
    HOST: '127.0.0.1',
    PORT: String(ports.gateway),
    OPS_PORT: String(ports.ops),
    DATA_DIR: join(folder, 'gateway'),
    ORGANISATIONS_FILE: await write('organisations.json', organisations),
    DIRECTORY_FILE: await write('directory.json', directory()),
    TOKEN_AUDIENCE: defaultAudience,
    CASES_URL: cases.url,
    ORGANISATION_URL: organisation.url,
    ORGANISATION_SECURITY: 'oauth',
    ORGANISATION_TOKEN_URL: organisation.tokenUrl,
    ORGANISATION_CLIENT_ID: organisationService,
    ORGANISATION_SCOPE: `entityid:${organisationService}`,
    ORGANISATION_TLS_MAX_VERSION: 'TLSv1.2',
    ORGANISATION_CA_FILE: await write('ca.pem', certificates.ca),
    CLIENT_CERTIFICATE_FILE: await write('client.pem', certificates.clientCertificate),
    CLIENT_KEY_FILE: await write('client-key.pem', certificates.clientKey),
    PERSON_URL: person.url,
    APPOINTMENTS_URL: appointments.url,
    APPOINTMENTS_REPOSITORY_URL: appointments.repositoryUrl,
    SCHOOL_URL: school.url,
    SCHOOL_SYSTEM_ID: school.systemId,
    SCHOOL_SECURITY: 'wss-x509',
    UNITS_URL: units.url,
    UNITS_KINDS: await write('units-kinds.json', unitKinds()),
    NETWORK_URL: network.url,
    NETWORK_TOKEN: network.token,
    CONTENT_PORT: String(ports.content),
    // Another name for the same machine: a file is never of the API's origin.
    CONTENT_URL: `http://localhost:${ports.content}`,
  };
  return { environment, employeesFile: await write('employees.csv', employeesFile()) };
}
