import type { Delivery } from '@paa-tvaers/contract';

/** An organisation, and the department inside it. */
interface Unit {
  readonly organisation?: string | undefined;
  readonly unit?: string | undefined;
}

export interface DocumentAttachment {
  readonly title?: string | undefined;
  readonly contentType?: string | undefined;
  readonly created?: string | undefined;
  /** Bytes. */
  readonly size?: number | undefined;
  /** Of one that is an address only. */
  readonly link?: string | undefined;
}

export interface DocumentSegment {
  readonly text: string;
  readonly author?: { readonly name?: string | undefined; readonly role?: string | undefined } | undefined;
  readonly phone?: string | undefined;
  readonly organisation?: string | undefined;
  readonly sent?: string | undefined;
  /** Came with this message; the others came earlier in the thread. */
  readonly isNew: boolean;
  readonly attachments: readonly DocumentAttachment[];
}

/**
 * A message as it is filed. Texts stand as they came; codes are words already (`category`, `priority`).
 * Moments are RFC 3339, or FHIR's shorter dates; what can't be read is shown as it came.
 */
export interface DocumentInput {
  readonly locale: 'da' | 'en';
  /** An exercise: every page says so. */
  readonly demo: boolean;
  readonly child: {
    readonly name?: string | undefined;
    /** In full, the one that tells whose message it is first; that one stands on every page. */
    readonly identifiers: readonly { readonly label: string; readonly value: string }[];
  };
  readonly thread: {
    readonly id: string;
    readonly category?: string | undefined;
    readonly topic?: string | undefined;
    readonly priority?: string | undefined;
  };
  readonly message: {
    readonly id: string;
    readonly direction: 'in' | 'out';
    readonly kind: 'new' | 'reply' | 'forward';
    readonly sender: Unit;
    readonly receiver: Unit;
    /** A person in a role, or a team. */
    readonly specificSender?: string | undefined;
    readonly specificRecipient?: string | undefined;
    readonly sent?: string | undefined;
    /** Of an incoming one. */
    readonly received?: string | undefined;
    /** Of an outgoing one. */
    readonly delivery?: Delivery | undefined;
  };
  /** In the order that they are to be read. */
  readonly segments: readonly DocumentSegment[];
  /** What the message holds beyond the standard. */
  readonly extra: readonly { readonly where: string; readonly text: string }[];
  readonly printed: {
    readonly at: Date;
    readonly name: string;
    readonly title?: string | undefined;
    readonly organisation: string;
    readonly source: string;
  };
}
