import type { AttachmentPart, HistoryEntry, Message, Organisation, PatientIdentifier, TextPart } from '../message/types.ts';

/** A message of a thread: one that is here, or one that only others tell of. */
export interface ThreadMessage {
  readonly id: string;
  readonly activity?: HistoryEntry['activity'];
  readonly occurred?: string;
  readonly organisation?: Organisation;
  /** The message that it answers or hands on; shown, for replies may be parallel (rule 12). */
  readonly answers?: string;
  readonly answersLetter?: string;
  /** False while it is known from the history of others alone: something has not been read (rules 9, 10). */
  readonly arrived: boolean;
  /** It belongs to the thread that was handed on: only what came after may be answered (rule 18). */
  readonly beforeForward: boolean;
}

/** A text or an attachment, and the message that brought it; undefined where no Provenance says so. */
export type ThreadPart = (TextPart | AttachmentPart) & { readonly message?: string };

/** What a person must look at before the thread is used further. */
export type ThreadAlert =
  /** Two CPR numbers, or two numbers of another type that a person has one of: perhaps two children. */
  | 'patient-differs'
  /** An organisation has come under another SOR code, which is a thread of its own (governance, SOR). */
  | 'other-organisation'
  /** One message id has come with different content. */
  | 'message-differs'
  /** A part that was sent before has come with other words. */
  | 'part-differs';

export interface Thread {
  /** The communication identifier. */
  readonly id: string;
  /** Who wrote first, of what is known. */
  readonly initiator?: Organisation;
  /** By time, but never before the one that it answers or hands on. */
  readonly messages: readonly ThreadMessage[];
  /** By time; of two at once what is answered before its answer, else the initiator's first (rules 12, 23). */
  readonly parts: readonly ThreadPart[];
  /** The message to answer (rules 3–5): the newest that has arrived and that nothing answers. */
  readonly latest?: string;
  /** Messages that the history names and that neither arrived nor are told of. */
  readonly unknown: readonly string[];
  /** Every number that the messages carry, the newest message's first. */
  readonly patientIdentifiers: readonly PatientIdentifier[];
  readonly category?: string;
  readonly topic?: string;
  readonly priority?: string;
  readonly alerts: readonly ThreadAlert[];
  /** The messages that are here, without duplicates, in the order of `messages`. */
  readonly arrived: readonly Message[];
}
