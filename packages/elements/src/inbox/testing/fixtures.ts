import type { InboxItem } from '@paa-tvaers/contract';
import { asOf, at } from '../../section/testing/fixtures.ts';

/** Nobody: names and birth dates are made up. */
export function item(over: Partial<InboxItem> = {}): InboxItem {
  return {
    thread: 'thread-1',
    child: { name: 'Josefine Testperson', birthDate: '2014-05-05' },
    held: false,
    category: 'psychiatry-social-disability',
    topic: 'Netværksmøde før sommerferien',
    parties: ['PPR i Korsbæk'],
    latest: { at: at(-1, '14:32'), direction: 'in', kind: 'reply', organisation: 'PPR i Korsbæk' },
    unread: 1,
    task: { state: 'new' },
    unansweredDays: 1,
    ...over,
  };
}

const outgoing = (days: number) => ({ at: at(days, '08:40'), direction: 'out', kind: 'new' }) as const;
const { topic: _topic, ...topicless } = item();
const { child: _child, ...nobodys } = topicless;
const { unansweredDays: _days, ...answered } = item();

/** One of each kind that the list may hold, as the gateway gives them: the newest first. */
export const items: readonly InboxItem[] = [
  item(),
  { ...nobodys, thread: 'held', held: true, parties: ['Nabolev Kommune'] },
  {
    ...answered,
    thread: 'failed',
    child: { name: 'Mynte Eksempel', birthDate: '2011-11-19' },
    parties: ['Lægehuset Prøvegade'],
    latest: outgoing(-2),
    unread: 0,
    topic: 'Vedr. henvisning',
    delivery: 'rejected',
  },
  item({
    thread: 'mine',
    child: { name: 'Anton Prøvebarn', birthDate: '2015-08-12' },
    unread: 0,
    unansweredDays: 3,
    task: { state: 'in-progress', assignee: { name: 'Ida Prøvelund', self: true } },
  }),
  {
    ...topicless,
    thread: 'theirs',
    child: { name: 'Frida Demosen', birthDate: '2010-02-02' },
    category: 'other',
    unread: 0,
    unansweredDays: 10,
    task: { state: 'in-progress', assignee: { name: 'Bo Test', self: false } },
  },
  { ...answered, thread: 'answered', child: { birthDate: '2017-03-30' }, latest: outgoing(-12), unread: 0 },
];

/** The answer of `GET /v1/inbox`. */
export function answer(those: readonly InboxItem[] = items, over: object = {}) {
  return {
    unit: { sor: '441211000016002', name: 'BUP Korsbæk' },
    state: 'ok',
    items: those,
    demo: true,
    sources: [{ id: 'network', state: 'ok', asOf }],
    ...over,
  };
}

export const without = (state: string, over: object = {}) => ({ state, sources: [], ...over });
