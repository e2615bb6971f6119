import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The rows of MedCom's protocols, and whether each is mandatory. */
const protocol = {
  M: `S1 (3.3.1) · S1.A2+A4 · S1.A1 (3.3.2) · S1.A5 · S2+S2.A2 (3.3.4) · S2.A1 (3.3.5) · 3.4.1 replacement CPR ·
    send-Tek-CPR-1 · send-Tek-CPR-2 · send-Tek-CPR-3 · 3.4.1 timestamps · S-Tek-A · 3.4.1 narrative · 3.4.1 line breaks ·
    3.4.1 validation · S-Tek-C · 3.4.2 history · size · envelope · VANS operator ·
    R1 · R2 · R3 · R-Tek-A · 3.3 line breaks · 3.3 URL · R-A and R-Tek-B times · 3.3 episode-of-care id · 3.3 replacement CPR ·
    R-Tek-B ids · R-Tek-C · R-Tek-H practitioners · R-Tek-D · R technicalities · receive-Tek-CPR-1 · receive-Tek-CPR-2 ·
    receive-Tek-CPR-3 · R-Tek-E+F · R-Tek-G · R-Tek-H+I · R-Tek-J · R-Tek-K+L · R-Tek-M+N · R-Tek-O ·
    S.TC1 · S.TC2 · S.TC3 · S.TC3.A1 · S.TC3.A2 · S.TC4 · Ack 3.4.1 · Ack 3.4.2 · Ack 3.4.3 · Ack 3.4.4 ·
    R.TC1 · R.TC1.A3 · R.TC2 · R.TC3 · R.TC3 overview`,
  O: `S1 specific · S1.A3 (3.3.3) · S2.A3 (3.3.6) · S2.A4 (3.3.7) · S3+S3.A2 (3.3.8) · S3.A1 (3.3.9) · S3.A3 (3.3.10) ·
    S-Tek-B · 3.4.1 LPR3 · 3.3 narrative`,
};

/** What a test file's tests are called; of a name that is put together, its beginning. */
const titlesOf = (source: string) =>
  [...source.matchAll(/^\s*(?:it|test)\((['`])(.+?)(?:\1,|\$\{)/gm)].map(([, , title]) => title as string);

const [, section = ''] = read('docs/medcom.md').split("\n## MedCom's test protocols\n");
const rows = (section.split('\n## ')[0] ?? '').matchAll(
  /^\| (?!id \||-)([^|]+) \| ([MO]) \| [^|]*\| ((?:yes|partly|no)\b[^|]*) \| ([^|]*)\|$/gm,
);
const table = [...rows].map(([, id = '', kind = '', answer = '', tests = '']) => ({
  id,
  kind,
  answer,
  tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
}));

test('docs/medcom.md has every row of the protocols, once, and no other', () => {
  const expected = Object.entries(protocol).flatMap(([kind, ids]) => ids.split('·').map((id) => `${kind} ${id.trim()}`));
  assert.deepEqual(table.map(({ kind, id }) => `${kind} ${id}`).sort(), expected.sort());
});

test('every row names a test, one that is answered with "no" or "partly" says why', () => {
  for (const { id, answer, tests } of table) {
    assert.ok(tests.length > 0, id);
    assert.match(answer, /^(?:yes|no: .|partly: .)/, id);
  }
});

test('each test that a row names exists', () => {
  const here = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts'));
  const own = here.flatMap((name) => titlesOf(readFileSync(new URL(name, import.meta.url), 'utf8')));
  for (const { id, tests } of table)
    for (const name of tests) {
      const [file, title] = name.split(/(?<=\.test\.ts): /);
      const exists =
        title === undefined
          ? own.some((one) => one.startsWith(`${name} `) || one.startsWith(`${name}:`))
          : titlesOf(read(`packages/${file}`)).includes(title);
      assert.ok(exists, `${id}: ${name}`);
    }
});

test('each test of the protocols stands in a row', () => {
  const named = table.flatMap(({ tests }) => tests);
  for (const name of ['sending', 'receiving', 'acknowledgement'])
    for (const title of titlesOf(readFileSync(new URL(`${name}.test.ts`, import.meta.url), 'utf8')))
      assert.ok(
        named.some((one) => title.startsWith(one)),
        title,
      );
});
