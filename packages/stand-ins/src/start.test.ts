import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { organisationsFor } from './identity/organisations.ts';
import { startStandIns, systems } from './start.ts';
import { employees, employeesFile } from './world/employees.ts';
import { directory, municipalities, organisationCodes } from './world/municipalities.ts';
import { passesModulus11 } from './world/numbers.ts';
import { allMailUnits } from './world/sor.ts';
import { askCases } from './testing/requests.ts';

test('takes the ports that it is given, and gives all back where one is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await assert.rejects(startStandIns({ ports: { person: port } }), { code: 'EADDRINUSE' });
  await new Promise((resolve) => other.close(resolve));
  const standIns = await startStandIns({ ports: { person: port } });
  assert.equal(new URL(standIns.person.url).port, String(port));
  await standIns.close();
});

test('stops answering when closed, more than once', async () => {
  const standIns = await startStandIns();
  await standIns.close();
  await standIns.close();
  await assert.rejects(askCases(standIns));
});

test('refuses a day that no calendar has', async () => {
  await assert.rejects(startStandIns({ today: '2027-02-29' }), RangeError);
});

test('the directory names every municipality with its departments, and psychiatry for each of them', () => {
  const { municipalities, regions } = directory();
  assert.deepEqual(
    municipalities.map(({ code }) => code),
    ['0999', '0998'],
  );
  for (const { code, region, departments } of municipalities) {
    const found = regions.find((one) => one.code === region);
    assert.ok(
      found?.psychiatry.some((unit) => (unit.municipalities as readonly string[]).includes(code)),
      code,
    );
    assert.deepEqual(Object.keys(departments), ['ppr', 'family-services']);
  }
});

test('new systems come after the old ones, whose ports stay', () => {
  assert.deepEqual(systems.slice(0, 6), ['cases', 'organisation', 'organisationToken', 'person', 'identity', 'control']);
  assert.deepEqual(systems.slice(-2), ['network', 'units']);
});

test('the file of employees names those who ask for appointments, by numbers that nobody has', () => {
  const [head, ...rows] = employeesFile().trimEnd().split('\n');
  assert.equal(head, 'organisation;sub;cpr;authorisation');
  const asking = employees.filter(({ audience }) => audience === 'ppr' || audience === 'family-services');
  assert.deepEqual(
    rows.map((row) => row.split(';').slice(0, 2)),
    asking.map(({ org, sub }) => [org, sub]),
  );
  for (const row of rows) {
    const cpr = row.split(';')[2] as string;
    assert.ok(/^\d{10}$/.test(cpr) && !passesModulus11(cpr) && !cpr.startsWith('0101'));
  }
  assert.deepEqual(
    rows.map((row) => row.split(';')[3]),
    ['ZZ001', ''],
  );
});

test('municipal organisations have a SOR code that cannot exist; the directory does not tell it', () => {
  const registered = organisationsFor({ origins: [], identityUrl: 'http://127.0.0.1:1' });
  for (const one of registered) assert.equal(one.sor, municipalities.find(({ code }) => code === one.municipality)?.sor);
  assert.ok(registered.some(({ sor }) => sor));
  assert.ok(directory().municipalities.every((one) => !('sor' in one)));
  assert.ok(organisationCodes.length > 6 && new Set(organisationCodes).size === organisationCodes.length);
  for (const code of organisationCodes) assert.ok(/^\d+1000016\d{3}$/.test(code) && !hasCheckDigit(code), code);
});

test('units of SOR have codes that cannot exist, and mailboxes by numbers of nobody’s with the right check digit', () => {
  for (const { sor, gln } of allMailUnits) {
    assert.ok(/^\d+1000016\d{3}$/.test(sor) && !hasCheckDigit(sor), sor);
    assert.ok(gln === undefined || (/^952\d{10}$/.test(gln) && hasGlnCheckDigit(gln)), gln);
  }
  for (const numbers of [allMailUnits.map(({ sor }) => sor), allMailUnits.flatMap(({ gln }) => gln ?? [])])
    assert.equal(new Set(numbers).size, numbers.length);
});

test('a box in the gateway: family services and the social workers of psychiatry; with others, their host’s; without a number, none', () => {
  const registered = organisationsFor({ origins: [], identityUrl: 'http://127.0.0.1:1', box: true });
  const boxes = registered.flatMap(({ units }) => units.map(({ name, mailbox }) => [name, mailbox]));
  const where = (wanted: string) => boxes.flatMap(([name, mailbox]) => (mailbox === wanted ? name : []));
  assert.deepEqual(where('gateway'), [
    'Familieteam Vest',
    'Modtagelsen, børn og unge',
    'Anbringelsesteamet',
    'Specialrådgivningen',
    'BUP Korsbæk, socialrådgiverne',
  ]);
  assert.deepEqual(where('none'), ['Familieteam Øst']);
  assert.ok(['PPR i Korsbæk', 'BUP Korsbæk', 'Lægehuset Prøvegade'].every((name) => where('host').includes(name)));
  for (const { units } of registered)
    for (const { id, mailbox, sor, gln } of units) {
      assert.ok(mailbox === 'none' || (sor && gln), id);
      assert.equal(units.filter((unit) => unit.id === id).length, 1);
    }
  for (const { org, unit } of employees)
    assert.ok(
      registered.find(({ id }) => id === org)?.units.some(({ id }) => id === unit),
      unit,
    );
  assert.ok(organisationsFor({ origins: [], identityUrl: 'http://127.0.0.1:1' }).every(({ units }) => units.length === 0));
});

/** GS1: weights 3 and 1 from the right, the check digit among them; a multiple of ten. */
function hasGlnCheckDigit(gln: string): boolean {
  return [...gln].reverse().reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

test('knows the check digit of a lokationsnummer by one in use', () => {
  assert.ok(hasGlnCheckDigit('5790001348120') && !hasGlnCheckDigit('5790001348121'));
});

/** Verhoeff's scheme, which SOR codes end by: reckoned in the dihedral group of ten. */
function hasCheckDigit(code: string): boolean {
  const turn = (one: number, other: number) =>
    one < 5 ? ((one + other) % 5) + (other < 5 ? 0 : 5) : other < 5 ? ((one - other + 5) % 5) + 5 : (one - other + 5) % 5;
  const permute = (digit: number, times: number): number =>
    times === 0 ? digit : permute([1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit] as number, times - 1);
  return [...code].reverse().reduce((sum, digit, at) => turn(sum, permute(Number(digit), at % 8)), 0) === 0;
}

test('knows the check digit by codes that are in use', () => {
  for (const code of ['261471000016001', '330891000016006', '919861000016009', '61741000016007']) assert.ok(hasCheckDigit(code), code);
});
