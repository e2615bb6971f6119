import type { Change, ChangePage } from './changes.ts';
import type {
  Attachment,
  AttachmentLink,
  Delivery,
  Desk,
  Draft,
  MailUnit,
  Recipients,
  SavedDraft,
  Sent,
  Task,
  Thread,
  ThreadMessage,
  ThreadPart,
  ThreadSummary,
} from './correspondence.ts';
import type { InboxItem, Launch } from './inbox.ts';
import type { Shape } from './shape.ts';
import { contactShape } from './shapes.ts';

// In a file of its own: a widget that only reads leaves it out of its bundle.

const string = 'string';
const number = 'number';
const boolean = 'boolean';

const mailUnitShape: Shape<MailUnit> = {
  sor: string,
  'gln?': string,
  name: string,
  'organisation?': string,
  kind: string,
  reach: string,
  'ofChild?': boolean,
  'attention?': { name: string, 'role?': string },
};

export const deskShape: Shape<Desk> = {
  mailbox: string,
  'unit?': { sor: string, 'gln?': string, name: string },
  maySend: boolean,
  'reason?': string,
  author: { name: string, organisation: string, 'role?': string, 'phone?': string },
  call: [contactShape],
};

const deliveryShape: Shape<Delivery> = { state: string, at: string, 'words?': [string], 'resent?': number };
const taskShape: Shape<Task> = { state: string, 'assignee?': { name: string, self: boolean } };

export const threadSummaryShape: Shape<ThreadSummary> = {
  id: string,
  category: string,
  'topic?': string,
  'priority?': string,
  parties: [string],
  latest: { at: string, direction: string, kind: string, 'organisation?': string, 'author?': string, excerpt: string },
  messages: number,
  unread: number,
  files: number,
  'delivery?': deliveryShape,
  task: taskShape,
  alerts: [string],
  held: boolean,
  'draft?': string,
  'group?': string,
};

const personShape = { 'name?': string, 'role?': string, 'team?': string } as const;

const patientShape = { 'name?': string, identifiers: [{ type: string, value: string }] } as const;

const threadMessageShape: Shape<ThreadMessage> = {
  id: string,
  kind: string,
  direction: string,
  at: string,
  'received?': string,
  'sender?': string,
  'receiver?': string,
  'specificSender?': personShape,
  'specificRecipient?': personShape,
  'answers?': string,
  arrived: boolean,
  beforeForward: boolean,
  unread: boolean,
  'delivery?': deliveryShape,
  'filed?': { at: string, by: string, 'where?': string },
  'held?': boolean,
  'patient?': patientShape,
  'warnings?': number,
};

const threadPartShape: Shape<ThreadPart> = {
  id: string,
  kind: string,
  'message?': string,
  'sent?': string,
  'organisation?': string,
  'author?': personShape,
  'phone?': string,
  'text?': string,
  'title?': string,
  'contentType?': string,
  'size?': number,
  'created?': string,
  'file?': string,
  'withheld?': string,
  'url?': string,
};

export const threadShape: Shape<Thread> = {
  context: string,
  id: string,
  category: string,
  'topic?': string,
  'priority?': string,
  patient: patientShape,
  messages: [threadMessageShape],
  parts: [threadPartShape],
  'latest?': string,
  parties: [string],
  alerts: [string],
  unknown: number,
  episodes: [string],
  extra: [{ where: string, text: string }],
  task: taskShape,
  may: { reply: boolean, forward: boolean, attach: boolean, file: boolean },
  'desk?': deskShape,
  'draft?': string,
};

export const sentShape: Shape<Sent> = { context: string, thread: string, message: string, state: string, at: string };

const draftShape: Shape<Draft> = {
  id: string,
  kind: string,
  'thread?': string,
  'message?': string,
  'to?': [mailUnitShape],
  'attention?': string,
  'category?': string,
  'topic?': string,
  'priority?': string,
  text: string,
  'role?': string,
  'phone?': string,
  attachments: [{ 'file?': string, 'url?': string, title: string }],
  savedAt: string,
};
export const draftsShape: Shape<{ context: string; items: Draft[] }> = { context: string, items: [draftShape] };
export const savedDraftShape: Shape<SavedDraft> = { context: string, id: string, savedAt: string };
export const recipientsShape: Shape<Recipients> = { context: string, state: string, items: [mailUnitShape], more: boolean };
export const attachmentShape: Shape<Attachment> = { context: string, file: string, contentType: string, size: number };
export const attachmentLinkShape: Shape<AttachmentLink> = { context: string, url: string, expires: string };
export const notedShape: Shape<{ context?: string; at: string }> = { 'context?': string, at: string };

export const inboxItemShape: Shape<InboxItem> = {
  thread: string,
  'child?': { 'name?': string, 'birthDate?': string },
  held: boolean,
  category: string,
  'topic?': string,
  parties: [string],
  latest: { at: string, direction: string, kind: string, 'organisation?': string },
  unread: number,
  task: taskShape,
  'unansweredDays?': number,
  'delivery?': string,
};
/** What an inbox has beside its items. */
export const inboxFrameShape: Shape<{ unit?: { sor: string; name: string }; next?: string; demo?: boolean }> = {
  'unit?': { sor: string, name: string },
  'next?': string,
  'demo?': boolean,
};
export const launchShape: Shape<Launch> = { code: string, expires: string };

export const changeShape: Shape<Change> = { kind: string, 'context?': string, 'thread?': string };
export const changePageShape: Shape<ChangePage> = { changes: [{ id: string, change: changeShape }], last: string, interval: number };
