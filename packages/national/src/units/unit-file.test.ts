import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { call } from '../testing/server.ts';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { readUnitFile, type UnitFileSettings } from './unit-file.ts';

const header =
  'SorId;EntityName;EntityTypeName;InstitutionOwnerEntityName;HealthInstitutionEntityName;FromDate;ToDate;PostalAddressDistrictName;EanLocationCode;EdiTypes;Ydernummer;Cvr';
const row = (over: Readonly<Record<string, string>> = {}) => {
  const usual: Record<string, string> = {
    SorId: '"=""999991000016009"""',
    EntityName: 'Børn og Læring',
    EntityTypeName: 'pædagogisk psykologisk rådgivning (PPR)',
    InstitutionOwnerEntityName: 'Korsbæk Kommune',
    FromDate: '2020-01-01',
    EanLocationCode: '="5790001348120"',
    EdiTypes: 'FDIS91, FCTL',
    Cvr: '11111111',
  };
  return header
    .split(';')
    .map((name) => ({ ...usual, ...over })[name] ?? '')
    .join(';');
};
const gp = row({
  SorId: '111111000016001',
  EntityName: 'Lægerne Torvet',
  EntityTypeName: 'almen lægepraksis',
  InstitutionOwnerEntityName: '',
  HealthInstitutionEntityName: 'Lægerne Torvet I/S',
  Ydernummer: '61234',
  EdiTypes: 'XDIS91',
  PostalAddressDistrictName: 'Nabolev',
  EanLocationCode: '5790000209354',
  Cvr: '',
});
const fileOf = (...rows: readonly string[]) => `${[header, ...rows].join('\r\n')}\r\n`;

async function pathWith(t: TestContext, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'units-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'units.csv');
  await writeFile(path, content);
  return path;
}

async function registerOf(t: TestContext, content: string | Uint8Array, settings: UnitFileSettings = {}) {
  const path = await pathWith(t, content);
  const register = await readUnitFile(path, { now: () => new Date('2026-06-15T12:00:00Z'), ...settings });
  t.after(() => register.close());
  const names = async (question: object) => (await register.search({ limit: 10, ...question }, call)).value.units.map(({ name }) => name);
  /** A new file as an operator puts it there. */
  const put = async (text: string, time: Date) => {
    await writeFile(`${path}.new`, text);
    await utimes(`${path}.new`, time, time);
    await rename(`${path}.new`, path);
  };
  return { path, register, names, put };
}

test('reads units as SOR writes them: semicolons, codes guarded from spreadsheets, a byte order mark', async (t) => {
  const { register } = await registerOf(t, `\ufeff${fileOf(row(), '', gp)}`);
  assert.deepEqual((await register.unit('999991000016009', call))?.value, {
    sor: '999991000016009',
    gln: '5790001348120',
    name: 'Børn og Læring',
    organisation: 'Korsbæk Kommune',
    kind: 'ppr',
    reach: 'fdis91',
    cvr: '11111111',
  });
  assert.deepEqual((await register.unit('111111000016001', call))?.value, {
    sor: '111111000016001',
    gln: '5790000209354',
    name: 'Lægerne Torvet',
    organisation: 'Lægerne Torvet I/S',
    kind: 'general-practice',
    reach: 'converted',
    ydernummer: '061234',
  });
  assert.equal(await register.unit('222221000016002', call), undefined);
});

test('columns in any order, others passed over, quotes around a semicolon, a quote and a new line', async (t) => {
  const { register } = await registerOf(
    t,
    'EdiTypes;Note;EntityName;EanLocationCode;SorId\nFDIS91;"a ""b"";\nc";"Nord; Syd";5790001348120;999991000016009\nFDIS91;;Vest;;111111000016001',
  );
  const { value } = await register.search({ text: 'nord', limit: 5 }, call);
  assert.deepEqual(value.units, [{ sor: '999991000016009', gln: '5790001348120', name: 'Nord; Syd', kind: 'other', reach: 'fdis91' }]);
  assert.equal((await register.unit('111111000016001', call))?.value.reach, 'none');
});

test('finds by words of name, place, type and organisation, by number, kind, owner and ydernummer', async (t) => {
  const { names, register } = await registerOf(t, fileOf(row(), gp));
  assert.deepEqual(await names({ text: 'PPR korsbæk' }), ['Børn og Læring']);
  assert.deepEqual(await names({ text: 'læ' }), ['Lægerne Torvet', 'Børn og Læring'], 'the best first');
  assert.deepEqual(await names({ text: 'torvet nabolev' }), ['Lægerne Torvet']);
  assert.deepEqual(await names({ text: 'torvet korsbæk' }), []);
  assert.deepEqual(await names({ text: '61234' }), ['Lægerne Torvet']);
  assert.deepEqual(await names({ text: '5790001348120' }), ['Børn og Læring']);
  assert.deepEqual(await names({ kind: 'general-practice' }), ['Lægerne Torvet']);
  assert.deepEqual(await names({ cvr: '11111111' }), ['Børn og Læring']);
  assert.deepEqual(await names({ ydernummer: '061234' }), ['Lægerne Torvet']);
  assert.deepEqual(await names({ text: 'torvet', kind: 'ppr' }), []);
  assert.deepEqual(await names({ text: '050514-9996' }), []);
  assert.deepEqual(await names({}), []);
  const { value } = await register.search({ text: 'læ', limit: 1 }, call);
  assert.deepEqual([value.units.length, value.more], [1, true]);
});

test('a kind by hand, and a number that fails its check', async (t) => {
  const lines: string[] = [];
  const { register } = await registerOf(t, fileOf(row(), row({ SorId: '111111000016001', EanLocationCode: '5790001348121' })), {
    kinds: { '999991000016009': 'family-services' },
    onProblem: (line) => lines.push(line),
  });
  assert.equal((await register.unit('999991000016009', call))?.value.kind, 'family-services');
  const { gln, reach } = (await register.unit('111111000016001', call))?.value ?? {};
  assert.deepEqual([gln, reach], [undefined, 'none']);
  assert.deepEqual(lines, ['units: 1 with a SOR code or GLN that fails its check; nothing can be sent there']);
});

test('what is not in effect today is left out', async (t) => {
  const { names } = await registerOf(
    t,
    fileOf(
      row({ EntityName: 'Team now', FromDate: '15-06-2026', ToDate: '2026-06-15 00:00:00' }),
      row({ EntityName: 'Team before', ToDate: '14.06.2026' }),
      row({ EntityName: 'Team later', FromDate: '2026-06-16' }),
    ),
  );
  assert.deepEqual(await names({ text: 'team' }), ['Team now']);
});

test('a file that cannot be used is refused, its line named, nothing of it told', async (t) => {
  const latin1 = Buffer.from(fileOf(gp, row({ EntityName: 'B\u00f8rn 0505149996' })), 'latin1');
  const cases: [string, string | Uint8Array, string][] = [
    ['empty', '', 'line 1: no header'],
    ['no such columns', 'SorId;Name\n', 'line 1: the header lacks EntityName, EanLocationCode, EdiTypes'],
    ['a column twice', `${header};Cvr\n`, 'line 1: the header has a column twice'],
    ['commas', fileOf().replaceAll(';', ','), 'line 1: the header lacks SorId, EntityName, EanLocationCode, EdiTypes'],
    ['cut short', fileOf(row(), gp.slice(0, 40)), 'line 3: 3 columns, not 12'],
    ['a quote not closed', fileOf('', row({ EntityName: '"Team 0505149996' }), gp.replace(/"/g, '')), 'line 3: a quote that is not closed'],
    ['no code', fileOf(row(), row({ SorId: '' })), 'line 3: no SorId or no EntityName'],
    ['no name', fileOf(row({ EntityName: ' ' })), 'line 2: no SorId or no EntityName'],
    ['a code twice', fileOf(gp, row(), row({ EntityName: 'Team 0505149996' })), 'line 4: a SorId that an earlier line has'],
    ['a date', fileOf(row({ FromDate: 'snart' })), 'line 2: a date that is none'],
    ['Latin-1', latin1, 'line 2: not UTF-8'],
    ['endless', `${header}\n${'x'.repeat(200_000)}`, 'line 2: too long'],
  ];
  for (const [what, content, message] of cases) {
    const path = await pathWith(t, content);
    await assert.rejects(readUnitFile(path), (error) => {
      assert.ok(error instanceof SourceAnswerInvalid, what);
      assert.equal(error.message, `units: ${message}`, what);
      return true;
    });
  }
  await assert.rejects(readUnitFile('/no/such/0505149996'), (error) => {
    assert.ok(error instanceof SourceUnavailable);
    assert.equal(error.message, 'units: connection (ENOENT)');
    assert.equal(error.cause, undefined);
    return true;
  });
});

/** Asks until it is so: the new file is read beside the old. */
async function until(so: () => Promise<boolean>): Promise<void> {
  while (!(await so())) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a new file takes over, a broken one and none keep the old, each said once', { timeout: 120_000 }, async (t) => {
  const lines: string[] = [];
  const { path, register, names, put } = await registerOf(t, fileOf(row({ EntityName: 'Team 1' })), {
    onProblem: (line) => lines.push(line),
  });
  assert.deepEqual(await names({ text: 'team' }), ['Team 1']);
  const time = new Date('2026-06-15T13:00:00Z');
  await put(fileOf(row({ EntityName: 'Team 2' })), time);
  await until(async () => (await names({ text: 'team' }))[0] === 'Team 2');
  assert.deepEqual((await register.search({ text: 'team', limit: 1 }, call)).asOf, time);
  assert.deepEqual(lines, []);

  await put(fileOf(row({ EntityName: 'Team 3' }), 'broken'), new Date('2026-06-15T14:00:00Z'));
  const said = async (count: number) => {
    await until(async () => {
      await names({ text: 'team' });
      return lines.length >= count;
    });
    for (let again = 0; again < 20; again++) {
      assert.deepEqual(await names({ text: 'team' }), ['Team 2']);
      await register.close();
    }
    assert.equal(lines.length, count);
  };
  await said(1);
  assert.equal(lines[0], 'units: line 3: 1 columns, not 12; the file read before is kept');

  await rm(path);
  await said(2);
  assert.equal(lines[1], 'units: connection (ENOENT); the file read before is kept');

  await put(fileOf(row({ EntityName: 'Team 4' })), new Date('2026-06-15T15:00:00Z'));
  await until(async () => (await names({ text: 'team' }))[0] === 'Team 4');
  assert.equal(lines.length, 2);
});

test('rows across the pieces that a file is read in', async (t) => {
  const many = Array.from({ length: 3000 }, (_, at) => row({ SorId: `${at + 10_000}1000016001`, EntityName: `Børnehuset ${at}` }));
  const { register, names } = await registerOf(t, fileOf(...many));
  const { value } = await register.search({ text: 'børnehuset', limit: 5000 }, call);
  assert.deepEqual([value.units.length, value.more], [200, true]);
  assert.deepEqual(await names({ text: 'børnehuset 2999' }), ['Børnehuset 2999']);
  for (let at = 0; at < 3000; at++) assert.equal((await register.unit(`${at + 10_000}1000016001`, call))?.value.name, `Børnehuset ${at}`);
});
