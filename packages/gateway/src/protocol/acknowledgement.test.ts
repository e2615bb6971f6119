import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type Acknowledgement, check, type Node, read, readMessage } from '@paa-tvaers/medcom';
import { aBox, family, practice, type TestBox } from '../correspondence/testing.ts';
import { openStore, type Store } from '../store/store.ts';

// MedCom's test protocols for Acknowledgement 2.0, by the ids of their steps: at the box, where the clock is the test's.

const home = mkdtempSync(join(tmpdir(), 'paa-tvaers-'));
let store: Store;
before(async () => {
  store = await openStore({ directory: home }, () => undefined);
});
after(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

const refusal = [
  { severity: 'error', code: 'code-invalid', error: 'MSG_VALUESET_VALUE_UNKNOWN', text: 'Kategorien findes ikke.' },
] as const;
const trouble = [{ severity: 'error', code: 'transient', text: 'Databasen er nede.' }] as const;
const pdf = { title: 'Udtalelse', contentType: 'application/pdf', data: Buffer.from('%PDF-1.4 kort').toString('base64') } as const;

async function sent() {
  const box = await aBox(store);
  const { message, thread } = await box.accept();
  await box.send();
  const bundle = box.handedOver()[0]?.bundle;
  assert.ok(bundle);
  return { box, message, thread, bundle };
}

const replaced = (bundle: Node, from: string, to: string) => JSON.parse(JSON.stringify(bundle).replaceAll(from, to)) as Node;
const inNewBundle = (bundle: Node) => replaced(bundle, read(bundle).bundle, crypto.randomUUID());

/** The acknowledgements that the box has sent, the first first. */
async function given(box: TestBox) {
  await box.send();
  return box.handedOver().flatMap(({ content, ...more }) => (content.kind === 'acknowledgement' ? [{ content, ...more }] : []));
}

test('S.TC3 AA: validated, and linked to the message that it is of', async () => {
  const { box, message, thread, bundle } = await sent();
  const receipt = box.theirs.receipt(bundle);
  const entry = (receipt.entry as { resource: { resourceType: string } }[]).filter(
    ({ resource }) => resource.resourceType !== 'Provenance',
  );
  await box.arrive({ ...inNewBundle(receipt), entry });
  assert.equal((await box.delivery(message))?.state, 'sent', 'one that is invalid is not believed');
  assert.equal((await box.store.db.selectFrom('kept').selectAll().execute()).length, 1);
  box.wait(1);
  await box.arrive(receipt);
  assert.deepEqual(await box.delivery(message), { state: 'delivered', at: box.clock.now.toISOString() });
  assert.equal((await box.list()).threads[0]?.record.delivery?.state, 'delivered');
  assert.equal((await box.changes()).at(-1)?.thread, thread);
});

test('S.TC3.A1 AE: the message is rejected, with the receiver’s words, and is not sent again', async () => {
  const { box, message, thread, bundle } = await sent();
  await box.arrive(box.theirs.receipt(bundle, 'fatal-error', refusal));
  const delivery = await box.delivery(message);
  assert.deepEqual([delivery?.state, delivery?.words], ['rejected', ['Kategorien findes ikke.']]);
  const last = (await box.changes()).at(-1);
  assert.deepEqual([last?.kind, last?.thread], ['receipt', thread]);
  box.wait(120);
  await box.send();
  assert.equal(box.network.taken.length, 1);
});

/** AR, the sending again that it leads to, and what is answered then. */
async function afterTrouble(response: 'ok' | 'fatal-error') {
  const { box, message, bundle } = await sent();
  await box.arrive(box.theirs.receipt(bundle, 'transient-error', trouble));
  assert.equal((await box.delivery(message))?.state, 'resending', 'it is told');
  await box.send();
  const [first, second, ...more] = box.handedOver();
  assert.equal(more.length, 0);
  assert.ok(second);
  assert.equal(second.content.id, message);
  assert.notEqual(second.content.bundle, first?.content.bundle);
  await box.arrive(box.theirs.receipt(second.bundle, response, response === 'ok' ? [] : refusal));
  return box.delivery(message);
}

test('S.TC3.A2 AR: sent again at once; AA after it is what is shown', async () => {
  const delivery = await afterTrouble('ok');
  assert.deepEqual([delivery?.state, delivery?.resent], ['delivered', 1]);
});

test('S.TC3.A2 AR: sent again at once; AE after it is what is shown', async () => {
  const delivery = await afterTrouble('fatal-error');
  assert.deepEqual([delivery?.state, delivery?.words], ['rejected', ['Kategorien findes ikke.']]);
});

test('S.TC4 no acknowledgement in 30 minutes: sent again, never more than three times, and then told to have failed', async () => {
  for (const resends of [undefined, 3]) {
    const box = await aBox(store, resends === undefined ? {} : { rules: { resends } });
    const { message } = await box.accept();
    await box.send();
    box.wait(29);
    await box.send();
    assert.equal(box.network.taken.length, 1);
    for (let times = 0; times < 6; times += 1) {
      box.wait(31);
      await box.send();
    }
    assert.equal(box.network.taken.length, 1 + (resends ?? 2));
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.why, delivery?.resent], ['failed', 'no-receipt', resends ?? 2]);
  }
});

test('Ack 3.4.1 an acknowledgement is never acknowledged', async () => {
  const { box, bundle } = await sent();
  const receipt = box.theirs.receipt(bundle);
  for (const one of [receipt, receipt, inNewBundle(receipt)]) await box.arrive(one);
  assert.deepEqual(await given(box), []);
  assert.equal(box.network.waiting.length, 0);
});

test('Ack 3.4.2 of several acknowledgements the first final one holds', async () => {
  const { box, message, bundle } = await sent();
  const receipt = box.theirs.receipt(bundle);
  await box.arrive(receipt);
  const first = await box.delivery(message);
  box.wait(1);
  for (const one of [receipt, inNewBundle(receipt), box.theirs.receipt(bundle, 'fatal-error', refusal)]) await box.arrive(one);
  assert.equal(first?.state, 'delivered');
  assert.deepEqual(await box.delivery(message), first);
});

async function isTaken(format: 'xml' | 'json') {
  const { box, message, bundle } = await sent();
  await box.arrive(box.theirs.receipt(bundle), format);
  assert.equal((await box.delivery(message))?.state, 'delivered');
}

test('Ack 3.4.3 an acknowledgement is taken as XML', () => isTaken('xml'));
test('Ack 3.4.4 an acknowledgement is taken as JSON', () => isTaken('json'));

test('R.TC2 and R.TC3: AA of what is valid, AE of what is not, valid as sent, back to the sender, with the latest Provenance', async () => {
  const box = await aBox(store);
  const good = box.theirs.message();
  const bad = replaced(box.theirs.message(), 'healthcare', 'unknown-category');
  for (const one of [good, bad]) await box.arrive(one);
  const all = await given(box);
  assert.deepEqual(
    new Map(all.map(({ content: { of, response } }) => [of, response])),
    new Map([
      [readMessage(good).id, 'ok'],
      [(read(bad) as { id: string }).id, 'fatal-error'],
    ]),
  );
  for (const { content, bundle, envelope } of all) {
    assert.deepEqual([content.sender.sor, content.receiver.sor], [family.sor, practice.sor]);
    assert.deepEqual([envelope.sender.id, envelope.receiver.id], [family.gln, practice.gln]);
    assert.deepEqual(
      content.history.map(({ message }) => message),
      [content.of, content.id],
    );
    if (content.response === 'ok') assert.deepEqual(check(bundle, 'sender'), []);
    else assert.ok(content.issues.length > 0);
  }
});

test('R.TC3 AR: the sender is told that the fault is ours, and AA follows when it is mended', async () => {
  const control = { down: true };
  const scanner = {
    async scan(bytes: AsyncIterable<Uint8Array>) {
      await buffer(bytes);
      if (control.down) throw new Error('no verdict');
      return 'clean' as const;
    },
  };
  const box = await aBox(store, { scanner });
  await box.arrive(box.theirs.message({ attachments: [pdf] }));
  for (let round = 0; round < 4; round += 1) await box.receive();
  const responses = async () => (await given(box)).map(({ content }) => content.response);
  assert.deepEqual(await responses(), ['transient-error']);
  assert.deepEqual((await box.list()).threads, []);
  control.down = false;
  await box.receive();
  assert.deepEqual(await responses(), ['transient-error', 'ok']);
  assert.equal((await box.list()).threads.length, 1);
});

test('R.TC1.A3 a duplicate has the same answer in a new Bundle with new times, in an envelope named by the answer', async () => {
  const box = await aBox(store);
  const message = box.theirs.message();
  await box.arrive(message);
  await given(box);
  box.wait(2);
  await box.arrive(inNewBundle(message));
  const [first, second, ...more] = await given(box);
  assert.equal(more.length, 0);
  assert.ok(first && second);
  const said = ({ content: { of, response, issues } }: { readonly content: Acknowledgement }) => ({ of, response, issues });
  assert.deepEqual(said(second), said(first));
  assert.notEqual(second.content.bundle, first.content.bundle);
  const times = ({ content }: { readonly content: Acknowledgement }) => [content.assembled, content.history.at(-1)?.occurred];
  assert.deepEqual(new Set(times(second)), new Set([box.clock.now.toISOString()]));
  assert.ok(times(first).every((time) => time !== box.clock.now.toISOString()));
  for (const { document } of [first, second]) assert.deepEqual([document.name, document.version], ['MCM:FCTL#ok', '2.0.0']);
});

test('R.TC3 overview: what was acknowledged with what, and whether it has gone, is in the database', async () => {
  const box = await aBox(store);
  const one = box.theirs.message();
  await box.arrive(one);
  const rows = () => store.db.selectFrom('receipt').select(['mailbox', 'message', 'response', 'state']).execute();
  const row = { mailbox: family.sor, message: readMessage(one).id, response: 'ok' as const };
  assert.deepEqual(await rows(), [{ ...row, state: 'accepted' }]);
  await box.send();
  assert.deepEqual(await rows(), [{ ...row, state: 'sent' }]);
});
