import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EmployeesInvalid, readEmployees } from './file.ts';

const organisations = new Set(['11223344', '55667788']);
const read = (text: string | Uint8Array) => readEmployees(typeof text === 'string' ? new TextEncoder().encode(text) : text, organisations);
const problemsOf = (text: string | Uint8Array): readonly string[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof EmployeesInvalid) return error.problems;
    throw error;
  }
  return [];
};

const employees = [
  { organisation: '11223344', sub: 'a', cpr: '2512489996', authorisation: 'ABC12' },
  { organisation: '55667788', sub: 'urn:uuid:b', cpr: '0201919990' },
];
const written: [string, string][] = [
  ['with semicolons and a header', 'organisation;sub;cpr;authorisation\n11223344;a;2512489996;ABC12\n55667788;urn:uuid:b;0201919990;\n'],
  ['with commas, without a header', '11223344,a,251248-9996,abc12\n55667788,urn:uuid:b,0201919990\n'],
  ['without authorisations in the header', 'organisation;sub;cpr\n11223344;a;2512489996;ABC12\n55667788;urn:uuid:b;0201919990'],
  [
    'as a spreadsheet saves it: byte order mark, CRLF, quotes, empty lines',
    '\uFEFF"Organisation";"Sub";"CPR";"Authorisation"\r\n"11223344"; "a" ;2512489996;ABC12\r\n\r\n55667788;urn:uuid:b;0201919990;""\r\n',
  ],
];
for (const [how, text] of written)
  test(`reads a file ${how}`, () => {
    assert.deepEqual(read(text), employees);
  });

const wrong: [string, string, RegExp[]][] = [
  ['an organisation that is not registered', '99999999;a;2512489996', [/^line 1: organisation is not in ORGANISATIONS_FILE$/]],
  ['no sub', '11223344;;2512489996', [/^line 1: sub is empty/]],
  ['a sub that is too long', `11223344;${'x'.repeat(256)};2512489996`, [/^line 1: sub is empty, or longer/]],
  ['a CPR number as sub', '11223344;2512489996;2512489996', [/^line 1: sub is a CPR number/]],
  ['nine digits', '11223344;a;201919990', [/^line 1: cpr is no CPR number/]],
  ['a replacement number', '11223344;a;0703921VJ4', [/^line 1: cpr is a replacement number/]],
  ['an authorisation of four', '11223344;a;2512489996;ABCD', [/^line 1: authorisation is not five/]],
  ['two columns', '11223344;a', [/^line 1: has 2 columns: write organisation;sub;cpr;authorisation/]],
  ['five columns', '11223344;a;2512489996;ABC12;x', [/^line 1: has 5 columns/]],
  ['another separator', '11223344\ta\t2512489996', [/^line 1: has 1 column:/]],
  ['columns in another order', 'sub;organisation;cpr\n11223344;a;2512489996', [/^line 1: organisation/, /^line 1: cpr/]],
  [
    'an employee twice',
    'organisation;sub;cpr\n11223344;a;2512489996\n55667788;a;2512489996\n11223344;a;0201919990',
    [/^line 4: the employee stands in line 2 already$/],
  ],
  [
    'several lines',
    'organisation;sub;cpr\n\n99999999;;1\n11223344;a;2512489996\n11223344;b;0',
    [/^line 3: org/, /^line 3: sub/, /^line 3: cpr/, /^line 5: cpr/],
  ],
  ['a header alone', 'organisation;sub;cpr;authorisation\n', [/^the file names no employee$/]],
  ['nothing', '', [/^the file names no employee$/]],
];
for (const [what, text, expected] of wrong)
  test(`refuses a file with ${what}: by line and what is wrong, never by its content`, () => {
    const problems = problemsOf(text);
    assert.equal(problems.length, expected.length, problems.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern);
    for (const secret of ['2512489996', '0201919990', '201919990', '0703921VJ4', '99999999', '11223344'])
      assert.ok(!problems.join('\n').includes(secret), secret);
  });

test('refuses a file that is not UTF-8', () => {
  for (const bytes of [Buffer.from('11223344;ø;2512489996', 'latin1'), Buffer.from('\uFEFF11223344;ø;2512489996', 'utf16le')])
    assert.deepEqual(problemsOf(bytes), ['the file is not UTF-8: save it as CSV UTF-8']);
});
