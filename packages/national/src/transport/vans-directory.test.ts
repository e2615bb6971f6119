import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { call } from '../testing/server.ts';
import { type Arrival, SourceAnswerInvalid, SourceUnavailable, TransportRefused } from '../types.ts';
import { maxEnvelopeBytes } from './envelope.ts';
import { envelopeTo, given, mailboxes } from './testing/network.ts';
import { createVansDirectory } from './vans-directory.ts';

const [first, second, third] = mailboxes;

function directory(t: TestContext, folders: readonly string[] = ['in', 'out']) {
  const path = mkdtempSync(join(tmpdir(), 'pt-vans-'));
  t.after(() => rmSync(path, { recursive: true }));
  for (const folder of folders) mkdirSync(join(path, folder));
  let at = 0;
  return {
    path,
    /** As the operator's program does: whole, by rename; each a second later than the one before. */
    put(name: string, bytes: string | Uint8Array, seconds = ++at) {
      const half = join(path, `half-${randomUUID()}`);
      writeFileSync(half, bytes);
      utimesSync(half, 1_700_000_000, 1_700_000_000 + seconds);
      renameSync(half, join(path, 'in', name));
    },
    waiting: () => readdirSync(join(path, 'in')).toSorted(),
    names: (folder: string) => readdirSync(join(path, folder)).toSorted(),
    read: (...names: readonly string[]) => readFileSync(join(path, ...names)),
  };
}

const unavailable = (code: string) => (error: unknown) => {
  assert.ok(error instanceof SourceUnavailable, String(error));
  assert.deepEqual([error.message, error.cause], [`network: connection (${code})`, undefined]);
  return true;
};
const invalid = (error: unknown) => error instanceof TransportRefused && error.why === 'invalid';
const namesOf = (arrivals: readonly Arrival[]) => arrivals.map(({ id }) => id.split(' ')[0]);

test('what is handed over lies in out/, byte by byte, and nothing beside it', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000, size: 'max' }), async (bytes) => {
      const id = randomUUID();
      await transport.send({ id, bytes }, call);
      assert.deepEqual([...vans.read('out', `${id}.xml`)], [...bytes]);
      assert.deepEqual(vans.names('tmp'), []);
    }),
    { numRuns: 50 },
  );
  assert.equal(vans.names('out').length, 50);
  for (const name of vans.names('out')) assert.equal(statSync(join(vans.path, 'out', name)).mode & 0o007, 0);
});

test('what arrives is given byte by byte, to the mailbox that its envelope names', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  const bytes = fc.tuple(fc.constantFrom(...mailboxes), fc.uint8Array({ maxLength: 50_000, size: 'max' }));
  await fc.assert(
    fc.asyncProperty(bytes, async ([mailbox, tail]) => {
      const whole = Buffer.concat([Buffer.from(envelopeTo(mailbox)), tail]);
      vans.put('a.xml', whole);
      const { arrivals, error } = await given(transport, { take: true });
      assert.equal(error, undefined);
      assert.deepEqual(
        arrivals.map((arrival) => [arrival.mailbox, Buffer.from(arrival.bytes).equals(whole)]),
        [[mailbox, true]],
      );
      assert.deepEqual(vans.waiting(), []);
    }),
    { numRuns: 50 },
  );
});

test('the same envelope again is harmless; other bytes under its id are refused, and the first ones stay', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  const one = { id: randomUUID(), bytes: Buffer.alloc(200_000, 'a') };
  await Promise.all([transport.send(one, call), transport.send(one, call)]);
  await transport.send(one, call);
  const other = Buffer.from(one.bytes);
  other[199_999] = 0;
  for (const bytes of [other, one.bytes.subarray(1)]) await assert.rejects(transport.send({ ...one, bytes }, call), invalid);
  assert.deepEqual(vans.names('out'), [`${one.id}.xml`]);
  assert.deepEqual(vans.read('out', `${one.id}.xml`), one.bytes);
  renameSync(join(vans.path, 'out', `${one.id}.xml`), join(vans.path, 'carried'));
  await transport.send(one, call);
  assert.deepEqual(vans.names('out'), [`${one.id}.xml`]);
});

test('an id that is no UUID becomes no file, and an envelope over the limit none either', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  for (const id of ['', '../in/x', '0505149996', `${randomUUID()}/x`])
    await assert.rejects(transport.send({ id, bytes: Buffer.from('x') }, call), invalid);
  const tooLarge = { id: randomUUID(), bytes: new Uint8Array(maxEnvelopeBytes + 1) };
  await assert.rejects(transport.send(tooLarge, call), (error) => error instanceof TransportRefused && error.why === 'too-large');
  assert.deepEqual([vans.names('out'), vans.waiting()], [[], []]);
});

test('gives the oldest first, then by name; not half files, links, folders, nor what is for others', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  vans.put('b.xml', envelopeTo(first), 20);
  vans.put('a.xml', envelopeTo(second), 20);
  vans.put('c.xml', envelopeTo(first), 10);
  vans.put('theirs.xml', envelopeTo(third), 5);
  vans.put('half.xml.part', envelopeTo(first));
  vans.put('XML', envelopeTo(first));
  mkdirSync(join(vans.path, 'in', 'folder.xml'));
  symlinkSync(join(vans.path, 'in', 'half.xml.part'), join(vans.path, 'in', 'link.xml'));
  const before = vans.waiting();
  const { arrivals, error } = await given(transport, { boxes: [first, second] });
  assert.equal(error, undefined);
  assert.deepEqual(namesOf(arrivals), ['c.xml', 'a.xml', 'b.xml']);
  assert.deepEqual(
    arrivals.map(({ mailbox }) => mailbox),
    [first, second, first],
  );
  assert.deepEqual(vans.waiting(), before);
  const again = await given(transport, { boxes: [first, second], take: true });
  assert.deepEqual(
    again.arrivals.map(({ id }) => id),
    arrivals.map(({ id }) => id),
  );
  assert.deepEqual(
    vans.waiting(),
    before.filter((name) => !/^[abc]\.xml$/.test(name)),
  );
});

test('reads the receiver as XML: prefixes, comments, white space, entities, the encoding', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  const plain = envelopeTo(first, `<Message><Data>${'A'.repeat(100_000)}</Data></Message>`);
  const written: Readonly<Record<string, string | Uint8Array>> = {
    'plain': plain,
    'prefix': plain.replace('xmlns=', 'xmlns:v=').replace(/<(\/?)([A-Z])/g, '<$1v:$2'),
    'comment': plain.replace('<SenderID', `<!-- <ReceiverID>${third}</ReceiverID><X/> --><SenderID`),
    'spaces': plain.replace(first, `\n ${first} `).replace('<EnvelopeIdentifier', '\n <!-- x --> <EnvelopeIdentifier'),
    'reference': plain.replace(first, first.replace('5', '&#53;')),
    'byte order mark': `\uFEFF${plain}`,
    'sixteen bits': Buffer.from(`\uFEFF${plain.replace('UTF-8', 'UTF-16')}`, 'utf16le'),
    'newer schema': plain.replace('1.0.4', '1.0.5'),
  };
  for (const [name, bytes] of Object.entries(written)) {
    vans.put('a.xml', bytes);
    const { arrivals, error } = await given(transport, { boxes: [first], take: true });
    assert.deepEqual([error, arrivals.length], [undefined, 1], name);
  }
});

test('a broken file stops neither those behind it nor those of other mailboxes; it stays, and is told in the end', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  const good = envelopeTo(first);
  const broken: Readonly<Record<string, string>> = {
    'empty': '',
    'no XML': 'Josefine 0505149996',
    'another document': '<Letter><ReceiverID>0505149996</ReceiverID><X/></Letter>',
    'another namespace': good.replace('vans-envelope', 'letter'),
    'no receiver': good.replace('ReceiverID EndPoint', 'ReceiverNo EndPoint').replace('</ReceiverID>', '</ReceiverNo>'),
    'cut in its receiver': good.slice(0, good.indexOf(first) + first.length),
    'cut behind it': good.slice(0, good.indexOf('<EnvelopeIdentifier')),
    'a receiver far away': good.replace('<SenderID', `${' '.repeat(20_000)}<SenderID`),
    'a document type': good.replace('?>', '?><!DOCTYPE VANSEnvelope [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
  };
  for (const [how, bytes] of Object.entries(broken)) {
    vans.put('a.xml', envelopeTo(first));
    vans.put('broken.xml', bytes);
    vans.put('b.xml', envelopeTo(first));
    vans.put('c.xml', envelopeTo(second));
    const { arrivals, error } = await given(transport, { take: true });
    assert.deepEqual(namesOf(arrivals), ['a.xml', 'b.xml', 'c.xml'], how);
    assert.ok(error instanceof SourceAnswerInvalid, how);
    assert.equal(error.message, 'network: file that is no envelope');
    assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /Josefine|0505149996|broken\.xml|pt-vans/);
    assert.deepEqual(vans.waiting(), ['broken.xml'], how);
  }
  vans.put('broken.xml', envelopeTo(first));
  truncateSync(join(vans.path, 'in', 'broken.xml'), maxEnvelopeBytes + 1);
  vans.put('d.xml', envelopeTo(first));
  const { arrivals, error } = await given(transport);
  assert.deepEqual(namesOf(arrivals), ['d.xml']);
  assert.match(String(error), /larger than/);
});

test('two gateways on one directory: what the other has taken is no error, and a name that is given anew is not lost', async (t) => {
  const vans = directory(t);
  const [one, other] = [createVansDirectory({ directory: vans.path }), createVansDirectory({ directory: vans.path })];
  vans.put('a.xml', envelopeTo(first));
  vans.put('b.xml', envelopeTo(first));
  const seen: Arrival[] = [];
  for await (const arrival of one.receive([first], call)) {
    seen.push(arrival);
    if (seen.length === 1) assert.equal((await given(other, { take: true })).arrivals.length, 2);
    await arrival.taken();
    vans.put('a.xml', envelopeTo(first, 'new'));
    await arrival.taken();
  }
  assert.deepEqual(namesOf(seen), ['a.xml']);
  const { arrivals } = await given(other, { take: true });
  assert.equal(arrivals.length, 1);
  assert.match(Buffer.from(arrivals[0]!.bytes).toString('utf8'), /new/);
  assert.notEqual(arrivals[0]!.id, seen[0]!.id);
});

test('a file that is changed between the listing and its turn waits for the next one', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  vans.put('a.xml', envelopeTo(first));
  vans.put('b.xml', envelopeTo(first, 'old'));
  const seen: Arrival[] = [];
  for await (const arrival of transport.receive([first], call)) {
    seen.push(arrival);
    vans.put('b.xml', envelopeTo(first, 'new'));
  }
  assert.deepEqual(namesOf(seen), ['a.xml']);
  assert.match(Buffer.from((await given(transport)).arrivals[1]!.bytes).toString('utf8'), /new/);
});

test('a share that is not there is an error for now, is not made, and is found when it comes', async (t) => {
  const vans = directory(t, []);
  const transport = createVansDirectory({ directory: vans.path });
  const one = { id: randomUUID(), bytes: Buffer.from('x') };
  await assert.rejects(transport.send(one, call), unavailable('ENOENT'));
  unavailable('ENOENT')((await given(transport)).error);
  assert.deepEqual([existsSync(join(vans.path, 'out')), existsSync(join(vans.path, 'in'))], [false, false]);
  assert.deepEqual(vans.names('tmp'), []);
  for (const folder of ['in', 'out']) mkdirSync(join(vans.path, folder));
  await transport.send(one, call);
  assert.deepEqual((await given(transport)).arrivals, []);
  const nowhere = createVansDirectory({ directory: join(vans.path, 'nowhere') });
  await assert.rejects(nowhere.send(one, call), unavailable('ENOENT'));
  mkdirSync(join(vans.path, 'nowhere', 'out'), { recursive: true });
  await nowhere.send(one, call);
});

test('stops when the caller does, and leaves nothing half written', async (t) => {
  const vans = directory(t);
  const transport = createVansDirectory({ directory: vans.path });
  vans.put('a.xml', envelopeTo(first));
  vans.put('b.xml', envelopeTo(first));
  const controller = new AbortController();
  const aborted = (error: unknown) => error instanceof SourceUnavailable && error.why === 'aborted';
  const seen: Arrival[] = [];
  await assert.rejects(async () => {
    for await (const arrival of transport.receive([first], { signal: controller.signal })) {
      seen.push(arrival);
      controller.abort();
    }
  }, aborted);
  assert.equal(seen.length, 1);
  const one = { id: randomUUID(), bytes: Buffer.alloc(50_000_000) };
  await assert.rejects(transport.send(one, { signal: controller.signal }), aborted);
  const during = new AbortController();
  let settled = false;
  const sending = transport.send(one, { signal: during.signal }).finally(() => {
    settled = true;
  });
  while (!settled && vans.names('tmp').length === 0) await new Promise(setImmediate);
  during.abort();
  await assert.rejects(sending, aborted);
  assert.deepEqual([vans.names('tmp'), vans.names('out')], [[], []]);
});

test('a process killed (-9) while it writes leaves whole files in out/ alone, and what it left in tmp/ goes at the next start', async (t) => {
  const vans = directory(t, ['in', 'out', 'tmp']);
  const script = `
    import { createVansDirectory } from ${JSON.stringify(import.meta.resolve('./vans-directory.ts'))};
    const transport = createVansDirectory({ directory: ${JSON.stringify(vans.path)} });
    const bytes = Buffer.alloc(8_000_000, 'abcdefghijklmnop');
    for (let count = 0; count < 5; count++) {
      const id = crypto.randomUUID();
      await transport.send({ id, bytes }, { signal: new AbortController().signal });
      process.stdout.write(id + '\\n');
    }`;
  const bytes = Buffer.alloc(8_000_000, 'abcdefghijklmnop');
  let caught = 0;
  for (let kills = 0; caught < 2; kills++) {
    assert.ok(kills < 30, 'never caught in the middle of a write');
    const child = spawn(process.execPath, ['-C', 'pt-source', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'close');
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      told += chunk;
    });
    // Not its first file: until that is told, what lies in tmp/ may be of the process before it.
    while (child.exitCode === null && !(told && vans.names('tmp').length > 0)) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    const left = vans.names('tmp').length;
    assert.ok(told && left <= 1, 'each start clears what the one before it left');
    caught += left;
    for (const id of told.trim().split('\n')) assert.ok(vans.names('out').includes(`${id}.xml`), 'what was told is there');
    for (const name of vans.names('out')) {
      assert.ok(vans.read('out', name).equals(bytes), 'whole');
      rmSync(join(vans.path, 'out', name));
    }
  }
  assert.equal((await given(createVansDirectory({ directory: vans.path }))).error, undefined);
  assert.deepEqual(vans.names('tmp'), []);
});

test('clears nothing of tmp/ that is not its own', async (t) => {
  const vans = directory(t, ['in', 'out', 'tmp']);
  const theirs = [`${randomUUID()}.part`, `${randomUUID()}.xml`];
  for (const name of theirs) writeFileSync(join(vans.path, 'tmp', name), 'half');
  mkdirSync(join(vans.path, 'tmp', 'folder.paa-tvaers'));
  const transport = createVansDirectory({ directory: vans.path });
  await transport.send({ id: randomUUID(), bytes: Buffer.from('x') }, call);
  assert.deepEqual(vans.names('tmp'), [...theirs, 'folder.paa-tvaers'].toSorted());
});

test('gateways that start while another one writes may stop it for now, but lose and halve nothing', async (t) => {
  const vans = directory(t, ['in', 'out', 'tmp']);
  const bytes = Buffer.alloc(5_000_000, 'ponmlkjihgfedcba');
  const writer = createVansDirectory({ directory: vans.path });
  const ids = Array.from({ length: 10 }, () => randomUUID());
  let writing = true;
  const starting = (async () => {
    for (let starts = 0; starts < 10; starts++) {
      while (writing && vans.names('tmp').length === 0) await new Promise(setImmediate);
      assert.equal((await given(createVansDirectory({ directory: vans.path }))).error, undefined);
    }
  })();
  const forNow = (error: unknown) => !unavailable('ENOENT')(error);
  for (const id of ids) for (let sent = false; !sent; ) sent = await writer.send({ id, bytes }, call).then(() => true, forNow);
  writing = false;
  await starting;
  assert.deepEqual(vans.names('out'), ids.map((id) => `${id}.xml`).toSorted());
  for (const name of vans.names('out')) assert.ok(vans.read('out', name).equals(bytes));
});
