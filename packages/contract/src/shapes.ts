import type { Appointment } from './appointments.ts';
import type { DepartmentCases } from './cases.ts';
import type { Contact, PartyContact } from './contacts.ts';
import type { OpenedContext } from './context.ts';
import type { Problem } from './problem-body.ts';
import type { SchoolRelation } from './school.ts';
import type { Source } from './section.ts';
import type { Shape } from './shape.ts';

// The schemas' twins for the browser, each typed by its schema: see `Shape`.

const string = 'string';
const number = 'number';
const boolean = 'boolean';

const municipality = { code: string, name: string } as const;
const text = { da: string, 'en?': string } as const;
const legalBasis = { law: text, status: string } as const;

export const contactShape: Shape<Contact> = {
  level: string,
  name: string,
  'person?': { name: string, 'role?': string },
  'phone?': string,
  'email?': string,
  'hours?': string,
  'address?': string,
};

export const partyContactShape: Shape<PartyContact> = { party: string, 'municipality?': municipality, contact: contactShape };

export const departmentCasesShape: Shape<DepartmentCases> = {
  department: string,
  municipality,
  state: string,
  cases: [{ id: string, status: string, 'responsibleUnit?': string, 'caseworker?': string, 'title?': string, 'opened?': string }],
  contacts: [contactShape],
};

export const appointmentShape: Shape<Appointment> = {
  id: string,
  start: string,
  'end?': string,
  'advisory?': boolean,
  'series?': string,
  'movedFrom?': string,
  'unit?': string,
  'place?': string,
  'address?': string,
  'phone?': string,
  'hours?': string,
  'reason?': string,
  'calendar?': boolean,
};

export const schoolRelationShape: Shape<SchoolRelation> = {
  kind: string,
  name: string,
  'level?': string,
  'phone?': string,
  'address?': string,
};

export const sourceShape: Shape<Source> = { id: string, state: string, asOf: string };

export const openedContextShape: Shape<OpenedContext> = {
  context: string,
  expires: string,
  idle: number,
  purpose: string,
  child: { cpr: string, birthDate: string, age: number, 'name?': string, 'municipality?': municipality, protection: string },
  professional: { name: string, 'title?': string, function: string, audience: string, organisation: string, 'unit?': string },
  needBanner: boolean,
  demo: boolean,
  decisions: [
    {
      dataflow: string,
      state: string,
      'reason?': string,
      basis: [{ giver: string, disclose: legalBasis, obtain: legalBasis, shows: text }],
    },
  ],
  sources: [sourceShape],
  'thread?': string,
};

export const problemShape: Shape<Problem> = {
  type: string,
  title: string,
  status: number,
  trace: string,
  'fields?': [{ at: string, is: string }],
};
