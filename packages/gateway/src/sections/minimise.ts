import type { Appointment, CaseItem, Contact, DepartmentCases, SchoolRelation } from '@paa-tvaers/contract';
import type { AppointmentField, CaseField, ContactField, SchoolField } from '../policy/index.ts';
import type { Chain } from './whom-to-call.ts';

/** A department with all that is known of it, before policy has minimised it. */
export type FullDepartment = Omit<DepartmentCases, 'contacts'> & {
  /** One a contact that the department is to have. */
  readonly chains: readonly Chain[];
};

/** Which field of the policy row a step of the chain tells; the others tell of the department only. */
const tells: Readonly<Record<string, CaseField>> = { caseworker: 'caseworker', 'responsible-unit': 'responsibleUnit' };

/** The only way out for a department: what the row's fields do not name stays here. */
export function minimiseDepartment(full: FullDepartment, fields: ReadonlySet<string>): DepartmentCases {
  const may = (field: CaseField) => fields.has(field);
  const cases = may('status') ? full.cases.map((item) => minimiseCase(item, may)) : [];
  const contacts = full.chains.flatMap((chain) => {
    const step = chain.find(({ level }) => tells[level] === undefined || may(tells[level]));
    return step ? [minimiseStep(step, may('caseworker'))] : [];
  });
  return {
    department: full.department,
    municipality: full.municipality,
    state: full.state,
    // By what leaves only: an order by date would tell of the dates.
    cases: cases.toSorted(openFirst),
    contacts: distinct(contacts).toSorted((a, b) => distance(a) - distance(b)),
  };
}

/** The only way out for a party's contact. */
export function minimiseContact(full: Contact, fields: ReadonlySet<string>): Contact {
  const may = (field: ContactField) => fields.has(field);
  const { level, name, phone, email, hours, address } = full;
  return {
    level,
    name,
    ...(may('phone') && phone && { phone }),
    ...(may('email') && email && { email }),
    ...(may('hours') && hours && { hours }),
    ...(may('address') && address && { address }),
  };
}

/** The only way out for an appointment. */
export function minimiseAppointment(full: Appointment, fields: ReadonlySet<string>): Appointment {
  const may = (field: AppointmentField) => fields.has(field);
  const { id, start, end, advisory, series, movedFrom, unit, place, address, phone, hours, reason, calendar } = full;
  return {
    id,
    start,
    ...(end !== undefined && { end }),
    ...(advisory && { advisory }),
    ...(series !== undefined && { series }),
    ...(movedFrom !== undefined && { movedFrom }),
    ...(may('unit') && unit && { unit }),
    ...(may('place') && place && { place }),
    ...(may('address') && address && { address }),
    ...(may('phone') && phone && { phone }),
    ...(may('hours') && hours && { hours }),
    ...(may('reason') && reason && { reason }),
    ...(may('calendar') && calendar && { calendar }),
  };
}

/** The only way out for the child's institution. */
export function minimiseSchool(full: SchoolRelation, fields: ReadonlySet<string>): SchoolRelation {
  const may = (field: SchoolField) => fields.has(field);
  const { kind, name, level, phone, address } = full;
  return {
    kind,
    name,
    ...(may('level') && level && { level }),
    ...(may('phone') && phone && { phone }),
    ...(may('address') && address && { address }),
  };
}

/** What may leave where the child is protected, or where nobody knows whether it is: nothing of where to find it. */
export function withoutAddress(fields: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...fields].filter((field) => field !== 'address' && field !== 'place'));
}

/** The policy fields that really are in an answer, for the audit. A department that shares nothing tells nothing. */
export function fieldsIn(items: readonly DepartmentCases[]): CaseField[] {
  const told = items.filter(({ state }) => state === 'involved' || state === 'none-reported');
  const cases = items.flatMap((item) => item.cases);
  const contacts = items.flatMap((item) => item.contacts);
  const left: Record<CaseField, boolean> = {
    department: told.length > 0,
    status: cases.length > 0,
    responsibleUnit: cases.some((item) => item.responsibleUnit) || contacts.some(({ level }) => level === 'responsible-unit'),
    caseworker: cases.some((item) => item.caseworker) || contacts.some(({ person }) => person),
    title: cases.some((item) => item.title),
    opened: cases.some((item) => item.opened),
  };
  return (Object.keys(left) as CaseField[]).filter((field) => left[field]);
}

function minimiseCase(full: CaseItem, may: (field: CaseField) => boolean): CaseItem {
  const { id, status, responsibleUnit, caseworker, title, opened } = full;
  return {
    id,
    status,
    ...(may('responsibleUnit') && responsibleUnit && { responsibleUnit }),
    ...(may('caseworker') && caseworker && { caseworker }),
    ...(may('title') && title && { title }),
    ...(may('opened') && opened && { opened }),
  };
}

// The address of a unit says where the child lives; whom to call does not need it.
function minimiseStep({ level, name, person, phone, email, hours }: Contact, caseworker: boolean): Contact {
  return {
    level,
    name,
    ...(caseworker && person && { person }),
    ...(phone && { phone }),
    ...(email && { email }),
    ...(hours && { hours }),
  };
}

function openFirst(a: CaseItem, b: CaseItem): number {
  const closed = Number(a.status !== 'open') - Number(b.status !== 'open');
  const newest = (b.opened ?? '').localeCompare(a.opened ?? '');
  const name = (item: CaseItem) => `${item.title ?? ''} ${item.responsibleUnit ?? ''} ${item.caseworker ?? ''}`;
  return closed || newest || name(a).localeCompare(name(b), 'da') || a.id.localeCompare(b.id);
}

const levels = ['caseworker', 'responsible-unit', 'subject-unit', 'municipality'];

function distance({ level }: Contact): number {
  return levels.indexOf(level);
}

function distinct(contacts: readonly Contact[]): Contact[] {
  return [...new Map(contacts.map((contact) => [JSON.stringify(contact), contact])).values()];
}
