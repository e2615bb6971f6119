/** The child context of a request. A header, so that CORS preflights cache over children. */
export const contextHeader = 'Paa-Tvaers-Context';
/** Who calls: `elements/1.0.0`. */
export const clientHeader = 'Paa-Tvaers-Client';

export const routes = {
  contexts: '/v1/contexts',
  context: '/v1/context',
  cases: '/v1/cases',
  contacts: '/v1/contacts',
  appointments: '/v1/appointments',
  school: '/v1/school',
  openapi: '/v1/openapi.json',
} as const;

/** CORS: what a browser may send and read. */
export const cors = {
  allowHeaders: [
    'Authorization',
    'Content-Type',
    'DPoP',
    contextHeader,
    clientHeader,
    'Idempotency-Key',
    'Last-Event-ID',
    'traceparent',
    'tracestate',
  ],
  allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposeHeaders: ['Retry-After', 'traceparent', 'WWW-Authenticate'],
  /** Seconds; Chromium's cap. */
  maxAge: 7200,
} as const;
