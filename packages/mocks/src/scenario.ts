import type {
  Appointment,
  DepartmentCases,
  Desk,
  Draft,
  InboxItem,
  OpenedContext,
  PartyContact,
  Problem,
  Recipients,
  SchoolRelation,
  Source,
  Thread,
  ThreadSummary,
} from '@paa-tvaers/contract';

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

/** The unit's threads across children, in any of its states. */
export interface Inbox {
  readonly state: string;
  readonly unit?: { readonly sor: string; readonly name: string };
  readonly sources: readonly Source[];
  /** In `ok`. */
  readonly items?: readonly InboxItem[];
  readonly demo?: boolean;
  readonly reason?: string;
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
  /** With what follows: in the scenarios of messages alone. */
  readonly threads?: Answer<SectionBody<ThreadSummary> & { readonly desk?: Desk }>;
  /** Each thread of the list, opened. */
  readonly thread?: readonly Answer<Thread>[];
  readonly drafts?: Answer<{ readonly context: string; readonly items: readonly Draft[] }>;
  /** The child's own. */
  readonly recipients?: Answer<Recipients>;
  /** Of the employee's unit. */
  readonly inbox?: { readonly open: Answer<Inbox>; readonly done: Answer<Inbox> };
}
