import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { audiences, functions, purposes, sectionFlows } from '@paa-tvaers/contract';
import { decide, revealOf } from './decide.ts';
import { readPolicy } from './read.ts';
import { delivered } from './testing.ts';

// Written by hand from the plan, not from the file: all that may pass. What is not here is forbidden.
const permitted = `
cases     ppr               family-services   social-worker                                      casework
cases     ppr               child-psychiatry  psychologist physician nurse social-worker           treatment
cases     ppr               general-practice  psychologist physician nurse social-worker           treatment
cases     family-services   ppr               psychologist                                       casework counselling
cases     family-services   child-psychiatry  psychologist physician nurse social-worker           treatment
cases     family-services   general-practice  psychologist physician nurse social-worker           treatment
contacts  ppr               family-services   social-worker secretary                            casework
contacts  ppr               child-psychiatry  psychologist physician nurse social-worker secretary treatment
contacts  ppr               general-practice  psychologist physician nurse social-worker secretary treatment
contacts  family-services   ppr               psychologist secretary                             casework counselling
contacts  family-services   child-psychiatry  psychologist physician nurse social-worker secretary treatment
contacts  family-services   general-practice  psychologist physician nurse social-worker secretary treatment
contacts  child-psychiatry  ppr               psychologist secretary                             casework counselling
contacts  child-psychiatry  family-services   social-worker secretary                            casework
contacts  child-psychiatry  general-practice  psychologist physician nurse social-worker secretary treatment
contacts  general-practice  ppr               psychologist secretary                             casework counselling
contacts  general-practice  family-services   social-worker secretary                            casework
contacts  general-practice  child-psychiatry  psychologist physician nurse social-worker secretary treatment
contacts  general-practice  general-practice  psychologist physician nurse social-worker secretary treatment
appointments child-psychiatry ppr             psychologist                                       casework counselling
appointments child-psychiatry family-services social-worker                                      casework
school    stil              child-psychiatry  psychologist physician nurse social-worker           treatment
school    stil              general-practice  psychologist physician nurse social-worker           treatment
`
  .trim()
  .split('\n')
  .map((line) => {
    const [dataflow, giver, audience, ...words] = line.split(/\s+/);
    const isPurpose = (word: string) => (purposes as readonly string[]).includes(word);
    return { dataflow, giver, audience, functions: words.filter((word) => !isPurpose(word)), purposes: words.filter(isPurpose) };
  });

const givers: Record<string, string> = {
  ppr: 'municipality:0998/ppr',
  'family-services': 'municipality:0998/family-services',
  'child-psychiatry': 'region:1081',
  'general-practice': 'clinic',
  stil: 'stil',
};

// The same for correspondence, in the words of the plan: each pair of audiences, each way, and nobody with their own kind.
const writers: Record<string, { functions: string[]; purposes: string[] }> = {
  'ppr': { functions: ['psychologist', 'secretary'], purposes: ['casework', 'counselling'] },
  'family-services': { functions: ['social-worker', 'secretary'], purposes: ['casework'] },
  'child-psychiatry': { functions: ['psychologist', 'physician', 'nurse', 'social-worker', 'secretary'], purposes: ['treatment'] },
  'general-practice': { functions: ['psychologist', 'physician', 'nurse', 'social-worker', 'secretary'], purposes: ['treatment'] },
};

const policy = readPolicy(delivered(), 'demo');
const combinations = sectionFlows.flatMap((dataflow) =>
  Object.keys(givers).flatMap((giver) =>
    audiences.flatMap((audience) =>
      [...functions, 'caretaker'].flatMap((role) =>
        [...purposes, 'curiosity'].map((purpose) => ({ dataflow, giver, audience, role, purpose })),
      ),
    ),
  ),
);
interface Combination {
  readonly dataflow: string;
  readonly giver: string;
  readonly audience: string;
  readonly role: string;
  readonly purpose: string;
}
const ask = (
  { dataflow, giver, audience, role, purpose }: Combination,
  municipality = '0998',
  age = 9,
  direction: 'in' | 'out' | undefined = undefined,
) =>
  decide(policy, {
    dataflow,
    direction,
    giver: givers[giver]!,
    viewer: { audience, function: role, municipality: audience === 'ppr' || audience === 'family-services' ? municipality : undefined },
    purpose,
    age,
    environment: 'demo',
    day: '2026-06-15',
  });
const isPermitted = (one: (typeof combinations)[number]) =>
  permitted.some(
    (row) =>
      row.dataflow === one.dataflow &&
      row.giver === one.giver &&
      row.audience === one.audience &&
      row.functions.includes(one.role) &&
      row.purposes.includes(one.purpose),
  );

describe('the delivered policy', () => {
  for (const one of combinations) {
    const pair = `${one.dataflow} of ${one.giver} to a ${one.role} in ${one.audience} for ${one.purpose}`;
    if (isPermitted(one))
      test(`lets through ${pair}, to the day before 18`, () => {
        assert.equal(ask(one, '0998', 17).state, 'ok');
        assert.deepEqual(ask(one, '0998', 18), { state: 'out-of-scope', reason: 'age' });
      });
    else
      test(`keeps back ${pair}`, () => {
        assert.equal(ask(one).state, 'denied');
      });
  }

  test('is asked about every pair, and lets through as many as the table has', () => {
    assert.equal(combinations.length, 1920);
    assert.equal(combinations.filter(isPermitted).length, 83);
  });

  const written = (['in', 'out'] as const).flatMap((direction) =>
    Object.keys(givers).flatMap((giver) =>
      audiences.flatMap((audience) =>
        [...functions, 'caretaker'].flatMap((role) =>
          [...purposes, 'curiosity'].map((purpose) => ({ dataflow: 'correspondence', direction, giver, audience, role, purpose })),
        ),
      ),
    ),
  );
  const mayWrite = ({ giver, audience, role, purpose }: (typeof written)[number]) =>
    giver !== 'stil' && giver !== audience && writers[audience]!.functions.includes(role) && writers[audience]!.purposes.includes(purpose);

  for (const one of written) {
    const pair = `${one.direction === 'in' ? 'what' : 'writing to'} ${one.giver}${one.direction === 'in' ? ' wrote' : ''}, a ${one.role} in ${one.audience} for ${one.purpose}`;
    const told = (age: number, municipality = '0998') => {
      const verdict = ask(one, municipality, age, one.direction);
      return verdict.state === 'ok' ? [...verdict.fields].join(' ') : verdict.state;
    };
    if (!mayWrite(one))
      test(`keeps back ${pair}`, () => {
        assert.deepEqual([told(9), told(18)], ['denied', 'denied']);
      });
    else if (one.direction === 'in')
      test(`lets through ${pair}, whatever the age and the municipality`, () => {
        assert.deepEqual([told(17), told(18), told(40), told(9, '0999')], ['read', 'read', 'read', 'read']);
      });
    else
      test(`lets through ${pair}, to the day before 18`, () => {
        const across = ['ppr', 'family-services'].includes(one.giver) && ['ppr', 'family-services'].includes(one.audience);
        assert.deepEqual(
          [told(17), told(18), told(9, '0999')],
          ['send reply forward attach', 'out-of-scope', across ? 'denied' : 'send reply forward attach'],
        );
      });
  }

  test('knows each pair of correspondence, each way', () => {
    assert.equal(written.length, 960);
    // Per giver the others: 2 × 2 of PPR, 2 × 1 of family services, 5 × 1 of psychiatry and of the GP; three times each, two ways.
    assert.equal(written.filter(mayWrite).length, 96);
    assert.equal(policy.rows.filter(({ dataflow }) => dataflow === 'correspondence').length, 24);
  });

  test('answers nothing of correspondence where nobody says which way', () => {
    for (const one of written.filter(mayWrite)) assert.deepEqual(ask(one), { state: 'denied', reason: 'no-rule' });
  });

  test('opens the inbox to each audience for its own unit, whoever the child is and whatever for', () => {
    for (const audience of audiences)
      for (const role of [...functions, 'caretaker']) {
        const verdict = ask({ dataflow: 'inbox', giver: audience, audience, role, purpose: 'curiosity' }, '0998', Number.NaN);
        const expected = writers[audience]!.functions.includes(role) ? 'list assign' : 'denied';
        assert.equal(verdict.state === 'ok' ? [...verdict.fields].join(' ') : verdict.state, expected, `${role} in ${audience}`);
        for (const other of audiences.filter((one) => one !== audience))
          assert.equal(ask({ dataflow: 'inbox', giver: other, audience, role, purpose: 'casework' }).state, 'denied');
      }
  });

  test('shows another municipality’s case to no department', () => {
    for (const one of combinations.filter(
      (each) => isPermitted(each) && each.dataflow === 'cases' && ['ppr', 'family-services'].includes(each.audience),
    ))
      assert.deepEqual(ask(one, '0999'), { state: 'denied', reason: 'authority' });
  });

  test('shows no title, subject or date across sectors', () => {
    for (const row of policy.rows.filter(({ dataflow, receiver }) => dataflow === 'cases' && /psychiatry|practice/.test(receiver)))
      assert.deepEqual(row.fields, ['department', 'status', 'responsibleUnit', 'caseworker'], row.id);
  });

  const health = ['child-psychiatry', 'general-practice'];
  const municipal = ['ppr', 'family-services'];
  for (const [dataflow, never] of [
    ['appointments', health],
    ['school', municipal],
  ] as const)
    for (const audience of never)
      for (const role of functions)
        for (const purpose of purposes)
          test(`never gives ${dataflow} to a ${role} in ${audience} for ${purpose}, whoever gives`, () => {
            const asked = combinations.filter(
              (one) => one.dataflow === dataflow && one.audience === audience && one.role === role && one.purpose === purpose,
            );
            assert.equal(asked.length, Object.keys(givers).length);
            for (const one of asked) assert.deepEqual(ask(one), { state: 'denied', reason: 'no-rule' });
          });

  test('shows appointments of twelve months back and without limit ahead, without their reason', () => {
    const rows = policy.rows.filter(({ dataflow }) => dataflow === 'appointments');
    for (const { id, window, fields } of rows)
      assert.deepEqual([window, fields.includes('reason'), fields.includes('calendar')], [{ back: 12 }, false, true], id);
    assert.equal(rows.length, 2);
  });

  test('leaves MinLog to the source where the source writes it: Aftaleoversigten, and nobody else', () => {
    for (const { id, dataflow, register } of policy.rows) assert.equal(register, dataflow === 'appointments' ? 'by-source' : 'none', id);
  });

  test('keeps every VIP case back', () => {
    for (const row of policy.rows) assert.ok(!row.sensitivities?.includes('VIP_SAGER'), row.id);
  });

  const subjects: [string, string][] = [
    ['17.03.04', 'case'],
    ['34.10.10', 'case'],
    ['34.15.05', 'case'],
    ['34.15.25', 'case'],
    ['34.25.00', 'department'],
    ['27.27.26', 'department'],
    ['27.27.24', 'case'],
    ['34.10.30', 'none'],
    ['34.15.44', 'case'],
    ['34.15.45', 'none'],
    ['34.15.53', 'none'],
    ['34.15.65', 'none'],
    ['34.15.66', 'case'],
    ['27.24.45', 'none'],
    ['27.24.03', 'case'],
    ['27.25.00', 'none'],
  ];
  for (const [kle, reveal] of subjects)
    test(`reveals of a case about ${kle}: ${reveal}`, () => {
      assert.equal(revealOf(policy, kle, 'case'), reveal);
    });

  test('is not ready for production: every row is named', () => {
    assert.throws(
      () => readPolicy(delivered(), 'production'),
      (error: Error) => delivered().rows.every(({ id }) => error.message.includes(`row "${id}": disclose`)),
    );
  });

  test('runs in production once somebody has decided', () => {
    const file = delivered();
    const decided = { who: 'Styregruppen', when: '2026-12-01', document: 'Beslutning 7' };
    for (const row of file.rows) for (const side of [row.disclose, row.obtain]) side.decided = decided;
    assert.equal(readPolicy(file, 'production').rows.length, file.rows.length);
  });
});
