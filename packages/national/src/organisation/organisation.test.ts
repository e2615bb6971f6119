import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { call, type Seen, serve } from '../testing/server.ts';
import { fixture } from '../testing/soap.ts';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { createOrganisation, transactionTime } from './organisation.ts';

const now = new Date('2026-06-15T12:00:00+02:00');
const cvr = '11111111';
const ppr = '5dbc66a1-0000-4000-8000-000000000011';
const other = '5dbc66a1-0000-4000-8000-000000000012';
const pia = '9aa00000-0000-4000-8000-000000000021';

const role = {
  landline: '02826f64-5613-468e-ace5-3f089cb3ed20',
  mobile: '8dcfa714-5ed3-4000-b551-2ba520e7d8ad',
  email: '2b670843-ce42-411a-8fb5-311dfdd5caf0',
  phoneHours: 'f6fd6117-c718-4254-a6f5-92538ad5a2f4',
  contactHours: 'f37e5877-1549-4b5d-a53b-819491f0b933',
  post: '80b610c6-314b-485a-a014-a9a1d7070bc4',
  userPhone: '5ef6be2d-59f4-4652-a680-585929924ba9',
  userEmail: '5d13e891-162a-456b-abf2-fd9b864df96d',
};
const responsible = '2a5f38d8-7092-4b3f-85cc-7e272c3c4bb0';
const performing = '1b3a5c7d-0000-4000-8000-000000000000';
const position = '02e61900-33e0-407f-a2a7-22f70221f003';
const active = { status: 'AKTIV', fraTidspunkt: '2024-01-01T00:00:00+01:00', tilTidspunkt: null };

const address = (rolle: string, adresseTekst: string, indeks = '1') => ({ adresseTekst, klassifikation: { rolle, indeks } });
const unit = (over: object = {}) => ({ uuid: ppr, enhedsnavn: 'PPR Korsbæk', tilstand: active, adresser: [], ...over });
const user = (over: object = {}) => ({
  uuid: pia,
  tilstand: active,
  person: { navn: 'Pia Psykolog' },
  adresser: [],
  harMedlemskab: [],
  ...over,
});
const task = (kleEmneNummer: string | null, rolle = responsible) => ({ kleEmneNummer, klassifikation: { rolle } });
const listOf = (nodes: object[], hasNextPage = false) => ({
  organisationEnhedListe: { edges: nodes.map((node) => ({ node })), pageInfo: { hasNextPage } },
});

async function organisationWith(t: TestContext, body: object | string, status = 200) {
  const server = await serve(t, (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const organisation = createOrganisation({ url: server.url, security: { kind: 'none' }, now: () => now });
  t.after(() => organisation.close());
  return { server, organisation };
}

async function oneUnit(t: TestContext, over: object) {
  const { organisation } = await organisationWith(t, { data: { organisationEnhed: [unit(over)] } });
  return (await organisation.units(cvr, [ppr], call)).value.get(ppr);
}

async function oneUser(t: TestContext, over: object) {
  const { organisation } = await organisationWith(t, { data: { bruger: [user(over)] } });
  const { state, value } = await organisation.users(cvr, [pia], call);
  assert.equal(state, 'ok');
  return value.get(pia);
}

async function responsibleFor(t: TestContext, kle: string, nodes: object[]) {
  const { organisation } = await organisationWith(t, { data: listOf(nodes) });
  return (await organisation.unitFor(cvr, kle, call)).value?.name;
}

test('reads the published example, which gives one object where the schema gives a list', async (t) => {
  const { organisation } = await organisationWith(t, fixture('organisationEnhed-ppr-response.json'));
  const { state, value, asOf } = await organisation.units(cvr, [ppr], call);
  assert.deepEqual([state, asOf], ['ok', now]);
  assert.deepEqual(value.get(ppr), {
    uuid: ppr,
    name: 'PPR Korsbæk',
    phone: '50000011',
    email: 'ppr@korsbaek.example',
    hours: 'Mandag-torsdag 9-15, fredag 9-12',
    address: 'Rådhuspladsen 1, 4999 Korsbæk',
  });
});

test('trap 4: data with errors is used and partial, also for a mere warning', async (t) => {
  const warned = JSON.parse(fixture('organisationEnhed-partial-error.json'));
  warned.data.organisationEnhed.tilstand = active;
  const { organisation } = await organisationWith(t, warned);
  const { state, value } = await organisation.units(cvr, [ppr], call);
  assert.equal(state, 'partial');
  assert.equal(value.get(ppr)?.email, 'ppr@korsbaek.example');
});

test('trap 4: errors without data are a fault, and data of another shape is invalid', async (t) => {
  const errors = [{ message: 'Josefine 0505149996' }];
  for (const body of [{ errors }, { data: null, errors }, { data: { organisationEnhed: null }, errors }]) {
    const { organisation } = await organisationWith(t, body);
    await assert.rejects(organisation.units(cvr, [ppr], call), (error) => {
      assert.ok(error instanceof SourceUnavailable);
      assert.equal(error.message, 'organisation: fault');
      return true;
    });
  }
  const deep = '['.repeat(500_000);
  for (const body of [
    '',
    'garbled',
    '[]',
    '{}',
    '{"data":null}',
    { data: { organisationEnhed: 'PPR' } },
    deep,
    deep + ']'.repeat(500_000),
  ]) {
    const { organisation } = await organisationWith(t, body);
    await assert.rejects(organisation.units(cvr, [ppr], call), SourceAnswerInvalid);
  }
});

test('tells a time-out of the service from its other refusals', async (t) => {
  for (const [status, why] of [
    [400, 'status'],
    [401, 'status'],
    [408, 'timeout'],
    [500, 'status'],
    [503, 'status'],
  ] as const) {
    const { organisation } = await organisationWith(t, { errors: [] }, status);
    await assert.rejects(organisation.unitFor(cvr, '17.03.04', call), { why, message: `organisation: ${why} (HTTP ${status})` });
  }
});

test('sends the headers of the service, and everything in one request', async (t) => {
  const { server, organisation } = await organisationWith(t, {
    data: { organisationEnhed: [unit(), unit({ uuid: other.toUpperCase() }), null] },
  });
  const { state, value } = await organisation.units(cvr, [ppr, other, ppr, 'urn:oio:kmd:sag:RACFID:WX-YZABC'], call);
  assert.equal(state, 'ok');
  assert.deepEqual([...value.keys()].toSorted(), [ppr, other]);
  assert.equal(server.seen.length, 1);
  const [{ headers, body }] = server.seen as [Seen];
  assert.equal(headers['content-type'], 'application/json');
  assert.match(String(headers['x-transaktionsid']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.match(String(headers['x-transaktionstid']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00\[Europe\/Copenhagen\]$/);
  const { query, variables } = JSON.parse(body);
  assert.match(query, /^query Enheder\(\$uuid: \[UUID!\]!/);
  assert.doesNotMatch(query, /adresseRolleTitel|cpr/);
  assert.deepEqual(variables, {
    uuid: [ppr, other],
    roller: [role.landline, role.mobile, role.email, role.phoneHours, role.contactHours, role.post],
  });
});

test('asks nothing for nobody', async (t) => {
  const { server, organisation } = await organisationWith(t, '');
  assert.deepEqual(await organisation.users(cvr, [], call), { state: 'ok', value: new Map(), asOf: now });
  assert.deepEqual((await organisation.units(cvr, ['no-uuid'], call)).value, new Map());
  assert.equal(server.seen.length, 0);
});

test('gives back each unit under the spelling that it was asked by', async (t) => {
  const { organisation } = await organisationWith(t, { data: { organisationEnhed: [unit()] } });
  const { value } = await organisation.units(cvr, [ppr.toUpperCase()], call);
  assert.deepEqual([...value.keys()], [ppr.toUpperCase()]);
});

test('keys on roles, never on titles; the land line before the mobile, telephone hours before contact hours', async (t) => {
  const adresser = [
    { ...address(role.mobile, '50000011'), adresseRolleTitel: 'Telefon' },
    { ...address(role.landline.toUpperCase(), '98000002', '2'), adresseRolleTitel: '' },
    { ...address(role.landline, ' 98000001 ', '1'), adresseRolleTitel: 'Mobiltelefon' },
    address(role.contactHours, 'Hverdage 9-12'),
    address(role.phoneHours, 'Mandag 10-14'),
    address(role.email, ' '),
  ];
  const found = await oneUnit(t, { adresser });
  assert.deepEqual(found, { uuid: ppr, name: 'PPR Korsbæk', phone: '98000001', hours: 'Mandag 10-14' });
  assert.equal((await oneUnit(t, { adresser: adresser.slice(3, 4) }))?.hours, 'Hverdage 9-12');
  assert.equal((await oneUnit(t, { adresser: adresser.slice(0, 1) }))?.phone, '50000011');
});

test('an inactive unit or user is not offered', async (t) => {
  for (const tilstand of [
    { ...active, status: 'INAKTIV' },
    { ...active, tilTidspunkt: '2025-01-01T00:00:00+01:00' },
    { ...active, fraTidspunkt: '2027-01-01T00:00:00+01:00' },
  ]) {
    assert.equal(await oneUnit(t, { tilstand }), undefined);
    assert.equal(await oneUser(t, { tilstand }), undefined);
    assert.equal(await responsibleFor(t, '17.03.04', [unit({ tilstand, opgaver: [task('17.03.04')] })]), undefined);
  }
});

test('an item that does not follow the schema is dropped, and said', async (t) => {
  const { organisation } = await organisationWith(t, { data: { organisationEnhed: [unit({ adresser: null }), unit({ uuid: other })] } });
  const { state, value } = await organisation.units(cvr, [ppr, other], call);
  assert.deepEqual([state, [...value.keys()]], ['partial', [other]]);
});

test('a user has a phone, an e-mail, and the title of the position held now', async (t) => {
  const membership = (title: string, start: string | null, slut: string | null, funktionsTypeUuid = position) => ({
    medlemskabRolleTitel: title,
    funktionsTypeUuid,
    start,
    slut,
  });
  const found = await oneUser(t, {
    adresser: [address(role.userPhone, '98000021'), address(role.userEmail, 'pips@korsbaek.example')],
    harMedlemskab: [
      membership('Leder', '2026-01-01T00:00:00+01:00', null, '46c73630-f7ad-4000-9624-c06131cde671'),
      membership('Psykologaspirant', '2020-01-01T00:00:00+01:00', '2024-01-01T00:00:00+01:00'),
      membership('Psykolog', '2024-01-01T00:00:00+01:00', null),
      membership('Vikar', null, null),
      membership('Ledende psykolog', '2026-09-01T00:00:00+02:00', null),
    ],
  });
  assert.deepEqual(found, { uuid: pia, name: 'Pia Psykolog', role: 'Psykolog', phone: '98000021', email: 'pips@korsbaek.example' });
});

test('a name that the service agreement does not give is no error', async (t) => {
  for (const person of [null, { navn: null }]) assert.deepEqual(await oneUser(t, { person }), { uuid: pia });
});

test('the unit for a subject is the one whose task is most specific', async (t) => {
  const named = (enhedsnavn: string, uuid: string, ...opgaver: object[]) => unit({ enhedsnavn, uuid, opgaver });
  const exact = named('Exact', ppr, task('17.03.04'));
  const group = named('Group', other, task('17.03'));
  const general = named('General', '5dbc66a1-0000-4000-8000-000000000013', task('17.03.00'));
  const sibling = named('Sibling', '5dbc66a1-0000-4000-8000-000000000001', task('17.03.10'));
  assert.equal(await responsibleFor(t, '17.03.04', [sibling, general, group, exact]), 'Exact');
  assert.equal(await responsibleFor(t, '17.03.04', [sibling, general, group]), 'Group');
  assert.equal(await responsibleFor(t, '17.03.04', [sibling, general]), 'General');
  assert.equal(await responsibleFor(t, '17.03.04', [sibling]), 'Sibling');
  assert.equal(await responsibleFor(t, '17.03.04', []), undefined);
  // Performing the very subject is not being responsible for it.
  assert.equal(
    await responsibleFor(t, '17.03.04', [named('Performs', ppr, task('17.03.04', performing), task('17.03.10')), group]),
    'Group',
  );
});

test('of two units as close, the same one comes each time', async (t) => {
  const twins = [
    unit({ uuid: other, enhedsnavn: 'B', opgaver: [task('17.03.04')] }),
    unit({ uuid: ppr, enhedsnavn: 'A', opgaver: [task('17.03.04')] }),
  ];
  assert.equal(await responsibleFor(t, '17.03.04', twins), 'A');
  assert.equal(await responsibleFor(t, '17.03.04', twins.toReversed()), 'A');
});

test('asks for active units that are responsible for the subject, or for something in its group', async (t) => {
  const { server, organisation } = await organisationWith(t, { data: listOf([], true) });
  assert.equal((await organisation.unitFor(cvr, '34.15.25', call)).state, 'partial');
  const { query, variables } = JSON.parse(server.seen[0]?.body ?? '');
  assert.match(query, /organisationEnhedListe\(cvr: \$cvr, status: AKTIV, opgaver: \$opgaver, first: 500\)/);
  assert.deepEqual(variables.opgaver, { rolle: responsible, kleNummer: ['34.15.25', '34.15*'] });
  assert.equal(variables.cvr, cvr);
});

test('a CVR number that could widen the scope of a token is never asked with', async (t) => {
  const { server, organisation } = await organisationWith(t, '');
  await assert.rejects(organisation.unitFor('11111111,anvenderkontekst:22222222', '17.03.04', call), TypeError);
  await assert.rejects(organisation.unitFor(cvr, '17*', call), TypeError);
  assert.equal(server.seen.length, 0);
});

test('writes the time of a transaction in Danish time, summer and winter', () => {
  assert.equal(transactionTime(new Date('2026-06-15T10:00:00.007Z')), '2026-06-15T12:00:00.007+02:00[Europe/Copenhagen]');
  assert.equal(transactionTime(new Date('2026-12-31T23:30:00Z')), '2027-01-01T00:30:00.000+01:00[Europe/Copenhagen]');
});
