import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  type Attachment,
  contextHeader,
  type FileType,
  idempotencyHeader,
  pathOf,
  type ProblemSlug,
  problemType,
  routes,
  type Sent,
  thread as threadSchema,
  threads as threadsSchema,
} from '@paa-tvaers/contract';
import { type Acknowledgement, check, type Message, type Node, read, readEnvelope, readMessage, readResource } from '@paa-tvaers/medcom';
import { samples } from '../attachments/testing.ts';
import { createTestUnits, family, others, practice, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { createTestSources, known } from '../testing/sources.ts';

const as = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };

/** What a professional writes, whatever the message. */
export const written = { text: 'Vi vil gerne tale om skolegangen.', role: 'Socialrådgiver', phone: '12345678', attachments: [] };
export const aNew = { ...written, to: practice.sor, category: 'psychiatry-social-disability' };

interface HandedOver {
  readonly bundle: Node;
  readonly content: Message | Acknowledgement;
  readonly envelope: ReturnType<typeof readEnvelope>;
  /** The document that the envelope carries. */
  readonly document: string;
}

/** One gateway with the family department's box, whose routes are called, and the network in memory; the clock stands. */
export async function startProtocol() {
  const network = new TestNetwork();
  const { sources } = createTestSources();
  const gateway = await startTestGateway({
    sources: { ...sources, units: createTestUnits().units, network },
    organisations: [{ ...organisation, rateLimit: { perMinute: 100_000 }, units: [{ ...unitFamily, phone: '12345601' }] }],
    network: { poll: 10 },
  });
  const theirs = others(gateway.clock);
  const opened = new Map<string, HandedOver>();

  async function ask(method: string, path: string, body?: unknown, cpr: string = known): Promise<Response> {
    const { context } = await gateway.open(cpr, { as, body: { cpr, purpose: 'casework' } });
    const headers = { [idempotencyHeader]: randomUUID() };
    return gateway.call(method, path, { as, context, headers, ...(body !== undefined && { body }) });
  }

  const handedOver = () =>
    network.taken.map(({ id, bytes }): HandedOver => {
      const before = opened.get(id);
      if (before) return before;
      const envelope = readEnvelope(bytes);
      assert.ok(envelope.content.kind === 'message');
      const bundle = readResource(envelope.content.data);
      const one = { envelope, bundle, content: read(bundle), document: Buffer.from(envelope.content.data).toString() };
      opened.set(id, one);
      return one;
    });

  async function accepted(path: string, body: unknown, cpr?: string) {
    const response = await ask('POST', path, body, cpr);
    assert.equal(response.status, 201, await response.clone().text());
    const sent = (await response.json()) as Sent;
    const out = await until(() => handedOver().find(({ content }) => content.kind === 'message' && content.id === sent.message));
    assert.deepEqual(check(out.bundle, 'sender'), [], 'validated before it is sent');
    return { ...sent, ...out, message: readMessage(out.bundle) };
  }

  async function upload(type: string, bytes: Uint8Array): Promise<Response> {
    const { context } = await gateway.open(known, { as, body: { cpr: known, purpose: 'casework' } });
    return fetch(new URL(routes.attachments, gateway.gateway.url), {
      method: 'POST',
      headers: {
        'Authorization': `Bearer ${await gateway.token(as)}`,
        [contextHeader]: context,
        'Content-Type': type,
        [idempotencyHeader]: randomUUID(),
      },
      body: Buffer.from(bytes),
    });
  }

  return {
    ...gateway,
    network,
    theirs,
    ask,
    handedOver,
    /** Begins a thread; answers with what the network was handed. */
    send: (body: object = {}, cpr?: string) => accepted(routes.threads, { ...aNew, ...body }, cpr),
    reply: (thread: string, answers: string, body: object = {}, cpr?: string) =>
      accepted(pathOf(routes.replies, thread), { ...written, answers, ...body }, cpr),
    forward: (thread: string, of: string, body: object) => accepted(pathOf(routes.forwards, thread), { ...written, of, ...body }),
    async refused(slug: ProblemSlug, path: string, body: object) {
      const problem = (await (await ask('POST', path, body)).json()) as { type: string; fields?: unknown };
      assert.equal(problem.type, problemType(slug), JSON.stringify(problem));
      return problem.fields;
    },
    upload,
    async uploaded(type: FileType): Promise<string> {
      const response = await upload(type, samples[type]);
      assert.equal(response.status, 201);
      return ((await response.json()) as Attachment).file;
    },
    /** Comes over the network, XML unless said; whatever it is, it is taken. */
    async arrive(bundle: Node, format: 'xml' | 'json' = 'xml') {
      network.put(family.gln, theirs.envelope(bundle, format));
      await until(() => network.waiting.length === 0);
      return readMessage(bundle);
    },
    /** What the gateway has acknowledged a message with, as many as are waited for. */
    receipts: (of: string, count = 1) =>
      until(() => {
        const found = handedOver().flatMap(({ content }) => (content.kind === 'acknowledgement' && content.of === of ? [content] : []));
        return found.length >= count && found;
      }),
    async thread(id: string, cpr?: string) {
      const response = await ask('GET', pathOf(routes.thread, id), undefined, cpr);
      assert.equal(response.status, 200, await response.clone().text());
      return threadSchema.parse(await response.json());
    },
    async list(cpr?: string) {
      const answer = threadsSchema.parse(await (await ask('GET', `${routes.threads}?limit=200`, undefined, cpr)).json());
      assert.ok('items' in answer);
      return answer.items;
    },
  };
}

/** Waits for what comes about; there is no hurry. */
export async function until<Value>(look: () => Value | Promise<Value>): Promise<Exclude<Value, undefined | false>> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value as Exclude<Value, undefined | false>;
    assert.ok(Date.now() < deadline, 'did not come about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
