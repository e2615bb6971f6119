import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { aCase, aWorld, type World } from './testing.ts';

/** The answer, and after how many milliseconds of a clock that the test moves. */
async function clocked<Answer>(answering: Promise<Answer>): Promise<{ answer: Answer; after: number }> {
  let settled: { answer: Answer } | undefined;
  answering.then((answer) => (settled = { answer }));
  for (let after = 0; after <= 10_000; after += 50) {
    // Sources in memory need a few turns of the loop for each step.
    for (let turns = 0; turns < 5; turns += 1) await turn();
    if (settled) return { ...settled, after };
    mock.timers.tick(50);
  }
  return assert.fail('the section never answers');
}

describe('a section that waits', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const waits: [string, Partial<World>, string, Record<string, string>, number][] = [
    ['nothing', {}, 'ok', { cases: 'ok', person: 'ok', organisation: 'ok' }, 0],
    ['an index that hangs', { state: { cases: 'hang' } }, 'unavailable', { cases: 'unavailable', person: 'ok', organisation: 'ok' }, 2000],
    [
      'an index that does not heed its signal',
      { state: { cases: 'deaf' } },
      'unavailable',
      { cases: 'unavailable', person: 'ok', organisation: 'ok' },
      2000,
    ],
    [
      'FK Organisation that hangs',
      { state: { organisation: 'hang' } },
      'partial',
      { cases: 'ok', person: 'ok', organisation: 'unavailable' },
      2000,
    ],
    [
      'a person look-up that hangs',
      { state: { person: 'deaf' } },
      'partial',
      { cases: 'ok', person: 'unavailable', organisation: 'ok' },
      1000,
    ],
    [
      'a slow index, then FK Organisation that does not heed its signal',
      { delay: { cases: 1900 }, state: { organisation: 'deaf' } },
      'partial',
      { cases: 'ok', person: 'ok', organisation: 'unavailable' },
      2800,
    ],
    [
      'a slow index, then a slow FK Organisation',
      { delay: { cases: 1900, organisation: 800 } },
      'ok',
      { cases: 'ok', person: 'ok', organisation: 'ok' },
      2700,
    ],
  ];
  for (const [what, over, state, sources, after] of waits)
    test(`for ${what} answers ${state} after ${after} ms`, async () => {
      const reached = await clocked(aWorld({ cases: [aCase()], ...over }).cases('child-psychiatry'));
      assert.deepEqual([reached.answer.state, reached.answer.sources, reached.after], [state, sources, after]);
    });

  test('still names the caseworker where the person look-up takes all its time', async () => {
    const { answer } = await clocked(
      aWorld({ cases: [aCase()], state: { person: 'hang' }, delay: { organisation: 1900 } }).cases('child-psychiatry'),
    );
    assert.equal(answer.items[0]!.contacts[0]!.name, 'Kirsten Lund');
  });

  const alone: [string, 'appointments' | 'school', Partial<World>, string, Record<string, string>, number][] = [
    ['appointments', 'appointments', {}, 'ok', { appointments: 'ok', person: 'ok' }, 0],
    [
      'an Aftaleoversigt that hangs',
      'appointments',
      { state: { appointments: 'hang' } },
      'unavailable',
      { appointments: 'unavailable', person: 'ok' },
      2700,
    ],
    [
      'one that does not heed its signal',
      'appointments',
      { state: { appointments: 'deaf' } },
      'unavailable',
      { appointments: 'unavailable', person: 'ok' },
      2700,
    ],
    ['a slow one', 'appointments', { delay: { appointments: 2600 } }, 'ok', { appointments: 'ok', person: 'ok' }, 2600],
    // Asked beside it: the person look-up costs its own second, and nothing more.
    [
      'one beside a person look-up that hangs',
      'appointments',
      { state: { person: 'deaf' } },
      'partial',
      { appointments: 'ok', person: 'unavailable' },
      1000,
    ],
    [
      'a slow one beside a person look-up that hangs',
      'appointments',
      { delay: { appointments: 2600 }, state: { person: 'deaf' } },
      'partial',
      { appointments: 'ok', person: 'unavailable' },
      2600,
    ],
    ['school', 'school', {}, 'ok', { school: 'ok', person: 'ok' }, 0],
    ['STIL that hangs', 'school', { state: { school: 'hang' } }, 'unavailable', { school: 'unavailable', person: 'ok' }, 2700],
    [
      'STIL that does not heed its signal',
      'school',
      { state: { school: 'deaf' } },
      'unavailable',
      { school: 'unavailable', person: 'ok' },
      2700,
    ],
    [
      'STIL after a person look-up that hangs',
      'school',
      { state: { person: 'deaf' } },
      'partial',
      { school: 'ok', person: 'unavailable' },
      1000,
    ],
    [
      'STIL that hangs after a person look-up that hangs',
      'school',
      { state: { person: 'deaf', school: 'deaf' } },
      'unavailable',
      { school: 'unavailable', person: 'unavailable' },
      2800,
    ],
  ];
  for (const [what, section, over, state, sources, after] of alone)
    test(`for ${what} answers ${section} ${state} after ${after} ms`, async () => {
      const world = aWorld(over);
      const reached = await clocked<{ state: string; sources: object }>(
        section === 'school' ? world.school('child-psychiatry') : world.appointments('ppr'),
      );
      assert.deepEqual([reached.answer.state, reached.answer.sources, reached.after], [state, sources, after]);
    });

  test('answers contacts within 2.8 s whatever hangs', async () => {
    for (const state of [{ person: 'hang' }, { organisation: 'deaf' }, { person: 'deaf', organisation: 'hang' }] as const) {
      const { answer, after } = await clocked(aWorld({ state }).contacts('ppr'));
      assert.equal(answer.state, 'partial');
      assert.ok(after <= 2800, `${after} ms`);
    }
  });
});

describe('what a section leaves behind', () => {
  const running = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

  test('no timer, after an answer', async () => {
    const before = running();
    await aWorld({ cases: [aCase()] }).cases('child-psychiatry');
    assert.equal(running(), before);
  });

  test('no timer, where the index fails while another source hangs', async () => {
    const before = running();
    await aWorld({ state: { cases: 'down', organisation: 'hang', person: 'deaf' } }).cases('child-psychiatry');
    assert.equal(running(), before);
  });

  test('no timer, where Aftaleoversigten or STIL fails while the person look-up hangs', async () => {
    const before = running();
    await aWorld({ state: { appointments: 'down', person: 'deaf' } }).appointments('ppr');
    await aWorld({ state: { school: 'down' } }).school('child-psychiatry');
    assert.equal(running(), before);
  });

  test('no question, once it has answered', async () => {
    const world = aWorld({ state: { cases: 'down' }, delay: { person: 5 } });
    const context = world.open('child-psychiatry');
    assert.equal((await world.askIn(context, 'cases')).body.state, 'unavailable');
    await context.person();
    await turn();
    assert.deepEqual(world.asked.toSorted(), ['cases', 'person']);
  });

  test('no timer and no rejection, where the context ends while sources hang', async () => {
    const before = running();
    const world = aWorld({ state: { cases: 'hang', organisation: 'hang', person: 'hang' } });
    const context = world.open('child-psychiatry');
    const answering = world.askIn(context, 'cases');
    await turn();
    context.flights.end();
    assert.equal((await answering).body.state, 'unavailable');
    await turn();
    assert.equal(running(), before);
  });

  test('the questions that another section of the context waits for', async () => {
    const world = aWorld({ state: { cases: 'down' }, delay: { organisation: 20 } });
    const context = world.open('ppr');
    const [cases, contacts] = await Promise.all([world.askIn(context, 'cases'), world.askIn(context, 'contacts')]);
    assert.equal(cases.body.state, 'unavailable');
    assert.equal(contacts.body.state, 'ok');
    assert.equal(world.asked.filter((question) => question === 'unit 11111111 34.10.10').length, 1);
  });

  test('nothing that keeps a second try from succeeding', async () => {
    const state: World['state'] = { cases: 'hang' };
    const world = aWorld({ cases: [aCase()], state, deadlines: { cases: 5 } });
    const context = world.open('child-psychiatry');
    assert.equal((await world.askIn(context, 'cases')).body.state, 'unavailable');
    delete state.cases;
    assert.equal((await world.askIn(context, 'cases')).body.state, 'ok');
  });
});
