import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '@paa-tvaers/medcom';
import { SourceUnavailable, TransportRefused } from '@paa-tvaers/national';
import { onBoth } from '../testing/databases.ts';
import { aBox, family, practice, type TestBox } from './testing.ts';

const down = () => {
  throw new SourceUnavailable('network', 'connection');
};

/** Accepts one message and sends it. */
async function sent(box: TestBox) {
  const { message, thread } = await box.accept();
  await box.send();
  const [first] = box.handedOver();
  assert.ok(first);
  return { message, thread, bundle: first.bundle };
}

onBoth('outgoing', (store) => {
  test('hands a message over in its envelope, and waits for the receipt', async () => {
    const box = await aBox(store());
    const { message } = await box.accept();
    assert.equal((await box.delivery(message))?.state, 'accepted');
    await box.send();
    const [out, ...more] = box.handedOver();
    assert.ok(out);
    assert.equal(more.length, 0);
    assert.deepEqual([out.envelope.sender.id, out.envelope.receiver.id], [family.gln, practice.gln]);
    assert.equal(out.document.name, 'MCM:FDIS91#psychiatry-social-disability');
    assert.equal(out.document.mime, 'application/fhir+xml');
    assert.equal(out.id, out.content.bundle);
    assert.deepEqual(check(out.bundle, 'sender'), []);
    assert.equal((await box.delivery(message))?.state, 'sent');
    await box.send();
    assert.equal(box.network.tried, 1);
  });

  test('writes JSON where that is the setting', async () => {
    const box = await aBox(store(), { rules: { format: 'json' } });
    await sent(box);
    assert.equal(box.handedOver()[0]?.document.mime, 'application/fhir+json');
  });

  test('waits longer each time that the network is away, and hands the same envelope over', async () => {
    const box = await aBox(store());
    box.network.before = down;
    const { message } = await box.accept();
    const waits: number[] = [];
    for (let tries = 1; tries <= 11; tries += 1) {
      await box.send();
      assert.equal(box.network.tried, tries);
      const { next_attempt_at, attempts } = (await box.row(message)) ?? {};
      assert.equal(attempts, tries);
      waits.push(((next_attempt_at?.getTime() ?? 0) - box.clock.now.getTime()) / 1000);
      box.wait((waits.at(-1) ?? 0) / 60);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    box.network.before = () => {};
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'sent');
    assert.equal(box.network.taken.length, 1);
  });

  test('gives a message up after five days, and says why', async () => {
    const box = await aBox(store());
    box.network.before = down;
    const { message } = await box.accept();
    await box.send();
    box.wait(5 * 24 * 60 - 1);
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'accepted');
    box.wait(6);
    await box.send();
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.why], ['failed', 'not-handed-over']);
    assert.equal((await box.row(message))?.next_attempt_at, null);
  });

  test('fails at once what the network will never take', async () => {
    for (const why of ['unknown-receiver', 'too-large', 'invalid'] as const) {
      const box = await aBox(store());
      box.network.before = () => {
        throw new TransportRefused(why);
      };
      const { message } = await box.accept();
      await box.send();
      const delivery = await box.delivery(message);
      assert.deepEqual([delivery?.state, delivery?.why], ['failed', why]);
      assert.deepEqual(
        (await box.changes()).map(({ kind }) => kind),
        ['message', 'receipt'],
      );
    }
  });

  test('fails no message because the network does not let the gateway in', async () => {
    const box = await aBox(store());
    box.network.before = () => {
      throw new TransportRefused('unauthorised');
    };
    const { message } = await box.accept();
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'accepted');
    assert.ok(box.lines.some((line) => line.includes('"level":"error"') && line.includes('unauthorised')));
    box.network.before = () => {};
    box.wait(1);
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'sent');
  });

  test('sends again where no receipt comes: a new Bundle and new times, the same message; twice, and then it has failed', async () => {
    const box = await aBox(store());
    const { message } = await sent(box);
    box.wait(29);
    await box.send();
    assert.equal(box.network.taken.length, 1);
    for (const times of [1, 2]) {
      box.wait(31);
      await box.send();
      assert.equal(box.network.taken.length, 1 + times);
      const delivery = await box.delivery(message);
      assert.deepEqual([delivery?.state, delivery?.resent], ['sent', times]);
    }
    const all = box.handedOver();
    assert.equal(new Set(all.map(({ id }) => id)).size, 3, 'an envelope of its own each');
    assert.equal(new Set(all.map(({ content }) => content.bundle)).size, 3);
    assert.deepEqual(new Set(all.map(({ content }) => content.id)), new Set([message]));
    const times = all.map(({ content }) => [content.assembled, content.history.at(-1)?.occurred]);
    assert.equal(new Set(times.flat()).size, 3, 'Bundle and Provenance have new times');
    const parts = all.map(({ content }) => content.kind === 'message' && content.parts);
    assert.deepEqual(parts[2], parts[0], 'the segments keep theirs');
    for (const { bundle } of all) assert.deepEqual(check(bundle, 'sender'), []);
    box.wait(31);
    await box.send();
    assert.equal(box.network.taken.length, 3);
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.why], ['failed', 'no-receipt']);
  });

  test('the number of times, and the wait, are settings', async () => {
    const box = await aBox(store(), { rules: { resends: 0, receiptAfter: 60_000 } });
    const { message } = await sent(box);
    box.wait(2);
    await box.send();
    assert.equal((await box.delivery(message))?.why, 'no-receipt');
  });

  test('a crash before the network has it, and one after: sent in the end, and shown once', async () => {
    for (const at of ['before', 'after'] as const) {
      const box = await aBox(store());
      const { message } = await box.accept();
      box.network[at] = () => {
        throw new Error('killed');
      };
      // What a killed process leaves is a lease, and no word of what became of it.
      const dead = box.open({ store: dying(box) });
      await assert.rejects(box.send(dead));
      box.network[at] = () => {};
      await box.send();
      assert.equal(box.network.tried, 1, 'nobody takes what another has');
      box.wait(2);
      await box.send();
      assert.equal(box.network.tried, 2);
      assert.equal(box.network.taken.length, 1, 'the same envelope, byte by byte');
      assert.equal((await box.delivery(message))?.state, 'sent');
    }
  });

  test('a crash after it was written down that a message is sent again: the same envelope, and counted once', async () => {
    const box = await aBox(store());
    const { message } = await sent(box);
    box.wait(31);
    box.network.after = () => {
      throw new Error('killed');
    };
    await assert.rejects(box.send(box.open({ store: dying(box) })));
    box.network.after = () => {};
    box.wait(2);
    await box.send();
    assert.equal(box.network.taken.length, 2);
    const delivery = await box.delivery(message);
    assert.deepEqual([delivery?.state, delivery?.resent], ['sent', 1]);
  });

  test('two gateways never have one message at a time', async () => {
    const box = await aBox(store());
    const messages: { message: string }[] = [];
    while (messages.length < 12) messages.push(await box.accept());
    let under = 0;
    const ids = new Set<string>();
    box.network.before = async ({ id }) => {
      assert.ok(!ids.has(id), 'nobody else is sending it');
      ids.add(id);
      under += 1;
      await new Promise((resolve) => setImmediate(resolve));
    };
    await Promise.all([box.send(), box.send(box.open())]);
    assert.equal(under, 12);
    for (const { message } of messages) assert.equal((await box.delivery(message))?.state, 'sent');
  });

  test('a receipt that comes while the message is on its way is not overwritten', async () => {
    const box = await aBox(store());
    const { message } = await box.accept();
    box.network.after = () => {
      box.network.after = () => {};
      const [out] = box.handedOver();
      assert.ok(out);
      box.network.put(family.gln, box.theirs.envelope(box.theirs.receipt(out.bundle)));
    };
    const taken = box.network.send.bind(box.network);
    box.network.send = async (envelope, call) => {
      await taken(envelope, call);
      await box.receive();
    };
    await box.send();
    assert.equal((await box.delivery(message))?.state, 'delivered');
  });

  test('stops, and what it was sending is due at once', async () => {
    const box = await aBox(store());
    const { message } = await box.accept();
    const stopped = new AbortController();
    box.network.before = () => {
      stopped.abort();
      throw new SourceUnavailable('network', 'aborted');
    };
    await box.box.outgoing?.round(stopped.signal);
    const row = await box.row(message);
    assert.deepEqual([row?.attempts, row?.next_attempt_at], [0, box.clock.now]);
  });

  test('runs by itself: what is accepted is sent without being asked for', async () => {
    const box = await aBox(store());
    box.box.start();
    try {
      const gone = new Promise<void>((resolve) => {
        box.network.after = resolve;
      });
      await box.accept();
      await gone;
    } finally {
      await box.box.stop();
    }
  });
});

/** The box's store as a killed process had it: what it writes once the network has been asked never arrives. */
function dying({ store, network }: TestBox) {
  const db = new Proxy(store.db, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (network.tried > 0 && (name === 'updateTable' || name === 'transaction') && typeof value === 'function' && isOver())
        return () => {
          throw new Error('killed');
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const before = network.tried;
  const isOver = () => network.tried > before;
  return { ...store, db };
}
