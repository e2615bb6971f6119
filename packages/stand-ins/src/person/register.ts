import type { ChildFile, DemoChild } from '../world/children.ts';
import { addDays, addYears } from '../world/dates.ts';
import { clinics } from '../world/municipalities.ts';
import { madeUpNumber, safeBirthDate } from '../world/numbers.ts';

/** A citizen as the CPR register and the register of insured persons have them. */
export interface Citizen {
  readonly child: DemoChild;
  readonly custody: readonly { readonly cpr: string; readonly relation: ChildFile['custody'][number] }[];
  readonly clinic: (typeof clinics)[keyof typeof clinics] | undefined;
  /** Day that the protection began. */
  readonly protectedSince: string | undefined;
  readonly censored: boolean;
  /** Street number, the same in each run. */
  readonly door: string;
}

/** By CPR number; a child with a replacement number is not in the register. */
export function registerCitizens(children: readonly DemoChild[], today: string): ReadonlyMap<string, Citizen> {
  const ten = children.filter((child) => /^\d{10}$/.test(child.cpr));
  return new Map(ten.map((child, at) => [child.cpr, register(child, at, today)]));
}

function register(child: DemoChild, at: number, today: string): Citizen {
  const { file } = child;
  const holder = (relation: Citizen['custody'][number]['relation']) => {
    const birth = safeBirthDate(addYears(child.birthDate, -30));
    return { relation, cpr: madeUpNumber(`${child.id}|${relation}`, birth, relation.startsWith('far') ? 'male' : 'female') };
  };
  return {
    child,
    custody: file.custody.map(holder),
    clinic: file.clinic && clinics[file.clinic],
    protectedSince: file.protection && addDays(today, -200),
    censored: file.protection === 'censored',
    door: String(1 + at * 2),
  };
}
