import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import fc from 'fast-check';
import { SignedXml } from 'xml-crypto';
import { authority } from '../testing/certificates.ts';
import { call, type Seen, serve } from '../testing/server.ts';
import { envelope, fault, fixture } from '../testing/soap.ts';
import { NotSearchable, SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { createSchoolRegister, type SchoolRegisterSettings } from './school-register.ts';

const cpr = parseCpr('0505149996') as Cpr;
const now = new Date('2026-06-15T12:00:00+02:00');
const bpi = 'https://brugerdatabasen.stil.dk/bpi/';
const school = '999001';
const club = 'A12249';

const institutionExample = fixture('stil-wsiinst-6-hentInstitution-response.xml');
const exportExample = fixture('stil-wsieksport-7-fuldmyndighed-response.xml');
const refusedExample = fixture('stil-fault-authentificationError.xml');

type Change = readonly [string | RegExp, string];

/** A text with changes, each of which must hit. */
function changed(example: string, ...changes: readonly Change[]): string {
  return changes.reduce((text, [from, to]) => {
    const pattern = typeof from === 'string' ? from : new RegExp(from, 'gs');
    assert.ok(typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0, `${from} is not in the example`);
    return text.replaceAll(pattern, to);
  }, example);
}

const userId = (id: string) =>
  envelope(`<hentBrugeridResponse xmlns="${bpi}wsiidentifikation/6"><brugerid>${id}</brugerid></hentBrugeridResponse>`);

const relation = (number: string, role = '<elev><rolle>Elev</rolle></elev>') =>
  `<institutionstilknytning><instnr>${number}</instnr>${role}</institutionstilknytning>`;

const relations = (...each: readonly string[]) =>
  envelope(
    `<hentBrugersInstitutionstilknytningerResponse xmlns="${bpi}wsibruger/7">${each.join('')}</hentBrugersInstitutionstilknytningerResponse>`,
  );

const institution = (number: string, ...changes: readonly Change[]) => changed(institutionExample, [school, number], ...changes);
const entry = (number: string, ...changes: readonly Change[]) => changed(exportExample, [school, number], ...changes);
const refused = (type: string) => changed(refusedExample, ['<c:type>Rettigheder', `<c:type>${type}`]);

interface Answers {
  readonly userId: string;
  readonly relations: string;
  readonly institution: (number: string) => string;
  readonly entry: (number: string) => string;
}

const usual: Answers = {
  userId: userId('jose1234'),
  relations: relations(relation(school)),
  institution: (number) => institution(number),
  entry: (number) => entry(number),
};

function answerTo({ path, body }: Seen, answers: Answers): string {
  const number = /<\w+:instnr>(\w+)</.exec(body)?.[1] ?? '';
  if (path.endsWith('/wsiidentifikation/6')) return answers.userId;
  if (path.endsWith('/wsibruger/7')) return answers.relations;
  return path.endsWith('/wsiinst/6') ? answers.institution(number) : answers.entry(number);
}

function end(response: ServerResponse, answer: string): void {
  response.writeHead(answer.includes('Fault>') ? 500 : 200, { 'content-type': 'text/xml; charset=utf-8' }).end(answer);
}

async function registerWith(t: TestContext, over: Partial<Answers> = {}, settings: Partial<SchoolRegisterSettings> = {}) {
  const server = await serve(t, (seen, response) => end(response, answerTo(seen, { ...usual, ...over })));
  const register = createSchoolRegister({
    url: `${server.url}/`,
    security: { kind: 'none' },
    systemId: 'AB123456',
    now: () => now,
    ...settings,
  });
  t.after(() => register.close());
  return { server, register, find: () => register.findRelations(cpr, call) };
}

async function found(t: TestContext, over: Partial<Answers> = {}) {
  return (await registerWith(t, over)).find();
}

/** With changes to the child's entry in the export of the one school. */
async function withEntry(t: TestContext, ...changes: readonly Change[]) {
  return found(t, { entry: (number) => entry(number, ...changes) });
}

const asExample = {
  kind: 'school',
  name: 'Testskolen i Korsbæk',
  phone: '50000000',
  address: 'Skolegade 1, 4999 Korsbæk',
} as const;

const unavailable = (message: string) => (error: unknown) => {
  assert.ok(error instanceof SourceUnavailable, String(error));
  assert.equal(error.message, message);
  assert.equal(error.cause, undefined);
  return true;
};

test('reads the published examples', async (t) => {
  assert.deepEqual(await found(t), {
    state: 'ok',
    asOf: now,
    value: { protected: false, relations: [{ ...asExample, level: '5' }] },
  });
});

test('asks in order: the user id, the institutions, then each institution and its entry of the child', async (t) => {
  const { server, find } = await registerWith(t);
  await find();
  const asked = server.seen.map(({ path, body }) => [path, /<soap:Body><(\w+:\w+) [^>]*>(.*?)<\/\1>/s.exec(body)?.[2]]);
  assert.deepEqual(asked.slice(0, 2), [
    ['/service/wsiidentifikation/6', '<i:cpr>0505149996</i:cpr>'],
    ['/service/wsibruger/7', '<b:brugerid>jose1234</b:brugerid>'],
  ]);
  assert.deepEqual(
    asked.slice(2).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    [
      [
        '/service/wsieksport/7',
        '<e:instnr>999001</e:instnr><e:filtre><e:aktoertypeFilter><e:inkluderElever>true</e:inkluderElever><e:inkluderMedarbejdere>false</e:inkluderMedarbejdere><e:inkluderEksterne>false</e:inkluderEksterne><e:inkluderKontaktpersoner>false</e:inkluderKontaktpersoner></e:aktoertypeFilter><e:cprFilter><e:cpr>0505149996</e:cpr></e:cprFilter></e:filtre>',
      ],
      ['/service/wsiinst/6', '<n:instnr>999001</n:instnr>'],
    ],
  );
});

test('trap 10: each question in SOAP 1.1, with its own action and address, and the system that asks', async (t) => {
  const { server, find } = await registerWith(t);
  await find();
  const operations: Record<string, string> = {
    'wsiidentifikation/6': 'hentBrugeridFraCpr',
    'wsibruger/7': 'hentBrugersInstitutionstilknytninger',
    'wsiinst/6': 'hentInstitution',
    'wsieksport/7': 'eksporterXmlFuldMyndighed',
  };
  assert.equal(server.seen.length, 4);
  for (const { method, path, headers, body } of server.seen) {
    const service = path.slice('/service/'.length);
    const action = `${bpi}${service}/${operations[service]}`;
    assert.equal(method, 'POST');
    assert.equal(headers['content-type'], 'text/xml; charset=utf-8');
    assert.equal(headers.soapaction, `"${action}"`);
    assert.ok(body.includes(`<wsa:Action>${action}</wsa:Action>`));
    assert.ok(body.includes(`<wsa:To>${server.url}/${service}</wsa:To>`));
    assert.ok(
      body.includes(
        '<soap:Header><common:UdbydersystemId xmlns:common="https://brugerdatabasen.stil.dk/bpi/common/3">AB123456</common:UdbydersystemId>',
      ),
    );
    assert.ok(body.includes(`:${operations[service]} xmlns:`) && body.includes(`="${bpi}${service}"`));
    assert.doesNotMatch(path + JSON.stringify(headers), /0505149996|jose1234/);
  }
});

test('speaks SOAP 1.2 where it is told to, and reads why STIL refused in that version too', async (t) => {
  const twelve = (text: string) => text.replaceAll('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope');
  const answers = {
    userId: twelve(usual.userId),
    relations: twelve(usual.relations),
    institution: (number: string) => twelve(institution(number)),
    entry: (number: string) => twelve(entry(number)),
  };
  const { server, find } = await registerWith(t, answers, { soap: '1.2' });
  assert.equal((await find()).state, 'ok');
  for (const { headers, body } of server.seen) {
    assert.match(
      headers['content-type'] ?? '',
      /^application\/soap\+xml; charset=utf-8; action="https:\/\/brugerdatabasen\.stil\.dk\/bpi\//,
    );
    assert.match(body, /<soap:Envelope xmlns:soap="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope"/);
  }
  const refusal =
    '<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>Josefine</s:Text></s:Reason><s:Detail><c:authentificationError xmlns:c="https://brugerdatabasen.stil.dk/bpi/common/3"><c:type>SignaturMangler</c:type></c:authentificationError></s:Detail></s:Fault>';
  const refusing = await registerWith(t, { userId: twelve(envelope(refusal)) }, { soap: '1.2' });
  await assert.rejects(refusing.find(), unavailable('school: fault (SignaturMangler)'));
});

test('every request is signed: body, time, message id and the system that asks', async (t) => {
  const us = await (await authority()).issue('us');
  const { server, find } = await registerWith(t, {}, { security: { kind: 'wss-x509', ...us } });
  assert.equal((await find()).state, 'ok');
  assert.equal(server.seen.length, 4);
  for (const { body } of server.seen) {
    const verifier = new SignedXml({ publicCert: us.certificate, idMode: 'wssecurity', getCertFromKeyInfo: () => null });
    verifier.loadSignature(/<ds:Signature .*<\/ds:Signature>/s.exec(body)?.[0] ?? '');
    assert.ok(verifier.checkSignature(body));
    const names = verifier.getSignedReferences().map((part) => /^<(?:\w+:)?(\w+)/.exec(part)?.[1]);
    for (const name of ['Body', 'Timestamp', 'MessageID', 'UdbydersystemId']) assert.ok(names.includes(name), name);
  }
});

test('asks for all institutions, and for both of their parts, at once', async (t) => {
  // Nothing is answered until all four are asked: one after the other would never end.
  const waiting: (() => void)[] = [];
  const answers = { ...usual, relations: relations(relation(school), relation(club)) };
  const server = await serve(t, (seen, response) => {
    const answer = () => end(response, answerTo(seen, answers));
    if (!/wsiinst|wsieksport/.test(seen.path)) return answer();
    waiting.push(answer);
    if (waiting.length === 4) for (const each of waiting.toReversed()) each();
  });
  const register = createSchoolRegister({ url: server.url, security: { kind: 'none' }, systemId: 'AB1' });
  t.after(() => register.close());
  const { state, value } = await register.findRelations(cpr, call);
  assert.deepEqual([state, value.relations.length], ['ok', 2]);
});

test('trap 9: a replacement number is not asked for', async (t) => {
  const { server, register } = await registerWith(t);
  for (const text of ['0703921VJ4', '1206550VK9'])
    await assert.rejects(
      register.findRelations(parseCpr(text) as Cpr, call),
      (error) => error instanceof NotSearchable && !error.message.includes(text),
    );
  assert.equal(server.seen.length, 0);
});

test('a number that STIL does not know, and a user of no institution, have no relations', async (t) => {
  const empty = { state: 'ok', asOf: now, value: { protected: false, relations: [] } };
  const unnamed = envelope(`<hentBrugeridResponse xmlns="${bpi}wsiidentifikation/6"/>`);
  for (const answer of [userId(''), unnamed, unnamed.replaceAll('hentBrugeridResponse', 'hentBrugeridFraCprResponse')]) {
    const { server, find } = await registerWith(t, { userId: answer });
    assert.deepEqual(await find(), empty);
    assert.equal(server.seen.length, 1);
  }
  assert.deepEqual(await found(t, { relations: relations() }), empty);
});

test('an employee, an external and a contact person are no child of the institution, and nothing is asked about it', async (t) => {
  const others = ['ansat', 'ekstern', 'kontakt'].map((role, index) =>
    relation(`99900${index + 5}`, `<${role}><rolle>Elev</rolle></${role}>`),
  );
  const { server, find } = await registerWith(t, { relations: relations(...others, relation(school)) });
  const { state, value } = await find();
  assert.deepEqual([state, value.relations.map(({ name }) => name)], ['ok', ['Testskolen i Korsbæk']]);
  assert.doesNotMatch(server.seen.map(({ body }) => body).join(''), /99900[5-9]/);
});

test('school, after-school care, club and day-care, in the order that STIL has them', async (t) => {
  const types: Record<string, string> = {
    [school]: 'Folkeskoler',
    999002: 'Skolefritidsordning',
    [club]: 'Fritidsklub',
    999004: 'Børnehave',
  };
  const { state, value } = await found(t, {
    relations: relations(...[school, '999002', club, '999004', school].map((number) => relation(number))),
    institution: (number) => institution(number, ['Folkeskoler', types[number] ?? ''], ['Testskolen', `Inst ${number}`]),
  });
  assert.equal(state, 'ok');
  assert.deepEqual(
    value.relations.map(({ kind, name }) => [kind, name]),
    [
      ['school', 'Inst 999001 i Korsbæk'],
      ['after-school', 'Inst 999002 i Korsbæk'],
      ['club', 'Inst A12249 i Korsbæk'],
      ['day-care', 'Inst 999004 i Korsbæk'],
    ],
  );
});

test('what an institution is stands in the name of its type, else of its wider type; another is other', async (t) => {
  const cases = {
    Folkeskoler: 'school',
    'Friskoler og private grundskoler': 'school',
    'Specialskoler for børn': 'school',
    Dagbehandlingstilbud: 'school',
    'Skole med børnehaveklasse': 'school',
    Gymnasieskoler: 'school',
    Skolefritidsordninger: 'after-school',
    'SFO 2': 'after-school',
    Fritidshjem: 'after-school',
    'Klubtilbud ved folkeskole': 'club',
    Ungdomsklub: 'club',
    'Kommunale dagtilbud': 'day-care',
    'Integrerede institutioner': 'day-care',
    Dagpleje: 'day-care',
    'Pædagogisk-Psykologisk Rådgivning': 'other',
    '': 'other',
  };
  for (const [name, kind] of Object.entries(cases)) {
    const both = await found(t, { institution: (number) => institution(number, ['Folkeskoler', name]) });
    assert.equal(both.value.relations[0]?.kind, kind, name);
  }
  const wider = await found(t, { institution: (number) => institution(number, ['typenavn>Folkeskoler', 'typenavn>Ukendt']) });
  assert.equal(wider.value.relations[0]?.kind, 'school');
  const nearer = await found(t, { institution: (number) => institution(number, ['<i:typenavn>Folkeskoler', '<i:typenavn>Fritidsklub']) });
  assert.equal(nearer.value.relations[0]?.kind, 'club');
});

test('a group for after-school care in the school that the child is in is a relation of its own', async (t) => {
  const group = (id: string, name = '<c:GroupName>SFO Regnbuen</c:GroupName>', type = 'SFO', dates = '') =>
    ['<c:Group>', `<c:Group><c:GroupId>${id}</c:GroupId>${name}<c:GroupType>${type}</c:GroupType>${dates}</c:Group><c:Group>`] as const;
  const inGroup = ['<bpi:GroupId>5A</bpi:GroupId>', '<bpi:GroupId>5A</bpi:GroupId><bpi:GroupId>dk:sfo:1</bpi:GroupId>'] as const;
  const own = { ...asExample, level: '5' };
  const afterSchool = { ...asExample, kind: 'after-school', name: 'SFO Regnbuen' };

  const read = async (...changes: readonly Change[]) => {
    const { state, value } = await withEntry(t, ...changes);
    return [state, value.relations];
  };
  const dated = (from: string, to: string) =>
    group('dk:sfo:1', undefined, 'SFO', `<c:FromDate>${from}</c:FromDate><c:ToDate>${to}</c:ToDate>`);
  assert.deepEqual(await read(group('dk:sfo:1'), inGroup), ['ok', [own, afterSchool]]);
  assert.deepEqual(await read(dated('2025-08-01+02:00', '2026-06-15'), inGroup), ['ok', [own, afterSchool]]);
  assert.deepEqual(await read(dated('soon', ''), inGroup), ['ok', [own, afterSchool]]);
  assert.deepEqual(await read(dated('2025-08-01', '2026-06-14'), inGroup), ['ok', [own]], 'it has ended');
  assert.deepEqual(await read(dated('2026-06-16', '2027-06-30'), inGroup), ['ok', [own]], 'it has not begun');
  assert.deepEqual(await read(group('dk:sfo:1')), ['ok', [own]], 'the child is not in it');
  assert.deepEqual(await read(group('dk:sfo:1', undefined, 'Hold'), inGroup), ['ok', [own]], 'it is another kind of group');
  assert.deepEqual(await read(group('dk:sfo:1', ''), inGroup), ['partial', [own]], 'it has no name');

  const care = await found(t, {
    institution: (number) => institution(number, ['Folkeskoler', 'Skolefritidsordning']),
    entry: (number) => entry(number, group('dk:sfo:1'), inGroup),
  });
  assert.deepEqual(
    care.value.relations.map(({ kind, name }) => [kind, name]),
    [['after-school', 'Testskolen i Korsbæk']],
  );
});

test('a class level is 0 to 10; another step of the scale is none, a missing one makes the answer partial', async (t) => {
  for (const [stated, level, state] of [
    ['0', '0', 'ok'],
    ['10', '10', 'ok'],
    ['DT', undefined, 'ok'],
    ['U1', undefined, 'ok'],
    ['Andet', undefined, 'ok'],
    ['11', undefined, 'ok'],
    ['5. kl. Josefine', undefined, 'ok'],
    ['', undefined, 'partial'],
  ] as const) {
    const answer = await withEntry(t, ['<c:Level>5<', `<c:Level>${stated}<`]);
    assert.deepEqual([answer.state, answer.value.relations[0]?.level], [state, level], stated);
    assert.equal('level' in (answer.value.relations[0] ?? {}), level !== undefined);
  }
});

test('never the wrong child: only the entry with the number asked for is read', async (t) => {
  const other = /<fm:InstitutionPerson .*<\/fm:InstitutionPerson>/s.exec(exportExample)?.[0] ?? '';
  const sibling = changed(other, ['0505149996', '1710194919'], ['<c:Level>5', '<c:Level>0'], ['protected="false"', 'protected="true"']);
  for (const both of [sibling + other, other + sibling]) {
    const { state, value } = await withEntry(t, [other, both]);
    assert.deepEqual([state, value.protected, value.relations[0]?.level], ['ok', false, '5']);
  }
  const alone = await withEntry(t, [other, sibling]);
  assert.deepEqual([alone.state, alone.value], ['partial', { protected: false, relations: [asExample] }]);
  const dashed = await withEntry(t, ['>0505149996<', '>050514-9996<']);
  assert.equal(dashed.state, 'ok');
});

test('trap 11: protected where STIL says so of the child or of a phone number; what cannot be read counts', async (t) => {
  const person = '<fm:Person protected="false">';
  const phone = '<c:MobilePhoneNumber protected="false">';
  for (const [change, isProtected] of [
    [[person, '<fm:Person protected="true">'], true],
    [[person, '<fm:Person protected="1">'], true],
    [[person, '<fm:Person protected=" 0 ">'], false],
    [[person, '<fm:Person protected="maybe">'], true],
    [[person, '<fm:Person protected="">'], true],
    [[person, '<fm:Person>'], true],
    [[person, '<fm:Person x:protected="false" xmlns:x="urn:x">'], true],
    [[phone, '<c:MobilePhoneNumber protected="true">'], true],
    [[phone, '<c:MobilePhoneNumber>'], true],
    [[/<c:MobilePhoneNumber.*<\/c:MobilePhoneNumber>/, ''], false],
    // A contact person who is protected says nothing of the child.
    [['<fm:Person protected="true"><c:FirstName>Maria', '<fm:Person protected="false"><c:FirstName>Maria'], false],
  ] as const) {
    const { state, value } = await withEntry(t, change);
    assert.deepEqual([state, value.protected], ['ok', isProtected], String(change));
    assert.equal(value.relations.length, 1, "what to show of it is the policy's affair");
  }
});

test('trap 11: an export that came, and cannot be read or matched, counts as protected too', async (t) => {
  const number = '<c:CivilRegistrationNumber>0505149996</c:CivilRegistrationNumber>';
  for (const answer of [
    entry(school, [number, '']),
    entry(school, ['xmlns:fm="', 'xmlns:fm="urn:other:']),
    'garbled',
    envelope('<x/>'),
    entry('999009'),
  ]) {
    const { state, value } = await found(t, { entry: () => answer });
    assert.deepEqual([state, value], ['partial', { protected: true, relations: [asExample] }]);
  }
  // Refused or failed: STIL has said nothing of the child.
  for (const answer of [refused('Rettigheder'), fault('Server', 'nede')])
    assert.equal((await found(t, { entry: () => answer })).value.protected, false);
  const one = await found(t, {
    relations: relations(relation(school), relation(club)),
    entry: (asked) => entry(asked, ...(asked === club ? [['<fm:Person protected="false">', '<fm:Person protected="true">'] as const] : [])),
  });
  assert.deepEqual([one.state, one.value.protected], ['ok', true]);
});

test('a child whose entry is not there has a relation without a level, and the answer is partial', async (t) => {
  for (const change of [
    [/<fm:InstitutionPerson .*<\/fm:InstitutionPerson>/, ''],
    [/<fm:Student>.*<\/fm:Student>/, ''],
  ] as const) {
    const { state, value } = await withEntry(t, change);
    assert.deepEqual([state, value], ['partial', { protected: false, relations: [asExample] }]);
  }
});

test('a fault carries why STIL refused, in its word, wherever in the chain', async (t) => {
  for (const type of ['Signatur', 'SignaturMangler', 'UdbydersytemIdMangler', 'BrugeridEllerPassword', 'Rettigheder'])
    for (const step of ['userId', 'relations', 'institution'] as const) {
      const answer = refused(type);
      await assert.rejects(found(t, { [step]: step === 'institution' ? () => answer : answer }), unavailable(`school: fault (${type})`));
    }
});

test("a fault is never told in words that are not STIL's own, and never an empty list", async (t) => {
  await assert.rejects(found(t, { userId: refused('Josefine') }), unavailable('school: fault (Client)'));
  await assert.rejects(found(t, { userId: fault('Server', 'Josefine 0505149996') }), unavailable('school: fault (Server)'));
  await assert.rejects(
    found(t, { userId: changed(refusedExample, ['bpi/common/3', 'bpi/common/2']) }),
    unavailable('school: fault (Client)'),
  );
});

test("no right to one institution's export: the relation stands without a level, and the answer is partial", async (t) => {
  const { state, value } = await found(t, {
    relations: relations(relation(school), relation(club)),
    entry: (number) => (number === school ? refusedExample : entry(number)),
  });
  assert.deepEqual([state, value], ['partial', { protected: false, relations: [asExample, { ...asExample, level: '5' }] }]);
});

test('an institution that cannot be looked up is left out of several, and the answer is partial; with none left it fails', async (t) => {
  const both = relations(relation(school), relation(club));
  for (const answer of [
    fault('Server', 'nede'),
    'garbled',
    institution('999009'),
    institution(club, [/<i:instnavn>.*<\/i:instnavn>/, '']),
  ]) {
    const { state, value } = await found(t, { relations: both, institution: (number) => (number === club ? answer : institution(number)) });
    assert.deepEqual([state, value.relations], ['partial', [{ ...asExample, level: '5' }]]);
    await assert.rejects(
      found(t, { relations: both, institution: () => answer }),
      (error) => error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid,
    );
  }
  await assert.rejects(found(t, { institution: () => institution('999009') }), SourceAnswerInvalid);
  await assert.rejects(found(t, { institution: (number) => institution(number, ['Testskolen i Korsbæk', '']) }), SourceAnswerInvalid);
});

test('an institution without phone, street or town has none', async (t) => {
  const bare = await found(t, {
    institution: (number) => institution(number, ['>50000000<', '><'], ['>Skolegade 1<', '><'], ['>4999<', '><'], ['>Korsbæk<', '><']),
  });
  assert.deepEqual(bare.value.relations, [{ kind: 'school', name: 'Testskolen i Korsbæk', level: '5' }]);
  const town = await found(t, { institution: (number) => institution(number, ['>Skolegade 1<', '><']) });
  assert.equal(town.value.relations[0]?.address, '4999 Korsbæk');
});

test('a relation that cannot be read is left out, and the answer is partial', async (t) => {
  for (const broken of [
    relation(''),
    relation('999 001'),
    relation('&lt;0505149996'),
    relation('999002', ''),
    relation('999002', '<praktikant/>'),
    relation('999002', '<elev xmlns="urn:other"/>'),
  ]) {
    const { server, find } = await registerWith(t, { relations: relations(broken, relation(school)) });
    const { state, value } = await find();
    assert.deepEqual([state, value.relations.length, server.seen.length], ['partial', 1, 4], broken);
  }
});

test('what is not an answer to the question is invalid, at each step', async (t) => {
  const other = (service: string) => envelope(`<hentDataAftalerResponse xmlns="${bpi}${service}"/>`);
  const garbled = ['', 'garbled', envelope(''), envelope('<x/>'), `<!DOCTYPE x>${userId('jose1234')}`];
  for (const answer of [
    ...garbled,
    userId('jose1234').replace('wsiidentifikation/6', 'wsiidentifikation/5'),
    other('wsiidentifikation/6'),
    relations(),
  ])
    await assert.rejects(found(t, { userId: answer }), SourceAnswerInvalid);
  for (const answer of [
    ...garbled,
    relations(relation(school)).replace('wsibruger/7', 'wsibruger/6'),
    other('wsibruger/7'),
    userId('jose1234'),
  ])
    await assert.rejects(found(t, { relations: answer }), SourceAnswerInvalid);
  for (const answer of [...garbled, institution(school).replaceAll('wsiinst/6', 'wsiinst/5'), other('wsiinst/6'), exportExample])
    await assert.rejects(found(t, { institution: () => answer }), SourceAnswerInvalid);
});

test('reads on whatever prefixes the namespaces have', async (t) => {
  const renamed = exportExample
    .replaceAll('c:', 'q:')
    .replaceAll('xmlns:c=', 'xmlns:q=')
    .replaceAll('fm:', 'c:')
    .replaceAll('xmlns:fm=', 'xmlns:c=');
  assert.deepEqual(await found(t, { entry: () => renamed }), await found(t));
});

test('trap 1: whatever STIL answers, no error holds any of it', async (t) => {
  const secrets = /0505149996|jose1234|Josefine|Maria|Testvej|Testskolen|999001/;
  const steps = { userId: usual.userId, relations: usual.relations, institution: institution(school), entry: entry(school) };
  let answers = usual;
  const server = await serve(t, (seen, response) => end(response, answerTo(seen, answers)));
  const register = createSchoolRegister({
    url: server.url,
    security: { kind: 'none' },
    systemId: 'AB1',
    breaker: { failures: Number.MAX_SAFE_INTEGER },
  });
  t.after(() => register.close());
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('userId', 'relations', 'institution', 'entry'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('<0505149996 Josefine jose1234 & ', ''),
      fc.constantFrom('Josefine', 'Rettigheder Josefine'),
      fc.boolean(),
      async (step, at, inserted, type, refuse) => {
        const good = steps[step];
        const position = Math.floor(at * good.length);
        const bad = refuse ? refused(type) : good.slice(0, position) + inserted + (inserted && good.slice(position));
        answers = { ...usual, [step]: step === 'institution' || step === 'entry' ? () => bad : bad };
        const error = await register.findRelations(cpr, call).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) return;
        errors++;
        assert.ok(error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid, inspect(error));
        assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), secrets);
        assert.equal(error.cause, undefined);
      },
    ),
    { numRuns: 100 },
  );
  assert.ok(errors > 40, `${errors} errors seen`);
});

test('stops when the caller does, wherever in the chain, and asks no more', async (t) => {
  for (const [step, asked] of [
    ['wsiidentifikation', 1],
    ['wsibruger', 2],
    ['wsiinst', 4],
  ] as const) {
    const controller = new AbortController();
    const server = await serve(t, (seen, response) => {
      if (seen.path.includes(step)) controller.abort();
      else if (!seen.path.includes('wsieksport')) end(response, answerTo(seen, usual));
    });
    const register = createSchoolRegister({ url: server.url, security: { kind: 'none' }, systemId: 'AB1' });
    t.after(() => register.close());
    await assert.rejects(register.findRelations(cpr, { signal: controller.signal }), { why: 'aborted' });
    assert.ok(server.seen.length <= asked, `${server.seen.length} questions`);
    await assert.rejects(register.findRelations(cpr, { signal: controller.signal }), { why: 'aborted' });
  }
});

test('the time-out covers the whole chain: what hangs at its end is no partial answer', async (t) => {
  const server = await serve(t, (seen, response) => {
    if (!seen.path.includes('wsieksport')) end(response, answerTo(seen, usual));
  });
  const register = createSchoolRegister({ url: server.url, security: { kind: 'none' }, systemId: 'AB1', timeout: 150 });
  t.after(() => register.close());
  await assert.rejects(register.findRelations(cpr, call), { why: 'timeout' });
});

test('gives up after 2600 ms by itself', async (t) => {
  const server = await serve(t, () => {});
  const register = createSchoolRegister({ url: server.url, security: { kind: 'none' }, systemId: 'AB1' });
  t.after(() => register.close());
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = register.findRelations(cpr, call);
  t.mock.timers.tick(2599);
  const early = await Promise.race([asked.catch(() => 'ended'), new Promise((resolve) => setImmediate(resolve, 'waiting'))]);
  assert.equal(early, 'waiting');
  t.mock.timers.tick(1);
  await assert.rejects(asked, { why: 'timeout' });
});

test('a system id is required, and SOAP has two versions', () => {
  const settings = { url: 'https://stil.example/bpi/', security: { kind: 'none' } } as const;
  const soap = '1.3' as '1.2';
  assert.throws(() => createSchoolRegister({ ...settings, systemId: 'AB1', soap }), { name: 'TypeError', message: /^school\.soap: / });
  for (const systemId of ['', ' ', 'A B'])
    assert.throws(() => createSchoolRegister({ ...settings, systemId }), { name: 'TypeError', message: /^school\.systemId: / });
});
