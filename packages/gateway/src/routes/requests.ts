import { contextHeader, type Cpr, idempotencyHeader, parseCpr } from '@paa-tvaers/contract';
import type { FastifyRequest } from 'fastify';
import type * as z from 'zod/mini';
import type { RequestFacts } from '../contexts/contexts.ts';
import { GatewayProblem, invalid } from '../http/problem.ts';
import type { Caller } from '../tokens/verify.ts';

const listedAtMost = 200;

/**
 * Reads the body of `POST /v1/contexts`.
 *
 * @throws GatewayProblem naming the field that is wrong, never what stood in it
 */
export function readOpening(body: unknown): { purpose: string } & ({ cpr: Cpr } | { code: string }) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('', 'not-an-object');
  const purpose = word(body, 'purpose', 64);
  // It is stored and audited in clear: a word of the contract, known or to come, and nothing else.
  if (!/^[a-z][a-z-]*$/.test(purpose)) throw invalid('/purpose', 'not-a-word');
  if ('code' in body && !('cpr' in body)) return { code: word(body, 'code', 200), purpose };
  const cpr = parseCpr(word(body, 'cpr', 64));
  if (cpr === undefined) throw invalid('/cpr', 'not-a-cpr-number');
  return { cpr, purpose };
}

function word(body: object, field: string, longest: number): string {
  const value = Object.hasOwn(body, field) ? (body as Record<string, unknown>)[field] : undefined;
  if (value === undefined || value === '') throw invalid(`/${field}`, 'missing');
  if (typeof value !== 'string') throw invalid(`/${field}`, 'not-a-string');
  if (value.length > longest) throw invalid(`/${field}`, 'too-long');
  return value;
}

/**
 * A body that follows its schema.
 *
 * @throws GatewayProblem naming the fields that are wrong, never what stood in them
 */
export function readBody<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.infer<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const fields = read.error.issues.map(({ path, code }) => ({
    at: path.map((part) => `/${String(part)}`).join(''),
    is: code.replaceAll('_', '-'),
  }));
  throw new GatewayProblem('request-invalid', { fields });
}

/** A route of the contract as the server takes it. */
export function routeOf(route: string): string {
  return route.replace('{id}', ':id');
}

/** What stands in a route's `{id}`. */
export function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}

/** The context that a request names; anything that cannot be one is none. */
export function contextOf(request: FastifyRequest): string | undefined {
  const header = request.headers[contextHeader.toLowerCase()];
  return typeof header === 'string' && /^[\w-]{22,64}$/.test(header) ? header : undefined;
}

/** @throws GatewayProblem `context-missing` */
export function contextNeeded(request: FastifyRequest): string {
  if (request.headers[contextHeader.toLowerCase()] === undefined) throw new GatewayProblem('context-missing');
  // What cannot be a context is answered like one that has ended.
  return contextOf(request) ?? '';
}

export function factsOf(request: FastifyRequest, now: Date): RequestFacts {
  return { trace: request.id, traceparent: request.traceparent, now, ...(request.client !== undefined && { client: request.client }) };
}

export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new GatewayProblem('token-missing');
  return request.caller;
}

/** @throws GatewayProblem `idempotency-key-missing` */
export function keyOf(request: FastifyRequest): string {
  const key = request.headers[idempotencyHeader.toLowerCase()];
  if (typeof key !== 'string' || !/^[!-~]{22,200}$/.test(key)) throw new GatewayProblem('idempotency-key-missing');
  return key;
}

/**
 * What a list is asked for: `limit`, 100 where nobody says, and `cursor`.
 *
 * @throws GatewayProblem `request-invalid`
 */
export function pageOf(request: FastifyRequest): { limit: number; cursor?: string } {
  const { limit = '100', cursor } = request.query as { limit?: unknown; cursor?: unknown };
  if (typeof limit !== 'string' || !/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > listedAtMost)
    throw invalid('', 'limit-not-valid');
  return { limit: Number(limit), ...(typeof cursor === 'string' && { cursor }) };
}
