import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  buildNew,
  check,
  type Envelope,
  envelopeFor,
  type NewDraft,
  type Node,
  read,
  readEnvelope,
  readResource,
  writeEnvelope,
  writeJson,
  writeXml,
} from '@paa-tvaers/medcom';
import type { StandIns } from '../start.ts';
import { mailUnits, type SorUnit } from '../world/sor.ts';

// A gateway as small as it can be, made of the library that the stand-ins read nothing with.

export const addressOf = ({ sor, gln = '', name }: SorUnit) => ({ sor, gln, name });

/** A new message of Familieteam Vest about an official test person. */
export function message(over: Partial<NewDraft> = {}, newId: () => string = randomUUID): Node {
  const draft: NewDraft = {
    sender: addressOf(mailUnits.familyWest),
    receiver: addressOf(mailUnits.clinic),
    patient: {
      identifiers: [{ system: 'urn:oid:1.2.208.176.1.2', value: '0505149996' }],
      name: { given: ['Josefine'], family: 'Testperson' },
    },
    category: 'carecoordination',
    topic: 'Samarbejde',
    author: { name: { given: ['Birgit'], family: 'Øvelsesen' }, role: { code: 'socialraadgiver' }, phone: '12345621' },
    text: 'Kære kollega\nHvordan går det?',
    ...over,
  };
  return buildNew(draft, { newId, sentAt: '2026-06-15T10:00:00+02:00' }) as unknown as Node;
}

/** The envelope of a message or an acknowledgement. */
export function enveloped(bundle: Node, format: 'xml' | 'json' = 'xml', id = randomUUID()) {
  const data = format === 'xml' ? writeXml(bundle) : writeJson(bundle);
  const of = { id, identifier: randomUUID(), sentAt: '2026-06-15T10:00:00+02:00', mime: `application/fhir+${format}` } as const;
  return { id, bytes: writeEnvelope(envelopeFor(read(bundle), data, of)) };
}

/** The customer of an access point. */
export function customer(network: StandIns['network']) {
  const headers = { Authorization: `Bearer ${network.token}` };
  const ask = (method: string, path: string, more: RequestInit = {}) =>
    fetch(network.url + path, { method, ...more, headers: { ...headers, ...(more.headers as Record<string, string>) } });
  const post = ({ id, bytes }: { readonly id: string; readonly bytes: Uint8Array }, over: Record<string, string> = {}) =>
    ask('POST', '/envelopes', {
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'Content-Type': 'application/xml', 'Envelope-Id': id, ...over },
    });
  const list = async (gln: string, limit = 100) => {
    const answer = await ask('GET', `/mailboxes/${gln}/envelopes?limit=${limit}`);
    assert.equal(answer.status, 200);
    return (await answer.json()) as { items: { id: string; size: number; receivedAt: string }[]; more: boolean };
  };
  /** Empties a mailbox, the oldest first. */
  const collect = async (gln: string): Promise<Arrived[]> => {
    const arrived: Arrived[] = [];
    for (const { id } of (await list(gln)).items) {
      const bytes = new Uint8Array(await (await ask('GET', `/mailboxes/${gln}/envelopes/${id}`)).arrayBuffer());
      arrived.push(opened(bytes));
      await ask('DELETE', `/mailboxes/${gln}/envelopes/${id}`);
    }
    return arrived;
  };
  return { ask, post, list, collect };
}

export interface Arrived {
  readonly envelope: Envelope;
  readonly format: 'xml' | 'json';
  readonly bundle: Node;
  readonly content: ReturnType<typeof read>;
  /** Rules that a receiver finds broken. */
  readonly errors: readonly string[];
}

export function opened(bytes: Uint8Array): Arrived {
  const envelope = readEnvelope(bytes);
  assert.equal(envelope.content.kind, 'message');
  const { data, mime } = envelope.content as Extract<Envelope['content'], { kind: 'message' }>;
  const bundle = readResource(data);
  const errors = check(bundle, 'receiver').flatMap(({ rule, severity }) => (severity === 'error' ? [rule] : []));
  return { envelope, format: mime?.endsWith('json') ? 'json' : 'xml', bundle, content: read(bundle), errors };
}
