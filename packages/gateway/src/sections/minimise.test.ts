import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case } from '@paa-tvaers/national';
import fc from 'fast-check';
import { fieldsOf } from '../policy/index.ts';
import { aCase, aWorld, everyRow, type ViewerName } from './testing.ts';

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
