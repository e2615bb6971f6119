import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cpr } from '@paa-tvaers/contract';
import { keyedHash, type Keys } from '../sealing/seal.ts';
import { sealChild, sealRecord, threadsOf } from '../store/threads.ts';
import { onBoth } from '../testing/databases.ts';
import { known } from '../testing/sources.ts';

const keys: Keys = { seal: [{ id: 'k1', key: Buffer.alloc(32, 1) }], hash: Buffer.alloc(32, 2) };
const mailbox = '900000016000101';
const start = new Date('2026-06-15T10:00:00Z');
const states = ['new', 'in-progress', 'done'] as const;
const subjects = [null, 'employee-1', 'employee-2'] as const;

/** A thread of a box that is full: some came in the same moment. */
function aThread(index: number) {
  const id = `urn:uuid:00000000-0000-4000-8000-${String((index * 7919) % 1000).padStart(12, '0')}`;
  const latest_at = new Date(start.getTime() + Math.floor(index / 4) * 1000);
  const latest = { at: latest_at.toISOString(), direction: 'in', kind: 'new', excerpt: '' } as const;
  return {
    mailbox,
    id,
    child_hash: keyedHash(keys, known),
    child_sealed: sealChild(keys, mailbox, id, { cpr: known as Cpr, birthDate: '2014-05-05' }),
    category: 'healthcare',
    summary_sealed: sealRecord(keys, mailbox, id, { parties: [], latest, messages: 1, files: 0, alerts: [] }),
    latest_at,
    unanswered_since: latest_at,
    task_state: states[index % 3] as (typeof states)[number],
    assignee_subject: subjects[Math.floor(index / 3) % 3] ?? null,
    assignee_name: null,
    held: false,
    group_id: null,
    created_at: start,
  };
}

onBoth('a full box', (store) => {
  test('page by page every thread once, the newest first, whatever is asked for', async () => {
    const { db } = store();
    const rows = Array.from({ length: 1000 }, (_, index) => aThread(index));
    for (let from = 0; from < rows.length; from += 250)
      await db
        .insertInto('thread')
        .values(rows.slice(from, from + 250))
        .execute();
    await db
      .insertInto('thread')
      .values({ ...aThread(1), mailbox: '900000016000301' })
      .execute();

    type Asked = Pick<Parameters<typeof threadsOf>[2], 'states' | 'assignee'>;
    const cases: [Asked, (row: (typeof rows)[number]) => boolean][] = [
      [{}, () => true],
      [{ states: ['new', 'in-progress'] }, (row) => row.task_state !== 'done'],
      [{ states: ['done'], assignee: null }, (row) => row.task_state === 'done' && row.assignee_subject === null],
      [{ assignee: 'employee-1' }, (row) => row.assignee_subject === 'employee-1'],
    ];
    for (const [asked, holds] of cases) {
      const expected = rows
        .filter(holds)
        .sort((a, b) => b.latest_at.getTime() - a.latest_at.getTime() || (a.id < b.id ? -1 : 1))
        .map(({ id }) => id);
      const found: string[] = [];
      let next: string | undefined;
      do {
        const page = await threadsOf(db, keys, { mailbox, limit: 70, ...asked, ...(next !== undefined && { cursor: next }) });
        found.push(...page.threads.map(({ row }) => row.id));
        next = page.next;
      } while (next !== undefined && found.length <= rows.length);
      assert.deepEqual(found, expected);
    }
  });
});
