import type { InboxItem } from '@paa-tvaers/contract';
import type { ReadOutcome, RequestFacts } from '../contexts/contexts.ts';
import { stored } from '../contexts/contexts.ts';
import type { Box } from '../correspondence/box.ts';
import { type Desks, unitOf } from '../correspondence/desk.ts';
import { networkOf } from '../correspondence/reading.ts';
import { unitsBySor } from '../correspondence/units.ts';
import { namesOf, taskOf } from '../correspondence/view.ts';
import type { Keys } from '../sealing/seal.ts';
import { letsThrough, refusal } from '../sections/rules.ts';
import type { Sources } from '../sections/types.ts';
import type { Store } from '../store/store.ts';
import { childOf, type ListedThread, threadsOf } from '../store/threads.ts';
import type { Caller } from '../tokens/verify.ts';
import { workingDaysSince } from './working-days.ts';

export interface InboxParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sources: Pick<Sources, 'units'>;
  readonly box: Pick<Box, 'network'>;
  readonly desks: Desks;
  readonly demo: boolean;
}

export const inboxStates = {
  'new': ['new'],
  'in-progress': ['in-progress'],
  'done': ['done'],
  'open': ['new', 'in-progress'],
} as const;

export interface InboxAsked {
  readonly state: keyof typeof inboxStates;
  readonly assignee?: 'self' | 'none';
  readonly limit: number;
  readonly cursor?: string;
}

interface InboxAnswer {
  readonly body: Readonly<Record<string, unknown>>;
  readonly outcome: ReadOutcome;
}

/**
 * The unit's threads across children: whose turn it is, how long they have waited, and of whom they are, by name and
 * birth date. Nothing of what they say but their topic, and no number.
 */
export async function listInbox(parts: InboxParts, caller: Caller, asked: InboxAsked, facts: RequestFacts): Promise<InboxAnswer> {
  const { store, keys, sources, box, desks, demo } = parts;
  const { now } = facts;
  const unit = unitOf(caller);
  const named = unit?.sor === undefined ? {} : { unit: { sor: unit.sor, name: unit.name } };
  const kept = (state: 'denied' | 'out-of-scope', reason: string): InboxAnswer => ({
    body: { ...named, state, reason, sources: [] },
    outcome: { fields: [], sources: {}, outcome: state, reason },
  });
  if (unit?.mailbox !== 'gateway' || unit.sor === undefined)
    return kept('out-of-scope', unit?.mailbox === 'host' ? 'mailbox-host' : 'mailbox-none');
  const verdict = desks.inbox(caller, 'list', now);
  if (!letsThrough(verdict)) {
    const refused = refusal([verdict]);
    return kept('denied', 'reason' in refused ? refused.reason : 'no-rule');
  }

  const { state, assignee, limit, cursor } = asked;
  const { threads, next } = await stored(
    threadsOf(store.db, keys, {
      mailbox: unit.sor,
      states: inboxStates[state],
      ...(assignee !== undefined && { assignee: assignee === 'self' ? caller.viewer.sub : null }),
      limit,
      ...(cursor !== undefined && { cursor }),
    }),
  );
  const nameless = threads.flatMap(({ record }) => record.parties.flatMap(({ sor, name }) => (name === undefined ? sor : [])));
  const units = await unitsBySor(sources.units, nameless, facts);
  const items = threads.map((one) => itemOf(one));
  const network = networkOf(box, now);
  const children = [...new Set(threads.flatMap(({ row }) => row.child_hash ?? []))].sort();
  return {
    body: { ...named, state: 'ok', items, ...(next !== undefined && { next }), demo, sources: [network] },
    outcome: { fields: items.length > 0 ? ['list'] : [], sources: { network: network.state }, outcome: 'ok', children },
  };

  function itemOf({ row, record }: ListedThread): InboxItem {
    const child = childOf(keys, row);
    const { topic, parties, latest, unread, delivery } = record;
    return {
      thread: row.id,
      ...(child && { child: { birthDate: child.birthDate, ...(child.name !== undefined && { name: child.name }) } }),
      held: row.held,
      category: row.category,
      // Of what is nobody's yet it is told that it came, and from whom.
      ...(child && topic !== undefined && { topic }),
      parties: namesOf(parties, units),
      latest: {
        at: latest.at,
        direction: latest.direction,
        kind: latest.kind,
        ...(latest.organisation !== undefined && { organisation: latest.organisation }),
      },
      unread,
      task: taskOf(row, caller.viewer.sub),
      ...(row.unanswered_since && { unansweredDays: workingDaysSince(row.unanswered_since, now) }),
      ...(delivery && ['rejected', 'failed'].includes(delivery.state) && { delivery: delivery.state }),
    };
  }
}
