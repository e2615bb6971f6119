import type { Appointment, DepartmentCases, OpenedContext, PartyContact, Problem, SchoolRelation, Source } from '@paa-tvaers/contract';

/** What the gateway answered: a body of the contract, or a problem. */
export interface Answer<Body = unknown> {
  /** HTTP. */
  readonly status: number;
  readonly body: Body | Problem;
}

/** A section in any of its states, as it crosses the wire. */
export interface SectionBody<Item> {
  readonly context: string;
  readonly state: string;
  readonly sources: readonly Source[];
  /** In `ok` and `partial`. */
  readonly items?: readonly Item[];
  readonly reason?: string;
  readonly retry?: boolean;
}

/** One child as one professional saw it. */
export interface Scenario {
  /** One sentence: what it shows. */
  readonly about: string;
  readonly opening: Answer<OpenedContext>;
  /** Absent where the child could not be opened. */
  readonly cases?: Answer<SectionBody<DepartmentCases>>;
  readonly contacts?: Answer<SectionBody<PartyContact>>;
  readonly appointments?: Answer<SectionBody<Appointment>>;
  readonly school?: Answer<SectionBody<SchoolRelation>>;
}
