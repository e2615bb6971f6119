import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { nonsense } from '../control/nonsense.ts';
import { type StandIns, startStandIns } from '../start.ts';
import { addressOf, customer, enveloped, message, opened } from '../testing/mail.ts';
import { mailUnits } from '../world/sor.ts';
import { handClock, type HandClock } from './clock.ts';
import { networkFaults } from './faults.ts';

const [own, other] = [mailUnits.familyWest.gln ?? '', mailUnits.bupSocialWorkers.gln ?? ''];
let standIns: StandIns;
let clock: HandClock;
let mail: ReturnType<typeof customer>;
before(async () => {
  clock = handClock(new Date('2026-06-15T08:00:00Z'));
  const delays = { delivery: 5000, slow: 20 };
  standIns = await startStandIns({ today: '2026-06-15', network: { clock, delays, tokens: { 'the-second-gateway': [other] } } });
  mail = customer(standIns.network);
});
afterEach(async () => {
  await fetch(`${standIns.control.url}/faults`, { method: 'DELETE' });
  clock.advance(60_000);
  await mail.collect(other);
});
after(() => standIns.close());

/** To a mailbox that nobody empties here but the test. */
const letter = () => enveloped(message({ receiver: addressOf(mailUnits.bupSocialWorkers) }));
const said = async (answer: Response) => [answer.status, ((await answer.json()) as { error: string }).error];

test('carries an envelope, bytes as they are, until it is taken', async () => {
  const { id, bytes } = letter();
  const answer = await mail.post({ id, bytes });
  assert.deepEqual([answer.status, await answer.text()], [202, '']);
  const { items, more } = await mail.list(other);
  assert.deepEqual(
    items.map(({ size, receivedAt }) => ({ size, receivedAt })),
    [{ size: bytes.length, receivedAt: clock.now().toISOString() }],
  );
  assert.equal(more, false);
  const path = `/mailboxes/${other}/envelopes/${items[0]?.id}`;
  assert.notEqual(items[0]?.id, id);
  for (const turn of [1, 2]) {
    const fetched = await mail.ask('GET', path);
    assert.deepEqual([fetched.status, fetched.headers.get('content-type')], [200, 'application/xml'], `time ${turn}`);
    assert.deepEqual(new Uint8Array(await fetched.arrayBuffer()), new Uint8Array(bytes));
  }
  for (const turn of [1, 2]) assert.equal((await mail.ask('DELETE', path)).status, 204, `time ${turn}`);
  assert.equal((await mail.ask('GET', path)).status, 404);
  assert.deepEqual((await mail.list(other)).items, []);
});

test('lists the oldest first, so many at a time', async () => {
  const sent = [];
  for (let nth = 0; nth < 5; nth += 1) {
    const one = letter();
    sent.push(one.id);
    await mail.post(one);
    clock.advance(1000);
  }
  const all = await mail.list(other);
  const part = await mail.list(other, 2);
  assert.deepEqual([part.items, part.more], [all.items.slice(0, 2), true]);
  assert.equal((await mail.list(other, 5)).more, false);
  assert.deepEqual(
    all.items.map(({ receivedAt }) => receivedAt).sort(),
    all.items.map(({ receivedAt }) => receivedAt),
  );
  assert.deepEqual(
    (await mail.collect(other)).map(({ envelope }) => envelope.id),
    sent,
  );
  for (const limit of ['0', '1001', '-1', 'all', ''])
    assert.equal((await mail.ask('GET', `/mailboxes/${other}/envelopes?limit=${limit}`)).status, 400, limit);
  assert.equal((await mail.ask('GET', `/mailboxes/${other}/envelopes`)).status, 200);
});

test('the same envelope again is taken, and not carried twice; other bytes under its id are not taken', async () => {
  const { id, bytes } = letter();
  const before = standIns.network.counts();
  for (const turn of [1, 2, 3]) assert.equal((await mail.post({ id, bytes })).status, 202, `time ${turn}`);
  const changed = Buffer.from(
    Buffer.from(bytes).toString().replace('<SentDateTime>2026-06-15T10:00:00', '<SentDateTime>2026-06-15T10:00:01'),
  );
  assert.deepEqual(await said(await mail.post({ id, bytes: changed })), [409, 'conflict']);
  assert.equal((await mail.list(other)).items.length, 1);
  const { accepted, repeated, conflicts } = standIns.network.counts();
  assert.deepEqual([accepted, repeated, conflicts], [before.accepted + 1, before.repeated + 2, before.conflicts + 1]);
});

test('asks for a token, and for one that opens the mailbox and speaks for the sender', async () => {
  const as = (authorization: string | undefined, path = `/mailboxes/${other}/envelopes`) =>
    fetch(standIns.network.url + path, { headers: authorization ? { Authorization: authorization } : {} });
  for (const authorization of [undefined, 'Bearer guessed', `Basic ${standIns.network.token}`, 'Bearer '])
    assert.equal((await as(authorization)).status, 401, authorization);
  assert.equal((await as('Bearer the-second-gateway')).status, 200);
  assert.deepEqual(await said(await as('Bearer the-second-gateway', `/mailboxes/${own}/envelopes`)), [403, 'mailbox']);
  assert.deepEqual(await said(await mail.ask('GET', `/mailboxes/${mailUnits.clinic.gln}/envelopes`)), [403, 'mailbox']);
  const { id, bytes } = letter();
  const foreign = await mail.post({ id, bytes }, { Authorization: 'Bearer the-second-gateway' });
  assert.deepEqual(await said(foreign), [403, 'sender']);
  assert.ok(standIns.network.mailboxes.includes(own) && !standIns.network.mailboxes.includes(mailUnits.clinic.gln ?? ''));
});

test('knows no receiver that SOR does not have, that has no mailbox, or that is closed', async () => {
  for (const gln of ['9520000099990', mailUnits.pprOld.gln ?? '']) {
    const { id, bytes } = letter();
    const misled = Buffer.from(bytes).toString().replace(`>${other}</ReceiverID>`, `>${gln}</ReceiverID>`);
    assert.deepEqual(await said(await mail.post({ id, bytes: Buffer.from(misled) })), [404, 'unknown-receiver'], gln);
  }
});

const wrongs: Readonly<Record<string, (text: string) => string>> = {
  'not XML': (text) => text.slice(0, -5),
  'a document type': (text) => text.replace('<VANSEnvelope', '<!DOCTYPE VANSEnvelope><VANSEnvelope'),
  'another root': (text) => text.replaceAll('VANSEnvelope', 'Envelope'),
  'another version': (text) => text.replace('1.0.4', '1.0.3'),
  'no sender': (text) => text.replace(/<SenderID.*?<\/SenderID>/, ''),
  'another kind of endpoint': (text) => text.replace('EndPointType="EAN"', 'EndPointType="CVR"'),
  'a short GLN': (text) => text.replace(`>${other}<`, `>${other.slice(1)}<`),
  'an id that is none': (text) => text.replace(/<EnvelopeIdentifier>.*?</, '<EnvelopeIdentifier>17<'),
  'a moment that is none': (text) => text.replace(/<SentDateTime>.*?</, '<SentDateTime>i dag<'),
  'the order of elements': (text) => text.replace(/(<SenderID.*?<\/SenderID>)(<ReceiverID.*?<\/ReceiverID>)/, '$2$1'),
  'something more': (text) => text.replace('</VANSEnvelope>', '<Message/></VANSEnvelope>'),
  'an unknown format': (text) => text.replace('>HL7<', '>FHIR<'),
  'an unknown name': (text) => text.replace('MCM:FDIS91#', 'MCM:XDIS91#'),
  'no MIME': (text) => text.replace(/<ServiceTag.*?<\/ServiceTag>/, ''),
  'an unknown MIME': (text) => text.replace('application/fhir+xml', 'application/xml'),
  'another size': (text) => text.replace(/<SizeInBytes>\d/, '$&0'),
  'no base64': (text) => text.replace('<Data>', '<Data>!'),
  'no data': (text) => text.replace(/<Data>.*?<\/Data>/, '<Data></Data>'),
};
for (const [what, change] of Object.entries(wrongs))
  test(`refuses an envelope with ${what}`, async () => {
    const { id, bytes } = letter();
    const text = Buffer.from(bytes).toString();
    assert.notEqual(change(text), text);
    const answer = await mail.post({ id, bytes: Buffer.from(change(text)) });
    const [status, error] = await said(answer);
    assert.equal(status, 400);
    assert.ok(!String(error).includes(other) && !String(error).includes('Josefine'), 'nothing of the envelope');
    assert.deepEqual((await mail.list(other)).items, []);
  });

test('takes what the schema allows beside', async () => {
  const { id, bytes } = letter();
  const text = Buffer.from(bytes)
    .toString()
    .replace('<Type>reliable</Type>', '')
    .replaceAll('<VANSEnvelope', '<v:VANSEnvelope')
    .replace('xmlns=', 'xmlns:v="urn:oio:medcom:vans-envelope:1.0.4" xmlns=')
    .replace('</VANSEnvelope>', '</v:VANSEnvelope>')
    .replace(/<Data>(.{76})/, '<Data>$1\n');
  assert.equal((await mail.post({ id, bytes: Buffer.from(text) })).status, 202);
});

test('asks for the id in the header, and for XML', async () => {
  const { id, bytes } = letter();
  assert.deepEqual(await said(await mail.post({ id: randomUUID(), bytes })), [400, 'Envelope-Id is not the EnvelopeIdentifier']);
  assert.equal((await mail.post({ id, bytes }, { 'Content-Type': 'text/plain' })).status, 415);
  assert.equal((await mail.ask('PUT', '/envelopes')).status, 405);
  assert.equal((await mail.ask('POST', `/mailboxes/${own}/envelopes`)).status, 405);
  assert.equal((await mail.ask('GET', '/letters')).status, 404);
});

const turn = async (rates: Record<string, unknown>) => {
  const answer = await fetch(`${standIns.control.url}/faults/network`, { method: 'PUT', body: JSON.stringify({ rates }) });
  return { status: answer.status, json: (await answer.json()) as { network: { rates: Record<string, number> } } };
};

test('the control route sets the rates, tells them, and takes them back', async () => {
  const { json } = await turn({ loses: 0.5, slow: 1 });
  assert.deepEqual(json.network.rates, { ...Object.fromEntries(networkFaults.map((fault) => [fault, 0])), loses: 0.5, slow: 1 });
  assert.equal((await turn({ slow: 0 })).json.network.rates.loses, 0.5);
  for (const wrong of [{ eats: 1 }, { loses: 2 }, { loses: -0.1 }, { loses: '1' }]) assert.equal((await turn(wrong)).status, 400);
  const elsewhere = await fetch(`${standIns.control.url}/faults/cases`, { method: 'PUT', body: '{"rates":{"loses":1}}' });
  assert.equal(elsewhere.status, 400);
  await fetch(`${standIns.control.url}/faults`, { method: 'DELETE' });
  assert.ok(Object.values((await turn({})).json.network.rates).every((rate) => rate === 0));
});

/** How far a count has moved. */
async function moved(fault: (typeof networkFaults)[number], run: () => Promise<void>): Promise<number> {
  const before = standIns.network.counts()[fault];
  await run();
  return standIns.network.counts()[fault] - before;
}

test('loses an envelope that it has taken', async () => {
  await turn({ loses: 1 });
  const count = await moved('loses', async () => {
    assert.equal((await mail.post(letter())).status, 202);
    clock.advance(3_600_000);
    assert.deepEqual((await mail.list(other)).items, []);
  });
  assert.equal(count, 1);
});

test('delays an envelope', async () => {
  await turn({ delays: 1 });
  const count = await moved('delays', async () => {
    await mail.post(letter());
    clock.advance(4999);
    assert.deepEqual((await mail.list(other)).items, []);
    clock.advance(1);
    const [found] = (await mail.list(other)).items;
    assert.equal(found?.receivedAt, clock.now().toISOString());
  });
  assert.equal(count, 1);
});

test('doubles an envelope, under two names', async () => {
  await turn({ doubles: 1 });
  const count = await moved('doubles', async () => {
    const { id, bytes } = letter();
    await mail.post({ id, bytes });
    const { items } = await mail.list(other);
    assert.equal(new Set(items.map((item) => item.id)).size, 2);
    const both = await mail.collect(other);
    assert.deepEqual(
      both.map(({ envelope }) => envelope.id),
      [id, id],
    );
  });
  assert.equal(count, 1);
});

test('reorders two envelopes; one that nothing overtakes comes late', async () => {
  const [first, second] = [letter(), letter()];
  const count = await moved('reorders', async () => {
    await turn({ reorders: 1 });
    await mail.post(first);
    await turn({ reorders: 0 });
    assert.deepEqual((await mail.list(other)).items, []);
    await mail.post(second);
    const found = await mail.collect(other);
    assert.deepEqual(
      found.map(({ envelope }) => envelope.id),
      [second.id, first.id],
    );
    await turn({ reorders: 1 });
    await mail.post(letter());
    clock.advance(5000);
    assert.equal((await mail.list(other)).items.length, 1);
  });
  assert.equal(count, 2);
});

test('is away, and refuses, for now', async () => {
  for (const [fault, status] of [
    ['away', 503],
    ['refuses', 429],
  ] as const) {
    const one = letter();
    const count = await moved(fault, async () => {
      await turn({ [fault]: 1 });
      for (const answer of [await mail.post(one), await mail.ask('GET', `/mailboxes/${other}/envelopes`)])
        assert.deepEqual([answer.status, answer.headers.get('retry-after')], [status, '1']);
    });
    assert.equal(count, 2);
    await turn({ [fault]: 0 });
    assert.deepEqual((await mail.list(other)).items, []);
    assert.equal((await mail.post(one)).status, 202);
    await mail.collect(other);
  }
});

test('answers slowly', async () => {
  await turn({ slow: 1 });
  const count = await moved('slow', async () => {
    assert.equal((await mail.post(letter())).status, 202);
  });
  assert.equal(count, 1);
});

test('answers with nonsense after the deed is done, so that the same must be asked again', async () => {
  const { id, bytes } = letter();
  const count = await moved('garbage', async () => {
    await turn({ garbage: 1 });
    for (const answer of [await mail.post({ id, bytes }), await mail.ask('GET', `/mailboxes/${other}/envelopes`)]) {
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/html']);
      assert.ok((await answer.text()).includes(nonsense.name));
    }
  });
  assert.equal(count, 2);
  await turn({ garbage: 0 });
  assert.equal((await mail.post({ id, bytes })).status, 202);
  assert.equal((await mail.list(other)).items.length, 1);
});

test('carries a hundred megabytes', async () => {
  // Apart: while it is read nothing else is, and idle connections to the others would be closed under way.
  const apart = await startStandIns({ today: '2026-06-15' });
  try {
    const mail = customer(apart.network);
    const small = letter();
    const size = 75 * 1024 * 1024;
    const text = Buffer.from(small.bytes)
      .toString()
      .replace(/<SizeInBytes>\d+/, `<SizeInBytes>${size}`)
      .replace(/<Data>.*<\/Data>/, `<Data>${'YWFh'.repeat(size / 3)}</Data>`);
    const bytes = Buffer.from(text);
    assert.ok(bytes.length > 100 * 1024 * 1024);
    assert.equal((await mail.post({ id: small.id, bytes })).status, 202);
    const [item] = (await mail.list(other)).items;
    assert.equal(item?.size, bytes.length);
    const path = `/mailboxes/${other}/envelopes/${item?.id}`;
    assert.ok(Buffer.from(await (await mail.ask('GET', path)).arrayBuffer()).equals(bytes));
  } finally {
    await apart.close();
  }
});

test('takes no more than it can carry', async () => {
  const { status } = await mail.post({ id: randomUUID(), bytes: Buffer.alloc(140 * 1024 * 1024 + 1, ' ') });
  assert.equal(status, 413);
  assert.deepEqual((await mail.list(other)).items, []);
});

test('letters wait at the start, one of them for six working days', async () => {
  const started = await startStandIns({
    today: '2026-06-15',
    network: { clock: handClock(new Date('2026-06-15T08:00:00Z')), letters: true },
  });
  try {
    const ours = customer(started.network);
    assert.deepEqual(
      (await ours.list(own)).items.map(({ receivedAt }) => receivedAt),
      // 5 June is a Friday: Monday 15 June is the sixth working day after it.
      ['2026-06-05T08:42:00.000Z', '2026-06-11T11:05:00.000Z'],
    );
    const letters = [...(await ours.collect(own)), ...(await ours.collect(other))];
    for (const { errors } of letters) assert.deepEqual(errors, []);
    const numbers = new Set(started.children.map(({ cpr }) => cpr));
    for (const { content } of letters)
      assert.ok(
        content.kind === 'message' && content.activity === 'new-message' && numbers.has(content.patient.identifiers[0]?.value ?? ''),
      );
    assert.equal(letters.length, 3);
    const files = letters.map(({ content }) => (content.kind === 'message' ? content.parts.length - 1 : 0));
    assert.deepEqual(files, [0, 1, 0]);
  } finally {
    await started.close();
  }
});

test('what medcom writes is an envelope here, and what is written here is one to medcom', async () => {
  await mail.post(enveloped(message({ topic: 'svar' })));
  clock.advance(2000);
  const [item] = (await mail.list(own)).items;
  const { envelope } = opened(new Uint8Array(await (await mail.ask('GET', `/mailboxes/${own}/envelopes/${item?.id}`)).arrayBuffer()));
  assert.deepEqual([envelope.sender, envelope.receiver.id], [{ id: mailUnits.clinic.gln, type: 'EAN' }, own]);
  assert.match(envelope.sentAt, /^2026-06-15T1\d:\d\d:\d\d\+02:00$/);
  assert.equal(envelope.content.kind === 'message' && envelope.content.version, '2.0.0');
});
