import { systems } from '@paa-tvaers/medcom';
import type { MailUnit } from '../types.ts';

export const identifiers = {
  sor: systems.sor,
  gln: systems.gln,
  ydernummer: 'urn:oid:1.2.208.176.1.4',
  cvr: 'http://cvr.dk',
} as const;

export const snomed = 'http://snomed.info/sct';

/** What a mailbox takes, as SOR-EDI says it; its codes are the same in either case. */
export const ediTypes = 'http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-sorEdiSystem';

type Kind = MailUnit['kind'];

/** A type of unit in SOR (enhedstype). */
export interface UnitType {
  /** SNOMED CT, Danish extension */
  readonly code: string;
  /** Its Danish name, lower-case, without what stands in brackets. */
  readonly name: string;
  readonly kind: Kind;
  /** What the unit's own name says instead; the first that fits. */
  readonly byName?: readonly (readonly [RegExp, Kind])[];
}

const ppr: readonly [RegExp, Kind] = [/\bppr\b|pædagogisk\W{1,3}psykologisk/i, 'ppr'];
// Sundhedsplejen and tandplejen are for children too, and are not the family department.
const family: readonly [RegExp, Kind] = [/^(?!.*(?:sundhedsplej|tandplej|læge)).*(?:famili|børn|unge|ungdom)/i, 'family-services'];
const childPsychiatry: readonly [RegExp, Kind] = [/\bbup\b|(?:børn|unge|ungdom).*psyk/i, 'child-psychiatry'];

/**
 * By type and name, for two of ours have no type of their own: child psychiatry is a psykiatrienhed like that of
 * adults, and a family department is registered as any municipal office. Assumed (docs/national.md), so it is data.
 */
export const unitTypes: readonly UnitType[] = [
  { code: '556841000005105', name: 'pædagogisk psykologisk rådgivning', kind: 'ppr' },
  { code: '550711000005101', name: 'psykologisk rådgivningsklinik', kind: 'other', byName: [ppr, family] },
  { code: '554871000005105', name: 'psykiatrienhed', kind: 'hospital', byName: [[/\bbup\b|børn|unge|ungdom/i, 'child-psychiatry']] },
  { code: '22232009', name: 'hospital', kind: 'hospital', byName: [childPsychiatry] },
  { code: '394761003', name: 'almen lægepraksis', kind: 'general-practice' },
  { code: '554881000005108', name: 'handicap- og psykiatrienhed', kind: 'other', byName: [ppr, family] },
  { code: '554041000005106', name: 'sundhedsforvaltning', kind: 'municipality', byName: [ppr, family] },
  { code: '547211000005108', name: 'kommune', kind: 'municipality', byName: [ppr, family] },
];

/** The codes of the types among which units of a kind are found. */
export function codesOf(kind: Kind): readonly string[] {
  return unitTypes.filter((type) => type.kind === kind || type.byName?.some(([, other]) => other === kind)).map(({ code }) => code);
}
