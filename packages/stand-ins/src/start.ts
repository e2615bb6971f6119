import { readFolder } from './appointments/folder.ts';
import { registerAppointments } from './appointments/register.ts';
import { playRegistry, registryPath } from './appointments/registry.ts';
import { playRepository, repositoryPath } from './appointments/repository.ts';
import { makeCertificates } from './certificates.ts';
import { indexCases } from './cases/index-of-cases.ts';
import { casesPath, playCases } from './cases/system.ts';
import { playControl } from './control/system.ts';
import { type Played, StandInServer } from './http/server.ts';
import { makeSigners } from './identity/signers.ts';
import { defaultAudience, playIdentity } from './identity/system.ts';
import { type Network, type NetworkOptions, playNetwork } from './network/network.ts';
import { organisationPath, playOrganisation } from './organisation/system.ts';
import { makeTokens, playTokenEndpoint, tokenPath } from './organisation/token.ts';
import { registerCitizens } from './person/register.ts';
import { personPath, playPerson } from './person/system.ts';
import { enrol } from './school/register.ts';
import { playSchool, schoolPath, systemId } from './school/system.ts';
import { playUnits, unitsPath } from './units/system.ts';
import { type DemoChild, loadChildren } from './world/children.ts';
import { isDay, todayInCopenhagen } from './world/dates.ts';
import { organisationCodes } from './world/municipalities.ts';
import { type Employee, employees } from './world/employees.ts';

export const systems = [
  'cases',
  'organisation',
  'organisationToken',
  'person',
  'identity',
  'control',
  'appointments',
  'appointmentsRepository',
  'school',
  'network',
  'units',
] as const;
export type SystemName = (typeof systems)[number];

export interface StandInOptions {
  /** Absent or 0: a free port. */
  readonly ports?: Partial<Record<SystemName, number>>;
  /** `YYYY-MM-DD`; absent: today in Europe/Copenhagen. */
  readonly today?: string;
  /** `aud` of the demo's tokens. */
  readonly audience?: string;
  /** The case index refuses requests that are not signed (WS-Security, X.509). */
  readonly requireSignature?: boolean;
  /** A folder of CDA documents (APD-DK) that Aftaleoversigten holds instead of the children's own appointments. */
  readonly appointmentsDirectory?: string;
  readonly network?: NetworkOptions;
}

/** The systems as they run, each on a port of 127.0.0.1. */
export interface StandIns {
  readonly cases: { readonly url: string };
  /** `tokenUrl` is https, TLS 1.2, mutual. */
  readonly organisation: { readonly url: string; readonly tokenUrl: string };
  readonly person: { readonly url: string };
  readonly identity: { readonly url: string };
  /** Registry and repository of Dokumentdelingsservice. */
  readonly appointments: { readonly url: string; readonly repositoryUrl: string };
  /** `url` is that of all services: `/wsiinst/6` and so on come after it. */
  readonly school: { readonly url: string; readonly systemId: string };
  /** The access point, and the token that opens `mailboxes` (GLN). */
  readonly network: { readonly url: string } & Pick<Network, 'token' | 'mailboxes' | 'counts'>;
  /** SOR as a FHIR server. */
  readonly units: { readonly url: string };
  readonly control: { readonly url: string };
  /** PEM: what a client needs for the token endpoint and for WS-Security. */
  readonly certificates: { readonly ca: string; readonly clientCertificate: string; readonly clientKey: string };
  readonly children: readonly DemoChild[];
  readonly employees: readonly Employee[];
  close(): Promise<void>;
}

export async function startStandIns(options: StandInOptions = {}): Promise<StandIns> {
  const today = options.today ?? todayInCopenhagen();
  if (!isDay(today)) throw new RangeError('today is a day, YYYY-MM-DD');
  const own = loadChildren(today);
  const { appointmentsDirectory } = options;
  const folder =
    appointmentsDirectory === undefined
      ? undefined
      : readFolder(appointmentsDirectory, own, today, (line) => console.warn(`appointments: ${line}`));
  const children = [...own, ...(folder?.citizens ?? [])];
  const [certificates, tokens, signers] = await Promise.all([
    makeCertificates(today),
    makeTokens(),
    makeSigners([...new Set(employees.map(({ issuer }) => issuer))]),
  ]);
  const { ca, clientCertificate, clientKey, serverCertificate, serverKey } = certificates;

  const servers = new Map<SystemName, StandInServer>();
  const add = (name: SystemName, played: Played, tls?: ConstructorParameters<typeof StandInServer>[1]) => {
    const server = new StandInServer(played, tls);
    servers.set(name, server);
    return server;
  };
  const cases = add('cases', playCases(indexCases(children, today), options.requireSignature ? ca : undefined));
  const organisation = add('organisation', playOrganisation(tokens));
  const organisationToken = add('organisationToken', playTokenEndpoint(tokens), {
    cert: serverCertificate,
    key: serverKey,
    ca,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    // The real endpoint asks clients to turn TLS 1.3 off.
    maxVersion: 'TLSv1.2',
  });
  const citizens = registerCitizens(children, today);
  const person = add('person', playPerson(citizens));
  const identity: StandInServer = add(
    'identity',
    playIdentity(signers, { url: () => identity.url, audience: options.audience ?? defaultAudience }),
  );
  const documents = folder?.documents ?? registerAppointments(children, today);
  const known = { employees, organisations: organisationCodes };
  const appointments = add('appointments', playRegistry(documents, known));
  const repository = add('appointmentsRepository', playRepository(documents, known));
  const school = add('school', playSchool(enrol(children, citizens), ca));
  const messaging = playNetwork(options.network ?? {}, children, today);
  const network = add('network', messaging.played);
  const registered: StandInServer = add(
    'units',
    playUnits(() => registered.url),
  );
  const control = add('control', playControl(new Map([...servers].filter(([name]) => name !== 'control'))));

  const close = async () => {
    messaging.close();
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  try {
    await Promise.all([...servers].map(([name, server]) => server.listen(options.ports?.[name] ?? 0)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    cases: { url: cases.url + casesPath },
    organisation: { url: organisation.url + organisationPath, tokenUrl: organisationToken.url + tokenPath },
    person: { url: person.url + personPath },
    identity: { url: identity.url },
    appointments: { url: appointments.url + registryPath, repositoryUrl: repository.url + repositoryPath },
    school: { url: school.url + schoolPath, systemId },
    network: { url: network.url, token: messaging.token, mailboxes: messaging.mailboxes, counts: messaging.counts },
    units: { url: registered.url + unitsPath },
    control: { url: control.url },
    certificates: { ca, clientCertificate, clientKey },
    children,
    employees,
    close,
  };
}
