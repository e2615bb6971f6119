import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aWorld, everyRow, type ViewerName, type World } from './testing.ts';

const health = ['child-psychiatry', 'general-practice'] as const;
const ask = (over: Partial<World> = {}, viewer: ViewerName = 'child-psychiatry') => aWorld(over).school(viewer);
const josefine = { name: 'Josefine Testperson', birthDate: '2014-05-05', municipalityCode: '0998', protected: false, custodyHolders: [] };
const school = { kind: 'school', name: 'Korsbæk Skole', level: '5', phone: '70000600', address: 'Skolegade 1' } as const;
const afterSchool = { kind: 'after-school', name: 'SFO Solsikken' } as const;

describe('who sees what', () => {
  for (const viewer of health)
    test(`${viewer} sees school and after-school, level, phone and address`, async () => {
      const { state, items, fields, sources } = await ask({ school: { protected: false, relations: [school, afterSchool] } }, viewer);
      assert.deepEqual([state, items], ['ok', [school, afterSchool]]);
      assert.deepEqual(fields, ['name', 'level', 'phone', 'address']);
      assert.deepEqual(sources, { school: 'ok', person: 'ok' });
    });

  for (const viewer of ['ppr', 'family-services'] as const)
    for (const purpose of ['treatment', 'casework', 'counselling'])
      test(`${viewer} is never shown the school for ${purpose}, and no source is asked`, async () => {
        const world = aWorld({ purpose });
        const { state, reason, items, fields } = await world.school(viewer);
        assert.deepEqual([state, reason, items, fields], ['denied', 'no-rule', [], []]);
        assert.deepEqual(world.asked, []);
      });

  const kept: [string, Partial<World>, string, string][] = [
    ['a secretary', { viewer: { function: 'secretary' } }, 'denied', 'function'],
    ['another purpose', { purpose: 'casework' }, 'denied', 'purpose'],
    ['a row that reveals nothing', { policy: everyRow(['school'], () => ({ reveal: 'none' })) }, 'denied', 'no-rule'],
  ];
  for (const [what, over, state, reason] of kept)
    test(`nothing is asked for ${what}`, async () => {
      const world = aWorld(over);
      const answer = await world.school('child-psychiatry');
      assert.deepEqual([answer.state, answer.reason, answer.fields, world.asked], [state, reason, [], []]);
    });

  test('at 18 it is the adult services of where the young person lives, and STIL is not asked', async () => {
    const world = aWorld({ birthDate: '2008-06-15' });
    const { state, reason, contact } = await world.school('child-psychiatry');
    assert.deepEqual([state, reason, contact?.phone, world.asked], ['out-of-scope', 'age', '70000918', ['person']]);
  });

  test('a child that STIL does not know has an empty list', async () => {
    const { state, items, fields } = await ask({ school: { protected: false, relations: [] } });
    assert.deepEqual([state, items, fields], ['ok', [], []]);
  });

  test('nobody is asked who the employee is', async () => {
    const world = aWorld({ employee: undefined });
    assert.equal((await world.school('general-practice')).state, 'ok');
    assert.ok(!world.asked.some((question) => question.startsWith('employee')));
  });
});

describe('a protected child', () => {
  const byRegister: Partial<World> = { person: { ...josefine, protected: true } };
  const byStil: Partial<World> = { school: { protected: true, relations: [school] } };

  test('by the register: denied, and STIL is not asked', async () => {
    const world = aWorld(byRegister);
    const { state, reason, items, fields } = await world.school('child-psychiatry');
    assert.deepEqual([state, reason, items, fields], ['denied', 'protected', [], []]);
    assert.deepEqual(world.asked, ['person']);
  });

  test('by STIL: denied', async () => {
    const { state, reason, items, fields } = await ask(byStil);
    assert.deepEqual([state, reason, items, fields], ['denied', 'protected', [], []]);
  });

  test('by STIL, where the person look-up is down: denied', async () => {
    assert.equal((await ask({ ...byStil, state: { person: 'down' } })).reason, 'protected');
  });

  test('gets one answer, byte by byte, whichever of the two says so; the audit names those that were asked', async () => {
    const answers = await Promise.all(
      [byRegister, byStil, { ...byRegister, ...byStil }, { ...byStil, state: { person: 'down' as const } }].map(async (over) => {
        const world = aWorld(over);
        return world.askIn(world.open('child-psychiatry'), 'school');
      }),
    );
    const bodies = new Set(answers.map(({ body }) => JSON.stringify(body)));
    assert.deepEqual([...bodies], ['{"context":"context-1","state":"denied","reason":"protected","sources":[]}']);
    assert.deepEqual(
      answers.map(({ disclosure }) => disclosure.sources),
      [{ person: 'ok' }, { school: 'ok', person: 'ok' }, { person: 'ok' }, { school: 'ok', person: 'unavailable' }],
    );
  });
});

describe('when something is missing', () => {
  for (const [state, source] of [
    ['down', 'unavailable'],
    ['not-searchable', 'not-connected'],
  ] as const)
    test(`the person look-up is ${state}: the section is shown in part, without addresses`, async () => {
      const answer = await ask({ state: { person: state } });
      const { address: _, ...rest } = school;
      assert.deepEqual([answer.state, answer.items, answer.sources], ['partial', [rest], { school: 'ok', person: source }]);
      assert.deepEqual(answer.fields, ['name', 'level', 'phone']);
    });

  test('STIL is down: no empty list', async () => {
    const { state, reason, retry, items, sources } = await ask({ state: { school: 'down' } });
    assert.deepEqual([state, reason, retry, items, sources.school], ['unavailable', 'source-down', true, [], 'unavailable']);
  });

  test('STIL answered in part', async () => {
    const { state, items, sources } = await ask({ state: { school: 'partial' } });
    assert.deepEqual([state, items.length, sources.school], ['partial', 1, 'partial']);
  });

  test('the gateway has no agreement with STIL', async () => {
    const world = aWorld({ notConnected: ['school'] });
    const { state, reason, retry, sources } = await world.school('general-practice');
    assert.deepEqual([state, reason, retry, sources], ['unavailable', 'not-connected', false, { school: 'not-connected' }]);
    assert.deepEqual(world.asked, []);
  });

  test('a replacement number is not searched, now or later', async () => {
    const world = aWorld({ cpr: '0703921VJ4', birthDate: '2012-03-07' });
    const { state, reason, retry, sources } = await world.school('child-psychiatry');
    assert.deepEqual([state, reason, retry, sources], ['unavailable', 'not-searchable', false, { school: 'not-connected' }]);
    assert.deepEqual(world.asked, []);
  });

  test('STIL itself cannot search the number', async () => {
    const { state, reason, retry, sources } = await ask({ state: { school: 'not-searchable' } });
    assert.deepEqual([state, reason, retry, sources.school], ['unavailable', 'not-searchable', false, 'not-connected']);
  });
});
