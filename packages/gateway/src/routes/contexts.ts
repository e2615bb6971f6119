import { openedContext, routes } from '@paa-tvaers/contract';
import type { FastifyInstance } from 'fastify';
import type { Contexts } from '../contexts/contexts.ts';
import type { Metrics } from '../ops/metrics.ts';
import { callerOf, contextNeeded, contextOf, factsOf, readOpening } from './requests.ts';

/** `POST /v1/contexts` and `DELETE /v1/context`. */
export function contextRoutes(app: FastifyInstance, contexts: Contexts, metrics: Metrics, now: () => Date): void {
  app.post(routes.contexts, async (request, reply) => {
    const { cpr, purpose } = readOpening(request.body);
    const opened = await contexts.open(callerOf(request), cpr, purpose, contextOf(request), factsOf(request, now()));
    metrics.countSources(Object.fromEntries(opened.sources.map(({ id, state }) => [id, state])));
    return reply.code(201).send(openedContext.parse(opened));
  });

  app.delete(routes.context, async (request, reply) => {
    await contexts.close(callerOf(request), contextNeeded(request), factsOf(request, now()));
    return reply.code(204).send();
  });
}
