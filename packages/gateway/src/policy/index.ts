export { decide, type Question, revealOf, type Verdict } from './decide.ts';
export { type Policy, PolicyInvalid, readPolicy } from './read.ts';
export { type CaseField, type ContactField, type Environment, environments, fieldsOf, type Reveal, type Row } from './schema.ts';
