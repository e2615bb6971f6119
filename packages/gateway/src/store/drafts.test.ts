import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Keys } from '../sealing/seal.ts';
import { onBoth } from '../testing/databases.ts';
import { closeDraft, type DraftOwner, draftedThreads, draftsOf, saveDraft, sweepDrafts } from './drafts.ts';

const keys: Keys = { seal: [{ id: 'k1', key: randomBytes(32) }], hash: randomBytes(32) };
const day = 24 * 3_600_000;
const now = new Date('2026-06-15T10:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * day);
const content = {
  kind: 'reply' as const,
  thread: 'urn:uuid:thread',
  text: 'Hemmelig tekst',
  attachments: [{ file: 'file-1', title: 'Fil' }],
};
let owners = 0;
/** Somebody else in each test: they share a database. */
const somebody = (over: Partial<DraftOwner> = {}): DraftOwner => ({
  issuer: 'https://host.example',
  subject: `employee-${++owners}`,
  organisation: '11223344',
  unit: 'PPR',
  childHash: 'child-1',
  ...over,
});

onBoth('drafts', (store) => {
  const texts = async (owner: DraftOwner, at = now) => (await draftsOf(store().db, keys, owner, at)).map(({ text }) => text);

  test('a draft is saved again and again, and the last holds', async () => {
    const owner = somebody();
    assert.ok(await saveDraft(store().db, keys, owner, 'a', content, now));
    assert.ok(await saveDraft(store().db, keys, owner, 'a', { ...content, text: 'Nyere', topic: 'Emne' }, later(1)));
    const [draft, ...others] = await draftsOf(store().db, keys, owner, later(1));
    assert.deepEqual(draft, { ...content, text: 'Nyere', topic: 'Emne', id: 'a', savedAt: later(1) });
    assert.deepEqual(others, []);
  });

  test('it is its writer’s alone, at one unit’s desk, about one child', async () => {
    const owner = somebody();
    await saveDraft(store().db, keys, owner, 'a', content, now);
    for (const other of [{ subject: 'x' }, { issuer: 'x' }, { organisation: 'x' }, { unit: 'x' }, { childHash: 'child-2' }])
      assert.deepEqual(await texts({ ...owner, ...other }), [], JSON.stringify(other));
    for (const other of [{ unit: 'x' }, { childHash: 'child-2' }])
      assert.equal(await saveDraft(store().db, keys, { ...owner, ...other }, 'a', { ...content, text: 'Et andet' }, now), false);
    assert.deepEqual([...(await draftedThreads(store().db, { ...owner, unit: 'x' }, now))], []);
    assert.deepEqual(await texts(owner), ['Hemmelig tekst']);
    await closeDraft(store().db, { ...owner, childHash: 'child-2' }, 'a', now);
    assert.deepEqual(await texts(owner), ['Hemmelig tekst']);
  });

  test('nothing of it stands in clear, and it opens in no other row', async () => {
    const owner = somebody();
    await saveDraft(store().db, keys, owner, 'a', content, now);
    const row = await store().db.selectFrom('draft').selectAll().where('subject', '=', owner.subject).executeTakeFirstOrThrow();
    assert.ok(!JSON.stringify(row).includes('Hemmelig'));
    assert.deepEqual(row.files, ['file-1']);
    await store()
      .db.insertInto('draft')
      .values({ ...row, id: 'b' })
      .execute();
    await assert.rejects(texts(owner), { name: 'SealBroken' });
  });

  test('once closed its text is gone and nothing more is saved in it, also where it was closed before it was saved', async () => {
    const owner = somebody();
    await saveDraft(store().db, keys, owner, 'a', content, now);
    for (const id of ['a', 'never-saved']) {
      await closeDraft(store().db, owner, id, later(1));
      assert.equal(await saveDraft(store().db, keys, owner, id, content, later(14.9)), false);
      const row = await store()
        .db.selectFrom('draft')
        .selectAll()
        .where('subject', '=', owner.subject)
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      assert.deepEqual([row.sealed, row.files, row.closed_at], [null, [], later(1)]);
      await sweepDrafts(store().db, later(14.9));
      assert.equal(await saveDraft(store().db, keys, owner, id, content, later(14.9)), false);
      await sweepDrafts(store().db, later(15));
      assert.ok(await saveDraft(store().db, keys, owner, id, content, later(15)));
    }
  });

  test('it is kept for fourteen days after it was last saved', async () => {
    const owner = somebody();
    await saveDraft(store().db, keys, owner, 'a', content, now);
    await saveDraft(store().db, keys, owner, 'a', content, later(10));
    await sweepDrafts(store().db, later(23.9));
    assert.deepEqual(await texts(owner, later(23.9)), ['Hemmelig tekst']);
    assert.deepEqual(await texts(owner, later(24)), []);
    await sweepDrafts(store().db, later(24));
    const rows = await store().db.selectFrom('draft').select('id').where('subject', '=', owner.subject).execute();
    assert.deepEqual(rows, []);
  });

  test('a thread has its newest draft', async () => {
    const owner = somebody();
    await saveDraft(store().db, keys, owner, 'new', content, later(1));
    await saveDraft(store().db, keys, owner, 'old', content, now);
    await saveDraft(store().db, keys, owner, 'apart', { kind: 'new', text: 'Ny', attachments: [] }, now);
    assert.deepEqual([...(await draftedThreads(store().db, owner, later(1)))], [['urn:uuid:thread', 'new']]);
  });
});
