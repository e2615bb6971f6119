import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import fc from 'fast-check';
import { createCaseIndex, createOrganisation, createPersonRegister } from './index.ts';
import { caseImage, output } from './testing/case.ts';
import { call, serve } from './testing/server.ts';
import { envelope, fault, fixture } from './testing/soap.ts';

// Trap 1: titles, names and numbers are everywhere in what the systems send; none of it may reach a log.
const secrets = /0505149996|1710194919|Josefine|Hans|Petersen|Psykolog|Testvej|PPV/;
const cpr = parseCpr('0505149996') as Cpr;

const answers: readonly string[] = [
  envelope(output([caseImage()])).replace('Importeret', 'Josefine 0505149996'),
  envelope(fixture('fremsoeg-output-to-sager.xml')),
  envelope(fixture('dgcpr-getPersonWithHealthCareInformationOut.xml')),
  fault('Josefine.0505149996', 'Josefine 0505149996'),
  JSON.stringify({ errors: [{ message: 'Josefine 0505149996' }] }),
  '{"data": Josefine 0505149996',
];

/** Cuts, splices or flips a good answer somewhere: truncated and garbled as a broken line or a broken proxy does. */
const garbled = fc
  .record({
    answer: fc.constantFrom(...answers),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('cut', 'insert', 'swap', 'none'),
  })
  .map(({ answer, at, how }) => {
    const position = Math.floor(at * answer.length);
    const [before, after] = [answer.slice(0, position), answer.slice(position)];
    return { cut: before, insert: `${before}<0505149996 Josefine & ${after}`, swap: after + before, none: answer }[how];
  });

async function clientsAgainst(t: TestContext) {
  let answer = '';
  let status = 200;
  const server = await serve(t, (_, response) => response.writeHead(status).end(answer));
  const settings = { url: server.url, security: { kind: 'none' }, breaker: { failures: Number.MAX_SAFE_INTEGER } } as const;
  const [cases, organisation, person] = [createCaseIndex(settings), createOrganisation(settings), createPersonRegister(settings)];
  t.after(() => Promise.all([cases.close(), organisation.close(), person.close()]));
  const ask = [
    () => cases.findCases(cpr, call),
    () => organisation.units('11111111', ['5dbc66a1-0000-4000-8000-000000000011'], call),
    () => organisation.unitFor('11111111', '17.03.04', call),
    () => person.findPerson(cpr, call),
  ];
  return {
    ask,
    answerWith(text: string, code: number) {
      answer = text;
      status = code;
    },
  };
}

test('trap 1: whatever a system answers, no error holds any of it', async (t) => {
  const { ask, answerWith } = await clientsAgainst(t);
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(garbled, fc.constantFrom(200, 500), async (answer, status) => {
      answerWith(answer, status);
      for (const question of ask) {
        const error = await question().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) continue;
        errors++;
        assert.ok(error instanceof Error);
        assert.match(error.name, /^Source(Unavailable|AnswerInvalid)$/, String(error.stack));
        assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), secrets);
        assert.equal(error.cause, undefined);
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(errors > 100, `${errors} errors seen`);
});
