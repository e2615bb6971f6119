import type { OutgoingHttpHeaders } from 'node:http';
import { changePage, routes } from '@paa-tvaers/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Changes } from '../changes/changes.ts';
import type { Follower } from '../changes/telling.ts';
import type { Contexts } from '../contexts/contexts.ts';
import { type Desks, unitOf } from '../correspondence/desk.ts';
import { invalid } from '../http/problem.ts';
import { callerOf, factsOf } from './requests.ts';

/** Seconds between polls, where the stream can't be had. */
const interval = 120;

/** `GET /v1/changes`: as a stream of events, or as a page of them to one who polls. */
export function changesRoutes(app: FastifyInstance, changes: Changes, contexts: Contexts, desks: Desks, now: () => Date): void {
  app.get(routes.changes, async (request, reply) => {
    const facts = factsOf(request, now());
    const caller = callerOf(request);
    const unit = unitOf(caller);
    const follower: Follower = {
      caller,
      mailbox: unit?.mailbox === 'gateway' ? unit.sor : undefined,
      inbox: desks.inbox(caller, 'list', facts.now).state === 'ok',
    };
    const audited = () =>
      contexts
        .outside(caller, follower.inbox ? 'inbox' : 'correspondence', facts, 'follow')
        .audit({ fields: ['thread'], sources: {}, outcome: 'ok' });

    if (!request.headers.accept?.includes('text/event-stream')) {
      const since = sinceOf(request);
      const missed = await changes.missed(follower, since);
      if (missed.changes.some(({ thread }) => thread !== undefined)) await audited();
      const at = (index: number) => (index === missed.changes.length - 1 ? missed.last : (since ?? missed.last));
      const page = missed.changes.map((change, index) => ({ id: at(index), change }));
      return changePage.parse({ changes: page, last: missed.last, interval });
    }

    const stream = changes.open(follower, pageOf(request));
    const { raw } = reply;
    raw.once('close', () => stream.end());
    // It may have been gone before anybody listened.
    if (raw.closed) stream.end();
    try {
      const { changes: missed, last } = await changes.missed(follower, lastIdOf(request));
      // One entry a stream, before any thread is named.
      if (follower.mailbox !== undefined) await audited();
      reply.hijack();
      stream.begin(raw, reply.getHeaders() as OutgoingHttpHeaders, missed, last);
    } catch (error) {
      stream.end();
      throw error;
    }
    return reply;
  });
}

function pageOf({ query }: FastifyRequest): string | undefined {
  const { page } = query as { page?: unknown };
  if (page === undefined) return undefined;
  if (typeof page !== 'string' || !/^[\w-]{1,64}$/.test(page)) throw invalid('', 'page-invalid');
  return page;
}

function sinceOf({ query }: FastifyRequest): string | undefined {
  const { since } = query as { since?: unknown };
  return typeof since === 'string' && since !== '' ? since : undefined;
}

function lastIdOf(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}
