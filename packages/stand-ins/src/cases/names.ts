// Namespaces of SF1470, version 6 (SagDokumentIndeksOperationer.xsd and what it imports).
export const sdi = 'urn:oio:sts:sagdok:sagdokumentindeks:6';
export const sag = 'urn:oio:sts:sagdok:sag:6';
export const si = 'urn:oio:sts:sagdok:sagindeks:6';
export const sd = 'urn:oio:sagdok:3.0.0';
export const gd = 'urn:oio:sts:generelledefinitioner:6';
export const go = 'urn:oio:sts:generelleoperationer:6';
export const requestHeader = 'http://kombit.dk/xml/schemas/RequestHeader/1/';

export const action = 'http://kombit.dk/sts/sagdokumentindeks/fremsoeg';

/** Classification UUIDs: constants of the common municipal systems. */
export const roles = {
  owner: '9e979b84-b846-4472-8622-58007dc63c7e',
  responsible: 'a1263342-d348-44ba-a566-233f37c4cb67',
  caseworker: 'bf1f93ed-9441-4af4-835b-baeb201f3076',
  primaryParty: 'd839f26a-d4d1-4441-b2d6-3dbbb12a9404',
  primarySubject: 'a86c6581-ec85-412d-a655-31a1f1d5b14f',
  master: '251c24fd-57b0-4afc-9d73-b063d1957eb3',
  // Not among the constants that were seen: made up.
  secondaryParty: '5e0c2b1e-0000-4000-8000-000000000001',
  accessList: '5e0c2b1e-0000-4000-8000-000000000002',
  journalEntry: '5e0c2b1e-0000-4000-8000-000000000003',
} as const;

export const types = {
  organisation: 'bc6972cd-8f2b-4b9d-8d37-62916d6a71aa',
  unit: 'c5fc3b3b-5197-49ee-92e6-ae6ba1957174',
  user: '85d65133-4b00-460d-992e-3984857b5768',
  person: 'c189ba35-de4b-4363-a8b7-67f1456cf56f',
  subject: '267235ea-526d-4a18-8001-f2a0e563eba1',
  system: '29fe1da2-897a-46cd-b635-b9be8e0bffd6',
} as const;
