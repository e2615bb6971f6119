import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type StandIns, startStandIns } from '../start.ts';
import { askPerson, type PersonRequest } from '../testing/requests.ts';
import { passesModulus11 } from '../world/numbers.ts';
import { child, readXml, type XmlElement } from '../xml/read.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

const cprOf = (id: string) => standIns.children.find((one) => one.id === id)?.cpr as string;

async function ask(id: string): Promise<string> {
  const said = await askPerson(standIns, { cpr: cprOf(id) });
  assert.equal(said.status, 200, said.text);
  return said.text;
}

const value = (text: string, name: string) => text.match(new RegExp(`<[\\w]+:${name}>([^<]*)<`))?.[1];

/** Every element as `{namespace}name`, once. */
function names(element: XmlElement, into = new Set<string>()): Set<string> {
  into.add(`{${element.namespace}}${element.name}`);
  for (const inner of element.children) names(inner, into);
  return into;
}

test('answers with the elements of the published example, each in its namespace', async () => {
  const example = names(
    readXml(readFileSync(new URL('fixtures/dgcpr-getPersonWithHealthCareInformationOut.xml', import.meta.url), 'utf8')),
  );
  const envelope = readXml(await ask('hans'));
  const body = child(envelope, 'http://schemas.xmlsoap.org/soap/envelope/', 'Body');
  assert.deepEqual([...names(body?.children[0] as XmlElement)].sort(), [...example].sort());
});

test('gives name, birth date and municipality', async () => {
  const text = await ask('josefine');
  assert.equal(value(text, 'PersonGivenName'), 'Josefine');
  assert.equal(value(text, 'PersonSurnameName'), 'Testperson');
  assert.equal(value(text, 'BirthDate'), '2014-05-05');
  assert.equal(value(text, 'MunicipalityCode'), '0999');
  assert.equal(value(text, 'PersonInformationProtectionIndicator'), 'false');
});

test('knows every child with a ten-digit number', async () => {
  for (const { cpr } of standIns.children.filter((one) => /^\d{10}$/.test(one.cpr)))
    assert.equal((await askPerson(standIns, { cpr })).status, 200);
});

test('loses the leading zeros of the ydernummer', async () => {
  assert.equal(value(await ask('josefine'), 'AssociatedGeneralPractitionerIdentifier'), '77410');
  assert.equal(value(await ask('noah'), 'AssociatedGeneralPractitionerIdentifier'), '815');
});

test('has no clinic for a child in insurance group 2', async () => {
  const text = await ask('silje');
  assert.doesNotMatch(text, /CurrentGeneralPractitionerStructure/);
  assert.equal(value(text, 'PublicHealthInsuranceGroupIdentifier'), 'sygesikringsgruppe_2');
});

test('gives custody holders with numbers that nobody has', async () => {
  const custody = [...(await ask('noah')).matchAll(/<m:PersonCustodyStructure>(.*?)<\/m:PersonCustodyStructure>/g)].map(
    (match) => match[1] as string,
  );
  assert.deepEqual(
    custody.map((one) => value(one, 'PersonCustodyRelation')),
    ['mor', 'far_uden'],
  );
  assert.equal(value(custody[1] as string, 'PersonCustodyIdentifier'), undefined);
  const mother = value(custody[0] as string, 'PersonCustodyIdentifier') as string;
  assert.ok(/^\d{10}$/.test(mother) && !passesModulus11(mother) && !mother.startsWith('0101'));
});

test('says that name and address are protected, and since when', async () => {
  const text = await ask('sara');
  assert.equal(value(text, 'PersonInformationProtectionIndicator'), 'true');
  assert.equal(value(text, 'PersonInformationProtectionStartDate'), '2025-11-27');
  assert.equal(value(text, 'PersonGivenName'), 'Sara');
});

test('hides everything of a child that the caller may not see', async () => {
  const text = await ask('skjold');
  assert.equal(value(text, 'PersonInformationProtectionIndicator'), 'true');
  assert.equal(value(text, 'PersonGivenName'), 'ADRESSEBESKYTTET');
  assert.equal(value(text, 'MunicipalityCode'), '0000');
  assert.equal(value(text, 'BirthDateUncertaintyIndicator'), 'true');
  assert.doesNotMatch(text, /Skjold|Testholm|Øvelsesvej|Prøvegade|0999/);
});

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, 'the test changes something');
  return changed;
};

const refused: readonly (readonly [string, PersonRequest, RegExp])[] = [
  ['a number that the register does not know', { cpr: '0707159999' }, /^Ingen data fundet$/],
  ['a replacement number', { cpr: '2310227NS8' }, /not valid/],
  ['a number with its dash', { cpr: '050514-9996' }, /not valid/],
  ['a date that no calendar has', { cpr: '0513149996' }, /not valid/],
  ['a missing SOAPAction', { headers: { SOAPAction: undefined } }, /SOAPAction header is missing/],
  ['another SOAPAction', { headers: { SOAPAction: '"getPersonInformation"' } }, /SOAPAction does not match/],
  ['another version of the service', { change: replaced('cprservice:1.0.4a', 'cprservice:1.0.2') }, /dispatch/],
  ['the number in another namespace', { change: replaced('core/2005/03/18/', 'core/2005/11/24/') }, /Schema validation/],
  ['a DOCTYPE', { change: (text) => `<!DOCTYPE x>${text}` }, /document type/],
  ['text that is not well-formed', { change: (text) => text.slice(0, -3) }, /not well-formed/],
];

for (const [what, request, text] of refused)
  test(`refuses ${what}`, async () => {
    const said = await askPerson(standIns, request);
    assert.equal(said.status, 500);
    assert.equal(said.text.match(/<faultcode>(.*)<\/faultcode>/)?.[1], 'soap:Client');
    assert.match(said.text.match(/<faultstring>(.*)<\/faultstring>/)?.[1] ?? '', text);
    assert.doesNotMatch(said.text, /\d{6}-?\d{4}/, 'a fault does not echo the number');
  });

test('refuses another content type, method or path', async () => {
  assert.equal((await askPerson(standIns, { headers: { 'Content-Type': 'application/soap+xml' } })).status, 415);
  assert.equal((await fetch(standIns.person.url)).status, 405);
  assert.equal((await fetch(new URL('/', standIns.person.url), { method: 'POST' })).status, 404);
});
