import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { type Cpr, isReplacement, parseCpr } from '@paa-tvaers/contract';
import { readEnvelope, writeEnvelope } from '@paa-tvaers/medcom';
import { directory, handClock, mailUnits, type StandIns, startStandIns } from '@paa-tvaers/stand-ins';
import { departmentOf } from './cases/kle.ts';
import {
  type AppointmentIndex,
  type CaseIndex,
  createAccessPoint,
  createAppointmentIndex,
  createCaseIndex,
  createOrganisation,
  createPersonRegister,
  createSchoolRegister,
  createVansDirectory,
  NotSearchable,
  type Organisation,
  type PersonRegister,
  type SchoolRegister,
  type SecuritySettings,
  type Transport,
  TransportRefused,
} from './index.ts';
import { call } from './testing/server.ts';
import { given } from './transport/testing/network.ts';

// The clients against the systems as somebody else has read the same specifications: real HTTP, mutual TLS,
// signatures. What one side got wrong, the other refuses.
let standIns: StandIns;
let cases: CaseIndex;
let organisation: Organisation;
let person: PersonRegister;
let appointments: AppointmentIndex;
let school: SchoolRegister;
let network: Transport;
let vans: Transport;

const clock = handClock(new Date());
const vansFolder = mkdtempSync(join(tmpdir(), 'pt-vans-'));
/** The first is emptied through the access point, the second into the folder. */
const [atAccessPoint, inFolder] = [mailUnits.bupSocialWorkers.gln ?? '', mailUnits.familyWest.gln ?? ''];

before(async () => {
  standIns = await startStandIns({
    requireSignature: true,
    network: { clock, letters: true, vans: { directory: vansFolder, mailboxes: [inFolder] } },
  });
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
  const generous = { timeout: 60_000, breaker: { failures: 1000 } };
  cases = createCaseIndex({ url: standIns.cases.url, security: signed, pageSize: 20, ...generous });
  organisation = createOrganisation({ url: standIns.organisation.url, security: token, ...generous });
  person = createPersonRegister({ url: standIns.person.url, security: { kind: 'none' }, ...generous });
  appointments = createAppointmentIndex({
    url: standIns.appointments.url,
    repositoryUrl: standIns.appointments.repositoryUrl,
    system: { owner: 'Øvelse', name: 'På Tværs – Børn & Unge', version: '1.0.0' },
    units: directory().regions.flatMap(({ psychiatry }) => psychiatry.map(({ sor }) => sor)),
    security: { kind: 'none' },
    ...generous,
  });
  school = createSchoolRegister({ url: standIns.school.url, systemId: standIns.school.systemId, security: signed, ...generous });
  network = createAccessPoint({ url: standIns.network.url, token: standIns.network.token, ...generous });
  vans = createVansDirectory({ directory: vansFolder });
});

after(async () => {
  await Promise.all([cases, organisation, person, appointments, school, network, vans].map((client) => client?.close()));
  await standIns?.close();
  rmSync(vansFolder, { recursive: true });
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

const months = (count: number) => {
  const date = new Date();
  date.setMonth(date.getMonth() + count);
  return date;
};

/** As an employee whom the stand-ins know. */
function ask(id: string) {
  const child = standIns.children.find((one) => one.id === id);
  const employee = standIns.employees.find((one) => one.id === 'birgit');
  assert.ok(child && employee?.cpr);
  const organisation = { sor: '990061000016004', name: employee.organisation };
  return appointments.findAppointments(
    numberOf(child.cpr),
    { from: months(-12), acting: { cpr: numberOf(employee.cpr), organisation } },
    call,
  );
}

test('appointments: each time of child psychiatry that a file has, and none of the others', async () => {
  for (const child of standIns.children.filter(({ cpr, file }) => !isReplacement(numberOf(cpr)) && !('consent' in file))) {
    const { state, filtered, value } = await ask(child.id);
    assert.deepEqual([state, filtered], ['ok', false], child.id);
    for (const { unit, start } of value) {
      assert.match(unit.name ?? '', /BUP|psykiatri/i, child.id);
      assert.ok(Date.parse(start) >= months(-12).getTime() - 86_400_000, child.id);
    }
    assert.deepEqual(
      value.map(({ start }) => Date.parse(start)),
      value.map(({ start }) => Date.parse(start)).toSorted((a, b) => a - b),
      child.id,
    );
  }
  const times = async (id: string) => (await ask(id)).value.map(({ start, end }) => [start.slice(11, 16), end?.slice(11, 16)]);
  assert.deepEqual(await times('josefine'), [
    ['12:00', '13:00'],
    ['08:30', '09:30'],
    ['09:00', '11:00'],
    ['13:15', '14:00'],
    ['09:00', '10:00'],
    ['10:30', '11:30'],
    ['10:30', '11:30'],
    ['', undefined],
  ]);
  assert.deepEqual(await times('hans'), [['14:00', undefined]]);
  assert.equal((await ask('tilde')).value.length, 40);
});

test('appointments: what was moved, what the family has blocked, and a replacement number', async () => {
  const moved = (await ask('nora')).value.map(({ movedFrom, start }) => [start.slice(11, 16), movedFrom?.slice(11, 16)]);
  assert.deepEqual(moved, [
    ['13:00', '09:00'],
    ['10:00', undefined],
    ['14:15', '08:00'],
  ]);
  const some = await ask('pelle');
  assert.equal(some.filtered, true);
  assert.ok(some.value.length > 0);
  const all = await ask('signe');
  assert.deepEqual([all.filtered, all.value], [true, []]);
  await assert.rejects(ask('luna'), NotSearchable);
});

test('school: the institutions of each file, with level and protection; an institution without a data agreement makes it partial', async () => {
  for (const child of standIns.children) {
    const cpr = numberOf(child.cpr);
    if (isReplacement(cpr)) {
      await assert.rejects(school.findRelations(cpr, call), NotSearchable);
      continue;
    }
    const { state, value } = await school.findRelations(cpr, call);
    assert.equal(state, child.id === 'maja' ? 'partial' : 'ok', child.id);
    assert.equal(value.protected, child.file.protection !== undefined, child.id);
    const files = child.file.school ?? [];
    assert.equal(value.relations.length, files.length + files.filter((one) => 'sfo' in one && one.sfo).length, child.id);
    const levels = files.flatMap((one) => ('level' in one && one.level ? [one.level] : []));
    assert.deepEqual(
      value.relations.flatMap(({ level }) => level ?? []),
      levels,
      child.id,
    );
  }
});

/** A sealed envelope from one unit to another; nobody looks into what it holds. */
function envelopeBetween(sender: string, receiver: string) {
  const id = randomUUID();
  const data = new Uint8Array(randomBytes(5000));
  const of = { format: 'HL7', name: 'MCM:FDIS91#other', version: '5.0', mime: 'application/fhir+xml', size: data.byteLength };
  const bytes = writeEnvelope({
    id,
    sender: { id: sender, type: 'EAN' },
    receiver: { id: receiver, type: 'EAN' },
    sentAt: clock.now().toISOString(),
    content: { kind: 'message', identifier: randomUUID(), data, ...of },
  });
  return { id, bytes };
}

test("network: the demo's letters wait in the mailboxes until they are taken, and each can be opened", async () => {
  for (const [transport, boxes] of [
    [network, standIns.network.mailboxes],
    [vans, [inFolder]],
  ] as const) {
    const { arrivals, error } = await given(transport, { boxes, take: true });
    assert.equal(error, undefined);
    assert.ok(arrivals.length > 0);
    for (const { bytes, mailbox } of arrivals) assert.equal(readEnvelope(bytes).receiver.id, mailbox);
    assert.deepEqual(await given(transport, { boxes }), { arrivals: [], error: undefined });
  }
  assert.deepEqual(readdirSync(join(vansFolder, 'in')), []);
});

test('network: through the access point into the folder and back, byte by byte, also doubled, and handed over twice', async (t) => {
  t.after(() => fetch(`${standIns.control.url}/faults`, { method: 'DELETE' }));
  const there = envelopeBetween(atAccessPoint, inFolder);
  const back = envelopeBetween(inFolder, atAccessPoint);
  const received = async (transport: Transport, box: string) => {
    const { arrivals, error } = await given(transport, { boxes: [box], take: true });
    assert.equal(error, undefined);
    return arrivals.map(({ bytes, mailbox }) => [mailbox, Buffer.from(bytes).toString('base64')]);
  };
  const asSent = ({ bytes }: { readonly bytes: Uint8Array }) => Buffer.from(bytes).toString('base64');
  await network.send(there, call);
  await network.send(there, call);
  assert.deepEqual(await received(vans, inFolder), [[inFolder, asSent(there)]]);
  await behave('network', { rates: { doubles: 1 } });
  for (const _ of ['once', 'again']) {
    await vans.send(back, call);
    clock.advance(1000);
  }
  assert.deepEqual(readdirSync(join(vansFolder, 'out')), []);
  assert.deepEqual(readdirSync(join(vansFolder, 'refused')), []);
  const twice = [atAccessPoint, asSent(back)];
  assert.deepEqual(await received(network, atAccessPoint), [twice, twice]);
});

test('network: what it refuses, and why', async () => {
  const refused = (why: TransportRefused['why']) => (error: unknown) => error instanceof TransportRefused && error.why === why;
  const clinic = mailUnits.clinic.gln ?? '';
  const one = envelopeBetween(atAccessPoint, inFolder);
  await assert.rejects(network.send(envelopeBetween(atAccessPoint, '5790000000029'), call), refused('unknown-receiver'));
  await assert.rejects(network.send({ ...one, bytes: one.bytes.subarray(1) }, call), refused('invalid'));
  await assert.rejects(network.send({ ...one, id: randomUUID() }, call), refused('invalid'));
  await assert.rejects(network.send(envelopeBetween(clinic, inFolder), call), refused('unauthorised'));
  await network.send(one, call);
  await assert.rejects(network.send({ ...envelopeBetween(atAccessPoint, inFolder), id: one.id }, call), refused('invalid'));
  const stranger = createAccessPoint({ url: standIns.network.url, token: 'guessed' });
  await assert.rejects(stranger.send(one, call), refused('unauthorised'));
  assert.match(String((await given(stranger, { boxes: [atAccessPoint] })).error), /^SourceUnavailable: network: status \(HTTP 401\)$/);
  await stranger.close();
  const foreign = await given(network, { boxes: [clinic, atAccessPoint] });
  assert.match(String(foreign.error), /HTTP 403/);
});

test('network: busy, away and speaking nonsense, it is told, and loses nothing', async (t) => {
  t.after(() => fetch(`${standIns.control.url}/faults`, { method: 'DELETE' }));
  const one = envelopeBetween(atAccessPoint, atAccessPoint);
  for (const fault of ['away', 'refuses', 'garbage']) {
    await behave('network', { rates: { away: 0, refuses: 0, garbage: 0, [fault]: 1 } });
    await assert.rejects(network.send(one, call), /^SourceUnavailable: network: status/, fault);
    const { arrivals, error } = await given(network, { boxes: [atAccessPoint] });
    assert.deepEqual(arrivals, []);
    assert.match(String(error), /^Source/, fault);
    assert.doesNotMatch(inspect(error, { depth: 5, showHidden: true }), /\d{6}-?\d{4}\D|html/);
  }
  await behave('network', { rates: { garbage: 0 } });
  await network.send(one, call);
  const { arrivals } = await given(network, { boxes: [atAccessPoint], take: true });
  assert.equal(arrivals.length, 1);
});

test('every way that a system can fail is told as such, without content, and is over when it is over', async (t) => {
  const child = standIns.children.find(({ id }) => id === 'maja') ?? standIns.children[0];
  assert.ok(child);
  const cpr = numberOf(child.cpr);
  const questions = {
    cases: () => cases.findCases(cpr, call),
    organisation: () => organisation.unitFor('11111111', '17.03.04', call),
    person: () => person.findPerson(cpr, call),
    appointments: () => ask(child.id),
    appointmentsRepository: () => ask(child.id),
    school: () => school.findRelations(cpr, call),
    network: async () => {
      for await (const { taken } of network.receive([atAccessPoint], call)) await taken();
      return true;
    },
  };
  t.after(() => fetch(`${standIns.control.url}/faults`, { method: 'DELETE' }));
  const expected = {
    error: /fault|status/,
    garbled: /^SourceAnswerInvalid|fault/,
    truncated: /connection|SourceAnswerInvalid/,
    down: /connection/,
  };
  for (const [system, question] of Object.entries(questions))
    for (const [fault, kind] of Object.entries(expected)) {
      await behave(system, { fault });
      await assert.rejects(question(), (error) => {
        assert.match(String(error), kind, `${system} ${fault}`);
        assert.doesNotMatch(inspect(error, { depth: 5, showHidden: true }), /\d{6}-?\d{4}|Josefine|Hans/);
        return true;
      });
      await behave(system, { fault: 'none' });
      assert.ok(await question(), `${system} after ${fault}`);
    }
  await behave('organisation', { fault: 'partial' });
  assert.equal((await questions.organisation()).state, 'partial');
  await behave('organisation', { fault: 'none' });
  await behave('appointments', { fault: 'partial' });
  assert.equal((await questions.appointments()).state, 'partial');
  await behave('appointments', { fault: 'none' });
});
