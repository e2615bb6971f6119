import type { SectionName } from './session.ts';

/** Events bubble and cross shadow roots; they never carry a number, a name or anything that a source said. */
export const everywhere: EventInit = { bubbles: true, composed: true };

/** The state of a `<pt-context>`, or of one widget, changed. Comes in a microtask, after all widgets have followed. */
export class PtStateEvent extends Event {
  /** The phase of the session, or the state of the widget's section: the first word of its `:state()`s. */
  readonly state: string;
  /** The widget's section; `undefined` from a `<pt-context>`. */
  readonly section: SectionName | undefined;

  constructor(state: string, section?: SectionName) {
    super('pt-state', everywhere);
    this.state = state;
    this.section = section;
  }
}

/** Something went wrong that the host or its operator may act on. */
export class PtErrorEvent extends Event {
  /** A problem of the gateway, or `network`, `time-out`, `answer-invalid`, `answer-foreign`, `no-token`. */
  readonly slug: string;
  /** To give to the operator. */
  readonly trace: string | undefined;
  readonly section: SectionName | undefined;

  constructor(slug: string, trace?: string, section?: SectionName) {
    super('pt-error', everywhere);
    this.slug = slug;
    this.trace = trace;
    this.section = section;
  }
}

/** The host gave no token that the gateway takes. All data are off the screen; log in again, then `refresh()`. */
export class PtSessionExpiredEvent extends Event {
  constructor() {
    super('pt-session-expired', everywhere);
  }
}

/** A text about the child was begun, or the last such text was sent, thrown away or left: see `<pt-context>`’s `unsent`. */
export class PtUnsentChangeEvent extends Event {
  readonly unsent: boolean;

  constructor(unsent: boolean) {
    super('pt-unsent-change', everywhere);
    this.unsent = unsent;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'pt-state': PtStateEvent;
    'pt-error': PtErrorEvent;
    'pt-session-expired': PtSessionExpiredEvent;
    'pt-unsent-change': PtUnsentChangeEvent;
  }
}
