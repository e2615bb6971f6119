import fastify, { type FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

interface Health {
  /** Stops being true when the gateway shuts down, before it stops taking requests. */
  accepting(): boolean;
  /** @throws where the database does not answer */
  ping(): Promise<void>;
  /** What becomes of files before they are kept. */
  readonly files: 'scanned' | 'unscanned' | 'refused';
}

/** Health and metrics, on a port of their own that is never published. */
export function createOps(health: Health, metrics: Metrics): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, logger: false });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store').header('X-Content-Type-Options', 'nosniff');
  });
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const status = health.accepting()
      ? await health.ping().then(
          () => 'ready',
          () => 'database-down',
        )
      : 'draining';
    return reply.code(status === 'ready' ? 200 : 503).send({ status, files: health.files });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));
  return app;
}
