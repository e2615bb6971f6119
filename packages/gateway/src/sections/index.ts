import { createHmac, randomBytes } from 'node:crypto';
import type { Decision, SectionFlow } from '@paa-tvaers/contract';
import type { Environment, Policy } from '../policy/index.ts';
import type { Deadlines } from './asking.ts';
import type { OpaqueId } from './answers.ts';
import { answerAppointments } from './appointments.ts';
import { answerCases } from './cases.ts';
import { answerContacts } from './contacts.ts';
import type { Directory } from './directory.ts';
import { decisionsOf, type Rules, rulesFor, type Situation } from './rules.ts';
import { answerSchool } from './school.ts';
import type { AnswerSection, FindEmployee, Sources } from './types.ts';

/**
 * How long sections wait, in milliseconds. The index and the municipality's units are asked at once; what is
 * left of the whole is for the people and units that the cases name. Nothing follows after appointments and school.
 */
export const deadlines: Deadlines = { cases: 2000, organisation: 2000, person: 1000, appointments: 2700, school: 2700, section: 2800 };

export interface Sections {
  /**
   * What policy says of each dataflow when a child is opened.
   * @param input `municipality`: code of the child's, where the person look-up told it
   */
  decisions(input: Situation & { readonly municipality?: string | undefined }): Decision[];
  readonly answer: Readonly<Record<SectionFlow, AnswerSection>>;
  /** Policy for one professional and child, for what is no section of a national system. */
  rules(situation: Situation): Rules;
}

export function createSections(options: {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly sources: Sources;
  readonly employee: FindEmployee;
  readonly environment: Environment;
  readonly deadlines?: Deadlines;
}): Sections {
  const setup = { deadlines, ...options };
  const key = randomBytes(32);
  const opaque: OpaqueId = (context, id) => createHmac('sha256', key).update(`${context}\0${id}`).digest('base64url').slice(0, 22);
  return {
    decisions: ({ municipality, ...situation }) =>
      decisionsOf(rulesFor(setup, situation), municipality === undefined ? undefined : setup.directory.municipality(municipality)),
    rules: (situation) => rulesFor(setup, situation),
    answer: {
      cases: answerCases(setup, opaque),
      contacts: answerContacts(setup),
      appointments: answerAppointments(setup, opaque),
      school: answerSchool(setup),
    },
  };
}
