import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DepartmentCases } from '@paa-tvaers/contract';
import { aCase, aWorld, everyRow, inFamilyServices, korsbaek, strandby, type ViewerName, type World } from './testing.ts';

const health = ['child-psychiatry', 'general-practice'] as const;
const states = (items: readonly DepartmentCases[]) =>
  Object.fromEntries(items.map((item) => [`${item.municipality.code}/${item.department}`, item.state]));
const ask = (over: Partial<World> = {}, viewer: ViewerName = 'child-psychiatry') => aWorld(over).cases(viewer);
const only = async (over: Partial<World> = {}, viewer: ViewerName = 'child-psychiatry') => {
  const { items } = await ask(over, viewer);
  return items.find(({ state }) => state === 'involved') ?? assert.fail('no department is involved');
};

describe('who sees what', () => {
  for (const viewer of health)
    test(`${viewer} sees a case without title, subject and dates`, async () => {
      const { state, items, fields, sources } = await ask({ cases: [aCase()] }, viewer);
      assert.equal(state, 'ok');
      assert.deepEqual(states(items), { '0998/ppr': 'involved', '0998/family-services': 'none-reported' });
      const [{ id, ...found }] = items[0]!.cases as [DepartmentCases['cases'][number]];
      assert.deepEqual(found, { status: 'open', responsibleUnit: 'PPR Team Nord', caseworker: 'Kirsten Lund' });
      assert.deepEqual(fields, ['department', 'status', 'responsibleUnit', 'caseworker']);
      assert.deepEqual(sources, { cases: 'ok', organisation: 'ok', person: 'ok' });
    });

  test('family services sees the case of PPR in its own municipality, with title and opening day', async () => {
    const { items, fields, sources } = await ask({ cases: [aCase()] }, 'family-services');
    assert.deepEqual(states(items), { '0998/ppr': 'involved' });
    assert.equal(items[0]!.cases[0]!.title, 'Vurdering');
    assert.equal(items[0]!.cases[0]!.opened, '2026-02-03');
    assert.deepEqual(fields, ['department', 'status', 'responsibleUnit', 'caseworker', 'title', 'opened']);
    assert.deepEqual(sources, { cases: 'ok', organisation: 'ok' }, 'the person look-up is not needed');
  });

  test('where the opening day may be seen, the newest open case comes first', async () => {
    const cases = [
      aCase({ uuid: 'a', opened: '2024-01-01' }),
      aCase({ uuid: 'b', opened: '2026-01-01', status: 'closed' }),
      aCase({ uuid: 'c', opened: '2025-01-01' }),
    ];
    const { items } = await ask({ cases }, 'family-services');
    assert.deepEqual(
      items[0]!.cases.map(({ opened }) => opened),
      ['2025-01-01', '2024-01-01', '2026-01-01'],
    );
  });

  test('PPR is not shown its own cases, nor those of another municipality', async () => {
    const cases = [aCase(), aCase({ uuid: 'case-2', ...inFamilyServices, at: 'strandby' })];
    const { items } = await ask({ cases }, 'ppr');
    assert.deepEqual(states(items), { '0998/family-services': 'none-reported' });
  });

  test('a municipality that the directory does not know sees nothing', async () => {
    const { state, reason } = await ask({ viewer: { org: '33333333' } }, 'ppr');
    assert.deepEqual([state, reason], ['denied', 'authority']);
  });

  test('after a move, health sees the department of the former municipality, if it has a case to show', async () => {
    const cases = [aCase(), aCase({ uuid: 'case-2', ...inFamilyServices, at: 'strandby' })];
    const { items } = await ask({ cases });
    assert.deepEqual(states(items), {
      '0998/ppr': 'involved',
      '0998/family-services': 'none-reported',
      '0997/family-services': 'involved',
    });
  });

  test('a case of an owner that the directory does not know is as if it were not there', async () => {
    const { items } = await ask({ cases: [aCase({ owner: { cvr: '33333333' } })] });
    assert.deepEqual(states(items), { '0998/ppr': 'none-reported', '0998/family-services': 'none-reported' });
  });
});

describe('what policy keeps back', () => {
  const kept: [string, ViewerName, Partial<World>, string, string][] = [
    ['a secretary', 'child-psychiatry', { viewer: { function: 'secretary' } }, 'denied', 'function'],
    ['another purpose', 'child-psychiatry', { purpose: 'casework' }, 'denied', 'purpose'],
    ['an audience that has no row', 'ppr', { viewer: { audience: 'school' } }, 'denied', 'no-rule'],
    ['a young person of 18 years', 'child-psychiatry', { birthDate: '2008-06-15' }, 'out-of-scope', 'age'],
  ];
  for (const [what, viewer, over, state, reason] of kept)
    test(`nothing is asked of the index for ${what}`, async () => {
      const world = aWorld(over);
      const answer = await world.cases(viewer);
      assert.deepEqual([answer.state, answer.reason, answer.fields], [state, reason, []]);
      assert.deepEqual(
        world.asked.filter((question) => question !== 'person'),
        [],
      );
    });

  test('the day before 18 is looked up still', async () => {
    assert.equal((await ask({ birthDate: '2008-06-16' })).state, 'ok');
  });

  test('at 18, a municipal professional is told their own adult services, with nothing asked', async () => {
    const world = aWorld({ birthDate: '2008-06-15' });
    assert.deepEqual((await world.cases('ppr')).contact, { level: 'municipality', name: 'Voksenområdet', phone: '70000918' });
    assert.deepEqual(world.asked, []);
  });

  test('at 18, health is told the adult services of the municipality that the young person lives in', async () => {
    assert.equal((await ask({ birthDate: '2008-06-15' })).contact?.phone, '70000918');
    assert.equal((await ask({ birthDate: '2008-06-15', state: { person: 'down' } })).contact, undefined);
  });

  const hidden: [string, Partial<Parameters<typeof aCase>[0]>][] = [
    ['a notification of concern', { ...inFamilyServices, kle: '34.10.30' }],
    ['an order', { ...inFamilyServices, kle: '34.15.49' }],
    ['a VIP case', { sensitivity: 'VIP_SAGER' }],
    ['a case whose access list names somebody else', { accessList: ['someone-else'] }],
    ['a placement that has ended', { ...inFamilyServices, kle: '34.25.00', status: 'closed' }],
  ];
  for (const [what, over] of hidden)
    test(`${what} is as if it were not there`, async () => {
      const shown = await ask({ cases: [aCase(over)] });
      const empty = await ask();
      assert.deepEqual(shown, empty);
      assert.deepEqual(states(shown.items), { '0998/ppr': 'none-reported', '0998/family-services': 'none-reported' });
    });

  for (const [what, viewer] of [
    ['employee', { sub: 'AB12' }],
    ['unit', { unit: 'urn:uuid:ab12' }],
  ] as const)
    test(`a case whose access list names the ${what} is shown`, async () => {
      assert.equal((await only({ cases: [aCase({ accessList: ['ab12'] })], viewer })).state, 'involved');
    });

  test('a placement shows the department only, and the department’s own number', async () => {
    const { items, fields } = await ask({ cases: [aCase({ ...inFamilyServices, kle: '34.25.00' })] });
    const family = items[1]!;
    assert.deepEqual([family.state, family.cases], ['involved', []]);
    assert.deepEqual(
      family.contacts.map(({ name, person }) => [name, person]),
      [['Familieafdelingen', undefined]],
    );
    assert.deepEqual(fields, ['department']);
  });

  test('nobody asks FK Organisation who is behind a placement', async () => {
    const world = aWorld({ cases: [aCase({ ...inFamilyServices, kle: '34.25.00' })] });
    await world.cases('child-psychiatry');
    assert.deepEqual(
      world.asked.filter((question) => question.startsWith('user') || question.startsWith('units')),
      [],
    );
  });

  test('beside a placement, the ordinary case and its caseworker are shown, and they alone', async () => {
    const placement = aCase({
      uuid: 'hidden',
      ...inFamilyServices,
      kle: '34.25.00',
      responsibleUnit: { uuid: 'team-2', name: 'Anbringelse' },
      caseworker: { uuid: 'user-2', name: 'Bo' },
    });
    const family = await only({ cases: [placement, aCase(inFamilyServices)] });
    assert.deepEqual(
      family.cases.map(({ caseworker }) => caseworker),
      ['Kirsten Lund'],
    );
    assert.deepEqual(
      family.contacts.map(({ name }) => name),
      ['Kirsten Lund'],
    );
  });

  test('a municipality that shares nothing says so, whatever the child; its case is nowhere', async () => {
    const closed = (file: Parameters<World['policy']>[0]) => {
      const [row] = file.rows;
      file.rows.push({ ...row!, id: 'korsbaek', giver: 'municipality:0998/ppr', reveal: 'none' });
    };
    const without = await ask({ policy: closed });
    const having = await ask({ policy: closed, cases: [aCase()] });
    assert.deepEqual(states(without.items), { '0998/ppr': 'not-shared', '0998/family-services': 'none-reported' });
    assert.deepEqual(having, without);
    assert.equal(without.items[0]!.contacts[0]!.phone, '70000301');
  });

  test('where every department shares nothing, the index is not asked', async () => {
    const world = aWorld({
      policy: everyRow(['cases'], () => ({ reveal: 'none' })),
      cpr: '0703921VJ4',
    });
    const { state, items, fields } = await world.cases('child-psychiatry');
    assert.deepEqual([state, states(items), fields], ['ok', { '0998/ppr': 'not-shared', '0998/family-services': 'not-shared' }, []]);
    assert.ok(!world.asked.includes('cases'));
  });

  test('in a pilot of one municipality, the others are not shared', async () => {
    const pilot = everyRow(['cases'], ({ giver }) => ({ giver: giver.replace('municipality', 'municipality:0997') }));
    const { items } = await ask({ policy: pilot, cases: [aCase(), aCase({ uuid: 'case-2', at: 'strandby' })] });
    assert.deepEqual(states(items), { '0998/ppr': 'not-shared', '0998/family-services': 'not-shared', '0997/ppr': 'involved' });
  });
});

describe('what the departments say', () => {
  const living = (municipalityCode?: string) => ({
    person: {
      name: 'Josefine',
      birthDate: '2014-05-05',
      protected: false,
      custodyHolders: [],
      ...(municipalityCode && { municipalityCode }),
    },
  });

  test('a department whose system does not deliver is not connected', async () => {
    const { items, state } = await ask(living('0997'));
    assert.deepEqual(states(items), { '0997/ppr': 'not-connected', '0997/family-services': 'none-reported' });
    assert.equal(state, 'ok');
    assert.ok(items.every(({ contacts }) => contacts.length === 1));
  });

  test('a case that is there all the same makes it involved', async () => {
    const { items } = await ask({ ...living('0997'), cases: [aCase({ at: 'strandby' })] });
    assert.equal(states(items)['0997/ppr'], 'involved');
  });

  test('a child whose municipality the directory does not know has what the cases tell, in part', async () => {
    for (const code of ['0101', undefined]) {
      const { state, items, sources } = await ask({ ...living(code), cases: [aCase()] });
      assert.deepEqual([state, sources.person, states(items)], ['partial', 'partial', { '0998/ppr': 'involved' }]);
    }
  });
});

describe('whom to call', () => {
  const noUserPhone: Partial<World> = { users: [{ uuid: 'user-1', name: 'Kirsten Lund', role: 'Psykolog' }] };
  const noUnitPhone: Partial<World> = { ...noUserPhone, units: [{ uuid: 'team-1', name: 'PPR Team Nord' }] };
  const noSubjectUnit: Partial<World> = { ...noUnitPhone, subjects: {} };
  const person = { name: 'Kirsten Lund', role: 'Psykolog' };
  const chain: [string, Partial<World>, object][] = [
    ['the caseworker', {}, { level: 'caseworker', name: 'Kirsten Lund', person, phone: '70000101', email: 'kilu@korsbaek.example' }],
    [
      'the responsible unit, where the caseworker has no number',
      noUserPhone,
      { level: 'responsible-unit', name: 'PPR Team Nord', person, phone: '70000201', hours: '9-14' },
    ],
    [
      'the unit responsible for the subject, where the responsible unit has no number',
      noUnitPhone,
      { level: 'subject-unit', name: 'PPR', person, phone: '70000301', email: 'ppr@korsbaek.example', hours: '8-15' },
    ],
    [
      'the municipality, where no unit is responsible',
      noSubjectUnit,
      { level: 'municipality', name: 'Korsbæk Kommune', person, phone: '70000998' },
    ],
    [
      'the municipality, where the unit responsible has no number',
      { ...noUnitPhone, subjects: { '17.03.04': { uuid: 'ppr', name: 'PPR' } } },
      { level: 'municipality', name: 'Korsbæk Kommune', person, phone: '70000998' },
    ],
    [
      'the responsible unit alone, where no caseworker is named',
      { cases: [aCase({ caseworker: undefined as never })] },
      { level: 'responsible-unit', name: 'PPR Team Nord', phone: '70000201', hours: '9-14' },
    ],
    [
      'the unit, with the caseworker whom only the index knows',
      { cases: [aCase({ caseworker: { name: 'Inger Lokal' } })] },
      { level: 'responsible-unit', name: 'PPR Team Nord', person: { name: 'Inger Lokal' }, phone: '70000201', hours: '9-14' },
    ],
  ];
  for (const [what, over, contact] of chain)
    test(`is ${what}`, async () => {
      const { contacts } = await only({ cases: [aCase()], ...over });
      assert.deepEqual(contacts, [contact]);
    });

  test('is not the caseworker of a closed case, where another is open', async () => {
    const closed = aCase({ uuid: 'old', status: 'closed', caseworker: { uuid: 'user-2', name: 'Bo Fratrådt' } });
    const ppr = await only({ cases: [closed, aCase()] });
    assert.deepEqual(
      ppr.contacts.map(({ name }) => name),
      ['Kirsten Lund'],
    );
    assert.deepEqual(
      ppr.cases.map(({ status }) => status),
      ['open', 'closed'],
    );
  });

  test('is the department where all cases are closed', async () => {
    const { contacts } = await only({ cases: [aCase({ status: 'closed' })] });
    assert.deepEqual(
      contacts.map(({ level, person }) => [level, person]),
      [['subject-unit', undefined]],
    );
  });

  test('is each caseworker of two open cases, once, nearest first', async () => {
    const other = { uuid: 'user-2', name: 'Bo Uden Telefon' };
    const cases = [aCase({ uuid: 'b', caseworker: other, responsibleUnit: { uuid: 'team-9' } }), aCase(), aCase({ uuid: 'c' })];
    const { contacts } = await only({ cases });
    assert.deepEqual(
      contacts.map(({ level, person }) => [level, person?.name]),
      [
        ['caseworker', 'Kirsten Lund'],
        ['subject-unit', 'Bo Uden Telefon'],
      ],
    );
  });

  test('holds for forty cases, with one question for all people and one for all units', async () => {
    const numbers = [...Array(40).keys()];
    const world = aWorld({
      cases: numbers.map((n) => aCase({ uuid: `case-${n}`, caseworker: { uuid: `user-${n}` } })),
      users: numbers.map((n) => ({ uuid: `user-${n}`, name: `Sagsbehandler ${n}`, phone: `7000${1000 + n}` })),
    });
    const { items } = await world.cases('child-psychiatry');
    assert.deepEqual([items[0]!.cases.length, items[0]!.contacts.length], [40, 40]);
    assert.equal(new Set(items[0]!.cases.map(({ id }) => id)).size, 40);
    assert.equal(world.asked.filter((question) => /^(users|units) /.test(question)).length, 2);
  });
});

describe('sources that fail', () => {
  test('an index that is down is no empty list', async () => {
    const { state, reason, retry, items, sources } = await ask({ state: { cases: 'down' } });
    assert.deepEqual([state, reason, retry, items, sources.cases], ['unavailable', 'source-down', true, [], 'unavailable']);
  });

  test('an index that answers in part makes the section partial', async () => {
    const { state, sources, items } = await ask({ cases: [aCase()], state: { cases: 'partial' } });
    assert.deepEqual([state, sources.cases, items[0]!.state], ['partial', 'partial', 'involved']);
  });

  test('without FK Organisation the names come from the index and the number from the municipality', async () => {
    const { state, sources, items } = await ask({
      cases: [aCase({ responsibleUnit: { uuid: 'team-1', name: 'Team i indekset' } })],
      state: { organisation: 'down' },
    });
    assert.deepEqual([state, sources], ['partial', { cases: 'ok', person: 'ok', organisation: 'unavailable' }]);
    assert.equal(items[0]!.cases[0]!.caseworker, 'Kirsten Index');
    assert.equal(items[0]!.cases[0]!.responsibleUnit, 'Team i indekset');
    assert.deepEqual(items[0]!.contacts, [
      { level: 'municipality', name: 'Korsbæk Kommune', person: { name: 'Kirsten Index' }, phone: '70000998' },
    ]);
  });

  test('FK Organisation in part is a partial section with what it told', async () => {
    const { state, sources, items } = await ask({ cases: [aCase()], state: { organisation: 'partial' } });
    assert.deepEqual([state, sources.organisation, items[0]!.contacts[0]!.level], ['partial', 'partial', 'caseworker']);
  });

  test('without the person look-up health sees what the cases themselves tell', async () => {
    const { state, sources, items } = await ask({ cases: [aCase()], state: { person: 'down' } });
    assert.deepEqual([state, sources.person, states(items)], ['partial', 'unavailable', { '0998/ppr': 'involved' }]);
    const nothing = await ask({ state: { person: 'down' } });
    assert.deepEqual([nothing.state, nothing.items, nothing.fields], ['partial', [], []]);
  });

  test('the person look-up changes nothing for a municipality', async () => {
    const up = await ask({ cases: [aCase()] }, 'family-services');
    const down = await ask({ cases: [aCase()], state: { person: 'down' } }, 'family-services');
    assert.deepEqual([down.state, down.sources, states(down.items)], [up.state, up.sources, states(up.items)]);
  });

  for (const viewer of ['child-psychiatry', 'ppr'] as const)
    test(`a replacement number is not searched for ${viewer}, now or later`, async () => {
      const world = aWorld({ cpr: '0703921VJ4', birthDate: '2012-03-07' });
      const { state, reason, retry, sources } = await world.cases(viewer);
      assert.deepEqual([state, reason, retry, world.asked], ['unavailable', 'not-searchable', false, []]);
      assert.deepEqual(sources, { cases: 'not-connected' });
    });

  test('nor is a number that the index itself cannot search', async () => {
    const { state, reason, retry, sources } = await ask({ state: { cases: 'not-searchable' } });
    assert.deepEqual([state, reason, retry, sources.cases], ['unavailable', 'not-searchable', false, 'not-connected']);
  });

  test('sources stand in one order, whichever answered first', async () => {
    for (const delay of [{ cases: 5 }, { person: 5 }, { organisation: 5 }])
      assert.deepEqual(Object.keys((await ask({ cases: [aCase()], delay })).sources), ['cases', 'organisation', 'person']);
  });

  test('sources say when they answered, or were last asked', async () => {
    const { asOf } = await ask({ state: { organisation: 'down' } });
    assert.deepEqual(asOf, {
      cases: '2026-06-15T09:59:30.000Z',
      person: '2026-06-15T09:59:30.000Z',
      organisation: '2026-06-15T10:00:00.000Z',
    });
  });
});

describe('the id of a case', () => {
  test('is another in each context, the same within one, and tells nothing', async () => {
    const world = aWorld({ cases: [aCase({ uuid: '6fa7b59a-7d62-11ee-9c14-0050c2490048' })] });
    const first = world.open('child-psychiatry');
    const idIn = async (context: ReturnType<typeof world.open>) => {
      const { body } = await world.askIn(context, 'cases');
      return (body.items as DepartmentCases[])[0]!.cases[0]!.id;
    };
    assert.equal(await idIn(first), await idIn(first));
    assert.notEqual(await idIn(first), await idIn(world.open('child-psychiatry', 'context-2')));
    assert.match(await idIn(first), /^[\w-]{22}$/);
  });

  test('a municipality of another name is named as the directory has it', async () => {
    const { items } = await ask({ cases: [aCase({ at: 'strandby', owner: { cvr: '22222222', name: 'STRANDBY' } })] });
    assert.deepEqual(
      items.map(({ municipality }) => municipality),
      [korsbaek, korsbaek, strandby],
    );
  });
});
