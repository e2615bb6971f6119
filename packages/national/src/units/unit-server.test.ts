import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { call, serve } from '../testing/server.ts';
import { type MailUnit, SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { createUnitServer, type UnitServerSettings } from './unit-server.ts';

const systems = {
  sor: 'urn:oid:1.2.208.176.1.1',
  gln: 'https://www.gs1.org/gln',
  ydernummer: 'urn:oid:1.2.208.176.1.4',
  cvr: 'http://cvr.dk',
};
const type = { ppr: '556841000005105', gp: '394761003', psychiatry: '554871000005105', office: '554041000005106', hospital: '22232009' };
const ediSystem = 'http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-sorEdiSystem';

const endpoint = (id: string, codes: readonly string[], over: object = {}) => ({
  resourceType: 'Endpoint',
  id,
  status: 'active',
  connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'hl7-fhir-msg' },
  payloadType: codes.map((code) => ({ coding: [{ system: ediSystem, code }] })),
  address: 'vans',
  ...over,
});

interface Wanted {
  readonly name?: string;
  readonly sor?: string;
  readonly gln?: string;
  readonly ydernummer?: string;
  readonly cvr?: string;
  readonly code?: string;
  readonly takes?: readonly string[];
}

function organisation(
  {
    name = 'PPR Korsbæk',
    sor = '999991000016009',
    gln = '5790001348120',
    ydernummer,
    cvr,
    code = type.ppr,
    takes = ['FDIS91'],
  }: Wanted = {},
  over: object = {},
) {
  const numbers = { sor, gln, ydernummer, cvr };
  return {
    resourceType: 'Organization',
    active: true,
    name,
    identifier: Object.entries(numbers).flatMap(([key, value]) => (value ? [{ system: systems[key as keyof typeof systems], value }] : [])),
    type: [{ coding: [{ system: 'http://snomed.info/sct', code }] }],
    partOf: { display: 'Korsbæk Kommune' },
    contained: [endpoint('mailbox', takes)],
    endpoint: [{ reference: '#mailbox' }],
    ...over,
  };
}

const searchset = (resources: readonly object[], over: object = {}) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
  ...over,
});

async function registerWith(
  t: TestContext,
  answer: object | string | ((parameters: URLSearchParams) => object),
  over: Partial<UnitServerSettings> = {},
  status = 200,
) {
  const server = await serve(t, ({ path }, response) => {
    const body = typeof answer === 'function' ? answer(new URL(path, 'http://sor').searchParams) : answer;
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const register = createUnitServer({ url: server.url, security: { kind: 'none' }, timeout: 60_000, ...over });
  t.after(() => register.close());
  const asked = () => server.seen.map(({ path }) => new URL(path, 'http://sor').searchParams);
  return { server, register, asked };
}

async function only(t: TestContext, resource: object, over: Partial<UnitServerSettings> = {}): Promise<MailUnit> {
  const { register } = await registerWith(t, searchset([resource]), over);
  const { value } = await register.search({ text: 'x', limit: 10 }, call);
  assert.equal(value.units.length, 1);
  return value.units[0] as MailUnit;
}

test('reads a unit with all that it has', async (t) => {
  const unit = await only(t, organisation({ name: 'Lægerne  Torvet', code: type.gp, ydernummer: '77410', cvr: '11111111' }));
  assert.deepEqual(unit, {
    sor: '999991000016009',
    gln: '5790001348120',
    name: 'Lægerne Torvet',
    organisation: 'Korsbæk Kommune',
    kind: 'general-practice',
    reach: 'fdis91',
    ydernummer: '077410',
    cvr: '11111111',
  });
});

test('asks as the protocol says, the trace handed on', async (t) => {
  const { register, server, asked } = await registerWith(t, searchset([]));
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await register.search({ text: 'ppr, korsbæk', kind: 'ppr', cvr: '11111111', limit: 5 }, { ...call, traceparent });
  const [seen] = server.seen;
  assert.equal(seen?.method, 'GET');
  assert.match(seen?.path ?? '', /^\/service\/Organization\?/);
  assert.equal(seen?.headers.accept, 'application/fhir+json');
  assert.equal(seen?.headers.traceparent, traceparent);
  assert.equal(seen?.headers['content-length'], undefined);
  const [parameters] = asked();
  assert.deepEqual(parameters?.getAll('name:contains'), ['ppr', 'korsbæk']);
  assert.deepEqual(parameters?.getAll('identifier'), ['http://cvr.dk|11111111']);
  assert.ok(parameters?.get('type')?.split(',').includes(type.ppr));
  assert.equal(parameters?.get('_count'), '200');
});

test('reach is what an active mailbox takes, and needs a GLN', async (t) => {
  const withMailbox = (...contained: object[]) => ({
    contained,
    endpoint: contained.map((one) => ({ reference: `#${(one as { id: string }).id}` })),
  });
  const cases: [string, object, MailUnit['reach']][] = [
    ['FHIR', organisation(), 'fdis91'],
    ['in lower case', organisation({ takes: ['fdis91'] }), 'fdis91'],
    ['FHIR beside the older ones', organisation({ takes: ['XDIS91', 'FDIS91', 'FCTL'] }), 'fdis91'],
    ['XML alone', organisation({ takes: ['XDIS91'] }), 'converted'],
    ['EDIFACT alone', organisation({ takes: ['DIS91', 'DIS13'] }), 'converted'],
    ['other messages alone', organisation({ takes: ['FDIS20', 'FCTL'] }), 'none'],
    ['no mailbox', organisation({}, { contained: undefined, endpoint: undefined }), 'none'],
    ['a mailbox switched off', organisation({}, withMailbox(endpoint('a', ['FDIS91'], { status: 'off' }))), 'none'],
    [
      'one off, one on',
      organisation({}, withMailbox(endpoint('a', ['FDIS91'], { status: 'suspended' }), endpoint('b', ['XDIS91']))),
      'converted',
    ],
    ["somebody else's mailbox", organisation({}, { endpoint: [{ reference: '#another' }] }), 'none'],
    [
      'a code of another system',
      organisation({}, withMailbox({ ...endpoint('a', []), payloadType: [{ coding: [{ system: 'urn:x', code: 'FDIS91' }] }] })),
      'none',
    ],
    ['no GLN', organisation({ gln: '' }), 'none'],
    ['no GLN for the converter', organisation({ gln: '', takes: ['XDIS91'] }), 'none'],
  ];
  for (const [what, resource, reach] of cases) assert.equal((await only(t, resource)).reach, reach, what);
});

test('a number that fails its check: nothing can be sent, and only how many is said', async (t) => {
  const old = {
    identifier: [
      { system: systems.sor, value: '999991000016009' },
      { system: systems.gln, value: '5790000209354', use: 'old' },
      { system: systems.gln, value: '5790001348120 ' },
    ],
  };
  assert.equal((await only(t, organisation({}, old))).gln, '5790001348120', 'an old number does not count, nor a space');
  const two = {
    identifier: [
      { system: systems.sor, value: '999991000016009' },
      { system: systems.gln, value: '5790000209354' },
      { system: systems.gln, value: '5790001348120' },
    ],
  };
  for (const [what, resource] of [
    ['another check digit', organisation({ gln: '5790001348121' })],
    ['two digits exchanged', organisation({ gln: '5790001348102' })],
    ['too short', organisation({ gln: '579000134812' })],
    ['a short SOR code', organisation({ sor: '9999910000' })],
    ['two GLNs', organisation({}, two)],
  ] as const) {
    const lines: string[] = [];
    const unit = await only(t, resource, { onProblem: (line) => lines.push(line) });
    assert.equal(unit.reach, 'none', what);
    assert.equal(lines.length, 1, what);
    assert.match(lines[0] ?? '', /^units: 1 with /);
    assert.doesNotMatch(lines.join(), /\d{3}|Korsb/, what);
  }
});

test('the kind comes of type and name', async (t) => {
  const cases: [string, string, MailUnit['kind']][] = [
    ['Pædagogisk Psykologisk Rådgivning', type.ppr, 'ppr'],
    ['PPR Korsbæk', '550711000005101', 'ppr'],
    ['Psykologhuset', '550711000005101', 'other'],
    ['Lægerne Torvet', type.gp, 'general-practice'],
    ['Korsbæk Kommune', '547211000005108', 'municipality'],
    ['Sundhed og Omsorg', type.office, 'municipality'],
    ['Familieafdelingen', type.office, 'family-services'],
    ['Børn og Unge', type.office, 'family-services'],
    ['Børn og Unge, Sundhedsplejen', type.office, 'municipality'],
    ['Handicap og Psykiatri', '554881000005108', 'other'],
    ['Børne- og Ungdomspsyk. Center, Amb. B17', type.psychiatry, 'child-psychiatry'],
    ['BUP Nord', type.psychiatry, 'child-psychiatry'],
    ['Psykiatrisk Center Nord', type.psychiatry, 'hospital'],
    ['Børne- og Ungdomspsykiatri', type.hospital, 'child-psychiatry'],
    ['Børneafdelingen', type.hospital, 'hospital'],
    ['Tandklinik for børn', '264361005', 'other'],
  ];
  for (const [name, code, kind] of cases) assert.equal((await only(t, organisation({ name, code }))).kind, kind, name);
});

test('an operator names units by hand: they are asked for beside the types', async (t) => {
  const sor = '888881000016008';
  const hand = organisation({ name: 'Team Nord', sor, code: '264361005' });
  const kinds = { [sor]: 'family-services', '999991000016009': 'other' } as const;
  const answer = (parameters: URLSearchParams) =>
    searchset(parameters.get('identifier')?.includes(sor) ? [hand] : [organisation({ name: 'Familieafdelingen', code: type.office })]);
  const { register, asked } = await registerWith(t, answer, { kinds });
  const { value } = await register.search({ kind: 'family-services', limit: 10 }, call);
  assert.deepEqual(
    value.units.map(({ name }) => name),
    ['Team Nord'],
  );
  assert.equal(asked().length, 2);
  assert.equal((await register.unit(sor, call))?.value.kind, 'family-services');
  assert.throws(
    () => createUnitServer({ url: 'http://localhost', security: { kind: 'none' }, kinds: { ppr: 'ppr' } }),
    /^TypeError: units\.kinds/,
  );
});

test('many named by hand are asked for in requests of fifty', async (t) => {
  const kinds = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`${at + 1000}1000016001`, 'family-services'])) as Record<
    string,
    MailUnit['kind']
  >;
  const { register, asked } = await registerWith(t, searchset([]), { kinds });
  await register.search({ kind: 'family-services', limit: 10 }, call);
  const named = asked().flatMap((parameters) => parameters.getAll('identifier'));
  assert.deepEqual(named.map((list) => list.split(',').length).sort(), [1, 50, 50]);
  assert.equal(new Set(named.flatMap((list) => list.split(','))).size, 101);
});

test('digits are asked for as the numbers they may be', async (t) => {
  const { register, asked } = await registerWith(t, searchset([]));
  for (const text of ['061234', '1234', '11 11 11 11', '5790001348120', '999991000016009'])
    await register.search({ text, limit: 10 }, call);
  await register.search({ ydernummer: '061234', limit: 10 }, call);
  assert.deepEqual(
    asked().map((parameters) => [parameters.get('name:contains'), parameters.get('identifier')]),
    [
      [null, `${systems.ydernummer}|061234,${systems.ydernummer}|61234`],
      [null, `${systems.ydernummer}|001234,${systems.ydernummer}|1234`],
      [null, `${systems.cvr}|11111111`],
      [null, `${systems.sor}|5790001348120,${systems.gln}|5790001348120`],
      [null, `${systems.sor}|999991000016009`],
    ],
    'and the last was known: the same question as the first',
  );
});

test('a server that ignores a number, or a kind, does not choose the recipient', async (t) => {
  const all = [
    organisation({ name: 'Lægerne Torvet', sor: '111111000016001', code: type.gp, ydernummer: '061234', cvr: '22222222' }),
    organisation({ name: 'Lægerne Havnen', sor: '222221000016002', code: type.gp, ydernummer: '77410', cvr: '11111111' }),
    organisation({ sor: '333331000016003', gln: '5790000209354', cvr: '11111111' }),
  ];
  const { register } = await registerWith(t, searchset(all));
  const names = async (question: object) => (await register.search({ limit: 10, ...question }, call)).value.units.map(({ name }) => name);
  assert.deepEqual(await names({ ydernummer: '077410' }), ['Lægerne Havnen']);
  assert.deepEqual(await names({ kind: 'ppr' }), ['PPR Korsbæk']);
  assert.deepEqual(await names({ cvr: '22222222' }), ['Lægerne Torvet']);
  assert.deepEqual(await names({ text: '5790000209354' }), ['PPR Korsbæk']);
  assert.deepEqual(await names({ text: '61234' }), ['Lægerne Torvet']);
  assert.equal((await register.unit('222221000016002', call))?.value.name, 'Lægerne Havnen');
  assert.equal(await register.unit('444441000016004', call), undefined);
});

test('what may hold a CPR number is never sent, nor is a question without a criterion', async (t) => {
  const { register, server } = await registerWith(t, searchset([organisation()]));
  const texts = [
    '0505149996',
    '050514-9996',
    '050514 9996',
    'barn 05 05 14–9996 skole',
    '０５０５１４９９９６',
    '0703921VJ5',
    '070392-1vj5',
    '120655 0VK9',
    'x050514/9996',
    '',
    ' , ',
    '123456789',
    '1234567',
    'a'.repeat(101),
  ];
  for (const text of texts) {
    const { state, value } = await register.search({ text, limit: 10 }, call);
    assert.deepEqual([state, value], ['ok', { units: [], more: false }], `${texts.indexOf(text)}`);
  }
  for (const sor of ['0505149996', '', 'PPR', '1'.repeat(19)]) assert.equal(await register.unit(sor, call), undefined);
  assert.equal(server.seen.length, 0);
  await assert.rejects(register.search({ cvr: '0505149996', limit: 1 }, call), /^TypeError: units: not a CVR number$/);
  await assert.rejects(register.search({ ydernummer: '0505149996', limit: 1 }, call), /^TypeError: units: not a ydernummer$/);
  assert.equal(server.seen.length, 0);
});

test('no ten digits reach the wire, whatever stands around and between them', async (t) => {
  const { register, server } = await registerWith(t, searchset([]));
  const around = fc.constantFrom('', ' ', 'Josefine ', ' skole', ', ');
  const between = fc.array(fc.constantFrom('', '', '', ' ', '-', '–', '. ', '\u200b'), { minLength: 9, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(around, between, around, async (before, gaps, after) => {
      const number = [...'0505149996'].map((digit, at) => digit + (gaps[at] ?? '')).join('');
      const { value } = await register.search({ text: before + number + after, limit: 10 }, call);
      assert.deepEqual(value.units, []);
    }),
  );
  assert.equal(server.seen.length, 0);
});

test('the best come first, those that nobody can write to behind their like, and the limit cuts', async (t) => {
  const named = ['Nord PPR', 'PPR Nordby', 'PPR Korsbæk', 'Team PPR', 'PPR', 'Forvaltning', 'xPPRx'];
  const all = named.map((name, at) => organisation({ name, sor: `${at + 1}11111000016001`, ...(name === 'PPR Korsbæk' && { takes: [] }) }));
  const { register } = await registerWith(t, searchset(all));
  const names = async (limit: number) => {
    const { value } = await register.search({ text: 'ppr', limit }, call);
    return [value.units.map(({ name }) => name), value.more];
  };
  assert.deepEqual(await names(10), [['PPR', 'PPR Nordby', 'PPR Korsbæk', 'Nord PPR', 'Team PPR', 'xPPRx', 'Forvaltning'], false]);
  assert.deepEqual(await names(2), [['PPR', 'PPR Nordby'], true]);
});

test('more where the server says that there is a next page', async (t) => {
  const { register } = await registerWith(t, searchset([organisation()], { link: [{ relation: 'self' }, { relation: 'next', url: 'x' }] }));
  assert.equal((await register.search({ text: 'ppr', limit: 10 }, call)).value.more, true);
});

test('leaves out the inactive, and says where something cannot be read', async (t) => {
  const gone = organisation({ sor: '111111000016001' }, { active: false });
  const good = organisation();
  for (const [what, resources, state, count] of [
    ['inactive', [gone, good], 'ok', 1],
    ['inactive of the same code', [organisation({ gln: '5790000209354' }, { active: false }), good], 'ok', 1],
    ['no name', [{ ...good, name: undefined }, organisation({ sor: '111111000016001' })], 'partial', 1],
    ['no SOR code', [organisation({ sor: '' }), good], 'partial', 1],
    ['a warning', [good, { resourceType: 'OperationOutcome' }], 'partial', 1],
    ['two of one code, and a third', [good, organisation({ gln: '5790000209354' }), organisation({ name: 'PPR' })], 'partial', 0],
    ['nothing', [], 'ok', 0],
  ] as const) {
    const { register } = await registerWith(t, searchset(resources));
    const answer = await register.search({ text: 'ppr', limit: 10 }, call);
    assert.deepEqual([answer.state, answer.value.units.length], [state, count], what);
  }
  const { register } = await registerWith(t, searchset([{ ...good, name: 7 }]));
  await assert.rejects(register.unit('999991000016009', call), SourceAnswerInvalid, 'not "not known": it is there');
});

test('keeps an answer for ten minutes, also "not known", and never an error', async (t) => {
  let time = Date.parse('2026-06-15T12:00:00Z');
  let status = 500;
  const server = await serve(t, (_, response) => response.writeHead(status).end(JSON.stringify(searchset([organisation()]))));
  const register = createUnitServer({ url: server.url, security: { kind: 'none' }, timeout: 60_000, now: () => new Date(time) });
  t.after(() => register.close());
  const ask = () => register.search({ text: 'PPR', limit: 5 }, call);
  await assert.rejects(ask(), SourceUnavailable);
  status = 200;
  const first = await ask();
  time += 10 * 60 * 1000 - 1;
  assert.deepEqual(await ask(), first, 'as of the time it was asked');
  assert.equal((await register.search({ text: 'PPR', limit: 1 }, call)).value.units.length, 1, 'whatever the limit');
  assert.equal(server.seen.length, 2);
  time += 1;
  assert.notDeepEqual((await ask()).asOf, first.asOf);
  assert.equal(server.seen.length, 3);
  for (let twice = 0; twice < 2; twice++) assert.equal(await register.unit('444441000016004', call), undefined);
  assert.equal(server.seen.length, 4);
});

test('what it keeps is bounded: the oldest goes', async (t) => {
  const { register, server } = await registerWith(t, searchset([]));
  const ask = (at: number) => register.search({ text: `unit ${at}x`, limit: 5 }, call);
  for (let at = 0; at <= 200; at++) await ask(at);
  await ask(1);
  assert.equal(server.seen.length, 201);
  await ask(0);
  assert.equal(server.seen.length, 202);
});

test('says what failed, holds none of it, and the circuit opens', async (t) => {
  const secret = 'Korsbæk 0505149996';
  const bad: [object | string, number, RegExp][] = [
    ['', 200, /^units: not JSON$/],
    [`{"a": ${secret}`, 200, /^units: not JSON$/],
    [{ resourceType: 'OperationOutcome', issue: [{ diagnostics: secret }] }, 200, /^units: not a searchset$/],
    [{ resourceType: 'Bundle', type: 'batch' }, 200, /^units: not a searchset$/],
    [{ resourceType: 'OperationOutcome', issue: [{ diagnostics: secret }] }, 400, /^units: status \(HTTP 400\)$/],
    [secret, 504, /^units: timeout \(HTTP 504\)$/],
    [secret, 302, /^units: status \(HTTP 302\)$/],
    [searchset([organisation({ name: 'x'.repeat(5000) })]), 200, /^units: answer larger than 4000 bytes$/],
  ];
  for (const [body, status, message] of bad) {
    const { register, server } = await registerWith(t, body, { maxAnswerBytes: 4000, breaker: { failures: 2 } }, status);
    const ask = () =>
      register.search({ text: 'ppr', limit: 5 }, call).then(
        () => assert.fail('answered'),
        (error: unknown) => error,
      );
    for (let time = 0; time < 2; time++) {
      const error = await ask();
      assert.ok(error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid, String(error));
      assert.match(error.message, message);
      assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /Korsbæk|0505149996/);
    }
    assert.equal(((await ask()) as Error).message, 'units: circuit-open');
    assert.equal(server.seen.length, 2);
  }
});

test('gives up at its time-out and with its caller, and says that nobody is there', async (t) => {
  const silent = await serve(t, () => {});
  const settings = { security: { kind: 'none' } } as const;
  const slow = createUnitServer({ url: silent.url, ...settings, timeout: 50 });
  t.after(() => slow.close());
  await assert.rejects(slow.search({ text: 'ppr', limit: 5 }, call), /^SourceUnavailable: units: timeout$/);
  const controller = new AbortController();
  const asked = await serve(t, (_, response) => {
    if (controller.signal.aborted) response.end(JSON.stringify(searchset([organisation()])));
    else controller.abort();
  });
  const patient = createUnitServer({ url: asked.url, ...settings, timeout: 600_000, breaker: { failures: 1 } });
  t.after(() => patient.close());
  const aborted = () => patient.unit('999991000016009', controller);
  await assert.rejects(aborted(), /^SourceUnavailable: units: aborted$/);
  await assert.rejects(aborted(), /^SourceUnavailable: units: aborted$/);
  assert.equal(asked.seen.length, 1);
  assert.ok(await patient.unit('999991000016009', call), 'a caller who goes away does not speak against the server');
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as { port: number };
  await new Promise((resolve) => nobody.close(resolve));
  const alone = createUnitServer({ url: `http://127.0.0.1:${port}/`, ...settings, timeout: 60_000 });
  t.after(() => alone.close());
  await assert.rejects(alone.search({ text: 'ppr', limit: 5 }, call), /^SourceUnavailable: units: connection \(ECONNREFUSED\)$/);
});

test('shows a bearer token, a new one after a 401, and refuses a security that signs envelopes', async (t) => {
  let tokens = 0;
  const issuer = await serve(t, (_, response) => response.end(JSON.stringify({ access_token: `t${++tokens}`, token_type: 'Bearer' })));
  const server = await serve(t, ({ headers }, response) =>
    response.writeHead(headers.authorization === 'Bearer t2' ? 200 : 401).end(JSON.stringify(searchset([organisation()]))),
  );
  const register = createUnitServer({
    url: server.url,
    security: { kind: 'oauth', tokenUrl: issuer.url, clientId: 'paa-tvaers', scope: 'sor' },
    timeout: 60_000,
  });
  t.after(() => register.close());
  assert.equal((await register.search({ text: 'ppr', limit: 5 }, call)).value.units.length, 1);
  assert.deepEqual(
    server.seen.map(({ headers }) => headers.authorization),
    ['Bearer t1', 'Bearer t2'],
  );
  const signing = { kind: 'wss-x509', certificate: '', key: '' } as unknown as UnitServerSettings['security'];
  assert.throws(() => createUnitServer({ url: 'https://sor.example', security: signing }), /^TypeError: units\.security/);
  assert.throws(() => createUnitServer({ url: 'http://sor.example', security: { kind: 'none' } }), /^TypeError: units\.url/);
});

test('refuses one question more than its sockets and its queue take', async (t) => {
  const waiting: (() => void)[] = [];
  const server = await serve(t, (_, response) => {
    waiting.push(() => response.end(JSON.stringify(searchset([]))));
    if (waiting.length > 1) for (const answer of waiting) answer();
  });
  const register = createUnitServer({ url: server.url, security: { kind: 'none' }, timeout: 600_000, connections: 2, queue: 0 });
  t.after(() => register.close());
  const ask = (text: string) => register.search({ text, limit: 5 }, call);
  const first = ask('nord');
  const [second, third] = [ask('syd'), ask('vest')];
  await assert.rejects(third, /^SourceUnavailable: units: busy$/);
  await Promise.all([first, second]);
  assert.equal(server.seen.length, 2);
});

test('while one question tries whether the server is back, the others are told at once; an abort is no success', {
  timeout: 120_000,
}, async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-06-15T12:00:00Z') });
  const tried = Promise.withResolvers<void>();
  const server = await serve(t, (_, response) => {
    if (server.seen.length === 1) response.writeHead(503).end();
    else tried.resolve();
  });
  const register = createUnitServer({ url: server.url, security: { kind: 'none' }, timeout: 600_000, breaker: { failures: 1 } });
  t.after(() => register.close());
  const ask = (signal = call.signal) => register.search({ text: 'ppr', limit: 5 }, { signal });
  await assert.rejects(ask(), /HTTP 503/);
  t.mock.timers.tick(10_000);
  const controller = new AbortController();
  const trial = assert.rejects(ask(controller.signal), /units: aborted$/);
  await tried.promise;
  await assert.rejects(ask(), /units: circuit-open$/);
  controller.abort();
  await trial;
  await assert.rejects(ask(), /units: circuit-open$/);
  assert.equal(server.seen.length, 2);
});
