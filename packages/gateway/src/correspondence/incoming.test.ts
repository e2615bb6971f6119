import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { type Acknowledgement, check, type Node, readMessage, systems, writeXml } from '@paa-tvaers/medcom';
import { SourceUnavailable } from '@paa-tvaers/national';
import type { Scanner } from '../attachments/scan.ts';
import { readFile, withheldFrom } from '../store/files.ts';
import { childOf } from '../store/threads.ts';
import { onBoth } from '../testing/databases.ts';
import { known, other } from '../testing/sources.ts';
import { aBox, family, hospital, practice, type TestBox } from './testing.ts';

const pdf = { title: 'Udtalelse', contentType: 'application/pdf', data: Buffer.from('%PDF-1.4 kort fil').toString('base64') } as const;
const withNumber = (value: string, system: string = systems.cpr) => ({
  identifiers: [{ system, value }],
  name: { given: ['Josefine'], family: 'Testperson' },
});

/** The acknowledgements that we have sent, in order. */
async function receipts(box: TestBox): Promise<Acknowledgement[]> {
  await box.send();
  return box.handedOver().flatMap(({ content }) => (content.kind === 'acknowledgement' ? [content] : []));
}

const shown = async (box: TestBox) => (await box.list()).threads;

/** Changes every text of a bundle. */
const replaced = (bundle: Node, from: string, to: string) => JSON.parse(JSON.stringify(bundle).replaceAll(from, to)) as Node;

onBoth('incoming', (store) => {
  test('a message, XML and JSON: shown, unread, its original kept byte by byte, acknowledged', async () => {
    for (const format of ['xml', 'json'] as const) {
      const box = await aBox(store());
      const bundle = box.theirs.message();
      const { id, thread } = readMessage(bundle);
      await box.arrive(bundle, format);
      assert.equal(box.network.waiting.length, 0, 'the network may forget it');
      const [listed, ...more] = await shown(box);
      assert.equal(more.length, 0);
      assert.equal(listed?.row.id, thread);
      assert.deepEqual(
        [listed.record.latest.direction, listed.record.latest.excerpt, listed.record.unread, listed.record.topic, listed.row.held],
        ['in', 'Hun har det bedre.', 1, 'Om skolegang', false],
      );
      assert.deepEqual(listed.record.parties, [{ sor: practice.sor, name: practice.name }]);
      assert.deepEqual(listed.row.unanswered_since, box.clock.now);
      assert.deepEqual(childOf(box.keys, listed.row), { cpr: known, birthDate: '2014-05-05', name: 'Josefine Testperson' });
      const row = await box.row(id);
      assert.equal(row?.original_type, `application/fhir+${format}`);
      const original = await buffer(readFile(box.store.db, box.keys, row.original_file ?? ''));
      assert.deepEqual(original, Buffer.from(format === 'xml' ? writeXml(bundle) : JSON.stringify(bundle)));
      const [receipt, ...others] = await receipts(box);
      assert.equal(others.length, 0);
      assert.deepEqual([receipt?.of, receipt?.response, receipt?.sender.sor, receipt?.receiver.sor], [id, 'ok', family.sor, practice.sor]);
      assert.deepEqual(check(box.handedOver()[0]?.bundle ?? {}, 'sender'), []);
      const [change] = await box.changes();
      assert.deepEqual([change?.kind, change?.thread], ['message', thread]);
      assert.ok(change?.child_hash);
    }
  });

  test('files lie apart from their message, sealed, and come out as they were', async () => {
    const box = await aBox(store());
    const bundle = box.theirs.message({ attachments: [pdf] });
    const message = readMessage(bundle);
    await box.arrive(bundle);
    const [stored] = await box.messages(message.thread);
    assert.ok(stored);
    assert.ok(!JSON.stringify(stored.bundle).includes(pdf.data));
    const [file, ...more] = await box.store.db.selectFrom('message_file').selectAll().execute();
    assert.equal(more.length, 0);
    assert.ok(file);
    assert.equal(file.part, message.parts.find(({ kind }) => kind === 'attachment')?.id);
    assert.equal((await buffer(readFile(box.store.db, box.keys, file.file))).toString('base64'), pdf.data);
    const about = await box.store.db.selectFrom('file').selectAll().where('id', '=', file.file).executeTakeFirst();
    assert.equal(about?.content_type, 'application/pdf');
    assert.equal((await shown(box))[0]?.record.files, 1);
  });

  test('a file in which something is found, and one that is not what it says, are withheld; the message is shown', async () => {
    const scanner: Scanner = {
      async scan(bytes) {
        const all = await buffer(bytes);
        return all.includes('farlig') ? 'infected' : 'clean';
      },
    };
    const box = await aBox(store(), { scanner });
    const file = (title: string, text: string) => ({ ...pdf, title, data: Buffer.from(text).toString('base64') });
    const bundle = box.theirs.message({
      attachments: [file('a', '%PDF-1.4 farlig'), file('b', 'MZ er intet pdf'), file('c', '%PDF-1.4 god')],
    });
    const message = readMessage(bundle);
    await box.arrive(bundle);
    assert.equal((await shown(box))[0]?.record.files, 3, 'that there were files is told');
    const [kept, ...more] = await box.store.db.selectFrom('message_file').selectAll().execute();
    assert.equal(more.length, 0);
    assert.match((await buffer(readFile(box.store.db, box.keys, kept?.file ?? ''))).toString(), /god/);
    const withheld = await withheldFrom(box.store.db, family.sor, [message.id]);
    const [harmful, disguised, good] = message.parts.filter(({ kind }) => kind === 'attachment').map(({ id }) => withheld.get(id));
    assert.deepEqual([harmful, disguised, good], ['infected', 'file-type', undefined], 'and why each is not here');
    // The original holds what was found: nobody at a desk can have it.
    const [{ original_file: original = '' } = {}] = await box.store.db.selectFrom('message').select('original_file').execute();
    assert.equal(original, null);
    const [forOperator] = await box.store.db.selectFrom('kept').select(['why', 'original_file']).execute();
    assert.equal(forOperator?.why, 'file-infected');
    assert.match((await buffer(readFile(box.store.db, box.keys, forOperator?.original_file ?? ''))).toString(), /CareCommunication/i);
  });

  test('while the scanner gives no verdict the message waits with the network', async () => {
    const control = { down: true };
    const scanner: Scanner = {
      async scan(bytes) {
        await buffer(bytes);
        if (control.down) throw new Error('no clamd');
        return 'clean';
      },
    };
    const box = await aBox(store(), { scanner });
    await box.arrive(box.theirs.message({ attachments: [pdf] }));
    assert.deepEqual([(await shown(box)).length, box.network.waiting.length], [0, 1]);
    control.down = false;
    await box.receive();
    assert.deepEqual([(await shown(box)).length, box.network.waiting.length], [1, 0]);
  });

  test('nothing of the child stands in the database in clear', async () => {
    const box = await aBox(store());
    await box.arrive(box.theirs.message({ attachments: [pdf] }));
    await box.accept();
    for (const table of [
      'thread',
      'message',
      'receipt',
      'received_receipt',
      'arrival',
      'kept',
      'file',
      'file_chunk',
      'change',
      'idempotency',
    ] as const) {
      const text = JSON.stringify(await box.store.db.selectFrom(table).selectAll().execute());
      for (const secret of [known, 'Testperson', 'Skolegang', 'skolegang', 'bedre', 'PDF-1.4'])
        assert.ok(!text.includes(secret), `${table}: ${secret}`);
    }
    assert.ok(!box.lines.join('').includes(known));
  });

  test('a duplicate, in the same Bundle or a new one: shown once, acknowledged alike each time', async () => {
    const box = await aBox(store());
    const bundle = box.theirs.message();
    const { id, bundle: bundleId } = readMessage(bundle);
    const again = replaced(bundle, bundleId, '5a9a1fb1-6c0e-4a3a-9d5f-3f6d7a2f1c11');
    for (const one of [bundle, bundle, again, again]) await box.arrive(one);
    assert.equal((await shown(box))[0]?.record.messages, 1);
    const told = await receipts(box);
    assert.deepEqual(
      told.map(({ of, response }) => [of, response]),
      Array(4).fill([id, 'ok']),
    );
    assert.equal(new Set(told.map(({ bundle: one }) => one)).size, 4, 'a new Bundle each time');
    assert.equal((await box.store.db.selectFrom('file').selectAll().execute()).length, 1, 'its original is kept once');
  });

  test('two gateways that are given the same message take it in once', async () => {
    const box = await aBox(store());
    box.network.forgets = false;
    box.network.put(family.gln, box.theirs.envelope(box.theirs.message()));
    await Promise.all([box.receive(), box.receive(box.open())]);
    assert.equal((await shown(box))[0]?.record.messages, 1);
    assert.ok((await receipts(box)).every(({ response }) => response === 'ok'));
  });

  test('an invalid one: AE with what is wrong, kept for the operator, not shown; AE again where it comes again', async () => {
    const box = await aBox(store());
    const bundle = replaced(box.theirs.message(), 'healthcare', 'unknown-category');
    const { id, bundle: bundleId } = readMessage(bundle);
    await box.arrive(bundle);
    await box.arrive(replaced(bundle, bundleId, '5a9a1fb1-6c0e-4a3a-9d5f-3f6d7a2f1c11'));
    assert.deepEqual(await shown(box), []);
    assert.equal(await box.row(id), undefined);
    const told = await receipts(box);
    assert.deepEqual(
      told.map(({ of, response }) => [of, response]),
      Array(2).fill([id, 'fatal-error']),
    );
    assert.ok(told.every(({ issues }) => issues.length > 0 && issues.some(({ error }) => error === 'MSG_VALUESET_VALUE_UNKNOWN')));
    const kept = await box.store.db.selectFrom('kept').selectAll().execute();
    assert.equal(kept.length, 1);
    assert.match(kept[0]?.why ?? '', /category/);
  });

  test('what is no message is kept, and stops nothing that comes behind it', async () => {
    const box = await aBox(store());
    box.network.put(family.gln, Buffer.from('<not-an-envelope/>'));
    box.network.put(family.gln, Buffer.from('ikke noget'));
    await box.arrive(box.theirs.message());
    assert.equal((await shown(box)).length, 1);
    assert.deepEqual((await box.store.db.selectFrom('kept').select('why').execute()).map(({ why }) => why).sort(), [
      'not-an-envelope',
      'not-xml',
    ]);
    assert.equal(box.network.waiting.length, 0);
  });

  test('one for another unit, in our mailbox by mistake, is told so and not shown', async () => {
    const box = await aBox(store());
    const bundle = box.theirs.message({ receiver: hospital });
    box.network.put(family.gln, box.theirs.envelope(bundle));
    await box.receive();
    assert.equal((await box.store.db.selectFrom('thread').selectAll().execute()).length, 0);
    const [receipt] = await receipts(box);
    assert.deepEqual([receipt?.response, receipt?.issues[0]?.error], ['fatal-error', 'MSG_Receiver_Identifier_UNKNOWN']);
  });

  test('a Bundle that comes again around another message is refused, each time alike', async () => {
    const box = await aBox(store());
    const first = box.theirs.message();
    const second = box.theirs.message({ text: 'Noget andet.' });
    const [one, two] = [readMessage(first), readMessage(second)];
    await box.arrive(first);
    const clash = replaced(second, two.bundle, one.bundle);
    await box.arrive(clash);
    await box.arrive(clash);
    assert.equal((await shown(box)).length, 1);
    assert.deepEqual(
      (await receipts(box)).map(({ of, response }) => [of, response]),
      [
        [one.id, 'ok'],
        [two.id, 'fatal-error'],
        [two.id, 'fatal-error'],
      ],
    );
  });

  test('an answer before the message that it answers: one thread, and what is missing is not there until it comes', async () => {
    const box = await aBox(store());
    const { thread, message } = await box.accept();
    await box.send();
    const [out] = box.handedOver();
    assert.ok(out);
    const reply = box.theirs.reply(out.bundle);
    const second = box.theirs.reply(reply, { text: 'Og en ting mere.' });
    await box.arrive(second);
    assert.deepEqual((await box.messages(thread)).map(({ row }) => row.id).sort(), [message, readMessage(second).id].sort());
    await box.arrive(reply);
    const [listed, ...more] = await shown(box);
    assert.equal(more.length, 0);
    assert.equal(listed?.record.messages, 3);
    assert.equal(listed.record.unread, 2);
    assert.deepEqual(listed.record.alerts, []);
  });

  test('parallel answers stand in one thread', async () => {
    const box = await aBox(store());
    const { thread, message } = await box.accept();
    await box.send();
    const out = box.handedOver()[0]?.bundle ?? {};
    box.wait(1);
    const theirs = box.theirs.reply(out);
    await box.acceptReply(thread, message, { text: 'Vi skrev igen.' });
    await box.arrive(theirs);
    const rows = await box.messages(thread);
    assert.equal(rows.length, 3);
    assert.deepEqual((await shown(box))[0]?.record.alerts, []);
  });

  test('a thread that was done is new again when something comes', async () => {
    const box = await aBox(store());
    const first = box.theirs.message();
    await box.arrive(first);
    await box.store.db.updateTable('thread').set({ task_state: 'done', unanswered_since: null }).execute();
    box.wait(5);
    await box.arrive(box.theirs.message());
    await box.arrive(
      replaced(
        replaced(first, readMessage(first).id, '11111111-6c0e-4a3a-9d5f-3f6d7a2f1c11'),
        readMessage(first).bundle,
        '22222222-6c0e-4a3a-9d5f-3f6d7a2f1c11',
      ),
    );
    const row = await box.thread(readMessage(first).thread);
    assert.deepEqual([row?.task_state, row?.unanswered_since], ['new', box.clock.now]);
  });

  test('held, and shown to nobody by child, where the number’s name in the register is another’s', async () => {
    const box = await aBox(store());
    const strange = { ...withNumber(known), name: { given: ['Villads'], family: 'Fremmed' } };
    const bundle = box.theirs.message({ patient: strange });
    await box.arrive(bundle);
    assert.deepEqual(await shown(box), []);
    const [thread] = await box.store.db.selectFrom('thread').selectAll().execute();
    assert.deepEqual([thread?.held, thread?.child_hash, thread?.child_sealed], [true, null, null]);
    assert.equal((await box.row(readMessage(bundle).id))?.held, true);
    assert.equal((await box.changes())[0]?.child_hash, null);
    assert.equal((await receipts(box))[0]?.response, 'ok', 'the sender has done nothing wrong that a machine could tell');
  });

  test('not held for how a name is written, nor where the register does not answer', async () => {
    for (const name of [
      { given: ['JOSEFINE', 'Marie'], family: 'testperson' },
      { given: ['Josefíne'], family: 'Testperson' },
      { given: [], family: 'Testperson' },
    ]) {
      const box = await aBox(store());
      await box.arrive(box.theirs.message({ patient: { ...withNumber(known), name } }));
      assert.equal((await shown(box)).length, 1, JSON.stringify(name));
    }
    const box = await aBox(store());
    box.person.down = true;
    await box.arrive(box.theirs.message({ patient: { ...withNumber(known), name: { given: ['Villads'], family: 'Fremmed' } } }));
    assert.equal((await shown(box)).length, 1);
  });

  test('a message about another child in a child’s thread is held; the thread stays, without a word of it', async () => {
    const box = await aBox(store());
    const { thread } = await box.accept();
    await box.send();
    const out = box.handedOver()[0]?.bundle ?? {};
    const name = { given: ['Nanna'], family: 'Øvelsesen' };
    await box.arrive(box.theirs.reply(out, { text: 'Om et andet barn.', patient: { ...withNumber(other), name } }));
    const [listed] = await shown(box);
    assert.equal(listed?.row.id, thread);
    assert.equal(listed.row.held, true);
    assert.deepEqual(listed.record.alerts, ['patient-differs']);
    assert.ok(!JSON.stringify(listed.record).includes('andet barn'));
    assert.deepEqual((await box.messages(thread)).map(({ row }) => row.held).sort(), [false, true]);
    assert.deepEqual((await box.list((await box.messages(thread)).find(({ row }) => row.held)?.row.child_hash ?? '')).threads, []);
  });

  test('a thread under a replacement number goes on under the official one that comes beside it', async () => {
    const box = await aBox(store());
    const first = box.theirs.message({ patient: withNumber('0505141AB2', systems.xEcpr) });
    await box.arrive(first);
    assert.equal((await shown(box)).length, 0);
    const both = {
      ...withNumber(known),
      identifiers: [
        { system: systems.cpr, value: known },
        { system: systems.xEcpr, value: '0505141AB2' },
      ],
    };
    await box.arrive(box.theirs.reply(first, { patient: both }));
    const [listed] = await shown(box);
    assert.deepEqual([listed?.record.messages, listed?.row.held], [2, false]);
  });

  test('where the fault is ours nothing is taken, and it comes again', async () => {
    const box = await aBox(store());
    const bundle = box.theirs.message();
    const broken = { ...box.store, db: failing(box.store.db, 'change') };
    box.network.put(family.gln, box.theirs.envelope(bundle));
    await box.receive(box.open({ store: broken }));
    assert.equal(box.network.waiting.length, 1);
    assert.deepEqual(await shown(box), []);
    assert.equal((await box.store.db.selectFrom('receipt').selectAll().execute()).length, 0);
    await box.receive();
    assert.equal((await shown(box)).length, 1);
    assert.equal(box.network.waiting.length, 0);
  });

  test('where the fault stays ours the sender is told once (AR), and AA follows when it is mended', async () => {
    const box = await aBox(store());
    const bundle = box.theirs.message();
    const broken = box.open({ store: { ...box.store, db: failing(box.store.db, 'change') } });
    box.network.put(family.gln, box.theirs.envelope(bundle));
    for (let round = 0; round < 5; round += 1) await box.receive(broken);
    assert.deepEqual(
      (await receipts(box)).map(({ response }) => response),
      ['transient-error'],
    );
    await box.receive();
    assert.deepEqual(
      (await receipts(box)).map(({ response }) => response),
      ['transient-error', 'ok'],
    );
    assert.equal((await shown(box))[0]?.record.messages, 1);
  });

  test('knows when the network last answered', async () => {
    const box = await aBox(store());
    assert.deepEqual(box.box.network, { connected: true, answeredAt: undefined });
    await box.receive();
    const answered = box.clock.now;
    assert.deepEqual(box.box.network.answeredAt, answered);
    box.wait(10);
    box.network.down = true;
    await box.receive();
    assert.deepEqual(box.box.network.answeredAt, answered);
    assert.ok(box.lines.some((line) => line.includes('"level":"warn"')));
  });

  test('a receipt that the network does not take is due again', async () => {
    const box = await aBox(store());
    await box.arrive(box.theirs.message());
    box.network.before = () => {
      throw new SourceUnavailable('network', 'connection');
    };
    await box.send();
    box.network.before = () => {};
    assert.equal(box.network.taken.length, 0);
    box.wait(1);
    assert.equal((await receipts(box)).length, 1);
    box.wait(60);
    assert.equal((await receipts(box)).length, 1);
  });
});

/** A database that fails each insertion into a table. */
function failing(db: TestBox['store']['db'], table: string): TestBox['store']['db'] {
  return new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'transaction')
        return () => ({
          execute: (work: (transaction: typeof db) => Promise<unknown>) =>
            target.transaction().execute((transaction) => work(failing(transaction, table))),
        });
      if (name === 'with')
        return (cte: string, make: (on: typeof db) => unknown) =>
          target.with(cte as never, ((on: typeof db) => make(failing(on, table))) as never);
      if (name === 'insertInto')
        return (into: string) => {
          if (into === table) throw new Error('the disk is full');
          return target.insertInto(into as never);
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
