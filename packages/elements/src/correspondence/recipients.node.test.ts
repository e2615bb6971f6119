import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Exchange } from '../context/exchange.ts';
import { problemBody, settle } from '../context/testing/fake-gateway.ts';
import { openChild } from '../context/testing/open-child.ts';
import { RecipientSearch } from './recipients.ts';

async function searching() {
  const { clock, gateway, session } = await openChild();
  const exchange = new Exchange(session, clock);
  const search = new RecipientSearch(
    () => exchange,
    clock,
    () => {},
  );
  const asked = () => gateway.to('/v1/recipients/search', 'POST');
  const found = (name: string, over: object = {}) => ({
    context: 'context-a',
    state: 'ok',
    items: ['1', '2'].map((sor) => ({ sor, name: name + sor, kind: 'ppr', reach: 'fdis91' })),
    more: false,
    ...over,
  });
  const names = () => search.options.map(({ name }) => name);
  return { clock, search, asked, found, names };
}

describe('a search for receivers', () => {
  test('begins with the child’s own, asked for once', async () => {
    const { search, asked, found, names } = await searching();
    search.show();
    assert.equal(search.busy, true);
    await settle();
    assert.deepEqual(asked()[0]!.body, {});
    asked()[0]!.answer(200, found('own'));
    await settle();
    assert.deepEqual(names(), ['own1', 'own2']);
    search.hide();
    search.show();
    await settle();
    assert.equal(asked().length, 1);
  });

  test('asks for a word, not for each letter of it; one letter is none', async () => {
    const { clock, search, asked } = await searching();
    search.show();
    await settle();
    search.type('p');
    clock.move(250);
    await settle();
    assert.equal(asked().length, 1);
    search.type('pp');
    clock.move(200);
    search.type('ppr ');
    clock.move(249);
    await settle();
    assert.equal(asked().length, 1);
    clock.move(1);
    await settle();
    assert.deepEqual(
      asked().map(({ body }) => body?.text),
      [undefined, 'ppr'],
    );
  });

  test('drops an answer to an earlier question', async () => {
    const { clock, search, asked, found, names } = await searching();
    search.show();
    await settle();
    search.type('ppr');
    clock.move(250);
    await settle();
    asked()[1]!.answer(200, found('ppr'));
    await settle();
    asked()[0]!.answer(200, found('own'));
    await settle();
    assert.deepEqual(names(), ['ppr1', 'ppr2']);
  });

  test('says that it failed, and asks again', async () => {
    const { search, asked, found, names } = await searching();
    search.show();
    await settle();
    asked()[0]!.answer(503, problemBody('unavailable', 503));
    await settle();
    assert.equal(search.failed, true);
    assert.equal(search.busy, false);
    search.again();
    await settle();
    asked()[1]!.answer(200, found('', { state: 'unavailable', items: [] }));
    await settle();
    assert.equal(search.failed, true);
    search.again();
    await settle();
    asked()[2]!.answer(200, found('own'));
    await settle();
    assert.equal(search.failed, false);
    assert.equal(names().length, 2);
  });

  test('is stepped through by the keyboard, and round', async () => {
    const { search, asked, found } = await searching();
    search.step(1);
    assert.equal(search.open, true);
    await settle();
    asked()[0]!.answer(200, found('own'));
    await settle();
    const steps = ([1, 1, 1, -1] as const).map((by) => {
      search.step(by);
      return search.active;
    });
    assert.deepEqual(steps, [0, 1, 0, 1]);
    search.hide();
    search.show();
    search.step(-1);
    assert.equal(search.active, 1);
  });
});
