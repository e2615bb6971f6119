import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audiences, functions, purposes } from '@paa-tvaers/contract';
import fc from 'fast-check';
import { decide, type Question, revealOf, type Verdict } from './decide.ts';
import { readPolicy } from './read.ts';
import { environments, reveals, type Row } from './schema.ts';
import { aLetterRow, aQuestion, aRow } from './testing.ts';

const told = (verdict: Verdict) => ('reason' in verdict ? `${verdict.state}: ${verdict.reason}` : verdict.state);

// The first wrong thing on the way is the reason, so that an unauthorised reader learns nothing of the child.
const asked: [string, Partial<Row>, Partial<Question>, string][] = [
  ['lets through what a row lets through', {}, {}, 'ok'],
  ['denies a dataflow without a row', {}, { dataflow: 'contacts' }, 'denied: no-rule'],
  ['denies a giver without a row', {}, { giver: 'municipality:0998/family-services' }, 'denied: no-rule'],
  ['denies an audience without a row', {}, { viewer: { audience: 'ppr', function: 'nurse' } }, 'denied: no-rule'],
  [
    'denies an environment that the row does not name',
    { enabled: { environments: ['pilot'], from: '2026-01-01' } },
    {},
    'denied: environment',
  ],
  ['denies the day before the row begins', { enabled: { from: '2026-06-16' } }, {}, 'denied: environment'],
  ['lets through on the day that the row begins', { enabled: { from: '2026-06-15' } }, {}, 'ok'],
  [
    'denies a function that the row does not name',
    {},
    { viewer: { audience: 'child-psychiatry', function: 'secretary' } },
    'denied: function',
  ],
  ['denies a purpose that the row does not name', {}, { purpose: 'casework' }, 'denied: purpose'],
  ['denies another authority where the row asks for the same', { authority: 'own' }, {}, 'denied: authority'],
  [
    'lets the same authority through',
    { authority: 'own' },
    { viewer: { audience: 'child-psychiatry', function: 'nurse', municipality: '0998' } },
    'ok',
  ],
  [
    'denies the authority where the giver is not known to be the same',
    { authority: 'own' },
    { giver: 'municipality/ppr', viewer: { audience: 'child-psychiatry', function: 'nurse', municipality: '0998' } },
    'denied: authority',
  ],
  ['lets the last age through', {}, { age: 17 }, 'ok'],
  ['stops at the age above', {}, { age: 18 }, 'out-of-scope: age'],
  ['stops below the first age', { ages: { from: 6, to: 17 } }, { age: 5 }, 'out-of-scope: age'],
  ['stops at an age that could not be reckoned', {}, { age: Number.NaN }, 'out-of-scope: age'],
  ['tells one who may not look nothing of the age', {}, { age: 18, purpose: 'curiosity' }, 'denied: purpose'],
  ['waits for consent', { consent: { rule: 'required', type: 'health-act', ownFrom: 15 } }, {}, 'consent-needed'],
];
test('tells the directions of correspondence apart, and answers neither where none is asked for', () => {
  const rows = [aLetterRow()];
  const question = {
    dataflow: 'correspondence',
    giver: 'clinic',
    viewer: { audience: 'ppr', function: 'psychologist' },
    purpose: 'casework',
  };
  assert.equal(told(decide({ rows }, aQuestion({ ...question, direction: 'out' }))), 'ok');
  assert.equal(told(decide({ rows }, aQuestion({ ...question, direction: 'in' }))), 'denied: no-rule');
  assert.equal(told(decide({ rows }, aQuestion(question))), 'denied: no-rule');
  assert.equal(told(decide({ rows: [aRow()] }, aQuestion({ direction: 'in' }))), 'denied: no-rule');
});

test('asks an inbox for no purpose and no age, but for the function', () => {
  const { direction: _, ...row } = aLetterRow({ dataflow: 'inbox', giver: 'municipality/ppr', fields: ['list'] });
  const question = { dataflow: 'inbox', giver: 'municipality/ppr', viewer: { audience: 'ppr', function: 'psychologist' } };
  assert.equal(told(decide({ rows: [row] }, aQuestion({ ...question, purpose: '', age: Number.NaN }))), 'ok');
  const nurse = { audience: 'ppr', function: 'nurse' };
  assert.equal(told(decide({ rows: [row] }, aQuestion({ ...question, viewer: nurse }))), 'denied: function');
});

for (const [name, row, question, answer] of asked)
  test(name, () => {
    assert.equal(told(decide({ rows: [aRow(row)] }, aQuestion(question))), answer);
  });

test('asks the young person for consent from the age in the row, before that the custody holders', () => {
  const rows = [aRow({ consent: { rule: 'required', type: 'health-act', ownFrom: 15 } })];
  assert.deepEqual(decide({ rows }, aQuestion({ age: 14 })), { state: 'consent-needed', consentBy: 'custody-holders' });
  assert.deepEqual(decide({ rows }, aQuestion({ age: 15 })), { state: 'consent-needed', consentBy: 'young-person' });
});

test('a more precise giver wins over a more general one, also where it lets less through', () => {
  const precision = ['municipality:0998/ppr', 'municipality:0998', 'municipality/ppr', 'municipality'];
  for (const [at, giver] of precision.entries())
    for (const general of precision.slice(at + 1)) {
      const narrow = aRow({ id: 'narrow', giver, functions: ['physician'] });
      assert.equal(told(decide({ rows: [aRow({ giver: general }), narrow] }, aQuestion())), 'denied: function', `${giver} over ${general}`);
      const wide = decide({ rows: [aRow({ giver: general, functions: ['physician'] }), aRow({ giver })] }, aQuestion());
      assert.equal(wide.state, 'ok');
    }
});

test('a rule of one municipality says nothing of another', () => {
  const rows = [aRow(), aRow({ id: 'closed', giver: 'municipality:0998/ppr', reveal: 'none' })];
  const revealed = ['municipality:0998/ppr', 'municipality:0997/ppr'].map((giver) => decide({ rows }, aQuestion({ giver })));
  assert.deepEqual(
    revealed.map((verdict) => verdict.state === 'ok' && verdict.reveal),
    ['none', 'case'],
  );
});

test('a precise row that does not run yet leaves the general one in force', () => {
  const later = aRow({ id: 'later', giver: 'municipality:0998/ppr', reveal: 'none', enabled: { from: '2027-01-01' } });
  const verdict = decide({ rows: [aRow(), later] }, aQuestion());
  assert.equal(verdict.state === 'ok' && verdict.reveal, 'case');
});

test('the strictest subject rule wins, whatever their order', () => {
  const why = { da: 'ord', en: 'words' };
  const subjects = [
    { kle: '34.25', reveal: 'department', why },
    { kle: '34', reveal: 'none', why },
  ] as const;
  for (const rules of [subjects, subjects.toReversed()]) assert.equal(revealOf({ subjects: [...rules] }, '34.25.00', 'case'), 'none');
});

test('a subject rule never widens what the row reveals, and ends at the dot', () => {
  const subjects = [{ kle: '34.2', reveal: 'department' as const, why: { da: 'ord', en: 'words' } }];
  assert.equal(revealOf({ subjects }, '34.25.00', 'case'), 'case');
  assert.equal(revealOf({ subjects: [{ ...subjects[0]!, kle: '34.25' }] }, '34.25.00', 'none'), 'none');
});

const municipalGivers = ['municipality', 'municipality/ppr', 'municipality:0998', 'municipality:0998/ppr', 'municipality:0997/ppr'];
const some = <Word>(words: readonly Word[]) => fc.subarray([...words], { minLength: 1 });
const anyRow = fc
  .record({
    giver: fc.constantFrom(...municipalGivers),
    receiver: fc.constantFrom(...audiences),
    functions: some(functions),
    purposes: some(purposes),
    reveal: fc.constantFrom(...reveals),
    authority: fc.constantFrom('own' as const, 'any' as const),
    ages: fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
    enabled: fc.record({ environments: some(environments), from: fc.constantFrom('2026-01-01', '2027-01-01') }),
  })
  .map(aRow);
const anyQuestion = fc.record({
  giver: fc.constantFrom('municipality:0998/ppr', 'municipality:0997/ppr', 'municipality/ppr'),
  viewer: fc.record({
    audience: fc.constantFrom(...audiences),
    function: fc.constantFrom(...functions),
    municipality: fc.constantFrom('0998', '0997', undefined),
  }),
  purpose: fc.constantFrom(...purposes),
  age: fc.nat(20),
  environment: fc.constantFrom(...environments),
});
/** As many of the rows as the reader accepts beside each other. */
function readable(rows: readonly Row[]): Row[] {
  let kept: readonly Row[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      kept = readPolicy({ version: '1', subjects: [], rows: [...kept, { ...row, id: `row-${index}` }] }, 'demo').rows;
    } catch {
      // Refused beside the others.
    }
  }
  return [...kept];
}
const anyRows = fc.array(anyRow, { maxLength: 8 }).map(readable);
const precision = (giver: string) => municipalGivers.indexOf(giver.replace('0997', '0998'));

test('adding a row for the same giver, or a wider one, never takes a permit away', () => {
  fc.assert(
    fc.property(
      anyQuestion,
      anyRow,
      fc.array(anyRow, { maxLength: 8 }),
      fc.constantFrom(...municipalGivers.slice(0, 2)),
      (question, like, others, giver) => {
        const { viewer, purpose, age, environment } = question;
        const permit: Row = {
          ...like,
          giver,
          receiver: viewer.audience,
          functions: [viewer.function],
          purposes: [purpose],
          ages: { from: age, to: age },
          authority: 'any',
          enabled: { environments: [environment], from: '2026-01-01' },
        };
        const rows = readable([permit, ...others.filter((row) => precision(row.giver) <= precision(giver))]);
        const before = decide({ rows: rows.slice(0, 1) }, aQuestion(question));
        assert.equal(before.state, 'ok');
        for (const count of rows.keys()) assert.deepEqual(decide({ rows: rows.slice(0, count + 1) }, aQuestion(question)), before);
      },
    ),
    { numRuns: 500 },
  );
});

test('adding a row never changes what is said to another audience', () => {
  fc.assert(
    fc.property(anyRows, anyRow, anyQuestion, (rows, added, question) => {
      fc.pre(added.receiver !== question.viewer.audience);
      assert.deepEqual(decide({ rows: [...rows, added] }, aQuestion(question)), decide({ rows }, aQuestion(question)));
    }),
  );
});

test('without rows all is denied', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      assert.deepEqual(decide({ rows: [] }, aQuestion(question)), { state: 'denied', reason: 'no-rule' });
    }),
  );
});

test('a word that policy does not know is denied, wherever it stands', () => {
  const strange = fc.string().filter((word) => ![...audiences, ...functions, ...purposes, ...environments, 'cases'].includes(word));
  fc.assert(
    fc.property(anyRows, anyQuestion, strange, (rows, question, word) => {
      const { viewer } = question;
      const others: Partial<Question>[] = [
        { dataflow: word },
        { giver: word },
        { purpose: word },
        { environment: word },
        { viewer: { ...viewer, audience: word } },
        { viewer: { ...viewer, function: word } },
      ];
      for (const over of others) assert.equal(decide({ rows }, aQuestion({ ...question, ...over })).state, 'denied');
    }),
  );
});

test('the order of the rows does not matter', () => {
  const shuffled = anyRows.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
  fc.assert(
    fc.property(shuffled, anyQuestion, ([rows, other], question) => {
      assert.deepEqual(decide({ rows: other }, aQuestion(question)), decide({ rows }, aQuestion(question)));
    }),
  );
});
