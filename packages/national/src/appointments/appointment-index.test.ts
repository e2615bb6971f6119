import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import {
  approved,
  at,
  deprecated,
  document,
  entry,
  envelope12,
  fault12,
  found,
  institution,
  mtom,
  mtomType,
  patientId,
  registryError,
  replacement,
  retrieved,
  type Said,
  type Sent,
  uuid,
} from '../testing/appointment.ts';
import { call, type Seen, serve } from '../testing/server.ts';
import { fault, fixture } from '../testing/soap.ts';
import { type Appointment, NotSearchable, SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { createAppointmentIndex } from './appointment-index.ts';
import type { AppointmentIndexSettings } from './settings.ts';

const cpr = parseCpr('1710194919') as Cpr;
const now = new Date('2026-03-01T12:00:00+01:00');
const acting = {
  cpr: parseCpr('2512489996') as Cpr,
  authorisation: 'ABCDE',
  organisation: { sor: '261471000016001', name: 'Korsbæk Kommune' },
};
const question = { from: new Date('2025-03-01T00:00:00+01:00'), acting };
const system = { owner: 'KOMBIT', name: 'PaaTvaers', version: '1.0' };

/** What a server does with a request: an envelope's content, or the response itself. */
type Answer = string | ((seen: Seen, response: ServerResponse) => void);

interface Registry {
  readonly entries?: Answer;
  readonly associations?: Answer;
  readonly documents?: Answer;
}

const ids = { entries: '14d4debf', associations: 'a7ae438b', documents: '5c4f972b' } as const;

function give(answer: Answer, seen: Seen, response: ServerResponse): void {
  if (typeof answer === 'function') {
    answer(seen, response);
    return;
  }
  const whole = answer.includes('Envelope') ? answer : envelope12(answer);
  response.writeHead(answer.includes('Fault>') ? 500 : 200, { 'content-type': 'application/soap+xml; charset=utf-8' }).end(whole);
}

/** Answers ITI-43 with the documents that are asked for, of those that there are. */
function repositoryOf(documents: readonly Sent[], said: Said = {}): Answer {
  return (seen, response) => {
    const asked = [...seen.body.matchAll(/DocumentUniqueId>([^<]+)</g)].map(([, id]) => id);
    const sent = documents.filter(({ uniqueId }) => asked.includes(uniqueId));
    response.writeHead(200, { 'content-type': mtomType }).end(mtom(envelope12(retrieved(sent, said)), sent));
  };
}

async function indexWith(t: TestContext, registry: Registry, repository: Answer, over: Partial<AppointmentIndexSettings> = {}) {
  const nothing = found([]);
  const first = await serve(t, (seen, response) => {
    const kind = (['entries', 'associations', 'documents'] as const).find((name) => seen.body.includes(`id="urn:uuid:${ids[name]}`));
    give((kind && registry[kind]) ?? nothing, seen, response);
  });
  const second = await serve(t, (seen, response) => give(repository, seen, response));
  const index = createAppointmentIndex({
    url: first.url,
    repositoryUrl: second.url,
    security: { kind: 'none' },
    system,
    units: ['261471000016001'],
    now: () => now,
    timeout: 10_000,
    ...over,
  });
  t.after(() => index.close());
  return { registry: first, repository: second, index, find: (asked = {}) => index.findAppointments(cpr, { ...question, ...asked }, call) };
}

/** Appointments numbered from 1: entry, document and id of each. */
function numbered(count: number, entryOf: (n: number) => object = () => ({})) {
  const id = (n: number) => `doc-${n}^1.2.208.184`;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return {
    entries: numbers.map((n) => entry({ uuid: uuid(n), uniqueId: id(n), ...entryOf(n) })),
    documents: numbers.map((n): Sent => ({ uniqueId: id(n), content: document() })),
    ids: numbers.map(id),
  };
}

const idsOf = ({ value }: { value: readonly Appointment[] }) => value.map(({ uniqueId }) => uniqueId).toSorted();

const whyIs = (why: SourceUnavailable['why'], message?: string) => (error: unknown) => {
  assert.ok(error instanceof SourceUnavailable, String(error));
  assert.equal(error.why, why);
  if (message) assert.equal(error.message, message);
  return true;
};

const expected: Appointment = {
  uniqueId: '3f0a4a1e-6a52-4c1e-9b1c-0d5a7b9c1e01^1.2.208.184',
  start: '2026-03-16T13:00:00+01:00',
  end: '2026-03-16T14:00:00+01:00',
  advisory: false,
  unit: {
    name: 'Børne- og Ungdomspsyk. Center Bispebjerg, Amb. B17',
    sor: '261471000016001',
    phone: '38640000',
    address: 'Bispebjerg Bakke 30, 2400 København NV',
  },
  place: { name: 'Opgang B, 1. sal', phone: '38640000', address: 'Bispebjerg Bakke 30, 2400 København NV' },
  reason: 'Udredning',
};

test('reads the published examples: registry, multipart answer, document', async (t) => {
  const mime = readFileSync(new URL('../fixtures/apd-iti43-response-mtom.mime', import.meta.url), 'latin1');
  const [head = '', ...rest] = mime.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').replace('(bytes of apd-2.0.1-minimal-bup.xml go here)', Buffer.from(document()).toString('latin1'));
  const { find } = await indexWith(t, { entries: fixture('apd-iti18-finddocuments-response-bup.xml') }, (_, response) =>
    response.writeHead(200, { 'content-type': head.replace('Content-Type: ', '') }).end(Buffer.from(body, 'latin1')),
  );
  assert.deepEqual(await find(), { state: 'ok', filtered: false, asOf: now, value: [expected] });
});

test('asks as the published request does, for both type codes, both kinds of entry and those in force only', async (t) => {
  const { registry, repository, find } = await indexWith(
    t,
    { entries: found([entry()]) },
    repositoryOf([{ uniqueId: expected.uniqueId, content: document() }]),
  );
  await find({ to: new Date('2026-09-01T02:00:00+02:00') });
  const [{ headers, body }] = registry.seen as [Seen];
  assert.equal(headers['content-type'], 'application/soap+xml; charset=utf-8; action="urn:ihe:iti:2007:RegistryStoredQuery"');
  assert.equal('soapaction' in headers, false);
  assert.match(body, /<soap:Envelope xmlns:soap="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope"/);
  assert.match(body, /<wsa:Action soap:mustUnderstand="true">urn:ihe:iti:2007:RegistryStoredQuery</);
  const slots = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/<rim:Slot name="([^"]+)"><rim:ValueList><rim:Value>([^<]*)</g)].map(([, name, value]) => [
        name,
        value?.replaceAll('&apos;', "'"),
      ]),
    );
  const published = slots(fixture('apd-iti18-finddocuments-request.xml'));
  assert.deepEqual(slots(body), {
    ...published,
    $XDSDocumentEntryType: "('urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1','urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248')",
    $XDSDocumentEntryServiceStartTimeFrom: '20250228230000',
    $XDSDocumentEntryServiceStartTimeTo: '20260901000001',
  });
  assert.match(body, /returnType="LeafClass"/);
  const retrieve = repository.seen[0] as Seen;
  assert.match(retrieve.headers['content-type'] ?? '', /action="urn:ihe:iti:2007:RetrieveDocumentSet"/);
  const wanted = /<x:DocumentRequest>.*<\/x:DocumentRequest>/s.exec(fixture('apd-iti43-retrieve-request.xml'))?.[0].replace(/\s+/g, '');
  assert.ok(wanted && retrieve.body.includes(wanted));
  assert.doesNotMatch(registry.seen[0]?.path + JSON.stringify(headers), /1710194919/);
});

test('leaves out the end of the period where none is asked for', async (t) => {
  const { registry, find } = await indexWith(t, {}, '');
  await find();
  assert.doesNotMatch(registry.seen[0]?.body ?? '', /ServiceStartTimeTo/);
});

test('every request says who asks, about whom and for which system: DGWS and HSUID', async (t) => {
  const { registry, repository, index } = await indexWith(
    t,
    { entries: found([entry()]) },
    repositoryOf([{ uniqueId: expected.uniqueId, content: document() }]),
  );
  await index.findAppointments(cpr, question, call);
  const bodies = [...registry.seen, ...repository.seen].map(({ body }) => body);
  assert.ok(bodies.length >= 3);
  const ofHsuid = (body: string) =>
    Object.fromEntries(
      [...body.matchAll(/<h:Attribute Name="([^"]+)"(?: NameFormat="nsi:sor")?><h:AttributeValue>([^<]*)</g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
  for (const body of bodies) {
    assert.match(
      body,
      /<d:Header xmlns:d="http:\/\/www\.medcom\.dk\/dgws\/2006\/04\/dgws-1\.0\.xsd"><d:SecurityLevel>3<\/d:SecurityLevel><d:TimeOut>1440<\/d:TimeOut><d:Linking><d:FlowID>[0-9a-f-]{36}<\/d:FlowID><d:MessageID>[0-9a-f-]{36}<\/d:MessageID><\/d:Linking><d:FlowStatus>flow_running<\/d:FlowStatus><d:Priority>RUTINE<\/d:Priority><d:RequireNonRepudiationReceipt>no</,
    );
    assert.match(
      body,
      /<h:HsuidHeader xmlns:h="http:\/\/www\.nsi\.dk\/hsuid\/2016\/08\/hsuid-1\.1\.xsd"><h:Assertion IssueInstant="2026-03-01T11:00:00\.000Z" Version="2\.0" id="HSUID"><h:Issuer>PaaTvaers</,
    );
    assert.match(body, /Name="nsi:OrgUsingID" NameFormat="nsi:sor"/);
    assert.deepEqual(ofHsuid(body), {
      'nsi:CitizenCivilRegistrationNumber': '1710194919',
      'nsi:UserType': 'nsi:HealthcareProfessional',
      'nsi:ActingUserCivilRegistrationNumber': '2512489996',
      'nsi:OrgUsingID': '261471000016001',
      'nsi:SystemOwnerName': 'KOMBIT',
      'nsi:SystemName': 'PaaTvaers',
      'nsi:SystemVersion': '1.0',
      'nsi:OrgResponsibleName': 'Korsbæk Kommune',
      'nsi:ConsentOverride': 'false',
      'nsi:ResponsibleUserCivilRegistrationNumber': '2512489996',
      'nsi:ResponsibleUserAuthorizationCode': 'ABCDE',
    });
  }
  const all = (pattern: RegExp) => new Set(bodies.map((body) => pattern.exec(body)?.[1]));
  assert.equal(all(/FlowID>([^<]+)/).size, 1);
  assert.equal(all(/<d:MessageID>([^<]+)/).size, bodies.length);

  const { authorisation: _, ...unauthorised } = acting;
  await index.findAppointments(cpr, { ...question, acting: unauthorised }, call);
  assert.doesNotMatch(registry.seen.at(-1)?.body ?? '', /AuthorizationCode/);
});

test('a replacement number cannot be searched, and nothing is asked', async (t) => {
  const { registry, index } = await indexWith(t, {}, '');
  await assert.rejects(
    index.findAppointments(parseCpr('0703921VJ4') as Cpr, question, call),
    (error) => error instanceof NotSearchable && !error.message.includes('VJ4'),
  );
  assert.equal(registry.seen.length, 0);
});

test('trap: fetches what any of the marks says is child psychiatry, and never anything else', async (t) => {
  const marks = [
    { practice: '394588006' },
    { facility: '554871000005105' },
    { event: 'ALAL03' },
    { institution: institution('261471000016001') },
    { practice: '\n   394588006\n  ' },
    { practice: '394587001' },
    { practice: '', facility: '', event: '', institution: '' },
    { institution: 'Enheden^^^^^&amp;1.2.208.176.1.4&amp;ISO^^^^261471000016001' },
  ];
  const other = { practice: '408443003', facility: '22232009', event: 'ALAL21', institution: institution('111111000016001') };
  const { entries, documents, ids: all } = numbered(marks.length, (n) => ({ ...other, ...marks[n - 1] }));
  const { repository, find } = await indexWith(t, { entries: found(entries) }, repositoryOf(documents));
  const answer = await find();
  assert.deepEqual([answer.state, idsOf(answer)], ['ok', all.slice(0, 5)]);
  for (const id of all.slice(5)) for (const { body } of repository.seen) assert.ok(!body.includes(id), id);
});

test('nothing in child psychiatry: an empty list, and the repository is not asked', async (t) => {
  for (const entries of [[], [entry({ practice: '408443003' })]]) {
    const { repository, find } = await indexWith(t, { entries: found(entries) }, '');
    assert.deepEqual(await find(), { state: 'ok', filtered: false, asOf: now, value: [] });
    assert.equal(repository.seen.length, 0);
  }
});

test('reads entries that are pretty-printed, in any namespace prefix, with times whose zeros are cut', async (t) => {
  const printed = entry({ start: '\n  2026031612\n', uniqueId: `\n   ${expected.uniqueId}  ` })
    .replaceAll('<rim:Value>', '<rim:Value>\n      ')
    .replaceAll('</rim:Value>', '\n    </rim:Value>');
  const renamed = found([printed])
    .replace(/(<\/?)rim:/g, '$1ns3:')
    .replace('xmlns:rim=', 'xmlns:ns3=');
  const { find } = await indexWith(t, { entries: renamed }, repositoryOf([{ uniqueId: expected.uniqueId, content: document() }]));
  assert.deepEqual((await find()).value, [expected]);
});

test('trap: entries that are no longer in force are not fetched, though a registry gives them', async (t) => {
  const { entries, documents, ids: all } = numbered(2, (n) => ({ status: n === 1 ? approved : deprecated }));
  const { find } = await indexWith(t, { entries: found(entries) }, repositoryOf(documents));
  const answer = await find();
  assert.deepEqual([answer.state, idsOf(answer)], ['ok', all.slice(0, 1)]);
});

test('never the wrong child: an entry about another one is dropped and said; nothing but such is no answer', async (t) => {
  const other = patientId('0505149996');
  for (const wrong of [
    { patient: other },
    { sourcePatient: other },
    { patient: '', sourcePatient: '' },
    { patient: other, sourcePatient: other },
  ]) {
    const { entries, documents, ids: all } = numbered(2, (n) => (n === 1 ? wrong : {}));
    const mixed = await indexWith(t, { entries: found(entries) }, repositoryOf(documents));
    const answer = await mixed.find();
    assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(1)]);
    assert.ok(!mixed.repository.seen.some(({ body }) => body.includes(all[0] as string)));
    const alone = await indexWith(t, { entries: found(entries.slice(0, 1)) }, repositoryOf(documents));
    await assert.rejects(alone.find(), SourceAnswerInvalid);
  }
});

test("a registry's own number beside the child's, or one identifier alone, is no other child", async (t) => {
  for (const fine of [
    { patient: '4711^^^&amp;1.3.6.1.4.1.21367&amp;ISO' },
    { patient: '' },
    { sourcePatient: '' },
    { patient: patientId('171019-4919') },
  ]) {
    const { find } = await indexWith(
      t,
      { entries: found([entry(fine)]) },
      repositoryOf([{ uniqueId: expected.uniqueId, content: document() }]),
    );
    assert.deepEqual((await find()).value, [expected]);
  }
});

test('never the wrong child: a document about another one is dropped and said; nothing but such is no answer', async (t) => {
  const { entries, documents, ids: all } = numbered(2);
  const wrong = documents.map((sent, index) => (index === 0 ? { ...sent, content: document(['1710194919', '0505149996']) } : sent));
  const mixed = await indexWith(t, { entries: found(entries) }, repositoryOf(wrong));
  const answer = await mixed.find();
  assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(1)]);
  const alone = await indexWith(t, { entries: found(entries.slice(0, 1)) }, repositoryOf(wrong));
  await assert.rejects(alone.find(), SourceAnswerInvalid);
});

test('an entry that does not say where its document lies is dropped and said, where it is ours', async (t) => {
  for (const [practice, state] of [
    ['394588006', 'partial'],
    ['408443003', 'ok'],
  ] as const) {
    const broken = entry({ uuid: uuid(2), uniqueId: 'doc^1', repository: '', practice });
    const { find } = await indexWith(
      t,
      { entries: found([entry(), broken]) },
      repositoryOf([{ uniqueId: expected.uniqueId, content: document() }]),
    );
    const answer = await find();
    assert.deepEqual([answer.state, answer.value], [state, [expected]]);
  }
});

test('asks each repository of each community for its own documents, some in a request and a few requests at a time', async (t) => {
  const {
    entries,
    documents,
    ids: all,
  } = numbered(12, (n) => (n > 9 ? (n > 11 ? { repository: '1.2.3' } : { home: 'urn:oid:1.2.208.193.100' }) : {}));
  let open = 0;
  let most = 0;
  const answer = repositoryOf(documents) as (seen: Seen, response: ServerResponse) => void;
  const { repository, find } = await indexWith(
    t,
    { entries: found(entries) },
    (seen, response) => {
      most = Math.max(most, ++open);
      setImmediate(() =>
        setImmediate(() => {
          open--;
          answer(seen, response);
        }),
      );
    },
    { documentsPerRequest: 4, parallel: 2 },
  );
  assert.deepEqual(idsOf(await find()), all.toSorted());
  const counts = repository.seen.map(({ body }) => [...body.matchAll(/<x:DocumentRequest>/g)].length);
  assert.deepEqual(counts.toSorted(), [1, 1, 2, 4, 4]);
  for (const { body } of repository.seen)
    assert.equal(new Set([...body.matchAll(/(?:RepositoryUniqueId|HomeCommunityId)>[^<]+</g)].map(([text]) => text)).size, 2);
  assert.equal(most, 2);
});

test('of more documents than the cap, fetches those nearest to now, and says so', async (t) => {
  const { entries, documents, ids: all } = numbered(4, (n) => ({ start: `20260${n}16120000`, stop: '' }));
  const { repository, find } = await indexWith(t, { entries: found(entries) }, repositoryOf(documents), { maxDocuments: 2 });
  const answer = await find();
  // Now is 1 March: 16 February and 16 March are nearest.
  assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(1, 3)]);
  assert.equal(repository.seen.length, 1);
});

test('an entry that comes twice is one appointment', async (t) => {
  const { find } = await indexWith(
    t,
    { entries: found([entry(), entry({ uuid: uuid(2) })]) },
    repositoryOf([{ uniqueId: expected.uniqueId, content: document() }]),
  );
  assert.deepEqual((await find()).value, [expected]);
});

test('comes in the order of time; a day before the times of that day', async (t) => {
  const times = ['20260316130000+0100', '20260316000000+0100', '20260315150000+0100', '20261025023000+0100', '20261025023000+0200'];
  const { entries, documents } = numbered(times.length);
  const sent = documents.map((one, index) => ({ ...one, content: document(at(times[index] as string)) }));
  const { find } = await indexWith(t, { entries: found(entries) }, repositoryOf(sent));
  assert.deepEqual(
    (await find()).value.map(({ start }) => start),
    ['2026-03-15T15:00:00+01:00', '2026-03-16', '2026-03-16T13:00:00+01:00', '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'],
  );
});

test('what begins outside the period is not there, whatever the registry gives; a day counts as a whole', async (t) => {
  const times = [
    '20260316130000+0100',
    '20260316125959+0100',
    '20260317130000+0100',
    '20260317130001+0100',
    '20260316',
    '20260317',
    '20260315',
    '20260318',
  ];
  const { entries, documents, ids: all } = numbered(times.length);
  const sent = documents.map((one, index) => ({ ...one, content: document(at(times[index] as string)) }));
  const { find } = await indexWith(t, { entries: found(entries) }, repositoryOf(sent));
  const answer = await find({ from: new Date('2026-03-16T13:00:00+01:00'), to: new Date('2026-03-17T13:00:00+01:00') });
  assert.deepEqual([answer.state, idsOf(answer)], ['ok', [0, 2, 4, 5].map((index) => all[index])]);
});

test('reads documents inside the envelope, and an answer that is no multipart', async (t) => {
  const inline = Buffer.from(document()).toString('base64').replace(/.{76}/g, '$&\n');
  const { find } = await indexWith(t, { entries: found([entry()]) }, retrieved([{ uniqueId: expected.uniqueId, content: '', inline }]));
  assert.deepEqual((await find()).value, [expected]);
});

test('a garbled document is left out and said; so is one that has vanished, or came under another name', async (t) => {
  const { entries, documents, ids: all } = numbered(2);
  const good = documents[0] as Sent;
  const bad = documents[1] as Sent;
  const cases: readonly (readonly Sent[])[] = [
    [good, { ...bad, content: 'garbled <' }],
    [good, { ...bad, content: document(['<!-- Hand', '<!DOCTYPE x><!-- Hand']) }],
    [good, { ...bad, content: document(['moodCode="APT"', 'moodCode="EVN"']) }],
    [good, { ...bad, inline: 'not base64!', content: '' }],
    [good, { ...bad, inline: '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:nobody"/>', content: '' }],
    [good],
    [good, { ...bad, uniqueId: 'other^1' }],
  ];
  for (const sent of cases) {
    const { find } = await indexWith(t, { entries: found(entries) }, (_, response) =>
      response.writeHead(200, { 'content-type': mtomType }).end(mtom(envelope12(retrieved(sent)), sent)),
    );
    const answer = await find();
    assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(0, 1)]);
  }
});

test('a cancelled appointment is left out, and nothing is missing', async (t) => {
  const { find } = await indexWith(
    t,
    { entries: found([entry()]) },
    repositoryOf([{ uniqueId: expected.uniqueId, content: document(['statusCode code="active"', 'statusCode code="cancelled"']) }]),
  );
  assert.deepEqual(await find(), { state: 'ok', filtered: false, asOf: now, value: [] });
});

test('several appointments in one document have ids of their own; one that cannot be read is said', async (t) => {
  const [encounter = ''] = /<entry>.*<\/entry>/s.exec(document()) ?? [];
  const later = encounter.replaceAll('20260316', '20260317');
  const two = document([/<\/entry>/, `</entry>${later}`]);
  const { find } = await indexWith(t, { entries: found([entry()]) }, repositoryOf([{ uniqueId: expected.uniqueId, content: two }]));
  const answer = await find();
  assert.equal(answer.state, 'ok');
  assert.deepEqual(
    answer.value.map(({ uniqueId, start }) => [uniqueId, start]),
    [
      [expected.uniqueId, '2026-03-16T13:00:00+01:00'],
      [`${expected.uniqueId}#2`, '2026-03-17T13:00:00+01:00'],
    ],
  );
  const timeless = document([/<\/entry>/, `</entry>${encounter.replace(/<effectiveTime>.*?<\/effectiveTime>/, '')}`]);
  const half = await indexWith(t, { entries: found([entry()]) }, repositoryOf([{ uniqueId: expected.uniqueId, content: timeless }]));
  const partial = await half.find();
  assert.deepEqual([partial.state, partial.value], ['partial', [expected]]);
});

test('a truncated multipart gives what is whole, and says that it is not all; without a whole document it is no answer', async (t) => {
  const { entries, documents, ids: all } = numbered(2);
  const whole = mtom(envelope12(retrieved(documents)), documents);
  const cut =
    (bytes: Buffer): Answer =>
    (_, response) =>
      response.writeHead(200, { 'content-type': mtomType }).end(bytes);
  const second = whole.lastIndexOf('Content-ID: <doc1@example>');
  const half = await indexWith(t, { entries: found(entries) }, cut(whole.subarray(0, second + 500)));
  const answer = await half.find();
  assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(0, 1)]);
  // Every document came, and something after them did not.
  const more = await indexWith(
    t,
    { entries: found(entries) },
    cut(Buffer.from(`${whole.toString().replace(/--\r\n$/, '')}\r\nContent-ID: <x>`)),
  );
  const almost = await more.find();
  assert.deepEqual([almost.state, idsOf(almost)], ['partial', all]);
  const none = await indexWith(t, { entries: found(entries) }, cut(whole.subarray(0, 300)));
  await assert.rejects(none.find(), SourceAnswerInvalid);
  const lines = await indexWith(t, { entries: found(entries) }, cut(Buffer.from(whole.toString().replaceAll('\r\n', '\n'))));
  await assert.rejects(lines.find(), SourceAnswerInvalid);
});

test('a document, or a number of parts, beyond the cap is left out and said', async (t) => {
  const { entries, documents, ids: all } = numbered(2);
  const large = documents.map((sent, index) => (index === 0 ? sent : { ...sent, content: document(['Udredning', 'U'.repeat(20_000)]) }));
  for (const [sent, over] of [
    [large, { maxPartBytes: 15_000 }],
    [documents, { maxParts: 2 }],
  ] as const) {
    const { find } = await indexWith(t, { entries: found(entries) }, repositoryOf(sent), over);
    const answer = await find();
    assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(0, 1)]);
  }
});

test('one of several requests that fails makes the answer partial; all of them, and there is none', async (t) => {
  const { entries, documents, ids: all } = numbered(2, (n) => ({ repository: `1.2.${n}` }));
  const good = repositoryOf(documents) as (seen: Seen, response: ServerResponse) => void;
  const failures: Answer[] = [
    (_, response) => response.writeHead(503).end(),
    fault12('Receiver', 'Josefine 0505149996'),
    retrieved([], { status: 'Failure', errors: [registryError('XDSRepositoryError')] }),
    (_, response) => response.end('garbled'),
    (_, response) => response.socket?.destroy(),
  ];
  for (const fails of failures) {
    const some = await indexWith(t, { entries: found(entries) }, (seen, response) =>
      seen.body.includes(all[0] as string) ? good(seen, response) : give(fails, seen, response),
    );
    const answer = await some.find();
    assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(0, 1)]);
    const none = await indexWith(t, { entries: found(entries) }, fails);
    await assert.rejects(none.find(), /^Source(Unavailable|AnswerInvalid): appointments: (status|fault|not |connection)/);
  }
});

test('a repository that is silent costs the time-out, and what came before stands', async (t) => {
  const { entries, documents, ids: all } = numbered(2, (n) => ({ repository: `1.2.${n}` }));
  const good = repositoryOf(documents) as (seen: Seen, response: ServerResponse) => void;
  const some = await indexWith(
    t,
    { entries: found(entries) },
    (seen, response) => seen.body.includes(all[0] as string) && good(seen, response),
    { timeout: 300 },
  );
  const answer = await some.find();
  assert.deepEqual([answer.state, idsOf(answer)], ['partial', all.slice(0, 1)]);
  const none = await indexWith(t, { entries: found(entries) }, () => {}, { timeout: 100 });
  await assert.rejects(none.find(), whyIs('timeout'));
});

/** The delays of the timers that are set from now on. */
function timersOf(t: TestContext): () => readonly number[] {
  const { mock } = t.mock.method(globalThis, 'setTimeout');
  return () => mock.calls.map(({ arguments: [, delay] }) => Number(delay));
}

test('the time-out is one for both: what the registry took, the repository does not have', async (t) => {
  const { entries, documents } = numbered(1);
  const slow: Answer = async (seen, response) => {
    await delay(250);
    give(found(entries), seen, response);
  };
  const { find } = await indexWith(t, { entries: slow }, repositoryOf(documents), { timeout: 9000 });
  const delays = timersOf(t);
  assert.equal((await find()).state, 'ok');
  // The search, and then the documents and the chain beside each other.
  const questions = delays().filter((ms) => ms > 1000 && ms <= 9000);
  assert.ok((questions[0] as number) > 8900, String(questions));
  assert.ok(questions.length >= 3 && questions.slice(1).every((ms) => ms < 8760), String(questions));
});

test('stops when the caller does, also with documents at hand', async (t) => {
  const { entries, documents, ids: all } = numbered(2, (n) => ({ repository: `1.2.${n}` }));
  const good = repositoryOf(documents) as (seen: Seen, response: ServerResponse) => void;
  const controller = new AbortController();
  const { index } = await indexWith(t, { entries: found(entries) }, (seen, response) => {
    if (seen.body.includes(all[0] as string)) good(seen, response);
    else setTimeout(() => controller.abort(), 50);
  });
  await assert.rejects(index.findAppointments(cpr, question, { signal: controller.signal }), whyIs('aborted'));
});

test('each endpoint has a circuit of its own', async (t) => {
  const { entries } = numbered(1);
  const { registry, repository, find } = await indexWith(t, { entries: found(entries) }, (_, response) => response.writeHead(503).end(), {
    breaker: { failures: 2 },
  });
  for (let i = 0; i < 2; i++) await assert.rejects(find(), whyIs('status'));
  await assert.rejects(find(), whyIs('circuit-open'));
  assert.equal(repository.seen.length, 2);
  assert.equal(registry.seen.filter(({ body }) => body.includes(ids.entries)).length, 3);
});

test('a fault of the registry, in either version of SOAP, is a fault; without a fault it is a status', async (t) => {
  for (const [answer, why, message] of [
    [fault12('Receiver', 'Josefine 0505149996'), 'fault', 'appointments: fault (Receiver)'],
    [fault('VersionMismatch', 'Josefine 0505149996'), 'fault', 'appointments: fault (VersionMismatch)'],
    [(_: Seen, response: ServerResponse) => response.writeHead(400).end(fault12('Sender', 'x')), 'fault', 'appointments: fault (Sender)'],
    [(_: Seen, response: ServerResponse) => response.writeHead(400).end('no'), 'status', 'appointments: status (HTTP 400)'],
    [
      (_: Seen, response: ServerResponse) => response.writeHead(500).end(envelope12(found([]))),
      'status',
      'appointments: status (HTTP 500)',
    ],
  ] as const) {
    const { find } = await indexWith(t, { entries: answer }, '');
    await assert.rejects(find(), whyIs(why, message));
  }
});

test('what is not an answer to the question is invalid', async (t) => {
  for (const answer of [
    'garbled',
    '<x/>',
    envelope12(''),
    envelope12(retrieved([])),
    envelope12(found([])).replaceAll('2003/05/soap-envelope', '2001/06/soap-envelope'),
    envelope12(found([])).replaceAll('http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'),
    found([]).replace(/status="[^"]*"/, ''),
    found(['<rim:ObjectRef id="urn:uuid:1"/>']),
    `<!DOCTYPE x>${envelope12(found([]))}`,
  ]) {
    const { find } = await indexWith(
      t,
      { entries: (_, response) => response.end(answer.includes('Envelope') || !answer.includes('<q:') ? answer : envelope12(answer)) },
      '',
    );
    await assert.rejects(find(), SourceAnswerInvalid, answer.slice(0, 200));
  }
});

test('PartialSuccess makes the answer partial, and is none where nothing came', async (t) => {
  const published = await indexWith(t, { entries: fixture('apd-iti18-response-partial-failure.xml') }, '');
  await assert.rejects(published.find(), whyIs('fault', 'appointments: fault (XDSUnavailableCommunity)'));
  const sent: Sent[] = [{ uniqueId: expected.uniqueId, content: document() }];
  const said: Said[] = [
    { status: 'PartialSuccess', errors: [registryError('XDSUnavailableCommunity')] },
    { status: 'PartialSuccess' },
    { errors: [registryError('XDSRegistryBusy', 'Warning')] },
    { errors: [registryError('XDSUnavailableCommunity', 'Warning', 'registry timed out')] },
  ];
  for (const one of said) {
    const registry = await indexWith(t, { entries: found([entry()], one) }, repositoryOf(sent));
    assert.deepEqual(await registry.find(), { state: 'partial', filtered: false, asOf: now, value: [expected] });
    const repository = await indexWith(t, { entries: found([entry()]) }, repositoryOf(sent, one));
    assert.deepEqual(await repository.find(), { state: 'partial', filtered: false, asOf: now, value: [expected] });
    // Another kind of document came: the registry did answer.
    const other = await indexWith(t, { entries: found([entry({ practice: '408443003' })], one) }, '');
    assert.deepEqual(await other.find(), { state: 'partial', filtered: false, asOf: now, value: [] });
  }
});

test('Failure is a fault; its code is told where it is a plain word', async (t) => {
  for (const [code, message] of [
    ['XDSRegistryError', 'appointments: fault (XDSRegistryError)'],
    ['Josefine 0505149996', 'appointments: fault'],
    ['', 'appointments: fault'],
  ]) {
    const { find } = await indexWith(
      t,
      { entries: found([], { status: 'Failure', errors: [registryError(code as string, 'Error', 'Josefine')] }) },
      '',
    );
    await assert.rejects(find(), whyIs('fault', message));
  }
});

test('a child that the registry does not know has no appointments', async (t) => {
  const unknown = registryError('XDSUnknownPatientId');
  const { find } = await indexWith(t, { entries: found([], { status: 'Failure', errors: [unknown] }) }, '');
  assert.deepEqual(await find(), { state: 'ok', filtered: false, asOf: now, value: [] });
  const more = await indexWith(t, { entries: found([], { status: 'Failure', errors: [unknown, registryError('XDSRegistryError')] }) }, '');
  await assert.rejects(more.find(), whyIs('fault'));
});

test('a warning about consent says that something is blocked, in the search and in the fetching', async (t) => {
  const sent: Sent[] = [{ uniqueId: expected.uniqueId, content: document() }];
  for (const warning of [
    registryError('DDSConsent', 'Warning'),
    registryError('', 'Warning', 'x'),
    registryError('XDSRegistryError', 'Warning', 'Dokumenter er frafiltreret på grund af manglende samtykke'),
    registryError('XDSRepositoryError', 'Warning', 'MinSpærring'),
  ])
    for (const status of ['Success', 'PartialSuccess'] as const) {
      const said = { status, errors: [warning] };
      const search = await indexWith(t, { entries: found([entry()], said) }, repositoryOf(sent));
      assert.deepEqual(await search.find(), { state: 'ok', filtered: true, asOf: now, value: [expected] });
      const nothing = await indexWith(t, { entries: found([], said) }, '');
      assert.deepEqual(await nothing.find(), { state: 'ok', filtered: true, asOf: now, value: [] });
      const fetch = await indexWith(t, { entries: found([entry()]) }, repositoryOf(sent, said));
      assert.deepEqual(await fetch.find(), { state: 'ok', filtered: true, asOf: now, value: [expected] });
      // The document was blocked between the two calls: that is why it does not come.
      const blocked = await indexWith(t, { entries: found([entry()]) }, repositoryOf([], said));
      assert.deepEqual(await blocked.find(), { state: 'ok', filtered: true, asOf: now, value: [] });
    }
  const all = await indexWith(t, { entries: found([], { status: 'Failure', errors: [registryError('DDSConsent', 'Warning')] }) }, '');
  assert.deepEqual(await all.find(), { state: 'ok', filtered: true, asOf: now, value: [] });
  const both = await indexWith(
    t,
    {
      entries: found([entry()], {
        status: 'PartialSuccess',
        errors: [registryError('DDSConsent', 'Warning'), registryError('XDSRegistryBusy')],
      }),
    },
    repositoryOf(sent),
  );
  assert.deepEqual(await both.find(), { state: 'partial', filtered: true, asOf: now, value: [expected] });
  // As an error, the same words mean that consent could not be asked for.
  const failing = await indexWith(t, { entries: found([], { status: 'Failure', errors: [registryError('ConsentServiceError')] }) }, '');
  await assert.rejects(failing.find(), whyIs('fault', 'appointments: fault (ConsentServiceError)'));
});

test('documents that vanish between the two calls are missing, and no failure', async (t) => {
  const gone = { status: 'Failure', errors: [registryError('XDSDocumentUniqueIdError')] } as const;
  const { find } = await indexWith(t, { entries: found([entry()]) }, retrieved([], gone));
  assert.deepEqual(await find(), { state: 'partial', filtered: false, asOf: now, value: [] });
});

/** The example's entry, moved through entries 2, 3, … that began at these times (UTC); the newest version comes first. */
function movedThrough(starts: readonly { start: string; stop?: string; patient?: string }[], own: object = {}): Registry {
  const older = starts.map(({ start, stop = '', patient = patientId('1710194919') }, index) =>
    entry({ uuid: uuid(index + 2), uniqueId: `old-${index}`, status: deprecated, start, stop, patient, sourcePatient: patient }),
  );
  const askedFor = (body: string) => (n: number) => body.includes(uuid(n));
  return {
    entries: found([entry(own)]),
    associations: (seen, response) => {
      const asked = askedFor(seen.body);
      const links = starts.map((_, index) => [index + 1, index + 2] as const).filter(([a, b]) => asked(a) || asked(b));
      give(found(links.map(([a, b]) => replacement(uuid(a), uuid(b)))), seen, response);
    },
    documents: (seen, response) => {
      const asked = askedFor(seen.body);
      give(found(older.filter((_, index) => asked(index + 2))), seen, response);
    },
  };
}

const example: Sent[] = [{ uniqueId: expected.uniqueId, content: document() }];

test('tells what an appointment was moved from: the nearest earlier version with another start', async (t) => {
  const same = '20260316120000';
  for (const [starts, from] of [
    [[{ start: '20260310090000' }], '2026-03-10T10:00:00+01:00'],
    [[{ start: '2026031009' }], '2026-03-10T10:00:00+01:00'],
    [[{ start: '20260420080000' }], '2026-04-20T10:00:00+02:00'],
    // Midnight in Copenhagen without an end: a day.
    [[{ start: '20260309230000' }], '2026-03-10'],
    [[{ start: '20260309230000', stop: '20260310130000' }], '2026-03-10T00:00:00+01:00'],
    // Something else was changed first.
    [[{ start: same }, { start: same }, { start: '20260310090000' }, { start: '20260301090000' }], '2026-03-10T10:00:00+01:00'],
    // It got its clock time.
    [[{ start: '20260315230000' }], undefined],
    [[{ start: same }], undefined],
    [[], undefined],
    [[{ start: '' }, { start: '20260310090000' }], undefined],
    [[{ start: '20260310090000', patient: patientId('0505149996') }], undefined],
    [[...Array.from({ length: 5 }, () => ({ start: same })), { start: '20260310090000' }], undefined],
  ] as const) {
    const { find } = await indexWith(t, movedThrough(starts), repositoryOf(example));
    const answer = await find();
    assert.equal(answer.state, 'ok');
    assert.deepEqual(answer.value, [{ ...expected, ...(from && { movedFrom: from }) }]);
  }
});

test('asks for the chain in the community where the entry lies', async (t) => {
  const { registry, find } = await indexWith(t, movedThrough([{ start: '20260310090000' }]), repositoryOf(example));
  await find();
  const later = registry.seen.slice(1).map(({ body }) => body);
  assert.ok(later.length >= 2);
  for (const body of later) assert.match(body, /<rim:AdhocQuery id="[^"]+" home="urn:oid:1\.2\.208\.176\.43210\.8\.20">/);
  assert.match(
    later[0] as string,
    /<rim:Slot name="\$uuid"><rim:ValueList><rim:Value>\(&apos;urn:uuid:5b6d5b0c-54d4-44e2-9d51-000000000001&apos;\)</,
  );
  assert.match(
    later.find((body) => body.includes(ids.documents)) ?? '',
    /<rim:Slot name="\$XDSDocumentEntryEntryUUID"><rim:ValueList><rim:Value>\(&apos;urn:uuid:5b6d5b0c-54d4-44e2-9d51-000000000002&apos;\)</,
  );
});

test('metadata that is wrong about its own start does not make an appointment moved', async (t) => {
  // Danish time written as UTC, in both versions.
  const { find } = await indexWith(t, movedThrough([{ start: '20260316130000' }], { start: '20260316130000' }), repositoryOf(example));
  assert.deepEqual((await find()).value, [expected]);
  // Wrong in the newer version alone.
  const newer = await indexWith(t, movedThrough([{ start: '20260316120000' }], { start: '20260316110000' }), repositoryOf(example));
  assert.deepEqual((await newer.find()).value, [expected]);
});

test('a circle of replacements ends', async (t) => {
  const circle: Registry = {
    entries: found([entry()]),
    associations: found([replacement(uuid(1), uuid(2)), replacement(uuid(2), uuid(1)), replacement(uuid(1), uuid(1))]),
    documents: found([entry({ uuid: uuid(2), status: deprecated })]),
  };
  const { registry, find } = await indexWith(t, circle, repositoryOf(example));
  assert.deepEqual((await find()).value, [expected]);
  assert.ok(registry.seen.length <= 5, `${registry.seen.length} requests`);
});

test('an appendix, or a document that took the place of ours, is no earlier version', async (t) => {
  const { find } = await indexWith(
    t,
    {
      entries: found([entry()]),
      associations: found([replacement(uuid(1), uuid(2), 'APND'), replacement(uuid(3), uuid(1))]),
      documents: found([entry({ uuid: uuid(2), start: '20260310090000' }), entry({ uuid: uuid(3), start: '20260310090000' })]),
    },
    repositoryOf(example),
  );
  assert.deepEqual((await find()).value, [expected]);
});

test('where the chain cannot be learnt the appointment stands, and nothing is missing', async (t) => {
  const failures: Answer[] = [
    found([], { status: 'Failure', errors: [registryError('XDSUnknownStoredQuery')] }),
    fault12('Receiver', 'x'),
    'garbled',
    (_, response) => response.writeHead(500).end(),
    (_, response) => response.socket?.destroy(),
  ];
  for (const fails of failures)
    for (const registry of [
      { ...movedThrough([{ start: '20260310090000' }]), associations: fails },
      { ...movedThrough([{ start: '20260310090000' }]), documents: fails },
    ]) {
      const { find } = await indexWith(t, registry, repositoryOf(example));
      assert.deepEqual(await find(), { state: 'ok', filtered: false, asOf: now, value: [expected] });
    }
});

test('a registry that fails at chains alone still finds documents, however often', async (t) => {
  const { registry, find } = await indexWith(
    t,
    { entries: found([entry()]), associations: (_, response) => response.writeHead(500).end() },
    repositoryOf(example),
    {
      breaker: { failures: 1 },
    },
  );
  for (let i = 0; i < 3; i++) assert.deepEqual((await find()).value, [expected]);
  // It is not asked for them again until its circuit lets one question through.
  assert.equal(registry.seen.filter(({ body }) => body.includes(ids.associations)).length, 1);
});

test('a chain that is late delays the documents by a fifth of a second and no more; what it knew by then is told', async (t) => {
  const silent = await indexWith(t, { ...movedThrough([{ start: '20260310090000' }]), associations: () => {} }, repositoryOf(example));
  const delays = timersOf(t);
  assert.deepEqual((await silent.find()).value, [expected]);
  assert.ok(delays().includes(200));

  const { entries, documents, ids: all } = numbered(2, (n) => ({ home: `urn:oid:1.2.${n}` }));
  const replaced = (n: number) => found([replacement(uuid(n), uuid(n + 2))]);
  const half = await indexWith(
    t,
    {
      entries: found(entries),
      associations: (seen, response) => seen.body.includes(uuid(1)) && give(replaced(1), seen, response),
      documents: found([entry({ uuid: uuid(3), start: '20260310090000' })]),
    },
    repositoryOf(documents),
  );
  const { value } = await half.find();
  assert.deepEqual(
    value.map(({ uniqueId, movedFrom }) => [uniqueId, movedFrom]),
    [
      [all[0], '2026-03-10T10:00:00+01:00'],
      [all[1], undefined],
    ],
  );
});

test('asks for chains beside the documents, not after them', async (t) => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const registry = movedThrough([{ start: '20260310090000' }]);
  const associations: Answer = (seen, response) => {
    resolve();
    give(registry.associations as Answer, seen, response);
  };
  const { find } = await indexWith(t, { ...registry, associations }, async (seen, response) => {
    await asked;
    give(repositoryOf(example), seen, response);
  });
  assert.equal((await find()).value[0]?.movedFrom, '2026-03-10T10:00:00+01:00');
});

test('gives up after 2600 ms by itself', async (t) => {
  const server = await serve(t, () => {});
  const index = createAppointmentIndex({ url: server.url, repositoryUrl: server.url, security: { kind: 'none' }, system, units: [] });
  t.after(() => index.close());
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const answer = index.findAppointments(cpr, question, call);
  t.mock.timers.tick(2500);
  const early = await Promise.race([answer.catch(() => 'ended'), new Promise((resolve) => setImmediate(resolve, 'waiting'))]);
  assert.equal(early, 'waiting');
  t.mock.timers.tick(100);
  await assert.rejects(answer, whyIs('timeout'));
});

test('a wrong setting throws when the client is made, and names itself', () => {
  const right = {
    url: 'https://dds.example/registry',
    repositoryUrl: 'https://dds.example/repository',
    security: { kind: 'none' },
    system,
    units: [],
  } as const;
  const wrong: readonly [Partial<Record<keyof AppointmentIndexSettings, unknown>>, RegExp][] = [
    [{ url: 'dds.example' }, /^appointments\.url: /],
    [{ repositoryUrl: 'http://dds.example/repository' }, /^appointments\.repositoryUrl: /],
    [{ repositoryUrl: undefined }, /^appointments\.repositoryUrl: /],
    [{ system: { ...system, version: ' ' } }, /^appointments\.system\.version: /],
    [{ system: { name: 'x', version: '1' } }, /^appointments\.system\.owner: /],
    [{ system: undefined }, /^appointments\.system\.owner: /],
    [{ units: ['BUP'] }, /^appointments\.units: /],
    [{ units: undefined }, /^appointments\.units: /],
    [{ timeout: 0 }, /^appointments\.timeout: /],
    [{ parallel: 1.5 }, /^appointments\.parallel: /],
    [{ documentsPerRequest: -1 }, /^appointments\.documentsPerRequest: /],
    [{ maxDocuments: Number.NaN }, /^appointments\.maxDocuments: /],
    [{ maxPartBytes: 0 }, /^appointments\.maxPartBytes: /],
    [{ maxParts: 0 }, /^appointments\.maxParts: /],
  ];
  for (const [over, message] of wrong)
    assert.throws(
      () => createAppointmentIndex({ ...right, ...over } as AppointmentIndexSettings),
      { name: 'TypeError', message },
      JSON.stringify(over),
    );
});
