import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { organisationsFor } from './identity/organisations.ts';
import { startStandIns, systems } from './start.ts';
import { employees, employeesFile } from './world/employees.ts';
import { directory, municipalities, organisationCodes } from './world/municipalities.ts';
import { passesModulus11 } from './world/numbers.ts';
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
