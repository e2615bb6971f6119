// The constants of IHE XDS.b (ITI TF-3) and of MedCom's profiles for appointments (APD-DK).

export const namespaces = {
  q: 'urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0',
  rs: 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0',
  rim: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0',
  xds: 'urn:ihe:iti:xds-b:2007',
  xop: 'http://www.w3.org/2004/08/xop/include',
  cda: 'urn:hl7-org:v3',
} as const;

export const actions = {
  query: 'urn:ihe:iti:2007:RegistryStoredQuery',
  retrieve: 'urn:ihe:iti:2007:RetrieveDocumentSet',
} as const;

export const queries = {
  findDocuments: 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d',
  getDocuments: 'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4',
  getAssociations: 'urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155',
} as const;

export const approved = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';

/** Documents that lie in a repository, and those that are made when they are asked for. */
export const entryTypes = ['urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1', 'urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248'] as const;

export const schemes = {
  author: 'urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d',
  facility: 'urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1',
  practice: 'urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead',
  event: 'urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4',
  patientId: 'urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427',
  uniqueId: 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab',
} as const;

export const oids = {
  cpr: '1.2.208.176.1.2',
  /** X-eCPR and, with the region behind it, D-eCPR. */
  replacementCpr: '1.2.208.176.1.6.1.',
  sor: '1.2.208.176.1.1',
  loinc: '2.16.840.1.113883.6.1',
} as const;

/** Registries are seen with the first, MedCom's value set has the second. */
export const typeCodes = ['39289-4', '56446-8'] as const;

/** How MedCom marks child and adolescent psychiatry (BUP), any of which is enough. */
export const childPsychiatry = {
  /** Børne- og ungdomspsykiatri. */
  practice: '394588006',
  /** Psykiatrienhed. */
  facility: '554871000005105',
  /** Forløbslabel: psykiske lidelser og adfærdsmæssige forstyrrelser. */
  event: 'ALAL03',
} as const;

export const templates = {
  document: '1.2.208.184.14.1',
  /** The service event that says when. */
  interval: '1.2.208.184.10.1.11',
  series: '1.2.208.184.14.11.4',
  advisory: '1.2.208.184.14.11.5',
} as const;
