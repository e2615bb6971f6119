export { decide, revealOf, type Verdict } from './decide.ts';
export { type Policy, readPolicy } from './read.ts';
export {
  type AppointmentField,
  type CaseField,
  type ContactField,
  type CorrespondenceField,
  type Environment,
  type InboxField,
  environments,
  fieldsOf,
  type Row,
  type SchoolField,
} from './schema.ts';
