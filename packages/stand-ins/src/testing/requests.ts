import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { StandIns } from '../start.ts';

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
