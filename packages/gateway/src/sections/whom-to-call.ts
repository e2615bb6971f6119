import type { Contact } from '@paa-tvaers/contract';
import type { Case, Unit, User } from '@paa-tvaers/national';
import type { Municipality } from './directory.ts';

/** A step of the chain: somebody with a number. */
type Step = Contact & { readonly phone: string };

/** Whom to call, nearest first: caseworker, responsible unit, unit responsible for the subject, municipality. */
export type Chain = readonly Step[];

/** What FK Organisation told of the people and units around a case. */
export interface Known {
  readonly users: ReadonlyMap<string, User>;
  readonly units: ReadonlyMap<string, Unit>;
}

/** The chain of a department as a whole, and the end of every other chain. It is never empty. */
export function departmentChain(municipality: Municipality, subjectUnit: Unit | undefined): Chain {
  return [
    ...(subjectUnit ? unitStep('subject-unit', subjectUnit) : []),
    { level: 'municipality', name: municipality.name, phone: municipality.phone },
  ];
}

/** The chain of one case. The caseworker's name stays, whoever the number belongs to. */
export function caseChain(found: Case, { users, units }: Known, department: Chain): Chain {
  const user = users.get(found.caseworker?.uuid ?? '');
  const name = user?.name ?? found.caseworker?.name;
  const person = name === undefined ? {} : { person: { name, ...(user?.role && { role: user.role }) } };
  const unit = units.get(found.responsibleUnit?.uuid ?? '');
  const steps = [
    ...(name !== undefined && user?.phone
      ? [{ level: 'caseworker', name, phone: user.phone, ...(user.email && { email: user.email }) }]
      : []),
    ...(unit ? unitStep('responsible-unit', unit) : []),
    ...department,
  ];
  return steps.map((step) => ({ ...step, ...person }));
}

function unitStep(level: 'responsible-unit' | 'subject-unit', { name, phone, email, hours, address }: Unit): Step[] {
  if (!phone) return [];
  return [{ level, name, phone, ...(email && { email }), ...(hours && { hours }), ...(address && { address }) }];
}
