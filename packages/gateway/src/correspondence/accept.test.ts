import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { readMessage } from '@paa-tvaers/medcom';
import { GatewayProblem } from '../http/problem.ts';
import { onBoth } from '../testing/databases.ts';
import { known } from '../testing/sources.ts';
import type { Sending } from './accept.ts';
import { aBox, aMessage, type TestBox } from './testing.ts';

const text = { text: 'Tak for det.', role: 'Socialrådgiver', phone: '12345678', attachments: [] };

/** Requests that have all read what there is before any of them writes. */
function atOnce(box: TestBox, keys: readonly string[]): Sending[] {
  let waiting = keys.length;
  const all = Promise.withResolvers<void>();
  return keys.map((key) => {
    const sending = box.sendingOf(key, known);
    const write: Sending['used']['write'] = async (work) => {
      waiting -= 1;
      if (waiting === 0) all.resolve();
      await all.promise;
      return sending.used.write(work);
    };
    return { ...sending, used: { ...sending.used, write } };
  });
}

const stored = (box: TestBox) => box.store.db.selectFrom('message').select('id').where('direction', '=', 'out').execute();

onBoth('accept', (store) => {
  test('two messages with one key that are written at the same moment: one is, and both are told of it', async () => {
    const box = await aBox(store());
    const key = randomUUID();
    const answers = await Promise.all(atOnce(box, [key, key]).map((sending) => box.box.accept.begin(sending, aMessage)));
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(
      (await stored(box)).map(({ id }) => id),
      [answers[0]?.message],
    );
    assert.equal((await box.list()).threads.length, 1);
    assert.equal((await box.changes()).length, 1);
  });

  test('two answers with one key: the same', async () => {
    const box = await aBox(store());
    const { id, thread } = await arrived(box);
    const key = randomUUID();
    const answers = await Promise.all(
      atOnce(box, [key, key]).map((sending) => box.box.accept.reply(sending, thread, { ...text, answers: id })),
    );
    assert.deepEqual(answers[0], answers[1]);
    assert.equal((await stored(box)).length, 1);
    assert.equal((await box.list()).threads[0]?.record.messages, 2);
  });

  test('two answers to one message at the same moment: one is accepted, and the other must read it first', async () => {
    const box = await aBox(store());
    const { id, thread } = await arrived(box);
    const answers = await Promise.allSettled(
      atOnce(box, [randomUUID(), randomUUID()]).map((sending) => box.box.accept.reply(sending, thread, { ...text, answers: id })),
    );
    const [refused, ...more] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    assert.equal(more.length, 0);
    assert.ok(refused instanceof GatewayProblem);
    assert.equal(refused.slug, 'not-the-latest');
    assert.equal((await stored(box)).length, 1);
  });

  test('what fails on its way to the disk leaves nothing, and may be sent again with the same key', async () => {
    const box = await aBox(store());
    const key = randomUUID();
    const sending = box.sendingOf(key, known);
    const write: Sending['used']['write'] = (work) =>
      sending.used.write(async (transaction) => {
        await work(transaction);
        throw new Error('the audit entry could not be written');
      });
    await assert.rejects(box.box.accept.begin({ ...sending, used: { ...sending.used, write } }, aMessage));
    for (const table of ['message', 'thread', 'idempotency', 'change'] as const)
      assert.deepEqual(await box.store.db.selectFrom(table).selectAll().execute(), [], table);
    await box.accept({}, key);
    assert.equal((await stored(box)).length, 1);
  });
});

async function arrived(box: TestBox) {
  const bundle = box.theirs.message();
  await box.arrive(bundle);
  return readMessage(bundle);
}
