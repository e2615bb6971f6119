/** The child context of a request. A header, so that CORS preflights cache over children. */
export const contextHeader = 'Paa-Tvaers-Context';
/** Who calls: `elements/1.0.0`. */
export const clientHeader = 'Paa-Tvaers-Client';

/** `{id}` stands for one path segment: `pathOf` fills it. */
export const routes = {
  contexts: '/v1/contexts',
  context: '/v1/context',
  cases: '/v1/cases',
  contacts: '/v1/contacts',
  appointments: '/v1/appointments',
  school: '/v1/school',
  threads: '/v1/threads',
  thread: '/v1/threads/{id}',
  replies: '/v1/threads/{id}/replies',
  forwards: '/v1/threads/{id}/forwards',
  read: '/v1/threads/{id}/read',
  task: '/v1/threads/{id}/task',
  drafts: '/v1/drafts',
  draft: '/v1/drafts/{id}',
  filed: '/v1/messages/{id}/filed',
  messageChild: '/v1/messages/{id}/child',
  document: '/v1/messages/{id}/document',
  attachments: '/v1/attachments',
  attachmentLink: '/v1/attachments/{id}/link',
  recipients: '/v1/recipients/search',
  inbox: '/v1/inbox',
  launches: '/v1/launches',
  changes: '/v1/changes',
  openapi: '/v1/openapi.json',
} as const;

/** A route with its `{id}` filled. */
export function pathOf(route: string, id: string): string {
  return route.replace('{id}', encodeURIComponent(id));
}

/** Of each POST that sends: 22–200 characters that nobody else has drawn; the same again is answered as the first time. */
export const idempotencyHeader = 'Idempotency-Key';

/** CORS: what a browser may send and read. */
export const cors = {
  allowHeaders: [
    'Authorization',
    'Content-Type',
    'DPoP',
    contextHeader,
    clientHeader,
    idempotencyHeader,
    'Last-Event-ID',
    'traceparent',
    'tracestate',
  ],
  allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
  exposeHeaders: ['Retry-After', 'traceparent', 'WWW-Authenticate'],
  /** Seconds; Chromium's cap. */
  maxAge: 7200,
} as const;
