import type { Decision } from '@paa-tvaers/contract';
import type { Environment, Policy } from '../policy/index.ts';
import type { Directory } from './directory.ts';
import type { AnswerSection, Sources, Viewer } from './types.ts';

export interface SectionsOptions {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly sources: Sources;
  readonly environment: Environment;
  /** Milliseconds; see {@link deadlines}. */
  readonly deadlines?: Partial<Deadlines>;
}

export interface Deadlines {
  readonly cases: number;
  readonly person: number;
  readonly organisation: number;
  readonly section: number;
}

/** How long a section waits for each source, and in all, in milliseconds. */
export const deadlines: Deadlines = { cases: 2000, person: 1000, organisation: 2000, section: 2800 };

export interface DecisionInput {
  readonly viewer: Viewer;
  readonly purpose: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly now: Date;
  /** Code of the child's municipality, where the person look-up answered: a municipality's own rule wins over the general one. */
  readonly municipality?: string | undefined;
}

export interface Sections {
  decisions(input: DecisionInput): Decision[];
  readonly answer: { readonly cases: AnswerSection; readonly contacts: AnswerSection };
}

export function createSections(_options: SectionsOptions): Sections {
  const unavailable =
    (dataflow: string): AnswerSection =>
    async (context) => ({
      body: { context: context.id, state: 'unavailable', reason: 'source-down', retry: true, sources: [] },
      disclosure: { dataflow, outcome: 'unavailable', reason: 'source-down', fields: [], sources: {} },
    });
  return { decisions: () => [], answer: { cases: unavailable('cases'), contacts: unavailable('contacts') } };
}
