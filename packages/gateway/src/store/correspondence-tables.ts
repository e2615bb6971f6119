import type { Generated } from 'kysely';

// A mailbox is one of our units, by its SOR code. Whatever says something of a child is sealed, bound to its row.

/** A thread as one of our units has it. */
interface ThreadTable {
  mailbox: string;
  /** The communication identifier, `urn:uuid:…`. */
  id: string;
  /** Keyed hash of the CPR number; null while nobody has confirmed whose it is. */
  child_hash: string | null;
  /** Sealed JSON: the child as the box knows it (`cpr`, `birthDate`, `name`), for the inbox, launches and documents. */
  child_sealed: string | null;
  category: string;
  /** Sealed JSON of what a list shows: topic, priority, parties, latest, counts, alerts. Made anew with each message. */
  summary_sealed: string;
  latest_at: Date;
  /** When the oldest message came that nobody here has answered. */
  unanswered_since: Date | null;
  task_state: 'new' | 'in-progress' | 'done';
  assignee_subject: string | null;
  assignee_name: string | null;
  /** CPR number and name disagree, or two numbers: a person must confirm. */
  held: boolean;
  /** Ties the threads of one sending to several units. */
  group_id: string | null;
  created_at: Date;
}

/** A message that we sent or received. An outgoing one is its own job: `state` and `next_attempt_at`. */
interface MessageTable {
  mailbox: string;
  /** Of the MessageHeader; the same when it is sent again. */
  id: string;
  thread: string;
  direction: 'in' | 'out';
  kind: 'new' | 'reply' | 'forward';
  /** Bundle.id as it was first. */
  bundle: string;
  occurred_at: Date;
  /** When it was accepted, or came. */
  stored_at: Date;
  /** SOR codes. */
  sender: string;
  receiver: string;
  /** Sealed JSON: the Bundle without its files. */
  bundle_sealed: string;
  /** Of an incoming one: what came, byte by byte. */
  original_file: string | null;
  original_type: string | null;
  /** Bookkeeping faults that no profile forbids. */
  warnings: number;
  held: boolean;
  /** Read by somebody of the unit. */
  read_at: Date | null;
  read_by: string | null;
  filed_at: Date | null;
  filed_by: string | null;
  /** Sealed text. */
  filed_where_sealed: string | null;
  /** Who sent it: issuer and subject of the token; and the keyed hash of the child's number. */
  author_issuer: string | null;
  author_subject: string | null;
  child_hash: string | null;
  /** Outgoing alone, from here on. */
  state: 'accepted' | 'sent' | 'resending' | 'delivered' | 'rejected' | 'failed' | null;
  state_at: Date | null;
  /** GLN. */
  receiver_gln: string | null;
  sender_gln: string | null;
  /** EnvelopeIdentifier of the sending under way, and the id of its Bundle; null when nothing more is to come. */
  envelope: string | null;
  next_attempt_at: Date | null;
  /** Hand-overs that the network did not take, since the last one that it took. */
  attempts: number;
  /** Times that it was sent again for want of a receipt, or for a technical error. */
  resends: number;
  /** Sealed JSON: the receiver's words, and why it failed (`words`, `why`). */
  words_sealed: string | null;
}

/** An acknowledgement that we owe or sent: the row is the job. */
interface ReceiptTable {
  id: string;
  mailbox: string;
  /** The message that it acknowledges. */
  message: string;
  response: 'ok' | 'fatal-error' | 'transient-error';
  sealed: string;
  sender_gln: string;
  receiver_gln: string;
  /** EnvelopeIdentifier. */
  envelope: string;
  state: 'accepted' | 'sent' | 'failed';
  stored_at: Date;
  next_attempt_at: Date | null;
  attempts: number;
}

/** An acknowledgement that came. */
interface ReceivedReceiptTable {
  mailbox: string;
  /** Of its MessageHeader. */
  id: string;
  message: string;
  response: string;
  assembled_at: Date;
  stored_at: Date;
  /** Sealed JSON: its issues. */
  sealed: string;
  /** False: of a message that we never sent. */
  known: boolean;
}

/** Whatever came and could be read, by Bundle and message: what is known already is not shown again, and is acknowledged alike. */
interface ArrivalTable {
  mailbox: string;
  bundle: string;
  /** Of the MessageHeader. */
  message: string;
  response: 'ok' | 'fatal-error' | 'transient-error';
  stored_at: Date;
}

/** What came and is not shown: unreadable, or against the profiles. For the operator. */
interface KeptTable {
  id: string;
  mailbox: string;
  stored_at: Date;
  /** The rule, without content. */
  why: string;
  original_file: string;
}

interface DraftTable {
  id: string;
  issuer: string;
  subject: string;
  organisation: string;
  /** As the token names it; empty where it names none. */
  unit: string;
  child_hash: string;
  thread: string | null;
  /** Sealed JSON; null once the draft was sent or thrown away. */
  sealed: string | null;
  /** Ids of its files, which live as long as it does. */
  files: string[];
  saved_at: Date;
  closed_at: Date | null;
}

/** A request that was answered, to be answered alike. */
interface IdempotencyTable {
  /** Keyed hash of organisation, issuer, subject and key. */
  key_hash: string;
  /** Keyed hash of route and body. */
  body_hash: string;
  /** Sealed JSON: status and body. */
  answer_sealed: string;
  stored_at: Date;
}

/** A file, in sealed chunks. */
interface FileTable {
  id: string;
  issuer: string | null;
  subject: string | null;
  organisation: string | null;
  child_hash: string | null;
  content_type: string;
  /** Of an upload that is being written: as large as it may become. */
  size: number;
  /** Base64url of SHA-256. */
  sha256: string;
  stored_at: Date;
  /** False while it is being written. */
  whole: boolean;
  /** No message has it yet: it counts among the employee's uploads, and is swept. */
  loose: boolean;
}

interface FileChunkTable {
  file: string;
  number: number;
  sealed: Buffer;
}

/** Which file a message's part has. The same file may stand in several. */
interface MessageFileTable {
  mailbox: string;
  message: string;
  /** `urn:uuid:…` of the part. */
  part: string;
  file: string;
}

/** A file of an incoming message that is not kept. */
interface WithheldFileTable {
  mailbox: string;
  message: string;
  /** `urn:uuid:…` of the part. */
  part: string;
  why: Withheld;
}

/** Why a file that came is not kept: something was found in it, or it is not what it says it is. */
export type Withheld = 'infected' | 'file-type';

/** A one-use link to a file. */
interface FileLinkTable {
  /** Keyed hash of the token. */
  token_hash: string;
  file: string;
  /** Sealed JSON: its title. */
  sealed: string;
  expires_at: Date;
}

interface LaunchTable {
  /** Keyed hash of the code. */
  code_hash: string;
  issuer: string;
  subject: string;
  organisation: string;
  /** Sealed JSON: the child, and the thread where there is one. */
  sealed: string;
  expires_at: Date;
}

/** What has changed: ids alone. Kept for a day, so that a stream can go on where it broke. */
interface ChangeTable {
  seq: Generated<string | number>;
  kind: string;
  /** Whom it is for: a mailbox (SOR), or an employee (JSON of issuer, organisation and subject). */
  audience: string;
  context: string | null;
  thread: string | null;
  child_hash: string | null;
  at: Date;
  /** The transaction that it was noted in: numbers are drawn before they are committed, and not in that order. */
  xact: Generated<string>;
}

/** A call that a host's webhook waits for. */
interface WebhookTable {
  id: Generated<string | number>;
  mailbox: string;
  event: string;
  at: Date;
  next_attempt_at: Date | null;
  attempts: number;
}

export interface CorrespondenceTables {
  thread: ThreadTable;
  message: MessageTable;
  receipt: ReceiptTable;
  received_receipt: ReceivedReceiptTable;
  arrival: ArrivalTable;
  kept: KeptTable;
  draft: DraftTable;
  idempotency: IdempotencyTable;
  file: FileTable;
  file_chunk: FileChunkTable;
  message_file: MessageFileTable;
  withheld_file: WithheldFileTable;
  file_link: FileLinkTable;
  launch: LaunchTable;
  change: ChangeTable;
  webhook: WebhookTable;
}
