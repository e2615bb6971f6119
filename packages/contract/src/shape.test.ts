import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type * as z from 'zod/mini';
import { appointment } from './appointments.ts';
import { departmentCases } from './cases.ts';
import { contact, partyContact } from './contacts.ts';
import { openedContext } from './context.ts';
import { problem } from './problem-body.ts';
import { schoolRelation } from './school.ts';
import { source } from './section.ts';
import { readShape } from './shape.ts';
import * as shapes from './shapes.ts';

const twins: [string, z.ZodMiniType, unknown][] = [
  ['contact', contact, shapes.contactShape],
  ['party contact', partyContact, shapes.partyContactShape],
  ['department', departmentCases, shapes.departmentCasesShape],
  ['appointment', appointment, shapes.appointmentShape],
  ['school relation', schoolRelation, shapes.schoolRelationShape],
  ['source', source, shapes.sourceShape],
  ['opened context', openedContext, shapes.openedContextShape],
  ['problem', problem, shapes.problemShape],
];

// Values near the shape: mostly right, now and then a field absent, wrong, null or unknown.
function near(shape: unknown): fc.Arbitrary<unknown> {
  if (shape === 'string') return fc.string();
  if (shape === 'number') return fc.integer();
  if (shape === 'boolean') return fc.boolean();
  if (Array.isArray(shape)) return fc.array(mostly(near(shape[0])), { maxLength: 3 });
  const fields = Object.entries(shape as object).map(
    ([spelled, field]) => [spelled.replace('?', ''), mostly(near(field)), spelled.endsWith('?')] as const,
  );
  const required = fields.filter(([, , optional]) => !optional).map(([key]) => key);
  return fc
    .tuple(
      fc.record(Object.fromEntries(fields.map(([key, value]) => [key, value])), { requiredKeys: required }),
      mostly(fc.constant<string | undefined>(undefined), fc.constantFrom(...required)),
      fc.dictionary(fc.constantFrom('mood', 'weather'), fc.jsonValue()),
    )
    .map(([record, dropped, unknown]) => Object.fromEntries(Object.entries({ ...unknown, ...record }).filter(([key]) => key !== dropped)));
}

function mostly<Value>(value: fc.Arbitrary<Value>, seldom: fc.Arbitrary<unknown> = fc.jsonValue()): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: value as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: seldom });
}

for (const [name, schema, shape] of twins)
  test(`the shape of a ${name} takes what its schema takes, and gives the same`, () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(near(shape), fc.jsonValue()), (value) => {
        const bySchema = schema.safeParse(value);
        const byShape = readShape(shape as never, value);
        if (bySchema.success) taken += 1;
        else refused += 1;
        assert.deepEqual(byShape, bySchema.success ? bySchema.data : undefined);
      }),
      { numRuns: 600 },
    );
    assert.ok(taken > 20 && refused > 20, `${taken} taken, ${refused} refused`);
  });
