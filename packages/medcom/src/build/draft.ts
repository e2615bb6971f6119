import type { PersonName } from '../message/types.ts';
import type { Category, encounterClasses, encounterStatuses, MimeType, Priority } from '../terms.ts';

/** Where ids and times come from. The package has no clock and no randomness of its own. */
export interface Source {
  /** A new UUID version 4, lower case, at each call. */
  readonly newId: () => string;
  /** When the user pressed send: a dateTime with offset. */
  readonly sentAt: string;
  /** When the message is put together; as `sentAt` where it is left out. */
  readonly assembledAt?: string;
}

/** A unit that can send or receive: both numbers are from SOR. */
export interface AddressedOrganisation {
  readonly sor: string;
  readonly gln: string;
  readonly name?: string;
}

/** A role by its code in the official set, or as free text where none fits. */
export type DraftRole = { readonly code: string } | { readonly text: string };

export interface DraftAuthor {
  readonly name: PersonName & { readonly family: string };
  readonly role: DraftRole;
  readonly phone: string;
}

/** A specific sender or recipient; it belongs to the organisation that sends or receives. */
export type DraftParty =
  | { readonly kind: 'person'; readonly name: PersonName & { readonly family: string }; readonly role: DraftRole }
  | { readonly kind: 'team'; readonly team: string };

export interface DraftPatient {
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  /** A missing family name is sent as unknown. */
  readonly name: PersonName;
}

/** A file in base64, or a link. */
export type DraftAttachment = { readonly title: string; readonly created?: string } & (
  | { readonly contentType: MimeType; readonly data: string }
  | { readonly url: string }
);

export interface DraftEncounter {
  readonly status: (typeof encounterStatuses)[number];
  readonly class: (typeof encounterClasses)[number] | 'other';
  /** Episode-of-care ids (forløbs-id'er), with hyphens. */
  readonly episodes: readonly { readonly system: string; readonly value: string }[];
}

/** What a user writes, whatever the message. */
export interface Draft {
  readonly text: string;
  readonly author: DraftAuthor;
  readonly attachments?: readonly DraftAttachment[];
  readonly specificSender?: DraftParty;
}

export interface NewDraft extends Draft {
  readonly sender: AddressedOrganisation;
  readonly receiver: AddressedOrganisation;
  readonly specificRecipient?: DraftParty;
  readonly patient: DraftPatient;
  readonly category: Category;
  readonly topic?: string;
  readonly priority?: Priority;
  readonly encounter?: DraftEncounter;
  /** The EDIFACT or OIOXML letter that this answers, by its sender's lokationsnummer and its brevid. */
  readonly answersLetter?: { readonly gln: string; readonly letterId: string };
}

interface Continued extends Draft {
  /** The unit that sends now. */
  readonly sender: AddressedOrganisation;
  /** Where they are left out, those of the earlier message are copied (null takes a topic or priority away). */
  readonly category?: Category;
  readonly topic?: string | null;
  readonly priority?: Priority | null;
  /** Replaces received numbers of the same type; the others are carried on. */
  readonly patient?: DraftPatient;
}

export interface ReplyDraft extends Continued {
  /** Left out, the specific sender of the received message is the recipient; null removes it. */
  readonly specificRecipient?: DraftParty | null;
}

export interface ForwardDraft extends Continued {
  readonly receiver: AddressedOrganisation;
  readonly specificRecipient?: DraftParty;
  /** Hand on these messages of the thread alone, the forwarded one among them (test S3.A3). */
  readonly only?: readonly string[];
}

export type BuildProblem =
  | 'not-the-thread'
  | 'other-sor'
  | 'no-receiver'
  | 'attachment-without-data'
  | 'selection-without-message'
  | 'acknowledgement-of-acknowledgement'
  | 'unknown-role';

const words: Readonly<Record<BuildProblem, string>> = {
  'not-the-thread': 'Meddelelserne hører ikke til samme tråd.',
  'other-sor': 'Afsenderens SOR-kode er ikke den, som tråden er ført med: skriv en ny meddelelse.',
  'no-receiver': 'Den tidligere meddelelse nævner ikke en modtager med både SOR-kode og lokationsnummer.',
  'attachment-without-data': 'En vedhæftet fil, der skal sendes, mangler sit indhold.',
  'selection-without-message': 'Den meddelelse, der videresendes, er ikke valgt med.',
  'acknowledgement-of-acknowledgement': 'En kvittering kvitteres der ikke for.',
  'unknown-role': 'Stillingsbetegnelsen findes ikke i kodelisten: skriv den som tekst.',
};

/** The message cannot be built as asked. Its words hold nothing of the message. */
export class BuildRefused extends Error {
  readonly problem: BuildProblem;

  constructor(problem: BuildProblem) {
    super(words[problem]);
    this.name = 'BuildRefused';
    this.problem = problem;
  }
}
