import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import {
  actor,
  actors,
  type CaseParts,
  caseImage,
  child,
  effect,
  ids,
  indexProperties,
  output,
  party,
  profile,
  roles,
  state,
  subject,
  types,
} from '../testing/case.ts';
import { call, type Seen, serve } from '../testing/server.ts';
import { envelope, fault, fixture } from '../testing/soap.ts';
import { type Case, NotSearchable, SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { type CaseIndexSettings, createCaseIndex } from './case-index.ts';

const cpr = parseCpr(child) as Cpr;
const now = new Date('2026-06-15T12:00:00+02:00');

async function indexWith(t: TestContext, answers: string | ((seen: Seen) => string), over: Partial<CaseIndexSettings> = {}) {
  const server = await serve(t, (seen, response) => {
    const answer = typeof answers === 'string' ? answers : answers(seen);
    response.writeHead(answer.includes('Fault>') ? 500 : 200, { 'content-type': 'text/xml; charset=utf-8' }).end(answer);
  });
  const index = createCaseIndex({ url: server.url, security: { kind: 'none' }, now: () => now, ...over });
  t.after(() => index.close());
  return { server, find: () => index.findCases(cpr, call), index };
}

/** What the client makes of one case, put in another way than usual. */
async function read(t: TestContext, over: Partial<CaseParts>) {
  const { find } = await indexWith(t, envelope(output([caseImage(over)])));
  return find();
}

async function readOne(t: TestContext, over: Partial<CaseParts>): Promise<Case> {
  const { state: complete, value } = await read(t, over);
  assert.equal(complete, 'ok');
  assert.equal(value.length, 1);
  return value[0] as Case;
}

async function isDropped(t: TestContext, over: Partial<CaseParts>): Promise<void> {
  const { find } = await indexWith(t, envelope(output([caseImage(over), caseImage({ uuid: ids.team })])));
  const answer = await find();
  assert.equal(answer.state, 'partial');
  assert.deepEqual(
    answer.value.map(({ uuid }) => uuid),
    [ids.team],
  );
}

async function isLeftOut(t: TestContext, over: Partial<CaseParts>): Promise<void> {
  const answer = await read(t, over);
  assert.deepEqual([answer.state, answer.value], ['ok', []]);
}

test('reads the published example', async (t) => {
  const { find } = await indexWith(t, envelope(fixture('fremsoeg-output-to-sager.xml')));
  assert.deepEqual(await find(), {
    state: 'ok',
    asOf: now,
    value: [
      {
        uuid: 'b4a1d1c0-0000-4000-8000-000000000101',
        owner: { cvr: '11111111', name: 'Korsbæk Kommune' },
        kle: '17.03.04',
        department: 'ppr',
        status: 'open',
        title: 'PPV - Josefine',
        opened: '2026-01-12',
        sensitivity: 'FOELSOMME_PERSONOPLYSNINGER',
        accessList: [],
        responsibleUnit: { uuid: '5dbc66a1-0000-4000-8000-000000000011', name: 'PPR Korsbæk' },
        caseworker: { uuid: '9aa00000-0000-4000-8000-000000000021', name: 'Pia Psykolog' },
      },
      {
        uuid: 'b4a1d1c0-0000-4000-8000-000000000102',
        owner: { cvr: '11111111', name: 'Korsbæk Kommune' },
        kle: '34.15.25',
        department: 'family-services',
        status: 'closed',
        title: 'Sag om barn',
        opened: '2025-09-01',
        sensitivity: 'FOELSOMME_PERSONOPLYSNINGER',
        accessList: [],
        responsibleUnit: { uuid: '5dbc66a1-0000-4000-8000-000000000012', name: 'Familieafdelingen' },
        caseworker: { uuid: '9aa00000-0000-4000-8000-000000000022', name: 'Frederik Familierådgiver' },
      },
    ],
  });
});

test('trap 10: speaks SOAP 1.1 with a quoted action, the request header and addressing', async (t) => {
  const { server, find } = await indexWith(t, envelope(output([])));
  await find();
  const [{ headers, body }] = server.seen as [Seen];
  assert.equal(headers['content-type'], 'text/xml; charset=utf-8');
  assert.equal(headers.soapaction, '"http://kombit.dk/sts/sagdokumentindeks/fremsoeg"');
  assert.match(body, /<soap:Envelope xmlns:soap="http:\/\/schemas\.xmlsoap\.org\/soap\/envelope\/"/);
  const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  assert.match(
    body,
    new RegExp(
      `<rh:RequestHeader xmlns:rh="http://kombit.dk/xml/schemas/RequestHeader/1/"><rh:TransactionUUID>${uuid}</rh:TransactionUUID>`,
    ),
  );
  assert.match(
    body,
    new RegExp(
      `<wsa:Action>http://kombit.dk/sts/sagdokumentindeks/fremsoeg</wsa:Action><wsa:MessageID>urn:uuid:${uuid}</wsa:MessageID><wsa:To>${server.url}</wsa:To>`,
    ),
  );
});

test('trap 9: a replacement number cannot be searched, and nothing is asked', async (t) => {
  const { server, index } = await indexWith(t, envelope(output([])));
  for (const text of ['0703921VJ4', '1206550VK9']) {
    const replacement = parseCpr(text) as Cpr;
    await assert.rejects(index.findCases(replacement, call), (error) => error instanceof NotSearchable && !error.message.includes(text));
  }
  assert.equal(server.seen.length, 0);
});

test('no hits are an empty list, by status 44 and by status 20 alike', async (t) => {
  for (const body of [fixture('fremsoeg-output-ingen-hits.xml'), output([]), output([], { total: null })]) {
    const { find } = await indexWith(t, envelope(body));
    assert.deepEqual(await find(), { state: 'ok', value: [], asOf: now });
  }
});

test('any other status, and a SOAP fault, is a fault: never an empty list', async (t) => {
  for (const answer of [
    envelope(output([], { status: '40' })),
    envelope(output([caseImage()], { status: '21' })),
    fault('Server', 'Josefine 0505149996'),
  ]) {
    const { find } = await indexWith(t, answer);
    await assert.rejects(find(), (error) => {
      assert.ok(error instanceof SourceUnavailable);
      assert.equal(error.why, 'fault');
      assert.match(error.message, /^cases: fault \((status \d\d|Server)\)$/);
      return true;
    });
  }
});

test('what is not an answer to the question is invalid', async (t) => {
  const other = output([]).replaceAll('sagdokumentindeks:6', 'sagdokumentindeks:5');
  const nothing = output([]).replace(/<sd:StandardRetur>.*<\/sd:StandardRetur>/, '');
  for (const answer of [
    '',
    'garbled',
    '<html/>',
    envelope(''),
    envelope('<x/>'),
    envelope(other),
    envelope(nothing),
    `<!DOCTYPE x>${output([])}`,
  ]) {
    const { find } = await indexWith(t, answer);
    await assert.rejects(find(), SourceAnswerInvalid, answer.slice(0, 80));
  }
});

const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => caseImage({ uuid: `b4a1d1c0-0000-4000-8000-${String(from + index).padStart(12, '0')}` }));

function pageOf(seen: Seen): { from: number; size: number } {
  const number = (name: string) => Number(new RegExp(`<sd:${name}>(\\d+)<`).exec(seen.body)?.[1]);
  return { from: number('FoersteResultatReference'), size: number('MaksimalAntalKvantitet') };
}

test('asks page by page until it has as many as the index says', async (t) => {
  const all = many(0, 7);
  const { server, find } = await indexWith(
    t,
    (seen) => {
      const { from, size } = pageOf(seen);
      // Fewer than asked for: the index has a cap of its own.
      return envelope(output(all.slice(from, from + Math.min(size, 2)), { total: 7 }));
    },
    { pageSize: 3 },
  );
  const answer = await find();
  assert.equal(answer.state, 'ok');
  assert.equal(new Set(answer.value.map(({ uuid }) => uuid)).size, 7);
  assert.deepEqual(
    server.seen.map(pageOf),
    [0, 2, 4, 6].map((from) => ({ from, size: 3 })),
  );
});

test('pages by full pages where the index gives no count', async (t) => {
  const all = many(0, 5);
  const { server, find } = await indexWith(
    t,
    (seen) => envelope(output(all.slice(pageOf(seen).from, pageOf(seen).from + 2), { total: null })),
    { pageSize: 2 },
  );
  const answer = await find();
  assert.deepEqual([answer.state, answer.value.length, server.seen.length], ['ok', 5, 3]);
});

test('is partial where pages are left, end early, or come twice', async (t) => {
  const all = many(0, 10);
  const capped = await indexWith(t, (seen) => envelope(output(all.slice(pageOf(seen).from, pageOf(seen).from + 2), { total: 10 })), {
    pageSize: 2,
    maxPages: 3,
  });
  const tooMany = await capped.find();
  assert.deepEqual([tooMany.state, tooMany.value.length, capped.server.seen.length], ['partial', 6, 3]);

  const early = await indexWith(t, (seen) =>
    envelope(pageOf(seen).from === 0 ? output(many(0, 2), { total: 9 }) : output([], { status: '44' })),
  );
  const ended = await early.find();
  assert.deepEqual([ended.state, ended.value.length], ['partial', 2]);

  const deaf = await indexWith(t, envelope(output(many(0, 3), { total: 6 })));
  const repeated = await deaf.find();
  assert.deepEqual([repeated.state, repeated.value.length], ['partial', 3]);
});

test('trap 6: hits without their content, as an empty filter gives, are no empty list', async (t) => {
  const { find } = await indexWith(t, envelope(output([], { total: 2 })));
  assert.deepEqual(await find(), { state: 'partial', value: [], asOf: now });
});

test('trap 7: the current status is the one in effect now, not the last of the list', async (t) => {
  const opened = state('Opstaaet', '2026-01-12T09:00:00+01:00', '2026-02-01T09:00:00+01:00');
  const closed = state('Afsluttet', '2026-02-01T09:00:00+01:00');
  const planned = state('Afsluttet', '2026-09-01T09:00:00+02:00');
  const informed = state('Oplyst', '2026-02-01T09:00:00+01:00', '2026-09-01T09:00:00+02:00');
  assert.equal((await readOne(t, { states: closed + opened })).status, 'closed');
  assert.equal((await readOne(t, { states: planned + informed + opened })).status, 'open');
});

test('trap 7: a missing later status means still in that state', async (t) => {
  const ended = (code: string) => state(code, '2026-01-12T09:00:00+01:00', '2026-02-01T09:00:00+01:00');
  assert.equal((await readOne(t, { states: ended('Afgjort') })).status, 'open');
  assert.equal((await readOne(t, { states: ended('Afsluttet') })).status, 'closed');
  assert.equal((await readOne(t, { states: state('Opstaaet', '2026-01-12T09:00:00+01:00', undefined) })).status, 'open');
  // Opened and closed at the same moment: closed.
  const same = ['Afsluttet', 'Opstaaet'].map((code) => state(code, '2026-01-12T09:00:00+01:00')).join('');
  assert.equal((await readOne(t, { states: same })).status, 'closed');
});

test('trap 8: a subject of no department here is left out, without making the answer partial', async (t) => {
  for (const kle of ['34.30.05', '29.12.12', '27.25.00', '17.04.00', 'nonsense', '17.03'])
    await isLeftOut(t, { classes: subject(kle), actors: '', parties: '' });
});

test('the primary class decides, whatever other classes stand before it', async (t) => {
  const classes = subject('34.15.25', roles.actionClass) + subject('17.03.10');
  assert.equal((await readOne(t, { classes })).kle, '17.03.10');
  await isDropped(t, { classes: subject('17.03.10', roles.actionClass) });
});

test('trap 8: sensitivity is the strictest that is stated, and absent or unknown is strictest of all', async (t) => {
  const stated = async (...words: (string | undefined)[]) =>
    (await readOne(t, { indexProperties: words.map((word) => indexProperties(word)).join('') })).sensitivity;
  assert.equal(await stated('IKKE_FORTROLIGE_DATA'), 'IKKE_FORTROLIGE_DATA');
  assert.equal(await stated('VIP_SAGER'), 'VIP_SAGER');
  assert.equal(await stated('FORTROLIGE_PERSONOPLYSNINGER', 'FOELSOMME_PERSONOPLYSNINGER'), 'FOELSOMME_PERSONOPLYSNINGER');
  assert.equal(await stated(undefined), 'VIP_SAGER');
  assert.equal(await stated('HEMMELIG'), 'VIP_SAGER');
  assert.equal((await readOne(t, { indexProperties: '' })).sensitivity, 'VIP_SAGER');
  const over = effect('gd', '2025-01-01T00:00:00+01:00', '2026-01-01T00:00:00+01:00');
  const current = indexProperties('IKKE_FORTROLIGE_DATA') + indexProperties('VIP_SAGER', over);
  assert.equal((await readOne(t, { indexProperties: current })).sensitivity, 'IKKE_FORTROLIGE_DATA');
});

test('trap 8: the security profile lists who may see the case; one that cannot be read drops the case', async (t) => {
  const ended = effect('gd', '2025-01-01T00:00:00+01:00', '2026-01-01T00:00:00+01:00');
  const { accessList } = await readOne(t, { profiles: profile(ids.unit.toUpperCase()) + profile(ids.user) + profile(ids.owner, ended) });
  assert.deepEqual(accessList.toSorted(), [ids.unit, ids.user].toSorted());
  await isDropped(t, { profiles: profile('urn:oio:kmd:sag:RACFID:WX-YZABC') });
  await isDropped(t, { profiles: profile(ids.unit, effect('gd', 'yesterday')) });
});

test('shows the replacement title, where there is one', async (t) => {
  const properties = (inside: string) => `<sag:Egenskaber>${effect('sag', '2026-01-12T09:00:00+01:00')}${inside}</sag:Egenskaber>`;
  const secret =
    '<sag:OffentlighedUndtaget><sd:TitelAlternativTekst>Sag om barn</sd:TitelAlternativTekst><sd:OffentlighedUndtagetHjemmelTekst>§</sd:OffentlighedUndtagetHjemmelTekst></sag:OffentlighedUndtaget><sag:Titel>Josefine</sag:Titel>';
  assert.equal((await readOne(t, { properties: properties(secret) })).title, 'Sag om barn');
  assert.equal((await readOne(t, { properties: properties('<sag:Titel>\n  PPV,\n  skole  </sag:Titel>') })).title, 'PPV, skole');
  assert.equal('title' in (await readOne(t, { properties: '' })), false);
});

test('caseworker and unit are those in effect now', async (t) => {
  const before = effect('gd', '2026-01-12T09:00:00+01:00', '2026-03-01T00:00:00+01:00');
  const since = effect('gd', '2026-03-01T00:00:00+01:00');
  const changed =
    actors.owner +
    actor(roles.responsible, types.unit, ids.team, 'Team Nord', since) +
    actor(roles.responsible, types.unit, ids.unit, 'PPR Korsbæk', before) +
    actor(roles.handler, types.user, ids.user, 'Pia Psykolog', before);
  const found = await readOne(t, { actors: changed });
  assert.deepEqual(found.responsibleUnit, { uuid: ids.team, name: 'Team Nord' });
  // Nobody took over: the case has no caseworker, though it had one.
  assert.equal('caseworker' in found, false);
});

test('a unit whose time ran out without a follower is still responsible', async (t) => {
  const over = effect('gd', '2026-01-12T09:00:00+01:00', '2026-03-01T00:00:00+01:00');
  const { responsibleUnit } = await readOne(t, {
    actors: actors.owner + actor(roles.responsible, types.unit, ids.unit, 'PPR Korsbæk', over),
  });
  assert.deepEqual(responsibleUnit, { uuid: ids.unit, name: 'PPR Korsbæk' });
});

test('a team that handles the case is the unit to call, and no caseworker', async (t) => {
  const found = await readOne(t, { actors: actors.owner + actors.responsible + actor(roles.handler, types.unit, ids.team, 'Team Nord') });
  assert.deepEqual(found.responsibleUnit, { uuid: ids.team, name: 'Team Nord' });
  assert.equal('caseworker' in found, false);
});

test('an actor that the sending system knows under a name of its own keeps its name', async (t) => {
  const found = await readOne(t, {
    actors: actors.owner + actors.responsible + actor(roles.handler, types.user, 'urn:oio:kmd:sag:RACFID:WX-YZABC', 'Pia Psykolog'),
  });
  assert.deepEqual(found.caseworker, { name: 'Pia Psykolog' });
});

test('accepts the actor types that were used until 2020', async (t) => {
  for (const legacy of ['Organisation', 'OrganisationEnhed']) {
    const virkning = effect('gd', '2019-01-12T09:00:00+01:00', 'forever', legacy);
    const found = await readOne(t, {
      states: `<sag:Fremdrift>${effect('sag', '2019-01-12T09:00:00+01:00', 'forever', legacy)}<sag:FremdriftStatusKode>Oplyst</sag:FremdriftStatusKode></sag:Fremdrift>`,
      actors: actors.owner + actor(roles.responsible, types.unit, ids.unit, 'PPR Korsbæk', virkning),
    });
    assert.deepEqual([found.status, found.responsibleUnit?.name], ['open', 'PPR Korsbæk']);
  }
});

test('never the wrong child: a case of another primary party is dropped', async (t) => {
  await isDropped(t, { parties: party('1710194919') });
  await isDropped(t, { parties: party(child, roles.secondaryParty) + party('1710194919') });
  await isDropped(t, { parties: '' });
});

test('a case whose primary party the child no longer is, is left out', async (t) => {
  const until = effect('gd', '2025-01-12T09:00:00+01:00', '2026-03-01T00:00:00+01:00');
  const since = effect('gd', '2026-03-01T00:00:00+01:00');
  await isLeftOut(t, { parties: party(child, roles.primaryParty, until) + party('1710194919', roles.primaryParty, since) });
  assert.ok(await readOne(t, { parties: party('1710194919', roles.primaryParty, until) + party(child, roles.primaryParty, since) }));
});

test('a deleted or passive case is left out', async (t) => {
  for (const lifecycle of ['Slettet', 'Passiveret']) await isLeftOut(t, { lifecycle });
});

test('a malformed case is dropped and said; the others are kept', async (t) => {
  await isDropped(t, { uuid: 'no-uuid' });
  await isDropped(t, { states: '' });
  await isDropped(t, { states: state('Opstaaet', '12/1 2026') });
  await isDropped(t, { actors: actors.responsible });
  await isDropped(t, { actors: actors.owner.replace('11111111', '1111') });
  await isDropped(t, { classes: '' });
});
