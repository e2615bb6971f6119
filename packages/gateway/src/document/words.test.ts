import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveryStates } from '@paa-tvaers/contract';
import { languages } from './words.ts';

test('never claims that a message was read', () => {
  for (const { delivery } of Object.values(languages)) {
    for (const state of [...deliveryStates, 'x-new']) {
      const said = delivery({ state, at: '2026-06-12T07:15:30Z' });
      assert.match(said, /\b09[.:]15\b|^x-new$/);
      assert.equal(/læst|read/.test(said), state === 'delivered');
      if (state === 'delivered') assert.match(said, /ikke nødvendigvis læst|not necessarily read/);
    }
  }
});

test('adds what the receiver’s system says, and how often it was sent again', () => {
  const rejected = { state: 'rejected', at: '2026-06-12T07:15:30Z', words: ['Ukendt modtager', 'Ring'], resent: 2 };
  assert.equal(
    languages.da.delivery(rejected),
    'Ikke leveret. Modtagerens system afviste meddelelsen 12. juni 2026 kl.\u00a009.15.\nModtagerens system skriver: Ukendt modtager Ring\nSendt igen 2 gange.',
  );
  assert.match(languages.en.delivery({ ...rejected, resent: 1 }), /writes: Ukendt modtager Ring\nSent again once\.$/);
});

test('shows a day as a day, a moment in Denmark, and what is neither as it came', () => {
  for (const [at, shown] of [
    ['2026-06-12', '12. juni 2026'],
    ['2026-12-31T23:30:00Z', '1. januar 2027 kl.\u00a000.30'],
    ['2026-06-12T09:14:00.5+02:00', '12. juni 2026 kl.\u00a009.14'],
    ['2026-06', '2026-06'],
    ['2026-06-12T09:14:00', '2026-06-12T09:14:00'],
    ['2026-99-12T09:14:00Z', '2026-99-12T09:14:00Z'],
    ['i går', 'i går'],
    [undefined, 'tidspunkt ikke oplyst'],
  ] as const) {
    assert.equal(languages.da.moment(at), shown);
  }
  assert.equal(languages.en.moment('2026-06-12T07:14:00Z'), '12 June 2026 at\u00a009:14');
});
