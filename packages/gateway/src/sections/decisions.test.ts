import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decision } from '@paa-tvaers/contract';
import { aWorld, closedRegion, everyRow, now, type ViewerName, type World, viewers } from './testing.ts';

function decisions(viewer: ViewerName, over: Partial<World> = {}, municipality?: string) {
  const world = aWorld(over);
  const { purpose, birthDate, viewer: who } = world.open(viewer);
  const made = world.sections.decisions({ viewer: who, purpose, birthDate, now, municipality });
  for (const one of made) assert.deepEqual(decision.parse(one), one);
  return Object.fromEntries(
    made.map(({ dataflow, state, reason, basis }) => [
      dataflow,
      { state: reason ? `${state}: ${reason}` : state, givers: basis.map(({ giver }) => giver) },
    ]),
  );
}

test('one decision a dataflow, with a basis for each giver', () => {
  assert.deepEqual(decisions('child-psychiatry'), {
    contacts: { state: 'ok', givers: ['ppr', 'family-services', 'general-practice'] },
    cases: { state: 'ok', givers: ['ppr', 'family-services'] },
    appointments: { state: 'denied: no-rule', givers: [] },
    school: { state: 'ok', givers: ['stil'] },
    correspondence: { state: 'ok', givers: ['ppr', 'family-services', 'general-practice'] },
    inbox: { state: 'ok', givers: ['child-psychiatry'] },
  });
  assert.deepEqual(decisions('ppr'), {
    contacts: { state: 'ok', givers: ['family-services', 'child-psychiatry', 'general-practice'] },
    cases: { state: 'ok', givers: ['family-services'] },
    appointments: { state: 'ok', givers: ['child-psychiatry'] },
    school: { state: 'denied: no-rule', givers: [] },
    correspondence: { state: 'ok', givers: ['family-services', 'child-psychiatry', 'general-practice'] },
    inbox: { state: 'ok', givers: ['ppr'] },
  });
});

test('the unit’s own messages stay readable at 18, when nothing is looked up any more', () => {
  for (const viewer of Object.keys(viewers) as ViewerName[]) {
    const { correspondence, inbox, ...sections } = decisions(viewer, { birthDate: '2008-06-15' });
    assert.deepEqual([correspondence?.state, inbox?.state], ['ok', 'ok']);
    for (const [name, { state }] of Object.entries(sections)) assert.notEqual(state, 'ok', name);
  }
});

test('a basis says the law on both sides, that it is not settled, and what it lets through', () => {
  const world = aWorld();
  const { viewer, purpose, birthDate } = world.open('ppr');
  const [basis] = world.sections.decisions({ viewer, purpose, birthDate, now }).find(({ dataflow }) => dataflow === 'cases')!.basis;
  assert.match(basis!.disclose.law.da, /[Bb]arnets lov/);
  assert.equal(basis!.obtain.status, 'under-clarification');
  assert.match(basis!.shows.en!, /its title/);
});

// What is said at the opening must be what the section then says.
const situations: [string, Partial<World>][] = [
  ['appointments that a region keeps back', { policy: closedRegion }],
  ['a pilot of appointments in another region', { policy: everyRow(['appointments'], () => ({ giver: 'region:1081' })) }],
  ['a pilot of appointments in this region', { policy: everyRow(['appointments'], () => ({ giver: 'region:1099' })) }],
  ['appointments and school that reveal nothing', { policy: everyRow(['appointments', 'school'], () => ({ reveal: 'none' })) }],
  [
    'consent needed',
    { policy: everyRow(['appointments', 'school'], () => ({ consent: { rule: 'required', type: 'health-act', ownFrom: 15 } })) },
  ],
  ['nothing unusual', {}],
  ['a secretary', { viewer: { function: 'secretary' } }],
  ['another purpose', { purpose: 'curiosity' }],
  ['18 years', { birthDate: '2008-06-15' }],
  ['an organisation that nobody knows', { viewer: { org: '33333333' } }],
  [
    'a pilot in another municipality',
    { policy: everyRow(['cases', 'contacts'], ({ giver }) => ({ giver: giver.replace('municipality', 'municipality:0997') })) },
  ],
];
for (const [what, over] of situations)
  for (const viewer of Object.keys(viewers) as ViewerName[])
    for (const municipality of [undefined, '0998'])
      test(`with ${what}, ${viewer} is told at the opening what the sections say${municipality ? '' : ', the person look-up down'}`, async () => {
        const world = aWorld(over);
        const told = decisions(viewer, over, municipality);
        const sections = {
          cases: await world.cases(viewer),
          contacts: await world.contacts(viewer),
          appointments: await world.appointments(viewer),
          school: await world.school(viewer),
        };
        for (const [name, { state, reason }] of Object.entries(sections))
          assert.equal(told[name]?.state, reason ? `${state}: ${reason}` : state, name);
      });

test('a municipality’s own rule counts where the child’s municipality is known', () => {
  const closed: Partial<World> = {
    policy: (file) => {
      const row = file.rows.find(({ id }) => id === 'cases-ppr-to-child-psychiatry')!;
      file.rows.push({ ...row, id: 'korsbaek', giver: 'municipality:0998/ppr', shows: { da: 'Kun i Korsbæk.', en: 'In Korsbæk only.' } });
    },
  };
  const world = aWorld(closed);
  const { viewer, purpose, birthDate } = world.open('child-psychiatry');
  const shows = (municipality?: string) =>
    world.sections.decisions({ viewer, purpose, birthDate, now, municipality }).find(({ dataflow }) => dataflow === 'cases')!.basis[0]!
      .shows.da;
  assert.equal(shows('0998'), 'Kun i Korsbæk.');
  assert.match(shows('0997'), /^At PPR har en sag/);
});
