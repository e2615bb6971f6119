import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import fc from 'fast-check';
import { createAppointmentIndex, createCaseIndex, createOrganisation, createPersonRegister } from './index.ts';
import { document, entry, envelope12, fault12, found, mtom, mtomType, registryError, retrieved } from './testing/appointment.ts';
import { caseImage, output } from './testing/case.ts';
import { call, serve } from './testing/server.ts';
import { envelope, fault, fixture } from './testing/soap.ts';

// Trap 1: titles, names and numbers are everywhere in what the systems send; none of it may reach a log.
const secrets = /0505149996|1710194919|678401000016005|Josefine|Hans|Petersen|Psykolog|Testvej|Bispebjerg|PPV/;
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
const garbledOf = (good: readonly string[]) =>
  fc
    .record({
      answer: fc.constantFrom(...good),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      how: fc.constantFrom('cut', 'insert', 'swap', 'none'),
    })
    .map(({ answer, at, how }) => {
      const position = Math.floor(at * answer.length);
      const [before, after] = [answer.slice(0, position), answer.slice(position)];
      return { cut: before, insert: `${before}<0505149996 Josefine & ${after}`, swap: after + before, none: answer }[how];
    });
const garbled = garbledOf(answers);

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

function holdsNothing(error: unknown): void {
  assert.ok(error instanceof Error);
  assert.match(error.name, /^Source(Unavailable|AnswerInvalid)$/, String(error.stack));
  assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), secrets);
  assert.equal(error.cause, undefined);
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
        holdsNothing(error);
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(errors > 100, `${errors} errors seen`);
});

// The unique id of a document may hold the number, and its title does; a registry's errors may quote both.
const uniqueId = '1710194919.678401000016005.10001';
const sent = [{ uniqueId, content: document() }];
const quoting = registryError(`XDS ${uniqueId}`, 'Error', 'Aftale for 1710194919');
const registryAnswers: readonly string[] = [
  envelope12(found([entry({ uniqueId })])),
  envelope12(found([entry({ uniqueId })], { status: 'PartialSuccess', errors: [quoting] })),
  envelope12(found([], { status: 'Failure', errors: [quoting] })),
  envelope12(found([entry({ uniqueId, sourcePatient: '0505149996^^^&amp;1.2.208.176.1.2&amp;ISO' })])),
  fault12('Josefine.0505149996', uniqueId),
];
const repositoryAnswers: readonly string[] = [
  mtom(envelope12(retrieved(sent)), sent).toString('utf8'),
  mtom(envelope12(retrieved([{ uniqueId, content: '' }])), [{ uniqueId, content: document(['1710194919', '0505149996']) }]).toString(
    'utf8',
  ),
  envelope12(retrieved([], { status: 'Failure', errors: [quoting] })),
  fault12('Receiver', `${uniqueId} Hans Petersen`),
];

test('trap 1: neither does one of a registry, a repository or a document of appointments, and nothing is logged', async (t) => {
  const answer = { registry: '', repository: '', status: 200 };
  const registry = await serve(t, (_, response) => response.writeHead(answer.status).end(answer.registry));
  const repository = await serve(t, (_, response) => response.writeHead(200, { 'content-type': mtomType }).end(answer.repository));
  const index = createAppointmentIndex({
    url: registry.url,
    repositoryUrl: repository.url,
    security: { kind: 'none' },
    breaker: { failures: Number.MAX_SAFE_INTEGER },
    system: { owner: 'KOMBIT', name: 'PaaTvaers', version: '1.0' },
    units: [],
  });
  t.after(() => index.close());
  const logs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) => t.mock.method(console, method, () => {}).mock);
  const child = parseCpr('1710194919') as Cpr;
  const acting = { cpr: parseCpr('2512489996') as Cpr, organisation: { sor: '261471000016001', name: 'Korsbæk Kommune' } };
  const from = new Date('2026-01-01T00:00:00Z');
  const seen = { answers: 0, errors: 0 };
  const halfGood = (all: readonly string[]) => fc.oneof(fc.constant(all[0] as string), garbledOf(all));
  await fc.assert(
    fc.asyncProperty(
      halfGood(registryAnswers),
      halfGood(repositoryAnswers),
      fc.constantFrom(200, 200, 500),
      async (first, second, status) => {
        Object.assign(answer, { registry: first, repository: second, status });
        try {
          await index.findAppointments(child, { from, acting }, call);
          seen.answers++;
        } catch (error) {
          seen.errors++;
          holdsNothing(error);
        }
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(seen.errors > 100 && seen.answers > 10, JSON.stringify(seen));
  assert.ok(logs.every((log) => log.callCount() === 0));
});
