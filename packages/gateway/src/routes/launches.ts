import { launch, parseCpr, routes } from '@paa-tvaers/contract';
import { createLaunch } from '@paa-tvaers/contract/requests';
import type { FastifyInstance } from 'fastify';
import { invalid } from '../http/problem.ts';
import { type LaunchParts, launchChild, launchThread } from '../launches/launches.ts';
import { callerOf, factsOf, keyOf, readBody } from './requests.ts';

/** `POST /v1/launches` */
export function launchRoutes(app: FastifyInstance, parts: LaunchParts, now: () => Date): void {
  app.post(routes.launches, async (request, reply) => {
    // Asked for as of every POST, and not remembered: a code is a secret that is nowhere kept, and one that nobody redeems ends by itself.
    keyOf(request);
    const body = readBody(createLaunch, request.body);
    const caller = callerOf(request);
    const facts = factsOf(request, now());
    if ('thread' in body) return reply.code(201).send(launch.parse(await launchThread(parts, caller, body.thread, facts)));
    const cpr = parseCpr(body.cpr);
    if (cpr === undefined) throw invalid('/cpr', 'not-a-cpr-number');
    return reply.code(201).send(launch.parse(await launchChild(parts, caller, cpr, facts)));
  });
}
