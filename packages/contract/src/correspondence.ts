import * as z from 'zod/mini';
import { contact } from './contacts.ts';
import { code, timestamp } from './parts.ts';
import { section } from './section.ts';

/** A unit that can be written to, as SOR has it. */
export const mailUnit = z.object({
  sor: z.string(),
  /** Lokationsnummer; absent where the unit has no mailbox. */
  gln: z.optional(z.string()),
  name: z.string(),
  /** The municipality, region or clinic that it belongs to. */
  organisation: z.optional(z.string()),
  /** `ppr`, `family-services`, `child-psychiatry`, `general-practice`, `hospital`, `municipality`, `other`. */
  kind: code,
  /** `fdis91`, `converted` (the network converts; ten files at most), `none` (can't be written to). */
  reach: code,
  /** The unit is one of the child's own: its clinic, PPR, family department, BUP unit. */
  ofChild: z.optional(z.boolean()),
  /** Whom to name in "Att.": the contact of the child's case there. */
  attention: z.optional(z.object({ name: z.string(), role: z.optional(z.string()) })),
});
export type MailUnit = z.infer<typeof mailUnit>;

/** Whether the professional's own unit has its box here, elsewhere, or nowhere, and what a message from it says of the author. */
export const desk = z.object({
  /** `gateway`: write here. `host`: the unit's box is in the host's own system. `none`: it can't write; call instead. */
  mailbox: code,
  unit: z.optional(z.object({ sor: z.string(), gln: z.optional(z.string()), name: z.string() })),
  /** Policy and age let this professional begin a message about this child. */
  maySend: z.boolean(),
  /** Why not, where it is not `mailbox` that forbids it. */
  reason: z.optional(code),
  /** Fixed by the token; role and phone are proposals. */
  author: z.object({ name: z.string(), organisation: z.string(), role: z.optional(z.string()), phone: z.optional(z.string()) }),
  /** Whom to call where one can't write. */
  call: z.array(contact),
});
export type Desk = z.infer<typeof desk>;

/** What has become of a message that was sent. Nobody is ever told that it was read. */
export const delivery = z.object({
  /** `accepted`, `sent` (awaits its receipt), `delivered`, `rejected`, `failed`, `resending`. */
  state: code,
  at: timestamp,
  /** The receiver's own words, of a rejection. */
  words: z.optional(z.array(z.string())),
  /** Times that it was sent again. */
  resent: z.optional(z.number()),
});
export type Delivery = z.infer<typeof delivery>;

/** Whose turn it is in the unit. */
export const task = z.object({
  /** `new`, `in-progress`, `done`. */
  state: code,
  assignee: z.optional(z.object({ name: z.string(), self: z.boolean() })),
});
export type Task = z.infer<typeof task>;

/** A thread in a list. */
export const threadSummary = z.object({
  id: z.string(),
  category: code,
  topic: z.optional(z.string()),
  priority: z.optional(code),
  /** The other organisations, by name. */
  parties: z.array(z.string()),
  latest: z.object({
    at: timestamp,
    /** `in`, `out`. */
    direction: code,
    /** `new`, `reply`, `forward`. */
    kind: code,
    /** Who wrote: organisation, and the author where the message says so. */
    organisation: z.optional(z.string()),
    author: z.optional(z.string()),
    /** The first 120 characters. */
    excerpt: z.string(),
  }),
  messages: z.number(),
  unread: z.number(),
  files: z.number(),
  /** Of the unit's own latest message; absent where it sent none. */
  delivery: z.optional(delivery),
  task,
  /** What a person must look at: `patient-differs`, `other-organisation`, `message-differs`, `part-differs`. */
  alerts: z.array(code),
  /** CPR number and name disagree: a person has to confirm whose it is. */
  held: z.boolean(),
  /** One's own unsent text in this thread. */
  draft: z.optional(z.string()),
  /** Written to several units at once: the threads of one sending carry the same word. */
  group: z.optional(z.string()),
});
export type ThreadSummary = z.infer<typeof threadSummary>;

/** The answer of `GET /v1/threads`. */
export const threads = section(threadSummary, { desk: z.optional(desk), next: z.optional(z.string()) });

const person = z.object({ name: z.optional(z.string()), role: z.optional(z.string()), team: z.optional(z.string()) });
export type MessagePerson = z.infer<typeof person>;

/** Whom a message is about, as it says itself; numbers in full, in memory only. */
const patient = z.object({
  name: z.optional(z.string()),
  /** `cpr`, `x-ecpr`, `d-ecpr`, `other`. */
  identifiers: z.array(z.object({ type: code, value: z.string() })),
});

export const threadMessage = z.object({
  id: z.string(),
  kind: code,
  direction: code,
  at: timestamp,
  /** When it came to us; of an incoming one. */
  received: z.optional(timestamp),
  sender: z.optional(z.string()),
  receiver: z.optional(z.string()),
  specificSender: z.optional(person),
  specificRecipient: z.optional(person),
  /** The message that it answers or hands on. */
  answers: z.optional(z.string()),
  /** False: known from the history of others alone. */
  arrived: z.boolean(),
  /** It belongs to the thread that was handed on. */
  beforeForward: z.boolean(),
  unread: z.boolean(),
  delivery: z.optional(delivery),
  /** Where and when it was filed (journaliseret). */
  filed: z.optional(z.object({ at: timestamp, by: z.string(), where: z.optional(z.string()) })),
  held: z.optional(z.boolean()),
  /** Of a held one that bears this child's number: the name and the numbers to judge by. Absent: it bears another's. */
  patient: z.optional(patient),
  /** Breaks the text of the standard without breaking its profiles: how many times. */
  warnings: z.optional(z.number()),
});
export type ThreadMessage = z.infer<typeof threadMessage>;

/** A text (segment) or a file, with its own signature. */
export const threadPart = z.object({
  id: z.string(),
  /** `text`, `file`, `link`. */
  kind: code,
  /** The message that brought it. */
  message: z.optional(z.string()),
  sent: z.optional(timestamp),
  organisation: z.optional(z.string()),
  author: z.optional(person),
  phone: z.optional(z.string()),
  text: z.optional(z.string()),
  title: z.optional(z.string()),
  contentType: z.optional(z.string()),
  size: z.optional(z.number()),
  created: z.optional(timestamp),
  /** For `POST /v1/attachments/{id}/link`; absent: the file is not here. */
  file: z.optional(z.string()),
  /** Why it is not here, where that is known: `infected`, `file-type` (it is not what it says it is). */
  withheld: z.optional(code),
  /** Of a link. */
  url: z.optional(z.string()),
});
export type ThreadPart = z.infer<typeof threadPart>;

/** The answer of `GET /v1/threads/{id}`. */
export const thread = z.object({
  context: z.string(),
  id: z.string(),
  category: code,
  topic: z.optional(z.string()),
  priority: z.optional(code),
  /** As the messages have it: numbers in full, in memory only. */
  patient,
  /** By time, parents before children. */
  messages: z.array(threadMessage),
  /** By time. */
  parts: z.array(threadPart),
  /** The message to answer. */
  latest: z.optional(z.string()),
  parties: z.array(z.string()),
  alerts: z.array(code),
  /** How many messages the history names that have not come. */
  unknown: z.number(),
  episodes: z.array(z.string()),
  /** Beyond the standard, as text. */
  extra: z.array(z.object({ where: z.string(), text: z.string() })),
  task,
  /** What this professional may do, and the desk to do it at. */
  may: z.object({ reply: z.boolean(), forward: z.boolean(), attach: z.boolean(), file: z.boolean() }),
  desk: z.optional(desk),
  draft: z.optional(z.string()),
});
export type Thread = z.infer<typeof thread>;

/** The answer of what sends: the message is on disk. */
export const sent = z.object({ context: z.string(), thread: z.string(), message: z.string(), state: code, at: timestamp });
export type Sent = z.infer<typeof sent>;

const attachmentReference = z.object({
  /** Of `POST /v1/attachments`; absent for a link. */
  file: z.optional(z.string()),
  url: z.optional(z.string()),
  title: z.string(),
});

/** One's own unsent text. */
export const draft = z.object({
  id: z.string(),
  /** `new`, `reply`, `forward`. */
  kind: code,
  thread: z.optional(z.string()),
  /** The message that is answered or handed on. */
  message: z.optional(z.string()),
  to: z.optional(z.array(mailUnit)),
  attention: z.optional(z.string()),
  category: z.optional(code),
  topic: z.optional(z.string()),
  priority: z.optional(code),
  text: z.string(),
  role: z.optional(z.string()),
  phone: z.optional(z.string()),
  attachments: z.array(attachmentReference),
  savedAt: timestamp,
});
export type Draft = z.infer<typeof draft>;

/** The answer of `GET /v1/drafts`. */
export const drafts = z.object({ context: z.string(), items: z.array(draft) });

/** The answer of `PUT /v1/drafts/{id}`. */
export const savedDraft = z.object({ context: z.string(), id: z.string(), savedAt: timestamp });
export type SavedDraft = z.infer<typeof savedDraft>;

/** The answer of `POST /v1/recipients/search`: the child's own first. */
export const recipients = z.object({ context: z.string(), state: code, items: z.array(mailUnit), more: z.boolean() });
export type Recipients = z.infer<typeof recipients>;

/** The answer of `POST /v1/attachments`. */
export const attachment = z.object({ context: z.string(), file: z.string(), contentType: z.string(), size: z.number() });
export type Attachment = z.infer<typeof attachment>;

/** The answer of `POST /v1/attachments/{id}/link`. */
export const attachmentLink = z.object({ context: z.string(), url: z.string(), expires: timestamp });
export type AttachmentLink = z.infer<typeof attachmentLink>;

/** The answer of `PUT …/read`, `…/task`, `…/filed`, `…/child`. */
export const noted = z.object({ context: z.optional(z.string()), at: timestamp });
