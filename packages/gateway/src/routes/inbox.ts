import { inbox, routes } from '@paa-tvaers/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contexts } from '../contexts/contexts.ts';
import { invalid } from '../http/problem.ts';
import { type InboxAsked, type InboxParts, inboxStates, listInbox } from '../inbox/inbox.ts';
import type { Metrics } from '../ops/metrics.ts';
import { callerOf, factsOf, pageOf } from './requests.ts';

interface InboxRouteParts extends InboxParts {
  readonly contexts: Contexts;
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/** `GET /v1/inbox`: across children, with one entry of the audit that names them all. */
export function inboxRoutes(app: FastifyInstance, parts: InboxRouteParts): void {
  const { contexts, metrics, now } = parts;
  app.get(routes.inbox, async (request) => {
    const asked = askedOf(request);
    const caller = callerOf(request);
    const facts = factsOf(request, now());
    const { body, outcome } = await listInbox(parts, caller, asked, facts);
    const checked = inbox.parse(body);
    metrics.sections.inc({ dataflow: 'inbox', state: checked.state });
    metrics.countSources(outcome.sources);
    const gone = request.raw.socket.destroyed;
    const { children: _, ...nothing } = outcome;
    await contexts.outside(caller, 'inbox', facts).audit(gone ? { ...nothing, fields: [], outcome: 'aborted' } : outcome);
    return checked;
  });
}

/** @throws GatewayProblem `request-invalid` */
function askedOf(request: FastifyRequest): InboxAsked {
  const { state = 'open', assignee } = request.query as { state?: unknown; assignee?: unknown };
  if (typeof state !== 'string' || !Object.hasOwn(inboxStates, state)) throw invalid('', 'state-unknown');
  if (assignee !== undefined && assignee !== 'self' && assignee !== 'none') throw invalid('', 'assignee-unknown');
  return { ...pageOf(request), state: state as InboxAsked['state'], ...(assignee !== undefined && { assignee }) };
}
