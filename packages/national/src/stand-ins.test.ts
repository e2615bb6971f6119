import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { type Cpr, isReplacement, parseCpr } from '@paa-tvaers/contract';
import { type StandIns, startStandIns } from '@paa-tvaers/stand-ins';
import { departmentOf } from './cases/kle.ts';
import {
  type CaseIndex,
  createCaseIndex,
  createOrganisation,
  createPersonRegister,
  NotSearchable,
  type Organisation,
  type PersonRegister,
  type SecuritySettings,
} from './index.ts';
import { call } from './testing/server.ts';

// The clients against the systems as somebody else has read the same specifications: real HTTP, mutual TLS,
// signatures. What one side got wrong, the other refuses.
let standIns: StandIns;
let cases: CaseIndex;
let organisation: Organisation;
let person: PersonRegister;

before(async () => {
  standIns = await startStandIns({ requireSignature: true });
  const { certificates } = standIns;
  const client = { certificate: certificates.clientCertificate, key: certificates.clientKey };
  const signed: SecuritySettings = { kind: 'wss-x509', ...client };
  const token: SecuritySettings = {
    kind: 'oauth',
    tokenUrl: standIns.organisation.tokenUrl,
    clientId: 'http://stoettesystemerne.dk/service/organisation/3',
    scope: 'entityid:http://stoettesystemerne.dk/service/organisation/3',
    tls: { ...client, ca: certificates.ca, maxVersion: 'TLSv1.2' },
  };
  const generous = { timeout: 10_000, breaker: { failures: 1000 } };
  cases = createCaseIndex({ url: standIns.cases.url, security: signed, pageSize: 20, ...generous });
  organisation = createOrganisation({ url: standIns.organisation.url, security: token, ...generous });
  person = createPersonRegister({ url: standIns.person.url, security: { kind: 'none' }, ...generous });
});

after(async () => {
  await Promise.all([cases, organisation, person].map((client) => client?.close()));
  await standIns?.close();
});

const numberOf = (cpr: string) => parseCpr(cpr) as Cpr;

async function behave(system: string, behaviour: object): Promise<void> {
  const answer = await fetch(`${standIns.control.url}/faults/${system}`, { method: 'PUT', body: JSON.stringify(behaviour) });
  assert.equal(answer.status, 200);
}

test('the index gives each child the cases of its file that a department here has, page by page', async () => {
  let seen = 0;
  for (const child of standIns.children.filter(({ cpr }) => !isReplacement(numberOf(cpr)))) {
    const { state, value } = await cases.findCases(numberOf(child.cpr), call);
    const expected = child.file.cases.filter(({ kle }) => departmentOf(kle)).map(({ kle, caseworker }) => [kle, caseworker !== undefined]);
    assert.equal(state, 'ok', child.id);
    assert.deepEqual(value.map(({ kle, caseworker }) => [kle, caseworker !== undefined]).toSorted(), expected.toSorted(), child.id);
    for (const { owner, responsibleUnit, kle, status } of value) {
      assert.match(owner.cvr, /^(11111111|22222222)$/);
      assert.ok(responsibleUnit?.name && responsibleUnit.uuid, child.id);
      const file = child.file.cases.filter((one) => one.kle === kle);
      if (file.length === 1)
        assert.equal(status, file[0]?.closed !== undefined && file[0].closed >= 0 ? 'closed' : 'open', `${child.id} ${kle}`);
    }
    seen += value.length;
  }
  assert.ok(seen >= 12, `${seen} cases`);
});

test('the register knows each child, save those with replacement numbers', async () => {
  for (const child of standIns.children) {
    const cpr = numberOf(child.cpr);
    if (isReplacement(cpr)) {
      await assert.rejects(person.findPerson(cpr, call), NotSearchable);
      continue;
    }
    const found = await person.findPerson(cpr, call);
    assert.equal(found?.state, 'ok', child.id);
    const { value } = found;
    assert.equal(value.birthDate, child.birthDate, child.id);
    assert.equal(value.protected, child.file.protection !== undefined, child.id);
    const censored = child.file.protection === 'censored';
    assert.equal(value.name, censored ? undefined : child.name, child.id);
    assert.equal(value.municipalityCode, censored ? undefined : child.municipality.code, child.id);
    assert.equal(value.clinic !== undefined, child.file.clinic !== undefined && !censored, child.id);
    if (value.clinic) assert.match(value.clinic.ydernummer, /^\d{6}$/);
  }
});

test('the register does not know a number that no child has', async () => {
  assert.equal(await person.findPerson(numberOf('0202129993'), call), undefined);
});

test('the units and caseworkers of all cases are found, a municipality at a time', async () => {
  const found = await Promise.all(
    standIns.children.filter(({ cpr }) => !isReplacement(numberOf(cpr))).map(({ cpr }) => cases.findCases(numberOf(cpr), call)),
  );
  const all = found.flatMap(({ value }) => value);
  for (const cvr of ['11111111', '22222222']) {
    const own = all.filter(({ owner }) => owner.cvr === cvr);
    const unitIds = [...new Set(own.flatMap(({ responsibleUnit }) => responsibleUnit?.uuid ?? []))];
    const userIds = [...new Set(own.flatMap(({ caseworker }) => caseworker?.uuid ?? []))];
    const units = await organisation.units(cvr, unitIds, call);
    const users = await organisation.users(cvr, userIds, call);
    assert.deepEqual([units.state, users.state], ['ok', 'ok']);
    assert.ok(units.value.size > 0);
    for (const unit of units.value.values()) assert.ok(unit.name);
    for (const user of users.value.values()) assert.ok(user.name ?? user.phone ?? user.email);
  }
});

test('each department has a unit that is responsible for its subject', async () => {
  const ppr = await organisation.unitFor('11111111', '17.03.04', call);
  const family = await organisation.unitFor('11111111', '34.15.25', call);
  assert.equal(ppr.state, 'ok');
  assert.ok(ppr.value?.phone);
  assert.ok(family.value);
  assert.notEqual(ppr.value.uuid, family.value.uuid);
  assert.equal((await organisation.unitFor('11111111', '99.99.99', call)).value, undefined);
});

test('every way that a system can fail is told as such, without content, and is over when it is over', async (t) => {
  const child = standIns.children.find(({ id }) => id === 'maja') ?? standIns.children[0];
  assert.ok(child);
  const cpr = numberOf(child.cpr);
  const questions = {
    cases: () => cases.findCases(cpr, call),
    organisation: () => organisation.unitFor('11111111', '17.03.04', call),
    person: () => person.findPerson(cpr, call),
  };
  t.after(() => fetch(`${standIns.control.url}/faults`, { method: 'DELETE' }));
  const expected = {
    error: /fault|status/,
    garbled: /^SourceAnswerInvalid|fault/,
    truncated: /connection|SourceAnswerInvalid/,
    down: /connection/,
  };
  for (const [system, ask] of Object.entries(questions))
    for (const [fault, kind] of Object.entries(expected)) {
      await behave(system, { fault });
      await assert.rejects(ask(), (error) => {
        assert.match(String(error), kind, `${system} ${fault}`);
        assert.doesNotMatch(inspect(error, { depth: 5, showHidden: true }), /\d{6}-?\d{4}|Josefine|Hans/);
        return true;
      });
      await behave(system, { fault: 'none' });
      assert.ok(await ask(), `${system} after ${fault}`);
    }
  await behave('organisation', { fault: 'partial' });
  assert.equal((await questions.organisation()).state, 'partial');
  await behave('organisation', { fault: 'none' });
});
