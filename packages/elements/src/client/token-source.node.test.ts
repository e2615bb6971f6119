import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { FakeClock, jwt, settle } from '../context/testing/fake-gateway.ts';
import { type GetToken, TokenSource } from './token-source.ts';
import { version } from './version.ts';

function scene(getToken: GetToken) {
  const clock = new FakeClock();
  const tokens = new TokenSource(clock);
  const asked: Parameters<GetToken>[0][] = [];
  tokens.getToken = (request) => {
    asked.push(request);
    return getToken(request);
  };
  return { clock, tokens, asked };
}

describe('the token', () => {
  test('is asked for once, however many requests want it at the same time', async () => {
    let give: (token: string) => void = () => {};
    const { tokens, asked } = scene(() => new Promise((resolve) => (give = resolve)));
    const wanted = [tokens.token(), tokens.token(), tokens.token()];
    await settle();
    give('one');
    assert.deepEqual(await Promise.all(wanted), ['one', 'one', 'one']);
    assert.equal(await tokens.token(), 'one');
    assert.deepEqual(
      asked.map(({ reason }) => reason),
      ['first'],
    );
  });

  test('is renewed at four fifths of its life, by the next request and by no timer', async () => {
    const { tokens, asked, clock } = scene(async () => jwt(clock, 300));
    await tokens.token();
    clock.move(239_999);
    await tokens.token();
    assert.equal(asked.length, 1);
    clock.move(1);
    await settle();
    assert.deepEqual([asked.length, clock.pending], [1, 0]);
    await tokens.token();
    assert.deepEqual(
      asked.map(({ reason }) => reason),
      ['first', 'expiring'],
    );
  });

  test('that the host had lying is renewed by what is left of it, not by its whole life', async () => {
    const { tokens, asked, clock } = scene(async () => old);
    const old = jwt(clock, 300);
    clock.move(200_000);
    await tokens.token();
    clock.move(79_999);
    await tokens.token();
    assert.equal(asked.length, 1);
    clock.move(1);
    await tokens.token();
    assert.equal(asked.length, 2);
  });

  test('is not asked for at every request on a workstation whose clock is an hour ahead', async () => {
    const { tokens, asked, clock } = scene(async () => issued);
    const issued = jwt(clock, 300);
    clock.move(3_600_000);
    await tokens.token();
    clock.move(239_999);
    await tokens.token();
    assert.equal(asked.length, 1);
  });

  test('that is no JWT is held until it is refused', async () => {
    for (const opaque of ['opaque', 'a.b.c', 'e30.e30.c2ln']) {
      const { tokens, asked, clock } = scene(async () => opaque);
      await tokens.token();
      clock.move(86_400_000);
      assert.equal(await tokens.token(), opaque);
      assert.equal(asked.length, 1);
      tokens.refuse(opaque);
      await tokens.token();
      assert.equal(asked[1]!.reason, 'refused');
    }
  });

  test('is not thrown away by the late refusal of an older one', async () => {
    let serial = 0;
    const { tokens, asked } = scene(async () => `${++serial}`);
    const first = await tokens.token();
    tokens.refuse(first);
    const second = await tokens.token();
    tokens.refuse(first);
    assert.equal(await tokens.token(), second);
    assert.equal(asked.length, 2);
  });

  test('that comes after it was forgotten is not kept, and its asking is aborted', async () => {
    const gives: ((token: string) => void)[] = [];
    const { tokens, asked } = scene(() => new Promise((resolve) => gives.push(resolve)));
    const wanted = assert.rejects(tokens.token());
    await settle();
    tokens.forget();
    assert.ok(asked[0]!.signal.aborted);
    const next = tokens.token();
    await settle();
    gives[0]!('of whoever sat here before');
    gives[1]!('mine');
    assert.equal(await next, 'mine');
    assert.equal(tokens.held, 'mine');
    await wanted;
  });

  test('that does not come in ten seconds is a failure, and is asked for again', async () => {
    const { tokens, asked, clock } = scene(() => new Promise(() => {}));
    const wanted = assert.rejects(tokens.token());
    clock.move(10_000);
    await wanted;
    assert.ok(asked[0]!.signal.aborted);
    tokens.token().catch(() => {});
    await settle();
    assert.equal(asked.length, 2);
  });
});

test('the version told to the gateway is the package’s', () => {
  const { version: released } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  assert.equal(version, released);
});
