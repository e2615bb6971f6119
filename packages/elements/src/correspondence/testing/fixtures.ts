import type { Desk, Thread, ThreadMessage, ThreadPart, ThreadSummary } from '@paa-tvaers/contract';
import type { SessionState } from '../../context/session.ts';
import { FakeSession } from '../../section/testing/fake-session.ts';
import { adult, asOf, at, caseworker, loaded, opened } from '../../section/testing/fixtures.ts';
import type { ReadThreads } from '../threads.ts';

export const desk: Desk = {
  mailbox: 'gateway',
  unit: { sor: '441211000016002', gln: '5790000000012', name: 'BUP Korsbæk' },
  maySend: true,
  author: { name: 'Ida Prøvelund', organisation: 'BUP Korsbæk', role: 'overlæge', phone: '12345661' },
  call: [],
};

export function summary(over: Partial<ThreadSummary> = {}): ThreadSummary {
  return {
    id: 'thread-1',
    category: 'psychiatry-social-disability',
    topic: 'Netværksmøde før sommerferien',
    parties: ['PPR i Korsbæk'],
    latest: {
      at: at(-1, '14:32'),
      direction: 'in',
      kind: 'reply',
      organisation: 'PPR i Korsbæk',
      author: 'Anders Øvesen, psykolog',
      excerpt: 'Tak',
    },
    messages: 2,
    unread: 1,
    files: 1,
    task: { state: 'new' },
    alerts: [],
    held: false,
    ...over,
  };
}

const sentBy = (state: string, over: Partial<ThreadSummary> = {}) =>
  summary({
    unread: 0,
    files: 0,
    latest: { at: at(-2, '09:12'), direction: 'out', kind: 'new', author: 'Ida Prøvelund', excerpt: 'Kære PPR' },
    delivery: { state, at: at(-2, '09:14') },
    ...over,
  });

/** One of each kind that a list may hold. */
export const summaries: ThreadSummary[] = [
  sentBy('delivered', { id: 'delivered', parties: ['Lægehuset Prøvegade'], topic: 'Helbredsoplysninger til undersøgelse' }),
  sentBy('sent', { id: 'sent', topic: 'Fælles møde med skolen', group: 'g' }),
  sentBy('accepted', { id: 'accepted', parties: ['Familieteam Vest'], topic: 'Fælles møde med skolen', group: 'g' }),
  sentBy('resending', { id: 'resending' }),
  sentBy('rejected', { id: 'rejected', parties: ['Nabolev Kommune'] }),
  summary(),
  summary({ id: 'opened', unread: 0, topic: undefined as never, category: 'carecoordination' }),
  summary({ id: 'taken', unread: 0, task: { state: 'in-progress', assignee: { name: 'Bo Test', self: false } } }),
  summary({ id: 'done', unread: 0, task: { state: 'done' }, alerts: ['other-organisation'] }),
  summary({ id: 'held', held: true, unread: 1, alerts: ['patient-differs'] }),
  summary({ id: 'draft', unread: 0, draft: 'draft-1' }),
].map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as ThreadSummary);

export function message(over: Partial<ThreadMessage> & Pick<ThreadMessage, 'id'>): ThreadMessage {
  return {
    kind: 'reply',
    direction: 'in',
    at: at(-1, '14:32'),
    sender: 'PPR i Korsbæk',
    receiver: 'BUP Korsbæk',
    arrived: true,
    beforeForward: false,
    unread: false,
    ...over,
  };
}

export function text(message: string, over: Partial<ThreadPart> = {}): ThreadPart {
  return {
    id: `text-${message}`,
    kind: 'text',
    message,
    sent: at(-1, '14:32'),
    organisation: 'PPR i Korsbæk',
    author: { name: 'Anders Øvesen', role: 'psykolog' },
    phone: '12345611',
    text: 'Tak for henvendelsen. Den 23. juni kl. 13.00 passer os.\n\nForslag til dagsorden er vedhæftet.',
    ...over,
  };
}

const mine = { organisation: 'BUP Korsbæk', author: { name: 'Ida Prøvelund', role: 'overlæge' }, phone: '12345661', sent: at(-8, '08:49') };

export function thread(over: Partial<Thread> = {}): Thread {
  return {
    context: 'context-1',
    id: 'thread-1',
    category: 'psychiatry-social-disability',
    topic: 'Netværksmøde før sommerferien',
    patient: { name: 'Josefine Testperson', identifiers: [{ type: 'cpr', value: '0505149996' }] },
    messages: [
      message({
        id: 'm-1',
        kind: 'new',
        direction: 'out',
        at: at(-8, '08:49'),
        sender: 'BUP Korsbæk',
        receiver: 'PPR i Korsbæk',
        delivery: { state: 'delivered', at: at(-8, '08:51') },
      }),
      message({ id: 'm-2', answers: 'm-1', unread: true, specificRecipient: { name: 'Ida Prøvelund', role: 'overlæge' } }),
    ],
    parts: [
      text('m-1', { ...mine, text: 'Kære PPR\n\nKan I deltage den 22., 23. eller 24. juni?' }),
      text('m-2'),
      {
        id: 'file-1',
        kind: 'file',
        message: 'm-2',
        title: 'Dagsorden til netværksmøde',
        contentType: 'application/pdf',
        size: 84_000,
        author: { name: 'Anders Øvesen', role: 'psykolog' },
        created: at(-1, '14:00'),
        file: 'f-1',
      },
    ],
    latest: 'm-2',
    parties: ['PPR i Korsbæk'],
    alerts: [],
    unknown: 0,
    episodes: [],
    extra: [],
    task: { state: 'new' },
    may: { reply: true, forward: true, attach: true, file: true },
    desk,
    ...over,
  };
}

/** Everything that a thread may say. */
export const full: Thread = thread({
  category: 'regarding-referral',
  priority: 'asap',
  patient: {
    name: 'Josefine Testperson',
    identifiers: [
      { type: 'cpr', value: '0505149996' },
      { type: 'x-ecpr', value: '050514SPB1' },
    ],
  },
  messages: [
    message({ id: 'm-0', kind: 'new', at: at(-20, '10:00'), sender: 'Lægehuset Prøvegade', arrived: false, beforeForward: true }),
    message({
      id: 'm-1',
      kind: 'forward',
      direction: 'out',
      sender: 'BUP Korsbæk',
      answers: 'm-0',
      delivery: { state: 'sent', at: at(-8, '08:51') },
    }),
    message({ id: 'm-2', answers: 'm-1', at: '2026-03-02T09:15:00+00:00', received: '2026-03-02T09:20:00Z' }),
    message({ id: 'm-3', answers: 'm-1', specificSender: { team: 'Team Nord' }, filed: { at: asOf, by: 'Bo Test', where: 'sag 26/114' } }),
    message({
      id: 'm-4',
      direction: 'out',
      sender: 'BUP Korsbæk',
      answers: 'm-3',
      delivery: { state: 'rejected', at: asOf, words: ['Ukendt modtager'], resent: 2 },
    }),
    message({
      id: 'm-5',
      held: true,
      unread: true,
      patient: { name: 'Josefine Prøvesen', identifiers: [{ type: 'cpr', value: '0505149996' }] },
    }),
    message({ id: 'm-6', direction: 'out', delivery: { state: 'accepted', at: asOf } }),
  ],
  parts: [
    text('m-0', { author: { name: 'Læge Test' }, organisation: 'Lægehuset Prøvegade' }),
    text('m-1', mine),
    text('m-2'),
    text('m-2', { id: 'second', author: { name: 'Bo Test' }, phone: '12345699', text: 'En tilføjelse.' }),
    text('m-3'),
    { id: 'link', kind: 'link', message: 'm-3', title: 'Vejledning', url: 'https://example.test/vejledning?x=1' },
    { id: 'gone', kind: 'file', message: 'm-3', contentType: 'image/png' },
    { id: 'harmful', kind: 'file', message: 'm-3', title: 'Faktura', contentType: 'application/pdf', withheld: 'infected' },
    { id: 'disguised', kind: 'file', message: 'm-3', title: 'Referat', contentType: 'application/pdf', withheld: 'file-type' },
    { id: 'later', kind: 'file', message: 'm-3', title: 'Notat', contentType: 'application/pdf', withheld: 'of-a-later-version' },
    text('m-4', mine),
  ],
  alerts: ['patient-differs', 'part-differs'],
  unknown: 2,
  episodes: ['forløb-1'],
  extra: [{ where: 'Communication.note', text: 'Internt' }],
  task: { state: 'in-progress', assignee: { name: 'Ida Prøvelund', self: true } },
});

export function open(
  items: readonly ThreadSummary[] = summaries,
  over: Partial<ReadThreads> = {},
  state: Partial<SessionState> = {},
): FakeSession {
  const session = new FakeSession();
  session.set({ snapshots: { threads: threads(items, over) }, state: { phase: 'open', locale: 'da', opened: opened(), ...state } });
  return session;
}

export function threads(items: readonly ThreadSummary[], over: Partial<ReadThreads> = {}) {
  return loaded(items, { sources: [{ id: 'network', state: 'ok', asOf }], desk, ...over } as Partial<ReadThreads>);
}

export const elsewhere: Desk = { ...desk, mailbox: 'host', maySend: false };
export const nowhere: Desk = { ...desk, mailbox: 'none', maySend: false, call: [caseworker, adult] };

/** A thread of so many messages, with some texts long. */
export function long(messages: number): Thread {
  const ids = Array.from({ length: messages }, (_, at) => `long-${at}`);
  return thread({
    messages: ids.map((id, index) => message({ id, direction: index % 2 ? 'in' : 'out', at: at(-messages + index, '10:00') })),
    parts: ids.map((id) => text(id, { text: 'Vi ses til mødet, som vi har aftalt. '.repeat(12) })),
  });
}
