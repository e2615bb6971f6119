import { clientHeader } from '@paa-tvaers/contract';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Metrics } from '../ops/metrics.ts';
import type { Organisations } from '../organisations/organisations.ts';
import type { Caller } from '../tokens/verify.ts';
import { applyCors } from './cors.ts';
import type { Log } from './log.ts';
import { GatewayProblem, toProblem } from './problem.ts';
import { traceId, traceparent } from './trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    traceparent: string;
    /** `Paa-Tvaers-Client`, where it has the form of one. */
    client: string | undefined;
    /** Set on the routes that ask for a token. */
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    /** An upload: its body may take as long as a slow line needs. */
    slowBody?: boolean;
  }
}

interface ServerSettings {
  readonly organisations: Organisations;
  readonly metrics: Metrics;
  readonly production: boolean;
  readonly log: Log;
  /** False while the gateway shuts down. */
  accepting(): boolean;
}

/** The largest body: an opening is under 100 bytes. */
const bodyLimit = 16 * 1024;

/** How long headers, and then a body, may take to come, in milliseconds; and the body of an upload. */
const requestWithin = 10_000;
const uploadWithin = 600_000;

/** The HTTP server without routes: headers, CORS, tracing, problems, log and figures for all that is mounted on it. */
export function createServer({ organisations, metrics, production, log, accepting }: ServerSettings): FastifyInstance {
  const app = fastify({
    bodyLimit,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'trace' }),
    requestIdHeader: false,
    genReqId: (raw) => traceId(raw.headers.traceparent as string | undefined),
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: uploadWithin,
    frameworkErrors: (error, request, reply) => {
      setHeaders(request, reply, production);
      answerProblem(toProblem(error), request, reply, metrics);
    },
    clientErrorHandler(error, socket) {
      if (socket.writable)
        socket.end(malformed(error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'));
    },
  });
  app.server.headersTimeout = requestWithin;
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('traceparent', '');
  app.decorateRequest('client', undefined);
  app.decorateRequest('caller', undefined);

  app.addHook('onRequest', async (request, reply) => {
    setHeaders(request, reply, production);
    request.client = clientOf(request.headers[clientHeader.toLowerCase()]);
    return applyCors(organisations, request, reply);
  });
  // Node has one time for the bodies of all routes.
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const hasBody = raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (!hasBody || routeOptions.config.slowBody) return;
    const late = setTimeout(() => raw.complete || raw.destroy(), requestWithin).unref();
    raw.once('close', () => clearTimeout(late));
  });
  // Keep-alive connections would hold the shutdown up.
  app.addHook('onSend', async (_request, reply) => {
    if (!accepting()) reply.header('Connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.inc({ route, method: request.method, status: reply.statusCode });
    metrics.duration.observe({ route }, reply.elapsedTime / 1000);
    request.log.info({ ...described(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'answered');
  });
  app.addHook('onRequestAbort', async (request) => {
    metrics.aborted.inc({ route: request.routeOptions.url ?? 'none' });
    request.log.info(described(request), 'aborted');
  });

  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) request.log.error({ ...described(request), err: error }, problem.slug);
    return answerProblem(problem, request, reply, metrics);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.raw.url?.split('?')[0] ?? '';
    const methods = (['GET', 'POST', 'PUT', 'DELETE'] as const).filter((method) => app.hasRoute({ method, url: path }));
    const problem =
      methods.length > 0
        ? new GatewayProblem('method-not-allowed', { headers: { Allow: methods.join(', ') } })
        : new GatewayProblem('not-found');
    return answerProblem(problem, request, reply, metrics);
  });
  return app;
}

function setHeaders(request: FastifyRequest, reply: FastifyReply, production: boolean): void {
  request.traceparent = traceparent(request.id, request.headers.traceparent as string | undefined);
  reply.headers({
    traceparent: request.traceparent,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    // The pages that read the answers stand on other sites; CORS says which.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(production && { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }),
  });
}

function answerProblem(problem: GatewayProblem, request: FastifyRequest, reply: FastifyReply, metrics: Metrics): FastifyReply {
  metrics.problems.inc({ type: problem.slug });
  return reply.code(problem.status).headers(problem.headers).type('application/problem+json').send(problem.body(request.id));
}

function described(request: FastifyRequest) {
  return {
    route: request.routeOptions.url ?? 'none',
    method: request.method,
    organisation: request.caller?.viewer.org,
    client: request.client,
  };
}

// `elements/1.0.0`: a name and a version, nothing else, since it is logged and audited.
function clientOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[a-z][a-z-]{0,39}\/\d+\.\d+\.\d+(-[a-z0-9.]{1,20})?$/i.test(header) ? header : undefined;
}

// What is not HTTP never becomes a request: no hook has run.
function malformed(status: string): string {
  const body = JSON.stringify(new GatewayProblem('request-invalid', { title: 'The request is not valid HTTP.' }).body(traceId(undefined)));
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/problem+json',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
