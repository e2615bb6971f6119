import { attachment, attachmentLink, routes } from '@paa-tvaers/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fileTypeOf } from '../attachments/file-type.ts';
import { makeLink } from '../attachments/link.ts';
import { type FileParts, takeUpload } from '../attachments/upload.ts';
import type { Contexts } from '../contexts/contexts.ts';
import type { Desks } from '../correspondence/desk.ts';
import type { ReadingParts } from '../correspondence/reading.ts';
import { GatewayProblem } from '../http/problem.ts';
import { seating } from './in-context.ts';
import { idOf, keyOf, routeOf } from './requests.ts';

/** How long the rest of a refused upload may go on, so that its sender reads the answer, in milliseconds. */
const linger = 5000;

export interface AttachmentParts extends FileParts, Omit<ReadingParts, 'store' | 'keys'> {
  readonly contexts: Contexts;
  readonly desks: Desks;
  /** Where files are fetched from. */
  readonly contentUrl: () => string;
  readonly now: () => Date;
}

/** `POST /v1/attachments` and `…/{id}/link`. */
export function attachmentRoutes(app: FastifyInstance, parts: AttachmentParts): void {
  const inContext = seating(parts);

  app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    // The body stays in the connection until the route takes it.
    uploads.addContentTypeParser('*', (_request, _payload, done) => done(null));
    uploads.addHook('onResponse', async ({ raw }) => {
      if (raw.complete) return;
      raw.resume();
      setTimeout(() => raw.complete || raw.destroy(), linger).unref();
    });
    uploads.post(routes.attachments, { config: { slowBody: true } }, async (request, reply) => {
      const key = keyOf(request);
      const taken = await inContext(request, 'attach', async (asker) => {
        const type = fileTypeOf(request.headers['content-type']);
        if (!type) throw new GatewayProblem('file-type-refused');
        const upload = { type, key, length: lengthOf(request), bytes: bodyOf(request) };
        return { context: asker.used.child.id, ...(await takeUpload(parts, asker, upload)) };
      });
      return reply.code(201).send(attachment.parse(taken));
    });
  });

  app.post(routeOf(routes.attachmentLink), (request, reply) =>
    inContext(request, 'read', async (asker) => {
      const link = await makeLink(parts, asker, idOf(request), parts.contentUrl());
      return reply.code(201).send(attachmentLink.parse({ context: asker.used.child.id, ...link }));
    }),
  );
}

function lengthOf({ headers }: FastifyRequest): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/** @throws GatewayProblem where the sender is gone before the end */
async function* bodyOf({ raw }: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    // One who stops reading has not heard enough to end the connection: the answer goes over it.
    yield* raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new GatewayProblem('request-invalid', { title: 'The upload broke off.', cause });
  }
}
