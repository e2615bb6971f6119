// The constants of SF1470: namespaces of version 6, and the UUIDs that roles and types have in Klassifikation
// (KOMBIT's sample client, kosdy_infrastructureSamples-java).

export const namespaces = {
  sdi: 'urn:oio:sts:sagdok:sagdokumentindeks:6',
  sag: 'urn:oio:sts:sagdok:sag:6',
  si: 'urn:oio:sts:sagdok:sagindeks:6',
  sd: 'urn:oio:sagdok:3.0.0',
  gd: 'urn:oio:sts:generelledefinitioner:6',
  rh: 'http://kombit.dk/xml/schemas/RequestHeader/1/',
} as const;

export const fremsoeg = 'http://kombit.dk/sts/sagdokumentindeks/fremsoeg';

export const roles = {
  /** Ejer */
  owner: '9e979b84-b846-4472-8622-58007dc63c7e',
  /** Ansvarlig */
  responsible: 'a1263342-d348-44ba-a566-233f37c4cb67',
  /** Primær behandler */
  handler: 'bf1f93ed-9441-4af4-835b-baeb201f3076',
  /** Primær part */
  primaryParty: 'd839f26a-d4d1-4441-b2d6-3dbbb12a9404',
  /** Primær klasse */
  primaryClass: 'a86c6581-ec85-412d-a655-31a1f1d5b14f',
} as const;

export const types = {
  /** OrgEnhed */
  unit: 'c5fc3b3b-5197-49ee-92e6-ae6ba1957174',
  /** Person */
  person: 'c189ba35-de4b-4363-a8b7-67f1456cf56f',
} as const;

export const cprUrn = 'urn:oio:cpr-nr:';
export const cvrUrn = 'urn:oio:cvr-nr:';
