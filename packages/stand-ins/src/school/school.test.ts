import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { makeCertificates } from '../certificates.ts';
import { type StandIns, startStandIns } from '../start.ts';
import { askSchool, type SchoolRequest } from '../testing/requests.ts';
import { passesModulus11 } from '../world/numbers.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

const cprOf = (id: string) => standIns.children.find((one) => one.id === id)?.cpr as string;
const bpi = 'https://brugerdatabasen.stil.dk/bpi/';
const namespaces = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  r: `${bpi}wsiidentifikation/6`,
  b: `${bpi}wsibruger/7`,
  i: `${bpi}wsiinst/6`,
  e: `${bpi}wsieksport/7`,
  fm: `${bpi}wsieksport/7/fullmyndighed`,
  c: `${bpi}wsieksport/7/common`,
  bpi: `${bpi}common/3`,
};

const opened: XmlDocument[] = [];
after(() => {
  for (const document of opened) document.dispose();
});

/** Read by a parser that the stand-in does not use. */
function read(text: string) {
  const document = XmlDocument.fromString(text);
  opened.push(document);
  const paths = (path: string) => document.find(path, namespaces).map(({ content }) => content);
  const names = new Set((document.find('//*') as XmlElement[]).map((one) => `{${one.namespaceUri}}${one.name}`));
  return { all: paths, one: (path: string) => paths(path)[0], names };
}

const user = (cpr: string): SchoolRequest => ({
  service: 'wsiidentifikation/6',
  operation: 'hentBrugeridFraCpr',
  inside: `<s:cpr>${cpr}</s:cpr>`,
});
const relations = (id: string): SchoolRequest => ({
  service: 'wsibruger/7',
  operation: 'hentBrugersInstitutionstilknytninger',
  inside: `<s:brugerid>${id}</s:brugerid>`,
});
const institution = (number: string): SchoolRequest => ({
  service: 'wsiinst/6',
  operation: 'hentInstitution',
  inside: `<s:instnr>${number}</s:instnr>`,
});
const exported = (number: string, filters = ''): SchoolRequest => ({
  service: 'wsieksport/7',
  operation: 'eksporterXmlFuldMyndighed',
  inside: `<s:instnr>${number}</s:instnr>${filters && `<s:filtre>${filters}</s:filtre>`}`,
});
const only = (cpr: string) => `<s:cprFilter><s:cpr>${cpr}</s:cpr></s:cprFilter>`;
const actors = (contacts: boolean, pupils = true) =>
  `<s:aktoertypeFilter><s:inkluderElever>${pupils}</s:inkluderElever><s:inkluderMedarbejdere>false</s:inkluderMedarbejdere><s:inkluderEksterne>false</s:inkluderEksterne><s:inkluderKontaktpersoner>${contacts}</s:inkluderKontaktpersoner></s:aktoertypeFilter>`;

async function ask(request: SchoolRequest) {
  const said = await askSchool(standIns, request);
  assert.equal(said.status, 200, said.text);
  return read(said.text);
}

const userOf = async (id: string) => (await ask(user(cprOf(id)))).one('//r:hentBrugeridResponse/r:brugerid') as string;
const institutionsOf = async (id: string) => (await ask(relations(await userOf(id)))).all('//b:institutionstilknytning/b:instnr');

test('follows a child from its number to its institutions', async () => {
  const id = await userOf('josefine');
  assert.match(id, /^jose[0-9a-f]{4}$/);
  const found = await ask(relations(id));
  assert.deepEqual(found.all('//b:institutionstilknytning/b:instnr'), ['999001', '999003']);
  assert.deepEqual(found.all('//b:institutionstilknytning/b:elev/b:rolle'), ['Elev', 'Elev']);
  const [school, club] = await Promise.all(['999001', '999003'].map((number) => ask(institution(number))));
  const fields = ['instnavn', 'adresse', 'bynavn', 'postnr', 'telefonnr', 'type3navn', 'kommunenr'];
  assert.deepEqual(
    fields.map((name) => school?.one(`//i:institution/i:${name}`)),
    ['Korsbæk Øveskole', 'Skolegade 1', 'Korsbæk', '0000', '12345650', 'Folkeskoler', '999'],
  );
  assert.deepEqual(
    fields.map((name) => club?.one(`//i:institution/i:${name}`)),
    ['Fritidsklubben Prøven', 'Skolegade 3', 'Korsbæk', '0000', '12345652', 'Fritids- og ungdomsklubber', '999'],
  );
});

test('an institution has the fields of the published example, in their order', async () => {
  const example = read(readFileSync(new URL('fixtures/wsiinst-6-hentInstitution-response.xml', import.meta.url), 'utf8'));
  assert.deepEqual([...(await ask(institution('999001'))).names], [...example.names]);
});

test('an export has what the published example has', async () => {
  const example = read(readFileSync(new URL('fixtures/wsieksport-7-fuldmyndighed-response.xml', import.meta.url), 'utf8'));
  const own = await ask(exported('999001', only(cprOf('freja'))));
  const missing = [...example.names].filter((name) => !own.names.has(name));
  assert.deepEqual(missing, []);
});

test('day-care, a club, an SFO of its own and a special school each have their kind', async () => {
  const kinds = async (id: string) => {
    const numbers = await institutionsOf(id);
    return Promise.all(numbers.map(async (number) => (await ask(institution(number))).one('//i:typenavn')));
  };
  assert.deepEqual(await kinds('hans'), ['Dagtilbud']);
  assert.deepEqual(await kinds('alma'), ['Grundskoler', 'Skolefritidsordninger']);
  assert.deepEqual(await kinds('silje'), ['Specialskoler']);
  assert.deepEqual(await kinds('maja'), ['Grundskoler', 'Skolefritidsordninger']);
  assert.equal((await ask(institution('999002'))).one('//i:hovedinstitutionsnr'), '999001');
  assert.equal((await ask(institution('999006'))).one('//i:telefonnr'), '');
});

test('a child in day-care has the role of a child, and no class', async () => {
  assert.equal((await ask(relations(await userOf('hans')))).one('//b:elev/b:rolle'), 'Barn');
  const own = await ask(exported('999004', only(cprOf('hans'))));
  assert.deepEqual([own.one('//fm:Student/c:Level'), own.one('//fm:Student/c:Role')], ['DT', 'Barn']);
});

test('a number without an enrolment, and an unknown one, have no user id', async () => {
  for (const cpr of [cprOf('william'), '0707159999']) assert.deepEqual((await ask(user(cpr))).all('//r:brugerid'), []);
  assert.deepEqual((await ask(relations('nobody1'))).all('//b:institutionstilknytning'), []);
  assert.deepEqual((await ask(institution('000000'))).all('//i:institution'), []);
});

test('knows replacement numbers, and says that they are', async () => {
  assert.deepEqual(await institutionsOf('luna'), ['999004']);
  const own = await ask(exported('999004', only(cprOf('luna'))));
  assert.equal(own.one('//c:CivilRegistrationNumberType'), 'CPR_REPLACEMENT_ID');
});

test('an export tells of the child that the filter names, and of no other', async () => {
  const own = await ask(exported('999001', actors(true) + only(cprOf('josefine'))));
  assert.deepEqual(own.all('//fm:InstitutionPerson/fm:Person/c:FirstName'), ['Josefine']);
  assert.deepEqual(
    [own.one('//fm:Student/c:Level'), own.one('//fm:Student/c:MainGroupId'), own.one('//c:Group/c:GroupName')],
    ['5', '5A', '5.A'],
  );
  for (const { id, name, cpr } of standIns.children.filter((one) => one.id !== 'josefine'))
    assert.ok(!own.all('//text()').some((text) => text.includes(cpr) || text === name), id);
  const nobody = await ask(exported('999001', only(cprOf('hans'))));
  assert.deepEqual([nobody.all('//fm:InstitutionPerson').length, nobody.one('//c:InstitutionName')], [0, 'Korsbæk Øveskole']);
  const two = await ask(
    exported('999001', `<s:cprFilter><s:cpr>${cprOf('josefine')}</s:cpr><s:cpr>${cprOf('sara')}</s:cpr></s:cprFilter>`),
  );
  assert.equal(two.all('//fm:InstitutionPerson').length, 2);
});

test('without a filter an export tells of all, by class level of that level', async () => {
  const all = await ask(exported('999001'));
  assert.ok(all.all('//fm:InstitutionPerson').length > 10);
  const sixth = await ask(exported('999001', '<s:klassetrinFilter><s:klassetrin>6</s:klassetrin></s:klassetrinFilter>'));
  assert.deepEqual(new Set(sixth.all('//fm:Student/c:Level')), new Set(['6']));
  assert.equal((await ask(exported('999001', actors(true, false)))).all('//fm:InstitutionPerson').length, 0);
});

test('an SFO may be a group of the school', async () => {
  const own = await ask(exported('999001', only(cprOf('freja'))));
  assert.deepEqual(own.all('//c:Group/c:GroupType'), ['Hovedgruppe', 'SFO']);
  assert.equal(own.one('//c:Group[c:GroupType="SFO"]/c:GroupName'), 'SFO Solsikken');
  assert.equal(own.one('//fm:Student/bpi:GroupId'), 'SFO');
});

test('contact persons come where they are asked for, with numbers that nobody has', async () => {
  const own = await ask(exported('998001', actors(true) + only(cprOf('noah'))));
  assert.deepEqual(own.all('//fm:ContactPerson/@relation'), ['Mor', 'Far']);
  const numbers = own.all('//fm:ContactPerson//c:CivilRegistrationNumber');
  assert.equal(numbers.length, 1, 'one of them has no known number');
  assert.ok(numbers.every((number) => !passesModulus11(number) && !number.startsWith('0101')));
  assert.deepEqual((await ask(exported('998001', actors(false) + only(cprOf('noah'))))).all('//fm:ContactPerson'), []);
});

test('says what is protected, of the child and of its contacts', async () => {
  for (const id of ['sara', 'skjold']) {
    const own = await ask(exported('999001', only(cprOf(id))));
    assert.deepEqual(new Set(own.all('//@protected')), new Set(['true']), id);
  }
  assert.deepEqual(new Set((await ask(exported('999001', only(cprOf('josefine'))))).all('//@protected')), new Set(['false']));
});

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, 'the test changes something');
  return changed;
};
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

const denied: readonly (readonly [string, Partial<SchoolRequest>, string])[] = [
  ['a message that is not signed', { signing: false }, 'SignaturMangler'],
  ['a security header without a signature', { tamper: replaced(/<ds:Signature.*<\/ds:Signature>/s, '') }, 'SignaturMangler'],
  ['another body than was signed', { tamper: replaced('<s:cpr>0505149996', '<s:cpr>1710194919') }, 'Signatur'],
  ['an unsigned body', { signing: { parts: ['Timestamp', 'MessageID'] } }, 'Signatur'],
  ['an unsigned timestamp', { signing: { parts: ['Body', 'MessageID'] } }, 'Signatur'],
  ['an unsigned message id', { signing: { parts: ['Body', 'Timestamp'] } }, 'Signatur'],
  ['no message id', { change: replaced(/<wsa:MessageID>.*<\/wsa:MessageID>/, ''), signing: { parts: ['Body', 'Timestamp'] } }, 'Signatur'],
  ['SHA-1', { signing: { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' } }, 'Signatur'],
  ['an old message', { signing: { created: minutes(-20), expires: minutes(-10) } }, 'Signatur'],
  ['no system id', { change: replaced(/<c:UdbydersystemId.*<\/c:UdbydersystemId>/, '') }, 'UdbydersytemIdMangler'],
  ['an empty system id', { change: replaced(/(<c:UdbydersystemId[^>]*>).*(<\/c:UdbydersystemId>)/, '$1$2') }, 'UdbydersytemIdMangler'],
  ['another’s system id', { change: replaced('>paa-tvaers-oevelse<', '>et-andet-system<') }, 'Rettigheder'],
];

const errorType = (text: string) => read(text).one('//soap:Fault/detail/bpi:authentificationError/bpi:type');

for (const [what, change, type] of denied)
  test(`denies ${what}: ${type}`, async () => {
    const said = await askSchool(standIns, { ...user('0505149996'), ...change });
    assert.equal(said.status, 500);
    assert.equal(errorType(said.text), type);
    assert.match(said.text, /<faultcode>soap:Client<\/faultcode>/);
    assert.doesNotMatch(said.text, /0505149996/);
  });

test('denies a certificate that its authority did not issue', async () => {
  const stranger = await makeCertificates();
  const said = await askSchool(standIns, {
    ...user('0505149996'),
    signing: { certificate: stranger.clientCertificate, key: stranger.clientKey },
  });
  assert.equal(errorType(said.text), 'Signatur');
});

test('denies an export of an institution that there is no agreement with, or none of that number', async () => {
  for (const number of ['998002', '000000'])
    assert.equal(errorType((await askSchool(standIns, exported(number, only(cprOf('maja'))))).text), 'Rettigheder');
});

test('a denial looks like the published example', async () => {
  const example = read(readFileSync(new URL('fixtures/fault-authentificationError.xml', import.meta.url), 'utf8'));
  const said = await askSchool(standIns, exported('998002'));
  assert.deepEqual(read(said.text).names, example.names);
  assert.equal(read(said.text).one('//faultstring'), example.one('//faultstring'));
});

const refused: readonly (readonly [string, SchoolRequest, RegExp])[] = [
  [
    'another action',
    { ...user('0505149996'), headers: { SOAPAction: `"${bpi}wsiidentifikation/6/hentCprFraBrugerid"` } },
    /SOAPAction does not match/,
  ],
  [
    'the action of another service',
    { ...institution('999001'), headers: { SOAPAction: `"${bpi}wsibruger/7/hentBrugersInstitutionstilknytninger"` } },
    /SOAPAction does not match/,
  ],
  ['no action', { ...user('0505149996'), headers: { SOAPAction: undefined } }, /SOAPAction header is missing/],
  [
    'another operation',
    { ...user('0505149996'), change: (text) => text.replaceAll('s:hentBrugeridFraCpr', 's:hentCprFraBrugerid') },
    /dispatch/,
  ],
  [
    'the operation of another version',
    {
      ...user('0505149996'),
      change: (text) =>
        text.replace(
          'xmlns:s="https://brugerdatabasen.stil.dk/bpi/wsiidentifikation/6"',
          'xmlns:s="https://brugerdatabasen.stil.dk/bpi/wsiidentifikation/5"',
        ),
    },
    /dispatch/,
  ],
  ['no number', { ...user(''), inside: '' }, /cpr}' is expected/],
  ['an empty number', user(''), /value of element 'cpr'/],
  ['filters in another order', exported('999001', only('0505149996') + actors(true)), /Invalid content/],
  ['a filter that is no boolean', exported('999001', actors(true).replace('>true<', '>ja<')), /value of element 'inkluderElever'/],
  [
    'a filter without contact persons',
    exported('999001', actors(true).replace(/<s:inkluderKontakt.*?Kontaktpersoner>/, '')),
    /inkluderKontaktpersoner}' is expected/,
  ],
  [
    'SOAP 1.2',
    {
      ...user('0505149996'),
      signing: false,
      change: (text) => text.replace('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
    },
    /SOAP 1.1/,
  ],
];

for (const [what, request, words] of refused)
  test(`refuses ${what}`, async () => {
    const said = await askSchool(standIns, request);
    assert.equal(said.status, 500, said.text);
    assert.match(read(said.text).one('//faultstring') ?? '', words);
    assert.doesNotMatch(said.text, /0505149996/);
  });

const soap12 = (request: SchoolRequest): SchoolRequest => ({
  ...request,
  change: (text) =>
    (request.change?.(text) ?? text).replace('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
  headers: { 'Content-Type': 'application/soap+xml; charset=utf-8', 'SOAPAction': undefined, ...request.headers },
});

test('answers in SOAP 1.2 what is asked in SOAP 1.2, under the same signature', async () => {
  const said = await askSchool(standIns, soap12(user('0505149996')));
  assert.equal(said.status, 200, said.text);
  assert.match(said.text, /^<\?xml[^>]*><soap:Envelope xmlns:soap="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope">/);
  assert.equal(read(said.text).one('//r:brugerid'), await userOf('josefine'));
  const unsigned = await askSchool(standIns, { ...soap12(user('0505149996')), signing: { parts: ['Timestamp', 'MessageID'] } });
  assert.equal(unsigned.status, 500);
  assert.match(unsigned.text, /<soap:Value>soap:Sender<.*<soap:Detail><c:authentificationError .*<c:type>Signatur</s);
  const elsewhere = await askSchool(
    standIns,
    soap12({ ...user('0505149996'), change: (text) => text.replace('hentBrugeridFraCpr</wsa', 'hentCprFraBrugerid</wsa') }),
  );
  assert.match(elsewhere.text, /wsa:ActionNotSupported/);
});

test('refuses another version of a service, another method and another content type', async () => {
  assert.equal((await fetch(`${standIns.school.url}/wsiinst/5`, { method: 'POST' })).status, 404);
  assert.equal((await fetch(`${standIns.school.url}/wsiinst/6`)).status, 405);
  assert.equal((await askSchool(standIns, { ...institution('999001'), headers: { 'Content-Type': 'application/xml' } })).status, 415);
});
