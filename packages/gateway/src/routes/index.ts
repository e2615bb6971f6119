import rateLimit from '@fastify/rate-limit';
import { routes } from '@paa-tvaers/contract';
import { openapi } from '@paa-tvaers/contract/openapi';
import type { FastifyInstance } from 'fastify';
import type { Changes } from '../changes/changes.ts';
import type { Box } from '../correspondence/box.ts';
import { checkOrigin } from '../http/cors.ts';
import { GatewayProblem } from '../http/problem.ts';
import type { VerifyToken } from '../tokens/verify.ts';
import { type AttachmentParts, attachmentRoutes } from './attachments.ts';
import { changesRoutes } from './changes.ts';
import { contextRoutes } from './contexts.ts';
import { type CorrespondenceParts, correspondenceRoutes } from './correspondence.ts';
import { inboxRoutes } from './inbox.ts';
import { launchRoutes } from './launches.ts';
import { callerOf } from './requests.ts';
import { sectionRoutes } from './sections.ts';
import { sendRoutes } from './send.ts';

/** Version 1 of the contract, as documented. */
const version = '1.0.0';
/** Requests a minute and employee, where the agreement says nothing else. */
const perMinute = 240;

interface Parts extends CorrespondenceParts, AttachmentParts {
  readonly verify: VerifyToken;
  readonly box: Box;
  readonly changes: Changes;
}

/** Mounts all routes: those of a child behind a token, its organisation's origins and its rate. */
export async function mountRoutes(app: FastifyInstance, { verify, ...parts }: Parts): Promise<void> {
  const { contexts, sections, desks, box, changes, metrics, now } = parts;
  const document = openapi(version);
  app.get(routes.openapi, async () => document);

  await app.register(async (secured) => {
    secured.addHook('onRequest', async (request) => {
      request.caller = await verify(request.headers.authorization);
      checkOrigin(request.caller.organisation.origins, request.headers.origin);
    });
    const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
    await secured.register(rateLimit, {
      timeWindow: 60_000,
      max: (request) => callerOf(request).organisation.rateLimit?.perMinute ?? perMinute,
      keyGenerator: (request) => {
        const { issuer, viewer } = callerOf(request);
        return JSON.stringify([viewer.org, issuer, viewer.sub]);
      },
      cache: 50_000,
      addHeaders: { ...silent, 'retry-after': true },
      addHeadersOnExceeding: silent,
      errorResponseBuilder: () => new GatewayProblem('rate-limited'),
    });
    changesRoutes(secured, changes, contexts, desks, now);
    contextRoutes(secured, parts, metrics, now);
    sectionRoutes(secured, contexts, sections, metrics, now);
    sendRoutes(secured, contexts, desks, box, now);
    correspondenceRoutes(secured, parts);
    inboxRoutes(secured, parts);
    launchRoutes(secured, parts, now);
    attachmentRoutes(secured, parts);
  });
}
