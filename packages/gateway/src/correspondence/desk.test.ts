import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cpr } from '@paa-tvaers/contract';
import type { MailUnit } from '@paa-tvaers/national';
import { readPolicy } from '../policy/index.ts';
import type { PolicyFile } from '../policy/schema.ts';
import { delivered } from '../policy/testing.ts';
import { readDirectory } from '../sections/directory.ts';
import { rulesFor, type Situation } from '../sections/rules.ts';
import { bupSor, directoryFile, everyRow } from '../sections/testing.ts';
import type { ChildContext } from '../sections/types.ts';
import type { Caller } from '../tokens/verify.ts';
import { boxOf, createDesks } from './desk.ts';

const now = new Date('2026-06-15T10:00:00Z');
const korsbaek = '11111111';
const strandby = '22222222';
const units = [
  { id: 'family', name: 'Familieafdelingen', mailbox: 'gateway', sor: '900000016000101', gln: '5790009001010' },
  { id: 'ppr', name: 'PPR', mailbox: 'host' },
];

function desksWith(change: (file: PolicyFile) => void = () => {}) {
  const file = delivered();
  change(file);
  const directory = readDirectory(directoryFile());
  const setup = { policy: readPolicy(file, 'demo'), directory, environment: 'demo' as const };
  return createDesks({ sections: { rules: (situation: Situation) => rulesFor(setup, situation) } as never, directory });
}

function callerOf(over: Partial<Caller['viewer']> = {}): Caller {
  const viewer = {
    sub: 'employee-1',
    name: 'Asta',
    org: korsbaek,
    organisationName: 'Korsbæk',
    unit: 'family',
    audience: 'family-services',
    function: 'social-worker',
    ...over,
  };
  return { issuer: 'https://host.example', viewer, organisation: { units } as never, expires: now };
}

function seat({
  viewer = {},
  birthDate = '2014-05-05',
  purpose = 'casework',
  policy,
}: {
  viewer?: Partial<Caller['viewer']>;
  birthDate?: string;
  purpose?: string;
  policy?: (file: PolicyFile) => void;
} = {}) {
  const caller = callerOf(viewer);
  const child = { id: 'c', cpr: '0505149996' as Cpr, birthDate, purpose, viewer: caller.viewer } as ChildContext;
  return desksWith(policy).seat(caller, child, now);
}

const unit = (kind: MailUnit['kind'], over: Partial<MailUnit> = {}) => ({ kind, sor: '900000016000999', ...over });
const states = (desk: ReturnType<typeof seat>, act: 'read' | 'send', parties: Parameters<typeof desk.permits>[1][]) =>
  parties.map((party) => {
    const verdict = desk.permits(act, party);
    return 'reason' in verdict ? verdict.reason : verdict.state;
  });

test('lets family services write to PPR of its own municipality, to psychiatry, a hospital and the GP', () => {
  const parties = [
    unit('ppr', { cvr: korsbaek }),
    unit('ppr', { cvr: strandby }),
    unit('ppr'),
    unit('child-psychiatry', { sor: bupSor }),
    unit('hospital'),
    unit('general-practice'),
    unit('family-services', { cvr: korsbaek }),
    unit('municipality', { cvr: korsbaek }),
    unit('other'),
    undefined,
  ];
  assert.deepEqual(states(seat(), 'send', parties), [
    'ok',
    'authority',
    'authority',
    'ok',
    'ok',
    'ok',
    'no-rule',
    'no-rule',
    'no-rule',
    'ok',
  ]);
});

test('lets what has come be read, whatever kind of unit it came from, and whether or not SOR tells', () => {
  const parties = [unit('ppr', { cvr: strandby }), unit('municipality'), unit('other'), unit('hospital'), undefined];
  assert.deepEqual(states(seat(), 'read', parties), ['ok', 'ok', 'ok', 'ok', 'ok']);
});

test('at 18 all is readable and nothing can be written', () => {
  const desk = seat({ birthDate: '2008-06-15' });
  assert.equal(desk.permits('read').state, 'ok');
  for (const act of ['send', 'reply', 'forward', 'attach'] as const)
    for (const party of [unit('general-practice'), undefined])
      assert.deepEqual(desk.permits(act, party), { state: 'out-of-scope', reason: 'age' });
});

test('says why one who is not let through is not', () => {
  assert.deepEqual(states(seat({ viewer: { function: 'physician' } }), 'read', [undefined]), ['function']);
  assert.deepEqual(states(seat({ purpose: 'curiosity' }), 'send', [undefined]), ['purpose']);
  assert.deepEqual(states(seat({ viewer: { audience: 'school' } }), 'read', [undefined]), ['no-rule']);
});

test('an act that the row does not name is denied, though the row lets others through', () => {
  const policy = everyRow(['correspondence'], ({ direction }) => (direction === 'out' ? { fields: ['send'] } : {}));
  const desk = seat({ policy });
  assert.equal(desk.permits('send', unit('general-practice')).state, 'ok');
  assert.deepEqual(desk.permits('attach', unit('general-practice')), { state: 'denied', reason: 'no-rule' });
});

test('a region that keeps out is not written to where its unit is known; a pair that may not be read is not', () => {
  const policy = (file: PolicyFile) => {
    for (const row of file.rows.filter(({ dataflow }) => dataflow === 'correspondence')) {
      if (row.giver === 'region' && row.direction === 'out')
        file.rows.push({ ...row, id: `${row.id}-1099`, giver: 'region:1099', reveal: 'none' });
      if (row.giver === 'clinic' && row.direction === 'in') row.reveal = 'none';
    }
  };
  const desk = seat({ policy });
  assert.deepEqual(states(desk, 'send', [unit('child-psychiatry', { sor: bupSor }), unit('child-psychiatry')]), ['no-rule', 'ok']);
  assert.deepEqual(states(desk, 'read', [unit('general-practice'), unit('ppr'), undefined]), ['no-rule', 'ok', 'ok']);
});

test('the inbox is judged by function alone, and each act by its own field', () => {
  const desks = desksWith(everyRow(['inbox'], () => ({ fields: ['list'] })));
  assert.equal(desks.inbox(callerOf(), 'list', now).state, 'ok');
  assert.deepEqual(desks.inbox(callerOf(), 'assign', now), { state: 'denied', reason: 'no-rule' });
  assert.deepEqual(desks.inbox(callerOf({ function: 'nurse' }), 'list', now), { state: 'denied', reason: 'function' });
});

test('a box is the unit’s that the token names, where it is here', () => {
  assert.deepEqual(boxOf(callerOf()), { sor: '900000016000101', gln: '5790009001010', name: 'Familieafdelingen, Korsbæk' });
  for (const named of ['ppr', 'nobody', undefined]) assert.throws(() => boxOf(callerOf({ unit: named } as never)), { slug: 'no-mailbox' });
  assert.deepEqual(
    [seat().mailbox, seat({ viewer: { unit: 'ppr' } }).mailbox, seat({ viewer: { unit: 'nobody' } }).mailbox],
    ['gateway', 'host', 'none'],
  );
});
