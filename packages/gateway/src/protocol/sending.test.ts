import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileTypes, pathOf, type Recipients, routes } from '@paa-tvaers/contract';
import { categories, type Message, systems } from '@paa-tvaers/medcom';
import { samples } from '../attachments/testing.ts';
import { family, hospital, practice } from '../correspondence/testing.ts';
import { known } from '../testing/sources.ts';
import { aNew, startProtocol, written } from './testing.ts';

// MedCom's test protocol for sending CareCommunication 5.0, by the ids of its steps; docs/medcom.md has them all.

const unit = await startProtocol();
after(() => unit.close());

const uuid4 = /^(urn:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const [xEcpr, dEcpr] = ['0505147AB2', '0505145EF6'] as const;
const pdf = { title: 'Udtalelse', contentType: 'application/pdf', data: samples['application/pdf'].toString('base64') } as const;
const patient = (...identifiers: [system: string, value: string][]) => ({
  identifiers: identifiers.map(([system, value]) => ({ system, value })),
  name: { given: ['Josefine'], family: 'Testperson' },
});
const numbers = ({ patient: { identifiers } }: Message) => identifiers.map(({ type, value }) => `${type} ${value}`).sort();
const attachments = ({ parts }: Message) => parts.flatMap((part) => (part.kind === 'attachment' ? [part] : []));
const texts = ({ parts }: Message) => parts.flatMap((part) => (part.kind === 'text' ? [part] : []));
const narratives = ({ bundle }: { readonly bundle: object }) => JSON.stringify(bundle).match(/<div.*?<\/div>/g) ?? [];

test('S1 (3.3.1) a new message to a receiver that SOR knows: child, category, text, signature, identifiers, history', async () => {
  const found = (await (await unit.ask('POST', routes.recipients, { text: 'læge' })).json()) as Recipients;
  const [to] = found.items.filter(({ sor }) => sor === practice.sor);
  assert.deepEqual([to?.name, to?.gln, to?.reach], [practice.name, practice.gln, 'fdis91']);
  const { message, thread } = await unit.send({ to: to?.sor });
  assert.deepEqual([message.patient.name, numbers(message)], [{ given: ['Josefine'], family: 'Testperson' }, [`cpr ${known}`]]);
  assert.deepEqual([message.receiver, message.category, message.activity], [practice, aNew.category, 'new-message']);
  const [text, ...more] = message.parts;
  assert.equal(more.length, 0);
  assert.ok(text?.kind === 'text');
  assert.deepEqual(
    [text.text, text.author?.name, text.author?.role?.code, text.phone, text.sent, text.organisation?.sor],
    [written.text, { given: ['Asta'], family: 'Øvelsesen' }, 'socialraadgiver', written.phone, unit.clock.now.toISOString(), family.sor],
  );
  for (const id of [thread, text.id, message.id, message.bundle]) assert.match(id, uuid4);
  assert.equal(message.thread, thread);
  assert.deepEqual(
    message.history.map(({ message: of, activity, parts, occurred }) => ({ of, activity, parts, occurred })),
    [{ of: message.id, activity: 'new-message', parts: [text.id], occurred: unit.clock.now.toISOString() }],
  );
  assert.ok(
    (await unit.list()).some(({ id }) => id === thread),
    'saved',
  );
  for (const field of ['text', 'role', 'phone'])
    assert.deepEqual(await unit.refused('message-refused', routes.threads, { ...aNew, [field]: ' ' }), [
      { at: `/${field}`, is: 'missing' },
    ]);
});

test('S1 specific: the message names a specific recipient', async () => {
  const { message } = await unit.send({ attention: { name: 'Bo Øvelæge', role: 'Læge' } });
  const { specificRecipient: to } = message;
  assert.ok(to?.kind === 'person');
  assert.deepEqual([to.name, to.role?.code, to.organisation?.sor], [{ given: ['Bo'], family: 'Øvelæge' }, 'laege', practice.sor]);
});

test('S1.A2+A4 "Andet" is refused without a topic, and priority in any category but "Vedr. henvisning"', async () => {
  assert.deepEqual(await unit.refused('message-refused', routes.threads, { ...aNew, category: 'other' }), [
    { at: '/topic', is: 'missing' },
  ]);
  const { message } = await unit.send({ category: 'other', topic: 'Skolegang' });
  assert.deepEqual([message.category, message.topic], ['other', 'Skolegang']);
  for (const category of Object.keys(categories).filter((code) => code !== 'regarding-referral'))
    assert.deepEqual(
      await unit.refused('message-refused', routes.threads, { ...aNew, topic: 'x', category, priority: 'asap' }),
      [{ at: '/priority', is: 'only-regarding-referral' }],
      category,
    );
});

test('S1.A1 (3.3.2) every type of file that is allowed and a link, each with id, title and signature; others are refused', async () => {
  const files = [];
  for (const type of fileTypes) files.push({ file: await unit.uploaded(type), title: `Bilag ${type}` });
  const link = { url: 'https://example.dk/vejledning', title: 'Vejledning' };
  const { message } = await unit.send({ attachments: [...files, link] });
  assert.deepEqual(
    attachments(message).map(({ title, contentType, data, url }) => ({ title, contentType, data, url })),
    [
      ...fileTypes.map((type) => ({
        title: `Bilag ${type}`,
        contentType: type,
        data: samples[type].toString('base64'),
        url: undefined,
      })),
      { title: link.title, contentType: undefined, data: undefined, url: link.url },
    ],
  );
  const ids = attachments(message).map(({ id }) => id);
  assert.equal(new Set(ids).size, 7);
  for (const id of ids) assert.match(id, uuid4);
  assert.deepEqual(
    message.history[0]?.parts,
    message.parts.map(({ id }) => id),
  );
  for (const [type, bytes] of [
    ['application/zip', Buffer.from('PK\x03\x04 ikke tilladt')],
    ['text/html', Buffer.from('<p>ikke tilladt</p>')],
    ['application/pdf', Buffer.from('MZ er intet pdf')],
  ] as const) {
    const response = await unit.upload(type, bytes);
    assert.equal(response.status, 415, type);
  }
});

test('S1.A5 with "Vedr. henvisning" the priority goes with the message, and the topic may be left out', async () => {
  for (const priority of ['routine', 'asap']) {
    const { message } = await unit.send({ category: 'regarding-referral', priority });
    assert.deepEqual([message.category, message.priority, message.topic], ['regarding-referral', priority, undefined]);
  }
});

test('S2+S2.A2 (3.3.4) a reply goes to the sender, in the same thread, with category, topic and history; they can be changed', async () => {
  const specificSender = { kind: 'person', name: { given: ['Bo'], family: 'Øvelæge' }, role: { code: 'laege' } } as const;
  const received = await unit.arrive(unit.theirs.message({ specificSender }));
  const { message } = await unit.reply(received.thread, received.id);
  assert.deepEqual(
    [message.receiver, message.thread, message.category, message.topic, message.activity],
    [practice, received.thread, received.category, received.topic, 'reply-message'],
  );
  assert.deepEqual(message.specificRecipient?.kind === 'person' && message.specificRecipient.name, specificSender.name);
  assert.notEqual(message.id, received.id);
  assert.deepEqual(
    message.history.map(({ message: id, answers, parts }) => ({ id, answers, parts: parts.length })),
    [
      { id: received.id, answers: undefined, parts: 1 },
      { id: message.id, answers: received.id, parts: 1 },
    ],
  );
  assert.deepEqual(
    texts(message).map(({ text }) => text),
    ['Hun har det bedre.', written.text],
  );
  const again = await unit.arrive(unit.theirs.message({ specificSender }));
  const changed = { category: 'discharge', topic: 'Om udskrivelse', attention: null };
  const { message: other } = await unit.reply(again.thread, again.id, changed);
  assert.deepEqual([other.category, other.topic, other.specificRecipient], ['discharge', 'Om udskrivelse', undefined]);
});

test('S2.A1 (3.3.5) a reply with a file to a message that has one: the new one whole, the old one by id and title alone', async () => {
  const received = await unit.arrive(unit.theirs.message({ attachments: [pdf] }));
  const file = await unit.uploaded('image/png');
  const { message, document } = await unit.reply(received.thread, received.id, { attachments: [{ file, title: 'Tegning' }] });
  const [old] = attachments(received);
  assert.deepEqual(
    attachments(message).map(({ title, data }) => ({ title, data })),
    [
      { title: 'Udtalelse', data: undefined },
      { title: 'Tegning', data: samples['image/png'].toString('base64') },
    ],
  );
  assert.equal(attachments(message)[0]?.id, old?.id);
  assert.ok(!document.includes(pdf.data));
});

test('S2.A4 (3.3.7) a reply to one’s own latest message goes to the same receiver', async () => {
  const first = await unit.send();
  const { message } = await unit.reply(first.thread, first.message.id, { text: 'Og en ting mere.' });
  assert.deepEqual([message.receiver.sor, message.thread, message.activity], [practice.sor, first.thread, 'reply-message']);
  assert.equal(message.history.at(-1)?.answers, first.message.id);
  assert.equal(texts(message).length, 2);
});

test('S3+S3.A2 (3.3.8) a forward is a thread of its own with earlier texts and their signatures, to a receiver that is chosen', async () => {
  const received = await unit.arrive(unit.theirs.message());
  const path = pathOf(routes.forwards, received.thread);
  assert.deepEqual((await unit.ask('POST', path, { ...written, of: received.id })).status, 400, 'no receiver is chosen');
  const { message } = await unit.forward(received.thread, received.id, { to: hospital.sor, text: 'Til jeres orientering.' });
  assert.notEqual(message.thread, received.thread);
  assert.deepEqual(
    [message.receiver.sor, message.activity, message.category, message.topic],
    [hospital.sor, 'forward-message', received.category, received.topic],
  );
  assert.deepEqual(
    texts(message).map(({ text, author, organisation, sent }) => [text, author?.name?.family, organisation?.sor, sent]),
    [
      ['Hun har det bedre.', 'Øvelæge', practice.sor, texts(received)[0]?.sent],
      ['Til jeres orientering.', 'Øvelsesen', family.sor, unit.clock.now.toISOString()],
    ],
  );
  const { message: changed } = await unit.forward(received.thread, received.id, { to: hospital.sor, category: 'other', topic: 'Nyt emne' });
  assert.deepEqual([changed.category, changed.topic], ['other', 'Nyt emne']);
});

test('S3.A1 (3.3.9) a forward carries the files that came, with content, and one that is added', async () => {
  const received = await unit.arrive(unit.theirs.message({ attachments: [pdf] }));
  const file = await unit.uploaded('image/gif');
  const { message } = await unit.forward(received.thread, received.id, { to: hospital.sor, attachments: [{ file, title: 'Tegning' }] });
  assert.deepEqual(
    attachments(message).map(({ title, data }) => [title, data]),
    [
      ['Udtalelse', pdf.data],
      ['Tegning', samples['image/gif'].toString('base64')],
    ],
  );
});

test('S3.A3 (3.3.10) a forward of chosen messages leaves the others out, with their files and history', async () => {
  const bundle = unit.theirs.message({ text: 'Første.', attachments: [pdf] });
  const first = await unit.arrive(bundle);
  const second = await unit.arrive(unit.theirs.reply(bundle, { text: 'Anden.' }));
  const { message } = await unit.forward(first.thread, second.id, { to: hospital.sor, only: [second.id] });
  assert.deepEqual([texts(message).map(({ text }) => text), attachments(message)], [['Anden.', written.text], []]);
  assert.deepEqual(
    message.history.map(({ message: id }) => id),
    [second.id, message.id],
  );
});

test('3.4.1 replacement CPR: a message about a child with a replacement number goes under that number’s own system', async () => {
  for (const [type, system, value] of [
    ['x-ecpr', systems.xEcpr, xEcpr],
    ['d-ecpr', systems.dEcpr, dEcpr],
  ] as const) {
    const { message } = await unit.send({}, value);
    assert.deepEqual(message.patient.identifiers, [{ type, system, value }]);
  }
});

/** The reply to a message with these numbers carries them all; the child is opened by the first. */
async function carriesAll(...identifiers: [system: string, value: string][]) {
  const received = await unit.arrive(unit.theirs.message({ patient: patient(...identifiers) }));
  const { message } = await unit.reply(received.thread, received.id, {}, identifiers[0]?.[1]);
  assert.equal(message.patient.identifiers.length, identifiers.length);
  assert.deepEqual(numbers(message), numbers(received));
}

test('send-Tek-CPR-1 a reply carries CPR and X-eCPR on', () => carriesAll([systems.cpr, known], [systems.xEcpr, xEcpr]));
test('send-Tek-CPR-2 a reply carries CPR, X-eCPR and D-eCPR on', () =>
  carriesAll([systems.cpr, known], [systems.xEcpr, xEcpr], [systems.dEcpr, dEcpr]));
test('send-Tek-CPR-3 a reply carries X-eCPR and D-eCPR on', () => carriesAll([systems.xEcpr, xEcpr], [systems.dEcpr, dEcpr]));

test('3.4.1 timestamps: earlier texts keep theirs, the new text, the Provenance and the Bundle have the time of sending', async () => {
  const received = await unit.arrive(unit.theirs.message());
  unit.clock.now = new Date(unit.clock.now.getTime() + 5 * 60_000);
  const { message } = await unit.reply(received.thread, received.id);
  const now = unit.clock.now.toISOString();
  const [old, own] = texts(message);
  assert.deepEqual([old?.sent, own?.sent, message.assembled], [texts(received)[0]?.sent, now, now]);
  assert.deepEqual(
    message.history.map(({ occurred }) => occurred),
    [received.history[0]?.occurred, now],
  );
  assert.notEqual(received.history[0]?.occurred, now);
});

const episode = { system: systems.lpr3, value: 'urn:uuid:1f0e0d0c-0b0a-5908-8706-050403020100' };
const encounter = { status: 'in-progress', class: 'AMB', episodes: [episode] } as const;
const encounterOf = (bundle: object) =>
  (bundle as { entry: { resource: { resourceType: string; status?: string; class?: { code: string } } }[] }).entry.find(
    ({ resource }) => resource.resourceType === 'Encounter',
  )?.resource;

test('S-Tek-A an episode-of-care id that came goes back in the reply, with the encounter’s status and class', async () => {
  const received = await unit.arrive(unit.theirs.message({ encounter }));
  const { message, bundle } = await unit.reply(received.thread, received.id);
  assert.deepEqual(message.episodes, [episode]);
  assert.deepEqual([encounterOf(bundle)?.status, encounterOf(bundle)?.class?.code], ['in-progress', 'AMB']);
});

test('S-Tek-B an episode-of-care id that came goes on in a forward', async () => {
  const received = await unit.arrive(unit.theirs.message({ encounter }));
  const { message } = await unit.forward(received.thread, received.id, { to: hospital.sor });
  assert.deepEqual(message.episodes, [episode]);
});

test('3.4.1 LPR3: a message of one’s own has no episode of care; an id that came, LPR3 or local, goes back as it was', async () => {
  const fresh = await unit.send();
  assert.deepEqual([fresh.message.episodes, encounterOf(fresh.bundle)], [[], undefined]);
  const local = { system: 'urn:oid:1.2.208.176.99', value: 'lokal-17' };
  for (const one of [episode, local]) {
    const received = await unit.arrive(unit.theirs.message({ encounter: { ...encounter, episodes: [one] } }));
    const { message } = await unit.reply(received.thread, received.id);
    assert.deepEqual(message.episodes, [one]);
  }
});

test('VANS operator: whom the network converts for is written to as others are, in an envelope to the GLN, with ten files at most', async () => {
  const converted = { to: '900000016000004' };
  const link = { url: 'https://example.dk/', title: 'Vejledning' };
  const { envelope, message } = await unit.send({ ...converted, attachments: Array(10).fill(link) });
  assert.deepEqual(
    [envelope.sender, envelope.receiver],
    [
      { id: family.gln, type: 'EAN' },
      { id: '5790009000044', type: 'EAN' },
    ],
  );
  assert.equal(attachments(message).length, 10);
  await unit.refused('too-many-files', routes.threads, { ...aNew, ...converted, attachments: Array(11).fill(link) });
});

test('S-Tek-C two practitioners of one organisation: each text keeps its own signature in the reply', async () => {
  const bundle = unit.theirs.message();
  await unit.arrive(bundle);
  const nurse = { name: { given: ['Ida'], family: 'Øvesygeplejerske' }, role: { code: 'sygeplejerske' }, phone: '55667799' };
  const second = await unit.arrive(unit.theirs.reply(bundle, { author: nurse, text: 'Ringet til mor.' }));
  const { message } = await unit.reply(second.thread, second.id);
  assert.deepEqual(
    texts(message).map(({ author, phone, organisation }) => [author?.name?.family, author?.role?.code, phone, organisation?.sor]),
    [
      ['Øvelæge', 'laege', '55667788', practice.sor],
      ['Øvesygeplejerske', 'sygeplejerske', '55667799', practice.sor],
      ['Øvelsesen', 'socialraadgiver', written.phone, family.sor],
    ],
  );
});

test('3.4.1 narrative: each resource has one with what it says, and none holds a file', async () => {
  const file = await unit.uploaded('application/pdf');
  const sent = await unit.send({ topic: 'Om trivsel', attachments: [{ file, title: 'Udtalelse' }] });
  const { entry } = sent.bundle as unknown as { entry: { resource: { text?: { div: string } } }[] };
  assert.ok(entry.length >= 8);
  for (const { resource } of entry) assert.ok(resource.text?.div);
  const all = narratives(sent).join('');
  for (const told of ['Om trivsel', written.text, 'Øvelsesen', written.phone, known, 'Testperson', practice.sor, 'Udtalelse'])
    assert.ok(all.includes(told), told);
  assert.ok(!all.includes(pdf.data.slice(0, 40)));
});

test('3.4.1 line breaks: the lines of a text go out as they were written', async () => {
  const text = 'Første linje\n\n  Tredje linje, rykket ind\nFjerde';
  const { message } = await unit.send({ text });
  assert.equal(texts(message)[0]?.text, text);
});

test('3.4.1 validation: what breaks a rule for what is sent is not sent, and nothing of it is kept', async () => {
  const before = (await unit.list()).length;
  assert.deepEqual(await unit.refused('message-refused', routes.threads, { ...aNew, phone: '12 34 ring' }), [
    { at: '/phone', is: 'phone' },
  ]);
  assert.deepEqual(await unit.refused('message-refused', routes.threads, { ...aNew, category: 'gossip' }), [
    { at: '/category', is: 'not-known' },
  ]);
  assert.equal((await unit.list()).length, before);
});

test('3.4.2 history: the third message has all texts in one Communication, and each earlier Provenance beside its own', async () => {
  const first = await unit.send({ text: 'Første.' });
  const answer = await unit.arrive(unit.theirs.reply(first.bundle, { text: 'Anden.' }));
  const { message, bundle } = await unit.reply(first.thread, answer.id, { text: 'Tredje.' });
  assert.deepEqual(
    texts(message).map(({ text }) => text),
    ['Første.', 'Anden.', 'Tredje.'],
  );
  assert.deepEqual(
    message.history.map(({ message: id, answers, activity }) => [id, answers, activity]),
    [
      [first.message.id, undefined, 'new-message'],
      [answer.id, first.message.id, 'reply-message'],
      [message.id, answer.id, 'reply-message'],
    ],
  );
  const types = (bundle as unknown as { entry: { resource: { resourceType: string } }[] }).entry.map(
    ({ resource }) => resource.resourceType,
  );
  assert.equal(types.filter((type) => type === 'Communication').length, 1);
  assert.equal(types.filter((type) => type === 'Provenance').length, 3);
});

test('size: what would be more than 100 MB in its envelope is refused with the reason, and what is below is sent', async () => {
  const file = await unit.uploaded('application/pdf');
  const sizeIs = (size: number) => unit.store.db.updateTable('file').set({ size }).where('id', '=', file).execute();
  const body = { attachments: [{ file, title: 'Stor' }] };
  // Base64 twice makes sixteen bytes of nine.
  await sizeIs(56_250_000);
  assert.deepEqual(await unit.refused('message-refused', routes.threads, { ...aNew, ...body }), [{ at: '/attachments', is: 'too-large' }]);
  await sizeIs(56_200_000);
  assert.equal((await unit.ask('POST', routes.threads, { ...aNew, ...body })).status, 201);
  await sizeIs(samples['application/pdf'].length);
  assert.equal(attachments((await unit.send(body)).message).length, 1);
});

test('envelope: addressed by the GLN that SOR has for the receiver, named by the category, its content the message', async () => {
  const { envelope, document, message } = await unit.send({ to: hospital.sor });
  assert.deepEqual(
    [envelope.sender, envelope.receiver],
    [
      { id: family.gln, type: 'EAN' },
      { id: hospital.gln, type: 'EAN' },
    ],
  );
  assert.ok(envelope.content.kind === 'message');
  const { name, version, mime, size } = envelope.content;
  assert.deepEqual([name, version, mime], [`MCM:FDIS91#${message.category}`, '5.0', 'application/fhir+xml']);
  assert.equal(size, Buffer.byteLength(document));
  assert.match(envelope.id, uuid4);
  await unit.refused('recipient-unreachable', routes.threads, { ...aNew, to: '900000016000005' });
});
