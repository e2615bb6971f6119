import { cors } from '@paa-tvaers/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organisations } from '../organisations/organisations.ts';
import { GatewayProblem } from './problem.ts';

/**
 * Answers preflights and opens answers to the pages that are registered. A preflight has no token,
 * so any organisation's origin passes it; the request itself is held to the token's organisation
 * (`checkOrigin`). No credentials: a token is sent by hand, never by the browser.
 */
export function applyCors(organisations: Organisations, request: FastifyRequest, reply: FastifyReply): void | FastifyReply {
  reply.header('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined) return;
  if (!organisations.allowsOrigin(origin)) throw new GatewayProblem('origin-not-allowed');
  reply.header('Access-Control-Allow-Origin', origin);
  reply.header('Access-Control-Expose-Headers', cors.exposeHeaders.join(', '));
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
  return reply
    .header('Access-Control-Allow-Methods', cors.allowMethods.join(', '))
    .header('Access-Control-Allow-Headers', cors.allowHeaders.join(', '))
    .header('Access-Control-Max-Age', String(cors.maxAge))
    .code(204)
    .send();
}

/** @throws GatewayProblem `origin-not-allowed`: a registered page, but of another organisation */
export function checkOrigin(origins: readonly string[], origin: string | undefined): void {
  if (origin !== undefined && !origins.includes(origin)) throw new GatewayProblem('origin-not-allowed');
}
