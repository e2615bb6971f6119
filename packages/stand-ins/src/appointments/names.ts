export const cda = 'urn:hl7-org:v3';
export const query = 'urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0';
export const rim = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
export const rs = 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0';
export const xds = 'urn:ihe:iti:xds-b:2007';
export const dgws = 'http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd';
export const hsuid = 'http://www.nsi.dk/hsuid/2016/08/hsuid-1.1.xsd';
export const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

export const oids = {
  sor: '1.2.208.176.1.1',
  cpr: '1.2.208.176.1.2',
  ydernummer: '1.2.208.176.1.4',
  medcom: '1.2.208.184',
  messageCodes: '1.2.208.184.100.1',
  classCode: '1.2.208.184.100.9',
  version: '1.2.208.184.100.10',
  apd: '1.2.208.184.14.1',
  sks: '1.2.208.176.2.4',
  loinc: '2.16.840.1.113883.6.1',
  snomed: '2.16.840.1.113883.6.96',
  confidentiality: '2.16.840.1.113883.5.25',
  episode: '1.2.208.176.7.1.10.83',
} as const;

/** Roots of a citizen's number: CPR, and the replacement numbers of the country (X-eCPR) and of the regions (D-eCPR). */
export const isCitizenRoot = (root: string | undefined) => /^1\.2\.208\.176\.1\.(2|6\.1\.(1|3(\.\d+)*))$/.test(root ?? '');

/** Those of the second test environment. */
export const home = 'urn:oid:1.2.208.176.43210.8.20';
export const repositoryId = '1.2.208.176.43210.8.20.11';
/** A community that does not answer in time. */
export const otherHome = 'urn:oid:1.2.208.176.43210.8.30';

export const storedQueries = {
  'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d': 'FindDocuments',
  'urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155': 'GetAssociations',
  'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4': 'GetDocuments',
} as const;

export const schemes = {
  author: 'urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d',
  class: 'urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a',
  confidentiality: 'urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f',
  event: 'urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4',
  format: 'urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d',
  facility: 'urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1',
  practice: 'urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead',
  type: 'urn:uuid:f0306f51-975f-434e-a61c-c59651d33983',
  patientId: 'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427',
  uniqueId: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
} as const;

export const stableDocument = 'urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1';
export const replacement = 'urn:ihe:iti:2007:AssociationType:RPLC';

export type Status = 'Approved' | 'Deprecated';
export const statusUrn = (status: Status) => `urn:oasis:names:tc:ebxml-regrep:StatusType:${status}`;
export const responseUrns = {
  Success: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success',
  Failure: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure',
  PartialSuccess: 'urn:ihe:iti:2007:ResponseStatusType:PartialSuccess',
} as const;
