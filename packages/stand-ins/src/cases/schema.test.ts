import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { type StandIns, startStandIns } from '../start.ts';
import { askCases, searchInput } from '../testing/requests.ts';

const xsd = fileURLToPath(new URL('../../../../../shared/specs/sf1470/xsd/6.0.STS-0/SagDokumentIndeksOperationer.xsd', import.meta.url));
const skip = existsSync(xsd) ? false : '../shared/specs is not present';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

/** Compiles the schema once; `using` gives it back. */
function officialSchema() {
  xmlRegisterFsInputProviders();
  using schema = XmlDocument.fromBuffer(readFileSync(xsd), { url: xsd });
  const validator = XsdValidator.fromDoc(schema);
  return {
    validate: (text: string) => {
      using document = XmlDocument.fromString(text);
      validator.validate(document);
    },
    [Symbol.dispose]: () => validator[Symbol.dispose](),
  };
}

const bodyOf = (text: string) => text.match(/<soap:Body>(.*)<\/soap:Body>/s)?.[1] ?? '';

const everything = [
  'egenskaber',
  'fremdrift',
  'sagsklasse',
  'sagsaktoer',
  'sagspart',
  'sagsrelation',
  'sagsgenstand',
  'journalpost',
  'journalpost-journalnote',
  'itsystem',
  'sikkerhedsprofil',
];

test('every answer about every child follows the official schema', { skip }, async () => {
  using official = officialSchema();
  const ten = standIns.children.filter(({ cpr }) => /^\d{10}$/.test(cpr));
  assert.ok(ten.length > 15);
  for (const { cpr } of ten)
    for (const show of [everything, ['fremdrift'], ['sagsaktoer', 'itsystem'], []]) {
      const said = await askCases(standIns, { cpr, show });
      assert.equal(said.status, 200);
      official.validate(bodyOf(said.text));
    }
});

test('an answer without hits follows the official schema, and one in part', { skip }, async () => {
  using official = officialSchema();
  official.validate(bodyOf((await askCases(standIns, { cpr: '0707159999' })).text));
  await fetch(`${standIns.control.url}/faults/cases`, { method: 'PUT', body: '{"fault":"partial"}' });
  official.validate(bodyOf((await askCases(standIns)).text));
  await fetch(`${standIns.control.url}/faults`, { method: 'DELETE' });
});

test('the official schema refuses what the stand-in refuses', { skip }, async () => {
  using official = officialSchema();
  const changes: readonly ((text: string) => string)[] = [
    (text) => text.replace('<sag:AttributListe/>', ''),
    (text) => text.replace(/(<sag:AttributListe\/>)(\s*)(<sag:TilstandListe\/>)/, '$3$2$1'),
    (text) => text.replace('<sdi:Vis>egenskaber<', '<sdi:Vis>alt<'),
    (text) => text.replace('Kvantitet>100<', 'Kvantitet>mange<'),
    (text) => text.replace('d839f26a-d4d1-4441-b2d6-3dbbb12a9404', 'part'),
    (text) => text.replace('>AND<', '>XOR<'),
    (text) => text.replace('<sag:TilstandListe/>', '<sag:TilstandListe/><sag:Noget/>'),
  ];
  official.validate(searchInput());
  for (const change of changes) {
    const input = change(searchInput());
    assert.throws(() => official.validate(input));
    assert.equal((await askCases(standIns, { change: (text) => text.replace(searchInput(), input) })).status, 500, String(change));
  }
});
