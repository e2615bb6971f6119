import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StandIns, startStandIns } from '../start.ts';
import { askCases, type CasesRequest } from '../testing/requests.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, 'the test changes something');
  return changed;
};

/** What is wrong → the fault's code and a word of its text. */
const refused: readonly (readonly [string, CasesRequest, string, RegExp])[] = [
  ['a missing SOAPAction', { headers: { SOAPAction: undefined } }, 'soap:Client', /SOAPAction header is missing/],
  ['an empty SOAPAction', { headers: { SOAPAction: '""' } }, 'soap:Client', /SOAPAction header is missing/],
  [
    'another SOAPAction',
    { headers: { SOAPAction: '"http://kombit.dk/sts/sagdokumentindeks/importer"' } },
    'soap:Client',
    /SOAPAction does not match/,
  ],
  ['text that is not well-formed', { change: (text) => text.slice(0, -20) }, 'soap:Client', /not well-formed/],
  ['a DOCTYPE', { change: replaced('?>', '?><!DOCTYPE x [<!ENTITY e "boom">]>') }, 'soap:Client', /document type/],
  [
    'SOAP 1.2',
    { change: replaced('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope') },
    'soap:VersionMismatch',
    /SOAP 1.1/,
  ],
  ['an empty body', { change: replaced(/(<soap:Body>).*(<\/soap:Body>)/s, '$1$2') }, 'soap:Client', /body is missing/],
  [
    'the operation in another namespace',
    { change: replaced('xmlns:sdi="urn:oio:sts:sagdok:sagdokumentindeks:6"', 'xmlns:sdi="urn:oio:sts:sagdok:sagdokumentindeks:5"') },
    'soap:Client',
    /not recognized/,
  ],
  [
    'a part in another namespace',
    { change: replaced('xmlns:sag="urn:oio:sts:sagdok:sag:6"', 'xmlns:sag="urn:oio:sts:sagdok:sag:5"') },
    'soap:Client',
    /cvc-complex-type/,
  ],
  ['no RequestHeader', { change: replaced(/<rh:RequestHeader.*<\/rh:RequestHeader>/, '') }, 'soap:Client', /TransactionUUID is missing/],
  ['an empty TransactionUUID', { change: replaced(/(<rh:TransactionUUID>).*?(<)/, '$1$2') }, 'soap:Client', /TransactionUUID is missing/],
  ['a TransactionUUID that is no UUID', { change: replaced(/(<rh:TransactionUUID>).*?(<)/, '$117$2') }, 'soap:Client', /not a UUID/],
  ['no wsa:Action', { change: replaced(/<wsa:Action>.*<\/wsa:Action>/, '') }, 'wsa:MessageAddressingHeaderRequired', /required header/],
  [
    'no wsa:MessageID',
    { change: replaced(/<wsa:MessageID>.*<\/wsa:MessageID>/, '') },
    'wsa:MessageAddressingHeaderRequired',
    /required header/,
  ],
  ['no wsa:To', { change: replaced(/<wsa:To>.*<\/wsa:To>/, '') }, 'wsa:MessageAddressingHeaderRequired', /required header/],
  [
    'a wsa:Action that is not the SOAPAction',
    { change: replaced('fremsoeg</wsa:Action>', 'opdater</wsa:Action>') },
    'wsa:ActionNotSupported',
    /cannot be processed/,
  ],
  ['an unknown SagVis', { show: ['egenskaber', 'journal'] }, 'soap:Client', /value of element 'Vis'/],
  ['no AttributListe', { change: replaced('<sag:AttributListe/>', '') }, 'soap:Client', /AttributListe}' is expected/],
  ['no TilstandListe', { change: replaced('<sag:TilstandListe/>', '') }, 'soap:Client', /TilstandListe}' is expected/],
  [
    'no RelationListe',
    { change: replaced(/<sag:RelationListe>.*<\/sag:RelationListe>/s, '') },
    'soap:Client',
    /not complete.*RelationListe/,
  ],
  [
    'parts in another order',
    { change: replaced(/(<sag:AttributListe\/>)(\s*)(<sag:TilstandListe\/>)/, '$3$2$1') },
    'soap:Client',
    /Invalid content/,
  ],
  [
    'an unknown element',
    { change: replaced('<sag:TilstandListe/>', '<sag:TilstandListe/><sag:Noget/>') },
    'soap:Client',
    /Invalid content.*Noget/,
  ],
  ['a replacement number', { cpr: '2310227NS8' }, 'soap:Client', /value of element 'URNIdentifikator'/],
  ['a CPR number with its dash', { cpr: '050514-9996' }, 'soap:Client', /value of element 'URNIdentifikator'/],
  [
    'a role that is no UUID',
    { change: replaced('d839f26a-d4d1-4441-b2d6-3dbbb12a9404', 'part') },
    'soap:Client',
    /value of element 'UUIDIdentifikator'/,
  ],
  ['a page size that is no number', { change: replaced('Kvantitet>100<', 'Kvantitet>mange<') }, 'soap:Client', /MaksimalAntalKvantitet/],
  ['a page before the first', { first: -1 }, 'soap:Client', /out of range/],
  ['a page of nothing', { most: 0 }, 'soap:Client', /out of range/],
  ['text between elements', { change: replaced('<sdi:SoegSag>', 'hej<sdi:SoegSag>') }, 'soap:Client', /cannot have character children/],
  ['depth', { change: replaced('<sag:AttributListe/>', '<a>'.repeat(80) + '</a>'.repeat(80)) }, 'soap:Client', /deeper than/],
];

for (const [what, request, code, text] of refused)
  test(`refuses ${what}`, async () => {
    const said = await askCases(standIns, request);
    assert.equal(said.status, 500);
    assert.match(said.text, new RegExp(`<faultcode[^>]*>${code}</faultcode>`));
    assert.match(
      said.text
        .match(/<faultstring>(.*)<\/faultstring>/s)?.[1]
        ?.replaceAll('&apos;', "'")
        .replaceAll('&quot;', '"') ?? '',
      text,
    );
    assert.doesNotMatch(said.text, /0505149996|050514-9996|2310227NS8/, 'a fault does not echo the number');
  });

test('refuses another content type before it looks at the message', async () => {
  for (const type of [undefined, 'application/soap+xml', 'application/xml', 'text/xmlish'])
    assert.equal((await askCases(standIns, { headers: { 'Content-Type': type } })).status, 415);
});

test('answers POST only, on its own path only', async () => {
  assert.equal((await fetch(standIns.cases.url)).status, 405);
  assert.equal((await fetch(new URL('/sagdokumentindeks/5', standIns.cases.url), { method: 'POST' })).status, 404);
});

test('accepts an unquoted SOAPAction and a content type without charset', async () => {
  const said = await askCases(standIns, {
    headers: { 'SOAPAction': 'http://kombit.dk/sts/sagdokumentindeks/fremsoeg', 'Content-Type': 'text/xml' },
  });
  assert.equal(said.status, 200);
});
