import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import { call, type Seen, serve } from '../testing/server.ts';
import { envelope, fault, fixture } from '../testing/soap.ts';
import { NotSearchable, SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { createPersonRegister } from './person-register.ts';

const cpr = parseCpr('1710194919') as Cpr;
const now = new Date('2026-06-15T12:00:00+02:00');
const example = fixture('dgcpr-getPersonWithHealthCareInformationOut.xml');

async function registerWith(t: TestContext, answer: string) {
  const server = await serve(t, (_, response) => response.writeHead(answer.includes('Fault>') ? 500 : 200).end(answer));
  const register = createPersonRegister({ url: server.url, security: { kind: 'none' }, now: () => now });
  t.after(() => register.close());
  return { server, register, find: (number = cpr) => register.findPerson(number, call) };
}

/** The published example with changes, each of which must hit. */
function changed(...changes: [string | RegExp, string][]): string {
  return changes.reduce((text, [from, to]) => {
    assert.ok(typeof from === 'string' ? text.includes(from) : from.test(text), `${from} is not in the example`);
    return text.replace(from, to);
  }, example);
}

async function personIn(t: TestContext, ...changes: [string | RegExp, string][]) {
  const found = await (await registerWith(t, envelope(changed(...changes)))).find();
  assert.ok(found);
  return found;
}

test('reads the published example', async (t) => {
  const { find } = await registerWith(t, envelope(example));
  assert.deepEqual(await find(), {
    state: 'ok',
    asOf: now,
    value: {
      name: 'Hans Petersen',
      birthDate: '2019-10-17',
      municipalityCode: '0461',
      protected: false,
      civilStatus: '01',
      custodyHolders: [
        { cpr: '0107729995', relation: 'mor' },
        { cpr: '0201609995', relation: 'far' },
      ],
      clinic: {
        ydernummer: '077410',
        name: 'Lægerne Hasseris Bymidte',
        phone: '98000000',
        email: 'laegerne@example.dk',
        address: 'Testgade 1, 9000 Aalborg',
      },
    },
  });
});

test('trap 10: asks with SOAP 1.1, by ten digits without a dash', async (t) => {
  const { server, find } = await registerWith(t, envelope(example));
  await find(parseCpr('171019-4919') as Cpr);
  const [{ headers, body, path }] = server.seen as [Seen];
  assert.equal(headers['content-type'], 'text/xml; charset=utf-8');
  assert.equal(headers.soapaction, '"http://rep.oio.dk/medcom.sundcom.dk/xml/wsdl/2007/06/28/getPersonWithHealthCareInformation"');
  assert.match(
    body,
    /<soap:Body><m:getPersonWithHealthCareInformationIn xmlns:m="urn:oio:medcom:cprservice:1\.0\.4a" xmlns:cpr="[^"]+"><cpr:PersonCivilRegistrationIdentifier>1710194919</,
  );
  assert.doesNotMatch(path + JSON.stringify(headers), /1710194919/);
});

test('trap 9: a replacement number is not asked for', async (t) => {
  const { server, register } = await registerWith(t, envelope(example));
  await assert.rejects(register.findPerson(parseCpr('0703921VJ4') as Cpr, call), NotSearchable);
  assert.equal(server.seen.length, 0);
});

test('trap 9: an ydernummer that lost its leading zeros has six digits again', async (t) => {
  for (const [given, padded] of [
    ['77410', '077410'],
    ['000123', '000123'],
    ['1', '000001'],
    ['123456', '123456'],
    ['\n  77410 ', '077410'],
  ])
    assert.equal((await personIn(t, ['>77410<', `>${given}<`])).value.clinic?.ydernummer, padded);
});

test('no such person: by the fault that the service gives, or by an empty structure', async (t) => {
  const { find } = await registerWith(t, fault('Client', 'Ingen data fundet'));
  assert.equal(await find(), undefined);
  const inside = /<m:PersonWithHealthCareInformationStructure>.*<\/m:PersonWithHealthCareInformationStructure>/s;
  const regular = /<m:RegularCPRPerson>.*<\/m:RegularCPRPerson>/s;
  for (const empty of [
    changed([inside, '']),
    changed([inside, '<m:PersonWithHealthCareInformationStructure/>']),
    changed([regular, '<m:RegularCPRPerson/>']),
  ])
    assert.equal(await (await registerWith(t, envelope(empty))).find(), undefined);
});

test('any other fault is a fault, and is not told in its own words', async (t) => {
  const { find } = await registerWith(t, fault('Server', 'Hans Petersen 1710194919'));
  await assert.rejects(find(), (error) => {
    assert.ok(error instanceof SourceUnavailable);
    assert.equal(error.message, 'person: fault (Server)');
    return true;
  });
});

test('never the wrong child: an answer about another number is invalid', async (t) => {
  for (const other of ['0505149996', '', 'XXXXXXXXXX']) {
    const { find } = await registerWith(t, envelope(changed([/(<cpr:PersonCivilRegistrationIdentifier>)\d+/, `$1${other}`])));
    await assert.rejects(find(), SourceAnswerInvalid);
  }
});

test('what is not an answer to the question is invalid', async (t) => {
  for (const answer of [
    '',
    'garbled',
    envelope(''),
    envelope('<x/>'),
    envelope(example.replaceAll('1.0.4a', '1.0.2')),
    `<!DOCTYPE x>${envelope(example)}`,
  ]) {
    const { find } = await registerWith(t, answer);
    await assert.rejects(find(), SourceAnswerInvalid);
  }
});

test('trap 11: protected unless the register says not', async (t) => {
  const indicator = '<cpr11:PersonInformationProtectionIndicator>false</cpr11:PersonInformationProtectionIndicator>';
  for (const [given, isProtected] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', true],
    ['maybe', true],
  ] as const)
    assert.equal((await personIn(t, [indicator, indicator.replace('false', given)])).value.protected, isProtected, given);
  assert.equal((await personIn(t, [indicator, ''])).value.protected, true);
});

test('trap 11: what the register withholds is absent, and not shown as a name', async (t) => {
  const { value, state } = await personIn(
    t,
    ['>false</cpr11:PersonInformationProtection', '>true</cpr11:PersonInformationProtection'],
    ['>Hans<', '>ADRESSEBESKYTTET<'],
    ['>Petersen<', '>ADRESSEBESKYTTET<'],
    ['>Hans Petersen<', '>ADRESSEBESKYTTET<'],
    ['>2019-10-17</dkcc0503:BirthDate>', '>1970-01-01</dkcc0503:BirthDate>'],
    ['>0461<', '>9999<'],
    ['>77410<', '>0<'],
    ['>Lægerne Hasseris Bymidte<', '>ADRESSEBESKYTTET<'],
    ['>98000000<', '>00000000<'],
  );
  assert.equal(state, 'ok');
  assert.deepEqual([value.protected, value.birthDate], [true, '2019-10-17']);
  for (const field of ['name', 'municipalityCode', 'clinic']) assert.equal(field in value, false, field);
});

test('a name is put together from its parts; the name for addressing is the last resort', async (t) => {
  const middle: [string, string] = [
    '</dkcc03:PersonGivenName>',
    '</dkcc03:PersonGivenName><dkcc03:PersonMiddleName>Bo</dkcc03:PersonMiddleName>',
  ];
  assert.equal((await personIn(t, middle, ['>Hans Petersen<', '>Petersen,Hans Bo<'])).value.name, 'Hans Bo Petersen');
  assert.equal((await personIn(t, [/<itst06:PersonNameStructure>.*<\/itst06:PersonNameStructure>/, ''])).value.name, 'Hans Petersen');
});

test('insurance group 2 has no clinic; a clinic that cannot be read makes the answer partial', async (t) => {
  const none = await personIn(t, [/<m:CurrentGeneralPractitionerStructure>.*<\/m:CurrentGeneralPractitionerStructure>/s, '']);
  assert.deepEqual([none.state, 'clinic' in none.value], ['ok', false]);
  const garbled = await personIn(t, ['>77410<', '>seven<']);
  assert.deepEqual([garbled.state, 'clinic' in garbled.value], ['partial', false]);
});

test('keeps the custody holders that have a number', async (t) => {
  const { value } = await personIn(
    t,
    ['>0107729995<', '>010772-9995<'],
    ['<m:PersonCustodyIdentifier>0201609995</m:PersonCustodyIdentifier>', ''],
    ['>far<', '>far_uden<'],
  );
  assert.deepEqual(value.custodyHolders, [{ cpr: '0107729995', relation: 'mor' }]);
});

test('reads on whatever prefixes the namespaces have, and no element of another namespace', async (t) => {
  const renamed = example.replaceAll('cpr11:', 'q:').replaceAll('xmlns:cpr11=', 'xmlns:q=');
  assert.equal((await (await registerWith(t, envelope(renamed))).find())?.value.protected, false);
  const foreign = await personIn(t, ['xmlns:cpr11="http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/11/24/"', 'xmlns:cpr11="urn:other"']);
  assert.equal(foreign.value.protected, true);
});

test('tells that a person is dead, or has left', async (t) => {
  assert.equal((await personIn(t, ['StatusCode>01<', 'StatusCode>90<'])).value.civilStatus, '90');
  assert.equal((await personIn(t, ['StatusCode>01<', 'StatusCode>1<'])).value.civilStatus, '01');
});

test('gives up after 900 ms by itself: the band waits for it', async (t) => {
  const server = await serve(t, () => {});
  const register = createPersonRegister({ url: server.url, security: { kind: 'none' } });
  t.after(() => register.close());
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const found = register.findPerson(cpr, call);
  t.mock.timers.tick(899);
  const early = await Promise.race([found.catch(() => 'ended'), new Promise((resolve) => setImmediate(resolve, 'waiting'))]);
  assert.equal(early, 'waiting');
  t.mock.timers.tick(1);
  await assert.rejects(found, { why: 'timeout' });
});
