import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StandIns, startStandIns } from '../start.ts';
import { mailUnits, unitKinds } from '../world/sor.ts';

interface Organization {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly identifier: readonly { readonly system: string; readonly value: string }[];
  readonly partOf: { readonly display: string };
  readonly type: readonly { readonly coding: readonly { readonly system: string; readonly code: string }[] }[];
  readonly endpoint?: readonly { readonly reference: string }[];
  readonly contained?: readonly {
    readonly id: string;
    readonly status: string;
    readonly connectionType: { readonly code: string };
    readonly payloadType: readonly { readonly coding: readonly { readonly system: string; readonly code: string }[] }[];
  }[];
}
interface Searchset {
  readonly resourceType: string;
  readonly type: string;
  readonly total: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly fullUrl: string; readonly resource: Organization }[];
}

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

async function get(path: string): Promise<Searchset> {
  const answer = await fetch(path.startsWith('http') ? path : standIns.units.url + path);
  assert.equal(answer.status, 200, path);
  assert.equal(answer.headers.get('content-type'), 'application/fhir+json; charset=utf-8');
  return (await answer.json()) as Searchset;
}
const search = (query: Record<string, string> | [string, string][]) => get(`/Organization?${new URLSearchParams(query)}`);
const names = ({ entry = [] }: Searchset) => entry.map(({ resource }) => resource.name);

test('finds by a part of the name, whatever the case and the accents', async () => {
  const { resourceType, type, total, entry, link } = await search({ 'name:contains': 'socialraadgiverne' });
  assert.deepEqual([resourceType, type, total, entry], ['Bundle', 'searchset', 0, undefined]);
  assert.equal(link[0]?.relation, 'self');
  assert.deepEqual(names(await search({ 'name:contains': 'SOCIALRÅDGIVERNE' })), ['BUP Korsbæk, socialrådgiverne']);
  assert.deepEqual(names(await search({ 'name:contains': 'socialradgiverne' })), ['BUP Korsbæk, socialrådgiverne']);
  assert.deepEqual(names(await search({ 'name': 'ppr nab' })), ['PPR Nabolev']);
  assert.deepEqual(names(await search({ 'name': 'nabolev' })), []);
  assert.deepEqual(names(await search({ 'name:exact': 'PPR Nabolev' })), ['PPR Nabolev']);
});

test('a parameter twice narrows, and a comma widens', async () => {
  const both = await search([
    ['name:contains', 'bup'],
    ['name:contains', 'modtagelsen'],
  ]);
  assert.deepEqual(names(both), ['BUP Øveland, modtagelsen']);
  assert.deepEqual(names(await search({ 'name:contains': 'modtagelsen,ppr nabolev' })), [
    'BUP Øveland, modtagelsen',
    'Modtagelsen, børn og unge',
    'PPR Nabolev',
  ]);
  assert.deepEqual(names(await search({ 'name:contains': 'Modtagelsen\\, børn' })), ['Modtagelsen, børn og unge']);
});

test('finds by number and by type, with the system and without', async () => {
  const { sor, gln = '', ydernummer = '', name } = mailUnits.clinic;
  for (const identifier of [
    `urn:oid:1.2.208.176.1.1|${sor}`,
    `https://www.gs1.org/gln|${gln}`,
    `urn:oid:1.2.208.176.1.4|${ydernummer}`,
    gln,
  ])
    assert.deepEqual(names(await search({ identifier })), [name], identifier);
  assert.deepEqual(names(await search({ identifier: `urn:oid:1.2.208.176.1.4|${gln}` })), []);
  const ppr = names(await search({ type: '556841000005105' }));
  assert.ok(ppr.includes('PPR i Korsbæk') && ppr.includes('PPR Nabolev') && !ppr.includes(name));
  assert.deepEqual(names(await search({ type: 'http://snomed.info/sct|556841000005105' })), ppr);
  const korsbaek = names(await search({ identifier: 'http://cvr.dk|11111111', _count: '50' }));
  assert.ok(korsbaek.includes('Familieteam Vest') && !korsbaek.includes('PPR Nabolev'));
});

test('pages through the clinics, each once', async () => {
  const found: string[] = [];
  let page = await search({ type: '394761003', _count: '25' });
  const { total } = page;
  assert.ok(total > 60);
  for (;;) {
    found.push(...names(page));
    const next = page.link.find(({ relation }) => relation === 'next');
    if (!next) break;
    assert.equal(page.entry?.length, 25);
    page = await get(next.url);
    assert.equal(page.total, total);
  }
  assert.deepEqual([found.length, new Set(found).size], [total, total]);
  assert.equal((await search({ type: '394761003' })).entry?.length, 20);
  assert.equal((await search({ _count: '5000' })).entry?.length, Math.min(100, (await search({})).total));
  assert.equal((await search({ _count: '0' })).entry, undefined);
});

/** What a unit says of the messages that it takes. */
const takes = async (sor: string) => {
  const [entry] = (await search({ identifier: sor })).entry ?? [];
  const { contained = [], endpoint = [], active } = entry?.resource ?? {};
  assert.deepEqual(
    endpoint.map(({ reference }) => reference),
    contained.map(({ id }) => `#${id}`),
  );
  assert.ok(contained.every(({ status, connectionType }) => status === 'active' && connectionType.code === 'hl7-fhir-msg'));
  return [active, ...contained.flatMap(({ payloadType }) => payloadType.flatMap(({ coding }) => coding.map(({ code }) => code)))];
};

test('says what each takes: the FHIR message, the older one, none; and whether it is still there', async () => {
  assert.deepEqual(await takes(mailUnits.clinic.sor), [true, 'FDIS91']);
  assert.deepEqual(await takes(mailUnits.healthVisitors.sor), [true, 'XDIS91']);
  assert.deepEqual(await takes(mailUnits.familyEast.sor), [true]);
  assert.deepEqual(await takes(mailUnits.pprOld.sor), [false, 'FDIS91']);
});

test('a unit names the organisation that it belongs to', async () => {
  const answer = await fetch(`${standIns.units.url}/Organization/${mailUnits.bupSocialWorkers.sor}`);
  const { partOf, id } = (await answer.json()) as Organization;
  assert.deepEqual([answer.status, partOf, id], [200, { display: 'Region Øveland' }, mailUnits.bupSocialWorkers.sor]);
});

test('the kinds that types do not tell are named by hand', () => {
  const kinds = unitKinds();
  assert.equal(kinds[mailUnits.familyWest.sor], 'family-services');
  assert.equal(kinds[mailUnits.bupKorsbaek.sor], 'child-psychiatry');
  assert.equal(kinds[mailUnits.ppr.sor], undefined);
});

test('refuses what it does not know, and says so without quoting', async () => {
  for (const [path, status] of [
    ['/Organization?address=Korsb%C3%A6k', 400],
    ['/Organization?name:contains=', 400],
    ['/Organization?_count=many', 400],
    ['/Organization?toString=1', 400],
    ['/Organization/17', 404],
    ['/Practitioner', 404],
  ] as const) {
    const answer = await fetch(standIns.units.url + path);
    const text = await answer.text();
    assert.equal(answer.status, status, path);
    assert.match(text, /"OperationOutcome"/);
    assert.doesNotMatch(text, /Korsb|many/);
  }
  assert.equal((await fetch(`${standIns.units.url}/Organization`, { method: 'POST' })).status, 405);
});
