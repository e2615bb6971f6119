import { enCategories } from '../text/categories/en.ts';
import type { InboxWords } from './da.ts';

const answered = (time: string) => `The inbox answered at ${time}.`;

/** What `<pt-inbox>` alone says, in English. */
export const en: InboxWords = {
  category: enCategories,
  heading: (unit) => (unit ? `Messages to ${unit}` : 'The unit’s messages'),
  what: 'messages',
  filters: 'Show',
  filter: { 'open': 'Open', 'new': 'New', 'in-progress': 'In progress', 'done': 'Finished' },
  group: {
    failed: 'Not delivered',
    held: 'To be settled',
    new: 'New',
    waiting: 'Opened, not answered – oldest first',
    other: 'Answered, not finished',
  },

  unconfirmed: 'We do not know whom it is about.',
  unconfirmedHow: 'It cannot be opened from here. Open the child that you think it is about yourself, and confirm it there.',
  nameless: 'Name not given',
  failed: 'Not delivered',
  failedHow: 'Call, or send it again.',
  unread: (messages) => (messages === 1 ? 'New' : `${messages} new`),
  unanswered: (days) =>
    days === 0 ? 'Not answered' : days === 1 ? 'Not answered for 1 working day' : `Not answered for ${days} working days`,
  task: { 'in-progress': 'In progress', 'done': 'Finished' },
  with: (name) => `with ${name ?? 'you'}`,
  kind: { reply: 'reply', forward: 'forwarded' },
  from: (who) => `From ${who}`,
  to: (who) => `To ${who}`,

  open: 'Open the child',
  opening: 'Opening …',
  take: 'I take it',
  takeOver: 'Take over',
  release: 'Put back',
  done: 'Finish',
  reopen: 'Reopen',
  about: (child, topic) => ` – ${[child, topic].filter(Boolean).join(', ')}`,
  notSaved: 'The change was not saved. Try again.',
  notAllowed: 'The change was not saved. Your function does not give access to it.',
  notOpened: 'The child could not be opened. Try again.',

  more: 'Show more',
  count: (threads, more) => (more ? `shows ${threads}, there are more` : threads === 1 ? '1 thread' : `${threads} threads`),
  fetched: (time) => `fetched at ${time}`,
  logged: 'Looking in the inbox is logged',
  news: (messages, time) => (messages === 1 ? `1 new message, seen at ${time}` : `${messages} new messages, seen at ${time}`),

  empty: {
    'open': (time) => ['No open messages to show.', answered(time)],
    'new': (time) => ['No new messages to show.', answered(time)],
    'in-progress': (time) => ['No messages are in progress.', answered(time)],
    'done': (time) => ['No finished messages to show.', answered(time)],
  },
  partial: ['The list is not complete.', 'Part of the answer could not be read.'],
  away: 'New messages may be delayed: the message network does not answer right now.',
  stale: (time) => [`Information from ${time}.`, 'We cannot fetch more right now, and there may be news.'],
  unavailable: ['The inbox cannot be fetched right now.', 'So we do not know whether there are messages.'],
  host: ['You read and write messages in your own system.', 'So they are not shown here.'],
  none: ['Your unit has no inbox here.', 'Messages to you do not come here.'],
  denied: ['The unit’s messages cannot be shown to you here.', 'That says nothing about whether there are any.'],
  covered: ['The list is covered.', 'The page was in the background. We are checking whether you are still logged in.'],
};
