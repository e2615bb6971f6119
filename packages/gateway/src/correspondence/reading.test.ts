import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk as deskSchema, thread as threadSchema, threads as threadsSchema } from '@paa-tvaers/contract';
import { readMessage, systems } from '@paa-tvaers/medcom';
import { keyedHash } from '../sealing/seal.ts';
import type { Sections } from '../sections/index.ts';
import { onBoth } from '../testing/databases.ts';
import { known, other } from '../testing/sources.ts';
import { confirmChild, markRead, setFiled, setTask } from './marks.ts';
import { type Asker, listThreads, type ReadingParts, readThread } from './reading.ts';
import { aBox, createTestUnits, hospital, practice, type TestBox } from './testing.ts';

const call = { level: 'municipality', name: 'Korsbæk', phone: '12345600' };
const sections = {
  answer: {
    contacts: async () => ({
      body: { items: [{ party: 'ppr', contact: call }] },
      disclosure: { dataflow: 'contacts', outcome: 'ok', fields: ['name', 'phone'], sources: { person: 'ok' } },
    }),
  },
} as unknown as Sections;

function partsOf({ store, keys, box }: TestBox): ReadingParts & { readonly sor: { down: boolean } } {
  const { units, control } = createTestUnits();
  return { store, keys, box, sections, sources: { units }, sor: control };
}

const askerOf = (box: TestBox, cpr = known): Asker => box.sendingOf('', cpr);
const page = { limit: 100 };

onBoth('reading', (store) => {
  const list = async (box: TestBox, asker = askerOf(box), over: Partial<Parameters<typeof listThreads>[2]> = {}) => {
    const { body, outcome } = await listThreads(partsOf(box), asker, { ...page, ...over });
    const read = threadsSchema.parse(body);
    assert.ok(read.state === 'ok' || read.state === 'partial', read.state);
    return { ...read, outcome };
  };
  const open = async (box: TestBox, id: string, asker = askerOf(box)) => {
    const { body, outcome } = await readThread(partsOf(box), asker, id);
    return { ...threadSchema.parse({ context: 'context-1', ...body }), outcome };
  };

  test('a message that came is listed for its child alone, with what a list shows of it', async () => {
    const box = await aBox(store());
    const message = box.theirs.message({ attachments: [{ title: 'Vejledning', url: 'https://example.dk/v' }] });
    await box.arrive(message);
    const { items, state, sources, outcome, desk } = await list(box);
    const [item, ...rest] = items;
    assert.equal(rest.length, 0);
    assert.deepEqual(
      { state, sources: sources.map((source) => [source.id, source.state]), fields: outcome.fields, audited: outcome.sources },
      { state: 'ok', sources: [['network', 'ok']], fields: ['read'], audited: { network: 'ok' } },
    );
    const { latest, task, ...shown } = item!;
    assert.deepEqual(shown, {
      id: readMessage(message).thread,
      category: 'healthcare',
      topic: 'Om skolegang',
      parties: [practice.name],
      messages: 1,
      unread: 1,
      files: 1,
      alerts: [],
      held: false,
    });
    assert.deepEqual(
      [latest.direction, latest.kind, latest.organisation, latest.author, latest.excerpt, task.state],
      ['in', 'new', practice.name, 'Bo Øvelæge', 'Hun har det bedre.', 'new'],
    );
    assert.equal(desk?.maySend, true);
    assert.deepEqual((await list(box, askerOf(box, other))).items, []);
  });

  test('a thread has each text with its own signature, what replies to what, and what became of one’s own', async () => {
    const box = await aBox(store());
    const first = box.theirs.message();
    await box.arrive(first);
    const { thread, id } = readMessage(first);
    box.wait(5);
    const reply = await box.acceptReply(thread, id, { text: 'Tak for besked.' });
    await box.send();
    const view = await open(box, thread);
    assert.deepEqual(
      view.messages.map(({ id, kind, direction, answers, unread, delivery, sender }) => ({
        id,
        kind,
        direction,
        answers,
        unread,
        state: delivery?.state,
        sender,
      })),
      [
        { id, kind: 'new', direction: 'in', answers: undefined, unread: true, state: undefined, sender: practice.name },
        {
          id: reply.message,
          kind: 'reply',
          direction: 'out',
          answers: id,
          unread: false,
          state: 'sent',
          sender: 'Familieafdelingen, Korsbæk Kommune',
        },
      ],
    );
    assert.deepEqual(
      view.parts.map(({ kind, text, author, phone, organisation, message }) => ({ kind, text, author, phone, organisation, message })),
      [
        {
          kind: 'text',
          text: 'Hun har det bedre.',
          author: { name: 'Bo Øvelæge', role: 'Læge' },
          phone: '55667788',
          organisation: practice.name,
          message: id,
        },
        {
          kind: 'text',
          text: 'Tak for besked.',
          author: { name: 'Asta Marie Øvelsesen', role: 'Socialrådgiver' },
          phone: '12345678',
          organisation: 'Familieafdelingen, Korsbæk Kommune',
          message: reply.message,
        },
      ],
    );
    assert.deepEqual(view.patient, { name: 'Josefine Testperson', identifiers: [{ type: 'cpr', value: known }] });
    assert.deepEqual(view.may, { reply: true, forward: true, attach: true, file: true });
    assert.equal(view.latest, reply.message);
    assert.deepEqual([view.outcome.about, view.outcome.fields], [thread, ['read']]);
  });

  test('what is beyond the standard is shown as text, and a name that is missing comes from SOR', async () => {
    const box = await aBox(store());
    const { name: _, ...unnamed } = practice;
    const message = box.theirs.message({
      sender: unnamed,
      encounter: {
        status: 'in-progress',
        class: 'AMB',
        episodes: [{ system: systems.lpr3, value: 'urn:uuid:1f0e0d0c-0b0a-5908-8706-050403020100' }],
      },
    });
    const entry = message.entry as { resource: Record<string, unknown> }[];
    const communication = entry.find(({ resource }) => resource.resourceType === 'Communication')!.resource;
    communication.note = [{ text: '<b>Husk</b> mor', time: '2026-06-15' }];
    await box.arrive(message);
    const view = await open(box, readMessage(message).thread);
    assert.deepEqual(view.extra, [{ where: 'Communication.note', text: '[1].time: 2026-06-15\n[1].text: <b>Husk</b> mor' }]);
    assert.deepEqual(view.episodes, ['urn:uuid:1f0e0d0c-0b0a-5908-8706-050403020100']);
    assert.deepEqual(
      [view.parties, view.messages[0]?.sender, view.parts[0]?.organisation],
      [[practice.name], practice.name, practice.name],
    );
    const parts = partsOf(box);
    parts.sor.down = true;
    const { body } = await readThread(parts, askerOf(box), readMessage(message).thread);
    assert.deepEqual(body.parties, [practice.sor], 'SOR is down: the number stands in the name’s place');
  });

  test('pages by the cursor, each thread once', async () => {
    const box = await aBox(store());
    for (const topic of ['a', 'b', 'c', 'd', 'e']) {
      await box.arrive(box.theirs.message({ topic }));
      box.wait(1);
    }
    const topics: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await list(box, askerOf(box), { limit: 2, ...(cursor !== undefined && { cursor }) });
      topics.push(...items.map(({ topic }) => topic));
      cursor = next;
    } while (cursor !== undefined && topics.length < 10);
    assert.deepEqual(topics, ['e', 'd', 'c', 'b', 'a']);
  });

  test('a network that is silent for ten minutes makes the list partial, and what is here is still shown', async () => {
    const box = await aBox(store());
    await box.arrive(box.theirs.message());
    box.wait(10);
    assert.equal((await list(box)).state, 'ok');
    box.wait(1);
    const late = await list(box);
    assert.deepEqual([late.state, late.sources[0]?.state, late.items.length], ['partial', 'unavailable', 1]);
    await box.receive();
    assert.equal((await list(box)).state, 'ok');
    const { body } = await listThreads(
      { ...partsOf(box), box: { network: { connected: false, answeredAt: undefined } } },
      askerOf(box),
      page,
    );
    const apart = threadsSchema.parse(body);
    assert.deepEqual([apart.state, apart.sources[0]?.state, 'items' in apart && apart.items.length], ['partial', 'not-connected', 1]);
  });

  test('a thread with a unit whose messages policy keeps back is not listed, and the list says that it is not whole', async () => {
    const box = await aBox(store());
    const message = box.theirs.message();
    await box.arrive(message);
    await box.arrive(box.theirs.message({ sender: hospital }));
    const asker = askerOf(box);
    const { permits } = asker.desk;
    const strict: Asker = {
      ...asker,
      desk: {
        ...asker.desk,
        permits: (act, party) => (party?.kind === 'general-practice' ? { state: 'denied', reason: 'no-rule' } : permits(act, party)),
      },
    };
    const { state, sources, items } = await list(box, strict);
    assert.deepEqual([state, sources[0]?.state, items.map(({ parties }) => parties)], ['partial', 'filtered', [[hospital.name]]]);
    await assert.rejects(open(box, readMessage(message).thread, strict), { slug: 'not-permitted' });
  });

  test('one who may not read is told so, and is given nothing', async () => {
    const box = await aBox(store());
    await box.arrive(box.theirs.message());
    const asker = askerOf(box);
    const denied: Asker = { ...asker, desk: { ...asker.desk, permits: () => ({ state: 'denied', reason: 'function' }) } };
    const { body, outcome } = await listThreads(partsOf(box), denied, page);
    const read = threadsSchema.parse(body);
    assert.deepEqual([read.state, 'reason' in read && read.reason, read.sources, read.desk?.maySend], ['denied', 'function', [], false]);
    assert.deepEqual([outcome.outcome, outcome.reason, outcome.fields], ['denied', 'function', ['name', 'phone']]);
    assert.deepEqual(read.desk?.call, [call]);
    assert.deepEqual(deskSchema.parse(read.desk), read.desk);
  });

  test('messages are marked as read by somebody of the unit, once', async () => {
    const box = await aBox(store());
    const message = box.theirs.message();
    await box.arrive(message);
    const { id, thread } = readMessage(message);
    await markRead(partsOf(box), askerOf(box), thread, [id, 'no-such-message']);
    box.wait(1);
    await markRead(partsOf(box), askerOf(box), thread, [id]);
    assert.deepEqual([(await list(box)).items[0]?.unread, (await open(box, thread)).messages[0]?.unread], [0, false]);
    const row = await box.row(id);
    assert.deepEqual([row?.read_by, row?.read_at?.toISOString()], ['Asta Marie Øvelsesen', '2026-06-15T10:00:00.000Z']);
    await markRead(partsOf(box), askerOf(box), thread, []);
    await assert.rejects(markRead(partsOf(box), askerOf(box, other), thread, [id]), { slug: 'not-found' });
  });

  test('a thread is taken, left and ended', async () => {
    const box = await aBox(store());
    const message = box.theirs.message();
    await box.arrive(message);
    const { thread } = readMessage(message);
    const task = async () => (await list(box)).items[0]?.task;
    await setTask(partsOf(box), askerOf(box), thread, { state: 'in-progress', assignee: 'self' });
    assert.deepEqual(await task(), { state: 'in-progress', assignee: { name: 'Asta Marie Øvelsesen', self: true } });
    await setTask(partsOf(box), askerOf(box), thread, { state: 'done' });
    assert.deepEqual(await task(), { state: 'done', assignee: { name: 'Asta Marie Øvelsesen', self: true } });
    await setTask(partsOf(box), askerOf(box), thread, { state: 'new', assignee: null });
    assert.deepEqual(await task(), { state: 'new' });
    await assert.rejects(setTask(partsOf(box), askerOf(box, other), thread, { state: 'done' }), { slug: 'not-found' });
  });

  test('where a message was filed is shown, and stands sealed', async () => {
    const box = await aBox(store());
    const message = box.theirs.message();
    await box.arrive(message);
    const { id, thread } = readMessage(message);
    await setFiled(partsOf(box), askerOf(box), id, 'Sag 27-1234 om Josefine');
    const [shown] = (await open(box, thread)).messages;
    assert.deepEqual(shown?.filed, { at: '2026-06-15T10:00:00.000Z', by: 'Asta Marie Øvelsesen', where: 'Sag 27-1234 om Josefine' });
    assert.ok(!JSON.stringify(await box.row(id)).includes('Josefine'));
    await setFiled(partsOf(box), askerOf(box), id, undefined);
    assert.deepEqual(Object.keys((await open(box, thread)).messages[0]?.filed ?? {}), ['at', 'by']);
  });

  const stranger = { identifiers: [{ system: systems.cpr, value: known as string }], name: { given: ['Peter'], family: 'Ukendt' } };

  test('a message whose name and number disagree is nobody’s until a person has confirmed it', async () => {
    const box = await aBox(store());
    const message = box.theirs.message({ patient: stranger, topic: 'Fortroligt' });
    await box.arrive(message);
    const { id, thread } = readMessage(message);
    assert.deepEqual((await list(box)).items, []);
    const held = await open(box, thread);
    assert.deepEqual(
      [held.parts, held.topic, held.latest, held.may.reply, held.may.file, held.extra],
      [[], undefined, undefined, false, false, []],
    );
    assert.deepEqual(
      held.messages.map((one) => [one.id, one.held]),
      [[id, true]],
    );
    assert.deepEqual(held.patient, { name: 'Peter Ukendt', identifiers: [{ type: 'cpr', value: known }] });
    assert.deepEqual(held.messages[0]?.patient, held.patient);
    assert.deepEqual([held.alerts, held.outcome.fields], [['patient-differs'], ['held']]);
    await assert.rejects(open(box, thread, askerOf(box, other)), { slug: 'not-found' });
    await assert.rejects(setFiled(partsOf(box), askerOf(box), id, 'x'), { slug: 'message-held' });
    await assert.rejects(confirmChild(partsOf(box), askerOf(box, other), id, true), { slug: 'not-found' });

    await confirmChild(partsOf(box), askerOf(box), id, false);
    assert.deepEqual((await list(box)).items, [], 'who says that it is not, lets nobody see it');
    await confirmChild(partsOf(box), askerOf(box), id, true);
    assert.deepEqual(
      (await list(box)).items.map(({ topic, held: still, alerts }) => [topic, still, alerts]),
      [['Fortroligt', false, []]],
    );
    assert.equal((await open(box, thread)).parts.length, 1);
    assert.deepEqual((await box.changes()).at(-1), { kind: 'message', thread, child_hash: keyedHash(box.keys, known) });
    await assert.rejects(open(box, thread, askerOf(box, other)), { slug: 'not-found' });
  });

  test('another child’s message in a thread is told of and not shown, and is not confirmed as this child’s', async () => {
    const box = await aBox(store());
    const first = box.theirs.message();
    await box.arrive(first);
    const { thread } = readMessage(first);
    const { message } = await box.acceptReply(thread, readMessage(first).id);
    const reply = (await box.messages(thread)).find(({ row }) => row.id === message)!.bundle;
    box.wait(1);
    const patient = { identifiers: [{ system: systems.cpr, value: other as string }], name: { given: ['Nanna'], family: 'Øvelsesen' } };
    const wrong = box.theirs.reply(reply, { patient, text: 'Om et andet barn' });
    const { id } = readMessage(wrong);
    await box.arrive(wrong);
    const view = await open(box, thread);
    assert.deepEqual(
      view.messages.map((one) => [one.id, one.held ?? false]),
      [
        [readMessage(first).id, false],
        [message, false],
        [id, true],
      ],
    );
    assert.ok(!JSON.stringify(view).includes('Om et andet barn') && !JSON.stringify(view).includes(other));
    assert.equal(view.messages.at(-1)?.patient, undefined);
    assert.deepEqual(view.alerts, ['patient-differs']);
    await assert.rejects(confirmChild(partsOf(box), askerOf(box), id, true), { slug: 'message-held' });
    await assert.rejects(confirmChild(partsOf(box), askerOf(box, other), id, true), { slug: 'not-found' });
  });
});
