import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { customer, enveloped, message, addressOf } from '../testing/mail.ts';
import { mailUnits } from '../world/sor.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'network-'));
const token = 'the-same-after-a-restart';
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
after(() => rmSync(home, { recursive: true }));

/** The stand-ins as a process of their own; resolves when they answer. */
async function start(directory: string) {
  const child = spawn(process.execPath, ['-C', 'pt-source', main], {
    env: { ...process.env, STAND_IN_NETWORK: directory, NETWORK_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let output = '';
  for await (const part of child.stdout) {
    output += String(part);
    const url = output.match(/^network +(\S+)/m)?.[1];
    if (url) return { child, ...customer({ url, token, mailboxes: [], counts: () => assert.fail('in another process') }) };
  }
  throw new Error('the stand-ins ended before they answered');
}

async function kill(child: ChildProcess) {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('what was taken over survives a kill, and is not taken over again', async () => {
  const directory = join(home, 'one');
  const box = mailUnits.intake.gln ?? '';
  const letters = Array.from({ length: 5 }, () => enveloped(message({ receiver: addressOf(mailUnits.intake) })));
  const first = await start(directory);
  for (const letter of letters) assert.equal((await first.post(letter)).status, 202);
  const before = await first.list(box);
  await first.ask('DELETE', `/mailboxes/${box}/envelopes/${before.items[0]?.id}`);
  await kill(first.child);

  const second = await start(directory);
  assert.deepEqual((await second.list(box)).items, before.items.slice(1));
  for (const letter of letters) assert.equal((await second.post(letter)).status, 202);
  assert.equal((await second.list(box)).items.length, 4);
  const found = await second.collect(box);
  assert.deepEqual(
    found.map(({ envelope }) => envelope.id),
    letters.slice(1).map(({ id }) => id),
  );
  const letterBox = mailUnits.familyWest.gln ?? '';
  assert.equal((await second.list(letterBox)).items.length, 2, 'the letters of the start lie there once');
});

test('a correspondent that was killed before it answered, answers after', { timeout: 300_000 }, async () => {
  const directory = join(home, 'two');
  const box = mailUnits.intake.gln ?? '';
  const first = await start(directory);
  await first.post(enveloped(message({ sender: addressOf(mailUnits.intake), topic: 'svar' })));
  await kill(first.child);
  const second = await start(directory);
  const found = [];
  while (found.length < 2) {
    found.push(...(await second.collect(box)));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(found.map(({ content }) => content.kind).sort(), ['acknowledgement', 'message']);
});

test('a directory with something else in it is not taken for the network’s', async () => {
  const directory = join(home, 'one');
  const [mailbox = ''] = readdirSync(join(directory, 'mailboxes'));
  writeFileSync(join(directory, 'mailboxes', mailbox, 'notes.txt'), '');
  const { openShelf } = await import('./shelf.ts');
  assert.throws(() => openShelf(directory), /holds something else/);
});
