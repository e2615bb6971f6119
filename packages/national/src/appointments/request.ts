import { randomUUID } from 'node:crypto';
import type { Cpr } from '@paa-tvaers/contract';
import type { ActingEmployee } from '../types.ts';
import { type Markup, xml } from '../wire/xml.ts';
import { approved, entryTypes, namespaces, oids, queries, typeCodes } from './terms.ts';

/** The system that asks, as the HSUID header names it. */
export interface AskingSystem {
  readonly owner: string;
  readonly name: string;
  readonly version: string;
}

/** What all requests of one question say of who asks about whom. */
export interface Asker {
  readonly cpr: Cpr;
  readonly acting: ActingEmployee;
  readonly system: AskingSystem;
  /** Ties the requests of one question together. */
  readonly flow: string;
  readonly now: Date;
}

const dgws = 'http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd';
const hsuid = 'http://www.nsi.dk/hsuid/2016/08/hsuid-1.1.xsd';

/**
 * DGWS 1.0 and HSUID. The SOSI ID card that DGWS signs a request with is not here: docs/national.md. Level 3 is that of
 * a system's certificate; the employee stands in HSUID. A block is never overridden.
 */
export function securityHeader({ cpr, acting, system, flow, now }: Asker): Markup {
  const attribute = (name: string, value: string, format = '') =>
    xml`<h:Attribute Name="nsi:${name}"${format && xml` NameFormat="${format}"`}><h:AttributeValue>${value}</h:AttributeValue></h:Attribute>`;
  const attributes = [
    attribute('CitizenCivilRegistrationNumber', cpr),
    // The header has citizens and health professionals, and nothing else.
    attribute('UserType', 'nsi:HealthcareProfessional'),
    attribute('ActingUserCivilRegistrationNumber', acting.cpr),
    attribute('OrgUsingID', acting.organisation.sor, 'nsi:sor'),
    attribute('SystemOwnerName', system.owner),
    attribute('SystemName', system.name),
    attribute('SystemVersion', system.version),
    attribute('OrgResponsibleName', acting.organisation.name),
    attribute('ConsentOverride', 'false'),
    attribute('ResponsibleUserCivilRegistrationNumber', acting.cpr),
    ...(acting.authorisation ? [attribute('ResponsibleUserAuthorizationCode', acting.authorisation)] : []),
  ];
  return xml`<d:Header xmlns:d="${dgws}"><d:SecurityLevel>3</d:SecurityLevel><d:TimeOut>1440</d:TimeOut><d:Linking><d:FlowID>${flow}</d:FlowID><d:MessageID>${randomUUID()}</d:MessageID></d:Linking><d:FlowStatus>flow_running</d:FlowStatus><d:Priority>RUTINE</d:Priority><d:RequireNonRepudiationReceipt>no</d:RequireNonRepudiationReceipt></d:Header><h:HsuidHeader xmlns:h="${hsuid}"><h:Assertion IssueInstant="${now.toISOString()}" Version="2.0" id="HSUID"><h:Issuer>${system.name}</h:Issuer><h:AttributeStatement id="HSUIDdata">${attributes}</h:AttributeStatement></h:Assertion></h:HsuidHeader>`;
}

/** ITI-18 FindDocuments: the child's appointment documents that are in force, of both kinds of entry. */
export function findDocuments(cpr: Cpr, from: Date, to: Date | undefined): Markup {
  return storedQuery(queries.findDocuments, {
    $XDSDocumentEntryPatientId: `'${cpr}^^^&${oids.cpr}&ISO'`,
    $XDSDocumentEntryStatus: listOf([approved]),
    $XDSDocumentEntryType: listOf(entryTypes),
    $XDSDocumentEntryTypeCode: listOf(typeCodes.map((code) => `${code}^^${oids.loinc}`)),
    $XDSDocumentEntryServiceStartTimeFrom: utc(from.getTime()),
    // XDS ends before the limit; a second later it is among them.
    ...(to && { $XDSDocumentEntryServiceStartTimeTo: utc(to.getTime() + 1000) }),
  });
}

export function getAssociations(entries: readonly string[], home: string): Markup {
  return storedQuery(queries.getAssociations, { $uuid: listOf(entries) }, home);
}

export function getDocuments(entries: readonly string[], home: string): Markup {
  return storedQuery(queries.getDocuments, { $XDSDocumentEntryEntryUUID: listOf(entries) }, home);
}

function storedQuery(id: string, slots: Readonly<Record<string, string>>, home = ''): Markup {
  const { q, rim } = namespaces;
  const written = Object.entries(slots).map(
    ([name, value]) => xml`<rim:Slot name="${name}"><rim:ValueList><rim:Value>${value}</rim:Value></rim:ValueList></rim:Slot>`,
  );
  return xml`<q:AdhocQueryRequest xmlns:q="${q}" xmlns:rim="${rim}"><q:ResponseOption returnType="LeafClass" returnComposedObjects="true"/><rim:AdhocQuery id="${id}"${home && xml` home="${home}"`}>${written}</rim:AdhocQuery></q:AdhocQueryRequest>`;
}

function listOf(values: readonly string[]): string {
  return `(${values.map((value) => `'${value}'`).join(',')})`;
}

function utc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace(/\D/g, '');
}

/** Where a document lies. */
export interface DocumentPlace {
  /** Empty where the registry names no community. */
  readonly home: string;
  readonly repository: string;
  readonly uniqueId: string;
}

/** ITI-43. */
export function retrieveDocuments(documents: readonly DocumentPlace[]): Markup {
  const requests = documents.map(
    ({ home, repository, uniqueId }) =>
      xml`<x:DocumentRequest>${home && xml`<x:HomeCommunityId>${home}</x:HomeCommunityId>`}<x:RepositoryUniqueId>${repository}</x:RepositoryUniqueId><x:DocumentUniqueId>${uniqueId}</x:DocumentUniqueId></x:DocumentRequest>`,
  );
  return xml`<x:RetrieveDocumentSetRequest xmlns:x="${namespaces.xds}">${requests}</x:RetrieveDocumentSetRequest>`;
}
