import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { readEnvelope } from '@paa-tvaers/medcom';
import { type StandIns, startStandIns } from '../start.ts';
import { addressOf, customer, enveloped, message, opened } from '../testing/mail.ts';
import { mailUnits } from '../world/sor.ts';
import { handClock, type HandClock } from './clock.ts';

const directory = mkdtempSync(join(tmpdir(), 'vans-'));
const [out, into] = [join(directory, 'out'), join(directory, 'in')];
const own = mailUnits.familyWest.gln ?? '';
let standIns: StandIns;
let clock: HandClock;
before(async () => {
  clock = handClock(new Date('2026-06-15T08:00:00Z'));
  standIns = await startStandIns({ today: '2026-06-15', network: { clock, vans: { directory, mailboxes: [own] } } });
});
beforeEach(() => {
  for (const name of readdirSync(into)) rmSync(join(into, name));
});
after(async () => {
  await standIns.close();
  rmSync(directory, { recursive: true });
});

const put = ({ id, bytes }: { id: string; bytes: Uint8Array }, name = `${id}.xml`) => writeFileSync(join(out, name), bytes);
const arrived = () =>
  readdirSync(into).map((name) => {
    assert.match(name, /^[0-9a-f-]{36}\.xml$/);
    return new Uint8Array(readFileSync(join(into, name)));
  });

test('takes a letter from out/, and puts acknowledgement and answer into in/', () => {
  put(enveloped(message({ topic: 'svar' })));
  clock.advance(200);
  assert.deepEqual(readdirSync(out), []);
  clock.advance(2000);
  const kinds = arrived().map((bytes) => opened(bytes).content.kind);
  assert.deepEqual(kinds.sort(), ['acknowledgement', 'message']);
  assert.deepEqual(readdirSync(join(directory, 'tmp')), []);
});

test('leaves what is not yet a whole file, and whatever has another name', () => {
  const one = enveloped(message());
  put(one, `${one.id}.xml.part`);
  mkdirSync(join(out, 'archive'));
  clock.advance(10_000);
  assert.deepEqual(readdirSync(out).sort(), [`${one.id}.xml.part`, 'archive'].sort());
  rmSync(out, { recursive: true });
  mkdirSync(out);
});

test('takes the oldest first', () => {
  const receiver = addressOf(mailUnits.bupSocialWorkers);
  const sent = ['c', 'a', 'b'].map((name, at) => {
    const one = enveloped(message({ receiver }));
    put(one, `${name}.xml`);
    const moment = new Date(2026, 0, 1, 0, 0, at);
    utimesSync(join(out, `${name}.xml`), moment, moment);
    return one.id;
  });
  clock.advance(200);
  return customer(standIns.network)
    .collect(mailUnits.bupSocialWorkers.gln ?? '')
    .then((found) =>
      assert.deepEqual(
        found.map(({ envelope }) => envelope.id),
        sent,
      ),
    );
});

test('an unknown receiver is told by the network’s own receipt', () => {
  const { id, bytes } = enveloped(message());
  put({ id, bytes: Buffer.from(Buffer.from(bytes).toString().replace(`>${mailUnits.clinic.gln}</R`, '>9520000099990</R')) });
  clock.advance(200);
  const [receipt] = arrived().map(readEnvelope);
  assert.equal(receipt?.receiver.id, own);
  const { content } = receipt ?? {};
  assert.ok(content?.kind === 'receipt');
  assert.deepEqual([content.outcome, content.original, content.error?.description], ['negative-vans', id, 'Modtageren er ukendt']);
});

test('what is no envelope of the customer’s is put aside', () => {
  put({ id: 'nonsense', bytes: Buffer.from('<x/>') });
  const foreign = enveloped(message({ sender: addressOf(mailUnits.intake) }));
  put(foreign);
  clock.advance(200);
  assert.deepEqual(readdirSync(out), []);
  assert.deepEqual(readdirSync(join(directory, 'refused')).sort(), ['nonsense.xml', `${foreign.id}.xml`].sort());
  assert.deepEqual(arrived(), []);
});

test('the folder’s mailboxes are not the access point’s', async () => {
  assert.ok(!standIns.network.mailboxes.includes(own));
  const { ask } = customer(standIns.network);
  assert.equal((await ask('GET', `/mailboxes/${own}/envelopes`)).status, 403);
});
