import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DirectoryInvalid, readDirectory } from './directory.ts';
import { bupSor, directoryFile } from './testing.ts';

const problemsOf = (json: unknown): readonly string[] => {
  try {
    readDirectory(json);
    return [];
  } catch (error) {
    return (error as DirectoryInvalid).problems;
  }
};

test('finds a municipality by its code and by its CVR number', () => {
  const directory = readDirectory(directoryFile());
  assert.equal(directory.municipality('0998')?.name, 'Korsbæk Kommune');
  assert.equal(directory.municipalityByCvr('22222222')?.code, '0997');
  assert.equal(directory.municipality('0101'), undefined);
  assert.equal(directory.municipalityByCvr('33333333'), undefined);
});

test('finds the psychiatric unit of a municipality’s children, and its region', () => {
  const { region, unit } = readDirectory(directoryFile()).psychiatry('0998') ?? {};
  assert.equal(region, '1099');
  assert.equal(unit?.name, 'BUP Ambulatorium Nord');
});

test('finds a psychiatric unit by its SOR code, with the region, and lists them all', () => {
  const directory = readDirectory(directoryFile());
  assert.equal(directory.psychiatryBySor(bupSor)?.unit.name, 'BUP Ambulatorium Nord');
  assert.equal(directory.psychiatryBySor(bupSor)?.region, '1099');
  assert.equal(directory.psychiatryBySor('261471000016002'), undefined);
  assert.deepEqual(directory.psychiatricUnits, [bupSor]);
});

type File = ReturnType<typeof directoryFile>;
const wrong: [string, (file: File) => void, RegExp][] = [
  ['a code of three digits', (file) => (file.municipalities[0]!.code = '998'), /^municipalities\.0\.code: four digits/],
  ['a CVR number of seven digits', (file) => (file.municipalities[0]!.cvr = '1111111'), /^municipalities\.0\.cvr: eight digits/],
  ['a phone with words in it', (file) => (file.municipalities[1]!.phone = 'ring'), /^municipalities\.1\.phone: digits/],
  [
    'no word of whether PPR delivers',
    (file) => Object.assign(file.municipalities[0]!.departments, { ppr: {} }),
    /^municipalities\.0\.departments\.ppr\.delivers: /,
  ],
  [
    'a key that is misspelt',
    (file) => Object.assign(file.municipalities[0]!, { adultservices: {} }),
    /^municipalities\.0: .*"adultservices"/,
  ],
  ['two municipalities of one CVR number', (file) => (file.municipalities[1]!.cvr = '11111111'), /CVR 11111111 stands more than once/],
  ['a region that is not listed', (file) => (file.municipalities[0]!.region = '1081'), /0998 is in region 1081, which is not listed/],
  [
    'a unit that treats an unknown municipality',
    (file) => file.regions[0]!.psychiatry[0]!.municipalities.push('0101'),
    /treats municipality 0101, which is not listed/,
  ],
  [
    'two units that treat one municipality',
    (file) => file.regions[0]!.psychiatry.push(file.regions[0]!.psychiatry[0]!),
    /more than one unit treats municipality 0998/,
  ],
  [
    'one unit in two places',
    (file) => file.regions[0]!.psychiatry.push({ ...file.regions[0]!.psychiatry[0]!, municipalities: [] }),
    /unit 261471000016001 stands more than once/,
  ],
];
for (const [what, change, problem] of wrong)
  test(`refuses ${what}, and says where`, () => {
    const file = directoryFile();
    change(file);
    assert.match(problemsOf(file)[0] ?? '', problem);
  });

test('refuses two municipalities of one code', () => {
  const file = directoryFile();
  file.municipalities[1]!.code = '0998';
  assert.ok(problemsOf(file).includes('municipalities: code 0998 stands more than once'));
});
