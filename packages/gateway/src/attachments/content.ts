import { Readable } from 'node:stream';
import type { FileType } from '@paa-tvaers/contract';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Log } from '../http/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Keys } from '../sealing/seal.ts';
import { lookAtLink, takeLink } from '../store/file-links.ts';
import { readFile } from '../store/files.ts';
import type { Store } from '../store/store.ts';
import { dispositionOf } from './name.ts';

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly production: boolean;
  readonly now: () => Date;
}

/** Types that a browser shows by itself. */
const shown: ReadonlySet<string> = new Set<FileType>(['application/pdf', 'image/gif', 'image/jpeg', 'image/png', 'image/bmp']);

const gone = `<!doctype html>
<html lang="da">
<meta charset="utf-8">
<title>Filen er her ikke</title>
<p>Linket er brugt eller udløbet. Åbn filen igen fra meddelelsen.</p>
<p lang="en">The link has been used, or has expired. Open the file again from the message.</p>
</html>
`;

/**
 * The content origin: files of messages, on a listener of their own, so that nothing in them runs where the API or a
 * host's page is. No cookie, no token but the one in the path, which is used up by the first GET.
 */
export function createContent({ store, keys, metrics, log, production, now }: Parts): FastifyInstance {
  const setHeaders = (reply: FastifyReply) =>
    reply.headers({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
      ...(production && { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }),
    });
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    requestTimeout: 10_000,
    frameworkErrors: (_error, _request, reply) => answerGone(setHeaders(reply)),
  });
  app.addHook('onRequest', async (_request, reply) => {
    setHeaders(reply);
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.inc({ route: 'content', method: request.method, status: reply.statusCode });
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: '/:token',
    async handler(request, reply) {
      const { token } = request.params as { token: string };
      if (!/^[\w-]{43}$/.test(token)) return answerGone(reply);
      const look = request.method === 'HEAD' ? lookAtLink : takeLink;
      const file = await look(store.db, keys, token, now());
      if (!file) return answerGone(reply);
      const kind = shown.has(file.contentType) ? 'inline' : 'attachment';
      reply.headers({
        'Accept-Ranges': 'none',
        'Content-Disposition': dispositionOf(kind, file.contentType as FileType, file.title),
        'Content-Length': file.size,
        'Content-Type': file.contentType,
      });
      if (request.method === 'HEAD') return reply.send(null);
      const bytes = Readable.from(readFile(store.db, keys, file.file));
      bytes.on('error', (error) => log.error({ err: error }, 'a file broke off on its way out'));
      return reply.send(bytes);
    },
  });
  app.setNotFoundHandler((_request, reply) => answerGone(reply));
  app.setErrorHandler((error, _request, reply) => {
    log.error({ err: error }, 'a file could not be given');
    return reply
      .code(503)
      .header('Retry-After', '5')
      .type('text/plain; charset=utf-8')
      .send('Prøv igen om lidt. / Try again after a while.\n');
  });
  return app;
}

function answerGone(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/html; charset=utf-8').send(gone);
}
