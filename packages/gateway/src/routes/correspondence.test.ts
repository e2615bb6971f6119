import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import {
  type DepartmentCases,
  type Draft,
  type MailUnit as UnitAnswer,
  problemType,
  type ProblemSlug,
  type Recipients,
  type Thread,
  threads as threadsSchema,
} from '@paa-tvaers/contract';
import { type Node, readMessage, systems, writeXml } from '@paa-tvaers/medcom';
import { type MailUnit, type Person, type SourceAnswer, SourceUnavailable, type UnitRegister } from '@paa-tvaers/national';
import { family, hospital, others, practice, TestNetwork, unitFamily } from '../correspondence/testing.ts';
import { keyedHash } from '../sealing/seal.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { organisation } from '../testing/identity.ts';
import { createTestSources, known, other } from '../testing/sources.ts';

const cvr = organisation.id;
const listed: readonly MailUnit[] = [
  { ...practice, kind: 'general-practice', reach: 'fdis91', ydernummer: '012345' },
  { ...hospital, kind: 'child-psychiatry', reach: 'fdis91' },
  { sor: '900000016000201', gln: '5790009002017', name: 'PPR Korsbæk', kind: 'ppr', reach: 'converted', cvr },
  { ...family, kind: 'family-services', reach: 'fdis91', cvr },
  { sor: '900000016000202', gln: '5790009002024', name: 'PPR Strandby', kind: 'ppr', reach: 'fdis91', cvr: '22222222' },
  { sor: '900000016000203', gln: '5790009002031', name: 'Korsbæk Apotek', kind: 'other', reach: 'fdis91' },
  { sor: '900000016000204', name: 'Lægerne uden postkasse', kind: 'general-practice', reach: 'none' },
];
/** SOR in memory, by number or by the beginning of the name; what it was asked. */
const sor = { down: false, asked: [] as string[] };
const answered = <Value>(value: Value): SourceAnswer<Value> => ({ state: 'ok', value, asOf: new Date() });
const units: UnitRegister = {
  async search({ limit, ...question }) {
    sor.asked.push(JSON.stringify(question));
    if (sor.down) throw new SourceUnavailable('units', 'connection');
    const { text = '', kind, ydernummer } = question;
    const found = listed.filter(
      (unit) =>
        unit.name.toLowerCase().includes(text.toLowerCase()) &&
        (!kind || unit.kind === kind) &&
        (!question.cvr || unit.cvr === question.cvr) &&
        (!ydernummer || unit.ydernummer === ydernummer),
    );
    return answered({ units: found.slice(0, limit), more: found.length > limit });
  },
  async unit(code) {
    if (sor.down) throw new SourceUnavailable('units', 'connection');
    const unit = listed.find((one) => one.sor === code);
    return unit && answered(unit);
  },
  close: async () => {},
};

const { sources } = createTestSources();
const josefine: Person = {
  name: 'Josefine Testperson',
  birthDate: '2014-05-05',
  municipalityCode: '0998',
  protected: false,
  custodyHolders: [],
  clinic: { ydernummer: '012345', name: practice.name },
};
const person = { ...sources.person, findPerson: async () => answered(josefine) };
const network = new TestNetwork();
const gateway = await startTestGateway({
  sources: { ...sources, person, units, network },
  organisations: [
    {
      ...organisation,
      rateLimit: { perMinute: 100_000 },
      units: [
        { ...unitFamily, phone: '12345601' },
        { id: 'Ungeteamet', name: 'Ungeteamet', mailbox: 'gateway', sor: '900000016000301', gln: '5790009003014' },
        { id: 'PPR', name: 'PPR', mailbox: 'host', phone: '12345602' },
        { id: 'Staben', name: 'Staben', mailbox: 'none' },
      ],
    },
  ],
  network: { poll: 10 },
});
after(() => gateway.close());
const theirs = others(gateway.clock);
const start = gateway.clock.now;
const childHash = keyedHash(gateway.keys, known);

beforeEach(() => {
  gateway.clock.now = start;
  sor.down = false;
  sor.asked.length = 0;
});

const socialWorker = { audience: 'family-services', function: 'social-worker', unit: unitFamily.id };
interface Asked {
  readonly as?: Record<string, unknown>;
  readonly cpr?: string;
  readonly purpose?: string;
  readonly body?: unknown;
}

async function ask(method: string, path: string, { as = socialWorker, cpr = known, purpose = 'casework', body }: Asked = {}) {
  const { context } = await gateway.open(cpr, { as, body: { cpr, purpose } });
  return gateway.call(method, path, { as, context, ...(body !== undefined && { body }) });
}

async function got<Body>(method: string, path: string, asked: Asked = {}): Promise<Body> {
  const response = await ask(method, path, asked);
  assert.equal(response.status, 200, `${method} ${path}: ${response.status}`);
  return (await response.json()) as Body;
}

async function refused(slug: ProblemSlug, method: string, path: string, asked: Asked = {}) {
  const { type } = (await (await ask(method, path, asked)).json()) as { type: string };
  assert.equal(type, problemType(slug), `${method} ${path}`);
  const { outcome, fields } = await latest();
  assert.deepEqual([outcome, fields], [slug, []]);
}

const list = async (asked: Asked = {}) => threadsSchema.parse(await got('GET', '/v1/threads', asked));
const latest = async () => (await gateway.audit()).at(-1)!;

/** A message comes over the network, and is in the box. */
async function arrived(bundle: Node, to = family.gln) {
  network.put(to, theirs.envelope(bundle));
  const { id, thread } = readMessage(bundle);
  const row = () => gateway.store.db.selectFrom('message').select('id').where('id', '=', id).executeTakeFirst();
  while (!(await row())) await new Promise((resolve) => setTimeout(resolve, 10));
  return { id, thread, path: `/v1/threads/${encodeURIComponent(thread)}` };
}

test('the unit’s threads about the child, with a desk to write at, and an entry that says what left and nothing of it', async () => {
  const message = theirs.message({ topic: 'Om søvn' });
  const { id, thread } = await arrived(message);
  const answer = await list();
  assert.ok(answer.state === 'ok');
  assert.equal(answer.items.find((one) => one.id === thread)?.topic, 'Om søvn');
  assert.deepEqual(answer.desk, {
    mailbox: 'gateway',
    unit: { sor: family.sor, gln: family.gln, name: family.name },
    maySend: true,
    author: { name: 'Asta Øvelsesen', organisation: 'Familieafdelingen, Korsbæk Kommune', role: 'Socialrådgiver', phone: '12345601' },
    call: [],
  });
  const { action, dataflow, fields, sources: from, outcome, child } = await latest();
  assert.deepEqual(
    { action, dataflow, fields, from, outcome, child },
    { action: 'read', dataflow: 'correspondence', fields: ['read'], from: { network: 'ok' }, outcome: 'ok', child: childHash },
  );
  const audit = JSON.stringify(await gateway.audit());
  for (const told of ['Om søvn', 'Hun har det bedre', known, thread, id]) assert.ok(!audit.includes(told), told);
});

test('another unit, another child, another organisation’s employee: not there', async () => {
  const { path, id } = await arrived(theirs.message());
  assert.equal((await got<Thread>('GET', path)).parts.length, 1);
  assert.equal((await latest()).about, keyedHash(gateway.keys, readMessageThread(path)));
  await refused('not-found', 'GET', path, { cpr: other });
  await refused('not-found', 'GET', path, { as: { ...socialWorker, unit: 'Ungeteamet' } });
  await refused('not-found', 'GET', '/v1/threads/urn%3Auuid%3Anobody');
  await refused('not-found', 'GET', `/v1/messages/${id}/document`, { cpr: other });
  await refused('not-found', 'PUT', `/v1/messages/${id}/filed`, { cpr: other, body: {} });
  await refused('not-found', 'PUT', `${path}/read`, { cpr: other, body: { messages: [id] } });
});

test('the reader of a thread is told why a file is not here', async () => {
  const file = (text: string) => ({ title: text, contentType: 'application/pdf' as const, data: Buffer.from(text).toString('base64') });
  const { path, id } = await arrived(theirs.message({ attachments: [file('%PDF-1.4 en fil'), file('MZ er intet pdf')] }));
  const files = async () =>
    (await got<Thread>('GET', path)).parts
      .filter(({ kind }) => kind === 'file')
      .map(({ title, file: here, withheld }) => [title, here !== undefined, withheld]);
  const kept = ['%PDF-1.4 en fil', true, undefined];
  assert.deepEqual(await files(), [kept, ['MZ er intet pdf', false, 'file-type']]);
  await gateway.store.db.updateTable('withheld_file').set({ why: 'infected' }).where('message', '=', id).execute();
  assert.deepEqual(await files(), [kept, ['MZ er intet pdf', false, 'infected']]);
});

const readMessageThread = (path: string) => decodeURIComponent(path.split('/')[3]!);

test('one whom policy does not let read sees nothing of the box', async () => {
  const { path } = await arrived(theirs.message());
  const asked = { as: { ...socialWorker, function: 'physician' } };
  const answer = await list(asked);
  assert.deepEqual(
    [answer.state, 'reason' in answer && answer.reason, answer.desk?.maySend, answer.desk?.reason],
    ['denied', 'function', false, 'function'],
  );
  await refused('not-permitted', 'GET', path, asked);
  await refused('not-permitted', 'POST', '/v1/recipients/search', { ...asked, body: {} });
});

test('at 18 the unit’s own messages are read, and nobody is written to', async () => {
  const { path } = await arrived(theirs.message());
  gateway.clock.now = new Date('2032-05-05T10:00:00Z');
  const answer = await list();
  assert.ok('items' in answer && answer.items.length > 0);
  assert.deepEqual([answer.desk?.maySend, answer.desk?.reason], [false, 'age']);
  const { may, parts } = await got<Thread>('GET', path);
  assert.deepEqual([may, parts.length], [{ reply: false, forward: false, attach: false, file: true }, 1]);
});

test('a unit whose box is in the host’s system, or nowhere, has no list here and may do nothing', async () => {
  const { path, id } = await arrived(theirs.message());
  gateway.sections.contacts = async (context) => ({
    body: {
      context: context.id,
      state: 'ok',
      sources: [],
      items: [{ party: 'ppr', contact: { level: 'municipality', name: 'Korsbæk', phone: '12345600' } }],
    },
    disclosure: { dataflow: 'contacts', outcome: 'ok', fields: ['phone'], sources: {} },
  });
  for (const [unit, mailbox] of [
    ['PPR', 'host'],
    ['Staben', 'none'],
    ['Ukendt', 'none'],
  ]) {
    const as = { ...socialWorker, unit };
    const answer = await list({ as });
    assert.ok(answer.state === 'ok');
    assert.deepEqual([answer.items, answer.desk?.mailbox, answer.desk?.maySend, answer.sources], [[], mailbox, false, []]);
    assert.deepEqual(answer.desk?.call, [{ level: 'municipality', name: 'Korsbæk', phone: '12345600' }]);
    assert.deepEqual((await latest()).fields, ['phone']);
    await refused('no-mailbox', 'GET', path, { as });
    await refused('no-mailbox', 'PUT', `${path}/task`, { as, body: { state: 'done' } });
    await refused('no-mailbox', 'GET', `/v1/messages/${id}/document`, { as });
    await refused('no-mailbox', 'POST', '/v1/recipients/search', { as, body: {} });
  }
});

test('marks, tasks and filing each leave their entry', async () => {
  const { path, thread, id } = await arrived(theirs.message());
  const done: [string, string, unknown, string, string, string][] = [
    ['PUT', `${path}/read`, { messages: [id] }, 'mark', 'marked', thread],
    ['PUT', `${path}/task`, { state: 'in-progress', assignee: 'self' }, 'assign', 'in-progress', thread],
    ['PUT', `/v1/messages/${id}/filed`, { where: 'Sag 1' }, 'file', 'filed', id],
  ];
  for (const [method, at, body, action, outcome, about] of done) {
    await got(method, at, { body });
    const entry = await latest();
    assert.deepEqual([entry.action, entry.outcome, entry.about, entry.fields], [action, outcome, keyedHash(gateway.keys, about), []]);
  }
  const { messages, task } = await got<Thread>('GET', path);
  assert.deepEqual(
    [messages[0]?.unread, messages[0]?.filed?.where, task],
    [false, 'Sag 1', { state: 'in-progress', assignee: { name: 'Asta Øvelsesen', self: true } }],
  );
});

test('the task is set from the inbox without a child, by the unit alone', async () => {
  const { path, thread } = await arrived(theirs.message());
  const task = (as: Record<string, unknown>, body: unknown = { state: 'done' }) => gateway.call('PUT', `${path}/task`, { as, body });
  assert.equal((await task(socialWorker)).status, 200);
  const { action, dataflow, outcome, about, child } = await latest();
  assert.deepEqual([action, dataflow, outcome, about, child], ['assign', 'inbox', 'done', keyedHash(gateway.keys, thread), undefined]);
  assert.equal((await got<Thread>('GET', path)).task.state, 'done');
  for (const [as, slug] of [
    [{ ...socialWorker, unit: 'Ungeteamet' }, 'not-found'],
    [{ ...socialWorker, unit: 'PPR' }, 'no-mailbox'],
    [{ ...socialWorker, function: 'physician' }, 'not-permitted'],
  ] as const) {
    const { type } = (await (await task(as, { state: 'new' })).json()) as { type: string };
    assert.equal(type, problemType(slug));
    assert.equal((await latest()).outcome, slug);
  }
  assert.equal((await got<Thread>('GET', path)).task.state, 'done');
});

test('a held message is confirmed in the context of the child whose number it bears, and an entry says by whom', async () => {
  const patient = { identifiers: [{ system: systems.cpr, value: known as string }], name: { given: ['Peter'], family: 'Ukendt' } };
  const { path, thread, id } = await arrived(theirs.message({ patient }));
  const { parts, messages } = await got<Thread>('GET', path);
  assert.deepEqual([parts, messages[0]?.held], [[], true]);
  assert.deepEqual((await latest()).fields, ['held']);
  await refused('message-held', 'GET', `/v1/messages/${id}/document`);
  await refused('message-held', 'GET', `/v1/messages/${id}/document?format=original`);
  await refused('not-found', 'PUT', `/v1/messages/${id}/child`, { cpr: other, body: { belongs: true } });
  await got('PUT', `/v1/messages/${id}/child`, { body: { belongs: false } });
  assert.equal((await latest()).outcome, 'not-this-child');
  const listedIds = async () => {
    const answer = await list();
    return 'items' in answer ? answer.items.map((one) => one.id) : [];
  };
  assert.ok(!(await listedIds()).includes(thread));
  await got('PUT', `/v1/messages/${id}/child`, { body: { belongs: true } });
  assert.deepEqual([(await latest()).action, (await latest()).outcome], ['confirm', 'confirmed']);
  assert.ok((await listedIds()).includes(thread));
});

test('a message is filed as a document, and as it came, byte by byte', async () => {
  const bundle = theirs.message();
  const { id, thread, path } = await arrived(bundle);
  const pdf = await ask('GET', `/v1/messages/${id}/document`);
  assert.deepEqual(
    [pdf.headers.get('Content-Type'), pdf.headers.get('Content-Disposition')],
    ['application/pdf', 'attachment; filename="meddelelse-2026-06-15.pdf"'],
  );
  assert.equal(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );
  const { action, fields, about } = await latest();
  assert.deepEqual([action, fields, about], ['file', ['pdf'], keyedHash(gateway.keys, id)]);
  const original = await ask('GET', `/v1/messages/${id}/document?format=original`);
  assert.equal(original.headers.get('Content-Type'), 'application/fhir+xml');
  assert.match(original.headers.get('Content-Disposition')!, /^attachment; filename="meddelelse-2026-06-15\.xml"$/);
  assert.equal(await original.text(), Buffer.from(writeXml(bundle)).toString());
  assert.deepEqual((await latest()).fields, ['original']);
  await refused('request-invalid', 'GET', `/v1/messages/${id}/document?format=docx`);

  const reply = { answers: id, text: 'Tak.', role: 'Socialrådgiver', phone: '12345601', attachments: [] };
  const { context } = await gateway.open(known, { as: socialWorker, body: { cpr: known, purpose: 'casework' } });
  const headers = { 'Idempotency-Key': randomBytes(24).toString('base64url') };
  const sent = (await (await gateway.call('POST', `${path}/replies`, { as: socialWorker, context, body: reply, headers })).json()) as {
    message: string;
  };
  const own = await ask('GET', `/v1/messages/${sent.message}/document?format=original`);
  assert.equal(own.headers.get('Content-Type'), 'application/fhir+json');
  assert.equal(readMessage((await own.json()) as Node).thread, thread);
});

test('a draft is kept for its writer and its child, and ends when it is thrown away', async () => {
  const id = randomBytes(16).toString('base64url');
  const path = `/v1/drafts/${id}`;
  const content = {
    kind: 'new',
    text: 'Hemmelig kladde',
    to: [practice.sor, '900000016000999'],
    category: 'healthcare',
    attachments: [{ url: 'https://example.dk', title: 'Link' }],
  };
  const saved = await got<{ id: string; savedAt: string }>('PUT', path, { body: content });
  assert.deepEqual([saved.id, saved.savedAt], [id, start.toISOString()]);
  assert.deepEqual((await latest()).outcome, 'saved');
  const drafts = async (asked: Asked = {}) => (await got<{ items: Draft[] }>('GET', '/v1/drafts', asked)).items;
  const [draft] = await drafts();
  const unknown: UnitAnswer = { sor: '900000016000999', name: '900000016000999', kind: 'other', reach: 'unknown' };
  assert.deepEqual(draft, {
    ...content,
    id,
    to: [{ ...practice, kind: 'general-practice', reach: 'fdis91' }, unknown],
    savedAt: start.toISOString(),
  });
  assert.deepEqual((await latest()).fields, ['text']);
  assert.deepEqual(await drafts({ cpr: other }), []);
  assert.deepEqual(await drafts({ as: { ...socialWorker, sub: 'employee-2' } }), []);
  await refused('draft-closed', 'PUT', path, { cpr: other, body: content });
  assert.equal((await ask('DELETE', path)).status, 204);
  assert.deepEqual(await drafts(), []);
  await refused('draft-closed', 'PUT', path, { body: content });
  const stored = JSON.stringify(await gateway.store.db.selectFrom('draft').selectAll().execute());
  assert.ok(!stored.includes('Hemmelig'));
});

test('a draft waits at the desk of the unit that it was written for', async () => {
  const path = `/v1/drafts/${randomBytes(16).toString('base64url')}`;
  const content = { kind: 'new', text: 'Til familieafdelingens postkasse', attachments: [] };
  const { context } = await gateway.open(known, { as: socialWorker, body: { cpr: known, purpose: 'casework' } });
  assert.equal((await gateway.call('PUT', path, { as: socialWorker, context, body: content })).status, 200);
  const texts = async (as: Record<string, unknown>) =>
    (await got<{ items: Draft[] }>('GET', '/v1/drafts', { as })).items.map(({ text }) => text);

  const elsewhere = { ...socialWorker, unit: 'Ungeteamet' };
  assert.ok(!(await texts(elsewhere)).includes(content.text));
  await refused('draft-closed', 'PUT', path, { as: elsewhere, body: content });
  const moved = await gateway.call('PUT', path, { as: elsewhere, context, body: content });
  assert.equal(
    ((await moved.json()) as { type: string }).type,
    problemType('context-foreign'),
    'a page that is open goes on for its own unit alone',
  );
  assert.ok((await texts({ ...socialWorker, function: 'secretary' })).includes(content.text), 'the same box, in another function');
  assert.equal((await ask('DELETE', path)).status, 204);
});

test('a draft may be as long as a message, and its id is none that says something', async () => {
  const path = `/v1/drafts/${randomBytes(16).toString('base64url')}`;
  const body = { kind: 'new', text: 'ø'.repeat(100_000), attachments: [] };
  await got('PUT', path, { body });
  for (const [at, wrong] of [
    [path, { ...body, text: 'ø'.repeat(100_001) }],
    [path, { ...body, kind: 'letter' }],
    [`/v1/drafts/${known}`, body],
  ] as const) {
    const { type } = (await (await ask('PUT', at, { body: wrong })).json()) as { type: string };
    assert.equal(type, problemType('request-invalid'));
  }
});

const search = (body: unknown, asked: Asked = {}) => got<Recipients>('POST', '/v1/recipients/search', { ...asked, body });
const names = ({ items }: Recipients) => items.map(({ name }) => name);

test('without words: the child’s own units, those that this professional may write to, with the caseworker as "Att."', async () => {
  const item = {
    department: 'ppr',
    municipality: { code: '0998', name: 'Korsbæk' },
    state: 'involved',
    cases: [
      { id: '1', status: 'closed', caseworker: 'Gamle Ole' },
      { id: '2', status: 'open', caseworker: 'Kirsten Lund' },
    ],
    contacts: [{ level: 'caseworker', name: 'Kirsten Lund', person: { name: 'Kirsten Lund', role: 'Psykolog' } }],
  } satisfies DepartmentCases;
  const cases = gateway.sections.cases;
  gateway.sections.cases = async (context) => ({
    body: { context: context.id, state: 'ok', sources: [], items: [item] },
    disclosure: { dataflow: 'cases', outcome: 'ok', fields: ['caseworker'], sources: { cases: 'ok' } },
  });
  try {
    const found = await search({});
    assert.deepEqual(
      found.items.map(({ name, ofChild, attention }) => ({ name, ofChild, attention })),
      [
        { name: practice.name, ofChild: true, attention: undefined },
        { name: 'PPR Korsbæk', ofChild: true, attention: { name: 'Kirsten Lund', role: 'Psykolog' } },
      ],
    );
    assert.equal(found.state, 'ok');
    const { action, fields, sources: from } = await latest();
    assert.deepEqual([action, fields, from], ['search', ['recipients', 'caseworker'], { person: 'ok', cases: 'ok', units: 'ok' }]);
  } finally {
    gateway.sections.cases = cases;
  }
  assert.equal((await search({})).items.find(({ name }) => name === 'PPR Korsbæk')?.attention, undefined, 'no case that may be seen');
  assert.deepEqual(names(await search({ kind: 'general-practice' })), [practice.name]);
});

test('with words: units that match, can be reached, and may be written to', async () => {
  assert.deepEqual(names(await search({ text: 'korsbæk' })), [hospital.name, 'PPR Korsbæk'], 'not the own unit, not a pharmacy');
  assert.deepEqual(names(await search({ text: 'PPR' })), ['PPR Korsbæk'], 'not the PPR of another municipality');
  assert.deepEqual(names(await search({ text: 'uden postkasse' })), []);
  assert.equal((await search({ text: 'ingen' })).state, 'ok');
  assert.deepEqual((await latest()).fields, []);
});

test('a text that may hold a CPR number finds nothing, and is not asked for', async () => {
  for (const text of [known, '050514-9996', '050514 9996', `Lægerne ${known}`, '0703921VJ4']) {
    assert.deepEqual(await search({ text }).then(({ items, state }) => ({ items, state })), { items: [], state: 'ok' }, text);
    assert.deepEqual(sor.asked, [], text);
  }
  assert.ok(!gateway.lines.some((line) => line.includes(known)));
});

test('SOR that is down is never an empty list', async () => {
  sor.down = true;
  assert.deepEqual([(await search({ text: 'korsbæk' })).state, (await search({})).state], ['unavailable', 'unavailable']);
  assert.equal(((await latest()).sources as Record<string, string>).units, 'unavailable');
});

test('a page of the list has the size that is asked for, within bounds', async () => {
  for (const limit of ['0', '201', 'x', '']) await refused('request-invalid', 'GET', `/v1/threads?limit=${limit}`);
  const answer = threadsSchema.parse(await got('GET', '/v1/threads?limit=1'));
  assert.ok('items' in answer && answer.items.length === 1 && answer.next !== undefined);
});
