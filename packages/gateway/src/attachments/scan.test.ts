import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { clamdAbsent, eicar, startClamd } from '../testing/clamd.ts';
import { createClamd } from './clamd.ts';
import { type Scanner, scanned } from './scan.ts';

async function* chunks(count: number, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < count; at += 1) yield Buffer.alloc(size, at);
}
const all = async (bytes: AsyncIterable<Uint8Array>) => {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
};

describe('bytes and their scanner', () => {
  test('both see all of it, and none of them has much more than the other', async () => {
    let seen = 0;
    let most = 0;
    const slow: Scanner = {
      async scan(bytes) {
        for await (const chunk of bytes) {
          await new Promise((resolve) => setImmediate(resolve));
          seen += chunk.length;
        }
        return 'clean';
      },
    };
    let handed = 0;
    for await (const chunk of scanned(chunks(100), slow)) {
      handed += chunk.length;
      most = Math.max(most, handed - seen);
    }
    assert.deepEqual([handed, seen], [6_553_600, 6_553_600]);
    assert.ok(most < 1_000_000, `${most} bytes ahead`);
  });

  test('does not end before the verdict', async () => {
    const verdict = Promise.withResolvers<'infected'>();
    const scanner: Scanner = { scan: (bytes) => all(bytes).then(() => verdict.promise) };
    let ended = false;
    const reading = all(scanned(chunks(3), scanner)).finally(() => {
      ended = true;
    });
    reading.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(ended, false);
    verdict.resolve('infected');
    await assert.rejects(reading, { name: 'Infected' });
  });

  test('breaks off where the scanner fails or says clean too early, also while it takes nothing', async () => {
    await assert.rejects(all(scanned(chunks(1000), { scan: () => Promise.reject(new Error('down')) })), { name: 'NotScanned' });
    await assert.rejects(all(scanned(chunks(1000), { scan: async () => 'clean' })), { name: 'NotScanned' });
    await assert.rejects(all(scanned(chunks(1000), { scan: async () => 'infected' })), { name: 'Infected' });
  });

  test('lets the scanner go where the sender breaks off', async () => {
    const gone = Promise.withResolvers<unknown>();
    const scanner: Scanner = {
      async scan(bytes) {
        await all(bytes).catch(gone.resolve);
        return 'clean';
      },
    };
    const broken = async function* () {
      yield Buffer.alloc(10);
      throw new Error('broken off');
    };
    await assert.rejects(all(scanned(broken(), scanner)), /broken off/);
    assert.ok(await gone.promise);
  });
});

describe('clamd', () => {
  /** Something that answers in clamd's place. */
  const played = async (answer: (socket: Socket) => void, scan: (scanner: Scanner) => Promise<void>) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await scan(createClamd({ host: '127.0.0.1', port, timeout: 300 }));
    } finally {
      server.close();
      await once(server, 'close');
    }
  };
  const said = (words: string) => (socket: Socket) => {
    socket.on('error', () => undefined).resume();
    socket.end(words);
  };

  test('takes no other words than its own for a verdict', async () => {
    for (const words of [
      'stream: OK',
      'OK\0',
      'stream: Not OK\0',
      'INSTREAM size limit exceeded. ERROR\0',
      'stream: X FOUND ERROR\0',
      '',
      'x'.repeat(10_000),
    ])
      await played(said(words), (scanner) => assert.rejects(scanner.scan(chunks(1)), Error, words.slice(0, 40)));
  });

  test('a clamd that is silent gives no verdict', async () => {
    const sockets: Socket[] = [];
    const silent = (socket: Socket) => {
      sockets.push(socket.on('error', () => undefined));
    };
    await played(silent, async (scanner) => {
      await assert.rejects(scanner.scan(chunks(1)), /silent/);
      for (const socket of sockets) socket.destroy();
    });
  });

  test('one that is not there gives no verdict', async () => {
    await assert.rejects(createClamd({ path: '/nowhere/clamd.ctl' }).scan(chunks(1)), { code: 'ENOENT' });
  });

  test('finds a signature wherever it stands, and nothing in what is clean', { skip: clamdAbsent }, async () => {
    const clamd = await startClamd();
    try {
      const scanner = createClamd(clamd.settings);
      const within = async function* (before: number) {
        yield* chunks(before);
        yield Buffer.from(eicar.slice(0, 20));
        yield Buffer.from(eicar.slice(20));
        yield* chunks(1);
      };
      assert.equal(await scanner.scan(chunks(10)), 'clean');
      assert.equal(await scanner.scan(within(0)), 'infected');
      assert.equal(await scanner.scan(within(40)), 'infected');
      assert.equal(await scanner.scan(chunks(0)), 'clean');
      // Above the limit that clamd has.
      await assert.rejects(scanner.scan(chunks(1700)), /no verdict/);
    } finally {
      await clamd.stop();
    }
  });
});
