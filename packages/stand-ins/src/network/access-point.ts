import { setTimeout as pause } from 'node:timers/promises';
import { nonsense } from '../control/nonsense.ts';
import { type Answer, json, type Played, type Received } from '../http/server.ts';
import { type Envelope, EnvelopeRefused, readEnvelope } from './envelope.ts';
import type { Faults } from './faults.ts';
import type { PostOffice } from './post-office.ts';

/** Room for a message of 100 MB in base64. */
const largestEnvelope = 140 * 1024 * 1024;
const longestList = 1000;

export interface AccessPointOptions {
  readonly office: PostOffice;
  readonly faults: Faults;
  /** The mailboxes of each token: to empty, and to send from. */
  readonly tokens: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether a unit of SOR takes such messages. */
  readonly takes: (gln: string) => boolean;
  /** Milliseconds that a slow answer takes. */
  readonly slowness: number;
}

/** What the access point has refused. */
export interface Refusals {
  invalid: number;
  unknownReceiver: number;
  denied: number;
}

/**
 * An access point of the network: `POST /envelopes`, `GET /mailboxes/{gln}/envelopes?limit=`, and `GET` and `DELETE
 * …/{id}`. No operator publishes theirs: this one is ours.
 */
export function playAccessPoint(options: AccessPointOptions): { readonly played: Played; readonly refusals: Refusals } {
  const refusals: Refusals = { invalid: 0, unknownReceiver: 0, denied: 0 };
  const { faults, slowness } = options;
  const played: Played = {
    name: 'network',
    largestBody: largestEnvelope,
    rates: faults,
    error: () => json(500, { error: 'internal' }),
    garbled: () => ({ status: 200, type: 'application/json', body: `{"items":[{"id":"${nonsense.name} ${nonsense.cpr}",` }),
    answer: async (request) => {
      if (faults.strikes('away')) return json(503, { error: 'unavailable' }, { 'Retry-After': '1' });
      if (faults.strikes('refuses')) return json(429, { error: 'too-many-requests' }, { 'Retry-After': '1' });
      if (faults.strikes('slow')) await pause(slowness, undefined, { ref: false });
      const answered = answer(request, options, refusals);
      return faults.strikes('garbage') ? garbage : answered;
    },
  };
  return { played, refusals };
}

const garbage: Answer = { status: 200, type: 'text/html', body: `<html><body>${nonsense.name} ${nonsense.cpr}` };

function answer(request: Received, options: AccessPointOptions, refusals: Refusals): Answer {
  const { method, path } = request;
  const mailbox = path.match(/^\/mailboxes\/(\d{13})\/envelopes(?:\/([^/]+))?$/);
  if (path !== '/envelopes' && !mailbox) return json(404, { error: 'not-found' });
  const own = options.tokens.get(request.headers.authorization?.match(/^Bearer (\S+)$/)?.[1] ?? '');
  if (!own) {
    refusals.denied += 1;
    return json(401, { error: 'token' }, { 'WWW-Authenticate': 'Bearer' });
  }
  if (!mailbox) return method === 'POST' ? take(request, options, refusals, own) : notAllowed('POST');
  const [, gln = '', id] = mailbox;
  if (!own.has(gln)) {
    refusals.denied += 1;
    return json(403, { error: 'mailbox' });
  }
  if (id === undefined) return method === 'GET' ? list(request, options.office, gln) : notAllowed('GET');
  if (method === 'DELETE') {
    options.office.remove(gln, id);
    return { status: 204, body: '' };
  }
  if (method !== 'GET') return notAllowed('GET, DELETE');
  const delivery = options.office.waiting(gln).find((one) => one.id === id);
  return delivery ? { status: 200, type: 'application/xml', body: delivery.bytes() } : json(404, { error: 'gone' });
}

const notAllowed = (allow: string) => json(405, { error: 'method' }, { Allow: allow });

function take(request: Received, { office, takes }: AccessPointOptions, refusals: Refusals, own: ReadonlySet<string>): Answer {
  const refuse = (why: keyof Refusals, status: number, error: string) => {
    refusals[why] += 1;
    return json(status, { error });
  };
  if (!/^application\/xml\s*(;\s*charset="?utf-8"?\s*)?$/i.test(request.headers['content-type'] ?? ''))
    return refuse('invalid', 415, 'content-type');
  let envelope: Envelope;
  try {
    envelope = readEnvelope(request.bytes);
  } catch (error) {
    if (error instanceof EnvelopeRefused) return refuse('invalid', 400, error.message);
    throw error;
  }
  const named = request.headers['envelope-id'];
  if (typeof named !== 'string' || named.toLowerCase() !== envelope.id)
    return refuse('invalid', 400, 'Envelope-Id is not the EnvelopeIdentifier');
  if (!own.has(envelope.sender)) return refuse('denied', 403, 'sender');
  if (!takes(envelope.receiver)) return refuse('unknownReceiver', 404, 'unknown-receiver');
  return office.accept(envelope, request.bytes) === 'conflict' ? json(409, { error: 'conflict' }) : { status: 202, body: '' };
}

function list({ query }: Received, office: PostOffice, gln: string): Answer {
  const limit = new URLSearchParams(query).get('limit') ?? '100';
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > longestList) return json(400, { error: 'limit' });
  const waiting = office.waiting(gln);
  const items = waiting.slice(0, Number(limit)).map(({ id, size, receivedAt }) => ({ id, size, receivedAt: receivedAt.toISOString() }));
  return json(200, { items, more: waiting.length > items.length });
}
