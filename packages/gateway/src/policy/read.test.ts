import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PolicyInvalid, readPolicy } from './read.ts';
import type { Row } from './schema.ts';
import { aLetterRow, anAppointmentRow, aRow, aSchoolRow } from './testing.ts';

const file = (...rows: object[]) => ({ version: '1', subjects: [], rows });
const problemsOf = (json: unknown, environment: 'demo' | 'production' = 'demo'): readonly string[] => {
  try {
    readPolicy(json, environment);
    return [];
  } catch (error) {
    return (error as PolicyInvalid).problems;
  }
};

test('reads a file', () => {
  assert.deepEqual(readPolicy(file(aRow()), 'production').rows, [aRow()]);
});

// What is wrong, and the words that must lead the reader of the error to it.
const wrong: [string, object, RegExp][] = [
  ['an unknown function', { functions: ['caretaker'] }, /^row "a-row": functions\.0: /],
  ['an unknown audience', { receiver: 'school' }, /^row "a-row": receiver: /],
  ['an unknown dataflow', { dataflow: 'rumours' }, /^row "a-row": dataflow: /],
  ['an unknown giver', { giver: 'municipality:998/ppr' }, /^row "a-row": giver: not a giver/],
  ['a giver without cases', { giver: 'region' }, /^row "a-row": giver: region has no cases/],
  ['an unknown key', { function: ['nurse'] }, /^row "a-row": the row: .*"function"/],
  ['no function at all', { functions: [] }, /^row "a-row": functions: /],
  ['a field of another dataflow', { fields: ['department', 'status', 'address'] }, /^row "a-row": fields: "address" is no field of cases/],
  ['a case without its status', { fields: ['department'] }, /^row "a-row": fields: "status" is needed/],
  ['no sensitivities', { sensitivities: undefined }, /^row "a-row": sensitivities: /],
  ['ages the wrong way round', { ages: { from: 17, to: 0 } }, /^row "a-row": ages: /],
  ['a date that no calendar has', { enabled: { from: '2026-02-30' } }, /^row "a-row": enabled\.from: /],
  ['a text without English', { shows: { da: 'ord' } }, /^row "a-row": shows\.en: /],
  ['a time window for cases', { window: { back: 12, ahead: 12 } }, /^row "a-row": window: /],
  ['a promise to register in MinLog', { register: 'by-us' }, /^row "a-row": register: /],
  ['consent without its legal type', { consent: { rule: 'required', ownFrom: 15 } }, /^row "a-row": consent\.type: /],
  ['contacts that reveal cases', { dataflow: 'contacts', fields: ['name'], sensitivities: undefined }, /^row "a-row": reveal: /],
  [
    'a decision without its document',
    { disclose: { ...aRow().disclose, decided: { who: 'Styregruppen', when: '2026-12-01' } } },
    /^row "a-row": disclose\.decided\.document: /,
  ],
];
for (const [what, over, problem] of wrong)
  test(`refuses ${what}, and names row and field`, () => {
    const problems = problemsOf(file({ ...aRow(), ...over }));
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, problem);
  });

test('reads appointments with a window, with an end or without one, and school', () => {
  const rows = [
    anAppointmentRow(),
    anAppointmentRow({ id: 'b', giver: 'region:1081', window: { back: 0, ahead: 6 } }),
    aSchoolRow({ id: 'c' }),
  ];
  assert.deepEqual(readPolicy(file(...rows), 'production').rows, rows);
});

const wrongNew: [string, Row, RegExp][] = [
  ['appointments without a window', anAppointmentRow({ window: undefined as never }), /^row "a-row": window: say how many months/],
  ['a window that goes back into the future', anAppointmentRow({ window: { back: -1 } }), /^row "a-row": window\.back: /],
  ['a window that only goes ahead', anAppointmentRow({ window: { ahead: 3 } as never }), /^row "a-row": window\.back: /],
  ['appointments of a municipality', anAppointmentRow({ giver: 'municipality' }), /^row "a-row": giver: municipality has no appointments/],
  ['appointments without their time', anAppointmentRow({ fields: ['unit'] }), /^row "a-row": fields: "time" is needed/],
  ['a window for the school', aSchoolRow({ window: { back: 12 } }), /^row "a-row": window: only appointments have/],
  ['a school without its name', aSchoolRow({ fields: ['phone'] }), /^row "a-row": fields: "name" is needed/],
  ['a school of a region', aSchoolRow({ giver: 'region:1081' }), /^row "a-row": giver: region:1081 has no school/],
  [
    'the level of an appointment',
    anAppointmentRow({ fields: ['time', 'level'] }),
    /^row "a-row": fields: "level" is no field of appointments/,
  ],
  ['contacts of STIL', aSchoolRow({ dataflow: 'contacts' }), /^row "a-row": giver: stil has no contacts/],
  ['one STIL among many', aSchoolRow({ giver: 'stil:0998' }), /^row "a-row": giver: not a giver/],
  ['school that reveals cases', aSchoolRow({ reveal: 'case' }), /^row "a-row": reveal: /],
];
const wrongLetters: [string, Row, RegExp][] = [
  ['correspondence that goes neither way', aLetterRow({ direction: undefined as never }), /^row "a-row": direction: say "in" or "out"/],
  ['cases with a direction', aRow({ direction: 'in' }), /^row "a-row": direction: only correspondence has one/],
  ['an inbox with a direction', aLetterRow({ dataflow: 'inbox', fields: ['list'] }), /^row "a-row": direction: only correspondence/],
  [
    'reading of what is written out',
    aLetterRow({ fields: ['send', 'read'] }),
    /^row "a-row": fields: "read" is no field of the direction "out"/,
  ],
  [
    'an answer of what came in',
    aLetterRow({ direction: 'in', fields: ['read', 'reply'] }),
    /^row "a-row": fields: "reply" is no field of the/,
  ],
  ['correspondence that nobody can begin', aLetterRow({ fields: ['reply'] }), /^row "a-row": fields: "send" is needed/],
  ['correspondence with STIL', aLetterRow({ giver: 'stil' }), /^row "a-row": giver: stil has no correspondence/],
  [
    'an inbox that lists nothing',
    aLetterRow({ dataflow: 'inbox', direction: undefined as never, fields: ['assign'] }),
    /^row "a-row": fields: "list"/,
  ],
];

test('reads the two directions of a pair beside each other, and refuses the same one twice', () => {
  const both = [aLetterRow(), aLetterRow({ id: 'b', direction: 'in', fields: ['read'] })];
  assert.deepEqual(problemsOf(file(...both)), []);
  assert.deepEqual(problemsOf(file(...both, aLetterRow({ id: 'c' }))), ['row "a-row" and row "c": both answer the same question']);
  const { direction: _, ...inbox } = aLetterRow({ dataflow: 'inbox', fields: ['list'] });
  const older = { ...inbox, id: 'b', purposes: ['counselling'], ages: { from: 18, to: 20 } };
  assert.deepEqual(problemsOf(file(inbox, older)), ['row "a-row" and row "b": both answer the same question']);
});

for (const [what, row, problem] of [...wrongNew, ...wrongLetters])
  test(`refuses ${what}, and names row and field`, () => {
    const problems = problemsOf(file(row));
    assert.equal(problems.length, 1, problems.join());
    assert.match(problems[0]!, problem);
  });

// A rule of the house: whoever writes the file, with whatever law, the gateway does not start.
for (const [receiver, row] of [
  ['child-psychiatry', anAppointmentRow],
  ['general-practice', anAppointmentRow],
  ['ppr', aSchoolRow],
  ['family-services', aSchoolRow],
] as const)
  for (const environment of ['demo', 'production'] as const)
    test(`refuses a file that gives ${row().dataflow} to ${receiver} in ${environment}, though all of it is settled, revealed or not`, () => {
      for (const reveal of ['department', 'none'] as const)
        assert.deepEqual(problemsOf(file(row({ receiver, reveal })), environment), [
          `row "a-row": receiver: ${receiver} is never shown ${row().dataflow}, whatever the file says`,
        ]);
    });

test('names a row without an id by its place', () => {
  assert.match(problemsOf(file(aRow(), { ...aRow(), id: 7 }))[0]!, /^row 2: id: /);
});

test('refuses two rows of one id', () => {
  assert.deepEqual(problemsOf(file(aRow(), aRow({ receiver: 'general-practice' }))), ['row "a-row": the id stands more than once']);
});

test('refuses two rows that answer the same question: the order of the file must not decide', () => {
  const problems = problemsOf(file(aRow(), aRow({ id: 'another', functions: ['physician', 'nurse'] })));
  assert.deepEqual(problems, ['row "a-row" and row "another": both answer the same question']);
});

const apart: [string, Partial<Row>][] = [
  ['functions', { functions: ['physician'] }],
  ['purposes', { purposes: ['casework'] }],
  ['givers', { giver: 'municipality:0998/ppr' }],
  ['receivers', { receiver: 'general-practice' }],
  ['ages', { ages: { from: 18, to: 20 } }],
];
for (const [what, over] of apart)
  test(`accepts two rows with different ${what}`, () => {
    assert.deepEqual(problemsOf(file(aRow(), aRow({ id: 'another', ...over }))), []);
  });

test('refuses a range of subjects that is no range', () => {
  const subjects = [{ kle: '34.15', to: '34.15.65', reveal: 'none', why: { da: 'ord', en: 'words' } }];
  assert.match(problemsOf({ ...file(aRow()), subjects })[0]!, /^subjects: 34\.15 to 34\.15\.65/);
});

test('says what is wrong with a file that is none', () => {
  assert.match(problemsOf(null)[0]!, /^file: /);
  assert.match(problemsOf({ subjects: [], rows: [] })[0]!, /^version: /);
});

const unclear = (id: string, over: Partial<Row> = {}) =>
  aRow({ id, receiver: 'general-practice', obtain: { ...aRow().obtain, status: 'under-clarification' }, ...over });

test('refuses in production all rows that nobody has decided, and names them; demo runs them', () => {
  const rows = [aRow(), unclear('one'), unclear('two', { functions: ['physician'] })];
  const problems = problemsOf(file(...rows), 'production');
  assert.deepEqual(
    problems.map((problem) => problem.slice(0, 18)),
    ['row "one": obtain:', 'row "two": obtain:'],
  );
  assert.deepEqual(problemsOf(file(...rows)), []);
});

test('accepts in production a row that runs elsewhere only', () => {
  assert.deepEqual(
    problemsOf(file(unclear('one', { enabled: { environments: ['demo', 'pilot'], from: '2026-01-01' } })), 'production'),
    [],
  );
});
