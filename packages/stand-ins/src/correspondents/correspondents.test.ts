import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Acknowledgement, buildAcknowledgement, buildReply, type Message, type Node, read } from '@paa-tvaers/medcom';
import { handClock, type HandClock } from '../network/clock.ts';
import { type StandIns, startStandIns } from '../start.ts';
import { addressOf, type Arrived, customer, enveloped, message } from '../testing/mail.ts';
import { mailUnits, type SorUnit } from '../world/sor.ts';
import { acknowledgementWords, answerWords } from './words.ts';

const delay = 2000;
const minute = 60_000;
const gln = mailUnits.familyWest.gln ?? '';
let standIns: StandIns;
let clock: HandClock;
let mail: ReturnType<typeof customer>;
before(async () => {
  clock = handClock(new Date('2026-06-15T08:00:00Z'));
  standIns = await startStandIns({ today: '2026-06-15', network: { clock, seed: 1 } });
  mail = customer(standIns.network);
});
after(() => standIns.close());
afterEach(() => mail.collect(gln));

/** Posts a message, lets time pass, and empties the mailbox. */
async function write(bundle: Node, wait = delay): Promise<{ sent: Message; arrived: Arrived[] }> {
  assert.equal((await mail.post(enveloped(bundle))).status, 202);
  clock.advance(wait);
  return { sent: read(bundle) as Message, arrived: await mail.collect(gln) };
}
const about = (topic: string, to: SorUnit = mailUnits.clinic) => message({ topic, receiver: addressOf(to) });

const acknowledgements = (arrived: readonly Arrived[]) =>
  arrived.flatMap(({ content }) => (content.kind === 'acknowledgement' ? [content] : []));
const messages = (arrived: readonly Arrived[]) => arrived.flatMap(({ content }) => (content.kind === 'message' ? [content] : []));
const responses = (arrived: readonly Arrived[]) => acknowledgements(arrived).map(({ response }) => response);

function allPass(arrived: readonly Arrived[]) {
  for (const { errors, envelope } of arrived) assert.deepEqual(errors, [], (envelope.content as { name?: string }).name);
}

/** One acknowledgement of this message, to its sender, by its receiver. */
function isFor(found: Acknowledgement | undefined, sent: Message) {
  assert.equal(found?.of, sent.id);
  assert.deepEqual([found?.sender.gln, found?.receiver.gln], [sent.receiver.gln, sent.sender.gln]);
}

const systems: Readonly<Record<string, SorUnit>> = {
  'a GP system': mailUnits.clinic,
  'a hospital': mailUnits.bupKorsbaek,
  'a PPR': mailUnits.ppr,
  'a family department': mailUnits.nabolevFamily,
  'an older system': mailUnits.olderClinic,
};
for (const [name, unit] of Object.entries(systems)) {
  test(`${name} acknowledges a message, and then answers in its thread`, async () => {
    const bundle = about('Et svar, tak', unit);
    const first = await write(bundle, delay / 2);
    assert.deepEqual(responses(first.arrived), ['ok']);
    isFor(acknowledgements(first.arrived)[0], first.sent);
    assert.equal(first.arrived.length, 1);
    clock.advance(delay / 2 - 1);
    assert.deepEqual((await mail.list(gln)).items, []);
    clock.advance(1);
    const arrived = await mail.collect(gln);
    const [reply] = messages(arrived);
    assert.equal(arrived.length, 1);
    assert.deepEqual(
      [reply?.activity, reply?.thread, reply?.sender.sor, reply?.receiver.gln],
      ['reply-message', first.sent.thread, unit.sor, gln],
    );
    assert.deepEqual(reply?.patient, first.sent.patient);
    assert.deepEqual(reply?.parts.slice(0, -1), first.sent.parts);
    assert.equal(reply?.version, unit === mailUnits.olderClinic ? '4.0' : '5.0');
    allPass([...first.arrived, ...arrived]);
  });
}

test('the older system writes JSON and XML by turns; the others keep to one', async () => {
  for (const [unit, formats] of [
    [mailUnits.olderClinic, ['json', 'xml']],
    [mailUnits.clinic, ['xml']],
    [mailUnits.bupKorsbaek, ['json']],
  ] as const) {
    const { arrived } = await write(about('svar', unit));
    assert.deepEqual([...new Set(arrived.map(({ format }) => format))].sort(), formats, unit.name);
  }
});

test('reads JSON as it reads XML', async () => {
  const bundle = about('svar');
  await mail.post(enveloped(bundle, 'json'));
  clock.advance(delay);
  const arrived = await mail.collect(gln);
  assert.deepEqual([responses(arrived), messages(arrived).length], [['ok'], 1]);
  allPass(arrived);
});

test('the hospital names a specific sender, who then is whom an answer goes to', async () => {
  const { arrived } = await write(about('svar', mailUnits.bupKorsbaek));
  const [reply] = messages(arrived);
  assert.equal(reply?.specificSender?.kind === 'team' && reply.specificSender.team, 'Team Prøve');
});

test('the network converts for a unit that takes the older format alone', async () => {
  const { arrived } = await write(about('svar', mailUnits.healthVisitors));
  const [made] = messages(arrived);
  assert.deepEqual(
    [made?.activity, made?.category, made?.topic, made?.version],
    ['new-message', 'other', 'Forløbskoordinering, svar', '5.0'],
  );
  assert.equal(made?.parts[0]?.phone, '0000 0000');
  allPass(arrived);
});

test('without a word there is an acknowledgement, and nothing else', async () => {
  for (const topic of ['Samarbejde', 'Ansvarlig', 'Svarer I?', 'videresendes']) {
    const { arrived } = await write(about(topic), 60 * minute);
    assert.deepEqual([responses(arrived), arrived.length], [['ok'], 1], topic);
  }
});

test('words count in the new text too, in any case, but not in what is carried along', async () => {
  const { arrived } = await write(message({ topic: 'Hej', text: 'Vi håber på\nSVAR  MED FIL.' }));
  assert.equal(messages(arrived)[0]?.parts.filter(({ kind }) => kind === 'attachment').length, 1);
  const reply = arrived.find(({ content }) => content.kind === 'message')?.bundle as Node;
  const author = { name: { given: ['Birgit'], family: 'Øvelsesen' }, role: { code: 'socialraadgiver' }, phone: '12345621' };
  const thanks = { sender: addressOf(mailUnits.familyWest), author, text: 'Tak for det.' };
  const source = { newId: () => crypto.randomUUID(), sentAt: '2026-06-15T11:00:00+02:00' };
  const more = await write(buildReply(reply, thanks, source) as unknown as Node);
  assert.ok(more.sent.parts.length > 1);
  assert.deepEqual([responses(more.arrived), more.arrived.length], [['ok'], 1]);
});

const answered = (topic: string) => write(about(topic), 2 * delay);

const answerTests: Readonly<Record<keyof typeof answerWords, () => Promise<void>>> = {
  'svar': async () => {
    const { arrived, sent } = await answered('svar');
    assert.deepEqual(
      messages(arrived).map(({ history }) => history.at(-1)?.answers),
      [sent.id],
    );
    allPass(arrived);
  },
  'svar med fil': async () => {
    const { arrived } = await answered('svar med fil');
    const files = messages(arrived).flatMap(({ parts }) => parts.filter((part) => part.kind === 'attachment'));
    assert.deepEqual(
      files.map(({ title, contentType }) => [title, contentType]),
      [['Udtalelse', 'application/pdf']],
    );
    const pdf = Buffer.from(files[0]?.data ?? '', 'base64').toString('latin1');
    const start = Number(pdf.match(/startxref\n(\d+)\n%%EOF\n$/)?.[1]);
    assert.ok(pdf.startsWith('%PDF-1.4') && pdf.slice(start).startsWith('xref\n'), 'a file that opens');
    for (const [at, offset] of [...pdf.matchAll(/^(\d{10}) 00000 n $/gm)].entries())
      assert.ok(pdf.slice(Number(offset[1])).startsWith(`${at + 1} 0 obj`));
    allPass(arrived);
  },
  'to svar': async () => {
    const { arrived, sent } = await answered('to svar');
    const both = messages(arrived);
    assert.equal(new Set(both.map(({ id }) => id)).size, 2);
    assert.deepEqual(
      both.map(({ id, thread, history }) => [thread, history.find(({ message: of }) => of === id)?.answers]),
      [
        [sent.thread, sent.id],
        [sent.thread, sent.id],
      ],
    );
    allPass(arrived);
  },
  'omvendt': async () => {
    const { arrived, sent } = await answered('omvendt');
    const [later, earlier] = messages(arrived);
    const answers = (one: Message | undefined) => one?.history.find(({ message: of }) => of === one.id)?.answers;
    assert.deepEqual([answers(later), answers(earlier)], [earlier?.id, sent.id]);
    assert.equal(later?.parts.length, (earlier?.parts.length ?? 0) + 1);
    allPass(arrived);
  },
  'videresend': async () => {
    const { arrived, sent } = await answered('videresend');
    const [forward] = messages(arrived);
    assert.equal(forward?.activity, 'forward-message');
    assert.notEqual(forward?.thread, sent.thread);
    assert.ok(forward?.parts.some(({ id }) => id === sent.parts[0]?.id));
    allPass(arrived);
  },
  'forkert barn': async () => {
    const { arrived, sent } = await answered('forkert barn');
    const [reply] = messages(arrived);
    assert.deepEqual(reply?.patient.identifiers, sent.patient.identifiers);
    assert.notEqual(reply?.patient.name?.family, sent.patient.name?.family);
    assert.notEqual(reply?.patient.name?.given[0], sent.patient.name?.given[0]);
    allPass(arrived);
  },
  'uden navn': async () => {
    const { arrived, sent } = await answered('uden navn');
    const [reply] = messages(arrived);
    assert.deepEqual(reply?.sender, { sor: sent.receiver.sor, gln: sent.receiver.gln });
    allPass(arrived);
  },
  'ny tråd': async () => {
    const { arrived, sent } = await answered('ny tråd');
    const [made] = messages(arrived);
    assert.deepEqual([made?.activity, made?.history.length, made?.patient], ['new-message', 1, sent.patient]);
    assert.notEqual(made?.thread, sent.thread);
    allPass(arrived);
  },
  'dobbelt': async () => {
    const { arrived } = await answered('dobbelt');
    const three = messages(arrived);
    assert.equal(new Set(three.map(({ id }) => id)).size, 1);
    assert.deepEqual([three.length, new Set(three.map(({ bundle }) => bundle)).size], [3, 2]);
    assert.equal(new Set(arrived.map(({ envelope }) => envelope.id)).size, arrived.length);
    allPass(arrived);
  },
  'ugyldig': async () => {
    const { arrived } = await answered('ugyldig');
    const broken = arrived.filter(({ content }) => content.kind === 'message');
    assert.deepEqual(
      broken.map(({ errors }) => errors.length > 0),
      [true],
    );
    allPass(arrived.filter(({ content }) => content.kind === 'acknowledgement'));
  },
};

for (const [word, run] of Object.entries(answerTests))
  test(`“${word}”: answers so`, async () => {
    await run();
    assert.deepEqual(Object.keys(answerTests).sort(), Object.keys(answerWords).sort());
  });

/** The same message sent again: a new id of its Bundle. */
const again = (bundle: Node): Node => ({ ...bundle, id: crypto.randomUUID() });

const acknowledgementTests: Readonly<Record<keyof typeof acknowledgementWords, () => Promise<void>>> = {
  'kvittering mangler': async () => {
    const bundle = about('kvittering mangler');
    assert.deepEqual((await write(bundle, 24 * 60 * minute)).arrived, []);
    assert.deepEqual((await write(again(bundle), 24 * 60 * minute)).arrived, []);
  },
  'sen kvittering': async () => {
    const { sent, arrived } = await write(about('sen kvittering'), 30 * minute);
    assert.deepEqual(arrived, []);
    clock.advance(2 * minute);
    const [late] = acknowledgements(await mail.collect(gln));
    isFor(late, sent);
    assert.equal(late?.response, 'ok');
  },
  'gensend': async () => {
    const bundle = about('gensend');
    const { arrived, sent } = await write(bundle, 60 * minute);
    assert.deepEqual(arrived, []);
    assert.deepEqual((await write(bundle)).arrived, [], 'what the network doubles is not sent again');
    const resent = await write(again(bundle));
    isFor(acknowledgements(resent.arrived)[0], sent);
    assert.deepEqual(responses(resent.arrived), ['ok']);
  },
  'afvis': async () => {
    const { sent, arrived } = await write(about('afvis med svar'), 2 * delay);
    assert.deepEqual([responses(arrived), arrived.length], [['fatal-error'], 1], 'what is refused is not answered');
    const [refused] = acknowledgements(arrived);
    isFor(refused, sent);
    assert.match(refused?.issues[0]?.text ?? '', /borgeren er ikke tilknyttet/);
    allPass(arrived);
  },
  'teknisk fejl': async () => {
    const { arrived } = await write(about('teknisk fejl, og svar'), delay / 2);
    assert.deepEqual(responses(arrived), ['transient-error']);
    assert.equal(acknowledgements(arrived)[0]?.issues[0]?.error, 'MSG_Mailbox_Out_Of_Operation');
    clock.advance(delay);
    const later = await mail.collect(gln);
    assert.deepEqual([responses(later), later.length], [['ok'], 1]);
    clock.advance(delay);
    const last = await mail.collect(gln);
    assert.equal(messages(last).length, 1, 'the answer comes when it works again');
    allPass([...arrived, ...later, ...last]);
  },
  'dobbelt kvittering': async () => {
    const { sent, arrived } = await write(about('dobbelt kvittering'), 2 * delay);
    assert.deepEqual([responses(arrived), arrived.length], [['ok', 'ok'], 2], 'and no answer');
    for (const one of acknowledgements(arrived)) isFor(one, sent);
    assert.equal(new Set(arrived.map(({ content }) => content.bundle)).size, 2);
    allPass(arrived);
  },
  'ukendt kvittering': async () => {
    const { sent, arrived } = await write(about('ukendt kvittering'));
    const [known, unknown] = acknowledgements(arrived);
    isFor(known, sent);
    assert.notEqual(unknown?.of, sent.id);
    allPass(arrived);
  },
};

for (const [word, run] of Object.entries(acknowledgementTests))
  test(`“${word}”: acknowledges so`, async () => {
    await run();
    assert.deepEqual(Object.keys(acknowledgementTests).sort(), Object.keys(acknowledgementWords).sort());
  });

test('a message that comes again is acknowledged alike, with new ids, and answered once', async () => {
  const bundle = about('svar');
  const first = await write(bundle);
  const more = [await write(bundle), await write(again(bundle))].flatMap(({ arrived }) => arrived);
  assert.deepEqual([responses(more), more.length], [['ok', 'ok'], 2]);
  const ids = [...first.arrived, ...more].filter(({ content }) => content.kind === 'acknowledgement').map(({ content }) => content.bundle);
  assert.equal(new Set(ids).size, 3);
  allPass(more);
});

test('what a reader could not show, or is not for the mailbox, is refused each time it comes', async () => {
  const edit = (bundle: Node, change: (text: string) => string) => JSON.parse(change(JSON.stringify(bundle))) as Node;
  const broken = {
    'Provenance.target': edit(message(), (text) => text.replace(/"target":\[\{"reference":"MessageHeader\//g, '$&00000000-')),
    'category': edit(message(), (text) => text.replace(/"category":\[.*?\]\}\]/, '"category":[{"coding":[{}]}]')),
    'payload': edit(message(), (text) => text.replace(/"contentString":"/g, '"contentOther":"')),
  };
  for (const [place, bundle] of Object.entries(broken)) {
    const twice = [await write(bundle), await write(bundle)].flatMap(({ arrived }) => arrived);
    assert.deepEqual(responses(twice), ['fatal-error', 'fatal-error'], place);
    assert.ok(
      acknowledgements(twice).every(({ issues }) => issues[0]?.text?.includes(`(${place})`)),
      place,
    );
  }
  const { id, bytes } = enveloped(message({ receiver: addressOf(mailUnits.ppr) }));
  const misled = Buffer.from(bytes).toString().replace(`>${mailUnits.ppr.gln}</ReceiverID>`, `>${mailUnits.clinic.gln}</ReceiverID>`);
  await mail.post({ id, bytes: Buffer.from(misled) });
  clock.advance(delay);
  assert.equal(acknowledgements(await mail.collect(gln))[0]?.issues[0]?.error, 'MSG_Receiver_Identifier_UNKNOWN');
});

test('counts what it is sent; an acknowledgement is never acknowledged, and nonsense is never answered', async () => {
  const before = standIns.network.counts().heard;
  const { arrived } = await write(about('svar'));
  const [reply] = arrived.filter(({ content }) => content.kind === 'message');
  const source = { newId: () => crypto.randomUUID(), sentAt: '2026-06-15T10:00:00+02:00' };
  const answer = (response: 'ok' | 'fatal-error') => buildAcknowledgement(reply?.bundle as Node, response, [], source) as unknown as Node;
  await mail.post(enveloped(answer('ok')));
  await mail.post(enveloped(answer('fatal-error'), 'json'));
  const { id, bytes } = enveloped(message());
  const wrong = Buffer.from('{"resourceType":"Bundle"}');
  const nonsense = Buffer.from(bytes)
    .toString()
    .replace(/<Data>.*<\/Data>/, `<Data>${wrong.toString('base64')}</Data>`)
    .replace(/<SizeInBytes>\d+/, `<SizeInBytes>${wrong.length}`);
  assert.equal((await mail.post({ id, bytes: Buffer.from(nonsense) })).status, 202);
  clock.advance(60 * minute);
  assert.deepEqual(await mail.collect(gln), []);
  const { heard } = standIns.network.counts();
  assert.deepEqual(heard, {
    messages: before.messages + 1,
    acknowledgements: {
      ...before.acknowledgements,
      'ok': before.acknowledgements.ok + 1,
      'fatal-error': before.acknowledgements['fatal-error'] + 1,
    },
    unreadable: before.unreadable + 1,
  });
});

test('every clinic of SOR has somebody behind its mailbox', async () => {
  const found = (await (await fetch(`${standIns.units.url}/Organization?type=394761003&_count=100`)).json()) as {
    entry: { resource: { name: string; identifier: { system: string; value: string }[] } }[];
  };
  const { identifier, name } = found.entry.at(-1)?.resource ?? { identifier: [], name: '' };
  const number = (system: string) => identifier.find((one) => one.system === system)?.value ?? '';
  const receiver = { sor: number('urn:oid:1.2.208.176.1.1'), gln: number('https://www.gs1.org/gln'), name };
  const { arrived } = await write(message({ topic: 'svar', receiver }));
  assert.deepEqual([responses(arrived), messages(arrived).map(({ sender }) => sender.name)], [['ok'], [name]]);
});
