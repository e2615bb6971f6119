import { clinics, korsbaek, regions } from './municipalities.ts';
import { madeUpNumber } from './numbers.ts';
import { mailUnits } from './sor.ts';
import { units, users } from './units.ts';

/** A professional who signs in at a demo host: one an audience, and a social worker of psychiatry. */
export interface Employee {
  readonly id: string;
  /** The key set that signs for the organisation. */
  readonly issuer: string;
  readonly audience: 'ppr' | 'family-services' | 'child-psychiatry' | 'general-practice';
  readonly function: string;
  readonly name: string;
  readonly title: string;
  /** CVR number of a municipality, SOR id in health. */
  readonly org: string;
  readonly organisation: string;
  /** UUID in FK Organisation, SOR id in health. */
  readonly unit: string;
  readonly unitName: string;
  readonly sub: string;
  /** What the host sends as purpose when it opens a child. */
  readonly purpose: string;
  /** Sent to systems that want to know the employee (HSUID); never to a browser. */
  readonly cpr?: string;
  /** Authorisation as a health professional (autorisations-ID). */
  readonly authorisation?: string;
}

const region = regions[0];
const bup = region.psychiatry[0];
const clinic = clinics.proevegade;

export const employees: readonly Employee[] = [
  {
    id: 'anders',
    issuer: 'korsbaek',
    audience: 'ppr',
    function: 'psychologist',
    name: users.anders.name,
    title: 'psykolog',
    org: korsbaek.cvr,
    organisation: korsbaek.name,
    unit: units.ppr.uuid,
    unitName: units.ppr.name,
    sub: users.anders.uuid,
    purpose: 'counselling',
    cpr: madeUpNumber('employee|anders', '1984-03-17', 'male'),
    authorisation: 'ZZ001',
  },
  {
    id: 'birgit',
    issuer: 'korsbaek',
    audience: 'family-services',
    function: 'social-worker',
    name: users.birgit.name,
    title: 'socialrådgiver',
    org: korsbaek.cvr,
    organisation: korsbaek.name,
    unit: units.familyWest.uuid,
    unitName: units.familyWest.name,
    sub: users.birgit.uuid,
    purpose: 'casework',
    cpr: madeUpNumber('employee|birgit', '1979-11-02', 'female'),
  },
  {
    id: 'ida',
    issuer: 'oeveland',
    audience: 'child-psychiatry',
    function: 'physician',
    name: 'Ida Prøvelund',
    title: 'overlæge',
    org: region.sor,
    organisation: region.name,
    unit: bup.sor,
    unitName: bup.name,
    sub: 'd2c9c0de-0000-4000-8000-000000000031',
    purpose: 'treatment',
  },
  {
    id: 'mette',
    issuer: 'oeveland',
    audience: 'child-psychiatry',
    function: 'social-worker',
    name: 'Mette Prøvedahl',
    title: 'socialrådgiver',
    org: region.sor,
    organisation: region.name,
    unit: mailUnits.bupSocialWorkers.sor,
    unitName: mailUnits.bupSocialWorkers.name,
    sub: 'd2c9c0de-0000-4000-8000-000000000032',
    purpose: 'treatment',
  },
  {
    id: 'lars',
    issuer: 'proevegade',
    audience: 'general-practice',
    function: 'physician',
    name: 'Lars Øvegaard',
    title: 'praktiserende læge',
    org: clinic.sor,
    organisation: clinic.name,
    unit: clinic.sor,
    unitName: clinic.name,
    sub: 'd2c9c0de-0000-4000-8000-000000000041',
    purpose: 'treatment',
  },
];

/** What is imported into the gateway: the numbers that tokens do not carry. CSV with a header line. */
export function employeesFile(): string {
  const rows = employees.filter(({ cpr }) => cpr).map(({ org, sub, cpr, authorisation = '' }) => [org, sub, cpr, authorisation]);
  return [['organisation', 'sub', 'cpr', 'authorisation'], ...rows].map((row) => `${row.join(';')}\n`).join('');
}
