import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Appointment } from '@paa-tvaers/contract';
import { readPolicy } from '../policy/index.ts';
import { delivered } from '../policy/testing.ts';
import { readDirectory } from './directory.ts';
import { rulesFor } from './rules.ts';
import {
  aWorld,
  anAppointment,
  bupSor,
  closedRegion,
  directoryFile,
  everyRow,
  korsbaekSor,
  now,
  type ViewerName,
  type World,
  viewers,
} from './testing.ts';

const municipal = ['ppr', 'family-services'] as const;
const health = ['child-psychiatry', 'general-practice'] as const;
const ask = (over: Partial<World> = {}, viewer: ViewerName = 'ppr') => aWorld(over).appointments(viewer);
const only = async (over: Partial<World> = {}) => {
  const { items } = await ask(over);
  assert.equal(items.length, 1);
  return items[0] as Appointment;
};
/** What was asked beside the person look-up, which the opening of a context asks anyway. */
const others = ({ asked }: { asked: readonly string[] }) => asked.filter((question) => question !== 'person');
const josefine = { name: 'Josefine Testperson', birthDate: '2014-05-05', municipalityCode: '0998', protected: false, custodyHolders: [] };

describe('who sees what', () => {
  for (const viewer of municipal)
    test(`${viewer} sees time, unit, place and phone, and never the reason`, async () => {
      const { state, items, fields, sources } = await ask({}, viewer);
      assert.equal(state, 'ok');
      const [{ id, ...found }] = items as [Appointment];
      assert.match(id, /^[\w-]{22}$/);
      assert.deepEqual(found, {
        start: '2026-06-22T13:00:00+02:00',
        end: '2026-06-22T14:00:00+02:00',
        unit: 'BUP Amb. Nord',
        place: 'Sundhedshuset, 2. sal',
        address: 'Åboulevarden 7',
        phone: '70000510',
        hours: '8-12',
        calendar: true,
      });
      assert.deepEqual(fields, ['time', 'unit', 'place', 'address', 'phone', 'hours', 'calendar']);
      assert.deepEqual(sources, { appointments: 'ok', person: 'ok' });
    });

  for (const viewer of health)
    for (const purpose of ['treatment', 'casework', 'counselling'])
      test(`${viewer} is never shown appointments for ${purpose}, and no source is asked`, async () => {
        const world = aWorld({ purpose });
        const { state, reason, items, fields } = await world.appointments(viewer);
        assert.deepEqual([state, reason, items, fields], ['denied', 'no-rule', [], []]);
        assert.deepEqual(world.asked, []);
      });

  const kept: [string, Partial<World>, string, string][] = [
    ['a secretary', { viewer: { function: 'secretary' } }, 'denied', 'function'],
    ['another purpose', { purpose: 'treatment' }, 'denied', 'purpose'],
    ['a young person of 18 years', { birthDate: '2008-06-15' }, 'out-of-scope', 'age'],
    ['a region that keeps them back', { policy: closedRegion }, 'denied', 'no-rule'],
    ['a pilot of another region', { policy: everyRow(['appointments'], () => ({ giver: 'region:1081' })) }, 'denied', 'no-rule'],
  ];
  for (const [what, over, state, reason] of kept)
    test(`neither Aftaleoversigten nor the employees are asked for ${what}`, async () => {
      const world = aWorld(over);
      const answer = await world.appointments('ppr');
      assert.deepEqual([answer.state, answer.reason, answer.fields], [state, reason, []]);
      assert.deepEqual(world.asked, []);
    });

  test('consent that is needed is said, and nothing asked', async () => {
    const world = aWorld({
      policy: everyRow(['appointments'], () => ({ consent: { rule: 'required', type: 'health-act', ownFrom: 15 } })),
    });
    assert.equal((await world.appointments('ppr')).state, 'consent-needed');
    assert.deepEqual(world.asked, []);
  });

  test('at 18 it is adult services', async () => {
    assert.deepEqual((await ask({ birthDate: '2008-06-15' })).contact, { level: 'municipality', name: 'Voksenområdet', phone: '70000918' });
  });

  test('the reason is shown only where the row lets it through', async () => {
    const { items, fields } = await ask({ policy: everyRow(['appointments'], (row) => ({ fields: [...row.fields, 'reason'] })) });
    assert.equal(items[0]?.reason, 'Udredning');
    assert.ok(fields.includes('reason'));
  });

  test('an appointment of a region that keeps them back is as if it were not there', async () => {
    const policy: World['policy'] = (file) => {
      for (const row of file.rows.filter(({ dataflow }) => dataflow === 'appointments'))
        file.rows.push(
          { ...row, id: `${row.id}-own`, giver: 'region:1098' },
          { ...row, id: `${row.id}-bup`, giver: 'region:1099', reveal: 'none' },
        );
    };
    // A professional whom no municipality of the directory employs: only the performer tells the region.
    const viewer = { org: '33333333' };
    const elsewhere = anAppointment({ uniqueId: 'elsewhere', unit: { name: 'BUP Syd', sor: '111111111111111' } });
    const { state, items } = await ask({ policy, viewer, appointments: [anAppointment(), elsewhere] });
    assert.deepEqual([state, items.map(({ unit }) => unit)], ['ok', ['BUP Syd']]);
  });
});

test('a region keeps its appointments back also where the directory names no psychiatric unit of a municipality', () => {
  const file = delivered();
  closedRegion(file);
  const directory = directoryFile();
  directory.regions[0]!.psychiatry = [];
  const setup = { policy: readPolicy(file, 'demo'), directory: readDirectory(directory), environment: 'demo' } as const;
  const { viewer, purpose, birthDate } = aWorld().open('ppr');
  const rules = rulesFor(setup, { viewer, purpose, birthDate, now });
  const verdict = rules.outlook('appointments', 'child-psychiatry', rules.own);
  assert.equal(verdict.state === 'ok' && verdict.reveal, 'none');
});

describe('what Aftaleoversigten is asked', () => {
  test('once, for the days that the row opens, on behalf of the employee and the organisation', async () => {
    const world = aWorld();
    await world.appointments('ppr');
    assert.deepEqual(world.questions, [
      {
        from: new Date('2025-06-15T00:00:00+02:00'),
        acting: { cpr: '2512489996', authorisation: 'ABCDE', organisation: { sor: korsbaekSor, name: 'Organisation' } },
      },
    ]);
    assert.deepEqual(others(world), ['employee 11111111 employee-1', 'appointments']);
  });

  test('to an end where the row has one', async () => {
    const world = aWorld({ policy: everyRow(['appointments'], () => ({ window: { back: 1, ahead: 2 } })) });
    await world.appointments('ppr');
    assert.deepEqual(
      world.questions.map(({ from, to }) => [from, to]),
      [[new Date('2026-05-15T00:00:00+02:00'), new Date('2026-08-15T23:59:59.999+01:00')]],
    );
  });

  test('once, whatever number of widgets ask in a context', async () => {
    const world = aWorld();
    const context = world.open('ppr');
    const answers = await Promise.all(Array.from({ length: 5 }, () => world.askIn(context, 'appointments')));
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
    assert.equal(world.questions.length, 1);
  });

  test('nothing where nobody has registered the employee, and the audit says so', async () => {
    const world = aWorld({ employee: undefined });
    const { state, reason, retry, sources, disclosure } = await world.appointments('ppr');
    assert.deepEqual([state, reason, retry, sources], ['unavailable', 'employee-unknown', false, {}]);
    assert.deepEqual(disclosure, { dataflow: 'appointments', outcome: 'unavailable', reason: 'employee-unknown', fields: [], sources: {} });
    assert.deepEqual(world.asked, ['employee 11111111 employee-1']);
  });

  const unconnected: [string, Partial<World>][] = [
    ['the gateway has no agreement with it', { notConnected: ['appointments'] }],
    ['the organisation has no SOR code', { viewer: { organisationSor: undefined as never } }],
  ];
  for (const [what, over] of unconnected)
    test(`nothing where ${what}`, async () => {
      const world = aWorld(over);
      const { state, reason, retry, sources } = await world.appointments('ppr');
      assert.deepEqual([state, reason, retry, sources], ['unavailable', 'not-connected', false, { appointments: 'not-connected' }]);
      assert.deepEqual(world.asked, []);
    });

  test('nothing by a replacement number, now or later', async () => {
    const world = aWorld({ cpr: '0703921VJ4', birthDate: '2012-03-07' });
    const { state, reason, retry, sources } = await world.appointments('ppr');
    assert.deepEqual([state, reason, retry, sources], ['unavailable', 'not-searchable', false, { appointments: 'not-connected' }]);
    assert.deepEqual(world.asked, []);
  });

  test('the employee’s number and authorisation stand in no answer', async () => {
    const { body, disclosure } = await (async () => {
      const world = aWorld();
      return world.askIn(world.open('ppr'), 'appointments');
    })();
    for (const secret of ['2512489996', 'ABCDE', korsbaekSor]) assert.ok(!JSON.stringify([body, disclosure]).includes(secret), secret);
  });
});

describe('which appointments', () => {
  const at = (start: string, end?: string) =>
    anAppointment({ uniqueId: `${start} ${end}`, start, ...(end === undefined ? { end: '' } : { end }) });
  const open = (start: string) => {
    const { end: _, ...rest } = at(start);
    return rest;
  };
  const starts = async (over: Partial<World>) => (await ask(over)).items.map(({ start }) => start);

  test('the source’s answer is held against the window again', async () => {
    const appointments = [
      open('2025-06-14T12:00:00+02:00'),
      open('2025-06-15T08:00:00+02:00'),
      at('2024-01-01', '2026-06-15'),
      open('2035-01-01T08:00:00+01:00'),
    ];
    assert.deepEqual(await starts({ appointments }), ['2024-01-01', '2025-06-15T08:00:00+02:00', '2035-01-01T08:00:00+01:00']);
    const policy = everyRow(['appointments'], () => ({ window: { back: 0, ahead: 1 } }));
    assert.deepEqual(await starts({ appointments, policy }), ['2024-01-01']);
  });

  test('stand in the order of time, whatever order the source has', async () => {
    const appointments = ['2026-09-01T10:00:00+02:00', '2026-07-01', '2026-07-01T08:00:00+02:00'].map(open);
    assert.deepEqual(await starts({ appointments }), ['2026-07-01', '2026-07-01T08:00:00+02:00', '2026-09-01T10:00:00+02:00']);
  });

  test('carry that the time is a guide, and what it was moved from', async () => {
    const moved = await only({ appointments: [anAppointment({ advisory: true, movedFrom: '2026-06-20T09:00:00+02:00' })] });
    assert.deepEqual([moved.advisory, moved.movedFrom], [true, '2026-06-20T09:00:00+02:00']);
    const plain = await only();
    assert.ok(!('advisory' in plain) && !('movedFrom' in plain) && !('series' in plain));
  });

  test('none is an empty list only where the source answered in full and nothing is blocked', async () => {
    const { state, items, fields } = await ask({ appointments: [] });
    assert.deepEqual([state, items, fields], ['ok', [], []]);
  });
});

describe('ids', () => {
  const twice = { appointments: [anAppointment({ series: 'S-0505149996' }), anAppointment({ uniqueId: 'other', series: 'S-0505149996' })] };

  test('of an appointment and of a series tell nothing, hold within a context, and are others in the next', async () => {
    const world = aWorld(twice);
    const first = world.open('ppr');
    const itemsIn = async (context: ReturnType<typeof world.open>) =>
      (await world.askIn(context, 'appointments')).body.items as Appointment[];
    const [one, other] = await itemsIn(first);
    assert.deepEqual(await itemsIn(first), [one, other]);
    assert.equal(one?.series, other?.series);
    assert.notEqual(one?.id, other?.id);
    for (const id of [one?.id, one?.series]) assert.match(id ?? '', /^[\w-]{22}$/);
    const [again] = await itemsIn(world.open('ppr', 'context-2'));
    assert.notEqual(again?.id, one?.id);
    assert.notEqual(again?.series, one?.series);
    assert.ok(!JSON.stringify([one, other]).includes('0505149996'));
  });

  test('a series is another than the document that gave it its name', async () => {
    const { id, series } = await only({ appointments: [anAppointment({ uniqueId: 'S1', series: 'S1' })] });
    assert.notEqual(id, series);
  });
});

describe('unit and place', () => {
  test('hours are the directory’s, of that very unit', async () => {
    assert.equal((await only()).hours, '8-12');
    const elsewhere = await only({ appointments: [anAppointment({ unit: { name: 'BUP Nord', sor: '261471000016002' } })] });
    assert.ok(!('hours' in elsewhere));
  });

  test('name and phone are the directory’s where the appointment has none', async () => {
    const { unit, phone } = await only({ appointments: [anAppointment({ unit: { sor: bupSor } })] });
    assert.deepEqual([unit, phone], ['BUP Ambulatorium Nord', '70000500']);
    const placed = await only({ appointments: [anAppointment({ unit: { sor: bupSor }, place: { phone: '70000599' } })] });
    assert.equal(placed.phone, '70000599');
  });

  test('a place that is named as the unit is told once', async () => {
    const item = await only({
      appointments: [anAppointment({ unit: { name: 'BUP Nord' }, place: { name: 'BUP Nord', address: 'Parkvej 2' } })],
    });
    assert.equal(item.unit, 'BUP Nord');
    assert.equal(item.address, 'Parkvej 2');
    assert.ok(!('place' in item));
  });

  test('the address is the unit’s where no place is given, and never the unit’s at another place', async () => {
    const { place: _, ...without } = anAppointment();
    assert.equal((await only({ appointments: [without] })).address, 'Parkvej 2');
    assert.ok(!('address' in (await only({ appointments: [anAppointment({ place: { name: 'Hjemme' } })] }))));
  });

  const hidden: [string, Partial<World>, string, string][] = [
    ['the child is protected', { person: { ...josefine, protected: true } }, 'ok', 'ok'],
    ['the person look-up is down', { state: { person: 'down' } }, 'partial', 'unavailable'],
    ['the person look-up cannot search', { state: { person: 'not-searchable' } }, 'partial', 'not-connected'],
  ];
  for (const [what, over, state, person] of hidden)
    test(`place and address are gone where ${what}; the rest stays, and the audit says so`, async () => {
      const answer = await ask(over);
      assert.deepEqual([answer.state, answer.sources.person], [state, person]);
      const [item] = answer.items as [Appointment];
      assert.ok(!('address' in item) && !('place' in item));
      assert.deepEqual([item.unit, item.phone], ['BUP Amb. Nord', '70000510']);
      assert.deepEqual(answer.fields, ['time', 'unit', 'phone', 'hours', 'calendar']);
    });
});

describe('when something is missing', () => {
  test('the source is down: no empty list', async () => {
    const { state, reason, retry, items, sources } = await ask({ state: { appointments: 'down' } });
    assert.deepEqual([state, reason, retry, items, sources.appointments], ['unavailable', 'source-down', true, [], 'unavailable']);
  });

  test('the source answered in part', async () => {
    const { state, items, sources } = await ask({ state: { appointments: 'partial' } });
    assert.deepEqual([state, items.length, sources.appointments], ['partial', 1, 'partial']);
  });

  test('the source answered in part and nothing is left: we do not know', async () => {
    const { state, items, fields } = await ask({ state: { appointments: 'partial' }, appointments: [] });
    assert.deepEqual([state, items, fields], ['partial', [], []]);
  });

  test('the citizen has blocked some: the rest is shown, the source is filtered', async () => {
    const { state, items, sources } = await ask({ filtered: true });
    assert.deepEqual([state, items.length, sources.appointments], ['partial', 1, 'filtered']);
  });

  const nothingLeft: [string, Partial<World>][] = [
    ['the source sent none', { appointments: [] }],
    ['what it sent lies outside the window', { appointments: [anAppointment({ start: '2020-01-01', end: '2020-01-02' })] }],
    ['it answered in part beside', { appointments: [], state: { appointments: 'partial' } }],
    ['the person look-up is down beside', { appointments: [], state: { person: 'down' } }],
  ];
  for (const [what, over] of nothingLeft)
    test(`the citizen has blocked some, and ${what}: blocked, never empty`, async () => {
      const { state, items, fields, sources } = await ask({ filtered: true, ...over });
      assert.deepEqual([state, items, fields, sources.appointments], ['blocked', [], [], 'filtered']);
    });

  test('the source cannot search the number', async () => {
    const { state, reason, retry, sources } = await ask({ state: { appointments: 'not-searchable' } });
    assert.deepEqual([state, reason, retry, sources.appointments], ['unavailable', 'not-searchable', false, 'not-connected']);
  });

  test('a second try may succeed', async () => {
    const state: World['state'] = { appointments: 'down' };
    const world = aWorld({ state });
    const context = world.open('ppr');
    assert.equal((await world.askIn(context, 'appointments')).body.state, 'unavailable');
    delete state.appointments;
    assert.equal((await world.askIn(context, 'appointments')).body.state, 'ok');
  });
});

test('every municipal viewer of these tests has an organisation with a SOR code, and no other', () => {
  for (const [name, viewer] of Object.entries(viewers))
    assert.equal('organisationSor' in viewer, (municipal as readonly string[]).includes(name));
});
