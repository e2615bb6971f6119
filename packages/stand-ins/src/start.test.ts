import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { directory } from './world/municipalities.ts';
import { startStandIns } from './start.ts';
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
