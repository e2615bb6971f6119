import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { StandIns } from '../start.ts';
import { type Signing, signEnvelope } from './signing.ts';

// What a right request of each system looks like; a test breaks one thing of it.

export const roleOfPrimaryParty = 'd839f26a-d4d1-4441-b2d6-3dbbb12a9404';

export interface CasesRequest {
  readonly cpr?: string;
  readonly first?: number;
  readonly most?: number;
  /** Absent: all parts but the journal. */
  readonly show?: readonly string[];
  /** Changes the finished text. */
  readonly change?: (text: string) => string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const example = readFileSync(new URL('../cases/fixtures/fremsoeg-input-primaer-part.xml', import.meta.url), 'utf8')
  .replace(/<\?xml.*?\?>/, '')
  .replace(/<!--.*?-->/s, '')
  .trim();

/** The input of `fremsoeg`, from the published example. */
export function searchInput({ cpr = '0505149996', first = 0, most = 100, show }: CasesRequest = {}): string {
  const filter = show?.map((part) => `<sdi:SagVis><sdi:Vis>${part}</sdi:Vis></sdi:SagVis>`).join('');
  return example
    .replace('urn:oio:cpr-nr:0505149996', `urn:oio:cpr-nr:${cpr}`)
    .replace('Reference>0<', `Reference>${first}<`)
    .replace('Kvantitet>100<', `Kvantitet>${most}<`)
    .replace(/(<sdi:Filter>).*(<\/sdi:Filter>)/s, (all, open, close) => (filter === undefined ? all : open + filter + close));
}

function searchEnvelope(input: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header><rh:RequestHeader xmlns:rh="http://kombit.dk/xml/schemas/RequestHeader/1/"><rh:TransactionUUID>${randomUUID()}</rh:TransactionUUID></rh:RequestHeader><wsa:Action>http://kombit.dk/sts/sagdokumentindeks/fremsoeg</wsa:Action><wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID><wsa:To>https://sagsogdokumentindeks.example/6</wsa:To></soap:Header><soap:Body>${input}</soap:Body></soap:Envelope>`;
}

export interface Said {
  readonly status: number;
  readonly text: string;
}

async function post(url: string, body: string, headers: Readonly<Record<string, string | undefined>>): Promise<Said> {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // Bytes, so that no content type is added.
  const response = await fetch(url, { method: 'POST', headers: sent, body: Buffer.from(body, 'utf8') });
  return { status: response.status, text: await response.text() };
}

export function askCases(standIns: StandIns, asked: CasesRequest = {}): Promise<Said> {
  const text = searchEnvelope(searchInput(asked));
  return post(standIns.cases.url, asked.change ? asked.change(text) : text, {
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: '"http://kombit.dk/sts/sagdokumentindeks/fremsoeg"',
    ...asked.headers,
  });
}

export interface PersonRequest {
  readonly cpr?: string;
  readonly change?: (text: string) => string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const personIn = readFileSync(new URL('../person/fixtures/dgcpr-getPersonWithHealthCareInformationIn.xml', import.meta.url), 'utf8');

export function askPerson(standIns: StandIns, { cpr = '1710194919', change, headers }: PersonRequest = {}): Promise<Said> {
  const input = personIn.replace(/<\?xml.*?\?>\s*/, '').replace('1710194919', cpr);
  const text = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${input}</soap:Body></soap:Envelope>`;
  return post(standIns.person.url, change ? change(text) : text, {
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: '"http://rep.oio.dk/medcom.sundcom.dk/xml/wsdl/2007/06/28/getPersonWithHealthCareInformation"',
    ...headers,
  });
}

const organisationService = 'http://stoettesystemerne.dk/service/organisation/3';

export function tokenForm(cvr: string, over: Readonly<Record<string, string>> = {}): string {
  const scope = `entityid:${organisationService},anvenderkontekst:${cvr}`;
  return new URLSearchParams({ grant_type: 'client_credentials', client_id: organisationService, scope, ...over }).toString();
}

/** Asks the token endpoint over mutual TLS; `tls` leaves out or changes what the client shows. */
export function askToken(standIns: StandIns, form: string, tls: RequestOptions = {}): Promise<Said> {
  const { ca, clientCertificate, clientKey } = standIns.certificates;
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...tls.headers };
  return new Promise((resolve, reject) => {
    const asked = httpsRequest(
      standIns.organisation.tokenUrl,
      { method: 'POST', ca, cert: clientCertificate, key: clientKey, agent: false, ...tls, headers },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(form);
  });
}

export async function tokenFor(standIns: StandIns, cvr: string): Promise<string> {
  const { text } = await askToken(standIns, tokenForm(cvr));
  return (JSON.parse(text) as { access_token: string }).access_token;
}

export interface OrganisationRequest {
  readonly token: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export async function askOrganisation(standIns: StandIns, { token, query, variables, headers }: OrganisationRequest) {
  const said = await post(standIns.organisation.url, JSON.stringify({ query, variables }), {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'x-TransaktionsId': randomUUID(),
    'x-TransaktionsTid': '2026-06-15T09:14:00.34+02:00[Europe/Copenhagen]',
    ...headers,
  });
  return { ...said, json: JSON.parse(said.text) as GraphQlAnswer };
}

interface GraphQlAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  readonly data?: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- likewise
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly classification: string };
  }[];
}

export const storedQuery = {
  findDocuments: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d',
  getAssociations: 'urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155',
  getDocuments: 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4',
} as const;

interface NspRequest {
  /** Of the citizen, in the HSUID header and where the body asks for a patient. */
  readonly cpr: string;
  readonly change?: (text: string) => string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sends the message as MTOM. */
  readonly multipart?: boolean;
}

export interface RegistryRequest extends NspRequest {
  /** Absent: FindDocuments. */
  readonly query?: string;
  /** Beside patient and status where it is FindDocuments; `undefined` takes one away. */
  readonly slots?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface RepositoryRequest extends NspRequest {
  readonly documents: readonly { readonly document: string; readonly home?: string; readonly repository?: string }[];
}

const hsuidExample = readFileSync(new URL('../appointments/fixtures/hsuid-header.xml', import.meta.url), 'utf8')
  .replace(/<\?xml.*?\?>/, '')
  .replace(/<!--.*?-->/s, '')
  .trim();

/** The published example, about this citizen, from an employee and an organisation that the stand-ins know. */
function nspHeader(standIns: StandIns, cpr: string, action: string): string {
  const [acting] = standIns.employees.filter((one) => one.authorisation);
  const { cpr: number = '', authorisation = '' } = acting ?? {};
  const header = hsuidExample
    .replace('>1710194919<', `>${cpr}<`)
    .replaceAll('>2512489996<', `>${number}<`)
    .replace('>261471000016001<', '>990061000016004<')
    .replace('>ABCDE<', `>${authorisation}<`);
  return `<wsa:Action soap:mustUnderstand="true">${action}</wsa:Action><wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID><medcom:Header xmlns:medcom="http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"><medcom:SecurityLevel>3</medcom:SecurityLevel><medcom:Linking><medcom:MessageID>AAABnQ</medcom:MessageID></medcom:Linking><medcom:RequireNonRepudiationReceipt>no</medcom:RequireNonRepudiationReceipt></medcom:Header>${header}`;
}

async function askNsp(standIns: StandIns, url: string, action: string, body: string, { cpr, change, headers, multipart }: NspRequest) {
  const envelope = `<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header>${nspHeader(standIns, cpr, action)}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
  const text = change ? change(envelope) : envelope;
  const type = multipart
    ? 'multipart/related; boundary="uuid:b1"; type="application/xop+xml"; start="<root@example>"; start-info="application/soap+xml"'
    : `application/soap+xml; charset=utf-8; action="${action}"`;
  const sent = multipart
    ? `--uuid:b1\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <root@example>\r\n\r\n${text}\r\n--uuid:b1--\r\n`
    : text;
  const given = Object.entries({ 'Content-Type': type, ...headers }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(url, { method: 'POST', headers: given, body: Buffer.from(sent, 'utf8') });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('Content-Type') ?? '', bytes, text: bytes.toString('utf8') };
}

export function askRegistry(standIns: StandIns, asked: RegistryRequest) {
  const { cpr, query = storedQuery.findDocuments, slots = {} } = asked;
  const all = {
    ...(query === storedQuery.findDocuments && {
      $XDSDocumentEntryPatientId: `'${cpr}^^^&amp;1.2.208.176.1.2&amp;ISO'`,
      $XDSDocumentEntryStatus: "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved')",
    }),
    ...slots,
  };
  const slot = ([name, values]: [string, string | readonly string[] | undefined]) =>
    values === undefined
      ? ''
      : `<rim:Slot name="${name}"><rim:ValueList>${[values]
          .flat()
          .map((value) => `<rim:Value>${value}</rim:Value>`)
          .join('')}</rim:ValueList></rim:Slot>`;
  const body = `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><q:ResponseOption returnType="LeafClass" returnComposedObjects="true"/><rim:AdhocQuery id="${query}">${Object.entries(all).map(slot).join('')}</rim:AdhocQuery></q:AdhocQueryRequest>`;
  return askNsp(standIns, standIns.appointments.url, 'urn:ihe:iti:2007:RegistryStoredQuery', body, asked);
}

export function askRepository(standIns: StandIns, asked: RepositoryRequest) {
  const request = ({
    document,
    home = 'urn:oid:1.2.208.176.43210.8.20',
    repository = '1.2.208.176.43210.8.20.11',
  }: (typeof asked.documents)[number]) =>
    `<x:DocumentRequest><x:HomeCommunityId>${home}</x:HomeCommunityId><x:RepositoryUniqueId>${repository}</x:RepositoryUniqueId><x:DocumentUniqueId>${document}</x:DocumentUniqueId></x:DocumentRequest>`;
  const body = `<x:RetrieveDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007">${asked.documents.map(request).join('')}</x:RetrieveDocumentSetRequest>`;
  return askNsp(standIns, standIns.appointments.repositoryUrl, 'urn:ihe:iti:2007:RetrieveDocumentSet', body, asked);
}

export interface SchoolRequest {
  readonly service: 'wsiidentifikation/6' | 'wsibruger/7' | 'wsiinst/6' | 'wsieksport/7';
  readonly operation: string;
  /** Inside the operation, in the namespace of the service with the prefix `s`. */
  readonly inside: string;
  /** Before the message is signed. */
  readonly change?: (text: string) => string;
  /** After it. */
  readonly tamper?: (text: string) => string;
  /** `false`: not signed. */
  readonly signing?: Signing | false;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export function askSchool(
  standIns: StandIns,
  { service, operation, inside, change, tamper, signing = {}, headers }: SchoolRequest,
): Promise<Said> {
  const namespace = `https://brugerdatabasen.stil.dk/bpi/${service}`;
  const envelope = `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header><c:UdbydersystemId xmlns:c="https://brugerdatabasen.stil.dk/bpi/common/3">${standIns.school.systemId}</c:UdbydersystemId><wsa:Action>${namespace}/${operation}</wsa:Action><wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID></soap:Header><soap:Body><s:${operation} xmlns:s="${namespace}">${inside}</s:${operation}></soap:Body></soap:Envelope>`;
  const text = change ? change(envelope) : envelope;
  const signed =
    signing === false ? text : signEnvelope(text, standIns.certificates, { parts: ['Body', 'Timestamp', 'MessageID'], ...signing });
  return post(`${standIns.school.url}/${service}`, tamper ? tamper(signed) : signed, {
    'Content-Type': 'text/xml; charset=utf-8',
    SOAPAction: `"${namespace}/${operation}"`,
    ...headers,
  });
}
