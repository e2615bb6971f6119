import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contextHeader } from '@paa-tvaers/contract';
import { defaultAudience, directory, employeesFile, organisationsFor, type StandIns } from '@paa-tvaers/stand-ins';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const employees = fileURLToPath(new URL('../employees/cli.ts', import.meta.url));
const origin = 'http://127.0.0.1:8000';

/** Writes the files that an operator keeps, and answers with the variables of a gateway over the stand-ins. */
export async function configure(standIns: StandIns): Promise<{ home: string; variables: Record<string, string> }> {
  const home = await mkdtemp(join(tmpdir(), 'paa-tvaers-'));
  const write = async (name: string, content: unknown) => {
    await writeFile(join(home, name), typeof content === 'string' ? content : JSON.stringify(content));
    return join(home, name);
  };
  const { cases, organisation, person, appointments, school, identity, certificates } = standIns;
  const variables = {
    ENVIRONMENT: 'demo',
    PORT: '0',
    OPS_PORT: '0',
    DATA_DIR: join(home, 'data'),
    LOG_LEVEL: 'debug',
    ORGANISATIONS_FILE: await write('organisations.json', organisationsFor({ origins: [origin], identityUrl: identity.url })),
    DIRECTORY_FILE: await write('directory.json', directory()),
    TOKEN_AUDIENCE: defaultAudience,
    CASES_URL: cases.url,
    CASES_SECURITY: 'wss-x509',
    ORGANISATION_URL: organisation.url,
    ORGANISATION_SECURITY: 'oauth',
    ORGANISATION_TOKEN_URL: organisation.tokenUrl,
    ORGANISATION_CLIENT_ID: 'http://stoettesystemerne.dk/service/organisation/3',
    ORGANISATION_SCOPE: 'entityid:http://stoettesystemerne.dk/service/organisation/3',
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
  };
  return { home, variables };
}

/** Imports the demo's employees as an operator does: a command beside the gateway, on the same variables. */
export async function importEmployees(variables: Record<string, string>): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'paa-tvaers-'));
  const file = join(home, 'employees.csv');
  await writeFile(file, employeesFile());
  const child = spawn(process.execPath, ['-C', 'pt-source', employees, 'import', file], {
    env: { PATH: process.env.PATH ?? '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  await rm(home, { recursive: true });
  if (code !== 0) throw new Error(told);
  return told;
}

/** The gateway as it runs anywhere: a process of its own, and all that it wrote. */
export async function startProcess(variables: Record<string, string>) {
  const child = spawn(process.execPath, ['-C', 'pt-source', main], {
    env: { PATH: process.env.PATH ?? '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const started = Promise.withResolvers<{ url: string; opsUrl: string } | undefined>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      written.push(String(chunk));
      const line = written
        .join('')
        .split('\n')
        .find((one) => one.includes('"gateway started"'));
      if (line) started.resolve(JSON.parse(line));
    });
  void exited.then(() => started.resolve(undefined));
  return {
    at: await started.promise,
    output: () => written.join(''),
    exited,
    kill: async (signal: NodeJS.Signals) => {
      child.kill(signal);
      return exited;
    },
  };
}

/** A host's backend and page: tokens of the demo's identity, and calls with them. */
export function host(standIns: StandIns, url: string) {
  const token = async (employee: string, more: Record<string, unknown> = {}): Promise<string> => {
    const response = await fetch(new URL('/token', standIns.identity.url), { method: 'POST', body: JSON.stringify({ employee, ...more }) });
    return ((await response.json()) as { token: string }).token;
  };
  const call = (method: string, path: string, authorization: string, { context, body }: { context?: string; body?: unknown } = {}) =>
    fetch(new URL(path, url), {
      method,
      headers: {
        Authorization: `Bearer ${authorization}`,
        Origin: origin,
        'Paa-Tvaers-Client': 'elements/1.0.0',
        ...(context !== undefined && { [contextHeader]: context }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { token, call };
}
