import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PartyContact } from '@paa-tvaers/contract';
import { aWorld, everyRow, korsbaek, strandby, type ViewerName, type World } from './testing.ts';

const ask = (over: Partial<World> = {}, viewer: ViewerName = 'child-psychiatry') => aWorld(over).contacts(viewer);
const parties = (items: readonly PartyContact[]) => items.map(({ party }) => party);
const numbers = (items: readonly PartyContact[]) =>
  Object.fromEntries(items.map(({ party, contact }) => [party, `${contact.level} ${contact.phone}`]));
const josefine = { name: 'Josefine Testperson', birthDate: '2014-05-05', municipalityCode: '0998', protected: false, custodyHolders: [] };

describe('which parties', () => {
  const all: Record<ViewerName, string[]> = {
    ppr: ['family-services', 'child-psychiatry', 'general-practice'],
    'family-services': ['ppr', 'child-psychiatry', 'general-practice'],
    'child-psychiatry': ['ppr', 'family-services', 'general-practice'],
    'general-practice': ['ppr', 'family-services', 'child-psychiatry', 'general-practice'],
  };
  for (const [viewer, expected] of Object.entries(all) as [ViewerName, string[]][])
    test(`${viewer} is told whom to call at ${expected.join(', ')}, also where there is no case`, async () => {
      const { state, items, sources } = await ask({}, viewer);
      assert.deepEqual([state, parties(items), sources], ['ok', expected, { person: 'ok', organisation: 'ok' }]);
    });

  test('a secretary is told too', async () => {
    assert.equal((await ask({ viewer: { function: 'secretary' } })).items.length, 3);
  });

  test('each has its own number, and says whose it is', async () => {
    const { items, fields } = await ask({}, 'general-practice');
    assert.deepEqual(numbers(items), {
      ppr: 'subject-unit 70000301',
      'family-services': 'subject-unit 70000302',
      'child-psychiatry': 'psychiatric-unit 70000500',
      'general-practice': 'clinic 70000400',
    });
    assert.deepEqual(fields, ['name', 'phone', 'email', 'hours', 'address']);
    assert.deepEqual(
      items.map(({ municipality }) => municipality),
      [korsbaek, korsbaek, undefined, undefined],
    );
  });

  test('never the number of the clinic in the register of providers', async () => {
    assert.ok(!JSON.stringify(await ask()).includes('012345'));
  });

  test('a municipality that keeps its PPR back is asked nothing about it', async () => {
    const world = aWorld({
      policy: (file) => {
        const row = file.rows.find(({ id }) => id === 'contacts-ppr-to-child-psychiatry')!;
        file.rows.push({ ...row, id: 'korsbaek', giver: 'municipality:0998/ppr', reveal: 'none' });
      },
    });
    assert.deepEqual(parties((await world.contacts('child-psychiatry')).items), ['family-services', 'general-practice']);
    assert.ok(!world.asked.some((question) => question.includes('17.03.04')));
  });

  test('where all keep everything back, the section is denied', async () => {
    const { state, reason } = await ask({ policy: everyRow(['contacts'], () => ({ reveal: 'none' })) });
    assert.deepEqual([state, reason], ['denied', 'no-rule']);
  });

  test('nothing is asked for one who may not see', async () => {
    const world = aWorld({ purpose: 'curiosity' });
    const { state, reason, fields } = await world.contacts('child-psychiatry');
    assert.deepEqual([state, reason, fields, world.asked], ['denied', 'purpose', [], []]);
  });

  test('at 18 it is adult services', async () => {
    const { state, reason, contact, items } = await ask({ birthDate: '2008-06-15' }, 'ppr');
    assert.deepEqual([state, reason, contact?.name, items], ['out-of-scope', 'age', 'Voksenområdet', []]);
  });
});

describe('where a number is missing', () => {
  test('a department without a unit, or with a unit without phone, has the municipality’s', async () => {
    const { state, items } = await ask({ subjects: { '17.03.04': { uuid: 'ppr', name: 'PPR' } } });
    assert.equal(state, 'ok');
    assert.deepEqual(
      items.slice(0, 2).map(({ contact }) => contact),
      [
        { level: 'municipality', name: 'Korsbæk Kommune', phone: '70000998' },
        { level: 'municipality', name: 'Korsbæk Kommune', phone: '70000998' },
      ],
    );
  });

  test('without FK Organisation too, and the section says so', async () => {
    const { state, items, sources } = await ask({ state: { organisation: 'down' } });
    assert.deepEqual([state, sources.organisation], ['partial', 'unavailable']);
    assert.equal(numbers(items).ppr, 'municipality 70000998');
  });

  test('a child without a clinic has none', async () => {
    const { state, items } = await ask({ person: josefine });
    assert.deepEqual([state, parties(items)], ['ok', ['ppr', 'family-services']]);
  });

  test('a child of a municipality that the directory does not know has the clinic alone, in part', async () => {
    const { state, items, sources } = await ask({
      person: { ...josefine, municipalityCode: '0101', clinic: { ydernummer: '012345', name: 'Lægerne' } },
    });
    assert.deepEqual([state, parties(items), sources], ['partial', ['general-practice'], { person: 'partial' }]);
  });
});

describe('where the child lives', () => {
  test('decides, also for a professional of another municipality', async () => {
    const { items } = await ask({ person: { ...josefine, municipalityCode: '0997' } }, 'ppr');
    assert.deepEqual(items[0]!.municipality, strandby);
  });

  test('is guessed from the professional’s own municipality where the person look-up is down', async () => {
    const { state, items, sources } = await ask({ state: { person: 'down' } }, 'ppr');
    assert.deepEqual([state, parties(items), sources.person], ['partial', ['family-services', 'child-psychiatry'], 'unavailable']);
    assert.deepEqual(items[0]!.municipality, korsbaek);
  });

  test('is unknown to health then: unavailable, and worth another try', async () => {
    const { state, reason, retry, sources } = await ask({ state: { person: 'down' } });
    assert.deepEqual([state, reason, retry, sources], ['unavailable', 'source-down', true, { person: 'unavailable' }]);
  });

  test('is not looked up by a replacement number: a municipality has its own, health nothing, now or later', async () => {
    const replacement: Partial<World> = { cpr: '0703921VJ4', state: { person: 'not-searchable' } };
    const own = await ask(replacement, 'family-services');
    assert.deepEqual([own.state, parties(own.items), own.sources.person], ['partial', ['ppr', 'child-psychiatry'], 'not-connected']);
    const health = await ask(replacement);
    assert.deepEqual([health.state, health.reason, health.retry], ['unavailable', 'not-searchable', false]);
  });
});

describe('addresses', () => {
  const addresses = ({ items }: { items: readonly PartyContact[] }) => items.flatMap(({ contact }) => contact.address ?? []);

  test('are shown where the child is not protected', async () => {
    assert.deepEqual(addresses(await ask({}, 'general-practice')), ['Skolevej 3', 'Rådhuspladsen 1', 'Parkvej 2', 'Torvet 1']);
  });

  test('are gone where the child is, and the audit says so; the numbers stay', async () => {
    const hidden = await ask(
      {
        person: { ...josefine, protected: true, clinic: { ydernummer: '012345', name: 'Lægerne', phone: '70000400', address: 'Torvet 1' } },
      },
      'general-practice',
    );
    assert.deepEqual(addresses(hidden), []);
    assert.ok(!hidden.fields.includes('address'));
    assert.ok(hidden.items.every(({ contact }) => contact.phone));
  });

  test('are gone where nobody knows whether the child is', async () => {
    assert.deepEqual(addresses(await ask({ state: { person: 'down' } }, 'ppr')), []);
    assert.deepEqual(addresses(await ask({ state: { person: 'not-searchable' } }, 'ppr')), []);
  });
});
