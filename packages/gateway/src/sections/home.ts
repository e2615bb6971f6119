import { type Contact, type Department, departments } from '@paa-tvaers/contract';
import type { Unit } from '@paa-tvaers/national';
import type { Verdict } from '../policy/index.ts';
import type { Setup } from './answers.ts';
import type { Asking } from './asking.ts';
import type { Municipality } from './directory.ts';
import type { Rules } from './rules.ts';
import type { PersonLookup } from './types.ts';

/** The KLE subject whose responsible unit speaks for the department as a whole. */
const subjects: Readonly<Record<Department, string>> = { ppr: '17.03.04', 'family-services': '34.10.10' };

export type SubjectUnits = Readonly<Partial<Record<Department, Unit>>>;

/** The unit that FK Organisation names as responsible for each department's subject, where it names one. */
export async function subjectUnits(
  { cvr }: Municipality,
  wanted: readonly Department[],
  asking: Asking,
  { sources }: Setup,
): Promise<SubjectUnits> {
  const found = await Promise.all(
    wanted.map(async (department) => {
      const kle = subjects[department];
      const asked = await asking.ask('organisation', `unit:${cvr}:${kle}`, (call) => sources.organisation.unitFor(cvr, kle, call));
      return [department, 'value' in asked ? asked.value : undefined] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, unit]) => unit));
}

/** The municipality that the child lives in, as far as the person look-up and the directory tell. */
export function municipalityOf(lookup: PersonLookup, asking: Asking, { directory }: Setup): Municipality | undefined {
  if (!('person' in lookup)) return undefined;
  const municipality = directory.municipality(lookup.person.municipalityCode ?? '');
  if (!municipality) asking.note('person', 'partial', lookup.asOf);
  return municipality;
}

/** Whom to call instead, for one who is 18: adult services of the professional's own municipality, else of the young person's. */
export async function adultServices(verdict: Verdict, { own }: Rules, asking: Asking, setup: Setup): Promise<Contact | undefined> {
  if (verdict.state !== 'out-of-scope') return undefined;
  const municipality = own ?? municipalityOf(await asking.person(), asking, setup);
  return municipality?.adultServices && { level: 'municipality', ...municipality.adultServices };
}

/** The departments that are not the professional's own. */
export function otherDepartments(audience: string): Department[] {
  return departments.filter((department) => department !== audience);
}
