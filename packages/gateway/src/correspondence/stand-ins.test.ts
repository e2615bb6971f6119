import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { createAccessPoint, createUnitServer, type Transport, type UnitRegister } from '@paa-tvaers/national';
import { type HandClock, handClock, mailUnits, type StandIns, startStandIns } from '@paa-tvaers/stand-ins';
import { readFile } from '../store/files.ts';
import { openStore, type Store } from '../store/store.ts';
import { aBox, type TestBox } from './testing.ts';

// The box over the network's own protocol, against systems that were written apart from it: they answer by the words of a message.

const start = new Date('2026-06-15T10:00:00Z');
const { familyWest: family, clinic } = mailUnits;
const unit = { id: 'family', name: family.name, mailbox: 'gateway' as const, sor: family.sor, gln: family.gln ?? '' };
const home = mkdtempSync(join(tmpdir(), 'paa-tvaers-'));
let store: Store;
let clock: HandClock;
let standIns: StandIns;
let transport: Transport;
let units: UnitRegister;
let box: TestBox;

before(async () => {
  store = await openStore({ directory: home }, () => undefined);
});
after(async () => {
  await close();
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

beforeEach(async () => {
  await close();
  clock = handClock(start);
  standIns = await startStandIns({ network: { clock }, today: '2026-06-15' });
  transport = createAccessPoint({ url: standIns.network.url, token: standIns.network.token, timeout: 60_000 });
  units = createUnitServer({ url: standIns.units.url, security: { kind: 'none' }, timeout: 60_000 });
  box = await aBox(store, { transport, unit, units });
});

async function close() {
  await Promise.all([transport?.close(), units?.close()]);
  await standIns?.close();
}

/** Time goes by on both sides; whatever is due is sent, carried and taken. */
async function pass(seconds: number) {
  box.wait(seconds / 60);
  clock.advance(seconds * 1000);
  await box.send();
  await box.receive();
  await box.send();
}

async function write(topic: string) {
  const sent = await box.accept({ to: clinic.sor, topic });
  await pass(0);
  return sent;
}

const state = async (id: string) => (await box.delivery(id))?.state;
const threads = async () => (await box.list()).threads;

test('AA, AE, AR and then AA', async () => {
  const [one, two, three] = [await write('Skolegang'), await write('afvis'), await write('teknisk fejl')];
  for (const { message } of [one, two, three]) assert.equal(await state(message), 'sent');
  await pass(2);
  assert.equal(await state(one.message), 'delivered');
  const refused = await box.delivery(two.message);
  assert.equal(refused?.state, 'rejected');
  assert.ok(refused.words?.length);
  assert.equal((await box.delivery(three.message))?.resent, 1);
  await pass(5);
  await pass(5);
  assert.equal(await state(three.message), 'delivered');
});

test('no receipt, one that comes with the second sending, one that comes too late, two, and one of a message that nobody sent', async () => {
  const never = await write('kvittering mangler');
  const second = await write('gensend');
  const late = await write('sen kvittering');
  const [twice, strange] = [await write('dobbelt kvittering'), await write('ukendt kvittering')];
  await pass(10);
  assert.equal(await state(twice.message), 'delivered');
  assert.equal(await state(strange.message), 'delivered');
  assert.deepEqual((await box.store.db.selectFrom('received_receipt').select('known').where('known', '=', false).execute()).length, 1);
  await pass(30 * 60 + 1);
  await pass(120);
  assert.deepEqual([(await box.delivery(second.message))?.state, (await box.delivery(second.message))?.resent], ['delivered', 1]);
  assert.equal(await state(late.message), 'delivered');
  await pass(31 * 60);
  await pass(31 * 60);
  const given = await box.delivery(never.message);
  assert.deepEqual([given?.state, given?.why, given?.resent], ['failed', 'no-receipt', 2]);
});

test('an answer, with a file, and our receipt of it', async () => {
  const { thread } = await write('svar med fil');
  await pass(3);
  const [listed] = await threads();
  assert.deepEqual([listed?.row.id, listed?.record.messages, listed?.record.unread, listed?.record.latest.direction], [thread, 2, 1, 'in']);
  const [file] = await box.store.db.selectFrom('message_file').selectAll().execute();
  const bytes = await buffer(readFile(box.store.db, box.keys, file?.file ?? ''));
  assert.match(bytes.toString('latin1'), /^%PDF-/);
  await pass(1);
  const receipts = await box.store.db.selectFrom('receipt').select(['response', 'state']).execute();
  assert.deepEqual(receipts, [{ response: 'ok', state: 'sent' }]);
});

test('parallel answers, answers in the wrong order, an answer three times: one thread, each once', async () => {
  for (const [word, messages] of [
    ['to svar', 3],
    ['omvendt', 3],
    ['dobbelt', 2],
  ] as const) {
    const { thread } = await write(word);
    for (let round = 0; round < 4; round += 1) await pass(5);
    const listed = (await threads()).find(({ row }) => row.id === thread);
    assert.equal(listed?.record.messages, messages, word);
    assert.deepEqual(listed.record.alerts, [], word);
  }
});

test('a thread that is handed back is a new one; one about another child is held; an invalid one is refused', async () => {
  const back = await write('videresend');
  await pass(5);
  assert.equal((await threads()).length, 2);
  assert.ok((await threads()).some(({ row, record }) => row.id !== back.thread && record.latest.kind === 'forward'));
  const wrong = await write('forkert barn');
  await pass(5);
  const held = (await threads()).find(({ row }) => row.id === wrong.thread);
  assert.deepEqual([held?.row.held, held?.record.messages], [true, 1]);
  const invalid = await write('ugyldig');
  await pass(5);
  assert.equal((await threads()).find(({ row }) => row.id === invalid.thread)?.record.messages, 1);
  const answers = await box.store.db.selectFrom('receipt').select('response').execute();
  assert.deepEqual(answers.map(({ response }) => response).sort(), ['fatal-error', 'ok', 'ok']);
});
