import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import type { Keys } from '../sealing/seal.ts';
import { onBoth } from '../testing/databases.ts';
import { saveDraft } from './drafts.ts';
import { attachFile, dropFile, filesOf, ownFile, readFile, reserveUpload, sweepFiles, writeFile } from './files.ts';
import { insertKept } from './receipts.ts';

const keys: Keys = { seal: [{ id: 'k1', key: randomBytes(32) }], hash: randomBytes(32) };
const owner = { issuer: 'https://host.example', subject: 'employee-1', organisation: '11223344', childHash: 'child-1' };
const contentType = 'application/pdf';
const now = new Date('2026-06-15T10:00:00Z');
const nextDay = new Date('2026-06-16T10:00:00Z');
const mailbox = '900000016000101';

onBoth('files', (store) => {
  const db = () => store().db;
  beforeEach(async () => {
    for (const table of ['message_file', 'kept', 'draft', 'file'] as const) await db().deleteFrom(table).execute();
  });
  const reserve = (size: number, whose = owner, at = now) => reserveUpload(db(), whose, { contentType, size, now: at });
  const upload = async (bytes: Uint8Array) => {
    const reserved = await reserve(bytes.length);
    assert.ok(reserved);
    return writeFile(db(), keys, { contentType, owner, reserved }, [bytes]);
  };
  const there = async () => (await db().selectFrom('file').select('id').orderBy('id').execute()).map(({ id }) => id);
  const chunksThere = async () =>
    Number((await db().selectFrom('file_chunk').select(db().fn.countAll().as('n')).executeTakeFirstOrThrow()).n);

  test('gives a file back as it was, whatever its size and the pieces that it came in', async () => {
    for (const size of [0, 1, 256 * 1024, 256 * 1024 + 1, 700_000]) {
      const bytes = randomBytes(size);
      const pieces = Array.from({ length: Math.ceil(size / 100_000) }, (_, at) => bytes.subarray(at * 100_000, (at + 1) * 100_000));
      const { id, size: written } = await writeFile(db(), keys, { contentType }, pieces);
      assert.equal(written, size);
      const read: Buffer[] = [];
      for await (const chunk of readFile(db(), keys, id)) {
        assert.ok(chunk.length <= 256 * 1024, 'one chunk in memory');
        read.push(chunk);
      }
      assert.ok(Buffer.concat(read).equals(bytes), String(size));
    }
  });

  test('seals each chunk at its place: swapped ones do not open', async () => {
    const { id } = await writeFile(db(), keys, { contentType }, [randomBytes(600_000)]);
    const rows = await db().selectFrom('file_chunk').selectAll().where('file', '=', id).orderBy('number').execute();
    await db().updateTable('file_chunk').set({ sealed: rows[1]?.sealed }).where('file', '=', id).where('number', '=', 0).execute();
    await assert.rejects(readFile(db(), keys, id).next(), { name: 'SealBroken' });
  });

  test('keeps nothing of one that breaks off, reserved or not', async () => {
    const broken = async function* () {
      yield randomBytes(600_000);
      throw new Error('broken off');
    };
    const reserved = await reserve(1_000_000);
    assert.ok(reserved);
    await assert.rejects(writeFile(db(), keys, { contentType, owner, reserved }, broken()), /broken off/);
    await assert.rejects(writeFile(db(), keys, { contentType }, broken()), /broken off/);
    assert.deepEqual(await there(), []);
    assert.equal(await chunksThere(), 0);
  });

  test('an upload is its employee’s, for its child, once it is whole', async () => {
    const reserved = await reserve(3);
    assert.equal(await ownFile(db(), reserved ?? '', owner), undefined, 'not while it is being written');
    const { id } = await upload(randomBytes(3));
    assert.deepEqual(await ownFile(db(), id, owner), { id, size: 3, contentType });
    for (const change of [
      { subject: 'employee-2' },
      { childHash: 'child-2' },
      { organisation: '55667788' },
      { issuer: 'https://epj.example' },
    ])
      assert.equal(await ownFile(db(), id, { ...owner, ...change }), undefined, Object.keys(change).join());
  });

  test('keeps room for 1 GB an employee, counting what is under way as large as it may become', async () => {
    const asked = await Promise.all(Array.from({ length: 14 }, () => reserve(100_000_000)));
    assert.equal(asked.filter(Boolean).length, 10);
    assert.ok(await reserve(100_000_000, { ...owner, subject: 'employee-2' }), 'another employee has their own');
    assert.equal(await reserve(1, { ...owner, childHash: 'child-2' }), undefined, 'whichever child it is about');
    await dropFile(db(), asked.find(Boolean) ?? '');
    assert.ok(await reserve(99_000_000));
    const [one] = (await there()).filter((id) => asked.includes(id));
    await writeFile(db(), keys, { contentType, owner, reserved: one ?? '' }, [randomBytes(10)]);
    assert.ok(await reserve(99_000_000), 'one that turned out small makes room');
  });

  test('what a message has makes room, and is neither dropped nor swept', async () => {
    const { id } = await upload(randomBytes(10));
    for (let more = 0; more < 9; more += 1) assert.ok(await reserve(100_000_000));
    assert.equal(await reserve(100_000_000), undefined);
    await db()
      .transaction()
      .execute((transaction) => attachFile(transaction, { mailbox, message: 'm1', part: 'p1', file: id }));
    assert.ok(await reserve(100_000_000));
    await dropFile(db(), id);
    await sweepFiles(db(), nextDay);
    assert.deepEqual(await there(), [id]);
    assert.deepEqual(await filesOf(db(), mailbox, ['m1']), [{ message: 'm1', part: 'p1', file: id, size: 10, contentType }]);
  });

  test('sweeps after a day what nobody has, and not what a draft or an operator has', async () => {
    const [unused, drafted, kept, fresh] = [
      await upload(randomBytes(1)),
      await upload(randomBytes(2)),
      await upload(randomBytes(3)),
      await reserve(4, owner, nextDay),
    ];
    const unfinished = await reserve(5);
    const draft = { kind: 'new' as const, text: '', attachments: [{ file: drafted.id, title: 'Udtalelse' }] };
    await saveDraft(db(), keys, { ...owner, unit: 'PPR' }, randomUUID(), draft, now);
    await insertKept(db(), { id: randomUUID(), mailbox, stored_at: now, why: 'not-fhir', original_file: kept.id });

    await sweepFiles(db(), new Date(nextDay.getTime() - 1));
    assert.equal((await there()).length, 5, 'not before');
    await sweepFiles(db(), nextDay);
    assert.deepEqual(await there(), [drafted.id, kept.id, fresh ?? ''].sort(), `${unused.id} and ${unfinished} are gone`);

    await db().updateTable('draft').set({ closed_at: now }).execute();
    await sweepFiles(db(), nextDay);
    assert.deepEqual(await there(), [kept.id, fresh ?? ''].sort(), 'a file goes with its draft');
  });
});
