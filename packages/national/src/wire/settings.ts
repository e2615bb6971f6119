import type { SecuritySettings } from './security.ts';

/** How a national system is reached. Every number has a default that suits production. */
export interface SourceSettings {
  /** Where the system answers: `https:`, or `http:` on this machine alone. */
  readonly url: string;
  readonly security: SecuritySettings;
  /**
   * Milliseconds that one question may take, pages and token included; 1900 (the person register: 900; the school register, appointments: 2600).
   * Keep it below the caller's own cap: what the caller aborts does not open the circuit.
   */
  readonly timeout?: number;
  /** Sockets to the system; 10. */
  readonly connections?: number;
  /** Requests that may wait for a socket, 50; the next is refused as `busy`. */
  readonly queue?: number;
  /** Bytes of one answer; 4 MiB. */
  readonly maxAnswerBytes?: number;
  readonly breaker?: {
    /** Failures in a row that open the circuit; 5. */
    readonly failures?: number;
    /** Milliseconds until one question is let through to try again; 10,000. */
    readonly halfOpenAfter?: number;
  };
  /** What "now" is: for `asOf`, and for choosing what is in effect. */
  readonly now?: () => Date;
}
