import { openedContext, routes } from '@paa-tvaers/contract';
import type { FastifyInstance } from 'fastify';
import { type LaunchParts, redeem } from '../launches/launches.ts';
import type { Metrics } from '../ops/metrics.ts';
import { callerOf, contextNeeded, contextOf, factsOf, readOpening } from './requests.ts';

/** `POST /v1/contexts` and `DELETE /v1/context`. */
export function contextRoutes(app: FastifyInstance, parts: Omit<LaunchParts, 'desks'>, metrics: Metrics, now: () => Date): void {
  const { contexts } = parts;
  app.post(routes.contexts, async (request, reply) => {
    const opening = readOpening(request.body);
    const caller = callerOf(request);
    const facts = factsOf(request, now());
    const child = 'code' in opening ? await redeem(parts, caller, opening.code, facts) : opening;
    const opened = await contexts.open(caller, { ...child, purpose: opening.purpose }, contextOf(request), facts);
    metrics.countSources(Object.fromEntries(opened.sources.map(({ id, state }) => [id, state])));
    return reply.code(201).send(openedContext.parse(opened));
  });

  app.delete(routes.context, async (request, reply) => {
    await contexts.close(callerOf(request), contextNeeded(request), factsOf(request, now()));
    return reply.code(204).send();
  });
}
