import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomFillSync, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { envelopeTo, mailboxes, network, token } from './testing/network.ts';

const [mailbox] = mailboxes;
const megabyte = 1024 * 1024;

/** 100 MB that nothing can pack or guess. */
function large(): Buffer {
  const bytes = Buffer.allocUnsafe(100 * megabyte);
  randomFillSync(bytes);
  bytes.set(Buffer.from(envelopeTo(mailbox)));
  return bytes;
}

/**
 * A process of its own receives the envelope and hands it over again. Returns by how many MB its memory grew at the
 * peak. On Linux a child begins with the maxRSS of its parent, which has the envelope too; VmHWM is its own.
 */
async function forward(t: TestContext, transport: string, id: string): Promise<number> {
  const script = `
    import { createAccessPoint, createVansDirectory } from ${JSON.stringify(import.meta.resolve('../index.ts'))};
    import { readFileSync } from 'node:fs';
    const peak = () =>
      process.platform === 'linux' ? Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) : process.resourceUsage().maxRSS;
    const transport = ${transport};
    const call = { signal: new AbortController().signal };
    for await (const _ of transport.receive(['5790000999999'], call));
    const before = peak();
    for await (const arrival of transport.receive([${JSON.stringify(mailbox)}], call)) {
      await transport.send({ id: ${JSON.stringify(id)}, bytes: arrival.bytes }, call);
      await arrival.taken();
    }
    await transport.close();
    process.stdout.write(String((peak() - before) / 1024));`;
  const child = spawn(process.execPath, ['-C', 'pt-source', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return Number(await text(child.stdout));
}

function wasThereOnce(grown: number): void {
  // The envelope itself, and what the collector has not got to; a second copy would make it 200.
  assert.ok(grown > 90 && grown < 190, `grew by ${grown} MB`);
}

test('100 MB through an access point: the same bytes, once in memory', async (t) => {
  const net = await network(t);
  const [bytes, id] = [large(), randomUUID()];
  net.waiting.set(mailbox, new Map([['a', bytes]]));
  wasThereOnce(await forward(t, `createAccessPoint(${JSON.stringify({ url: net.url, token })})`, id));
  assert.ok(net.sent.get(id)?.equals(bytes));
  assert.equal(net.waiting.get(mailbox)?.size, 0);
});

test('100 MB through a directory: the same bytes, once in memory', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'pt-vans-'));
  t.after(() => rmSync(directory, { recursive: true }));
  for (const folder of ['in', 'out']) mkdirSync(join(directory, folder));
  const [bytes, id] = [large(), randomUUID()];
  writeFileSync(join(directory, 'in', 'a.xml'), bytes);
  wasThereOnce(await forward(t, `createVansDirectory(${JSON.stringify({ directory })})`, id));
  assert.ok(readFileSync(join(directory, 'out', `${id}.xml`)).equals(bytes));
  assert.deepEqual(readdirSync(join(directory, 'in')), []);
});
