import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MailUnit } from '@paa-tvaers/contract';
import { Exchange } from '../context/exchange.ts';
import { problemBody, settle } from '../context/testing/fake-gateway.ts';
import { openChild } from '../context/testing/open-child.ts';
import { Sending } from './composer-sending.ts';
import { begun, type Fields } from './draft.ts';
import type { Compose } from './seam.ts';
import { desk } from './testing/fixtures.ts';

const what: Compose = { kind: 'new', desk };
const unit = (sor: string): MailUnit => ({ sor, name: sor, kind: 'ppr', reach: 'fdis91' });
const one = { unit: unit('441211000016003'), attention: '' };
const other = { unit: unit('441211000016004'), attention: '' };
const fields: Fields = { ...begun(what), to: [one], category: 'carecoordination', text: 'Kære PPR' };
const sent = { context: 'context-a', thread: 't', message: 'm', state: 'accepted', at: '2026-03-02T08:00:00Z' };

async function sending() {
  const { clock, gateway, session } = await openChild();
  const exchange = new Exchange(session, clock);
  const under = new Sending();
  const tries = () => gateway.to('/v1/threads', 'POST');
  const keys = () => tries().map(({ headers }) => headers['Idempotency-Key']);
  const send = async (of: Fields, answer: (request: ReturnType<typeof tries>[number]) => void, to = one, draft = 'draft-1') => {
    const going = under.send(exchange, what, of, to, draft);
    await settle();
    answer(tries().at(-1)!);
    return going;
  };
  return { under, send, tries, keys };
}

describe('sending', () => {
  test('a message that nobody answered is tried again word for word, with the same key', async () => {
    const { under, send, tries, keys } = await sending();
    assert.equal((await send(fields, (request) => request.fail())).failure?.slug, 'network');
    assert.equal(under.unsure, true);
    // Its draft has another name meanwhile: the message is the same.
    const outcome = await send(fields, (request) => request.answer(201, sent), one, 'draft-2');
    assert.equal(outcome.sent?.message, 'm');
    assert.equal(keys()[0], keys()[1]);
    assert.match(keys()[0]!, /^[\w-]{32}$/);
    assert.deepEqual(tries()[0]!.body, tries()[1]!.body);
    assert.equal(tries()[1]!.body?.draft, 'draft-1');
    assert.equal(under.unsure, false);
  });

  test('a gateway that failed may have it still', async () => {
    const { send, keys } = await sending();
    await send(fields, (request) => request.answer(503, problemBody('unavailable', 503)));
    await send(fields, (request) => request.answer(429, problemBody('rate-limited', 429)));
    await send(fields, (request) => request.answer(201, sent));
    assert.equal(new Set(keys()).size, 1);
  });

  test('what is changed after a try that nobody answered keeps the key: the gateway says whether the first has come', async () => {
    const { under, send, keys } = await sending();
    await send(fields, (request) => request.fail());
    const changed = { ...fields, text: 'Kære PPR i Korsbæk' };
    const outcome = await send(changed, (request) => request.answer(422, problemBody('idempotency-key-reused', 422)));
    assert.equal(outcome.failure?.slug, 'idempotency-key-reused');
    assert.equal(keys()[0], keys()[1]);
    assert.equal(under.unsure, false);
    await send(changed, (request) => request.answer(201, sent));
    assert.notEqual(keys()[2], keys()[1]);
  });

  test('what was refused is another message when it is tried again', async () => {
    const { send, keys } = await sending();
    await send(fields, (request) => request.answer(422, problemBody('message-refused', 422)));
    await send(fields, (request) => request.answer(201, sent));
    assert.notEqual(keys()[0], keys()[1]);
  });

  test('to several: a message and a key a unit, the same group, and those that have it are not left', async () => {
    const { under, send, tries, keys } = await sending();
    const both = { ...fields, to: [one, other] };
    await send(both, (request) => request.answer(201, sent), one);
    await send(both, (request) => request.fail(), other);
    assert.deepEqual(
      tries().map(({ body }) => body?.to),
      [one.unit.sor, other.unit.sor],
    );
    const groups = new Set(tries().map(({ body }) => body?.group));
    assert.equal(groups.size, 1);
    assert.ok([...groups][0]);
    assert.equal(new Set(keys()).size, 2);
    assert.deepEqual(under.left(both.to), [other]);
  });

  test('to one: no group', async () => {
    const { send, tries } = await sending();
    await send(fields, (request) => request.answer(201, sent));
    assert.equal('group' in tries()[0]!.body!, false);
  });
});
