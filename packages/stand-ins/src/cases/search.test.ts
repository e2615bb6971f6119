import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StandIns, startStandIns } from '../start.ts';
import { askCases, type CasesRequest, roleOfPrimaryParty } from '../testing/requests.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

const cprOf = (id: string) => standIns.children.find((child) => child.id === id)?.cpr as string;
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] as string);
const subjects = (text: string) => all(text, /<si:BrugervendtNoegle>(\d\d\.\d\d\.\d\d)<\/si:BrugervendtNoegle>/g);
const status = (text: string) => text.match(/<sd:StatusKode>(\d+)</)?.[1];
const count = (text: string) => text.match(/<sdi:Antal>(\d+)<\/sdi:Antal>/)?.[1];

async function ask(request: CasesRequest): Promise<string> {
  const said = await askCases(standIns, request);
  assert.equal(said.status, 200, said.text);
  return said.text;
}

test('answers every case of the child, whatever its subject', async () => {
  const text = await ask({ cpr: cprOf('josefine') });
  assert.equal(status(text), '20');
  assert.equal(count(text), '5');
  assert.deepEqual(subjects(text), ['34.15.25', '17.03.04', '34.10.10', '29.12.04', '28.09.40']);
  assert.deepEqual(subjects(await ask({ cpr: cprOf('freja') })), ['34.10.30', '34.15.45']);
});

test('echoes the transaction in its header', async () => {
  const text = await ask({ change: (sent) => sent.replace(/(TransactionUUID>)[^<]*/, '$10f8fad5b-d9cb-469f-a165-70867728950e') });
  assert.match(text, /<soap:Header><rh:RequestHeader[^>]*><rh:TransactionUUID>0f8fad5b-d9cb-469f-a165-70867728950e</);
});

test('says 44 where it holds no case', async () => {
  for (const cpr of [cprOf('luna').replace(/[A-Z]/g, '9'), '0707159999']) {
    const text = await ask({ cpr });
    assert.equal(status(text), '44');
    assert.doesNotMatch(text, /Oejebliksbillede|sdi:Antal/);
  }
});

test('gives no case data for an empty or absent filter', async () => {
  for (const change of [
    (text: string) => text.replace(/<sdi:Filter>.*<\/sdi:Filter>/s, '<sdi:Filter/>'),
    (text: string) => text.replace(/<sdi:Filter>.*<\/sdi:Filter>/s, ''),
  ]) {
    const text = await ask({ change });
    assert.equal(status(text), '20');
    assert.doesNotMatch(text, /Oejebliksbillede/);
  }
});

test('gives the parts that were asked for, and no other', async () => {
  const parts: Readonly<Record<string, RegExp>> = {
    'egenskaber': /<sag:Egenskaber>/,
    'fremdrift': /<sag:Fremdrift>/,
    'sagsklasse': /<sag:Sagsklasse>/,
    'sagsaktoer': /<sag:Sagsaktoer>/,
    'sagspart': /<sag:Sagspart>/,
    'journalpost': /<sag:Journalpost>/,
    'journalpost-journalnote': /<sag:Notat>/,
    'itsystem': /<si:SagsitsystemRelation>/,
    'sikkerhedsprofil': /<si:Sikkerhedsprofil>/,
  };
  for (const part of Object.keys(parts)) {
    const text = await ask({ cpr: cprOf('rosa'), show: [part] });
    for (const [other, pattern] of Object.entries(parts)) {
      // The note stands inside its journal post.
      const expected = other === part || (other === 'journalpost' && part === 'journalpost-journalnote');
      assert.equal(pattern.test(text), expected, `${other} when asked for ${part}`);
    }
  }
});

test('finds a child by the role of primary party only where that role is asked for', async () => {
  const alma = cprOf('alma');
  assert.deepEqual(subjects(await ask({ cpr: alma })), ['29.15.04', '28.09.40']);
  const anyRole = await ask({
    cpr: alma,
    change: (text) =>
      text.replace(new RegExp(`<gd:Rolle>\\s*<sd:UUIDIdentifikator>${roleOfPrimaryParty}</sd:UUIDIdentifikator></gd:Rolle>`), ''),
  });
  assert.deepEqual(subjects(anyRole), ['29.15.04', '28.09.40', '34.15.25']);
});

test('finds nothing for another type of party', async () => {
  assert.equal(
    status(await ask({ change: (text) => text.replace('c189ba35-de4b-4363-a8b7-67f1456cf56f', 'bc6972cd-8f2b-4b9d-8d37-62916d6a71aa') })),
    '44',
  );
});

test('hands out a hundred cases at most, and pages on', async () => {
  const cpr = cprOf('karla');
  const first = await ask({ cpr, most: 5000, show: ['sagsklasse'] });
  assert.equal(subjects(first).length, 100);
  assert.equal(count(first), '131');
  assert.match(first, /<sdi:Paginering><sd:FoersteResultatReference>0<\/sd:FoersteResultatReference><sd:MaksimalAntalKvantitet>100</);
  assert.ok(!subjects(first).includes('17.03.20'));
  const second = await ask({ cpr, first: 100, show: ['sagsklasse'] });
  assert.equal(subjects(second).length, 31);
  assert.equal(subjects(second).at(-1), '17.03.20');
  const beyond = await ask({ cpr, first: 200, show: ['sagsklasse'] });
  assert.equal(status(beyond), '20');
  assert.equal(subjects(beyond).length, 0);
});

test('combines two searches by AND and by OR', async () => {
  const two = (operation: string) => (text: string) =>
    text
      .replace('>AND<', `>${operation}<`)
      .replace(/<sdi:SoegSag>.*<\/sdi:SoegSag>/s, (one) => one + one.replace('0505149996', '1710194919'));
  assert.equal(status(await ask({ change: two('AND') })), '44');
  assert.equal(count(await ask({ change: two('OR') })), '6');
});

test('sends progress in the order of the source, each with the interval in which it holds', async () => {
  const text = await ask({ cpr: cprOf('hans'), show: ['fremdrift'] });
  assert.deepEqual(all(text, /<sag:FremdriftStatusKode>(\w+)</g), ['Oplyst', 'Opstaaet']);
  const [oplyst, opstaaet] = text.split('</sag:Fremdrift>');
  assert.match(oplyst ?? '', /<sd:TilTidspunkt><sd:GraenseIndikator>true/);
  assert.match(opstaaet ?? '', /<sd:TilTidspunkt><sd:TidsstempelDatoTid>2026-04-16T/);
});

test('says so where it is asked to search by what it does not play', async () => {
  for (const change of [
    (text: string) => text.replace('<sdi:SoegUdtryk>', '<sdi:SagUuid>b4a1d1c0-0000-4000-8000-000000000101</sdi:SagUuid><sdi:SoegUdtryk>'),
    (text: string) => text.replace('<sdi:SoegSag>', '<sdi:NOT/><sdi:SoegSag>'),
    (text: string) => text.replace('<sag:TilstandListe/>', '<sag:TilstandListe><sag:Fremdrift/></sag:TilstandListe>'),
  ]) {
    const said = await askCases(standIns, { change });
    assert.equal(said.status, 500);
    assert.match(said.text, /not played by this stand-in/);
  }
});
