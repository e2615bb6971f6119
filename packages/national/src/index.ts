export { type CaseIndexSettings, createCaseIndex } from './cases/case-index.ts';
export { createOrganisation, type OrganisationSettings } from './organisation/organisation.ts';
export { createPersonRegister, type PersonRegisterSettings } from './person/person-register.ts';
export * from './types.ts';
export type { TlsSettings } from './wire/http.ts';
export type { OAuthSettings } from './wire/oauth.ts';
export type { SecuritySettings } from './wire/security.ts';
export type { SourceSettings } from './wire/settings.ts';
export type { WssX509Settings } from './wire/wss-x509.ts';
