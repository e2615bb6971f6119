import { routes, sent } from '@paa-tvaers/contract';
import { forward, newMessage, reply } from '@paa-tvaers/contract/requests';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contexts } from '../contexts/contexts.ts';
import type { Sending } from '../correspondence/accept.ts';
import type { Box } from '../correspondence/box.ts';
import type { Desks } from '../correspondence/desk.ts';
import { callerOf, contextNeeded, factsOf, idOf, keyOf, readBody, routeOf } from './requests.ts';

/** 100,000 characters, which may be six bytes each in JSON, and the rest of a message. */
const bodyLimit = 1024 * 1024;

/** `POST /v1/threads`, `…/replies` and `…/forwards`: 201 when the message is on disk. */
export function sendRoutes(app: FastifyInstance, contexts: Contexts, desks: Desks, box: Box, now: () => Date): void {
  const sending = async (request: FastifyRequest, action: 'send' | 'reply' | 'forward'): Promise<Sending> => {
    const key = keyOf(request);
    const facts = factsOf(request, now());
    const caller = callerOf(request);
    const used = await contexts.use(caller, contextNeeded(request), 'correspondence', facts, action);
    return { used, desk: desks.seat(caller, used.child, facts.now), facts, key };
  };

  app.post(routes.threads, { bodyLimit }, async (request, response) => {
    const body = readBody(newMessage, request.body);
    return response.code(201).send(sent.parse(await box.accept.begin(await sending(request, 'send'), body)));
  });
  app.post(routeOf(routes.replies), { bodyLimit }, async (request, response) => {
    const body = readBody(reply, request.body);
    return response.code(201).send(sent.parse(await box.accept.reply(await sending(request, 'reply'), idOf(request), body)));
  });
  app.post(routeOf(routes.forwards), { bodyLimit }, async (request, response) => {
    const body = readBody(forward, request.body);
    return response.code(201).send(sent.parse(await box.accept.forward(await sending(request, 'forward'), idOf(request), body)));
  });
}
