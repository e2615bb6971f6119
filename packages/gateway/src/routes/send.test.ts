import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import { idempotencyHeader, type ProblemSlug, problemType, type Sent } from '@paa-tvaers/contract';
import { readMessage, systems } from '@paa-tvaers/medcom';
import { aMessage, createTestUnits, family, hospital, others, practice, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { saveDraft } from '../store/drafts.ts';
import { writeFile } from '../store/files.ts';
import { keyedHash } from '../sealing/seal.ts';
import { childOf, messagesOf, threadRow } from '../store/threads.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { issuer, organisation, organisationId } from '../testing/identity.ts';
import { createTestSources, known, other } from '../testing/sources.ts';

const { sources } = createTestSources();
const { units, control: sor } = createTestUnits();
const network = new TestNetwork();
const socialWorker = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };
const host = { id: 'PPR', name: 'PPR', mailbox: 'host' };
// Nothing runs by itself but what the gateway starts: the network is away, so that states stand still.
network.before = () => new Promise(() => {});
const gateway = await startTestGateway({
  sources: { ...sources, units, network },
  organisations: [{ ...organisation, units: [unitFamily, host] }],
  network: { poll: 10 },
});
after(() => gateway.close());
const theirs = others(gateway.clock);

beforeEach(() => {
  sor.down = false;
});

interface Asked {
  readonly as?: Record<string, unknown>;
  readonly cpr?: string;
  readonly key?: string | null;
}

async function contextOf(cpr: string, as: Record<string, unknown>): Promise<string> {
  const { context } = await gateway.open(cpr, { as, body: { cpr, purpose: 'casework' } });
  return context;
}

async function post(path: string, body: unknown, { as = socialWorker, cpr = known, key = randomUUID() }: Asked = {}) {
  const context = await contextOf(cpr, as);
  const headers = key === null ? {} : { [idempotencyHeader]: key };
  const response = await gateway.call('POST', path, { as, context, body, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, context };
}

async function accepted(body: unknown, asked: Asked = {}, path = '/v1/threads'): Promise<Sent> {
  const answer = await post(path, body, asked);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal(answer.body.context, answer.context);
  return answer.body as unknown as Sent;
}

async function refused(slug: ProblemSlug, body: unknown, asked: Asked = {}, path = '/v1/threads') {
  const answer = await post(path, body, asked);
  assert.equal(answer.body.type, problemType(slug), JSON.stringify(answer.body));
  return answer.body as { fields?: unknown };
}

async function messageOf({ thread, message }: Pick<Sent, 'thread' | 'message'>) {
  const found = (await messagesOf(gateway.store.db, gateway.keys, family.sor, thread)).find(({ row }) => row.id === message);
  assert.ok(found);
  return { ...found, read: readMessage(found.bundle) };
}

/** A message that has come to the unit. */
async function arrived(bundle = theirs.message()) {
  network.put(family.gln, theirs.envelope(bundle));
  const { id, thread } = readMessage(bundle);
  for (;;) {
    if (await threadRow(gateway.store.db, family.sor, thread)) return { id, thread, bundle };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const owner = { issuer, subject: 'employee-1', organisation: organisationId, childHash: keyedHash(gateway.keys, known) };
const upload = (size = 10, whose = owner) =>
  writeFile(gateway.store.db, gateway.keys, { contentType: 'application/pdf', owner: whose }, [Buffer.alloc(size, 7)]);

test('accepts a message: on disk, with the child, the author and the unit as the token and the registers have them', async () => {
  const sent = await accepted(aMessage);
  assert.equal(sent.state, 'accepted');
  const { row, read } = await messageOf(sent);
  assert.deepEqual([row.direction, row.state, row.receiver, row.next_attempt_at !== null], ['out', 'accepted', practice.sor, true]);
  assert.deepEqual(read.patient, {
    identifiers: [{ type: 'cpr', system: systems.cpr, value: known }],
    name: { given: ['Josefine'], family: 'Testperson' },
  });
  const [text] = read.parts;
  assert.ok(text?.kind === 'text');
  assert.deepEqual(text.author?.name, { given: ['Asta'], family: 'Øvelsesen' });
  assert.deepEqual([text.author?.role?.code, text.phone, text.text], ['socialraadgiver', '12345678', aMessage.text]);
  assert.deepEqual([read.sender.sor, read.sender.gln, read.sender.name], [family.sor, family.gln, 'Familieafdelingen, Korsbæk Kommune']);
  assert.deepEqual(
    [read.receiver.sor, read.receiver.gln, read.category, read.topic],
    [practice.sor, practice.gln, aMessage.category, 'Skolegang'],
  );
  const thread = await threadRow(gateway.store.db, family.sor, sent.thread);
  assert.ok(thread);
  assert.deepEqual(childOf(gateway.keys, thread), { cpr: known, birthDate: '2014-05-05', name: 'Josefine Testperson' });
  assert.ok(!JSON.stringify(await messageOf(sent)).includes('Adresse'));
});

test('a role of the official set becomes its code, another stays as text', async () => {
  const text = async (role: string) => (await messageOf(await accepted({ ...aMessage, role }))).read.parts[0]?.author?.role;
  assert.equal((await text('psykolog'))?.code, 'psykolog');
  assert.deepEqual(await text('Familiekonsulent'), { label: 'Familiekonsulent' });
});

test('a replacement number goes under its own system, and a withheld name as unknown', async () => {
  const replacement = '0505147AB2';
  const { read } = await messageOf(await accepted(aMessage, { cpr: replacement }));
  assert.deepEqual(read.patient.identifiers, [{ type: 'x-ecpr', system: systems.xEcpr, value: replacement }]);
  assert.equal(read.patient.name?.family, undefined);
});

test('"Att." names a person or a team of the receiver', async () => {
  const person = await messageOf(await accepted({ ...aMessage, attention: { name: 'Bo Læge', role: 'Læge' } }));
  assert.deepEqual(person.read.specificRecipient?.kind === 'person' && person.read.specificRecipient.name, {
    given: ['Bo'],
    family: 'Læge',
  });
  const team = await messageOf(await accepted({ ...aMessage, attention: { team: 'Team Børn' } }));
  assert.equal(team.read.specificRecipient?.kind === 'team' && team.read.specificRecipient.team, 'Team Børn');
});

test('the entry of the audit says that it was sent, and is committed with it', async () => {
  const { message } = await accepted(aMessage);
  const entry = (await gateway.audit()).at(-1);
  assert.deepEqual(
    [entry?.action, entry?.dataflow, entry?.outcome, entry?.fields, entry?.about],
    ['send', 'correspondence', 'accepted', ['text'], keyedHash(gateway.keys, message)],
  );
  assert.ok(!JSON.stringify(entry).includes(known));
});

test('asks for a key, and gives the same answer to the same key; another body is refused', async () => {
  await refused('idempotency-key-missing', aMessage, { key: null });
  await refused('idempotency-key-missing', aMessage, { key: 'short' });
  const key = randomUUID();
  const first = await accepted(aMessage, { key });
  const again = await accepted(aMessage, { key });
  assert.deepEqual({ ...again, context: '' }, { ...first, context: '' });
  await refused('idempotency-key-reused', { ...aMessage, text: 'En anden tekst.' }, { key });
  await refused('idempotency-key-reused', aMessage, { key, cpr: other });
  await accepted(aMessage, { key, as: { ...socialWorker, sub: 'employee-2' } });
  const rows = await gateway.store.db.selectFrom('message').select('id').where('thread', '=', first.thread).execute();
  assert.equal(rows.length, 1);
});

test('the same key at the same moment, ten times: one message, one answer', async () => {
  const context = await contextOf(known, socialWorker);
  const key = randomUUID();
  const before = await gateway.store.db.selectFrom('message').select('id').execute();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      gateway.call('POST', '/v1/threads', { as: socialWorker, context, body: aMessage, headers: { [idempotencyHeader]: key } }),
    ),
  );
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(10).fill(201),
  );
  assert.equal(new Set(bodies).size, 1);
  assert.equal((await gateway.store.db.selectFrom('message').select('id').execute()).length, before.length + 1);
});

test('remembers a key for thirty days', async () => {
  const key = randomUUID();
  const first = await accepted(aMessage, { key });
  const { sweepAnswers } = await import('../store/idempotency.ts');
  const later = (days: number) => new Date(gateway.clock.now.getTime() + days * 24 * 3_600_000);
  await sweepAnswers(gateway.store.db, later(29));
  assert.equal((await accepted(aMessage, { key })).message, first.message);
  await sweepAnswers(gateway.store.db, later(31));
  assert.notEqual((await accepted(aMessage, { key })).message, first.message);
});

test('says which field the standard refuses', async () => {
  const { topic: _, ...untitled } = aMessage;
  const fields = async (body: object) => (await refused('message-refused', body)).fields;
  assert.deepEqual(await fields({ ...untitled, category: 'other' }), [{ at: '/topic', is: 'missing' }]);
  assert.deepEqual(await fields({ ...aMessage, priority: 'asap' }), [{ at: '/priority', is: 'only-regarding-referral' }]);
  assert.deepEqual(await fields({ ...aMessage, category: 'gossip' }), [{ at: '/category', is: 'not-known' }]);
  assert.deepEqual(await fields({ ...aMessage, text: ' \n ' }), [{ at: '/text', is: 'missing' }]);
  assert.deepEqual(await fields({ ...aMessage, phone: '12 34 ring' }), [{ at: '/phone', is: 'phone' }]);
  await accepted({ ...untitled, category: 'regarding-referral', priority: 'asap' });
  assert.equal((await refused('request-invalid', { ...aMessage, to: 'x' })).fields?.toString() !== '', true);
});

test('who cannot be written to, and by whom', async () => {
  await refused('recipient-unreachable', { ...aMessage, to: '900000016000005' });
  await refused('recipient-unreachable', { ...aMessage, to: '900000016999999' });
  sor.down = true;
  await refused('unavailable', aMessage);
  sor.down = false;
  const ppr = { audience: 'ppr', function: 'psychologist' };
  await refused('no-mailbox', aMessage, { as: { ...ppr, unit: 'PPR' } });
  await refused('no-mailbox', aMessage, { as: { ...ppr, unit: 'nobody registered it' } });
  await refused('not-permitted', aMessage, { as: { ...socialWorker, function: 'nurse' } });
  const entry = (await gateway.audit()).at(-1);
  assert.deepEqual([entry?.action, entry?.outcome, entry?.fields], ['send', 'not-permitted', []]);
});

test('carries files: the employee’s own, for this child, and links', async () => {
  const [one, two] = [await upload(), await upload(20)];
  const link = { url: 'https://example.dk/vejledning', title: 'Vejledning' };
  const sent = await accepted({ ...aMessage, attachments: [{ file: one.id, title: 'Udtalelse' }, link, { file: two.id, title: 'Bilag' }] });
  const { read } = await messageOf(sent);
  const attachments = read.parts.filter((part) => part.kind === 'attachment');
  assert.deepEqual(
    attachments.map(({ title, url, contentType }) => [title, url, contentType]),
    [
      ['Udtalelse', undefined, 'application/pdf'],
      ['Vejledning', link.url, undefined],
      ['Bilag', undefined, 'application/pdf'],
    ],
  );
  const rows = await gateway.store.db.selectFrom('message_file').selectAll().where('message', '=', sent.message).execute();
  assert.deepEqual(
    new Map(rows.map(({ part, file }) => [part, file])),
    new Map([
      [attachments[0]?.id, one.id],
      [attachments[2]?.id, two.id],
    ]),
  );
  assert.deepEqual((await gateway.audit()).at(-1)?.fields, ['text', 'attachments']);

  const wrong = async (file: string) => (await refused('request-invalid', { ...aMessage, attachments: [{ file, title: 'x' }] })).fields;
  const unknown = [{ at: '/attachments/0/file', is: 'not-known' }];
  assert.deepEqual(await wrong((await upload(1, { ...owner, subject: 'employee-2' })).id), unknown);
  assert.deepEqual(await wrong((await upload(1, { ...owner, childHash: 'another' })).id), unknown);
  assert.deepEqual(await wrong('nothing'), unknown);
  const script = { ...aMessage, attachments: [{ url: 'javascript:alert(1)', title: 'x' }] };
  assert.deepEqual((await refused('request-invalid', script)).fields, [{ at: '/attachments/0/url', is: 'not-an-address' }]);
});

test('a file of the child’s messages in the unit’s box is sent once more by whoever sits there; another child’s or box’s is not known', async () => {
  const { id: file } = await upload();
  const withFile = { ...aMessage, attachments: [{ file, title: 'Udtalelse' }] };
  await accepted(withFile);
  const colleague = { ...socialWorker, sub: 'employee-2' };
  const { message } = await accepted(withFile, { as: colleague });
  const rows = await gateway.store.db.selectFrom('message_file').select('file').where('message', '=', message).execute();
  assert.deepEqual(rows, [{ file }]);
  const unknown = [{ at: '/attachments/0/file', is: 'not-known' }];
  assert.deepEqual((await refused('request-invalid', withFile, { as: colleague, cpr: other })).fields, unknown);
  await gateway.store.db.updateTable('message_file').set({ mailbox: 'another' }).where('file', '=', file).execute();
  assert.deepEqual((await refused('request-invalid', withFile, { as: colleague })).fields, unknown);
});

test('a converted receiver takes ten files, and a message has a cap', async () => {
  const link = { url: 'https://example.dk/', title: 'Vejledning' };
  const converted = { ...aMessage, to: '900000016000004' };
  await accepted({ ...converted, attachments: Array(10).fill(link) });
  await refused('too-many-files', { ...converted, attachments: Array(11).fill(link) });
  await accepted({ ...aMessage, attachments: Array(11).fill(link) });
  const { id } = await upload();
  await gateway.store.db.updateTable('file').set({ size: 90_000_000 }).where('id', '=', id).execute();
  const { fields } = await refused('message-refused', { ...aMessage, attachments: [{ file: id, title: 'Stor' }] });
  assert.deepEqual(fields, [{ at: '/attachments', is: 'too-large' }]);
});

test('ends the draft that it was written in', async () => {
  const id = randomUUID();
  const draft = { kind: 'new' as const, text: 'Vi vil', attachments: [] };
  const writer = { ...owner, unit: unitFamily.id };
  assert.ok(await saveDraft(gateway.store.db, gateway.keys, writer, id, draft, gateway.clock.now));
  await accepted({ ...aMessage, draft: id });
  assert.equal(await saveDraft(gateway.store.db, gateway.keys, writer, id, draft, gateway.clock.now), false);
});

test('answers the latest message, and nothing else', async () => {
  const { thread, id, bundle } = await arrived();
  const reply = { text: 'Tak for det.', role: 'Socialrådgiver', phone: '12345678', attachments: [], answers: id };
  const path = `/v1/threads/${thread}/replies`;
  const sent = await accepted(reply, {}, path);
  assert.equal(sent.thread, thread);
  const { read, row } = await messageOf(sent);
  assert.deepEqual([row.kind, row.receiver, read.category, read.topic], ['reply', practice.sor, 'healthcare', 'Om skolegang']);
  assert.equal(read.history.find(({ message }) => message === sent.message)?.answers, id);
  assert.equal((await threadRow(gateway.store.db, family.sor, thread))?.unanswered_since, null);
  assert.equal((await gateway.audit()).at(-1)?.action, 'reply');
  await refused('not-the-latest', reply, {}, path);
  await refused('not-the-latest', { ...reply, answers: randomUUID() }, {}, path);
  await refused('not-found', reply, { cpr: other }, path);
  await refused('not-found', reply, {}, `/v1/threads/urn:uuid:${randomUUID()}/replies`);
  const own = await accepted({ ...reply, answers: sent.message, text: 'Og en ting til.' }, {}, path);
  assert.equal((await messageOf(own)).row.receiver, practice.sor, 'one’s own latest is continued to the same unit');
  await arrived(theirs.reply(bundle, { text: 'Fra lægen.' }));
});

test('two who answer at the same moment: one is told to read first', async () => {
  const { thread, id } = await arrived();
  const context = await contextOf(known, socialWorker);
  const body = { text: 'Tak.', role: 'Socialrådgiver', phone: '12345678', attachments: [], answers: id };
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      gateway.call('POST', `/v1/threads/${thread}/replies`, {
        as: socialWorker,
        context,
        body,
        headers: { [idempotencyHeader]: name.repeat(30) + randomUUID() },
      }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
  assert.equal((await messagesOf(gateway.store.db, gateway.keys, family.sor, thread)).length, 2);
});

test('a repeated answer is the first one, though the thread has gone on', async () => {
  const { thread, id } = await arrived();
  const reply = { text: 'Tak.', role: 'Socialrådgiver', phone: '12345678', attachments: [], answers: id };
  const key = randomUUID();
  const path = `/v1/threads/${thread}/replies`;
  const first = await accepted(reply, { key }, path);
  assert.equal((await accepted(reply, { key }, path)).message, first.message);
});

test('a message that is held is not answered', async () => {
  const { thread, bundle } = await arrived();
  const name = { given: ['Villads'], family: 'Fremmed' };
  const strange = theirs.reply(bundle, { patient: { identifiers: [{ system: systems.cpr, value: known }], name } });
  network.put(family.gln, theirs.envelope(strange));
  while ((await messagesOf(gateway.store.db, gateway.keys, family.sor, thread)).length < 2)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const reply = { text: 'Tak.', role: 'Læge', phone: '1', attachments: [], answers: readMessage(strange).id };
  await refused('message-held', reply, {}, `/v1/threads/${thread}/replies`);
});

test('hands a thread on with its files, as a thread of its own', async () => {
  const pdf = { title: 'Udtalelse', contentType: 'application/pdf', data: 'JVBERi0xLjQK' } as const;
  const { thread, id } = await arrived(theirs.message({ attachments: [pdf] }));
  const forward = { text: 'Til orientering.', role: 'Socialrådgiver', phone: '12345678', of: id, to: hospital.sor };
  const { id: file } = await upload();
  const sent = await accepted({ ...forward, attachments: [{ file, title: 'Bilag' }] }, {}, `/v1/threads/${thread}/forwards`);
  assert.notEqual(sent.thread, thread);
  const { read, row } = await messageOf(sent);
  assert.deepEqual([row.kind, row.receiver, read.topic], ['forward', hospital.sor, 'Om skolegang']);
  assert.deepEqual(
    read.parts.map((part) => (part.kind === 'text' ? part.text : part.title)),
    ['Hun har det bedre.', 'Udtalelse', 'Til orientering.', 'Bilag'],
  );
  const files = await gateway.store.db.selectFrom('message_file').selectAll().where('message', '=', sent.message).execute();
  const theirFile = await gateway.store.db.selectFrom('message_file').select('file').where('message', '=', id).executeTakeFirst();
  assert.deepEqual(new Set(files.map((one) => one.file)), new Set([theirFile?.file, file]));
  await refused('recipient-unreachable', { ...forward, attachments: [], to: '900000016000005' }, {}, `/v1/threads/${thread}/forwards`);
});

test('without a network nothing is accepted', async () => {
  const alone = await startTestGateway({ organisations: [{ ...organisation, units: [unitFamily] }], sources: { ...sources, units } });
  try {
    const { context } = await alone.open(known, { as: socialWorker, body: { cpr: known, purpose: 'casework' } });
    const response = await alone.call('POST', '/v1/threads', {
      as: socialWorker,
      context,
      body: aMessage,
      headers: { [idempotencyHeader]: randomUUID() },
    });
    assert.equal(response.status, 409);
  } finally {
    await alone.close();
  }
});
