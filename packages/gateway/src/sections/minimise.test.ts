import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case } from '@paa-tvaers/national';
import fc from 'fast-check';
import { fieldsOf } from '../policy/index.ts';
import { aCase, anAppointment, aWorld, everyRow, type ViewerName } from './testing.ts';

const caseFields = fieldsOf.cases.filter((field) => field !== 'department' && field !== 'status');
const secret = (field: string, n: number) => `secret-${field}-${n}`;
/** A case in which each field that policy names holds its own name. */
const telling = (n: number, over: Partial<Case>): Case =>
  aCase({
    uuid: `case-${n}`,
    title: secret('title', n),
    opened: secret('opened', n),
    responsibleUnit: { uuid: `unit-${n}`, name: secret('responsibleUnit', n) },
    caseworker: { uuid: `user-${n}`, name: secret('caseworker', n) },
    ...over,
  });
const anyCase = fc.record({
  department: fc.constantFrom('ppr' as const, 'family-services' as const),
  status: fc.constantFrom('open' as const, 'closed' as const),
  kle: fc.constantFrom('17.03.04', '34.10.10', '34.25.00', '34.10.30'),
  sensitivity: fc.constantFrom('FORTROLIGE_PERSONOPLYSNINGER' as const, 'VIP_SAGER' as const),
});

test('whatever the rows and the cases, only what the row lists leaves, and the audit says exactly that', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCase, { maxLength: 6 }),
      fc.subarray(caseFields),
      fc.constantFrom('case' as const, 'department' as const),
      fc.constantFrom<ViewerName>('child-psychiatry', 'family-services'),
      fc.constantFrom('ok', 'down'),
      async (found, extra, reveal, viewer, organisation) => {
        const ids = [...found.keys()];
        const answer = await aWorld({
          cases: found.map((over, n) => telling(n, over)),
          users: ids.map((n) => ({
            uuid: `user-${n}`,
            name: secret('caseworker', n),
            role: secret('caseworker', n),
            phone: `7100${1000 + n}`,
            email: secret('caseworker', n),
          })),
          units: ids.map((n) => ({
            uuid: `unit-${n}`,
            name: secret('responsibleUnit', n),
            phone: `7200${1000 + n}`,
            hours: secret('responsibleUnit', n),
          })),
          state: organisation === 'down' ? { organisation: 'down' } : {},
          policy: everyRow(['cases'], () => ({ fields: ['department', 'status', ...extra], reveal })),
        }).cases(viewer);
        const body = JSON.stringify(answer.items);
        const may = (field: string) => reveal === 'case' && (extra as string[]).includes(field);
        for (const field of caseFields) {
          if (!may(field)) assert.ok(!body.includes(`secret-${field}`), field);
          assert.equal((answer.fields as readonly string[]).includes(field), body.includes(`secret-${field}`), `audit of ${field}`);
        }
        if (!may('caseworker')) assert.ok(!body.includes('7100'), 'a caseworker’s number');
        if (!may('responsibleUnit')) assert.ok(!body.includes('7200'), 'a unit’s number');
        if (reveal === 'department') assert.ok(answer.items.every(({ cases }) => cases.length === 0));
        for (const item of answer.items) assert.ok(item.contacts.length > 0, 'there is always somebody to call');
      },
    ),
    { numRuns: 200 },
  );
});

test('whatever the rows, only the contact details that they list leave', async () => {
  const details = { phone: '73001000', email: 'secret-email', hours: 'secret-hours', address: 'secret-address' };
  await fc.assert(
    fc.asyncProperty(fc.subarray(fieldsOf.contacts.filter((field) => field !== 'name')), async (extra) => {
      const answer = await aWorld({
        subjects: { '17.03.04': { uuid: 'ppr', name: 'PPR', ...details } },
        policy: everyRow(['contacts'], () => ({ fields: ['name', ...extra] })),
      }).contacts('child-psychiatry');
      const ppr = answer.items[0]!.contact;
      assert.deepEqual(Object.keys(ppr).toSorted(), ['level', 'name', ...extra].toSorted());
      assert.deepEqual([...answer.fields].toSorted(), ['name', ...extra].toSorted());
    }),
  );
});

/** An appointment in which each field that policy names holds its own name. */
const tellingAppointment = anAppointment({
  unit: { name: 'secret-unit', sor: '261471000016001', phone: '74001000' },
  place: { name: 'secret-place', address: 'secret-address' },
  reason: 'secret-reason',
});

test('whatever the row, only what it lists of an appointment leaves, and the audit says exactly that', async () => {
  const keys = {
    unit: 'secret-unit',
    place: 'secret-place',
    address: 'secret-address',
    phone: '74001000',
    hours: '"8-12"',
    reason: 'secret-reason',
    calendar: '"calendar":true',
  };
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(fieldsOf.appointments.filter((field) => field !== 'time')),
      fc.constantFrom('none', 'protected', 'down'),
      async (extra, protection) => {
        const answer = await aWorld({
          appointments: [tellingAppointment],
          person: { birthDate: '2014-05-05', protected: protection === 'protected', custodyHolders: [] },
          state: protection === 'down' ? { person: 'down' } : {},
          policy: everyRow(['appointments'], () => ({ fields: ['time', ...extra] })),
        }).appointments('ppr');
        const body = JSON.stringify(answer.items);
        for (const field of Object.keys(keys) as (keyof typeof keys)[]) {
          const may = extra.includes(field) && (protection === 'none' || (field !== 'address' && field !== 'place'));
          assert.equal(body.includes(keys[field]), may, field);
          assert.equal(answer.fields.includes(field), may, `audit of ${field}`);
        }
        assert.ok(answer.fields.includes('time'));
      },
    ),
  );
});

test('whatever the row, only what it lists of the school leaves', async () => {
  const full = { kind: 'school', name: 'secret-name', level: '5', phone: '75001000', address: 'secret-address' } as const;
  await fc.assert(
    fc.asyncProperty(fc.subarray(fieldsOf.school.filter((field) => field !== 'name')), async (extra) => {
      const answer = await aWorld({
        school: { protected: false, relations: [full] },
        policy: everyRow(['school'], () => ({ fields: ['name', ...extra] })),
      }).school('child-psychiatry');
      assert.deepEqual(Object.keys(answer.items[0]!).toSorted(), ['kind', 'name', ...extra].toSorted());
      assert.deepEqual([...answer.fields].toSorted(), ['name', ...extra].toSorted());
    }),
  );
});

test('what a source adds to its answer does not leave', async () => {
  const more = { cpr: '0505149996', note: 'secret' };
  const appointments = await aWorld({ appointments: [{ ...tellingAppointment, ...more }] }).appointments('ppr');
  const relation = { kind: 'school', name: 'Skolen', ...more } as const;
  const school = await aWorld({ school: { protected: false, relations: [relation] } }).school('general-practice');
  assert.deepEqual(school.items, [{ kind: 'school', name: 'Skolen' }]);
  assert.ok(!/0505149996|"secret"/.test(JSON.stringify(appointments.items)));
});

test('the order of cases tells nothing of dates that do not leave', async () => {
  const dated = (n: number, opened: string) =>
    aCase({ uuid: `case-${n}`, opened, caseworker: { name: `Sagsbehandler ${n}` }, responsibleUnit: { name: 'PPR' } });
  const orders = await Promise.all(
    [
      [dated(1, '2020-01-01'), dated(2, '2026-01-01')],
      [dated(2, '2020-01-01'), dated(1, '2026-01-01')],
    ].map(async (cases) => (await aWorld({ cases }).cases('child-psychiatry')).items[0]!.cases.map(({ caseworker }) => caseworker)),
  );
  assert.deepEqual(orders[0], orders[1]);
});
