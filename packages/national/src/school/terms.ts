import type { InstitutionKind } from '@paa-tvaers/contract';
import { stil } from '../wire/namespaces.ts';

/** The services asked, as they stand below the base URL; a service's namespace is its address in production. */
export const services = {
  identification: 'wsiidentifikation/6',
  user: 'wsibruger/7',
  institution: 'wsiinst/6',
  export: 'wsieksport/7',
} as const;

const bpi = 'https://brugerdatabasen.stil.dk/bpi/';

export const namespaces = {
  common: stil,
  identification: bpi + services.identification,
  user: bpi + services.user,
  institution: bpi + services.institution,
  export: bpi + services.export,
  authority: `${bpi}${services.export}/fullmyndighed`,
  shared: `${bpi}${services.export}/common`,
} as const;

/** What `authentificationError/type` may say, as STIL spells it. Any other word stays out of errors. */
export const refusals: ReadonlySet<string> = new Set([
  'Signatur',
  'SignaturMangler',
  'UdbydersytemIdMangler',
  'BrugeridEllerPassword',
  'Rettigheder',
]);

/** The class levels (trin) that have a number; the others are day-care (DT), upper secondary (U1–U4, VU) and Andet. */
export const levels: ReadonlySet<string> = new Set(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);

/**
 * What the name of an institution's type says that it is; the first that fits. By name and not by code: no list
 * of the codes is public. Assumed (docs/national.md), so it is data.
 */
export const kinds: readonly (readonly [RegExp, InstitutionKind])[] = [
  [/skolefritid|\bsfo\b|fritidsordning|fritidshjem/, 'after-school'],
  [/klub|fritidscent/, 'club'],
  [/dagtilbud|daginstitution|dagpleje|børnehave(?!klasse)|børnehus|vuggestue|integrer|puljeordning|privatinstitution/, 'day-care'],
  [/skole|gymnasi|børnehaveklasse|dagbehandling|uddannelse|undervisning/, 'school'],
];
