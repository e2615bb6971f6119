import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  type Attachment,
  type AttachmentLink,
  filesAtMost,
  type FileType,
  fileTypes,
  idempotencyHeader,
  type ProblemSlug,
  problemType,
  type Thread,
} from '@paa-tvaers/contract';
import { readMessage } from '@paa-tvaers/medcom';
import { aPdf, samples } from '../attachments/testing.ts';
import { aMessage, createTestUnits, family, others, practice, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { keyedHash } from '../sealing/seal.ts';
import { readFile } from '../store/files.ts';
import { threadRow } from '../store/threads.ts';
import { clamdAbsent, eicar, startClamd } from '../testing/clamd.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { absent, startPostgres } from '../testing/postgres.ts';
import { createTestSources, known, other } from '../testing/sources.ts';

const socialWorker = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };
const neighbourUnit = { id: 'Ungeteamet', name: 'Ungeteamet', mailbox: 'gateway', sor: '900000016000301', gln: '5790009003014' };
const units = [unitFamily, neighbourUnit, { id: 'PPR', name: 'PPR', mailbox: 'host' }];
const pdf = samples['application/pdf'];

type Settings = NonNullable<Parameters<typeof startTestGateway>[0]>;
const start = (settings: Settings = {}) => {
  const { sources } = createTestSources();
  const network = new TestNetwork();
  network.before = () => new Promise(() => {});
  const whole = {
    sources: { ...sources, units: createTestUnits().units, network },
    organisations: [{ ...organisation, rateLimit: { perMinute: 100_000 }, units }],
    network: { poll: 10 },
    ...settings,
  };
  return startTestGateway(whole).then((gateway) => ({ ...gateway, network }));
};

const gateway = await start();
type Gateway = typeof gateway;
after(() => gateway.close());
const begun = gateway.clock.now;

interface Asked {
  readonly at?: Gateway;
  readonly as?: Record<string, unknown>;
  readonly cpr?: string;
  readonly key?: string | null;
  readonly type?: string;
  readonly context?: string;
}

async function contextOf({ at = gateway, as = socialWorker, cpr = known }: Asked = {}): Promise<string> {
  return (await at.open(cpr, { as, body: { cpr, purpose: 'casework' } })).context;
}

async function post(body: Uint8Array | AsyncIterable<Uint8Array>, asked: Asked = {}): Promise<Response> {
  const { at = gateway, as = socialWorker, key = randomUUID(), type = 'application/pdf' } = asked;
  const context = asked.context ?? (await contextOf(asked));
  return fetch(new URL('/v1/attachments', at.gateway.url), {
    method: 'POST',
    duplex: 'half',
    headers: {
      Authorization: `Bearer ${await at.token(as)}`,
      'Paa-Tvaers-Context': context,
      'Content-Type': type,
      ...(key !== null && { [idempotencyHeader]: key }),
    },
    body: body instanceof Uint8Array ? body : Readable.toWeb(Readable.from(body)),
  } as RequestInit);
}

async function taken(body: Uint8Array | AsyncIterable<Uint8Array>, asked: Asked = {}): Promise<Attachment> {
  const response = await post(body, asked);
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as Attachment;
}

async function refused(slug: ProblemSlug, response: Response | Promise<Response>): Promise<string> {
  const { type, title } = (await (await response).json()) as { type: string; title: string };
  assert.equal(type, problemType(slug));
  return title;
}

const kept = async (at: Gateway = gateway) => (await at.store.db.selectFrom('file').select(['id', 'whole']).execute()).map(({ id }) => id);
const latest = async (at: Gateway = gateway) => (await at.audit()).at(-1) as Record<string, unknown>;
const until = async (done: () => Promise<unknown>) => {
  const deadline = Date.now() + 60_000;
  while (!(await done())) {
    assert.ok(Date.now() < deadline, 'did not come about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

async function bytesOf(file: string): Promise<Buffer> {
  const read: Buffer[] = [];
  for await (const chunk of readFile(gateway.store.db, gateway.keys, file)) read.push(chunk);
  return Buffer.concat(read);
}

beforeEach(async () => {
  gateway.clock.now = begun;
  for (const table of ['file_link', 'message_file', 'file', 'draft'] as const) await gateway.store.db.deleteFrom(table).execute();
});

describe('POST /v1/attachments', () => {
  test('takes a file of each type, byte by byte, with its entry in the audit', async () => {
    for (const type of fileTypes) {
      const { file, contentType, size } = await taken(samples[type], { type });
      assert.deepEqual([contentType, size], [type, samples[type].length]);
      assert.ok((await bytesOf(file)).equals(samples[type]), type);
      const { action, dataflow, outcome, about, child } = await latest();
      assert.deepEqual([action, dataflow, outcome], ['attach', 'correspondence', 'accepted']);
      assert.deepEqual([about, child], [keyedHash(gateway.keys, file), keyedHash(gateway.keys, known)]);
    }
  });

  test('takes it in whatever pieces it comes, down to one byte', async () => {
    const one = async function* () {
      for (const byte of pdf) yield Buffer.of(byte);
    };
    assert.ok((await bytesOf((await taken(one())).file)).equals(pdf));
  });

  test('sends it with a message of the same child, and no other', async () => {
    const { file } = await taken(pdf);
    const send = async (cpr: string) =>
      gateway.call('POST', '/v1/threads', {
        as: socialWorker,
        context: await contextOf({ cpr }),
        headers: { [idempotencyHeader]: randomUUID() },
        body: { ...aMessage, attachments: [{ file, title: 'Udtalelse' }] },
      });
    await refused('request-invalid', send(other));
    assert.equal((await send(known)).status, 201);
  });

  test('refuses what is not what it says, and keeps nothing', async () => {
    for (const type of fileTypes)
      for (const other of fileTypes) if (type !== other) await refused('file-type-refused', post(samples[other], { type }));
    const html = Buffer.from('<html><script>alert(1)</script></html>');
    for (const type of ['application/pdf', 'text/html', 'image/svg+xml', 'application/json', 'application/octet-stream'])
      await refused('file-type-refused', post(html, { type }));
    for (const short of [Buffer.alloc(0), pdf.subarray(0, 3), Buffer.from('BMW er en bil, og det er dette ikke')])
      await refused('file-type-refused', post(short, { type: short[0] === 66 ? 'image/bmp' : 'application/pdf' }));
    assert.deepEqual(await kept(), []);
    assert.deepEqual([(await latest()).action, (await latest()).outcome, (await latest()).fields], ['attach', 'file-type-refused', []]);
  });

  test('is for those who may write with files from a box here', async () => {
    await refused('no-mailbox', post(pdf, { as: { ...socialWorker, unit: 'PPR' } }));
    await refused('not-permitted', post(pdf, { as: { ...socialWorker, function: 'nurse' } }));
    assert.equal((await latest()).outcome, 'not-permitted');
    await refused('context-closed', post(pdf, { context: 'x'.repeat(32) }));
    await refused('idempotency-key-missing', post(pdf, { key: null }));
    assert.deepEqual(await kept(), []);
  });

  test('answers the same key with the same bytes alike, and refuses other bytes', async () => {
    const key = randomUUID();
    const first = await taken(pdf, { key });
    const again = await taken(pdf, { key });
    assert.equal(again.file, first.file);
    assert.deepEqual(await kept(), [first.file]);
    assert.equal((await latest()).outcome, 'repeated');
    await refused('idempotency-key-reused', post(Buffer.concat([pdf, pdf]), { key }));
    await refused('idempotency-key-reused', post(pdf, { key, cpr: other }));
    assert.deepEqual(await kept(), [first.file]);
  });

  test('answers two at once with one key alike, and keeps one file', async () => {
    const key = randomUUID();
    const context = await contextOf();
    const together = async function* () {
      yield pdf;
      await until(async () => (await kept()).length === 2);
      yield pdf;
    };
    const both = await Promise.all([taken(together(), { key, context }), taken(together(), { key, context })]);
    assert.equal(both[0].file, both[1].file);
    assert.deepEqual(await kept(), [both[0].file]);
  });

  test('keeps nothing of what the client breaks off, and says so in the audit', async () => {
    const context = await contextOf();
    const { hostname, port } = new URL(gateway.gateway.url);
    const headers = {
      Authorization: `Bearer ${await gateway.token(socialWorker)}`,
      'Paa-Tvaers-Context': context,
      'Content-Type': 'application/pdf',
      'Content-Length': 3_000_000,
      [idempotencyHeader]: randomUUID(),
    };
    const request = httpRequest({ hostname, port, method: 'POST', path: '/v1/attachments', headers });
    request.on('error', () => undefined);
    request.write(Buffer.concat([pdf, Buffer.alloc(1_000_000, 'x')]));
    await until(async () => (await gateway.store.db.selectFrom('file_chunk').select('number').execute()).length > 0);
    request.destroy();
    await until(async () => (await kept()).length === 0);
    await until(async () => (await latest()).action === 'attach');
    assert.deepEqual([(await latest()).outcome, (await latest()).fields], ['request-invalid', []]);
  });

  test('keeps nothing where the context is closed before the end', async () => {
    const context = await contextOf();
    const closing = async function* () {
      yield Buffer.concat([pdf, Buffer.alloc(300_000, 'x')]);
      assert.equal((await gateway.call('DELETE', '/v1/context', { as: socialWorker, context })).status, 204);
      yield Buffer.from('the end');
    };
    await refused('context-closed', post(closing(), { context }));
    assert.deepEqual(await kept(), []);
  });

  test('refuses what says itself that it is too large, before it has come', async () => {
    const { hostname, port } = new URL(gateway.gateway.url);
    const headers = {
      Authorization: `Bearer ${await gateway.token(socialWorker)}`,
      'Paa-Tvaers-Context': await contextOf(),
      'Content-Type': 'application/pdf',
      'Content-Length': filesAtMost + 1,
      [idempotencyHeader]: randomUUID(),
    };
    const request = httpRequest({ hostname, port, method: 'POST', path: '/v1/attachments', headers });
    request.on('error', () => undefined);
    request.flushHeaders();
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 413);
    request.destroy();
  });

  test('has room for 1 GB of one employee’s files that no message has', async () => {
    const { file } = await taken(pdf);
    await gateway.store.db.updateTable('file').set({ size: 1_000_000_000 }).where('id', '=', file).execute();
    assert.match(await refused('body-too-large', post(pdf)), /1 GB/);
    assert.equal((await post(pdf, { as: { ...socialWorker, sub: 'employee-2' } })).status, 201);
  });
});

describe('files and a scanner', { skip: clamdAbsent || absent }, () => {
  const running: { stop(): Promise<void> }[] = [];
  let scanning: Gateway;
  let clamd: Awaited<ReturnType<typeof startClamd>>;
  before(async () => {
    const server = await startPostgres();
    running.push(server);
    clamd = await startClamd();
    running.push(clamd);
    scanning = await start({ scanner: clamd.settings, store: { url: await server.database() } });
    running.push({ stop: () => scanning.close() });
  });
  after(async () => {
    for (const one of running.reverse()) await one.stop();
  });
  const infected = Buffer.concat([pdf, Buffer.from(eicar)]);

  test('keeps what is clean, and nothing of what is not', async () => {
    await refused('file-infected', post(infected, { at: scanning }));
    assert.deepEqual(await kept(scanning), []);
    const { action, outcome, fields } = await latest(scanning);
    assert.deepEqual([action, outcome, fields], ['attach', 'file-infected', []]);
    assert.ok(scanning.lines.some((line) => line.includes('the scanner found something in an upload')));
    const { file } = await taken(pdf, { at: scanning });
    assert.deepEqual(await kept(scanning), [file]);
    const ready = await fetch(new URL('/health/ready', scanning.gateway.opsUrl));
    assert.deepEqual(await ready.json(), { status: 'ready', files: 'scanned' });
  });

  test('finds it at the end of a large file', async () => {
    const large = async function* () {
      yield* aPdf(5_000_000);
      yield Buffer.from(eicar);
    };
    const before = await kept(scanning);
    await refused('file-infected', post(large(), { at: scanning }));
    assert.deepEqual(await kept(scanning), before);
  });

  test('takes 100 MB with flat memory, and not a byte more', async () => {
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const key = randomUUID();
    const { size } = await taken(aPdf(filesAtMost), { at: scanning, key });
    clearInterval(watch);
    assert.equal(size, filesAtMost);
    // The one who sends is in this process too.
    assert.ok(most - before < filesAtMost, `${Math.round((most - before) / 1e6)} MB`);
    // With a key that is known nothing is written, and so it is quick.
    assert.match(await refused('body-too-large', post(aPdf(filesAtMost + 1), { at: scanning, key })), /100000000 bytes/);
  });

  test('takes none while the scanner is down', async () => {
    const before = await kept(scanning);
    await clamd.stop();
    running.splice(running.indexOf(clamd), 1);
    const response = await post(pdf, { at: scanning });
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '5');
    assert.deepEqual(await kept(scanning), before);
    assert.ok(scanning.lines.some((line) => line.includes('an upload could not be scanned')));
  });
});

test('without a scanner only a demo takes files', async () => {
  const pilot = await start({ environment: 'pilot' });
  try {
    assert.equal((await post(pdf, { at: pilot })).status, 503);
    const ready = await fetch(new URL('/health/ready', pilot.gateway.opsUrl));
    assert.deepEqual(await ready.json(), { status: 'ready', files: 'refused' });
    const demo = await fetch(new URL('/health/ready', gateway.gateway.opsUrl));
    assert.deepEqual(await demo.json(), { status: 'ready', files: 'unscanned' });
  } finally {
    await pilot.close();
  }
});

describe('a link to a file', () => {
  const theirs = others(gateway.clock);
  const link = async (file: string, asked: Asked = {}): Promise<Response> => {
    const { as = socialWorker } = asked;
    const context = asked.context ?? (await contextOf(asked));
    return gateway.call('POST', `/v1/attachments/${encodeURIComponent(file)}/link`, { as, context });
  };
  const linked = async (file: string, asked: Asked = {}): Promise<AttachmentLink> => {
    const response = await link(file, asked);
    assert.equal(response.status, 201, await response.clone().text());
    return (await response.json()) as AttachmentLink;
  };
  /** A message with files has come to the unit. */
  const arrived = async (type: FileType = 'application/pdf', title = 'Udtalelse') => {
    const attachments = [{ title, contentType: type as 'application/pdf', data: samples[type].toString('base64') }];
    const bundle = theirs.message({ attachments });
    gateway.network.put(family.gln, theirs.envelope(bundle));
    const { id, thread } = readMessage(bundle);
    await until(() => threadRow(gateway.store.db, family.sor, thread));
    const context = await contextOf();
    const read = (await (await gateway.call('GET', `/v1/threads/${thread}`, { as: socialWorker, context })).json()) as Thread;
    const file = read.parts.find(({ kind }) => kind === 'file')?.file;
    assert.ok(file);
    return { id, thread, file };
  };

  test('gives the file once, from an origin of its own, with headers that let nothing run', async () => {
    const { file } = await arrived();
    const { url, expires, context } = await linked(file);
    assert.equal(expires, '2026-06-15T10:01:00.000Z');
    assert.ok(context);
    assert.equal(new URL(url).origin, new URL(gateway.gateway.contentUrl).origin);
    assert.notEqual(new URL(url).origin, new URL(gateway.gateway.url).origin);
    assert.match(new URL(url).pathname, /^\/[\w-]{43}$/, '256 random bits');
    const response = await fetch(url);
    assert.equal(response.status, 200);
    const headers = Object.fromEntries(response.headers);
    assert.equal(headers['content-type'], 'application/pdf');
    assert.equal(headers['content-length'], String(pdf.length));
    assert.equal(
      headers['content-security-policy'],
      "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['set-cookie'], undefined);
    assert.equal(headers['content-disposition'], `inline; filename="bilag.pdf"; filename*=UTF-8''Udtalelse.pdf`);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(pdf));
    const again = await fetch(url);
    assert.equal(again.status, 404);
    assert.match(await again.text(), /Linket er brugt eller udløbet.*lang="en"/s);
  });

  test('is in the audit before the file can leave', async () => {
    const { file } = await arrived();
    await linked(file);
    const { action, dataflow, outcome, fields, about } = await latest();
    assert.deepEqual([action, dataflow, outcome, fields], ['read', 'correspondence', 'ok', ['file']]);
    assert.equal(about, keyedHash(gateway.keys, file));
  });

  test('of many that follow it at once, one gets the file', async () => {
    const { url } = await linked((await arrived()).file);
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await fetch(url)).status));
    assert.deepEqual(statuses.toSorted(), [200, ...Array.from({ length: 7 }, () => 404)]);
  });

  test('HEAD looks and does not use it up; other methods find nothing', async () => {
    const { url } = await linked((await arrived()).file);
    for (let times = 0; times < 2; times += 1) {
      const head = await fetch(url, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(pdf.length)]);
    }
    assert.equal((await fetch(url, { method: 'POST' })).status, 404);
    assert.equal((await fetch(url)).status, 200);
  });

  test('ends after 60 seconds', async () => {
    const { url } = await linked((await arrived()).file);
    gateway.clock.now = new Date(begun.getTime() + 60_000);
    assert.equal((await fetch(url)).status, 404);
    gateway.clock.now = new Date(begun.getTime() + 59_999);
    assert.equal((await fetch(url)).status, 200);
  });

  test('a token stands nowhere in the store or the log', async () => {
    const { url } = await linked((await arrived()).file);
    const token = new URL(url).pathname.slice(1);
    const rows = await gateway.store.db.selectFrom('file_link').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(token));
    await fetch(url);
    assert.ok(!gateway.lines.some((line) => line.includes(token)));
  });

  test('one’s own upload can be linked by oneself, for its child', async () => {
    const { file } = await taken(samples['image/tiff'], { type: 'image/tiff' });
    const { url } = await linked(file);
    const response = await fetch(url);
    // No browser shows it.
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="bilag.tif"');
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(samples['image/tiff']));
    await refused('not-found', link(file, { as: { ...socialWorker, sub: 'employee-2' } }));
    await refused('not-found', link(file, { cpr: other }));
    await refused('no-mailbox', link(file, { as: { ...socialWorker, unit: 'PPR' } }));
    await refused('not-found', link(randomUUID()));
  });

  test('a message’s file is its unit’s, in the context of its child, for those who may read it', async () => {
    const { id, file } = await arrived();
    await refused('not-found', link(file, { cpr: other }));
    assert.deepEqual([(await latest()).outcome, (await latest()).fields], ['not-found', []]);
    await refused('not-found', link(file, { as: { ...socialWorker, unit: 'Ungeteamet' } }));
    await refused('not-permitted', link(file, { as: { ...socialWorker, function: 'nurse' } }));
    await refused('context-closed', link(file, { context: 'x'.repeat(32) }));
    await linked(file, { as: { ...socialWorker, sub: 'employee-2' } });
    await gateway.store.db.updateTable('message').set({ held: true }).where('id', '=', id).execute();
    await refused('not-found', link(file));
  });

  test('a file that was sent is the unit’s to read again', async () => {
    const { file } = await taken(pdf);
    const response = await gateway.call('POST', '/v1/threads', {
      as: socialWorker,
      context: await contextOf(),
      headers: { [idempotencyHeader]: randomUUID() },
      body: { ...aMessage, to: practice.sor, attachments: [{ file, title: 'Søren Ærlig 0505149996.pdf' }] },
    });
    assert.equal(response.status, 201, await response.clone().text());
    await response.json();
    const { url } = await linked(file, { as: { ...socialWorker, sub: 'employee-2' } });
    const disposition = (await fetch(url)).headers.get('content-disposition');
    assert.equal(disposition, `inline; filename="bilag.pdf"; filename*=UTF-8''S%C3%B8ren%20%C3%86rlig%20%E2%80%A6.pdf`);
  });

  test('a file that does not open breaks off, so that nobody takes half of it for a whole', async () => {
    const { file } = await taken(aPdf(400_000));
    const { db } = gateway.store;
    await db
      .updateTable('file_chunk')
      .set({ sealed: Buffer.alloc(100) })
      .where('file', '=', file)
      .where('number', '=', 1)
      .execute();
    const { url } = await linked(file);
    await assert.rejects(fetch(url).then((response) => response.arrayBuffer()));
    await until(async () => gateway.lines.some((line) => line.includes('a file broke off on its way out')));
  });

  test('what is not a link is answered alike, with the same headers', async () => {
    for (const path of ['/', '/x', `/${'x'.repeat(43)}`, '/v1/contexts', `/${'x'.repeat(43)}/more`, '/%zz']) {
      const response = await fetch(new URL(path, gateway.gateway.contentUrl));
      assert.equal(response.status, 404, path);
      assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/, path);
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    }
  });
});
