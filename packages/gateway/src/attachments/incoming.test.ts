import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { fileTypes } from '@paa-tvaers/contract';
import { createLog } from '../http/log.ts';
import type { Keys } from '../sealing/seal.ts';
import { readFile } from '../store/files.ts';
import { onBoth } from '../testing/databases.ts';
import { takeIncoming } from './incoming.ts';
import type { Scanner } from './scan.ts';
import { samples } from './testing.ts';

const keys: Keys = { seal: [{ id: 'k1', key: randomBytes(32) }], hash: randomBytes(32) };
const lines: string[] = [];
const log = createLog({ stream: { write: (line) => lines.push(line) } });
/** Finds something in whatever holds the word. */
const scanner: Scanner = {
  async scan(bytes) {
    const seen: Uint8Array[] = [];
    for await (const chunk of bytes) seen.push(chunk);
    if (Buffer.concat(seen).includes('DOWN')) throw new Error('down');
    return Buffer.concat(seen).includes('HARM') ? 'infected' : 'clean';
  },
};

onBoth('files that come', (store) => {
  const take = (contentType: string | undefined, bytes: Buffer, by: Scanner | undefined = scanner) =>
    takeIncoming({ store: store(), keys, log, scanner: by }, { contentType, base64: bytes.toString('base64') });
  const count = async () => (await store().db.selectFrom('file').select('id').execute()).length;

  test('each type is kept as it came, scanned or in a demo not', async () => {
    for (const type of fileTypes) {
      const bytes = Buffer.concat([samples[type], randomBytes(400_000)]);
      for (const by of [scanner, undefined]) {
        const taken = await takeIncoming(
          { store: store(), keys, log, scanner: by },
          { contentType: type, base64: bytes.toString('base64') },
        );
        assert.ok('file' in taken);
        const read: Buffer[] = [];
        for await (const chunk of readFile(store().db, keys, taken.file)) read.push(chunk);
        assert.ok(Buffer.concat(read).equals(bytes), type);
      }
    }
  });

  test('what is harmful, or not what it says it is, is withheld, with a line without content', async () => {
    const before = await count();
    const pdf = samples['application/pdf'];
    assert.deepEqual(await take('application/pdf', Buffer.concat([pdf, Buffer.from('HARM')])), { withheld: 'infected' });
    assert.match(lines.at(-1) ?? '', /found something in a file that came/);
    for (const [type, bytes] of [
      ['image/png', pdf],
      ['text/html', Buffer.from('<html>')],
      ['application/pdf', Buffer.alloc(0)],
      [undefined, pdf],
    ] as const)
      assert.deepEqual(await take(type, bytes), { withheld: 'file-type' }, type);
    assert.equal(await count(), before);
  });

  test('without a verdict it must come again, and nothing is kept of it', async () => {
    const before = await count();
    await assert.rejects(take('application/pdf', Buffer.concat([samples['application/pdf'], Buffer.from('DOWN')])), { name: 'NotScanned' });
    assert.equal(await count(), before);
  });
});
