import type {
  Appointment,
  DepartmentCases,
  OpenedContext,
  PartyContact,
  ReadSection,
  SchoolRelation,
  ThreadSummary,
} from '@paa-tvaers/contract';
import type { Failure, Gateway } from '../client/gateway.ts';

/** What each section carries. */
export interface SectionItems {
  cases: DepartmentCases;
  contacts: PartyContact;
  appointments: Appointment;
  school: SchoolRelation;
  threads: ThreadSummary;
}
export type SectionName = keyof SectionItems;
/** Reads the answer of a section; what it has besides its items comes along. `undefined` where it is no section. */
export type SectionReader<Name extends SectionName> = (answer: unknown) => ReadSection<SectionItems[Name]> | undefined;

/** What the widgets show of the session as a whole. */
export type SessionPhase =
  /** No child is set. */
  | 'empty'
  | 'opening'
  | 'open'
  /** The child could not be opened; `problem` says why. */
  | 'failed'
  /** Closed by the user, the host or the gateway. */
  | 'closed'
  /** The token could not be renewed. */
  | 'expired'
  /** The page was hidden; its data are covered until the context is known to be open still. */
  | 'covered'
  /** Wrong use by the host; `misuse` says which. */
  | 'misused';

export interface SessionState {
  readonly phase: SessionPhase;
  /** Only while `open`. */
  readonly opened?: OpenedContext;
  /** Only while `failed`: the slug of the problem, or `network`, and the trace to give to the operator. */
  readonly problem?: { readonly slug: string; readonly trace?: string };
  readonly misuse?: 'no-get-token' | 'no-api-url' | 'no-purpose' | 'unknown-locale' | 'no-context';
  readonly locale: 'da' | 'en';
}

/** What a widget shows of its section. */
export type SectionSnapshot<Item> =
  | { readonly phase: 'idle' }
  /** `slow` after 5 s. */
  | { readonly phase: 'loading'; readonly slow: boolean }
  /**
   * `stale`: a reload failed within the same context, and this is what was there before.
   * `busy`: a retry is under way.
   */
  | {
      readonly phase: 'loaded';
      readonly section: ReadSection<Item>;
      /** When the answer came, milliseconds since the epoch. */
      readonly at: number;
      readonly stale: boolean;
      readonly busy: boolean;
    };

/** What a host can do better than we can; where it is not set, the button is not there. */
export interface HostActions {
  readonly openCase?: (event: { readonly context: string; readonly caseId: string }) => void;
  /** `party` where it is known whom to write to. */
  readonly composeMessage?: (event: { readonly context: string; readonly party?: string }) => void;
  readonly fileMessage?: (event: FileMessage) => void | { readonly where?: string } | Promise<void | { readonly where?: string }>;
  readonly openChild?: (event: { readonly code: string; readonly thread: string }) => void;
}

/** What a host's own filing (journalisering) is given. */
export interface FileMessage {
  readonly context: string;
  readonly thread: string;
  readonly message: string;
  /** Fetches the document: a PDF/A, or the message as it went over the network. Rejects where it does not come. */
  readonly document: (kind: 'pdf' | 'original') => Promise<Blob>;
}

/**
 * The session that `<pt-context>` provides under `Symbol.for('paa-tvaers.session.v1')`: one
 * professional, at most one child. Small and frozen, because two versions of this library may meet
 * on one page. Its identity is stable; what it holds changes, and followers are called in that very task.
 */
export interface Session {
  readonly version: 1;
  readonly state: SessionState;
  readonly actions: HostActions;
  /** Calls the follower synchronously at every change, until the returned function is called. */
  follow(follower: () => void): () => void;
  section<Name extends SectionName>(name: Name): SectionSnapshot<SectionItems[Name]>;
  /** Fetches a section once a context; asking again does nothing. Who asks says how its answer is read. */
  ask<Name extends SectionName>(name: Name, read: SectionReader<Name>): void;
  /** Fetches it again. What is there stays, and is `stale` if the new answer fails. */
  retry(name: SectionName): void;
  /** "Fortsæt", after `expired`: asks the host for a token and opens the child again. Also retries a `failed` opening. */
  resume(): void;
  /** "Luk barnet". */
  close(): void;

  // What an exchange builds on (context/exchange.ts): of no use to a widget that only reads.
  readonly gateway: Pick<Gateway, 'url' | 'asleep' | 'tokens' | 'call' | 'send' | 'farewell'>;
  /** Aborted when the child that is set now, or none, is left. */
  readonly generation: AbortSignal;
  /** The context has been used, and lives on. */
  extend(): void;
  /** The gateway says that the context or the login has ended: blanks everything. */
  lose(problem: Failure): void;
  /** The widgets that hold a text which has not been sent. */
  readonly unsent: ReadonlySet<object>;
  /** A widget says whether it holds one; whatever ends the child lets go of it. */
  hold(holder: object, holds: boolean): void;
}
