import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { buildSchema, printSchema } from 'graphql';
import { type StandIns, startStandIns } from '../start.ts';
import { askOrganisation, type OrganisationRequest, tokenFor } from '../testing/requests.ts';
import { units, users } from '../world/units.ts';

let standIns: StandIns;
let token: string;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
  token = await tokenFor(standIns, '11111111');
});
after(() => standIns.close());

const ask = (query: string, over: Partial<OrganisationRequest> = {}) => askOrganisation(standIns, { token, query, ...over });

const responsible = '2a5f38d8-7092-4b3f-85cc-7e272c3c4bb0';
const list = (filter: string, cvr = '11111111') =>
  `{ organisationEnhedListe(cvr: "${cvr}", status: AKTIV, ${filter}) { edges { cursor node { enhedsnavn } } pageInfo { hasNextPage endCursor } } }`;
const names = (json: { data?: { organisationEnhedListe: { edges: { node: { enhedsnavn: string } }[] } } }) =>
  json.data?.organisationEnhedListe.edges.map(({ node }) => node.enhedsnavn);

test('gives units in the order of their UUIDs, with addresses by role', async () => {
  const { json, status } = await ask(
    `query ($uuid: [UUID!]!) { organisationEnhed(uuid: $uuid) { uuid enhedsnavn tilhoerer { virksomhed { cvrNummerTekst } } overordnetEnhed { enhedsnavn } adresser(rolle: ["02826f64-5613-468e-ace5-3f089cb3ed20", "f6fd6117-c718-4254-a6f5-92538ad5a2f4"]) { adresseTekst adresseRolleTitel klassifikation { type rolle } } } }`,
    { variables: { uuid: [units.ppr.uuid, units.korsbaekChildren.uuid.toUpperCase()] } },
  );
  assert.equal(status, 200);
  assert.equal(json.errors, undefined);
  const [ppr, parent] = json.data.organisationEnhed;
  assert.equal(parent.enhedsnavn, 'Børn og Unge');
  assert.equal(ppr.overordnetEnhed.enhedsnavn, 'Børn og Unge');
  assert.equal(ppr.tilhoerer.virksomhed.cvrNummerTekst, '11111111');
  assert.deepEqual(
    ppr.adresser.map((address: { adresseTekst: string; adresseRolleTitel: string }) => [address.adresseTekst, address.adresseRolleTitel]),
    [
      ['12345610', 'Telefon'],
      ['man–tors 8.30–14, fre 8.30–12', 'Telefontid'],
    ],
  );
});

test('finds the unit that is responsible for a subject, not the one that does the work or was closed', async () => {
  const asked = (subject: string, role = `rolle: "${responsible}", `) => ask(list(`opgaver: { ${role}kleNummer: ["${subject}"] }`));
  assert.deepEqual(names((await asked('17.03.04')).json), ['PPR i Korsbæk']);
  assert.deepEqual(names((await asked('17.03*')).json), ['PPR i Korsbæk']);
  assert.deepEqual(names((await asked('34.15.25')).json), ['Modtagelsen, børn og unge']);
  assert.deepEqual(names((await asked('17.03')).json), [], 'a group without its wildcard is no subject');
  assert.deepEqual(
    names((await asked('17.03.04', '')).json),
    ['PPR i Korsbæk', 'Team Skole Nord'],
    'without a role no unit is filtered out by it',
  );
});

test('pages lists, at most 500 a page', async () => {
  const first = await ask(list('first: 4'));
  assert.equal(first.json.data.organisationEnhedListe.pageInfo.hasNextPage, true);
  const rest = await ask(list(`first: 500, after: "${first.json.data.organisationEnhedListe.pageInfo.endCursor}"`));
  assert.equal(rest.json.data.organisationEnhedListe.pageInfo.hasNextPage, false);
  const whole = names((await ask(list('first: 500'))).json);
  assert.deepEqual([...(names(first.json) ?? []), ...(names(rest.json) ?? [])], whole);
  assert.ok((await ask(list('first: 501'))).json.errors?.[0]?.message.includes('500'));
});

test('gives users with title and telephone, and refuses what the service agreement does not cover', async () => {
  const { json } = await ask(
    `{ bruger(uuid: ["${users.birgit.uuid}"]) { person { navn cpr } adresser { adresseTekst } harMedlemskab { medlemskabRolleTitel medlemAf { enhedsnavn } } tilstand { status } } }`,
  );
  const [birgit] = json.data.bruger;
  assert.deepEqual(birgit.person, { navn: 'Birgit Øvelsesen', cpr: null });
  assert.deepEqual(birgit.harMedlemskab, [{ medlemskabRolleTitel: 'Socialrådgiver', medlemAf: { enhedsnavn: 'Familieteam Vest' } }]);
  assert.ok(birgit.adresser.some(({ adresseTekst }: { adresseTekst: string }) => adresseTekst === '12345621'));
  assert.deepEqual(
    json.errors?.map(({ path, extensions }) => [path, extensions.classification]),
    [[['bruger', 0, 'person', 'cpr'], 'FORBIDDEN']],
  );
});

test('a user who has left is inactive and in no list', async () => {
  const { json } = await ask(
    `{ bruger(uuid: ["${users.grethe.uuid}"]) { tilstand { status } harMedlemskab { uuid } } brugerListe(cvr: "11111111", status: AKTIV) { edges { node { brugernavn } } } }`,
  );
  assert.deepEqual(json.data.bruger, [{ tilstand: { status: 'INAKTIV' }, harMedlemskab: [] }]);
  assert.ok(!JSON.stringify(json.data.brugerListe).includes('grfr'));
});

test('keeps one municipality from another', async () => {
  const foreign = await ask(list('first: 5', '22222222'));
  assert.equal(foreign.json.data.organisationEnhedListe, null);
  assert.equal(foreign.json.errors?.[0]?.extensions.classification, 'FORBIDDEN');
  const byUuid = await ask(`{ organisationEnhed(uuid: ["${units.nabolevPpr.uuid}", "${units.ppr.uuid}"]) { enhedsnavn } }`);
  assert.deepEqual(byUuid.json.data.organisationEnhed, [null, { enhedsnavn: 'PPR i Korsbæk' }]);
  assert.equal(byUuid.json.errors?.[0]?.extensions.classification, 'FORBIDDEN');
  const own = await ask(list('first: 5', '22222222'), { token: await tokenFor(standIns, '22222222') });
  assert.ok(names(own.json)?.includes('PPR Nabolev'));
});

test('gives null for a UUID that nobody has', async () => {
  const { json } = await ask(
    '{ organisationEnhed(uuid: ["5dbc66a1-0000-4000-8000-00000000ffff"]) { enhedsnavn } bruger(uuid: []) { uuid } }',
  );
  assert.deepEqual(json, { data: { organisationEnhed: [null], bruger: [] } });
});

test('sends data with warnings where a role title cannot be fetched', async () => {
  const query = (fields: string) => `{ organisationEnhed(uuid: ["${units.disability.uuid}"]) { adresser { adresseTekst ${fields} } } }`;
  const { json } = await ask(query('adresseRolleTitel klassifikation { rolle }'));
  const [unit] = json.data.organisationEnhed;
  assert.ok(unit.adresser.length > 0);
  for (const address of unit.adresser) assert.equal(address.adresseRolleTitel, '');
  assert.deepEqual(json.errors?.[0], {
    message: 'Klassifikation kunne ikke kontaktes',
    path: ['organisationEnhed', 0, 'adresser', 0, 'adresseRolleTitel'],
    extensions: { classification: 'WARNING' },
  });
  assert.equal((await ask(query('klassifikation { rolle }'))).json.errors, undefined, 'who does not ask for the title gets no warning');
});

test('leaves telephones out, and says so, where it is to answer in part', async () => {
  await fetch(`${standIns.control.url}/faults/organisation`, { method: 'PUT', body: '{"fault":"partial"}' });
  const { json } = await ask(`{ organisationEnhed(uuid: ["${units.ppr.uuid}"]) { adresser { adresseTekst } } }`);
  await fetch(`${standIns.control.url}/faults`, { method: 'DELETE' });
  assert.ok(!JSON.stringify(json.data).includes('12345610'));
  assert.ok(JSON.stringify(json.data).includes('ppr@korsbaek.example'));
  assert.deepEqual(json.errors, [
    {
      message: 'Adresser kunne ikke hentes fuldt ud',
      path: ['organisationEnhed', 0, 'adresser'],
      extensions: { classification: 'WARNING' },
    },
  ]);
});

test('refuses fields, arguments and values that the official schema does not have', async () => {
  for (const query of [
    '{ organisationEnhed(uuid: "5dbc66a1-0000-4000-8000-000000000011") { navn } }',
    '{ organisationEnhed { uuid } }',
    '{ organisationEnhed(uuid: ["ppr"]) { uuid } }',
    list('first: 5', '1111'),
    list('opgaver: { kleNummer: ["17-03"] }'),
    list('opgaver: { rolle: "Ansvarlig", kleNummer: ["17.03.04"] }'),
    '{ organisationEnhed(uuid: [',
  ]) {
    const { json, status } = await ask(query);
    assert.equal(status, 200);
    assert.equal(json.data, undefined);
    assert.equal(json.errors?.[0]?.extensions.classification, 'ValidationError', query);
  }
});

test('wants a token of its own, of this hour', async () => {
  const foreign = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  for (const headers of [{ Authorization: undefined }, { Authorization: 'Basic abc' }, { Authorization: `Bearer ${foreign}` }])
    assert.equal((await ask('{ __typename }', { headers })).status, 401);
});

test('wants both transaction headers and JSON', async () => {
  for (const headers of [
    { 'x-TransaktionsId': undefined },
    { 'x-TransaktionsId': '17' },
    { 'x-TransaktionsTid': undefined },
    { 'x-TransaktionsTid': '2026-06-15' },
    { 'x-TransaktionsTid': '2026-06-15T09:14:00' },
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': undefined },
  ])
    assert.equal((await ask('{ __typename }', { headers })).status, 400, JSON.stringify(headers));
  for (const time of ['2026-06-15T09:14:00+02:00', '2026-06-15T07:14:00.123Z', '2023-10-10T17:10:11.34+02:00[Europe/Berlin]'])
    assert.equal((await ask('{ __typename }', { headers: { 'x-TransaktionsTid': time } })).status, 200, time);
});

test('answers POST only, on its own path only', async () => {
  assert.equal((await fetch(standIns.organisation.url)).status, 405);
  assert.equal((await fetch(new URL('/organisation', standIns.organisation.url), { method: 'POST' })).status, 404);
});

const official = new URL('../../../../../shared/specs/fk-organisation/schemaOrganisationV1.gql', import.meta.url);

test('plays the official schema', { skip: existsSync(official) ? false : '../shared/specs is not present' }, () => {
  const schema = (file: URL) => printSchema(buildSchema(readFileSync(file, 'utf8')));
  assert.equal(schema(new URL('schemaOrganisationV1.gql', import.meta.url)), schema(official));
});
