import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type AttachmentLink, pathOf, routes, type Thread } from '@paa-tvaers/contract';
import { buildForward, type Node, readMessage, systems } from '@paa-tvaers/medcom';
import { samples } from '../attachments/testing.ts';
import { family, hospital, practice } from '../correspondence/testing.ts';
import { known } from '../testing/sources.ts';
import { startProtocol, until } from './testing.ts';

// MedCom's test protocol for receiving CareCommunication 5.0, by the ids of its steps; docs/medcom.md has them all.

const unit = await startProtocol();
after(() => unit.close());

const [xEcpr, dEcpr] = ['0505147AB2', '0505145EF6'] as const;
const pdf = { title: 'Udtalelse', contentType: 'application/pdf', data: samples['application/pdf'].toString('base64') } as const;
const doctor = { kind: 'person', name: { given: ['Bo'], family: 'Øvelæge' }, role: { code: 'laege' } } as const;
const nurse = { name: { given: ['Ida'], family: 'Øvesygeplejerske' }, role: { code: 'sygeplejerske' }, phone: '55667799' };
const child = { identifiers: [{ system: systems.cpr, value: known as string }], name: { given: ['Josefine'], family: 'Testperson' } };

const tick = () => {
  unit.clock.now = new Date(unit.clock.now.getTime() + 60_000);
};
/** Changes every text of a bundle. */
const replaced = (bundle: Node, from: string, to: string) => JSON.parse(JSON.stringify(bundle).replaceAll(from, to)) as Node;
const inNewBundle = (bundle: Node) => replaced(bundle, readMessage(bundle).bundle, crypto.randomUUID());
const texts = ({ parts }: Thread) => parts.flatMap(({ kind, text }) => (kind === 'text' ? [text] : []));
const resources = (bundle: Node) => (bundle.entry as { resource: Record<string, unknown> }[]).map(({ resource }) => resource);
const resource = (bundle: Node, type: string) => {
  const found = resources(bundle).find(({ resourceType }) => resourceType === type);
  assert.ok(found);
  return found;
};
const item = async (thread: string) => (await unit.list()).find(({ id }) => id === thread);
/** What was acknowledged, in the order that it went out. */
const answers = async (id: string, count: number) => (await unit.receipts(id, count)).map(({ response }) => response);

test('R1 a new message is told of, opens with all that it says, and its file can be fetched', async () => {
  const created = '2026-06-12T09:00:00+02:00';
  const bundle = unit.theirs.message({ specificSender: doctor, specificRecipient: doctor, attachments: [{ ...pdf, created }] });
  const { thread: id, id: message } = await unit.arrive(bundle);
  const listed = await item(id);
  assert.deepEqual([listed?.unread, listed?.latest.kind, listed?.latest.direction, listed?.files], [1, 'new', 'in', 1]);
  const changes = await unit.store.db.selectFrom('change').select('kind').where('thread', '=', id).execute();
  assert.deepEqual(changes, [{ kind: 'message' }]);

  const thread = await unit.thread(id);
  assert.deepEqual(thread.patient, { name: 'Josefine Testperson', identifiers: [{ type: 'cpr', value: known }] });
  assert.deepEqual([thread.category, thread.topic], ['healthcare', 'Om skolegang']);
  const [shown, ...more] = thread.messages;
  assert.equal(more.length, 0);
  const person = { name: 'Bo Øvelæge', role: 'Læge' };
  assert.deepEqual(
    [shown?.id, shown?.kind, shown?.unread, shown?.sender, shown?.receiver, shown?.specificSender, shown?.specificRecipient],
    [message, 'new', true, practice.name, family.name, person, person],
  );
  const [text, file] = thread.parts;
  assert.deepEqual(
    [text?.text, text?.author, text?.phone, text?.organisation, text?.sent],
    ['Hun har det bedre.', person, '55667788', practice.name, unit.clock.now.toISOString()],
  );
  assert.deepEqual(
    [file?.title, file?.contentType, file?.author, file?.phone, Date.parse(file?.created ?? '')],
    ['Udtalelse', 'application/pdf', person, '55667788', Date.parse(created)],
  );
  const link = (await (await unit.ask('POST', pathOf(routes.attachmentLink, file?.file ?? ''))).json()) as AttachmentLink;
  const fetched = await fetch(link.url);
  assert.equal(fetched.headers.get('Content-Type'), 'application/pdf');
  assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), samples['application/pdf']);

  await unit.ask('PUT', pathOf(routes.read, id), { messages: [message] });
  assert.equal((await item(id))?.unread, 0);
});

test('R2 a reply is marked as one, and stands with the earlier texts, each signed', async () => {
  const sent = await unit.send({ text: 'Hvordan går det?' });
  tick();
  const reply = await unit.arrive(unit.theirs.reply(sent.bundle));
  const thread = await unit.thread(sent.thread);
  assert.deepEqual(
    thread.messages.map(({ id, kind, direction, answers: of, unread }) => ({ id, kind, direction, of, unread })),
    [
      { id: sent.message.id, kind: 'new', direction: 'out', of: undefined, unread: false },
      { id: reply.id, kind: 'reply', direction: 'in', of: sent.message.id, unread: true },
    ],
  );
  assert.deepEqual(
    thread.parts.map(({ text, author, organisation }) => [text, author?.name, organisation]),
    [
      ['Hvordan går det?', 'Asta Øvelsesen', 'Familieafdelingen, Korsbæk Kommune'],
      ['Hun har det bedre.', 'Bo Øvelæge', practice.name],
    ],
  );
  assert.equal((await item(sent.thread))?.latest.kind, 'reply');
});

test('R3 a forward is marked as one, with all texts, each with the signature and the organisation that it is from', async () => {
  const first = unit.theirs.message({ receiver: hospital });
  tick();
  const source = { newId: () => crypto.randomUUID(), sentAt: unit.clock.now.toISOString() };
  const psychiatrist = { name: { given: ['Eva'], family: 'Øveoverlæge' }, role: { code: 'overlaege' }, phone: '55667700' };
  const forward = buildForward(first, { sender: hospital, receiver: family, author: psychiatrist, text: 'Til jer.' }, source, [first]);
  const { thread: id } = await unit.arrive(forward as Node);
  const thread = await unit.thread(id);
  assert.deepEqual(
    thread.messages.map(({ kind, arrived, beforeForward, sender }) => ({ kind, arrived, beforeForward, sender })),
    [
      { kind: 'new', arrived: false, beforeForward: true, sender: practice.name },
      { kind: 'forward', arrived: true, beforeForward: false, sender: hospital.name },
    ],
  );
  assert.deepEqual(
    thread.parts.map(({ text, author, organisation }) => [text, author?.name, organisation]),
    [
      ['Hun har det bedre.', 'Bo Øvelæge', practice.name],
      ['Til jer.', 'Eva Øveoverlæge', hospital.name],
    ],
  );
  assert.equal(thread.latest, readMessage(forward as Node).id, 'only the forward is answered');
});

test('R-Tek-A the priority of a message "Vedr. henvisning" is told', async () => {
  const { thread } = await unit.arrive(unit.theirs.message({ category: 'regarding-referral', priority: 'asap' }));
  assert.deepEqual([(await unit.thread(thread)).priority, (await item(thread))?.priority], ['asap', 'asap']);
});

test('3.3 line breaks: the lines of a text stand as they came', async () => {
  const text = 'Første linje\n\n  Tredje linje, rykket ind';
  for (const format of ['xml', 'json'] as const) {
    const { thread } = await unit.arrive(unit.theirs.message({ text }), format);
    assert.deepEqual(texts(await unit.thread(thread)), [text]);
  }
});

test('3.3 URL: a link is told as one, with its address and title', async () => {
  const link = { title: 'Vejledning', url: 'https://example.dk/vejledning' };
  const { thread } = await unit.arrive(unit.theirs.message({ attachments: [link] }));
  const [part] = (await unit.thread(thread)).parts.filter(({ kind }) => kind === 'link');
  assert.deepEqual([part?.title, part?.url, part?.file], [link.title, link.url, undefined]);
});

test('R-A and R-Tek-B times: "Z" and an offset are the same moment, and stand as the sender wrote them', async () => {
  for (const sent of ['2026-06-15T08:30:00Z', '2026-06-15T10:30:00+02:00']) {
    const { thread } = await unit.arrive(replaced(unit.theirs.message(), unit.clock.now.toISOString(), sent));
    const { messages, parts } = await unit.thread(thread);
    assert.deepEqual([messages[0]?.at, parts[0]?.sent], [sent, sent]);
    const row = await unit.store.db.selectFrom('message').select('occurred_at').where('thread', '=', thread).executeTakeFirst();
    assert.deepEqual(row?.occurred_at, new Date('2026-06-15T08:30:00Z'));
  }
});

test('3.3 episode-of-care id: it is told', async () => {
  const value = 'urn:uuid:1f0e0d0c-0b0a-5908-8706-050403020100';
  const encounter = { status: 'in-progress', class: 'AMB', episodes: [{ system: systems.lpr3, value }] } as const;
  const { thread } = await unit.arrive(unit.theirs.message({ encounter }));
  assert.deepEqual((await unit.thread(thread)).episodes, [value]);
});

test('3.3 replacement CPR: a message under a replacement number opens in that child’s context', async () => {
  const patient = { ...child, identifiers: [{ system: systems.xEcpr, value: xEcpr }] };
  const { thread } = await unit.arrive(unit.theirs.message({ patient }));
  assert.deepEqual((await unit.thread(thread, xEcpr)).patient.identifiers, [{ type: 'x-ecpr', value: xEcpr }]);
});

test('R-Tek-B ids: instance ids that are no UUIDs are taken', async () => {
  const bundle = unit.theirs.message();
  const { thread, id } = await unit.arrive(replaced(bundle, String(resource(bundle, 'Patient').id), 'Patient-1'));
  assert.deepEqual(texts(await unit.thread(thread)), ['Hun har det bedre.']);
  assert.deepEqual(await answers(id, 1), ['ok']);
});

test('R-Tek-C what is beyond the standard stops nothing, and is there to be read', async () => {
  const bundle = unit.theirs.message();
  resource(bundle, 'Communication').note = [{ text: 'Internt' }];
  const { thread, id } = await unit.arrive(bundle);
  const { extra, parts } = await unit.thread(thread);
  assert.deepEqual([extra, parts.length], [[{ where: 'Communication.note', text: '[1].text: Internt' }], 1]);
  assert.deepEqual(await answers(id, 1), ['ok']);
});

test('3.3 narrative: what the elements say is shown; a narrative that says otherwise is not', async () => {
  const bundle = unit.theirs.message();
  for (const one of resources(bundle)) {
    const { div } = one.text as { div: string };
    one.text = { status: 'generated', div: div.replace('</div>', '<p>Kun i resumeet</p></div>') };
  }
  const { thread } = await unit.arrive(bundle);
  const told = JSON.stringify(await unit.thread(thread));
  assert.ok(told.includes('Hun har det bedre.') && told.includes(practice.name) && told.includes('55667788'));
  assert.ok(!told.includes('Kun i resumeet') && !told.includes('<div'));
});

test('R-Tek-H practitioners: two of one organisation, each text with its own signature', async () => {
  const bundle = unit.theirs.message();
  await unit.arrive(bundle);
  tick();
  const { thread } = await unit.arrive(unit.theirs.reply(bundle, { author: nurse, text: 'Ringet til mor.' }));
  assert.deepEqual(
    (await unit.thread(thread)).parts.map(({ author, phone, organisation }) => [author?.name, author?.role, phone, organisation]),
    [
      ['Bo Øvelæge', 'Læge', '55667788', practice.name],
      ['Ida Øvesygeplejerske', 'Sygeplejerske', '55667799', practice.name],
    ],
  );
});

test('R-Tek-D an organisation without a name has the name that SOR has', async () => {
  const { name: _, ...unnamed } = practice;
  const { thread } = await unit.arrive(unit.theirs.message({ sender: unnamed }));
  const { messages, parts } = await unit.thread(thread);
  assert.deepEqual([messages[0]?.sender, parts[0]?.organisation], [practice.name, practice.name]);
});

test('R technicalities: XML and JSON alike, validated before anything is shown', async () => {
  const views = [];
  for (const format of ['xml', 'json'] as const) {
    const { thread, id } = await unit.arrive(unit.theirs.message({ topic: 'Begge formater' }), format);
    const { category, topic, patient, parts } = await unit.thread(thread);
    views.push({ category, topic, patient, texts: parts.map(({ text, author }) => [text, author]) });
    assert.deepEqual(await answers(id, 1), ['ok']);
  }
  assert.deepEqual(views[0], views[1]);
});

const numbers = {
  cpr: [systems.cpr, known],
  'x-ecpr': [systems.xEcpr, xEcpr],
  'd-ecpr': [systems.dEcpr, dEcpr],
} as const;

/** A message with these numbers opens by the first of them, and tells them all. */
async function tellsAll(...types: (keyof typeof numbers)[]) {
  const patient = { ...child, identifiers: types.map((type) => ({ system: numbers[type][0], value: numbers[type][1] })) };
  const { thread } = await unit.arrive(unit.theirs.message({ patient }));
  const told = (await unit.thread(thread, numbers[types[0] ?? 'cpr'][1])).patient.identifiers;
  assert.deepEqual(new Map(told.map(({ type, value }) => [type, value])), new Map(types.map((type) => [type, numbers[type][1]])));
  assert.equal(told.length, types.length);
}

test('receive-Tek-CPR-1 CPR and X-eCPR: both are told, each by its kind', () => tellsAll('cpr', 'x-ecpr'));
test('receive-Tek-CPR-2 CPR, X-eCPR and D-eCPR: all are told, each by its kind', () => tellsAll('cpr', 'x-ecpr', 'd-ecpr'));
test('receive-Tek-CPR-3 X-eCPR and D-eCPR: both are told, each by its kind', () => tellsAll('x-ecpr', 'd-ecpr'));

test('R-Tek-E and R-Tek-F parallel answers: one thread in the order of time, each saying what it answers; it goes on', async () => {
  const first = unit.theirs.message({ text: 'E' });
  const { thread: id, id: e } = await unit.arrive(first);
  tick();
  await unit.reply(id, e, { text: 'Svar på E' });
  tick();
  const f = await unit.arrive(unit.theirs.reply(first, { text: 'F' }));
  const thread = await unit.thread(id);
  assert.deepEqual(texts(thread), ['E', 'Svar på E', 'F']);
  assert.deepEqual(
    thread.messages.map((one) => one.answers),
    [undefined, e, e],
  );
  assert.equal(thread.latest, f.id);
  tick();
  const { message } = await unit.reply(id, f.id, { text: 'Videre' });
  assert.equal(message.thread, id);
  assert.deepEqual(texts(await unit.thread(id)), ['E', 'Svar på E', 'F', 'Videre']);
});

test('R-Tek-G a message is acknowledged', async () => {
  const { id } = await unit.arrive(unit.theirs.message());
  const [receipt] = await unit.receipts(id);
  assert.deepEqual([receipt?.of, receipt?.response, receipt?.receiver.sor, receipt?.receiver.gln], [id, 'ok', practice.sor, practice.gln]);
});

test('R-Tek-H and R-Tek-I the reply before what it answers: one thread by the time of the texts, what is unread told', async () => {
  const first = unit.theirs.message({ text: 'I, den første.' });
  tick();
  const second = unit.theirs.reply(first, { text: 'H, svaret.' });
  const { thread: id, id: h } = await unit.arrive(second);
  const { id: i } = readMessage(first);
  const shown = async () => (await unit.thread(id)).messages.map((one) => [one.id, one.arrived, one.unread, one.answers]);
  assert.deepEqual(await shown(), [
    [i, false, false, undefined],
    [h, true, true, i],
  ]);
  await unit.arrive(first);
  assert.deepEqual(await shown(), [
    [i, true, true, undefined],
    [h, true, true, i],
  ]);
  assert.deepEqual(texts(await unit.thread(id)), ['I, den første.', 'H, svaret.']);
  assert.equal((await item(id))?.unread, 2);
});

/** A message, and it again: shown once, and acknowledged alike each time. */
async function shownOnce(again: (bundle: Node) => Node) {
  const bundle = unit.theirs.message();
  const { thread, id } = await unit.arrive(bundle);
  await unit.arrive(again(bundle));
  const receipts = await unit.receipts(id, 2);
  assert.deepEqual(await answers(id, 2), ['ok', 'ok']);
  assert.equal(new Set(receipts.map((receipt) => receipt.bundle)).size, 2);
  assert.deepEqual(texts(await unit.thread(thread)), ['Hun har det bedre.']);
  assert.equal((await item(thread))?.messages, 1);
}

test('R-Tek-J the same Bundle twice: shown once, and acknowledged alike each time', () => shownOnce((bundle) => bundle));
test('R-Tek-K and R-Tek-L the same message in a new Bundle: shown once, and acknowledged alike each time', () => shownOnce(inNewBundle));

const invalid = () => replaced(unit.theirs.message(), 'healthcare', 'unknown-category');

test('R-Tek-M and R-Tek-N an invalid message that comes twice is refused each time', async () => {
  const bundle = invalid();
  const { thread, id } = await unit.arrive(bundle);
  await unit.arrive(inNewBundle(bundle));
  assert.deepEqual(await answers(id, 2), ['fatal-error', 'fatal-error']);
  assert.equal(await item(thread), undefined);
});

test('R-Tek-O an invalid message is refused with what is wrong, and is not shown', async () => {
  const { thread, id } = await unit.arrive(invalid());
  const [receipt] = await unit.receipts(id);
  assert.equal(receipt?.response, 'fatal-error');
  assert.ok(receipt.issues.some(({ error, text }) => error === 'MSG_VALUESET_VALUE_UNKNOWN' && text));
  assert.equal(await item(thread), undefined);
  assert.equal((await unit.ask('GET', pathOf(routes.thread, thread))).status, 404);
  await until(async () => (await unit.store.db.selectFrom('kept').select('why').execute()).some(({ why }) => /category/.test(why)));
});
