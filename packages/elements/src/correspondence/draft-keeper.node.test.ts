import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SaveDraft } from '@paa-tvaers/contract/requests';
import { exchangeOf } from '../context/exchange.ts';
import { openedBody, problemBody, settle } from '../context/testing/fake-gateway.ts';
import { openChild } from '../context/testing/open-child.ts';
import { DraftKeeper } from './draft-keeper.ts';

// Ten digits that fail modulus 11.
const bo = '2306132224';

async function keeping() {
  const { clock, gateway, session } = await openChild({ tokens: 3_000 });
  const { generation } = session;
  const state = { text: '', told: 0, closed: 0 };
  const keeper = new DraftKeeper(clock, {
    content: (): SaveDraft => ({ kind: 'new', text: state.text, attachments: [] }),
    exchange: () => (generation.aborted ? undefined : exchangeOf(session)),
    told: () => {
      state.told += 1;
    },
    closed: () => {
      state.closed += 1;
      if (state.closed > 1) keeper.resume(true);
      else keeper.resting = true;
    },
  });
  const write = (text: string) => {
    state.text = text;
    keeper.touch();
  };
  const saves = () => gateway.requests.filter(({ method, route }) => method === 'PUT' && route.startsWith('/v1/drafts/'));
  const answer = async () => {
    saves().at(-1)!.answer(200, { context: 'context-a', id: keeper.id, savedAt: '2026-03-02T08:00:00Z' });
    await settle();
  };
  const texts = () => saves().map(({ body }) => body?.text);
  return { clock, gateway, session, keeper, state, write, saves, answer, texts };
}

describe('a draft', () => {
  test('is saved a second after typing stops, once, under an id that the gateway takes', async () => {
    const { clock, keeper, write, saves, answer, texts, state } = await keeping();
    write('K');
    clock.move(900);
    write('Kære');
    clock.move(999);
    assert.equal(saves().length, 0);
    clock.move(1);
    await settle();
    assert.deepEqual(texts(), ['Kære']);
    assert.match(saves()[0]!.route, /^\/v1\/drafts\/[\w-]{22,64}$/);
    assert.equal(keeper.savedAt, undefined);
    await answer();
    assert.equal(keeper.savedAt, '2026-03-02T08:00:00Z');
    assert.equal(state.told, 1);
    clock.move(60_000);
    await settle();
    assert.equal(saves().length, 1);
  });

  test('is not saved while nothing has been written', async () => {
    const { clock, keeper, saves } = await keeping();
    keeper.touch();
    await keeper.flush();
    clock.move(60_000);
    await settle();
    assert.equal(saves().length, 0);
  });

  test('is saved one at a time, the newest last', async () => {
    const { clock, keeper, write, answer, texts } = await keeping();
    write('one');
    void keeper.flush();
    await settle();
    write('two');
    void keeper.flush();
    await settle();
    assert.deepEqual(texts(), ['one']);
    await answer();
    assert.deepEqual(texts(), ['one', 'two']);
    write('three');
    await answer();
    clock.move(1_000);
    await settle();
    assert.deepEqual(texts(), ['one', 'two', 'three']);
  });

  test('that could not be saved is tried again after a while', async () => {
    const { clock, keeper, write, saves, answer } = await keeping();
    write('Kære');
    void keeper.flush();
    await settle();
    saves()[0]!.fail();
    await settle();
    assert.equal(keeper.failed, true);
    clock.move(9_999);
    await settle();
    assert.equal(saves().length, 1);
    clock.move(1);
    await settle();
    await answer();
    assert.equal(keeper.failed, false);
    assert.equal(saves().length, 2);
  });

  test('at rest: the saving that was under way has ended, and nothing is saved until it goes on', async () => {
    const { clock, keeper, write, answer, texts } = await keeping();
    write('Kære');
    clock.move(1_000);
    await settle();
    let resting = false;
    const rest = keeper.rest().then(() => {
      resting = true;
    });
    await settle();
    assert.equal(resting, false);
    await answer();
    await rest;
    write('Kære PPR');
    clock.move(60_000);
    await keeper.flush();
    assert.deepEqual(texts(), ['Kære']);
    keeper.resume();
    clock.move(1_000);
    await settle();
    assert.deepEqual(texts(), ['Kære', 'Kære PPR']);
  });

  test('that is thrown away ends at the gateway; what is taken back gets another id', async () => {
    const { clock, gateway, keeper, write, saves, answer } = await keeping();
    write('Kære');
    clock.move(1_000);
    await settle();
    const first = saves()[0]!.route;
    // The saving is still on its way.
    void keeper.drop();
    await settle();
    assert.deepEqual(
      gateway.requests.filter(({ method }) => method === 'DELETE').map(({ route }) => route),
      [first],
    );
    await answer();
    clock.move(60_000);
    await settle();
    assert.equal(saves().length, 1);
    keeper.resume(true);
    clock.move(1_000);
    await settle();
    assert.equal(saves().length, 2);
    assert.notEqual(saves()[1]!.route, first);
  });

  test('of which the gateway has nothing is thrown away without a word to it', async () => {
    const { gateway, keeper, write } = await keeping();
    write('Kære');
    await keeper.drop();
    assert.equal(gateway.requests.filter(({ method }) => method === 'DELETE').length, 0);
  });

  test('that was sent or thrown away elsewhere is told of', async () => {
    const { clock, keeper, write, saves, state, answer } = await keeping();
    write('Kære');
    clock.move(1_000);
    await settle();
    saves()[0]!.answer(409, problemBody('draft-closed', 409));
    await settle();
    assert.equal(state.closed, 1);
    assert.equal(keeper.savedAt, undefined);
    clock.move(60_000);
    await settle();
    assert.equal(saves().length, 1);
    // This time it is another text, and is saved at once under another id.
    keeper.resume();
    clock.move(10_000);
    await settle();
    saves()[1]!.answer(409, problemBody('draft-closed', 409));
    await settle();
    assert.equal(saves().length, 3);
    assert.notEqual(saves()[2]!.route, saves()[1]!.route);
    await answer();
    assert.equal(keeper.failed, false);
  });
});

describe('a draft whose child is left', () => {
  test('leaves in that very task, in its own child’s context, before that is closed', async () => {
    const { gateway, session, keeper, write, texts, saves } = await keeping();
    write('Kære');
    let kept: Promise<boolean> | undefined;
    session.follow(() => {
      kept ??= keeper.part(session, 'context-a');
    });
    session.set({ child: null });
    assert.deepEqual(texts(), ['Kære']);
    assert.equal(saves()[0]!.headers['Paa-Tvaers-Context'], 'context-a');
    assert.equal(saves()[0]!.init.keepalive, true);
    await settle();
    const order = gateway.requests.map(({ method }) => method);
    assert.ok(order.indexOf('PUT') < order.indexOf('DELETE'));
    saves()[0]!.answer(200, {});
    assert.equal(await kept, true);
  });

  test('says where it could not be saved', async () => {
    const { session, keeper, write, saves } = await keeping();
    write('Kære');
    const first = keeper.part(session, 'context-a');
    saves()[0]!.fail();
    assert.equal(await first, false);
    const second = keeper.part(session, 'context-a');
    saves()[1]!.answer(410, problemBody('context-closed', 410));
    assert.equal(await second, false);
    session.gateway.tokens.forget();
    assert.equal(await keeper.part(session, 'context-a'), false);
  });

  test('too large to outlive its page, is sent all the same', async () => {
    const { session, keeper, write, saves } = await keeping();
    write('æ'.repeat(40_000));
    void keeper.part(session, 'context-a');
    assert.equal(saves()[0]!.init.keepalive, false);
  });

  test('is never saved in another child’s context, whatever was under way', async () => {
    const { clock, gateway, session, keeper, write, saves } = await keeping();
    write('Kære');
    clock.move(1_000);
    await settle();
    write('Kære PPR');
    session.set({ child: { cpr: bo } });
    await settle();
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-b', bo, clock));
    await settle();
    assert.equal(session.state.opened?.context, 'context-b');
    write('Kære PPR i Korsbæk');
    void keeper.flush();
    void keeper.drop();
    clock.move(60_000);
    await settle();
    assert.deepEqual(
      saves().map(({ headers }) => headers['Paa-Tvaers-Context']),
      ['context-a'],
    );
    assert.equal(
      gateway.requests.some(({ method, route }) => method === 'DELETE' && route.startsWith('/v1/drafts/')),
      false,
    );
  });
});
