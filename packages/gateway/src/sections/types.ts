import type { Cpr, SectionState, SourceId, SourceState } from '@paa-tvaers/contract';
import type {
  AppointmentIndex,
  CaseIndex,
  Organisation,
  Person,
  PersonRegister,
  SchoolRegister,
  Transport,
  UnitRegister,
} from '@paa-tvaers/national';

/** Who looks: the verified claims of the token, and what the organisation's registration adds. */
export interface Viewer {
  readonly sub: string;
  readonly name: string;
  readonly title?: string;
  /** CVR or SOR number. */
  readonly org: string;
  readonly organisationName: string;
  /** SOR code of a municipal organisation, where its registration has one: Aftaleoversigten asks for it. */
  readonly organisationSor?: string;
  readonly unit?: string;
  readonly audience: string;
  readonly function: string;
}

/** The person look-up of a context: asked at opening, and again by a section where it did not answer then. */
export type PersonLookup =
  | { readonly state: 'ok' | 'partial'; readonly person: Person; readonly asOf: Date }
  | { readonly state: 'unavailable'; readonly asOf: Date }
  /** A replacement number: no register is asked. */
  | { readonly state: 'not-searchable'; readonly asOf: Date };

/** An open child context, as a section sees it. */
export interface ChildContext {
  readonly id: string;
  readonly cpr: Cpr;
  readonly birthDate: string;
  readonly purpose: string;
  readonly viewer: Viewer;
  /** Single flight: whatever number of sections ask. */
  person(): Promise<PersonLookup>;
  /**
   * Asks once a context and key, however many ask at the same time; a whole answer is kept up to 60 s,
   * a partial one and a failure are not. Dropped with the context.
   */
  once<Value>(key: string, ask: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
}

export interface Sources {
  readonly cases: CaseIndex;
  readonly organisation: Organisation;
  readonly person: PersonRegister;
  /** Absent: nobody who uses this gateway has an agreement with the system. */
  readonly appointments?: AppointmentIndex;
  readonly school?: SchoolRegister;
  /** SOR. Absent: nobody can be written to. */
  readonly units?: UnitRegister;
  /** The messaging network. Absent: nothing is sent or received. */
  readonly network?: Transport;
}

/** What is registered of an employee beside the token, for the systems that ask who looks. */
export interface Employee {
  readonly cpr: Cpr;
  /** Autorisations-ID. */
  readonly authorisation?: string;
}

/** The employee of an organisation that signs in as `sub`, where somebody has registered one. */
export type FindEmployee = (organisation: string, sub: string) => Promise<Employee | undefined>;

/** What the audit entry of a section says; written and committed before the body leaves. */
interface Disclosure {
  readonly dataflow: string;
  readonly outcome: SectionState;
  readonly reason?: string;
  /** Fields that left, as policy names them; empty where nothing did. */
  readonly fields: readonly string[];
  readonly sources: Readonly<Partial<Record<SourceId, SourceState>>>;
}

export interface SectionAnswer {
  /** Follows the contract's section schema; `context` is set to the context's id. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly disclosure: Disclosure;
}

/** Answers one section. Never throws for a source that is down: that is an answer. */
export type AnswerSection = (
  context: ChildContext,
  options: { readonly traceparent: string; readonly now: Date },
) => Promise<SectionAnswer>;
