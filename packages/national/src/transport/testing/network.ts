import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Arrival, Transport } from '../../types.ts';
import { call } from '../../testing/server.ts';

export const token = 'dG9rZW4~.x';

/** Mailboxes that nobody has: their GLNs are made up. */
export const mailboxes = ['5790000999001', '5790000999002', '5790000999003'] as const;

export interface Network {
  readonly url: string;
  /** What was handed over, by EnvelopeIdentifier. */
  readonly sent: Map<string, Buffer>;
  /** What waits, by mailbox and then by the network's own name. */
  readonly waiting: Map<string, Map<string, Uint8Array>>;
  /** `METHOD path` of each request, in the order they came. */
  readonly asked: string[];
  /** Answers instead, where it returns true. */
  instead: (asked: string, response: ServerResponse, request: IncomingMessage) => boolean;
}

/** An access point that refuses whatever the protocol does not say, on a free port; ends with the test. */
export async function network(t: TestContext, tls?: ServerOptions): Promise<Network> {
  const sent: Network['sent'] = new Map();
  const waiting: Network['waiting'] = new Map();
  const asked: string[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const line = `${request.method} ${request.url}`;
    asked.push(line);
    if (running.instead(line, response, request)) return;
    const refuse = (status: number, error: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'unauthorised');
    if (line === 'POST /ap/envelopes') {
      const id = request.headers['envelope-id'];
      if (request.headers['content-type'] !== 'application/xml' || typeof id !== 'string') return refuse(400, 'headers');
      if (sent.get(id)?.equals(body) === false) return refuse(409, 'other bytes');
      sent.set(id, body);
      return response.writeHead(202).end();
    }
    const [, method, mailbox = '', id] = /^(GET|DELETE) \/ap\/mailboxes\/(\d{13})\/envelopes(?:\?limit=100$|\/([^/?]+)$)/.exec(line) ?? [];
    const box = waiting.get(mailbox) ?? new Map<string, Uint8Array>();
    if (!method || body.byteLength > 0 || (method === 'DELETE' && !id)) return refuse(400, 'request');
    if (!id) {
      const items = [...box].slice(0, 100).map(([id, bytes]) => ({ id, size: bytes.byteLength, receivedAt: '2026-03-02T09:00:00Z' }));
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items, more: box.size > 100 }));
    }
    const bytes = box.get(decodeURIComponent(id));
    if (method === 'DELETE') {
      box.delete(decodeURIComponent(id));
      return response.writeHead(204).end();
    }
    if (!bytes) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': 'application/xml' }).end(bytes);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const running: Network = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/ap/`,
    sent,
    waiting,
    asked,
    instead: () => false,
  };
  return running;
}

/** The head of an envelope as operators write it; what follows is the test's. */
export function envelopeTo(mailbox: string, rest = '<Message/>'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<VANSEnvelope xmlns="urn:oio:medcom:vans-envelope:1.0.4"><SenderID EndPointType="EAN">5790000999009</SenderID><ReceiverID EndPointType="EAN">${mailbox}</ReceiverID><EnvelopeIdentifier>x</EnvelopeIdentifier>${rest}</VANSEnvelope>`;
}

/** All that is given, and the error that it ended with. */
export async function given(transport: Transport, { boxes = mailboxes as readonly string[], take = false } = {}) {
  const arrivals: Arrival[] = [];
  try {
    for await (const arrival of transport.receive(boxes, call)) {
      arrivals.push(arrival);
      if (take) await arrival.taken();
    }
  } catch (error) {
    return { arrivals, error };
  }
  return { arrivals, error: undefined };
}
