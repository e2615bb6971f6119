import type { Activity, ResponseCode } from '../terms.ts';

/** An organisation as a message names it. A name may be missing: it is then looked up in SOR. */
export interface Organisation {
  readonly sor?: string;
  readonly gln?: string;
  readonly name?: string;
}

export interface PersonName {
  readonly given: readonly string[];
  readonly family?: string;
}

/** A role (stillingsbetegnelse): a code of the official set, or free text. */
export interface Role {
  readonly code?: string;
  readonly system?: string;
  /** What to show: the code's Danish label, or the free text. */
  readonly label?: string;
}

export interface Author {
  readonly name?: PersonName;
  readonly role?: Role;
}

/** A specific sender or recipient: a person in a role, or a team. */
export type Party =
  | { readonly kind: 'person'; readonly name?: PersonName; readonly role?: Role; readonly organisation?: Organisation }
  | { readonly kind: 'team'; readonly team?: string; readonly organisation?: Organisation };

export type PatientIdentifierType = 'cpr' | 'x-ecpr' | 'd-ecpr' | 'other';

export interface PatientIdentifier {
  readonly type: PatientIdentifierType;
  readonly system?: string;
  readonly value: string;
}

export interface Patient {
  readonly identifiers: readonly PatientIdentifier[];
  readonly name?: PersonName;
}

interface Part {
  /** `urn:uuid:…`, the same in every message that carries the part. */
  readonly id: string;
  /** When the user pressed send. */
  readonly sent?: string;
  readonly organisation?: Organisation;
  readonly author?: Author;
  readonly phone?: string;
}

export interface TextPart extends Part {
  readonly kind: 'text';
  readonly text: string;
}

/** An attachment. One that was exchanged earlier comes without `data` and `url`: look it up by its id. */
export interface AttachmentPart extends Part {
  readonly kind: 'attachment';
  readonly title?: string;
  readonly contentType?: string;
  readonly created?: string;
  /** Base64. */
  readonly data?: string;
  readonly url?: string;
}

/** One message of the thread's history (a Provenance). */
export interface HistoryEntry {
  /** Whose history: the id of a MessageHeader. */
  readonly message: string;
  readonly activity?: string;
  readonly occurred?: string;
  readonly organisation?: Organisation;
  /** The message that it answers or hands on. */
  readonly answers?: string;
  /** An EDIFACT or OIOXML letter that it answers: `[lokationsnummer]#[brevid]`. */
  readonly answersLetter?: string;
  /** The parts that were new in it. */
  readonly parts: readonly string[];
}

/** What a message holds beyond the standard; kept, so that it can be shown. */
export interface Extra {
  readonly resourceType: string;
  readonly id?: string;
  /** The element; absent where the whole resource is extra. */
  readonly element?: string;
  readonly value: unknown;
}

export interface EpisodeOfCare {
  readonly system?: string;
  readonly value: string;
}

/** A correspondence message (korrespondancemeddelelse), free of FHIR. */
export interface Message {
  readonly kind: 'message';
  /** As the sender states it: `5.0`, `4.0`. */
  readonly version?: string;
  readonly bundle: string;
  readonly id: string;
  readonly assembled?: string;
  /** The communication identifier: the thread that it belongs to. */
  readonly thread: string;
  readonly activity?: Activity;
  readonly sender: Organisation;
  readonly receiver: Organisation;
  readonly specificSender?: Party;
  readonly specificRecipient?: Party;
  readonly patient: Patient;
  readonly category?: string;
  readonly topic?: string;
  readonly priority?: string;
  readonly episodes: readonly EpisodeOfCare[];
  readonly parts: readonly (TextPart | AttachmentPart)[];
  readonly history: readonly HistoryEntry[];
  readonly extra: readonly Extra[];
}

export interface AcknowledgementIssue {
  readonly severity?: string;
  readonly code?: string;
  /** A code of the set of error codes. */
  readonly error?: string;
  readonly text?: string;
}

/** An acknowledgement (kvittering). */
export interface Acknowledgement {
  readonly kind: 'acknowledgement';
  readonly bundle: string;
  readonly id: string;
  readonly assembled?: string;
  /** The message that it is about. */
  readonly of: string;
  readonly response: ResponseCode;
  readonly sender: Organisation;
  readonly receiver: Organisation;
  readonly issues: readonly AcknowledgementIssue[];
  readonly history: readonly HistoryEntry[];
}
