import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Node, writeEnvelope } from '@paa-tvaers/medcom';
import { onBoth } from '../testing/databases.ts';
import { aBox, family, practice, type TestBox } from './testing.ts';

const refusal = [
  { severity: 'error', code: 'code-invalid', error: 'MSG_VALUESET_VALUE_UNKNOWN', text: 'Kategorien findes ikke.' },
] as const;
const trouble = [{ severity: 'error', code: 'transient', text: 'Databasen er nede.' }] as const;

async function sent(box: TestBox) {
  const { message, thread } = await box.accept();
  await box.send();
  const [first] = box.handedOver();
  assert.ok(first);
  return { message, thread, bundle: first.bundle };
}

/** What the network itself says of an envelope. */
function networkReceipt(
  outcome: 'negative-vans' | 'positive-message',
  original: string,
  description = 'Modtageren findes ikke',
): Uint8Array {
  return writeEnvelope({
    id: randomUUID(),
    sender: { id: practice.gln, type: 'EAN' },
    receiver: { id: family.gln, type: 'EAN' },
    sentAt: '2026-06-15T10:00:00Z',
    content: { kind: 'receipt', outcome, original, ...(outcome === 'negative-vans' && { error: { description } }) },
  });
}

onBoth('receipts', (store) => {
  test('AA: delivered, and nothing more is sent', async () => {
    const box = await aBox(store());
    const { message, thread, bundle } = await sent(box);
    await box.arrive(box.theirs.receipt(bundle));
    assert.deepEqual(await box.delivery(message), { state: 'delivered', at: box.clock.now.toISOString() });
    const changes = await box.changes();
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ['message', 'receipt', 'receipt'],
    );
    assert.ok(changes.every((change) => change.thread === thread && change.child_hash !== null));
    box.wait(60);
    await box.send();
    assert.equal(box.network.taken.length, 1, 'no receipt is given of a receipt');
    assert.equal((await box.list()).threads[0]?.record.delivery?.state, 'delivered');
  });

  test('AE: rejected, with the receiver’s words', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    await box.arrive(box.theirs.receipt(bundle, 'fatal-error', refusal), 'json');
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.words], ['rejected', ['Kategorien findes ikke.']]);
    box.wait(60);
    await box.send();
    assert.equal(box.network.taken.length, 1);
  });

  test('AR: sent again at once; AA and AE after it are the last word', async () => {
    for (const [response, state] of [
      ['ok', 'delivered'],
      ['fatal-error', 'rejected'],
    ] as const) {
      const box = await aBox(store());
      const { message, bundle } = await sent(box);
      await box.arrive(box.theirs.receipt(bundle, 'transient-error', trouble));
      assert.equal((await box.delivery(message))?.state, 'resending');
      await box.send();
      assert.equal(box.network.taken.length, 2);
      assert.deepEqual([(await box.delivery(message))?.state, (await box.delivery(message))?.resent], ['sent', 1]);
      await box.arrive(box.theirs.receipt(bundle, response, response === 'ok' ? [] : refusal));
      assert.equal((await box.delivery(message))?.state, state);
    }
  });

  test('AR each time: sent again twice, and then it has failed; a late AA is still the last word', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    for (let times = 1; times <= 3; times += 1) {
      await box.arrive(box.theirs.receipt(bundle, 'transient-error', trouble));
      await box.send();
    }
    assert.equal(box.network.taken.length, 3);
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.why, delivery?.words], ['failed', 'technical-error', ['Databasen er nede.']]);
    await box.arrive(box.theirs.receipt(bundle));
    const late = await box.delivery(message);
    assert.deepEqual([late?.state, late?.why], ['delivered', undefined]);
  });

  test('AR for a message that is being sent again already does not send it twice', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    await box.arrive(box.theirs.receipt(bundle, 'transient-error', trouble));
    await box.arrive(box.theirs.receipt(bundle, 'transient-error', trouble));
    await box.send();
    assert.equal(box.network.taken.length, 2);
    assert.equal((await box.delivery(message))?.resent, 1);
  });

  test('a receipt that comes too late is taken all the same', async () => {
    const box = await aBox(store(), { rules: { resends: 0 } });
    const { message, bundle } = await sent(box);
    box.wait(31);
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'failed');
    await box.arrive(box.theirs.receipt(bundle));
    assert.equal((await box.delivery(message))?.state, 'delivered');
  });

  test('the first final answer holds, whatever comes after it, and however often', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    const first = box.theirs.receipt(bundle);
    for (const receipt of [
      first,
      first,
      box.theirs.receipt(bundle, 'fatal-error', refusal),
      box.theirs.receipt(bundle, 'transient-error', trouble),
    ])
      await box.arrive(receipt);
    assert.equal((await box.delivery(message))?.state, 'delivered');
    const kept = await box.store.db.selectFrom('received_receipt').selectAll().execute();
    assert.equal(kept.length, 3, 'one that comes twice stands once');
    box.wait(60);
    await box.send();
    assert.equal(box.network.taken.length, 1);
  });

  test('keeps a receipt of a message that is not here, and gives it to the message when it turns up', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    const row = await box.row(message);
    assert.ok(row);
    await box.store.db.deleteFrom('message').execute();
    await box.arrive(box.theirs.receipt(bundle));
    assert.ok(box.lines.some((line) => line.includes('"level":"warn"')));
    assert.deepEqual(await box.store.db.selectFrom('received_receipt').select(['message', 'known']).execute(), [{ message, known: false }]);
    await box.store.db
      .insertInto('message')
      .values({ ...row, next_attempt_at: box.clock.now })
      .execute();
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'delivered');
    assert.equal(box.network.taken.length, 1, 'it was not sent once more');
    assert.deepEqual(await box.store.db.selectFrom('received_receipt').select('known').execute(), [{ known: true }]);
  });

  test('what somebody else says of our message does not count', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    const foreign = JSON.parse(JSON.stringify(box.theirs.receipt(bundle)).replaceAll(practice.sor, '900000016000009')) as Node;
    await box.arrive(foreign);
    assert.equal((await box.delivery(message))?.state, 'sent');
  });

  test('an invalid receipt is kept for the operator, and changes nothing', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    const { entry, ...rest } = box.theirs.receipt(bundle) as Node & { entry: { resource: { resourceType: string } }[] };
    await box.arrive({ ...rest, entry: entry.filter(({ resource }) => resource.resourceType !== 'Provenance') });
    assert.equal((await box.delivery(message))?.state, 'sent');
    assert.equal((await box.store.db.selectFrom('kept').selectAll().execute()).length, 1);
    assert.equal((await box.store.db.selectFrom('receipt').selectAll().execute()).length, 0, 'a receipt is never acknowledged');
  });

  test('the network’s own refusal fails the message, with its words; of an earlier sending, or after the receiver’s answer, it is no news', async () => {
    const box = await aBox(store());
    const { message, bundle } = await sent(box);
    const [first] = box.network.taken;
    assert.ok(first);
    box.network.put(family.gln, networkReceipt('positive-message', first.id));
    await box.receive();
    assert.equal((await box.delivery(message))?.state, 'sent');
    box.network.put(family.gln, networkReceipt('negative-vans', first.id));
    await box.receive();
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.why, delivery?.words], ['failed', 'network', ['Modtageren findes ikke']]);
    await box.arrive(box.theirs.receipt(bundle));
    box.network.put(family.gln, networkReceipt('negative-vans', first.id));
    await box.receive();
    assert.equal((await box.delivery(message))?.state, 'delivered');
    assert.equal(box.network.waiting.length, 0);
  });
});
