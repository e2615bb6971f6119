import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Cpr } from '@paa-tvaers/contract';
import { sql } from 'kysely';
import { type AuditEntry, writeAudit, writeAuditInContext } from '../audit/audit.ts';
import { canonicalJson } from '../audit/canonical.ts';
import { toProblem } from '../http/problem.ts';
import { type Keys, SealBroken } from '../sealing/seal.ts';
import { onBoth } from '../testing/databases.ts';
import { absent, startPostgres } from '../testing/postgres.ts';
import { closeContext, countOpenContexts, endOldContexts, findContext, insertContext, type Owner, useContext } from './contexts.ts';
import {
  countEmployees,
  findEmployeeIn,
  type RegisteredEmployee,
  removeEmployees,
  replaceEmployees,
  resealEmployees,
} from './employees.ts';
import { openStore, StoreAway } from './store.ts';

const opened = new Date('2026-06-15T10:00:00.123Z');
const minutes = (count: number) => new Date(opened.getTime() + count * 60_000);
const owner: Owner = {
  issuer: 'https://host.example',
  subject: 'employee-1',
  organisation: '11223344',
  audience: 'ppr',
  function: 'psychologist',
  unit: 'PPR',
};
const row = (id: string) => ({ id, ...owner, purpose: 'casework', child_sealed: 'sealed', child_hash: 'hash', opened_at: opened });
const entry: AuditEntry = {
  version: 1,
  at: opened.toISOString(),
  trace: '0af7651916cd43dd8448eb211c80319c',
  action: 'read',
  dataflow: 'cases',
  professional: { issuer: owner.issuer, subject: 'employee-1', name: 'Åse Ø. "Æble"\\ 𝒳\u0000\u2028' },
  organisation: owner.organisation,
  audience: 'ppr',
  function: 'psychologist',
  child: 'hash',
  fields: ['department', 'status'],
  sources: { organisation: 'ok', cases: 'partial' },
  outcome: 'ok',
};

onBoth('the store', (store, { settings, reopen }) => {
  const audit = () => store().db.selectFrom('audit').selectAll().orderBy('seq').execute();

  test('gives a context to its owner alone, and begins its idle time anew', async () => {
    await insertContext(store().db, row('mine'));
    const used = await useContext(store().db, 'mine', owner, minutes(19));
    assert.equal(used?.purpose, 'casework');
    assert.deepEqual(used?.opened_at, opened, 'a moment comes back to the millisecond');
    for (const field of Object.keys(owner) as (keyof Owner)[])
      assert.equal(await useContext(store().db, 'mine', { ...owner, [field]: 'another' }, minutes(19)), undefined, field);
    assert.ok(await useContext(store().db, 'mine', owner, minutes(38)), '19 minutes after the last use');
    assert.equal(await useContext(store().db, 'mine', owner, minutes(58)), undefined, '20 minutes after it');
  });

  test('ends a context after eight hours, however busy', async () => {
    await insertContext(store().db, row('busy'));
    for (let at = 0; at < 480; at += 15) assert.ok(await useContext(store().db, 'busy', owner, minutes(at)), `${at} minutes`);
    assert.equal(await useContext(store().db, 'busy', owner, minutes(480)), undefined);
  });

  test('closes once, for its owner alone, and wipes the child', async () => {
    await insertContext(store().db, row('closed'));
    assert.equal(await closeContext(store().db, 'closed', { ...owner, subject: 'employee-2' }, opened), undefined);
    assert.ok(await closeContext(store().db, 'closed', owner, opened));
    assert.equal(await closeContext(store().db, 'closed', owner, opened), undefined);
    assert.equal((await findContext(store().db, 'closed'))?.child_sealed, null);
    assert.equal(await useContext(store().db, 'closed', owner, opened), undefined);
  });

  test('sweeps what has been idle too long, and forgets it a day later', async () => {
    await insertContext(store().db, row('idle'));
    const open = await countOpenContexts(store().db);
    assert.ok((await endOldContexts(store().db, minutes(20))).some(({ id }) => id === 'idle'));
    assert.ok((await countOpenContexts(store().db)) < open);
    assert.equal((await findContext(store().db, 'idle'))?.child_sealed, null);
    await endOldContexts(store().db, minutes((8 + 24) * 60 + 1));
    assert.equal(await findContext(store().db, 'idle'), undefined);
  });

  test('reads an audit entry back byte by byte, after it was opened again too', async () => {
    await writeAudit(store().db, entry);
    const written = (await audit()).at(-1);
    assert.equal(written?.entry, canonicalJson(entry));
    await reopen();
    assert.deepEqual((await audit()).at(-1), written);
  });

  test('numbers the entries in the order that they were written', async () => {
    for (const trace of ['a', 'b', 'c']) await writeAudit(store().db, { ...entry, trace });
    const traces = (await audit()).slice(-3).map((one) => JSON.parse(one.entry).trace);
    assert.deepEqual(traces, ['a', 'b', 'c']);
  });

  test('lets nobody change, take away or empty the audit', async () => {
    await writeAudit(store().db, entry);
    const before = await audit();
    const refused = { message: /append-only/ };
    await assert.rejects(store().db.updateTable('audit').set({ entry: '{}' }).execute(), refused);
    await assert.rejects(store().db.deleteFrom('audit').execute(), refused);
    await assert.rejects(sql`truncate audit`.execute(store().db), refused);
    assert.deepEqual(await audit(), before);
  });

  test('writes no entry for an answer whose context has been closed', async () => {
    await insertContext(store().db, row('open'));
    assert.equal(await writeAuditInContext(store().db, entry, 'open'), true);
    await closeContext(store().db, 'open', owner, opened);
    const before = await audit();
    assert.equal(await writeAuditInContext(store().db, entry, 'open'), false);
    assert.deepEqual(await audit(), before);
  });

  test('keeps neither a context nor its entry where the transaction fails', async () => {
    const before = await audit();
    const work = store()
      .db.transaction()
      .execute(async (transaction) => {
        await insertContext(transaction, row('half'));
        await writeAudit(transaction, entry);
        throw new Error('broken off');
      });
    await assert.rejects(work, /broken off/);
    assert.equal(await findContext(store().db, 'half'), undefined);
    assert.deepEqual(await audit(), before);
  });

  describe('the employees', () => {
    const other = '55667788';
    const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
    const keys = { seal: [key('k1', 1)], hash: Buffer.alloc(32) };
    const one = (sub: string, cpr: string, more: { organisation?: string; authorisation?: string } = {}) =>
      ({ organisation: owner.organisation, sub, cpr: cpr as Cpr, ...more }) satisfies RegisteredEmployee;
    const find = (sub: string, organisation = owner.organisation, by: Keys = keys) => findEmployeeIn(store().db, by)(organisation, sub);
    const rows = () => store().db.selectFrom('employee').selectAll().orderBy('organisation').orderBy('subject').execute();

    test('are found by organisation and sub, and stand sealed', async () => {
      await replaceEmployees(store().db, keys, [one('a', '2512489996', { authorisation: 'ABCDE' }), one('b', '0201919990')], opened);
      assert.deepEqual(await find('a'), { cpr: '2512489996', authorisation: 'ABCDE' });
      assert.deepEqual(await find('b'), { cpr: '0201919990' });
      assert.equal(await find('c'), undefined);
      assert.equal(await find('a', other), undefined);
      const [row] = await rows();
      assert.deepEqual([row?.organisation, row?.subject, row?.imported_at], [owner.organisation, 'a', opened]);
      assert.match(row?.employee_sealed ?? '', /^k1\./);
      assert.doesNotMatch(JSON.stringify(await rows()), /2512489996|0201919990|ABCDE/);
    });

    test('replace all that their organisations had, and no other’s', async () => {
      await replaceEmployees(store().db, keys, [one('a', '2512489996', { organisation: other })], opened);
      const replaced = await replaceEmployees(
        store().db,
        keys,
        [one('b', '0201919990', { authorisation: '12345' }), one('a', '2512489996', { authorisation: 'ABCDE' }), one('c', '0404849086')],
        opened,
      );
      assert.deepEqual(replaced, [{ organisation: owner.organisation, added: 1, changed: 1, removed: 0 }]);
      assert.deepEqual(await replaceEmployees(store().db, keys, [one('c', '0404849086')], opened), [
        { organisation: owner.organisation, added: 0, changed: 0, removed: 2 },
      ]);
      assert.equal(await find('a'), undefined, 'who left is gone');
      assert.deepEqual(await countEmployees(store().db), [
        { organisation: owner.organisation, employees: 1 },
        { organisation: other, employees: 1 },
      ]);
    });

    test('come all, or none of them', async () => {
      const before = await rows();
      const twice = [one('x', '2512489996'), one('x', '0201919990')];
      await assert.rejects(replaceEmployees(store().db, keys, twice, opened));
      await assert.rejects(replaceEmployees(store().db, { ...keys, seal: [] }, [one('x', '2512489996')], opened), SealBroken);
      assert.deepEqual(await rows(), before);
    });

    test('come by the thousand', async () => {
      const many = Array.from({ length: 2500 }, (_, index) => one(`employee-${index}`, '2512489996', { organisation: '66778899' }));
      assert.deepEqual(await replaceEmployees(store().db, keys, many, opened), [
        { organisation: '66778899', added: 2500, changed: 0, removed: 0 },
      ]);
      assert.deepEqual(await find('employee-2499', '66778899'), { cpr: '2512489996' });
      assert.equal(await removeEmployees(store().db, '66778899'), 2500);
      assert.equal(await removeEmployees(store().db, '66778899'), 0);
    });

    test('a seal opens in its own row only', async () => {
      await replaceEmployees(store().db, keys, [one('mine', '2512489996'), one('theirs', '0201919990')], opened);
      const [mine] = await rows();
      await store()
        .db.updateTable('employee')
        .set({ employee_sealed: mine?.employee_sealed ?? '' })
        .where('subject', '=', 'theirs')
        .execute();
      await assert.rejects(find('theirs'), SealBroken);
      assert.deepEqual(await find('mine'), { cpr: '2512489996' });
    });

    test('survive a new seal key: read with the old one, then sealed anew', async () => {
      await replaceEmployees(store().db, keys, [one('a', '2512489996')], opened);
      const rotated = { ...keys, seal: [key('k2', 2), key('k1', 1)] };
      const without = { ...keys, seal: [key('k2', 2)] };
      assert.deepEqual(await find('a', owner.organisation, rotated), { cpr: '2512489996' });
      await assert.rejects(find('a', owner.organisation, without), SealBroken);
      await assert.rejects(resealEmployees(store().db, without), SealBroken);
      const all = await rows();
      assert.equal(await resealEmployees(store().db, rotated), all.length);
      assert.ok((await rows()).every(({ employee_sealed }) => employee_sealed.startsWith('k2.')));
      assert.deepEqual(await find('a', owner.organisation, without), { cpr: '2512489996' });
      assert.deepEqual(await replaceEmployees(store().db, keys, [one('a', '2512489996')], opened), [
        { organisation: owner.organisation, added: 0, changed: 1, removed: 0 },
      ]);
    });
  });

  test('answers a ping', () => store().ping());

  test('does alone what one gateway at a time may do, and lets go also of what failed', async () => {
    // On PGlite nobody else has the directory.
    const other = store().kind === 'pglite' ? undefined : await openStore(settings(), () => undefined);
    const done: string[] = [];
    await store().alone('mailboxes', async () => {
      await other?.alone('mailboxes', async () => void done.push('at the same time'));
      await other?.alone('something else', async () => void done.push('something else'));
    });
    assert.deepEqual(done, other ? ['something else'] : []);
    await assert.rejects(
      store().alone('mailboxes', () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    await (other ?? store()).alone('mailboxes', async () => void done.push('afterwards'));
    assert.equal(done.at(-1), 'afterwards');
    await other?.close();
  });

  test('lets a hash chain be laid on by adding a column', async () => {
    await sql`alter table audit add column hash text`.execute(store().db);
    const hash = sql<string>`encode(sha256(convert_to(entry, 'UTF8')), 'hex')`;
    const { rows } = await sql<{ chain: string }>`select ${hash} as chain from audit order by seq desc limit 1`.execute(store().db);
    const last = (await audit()).at(-1)?.entry ?? '';
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(last));
    assert.equal(rows[0]?.chain, Buffer.from(digest).toString('hex'));
  });
});

test('where PostgreSQL gives no connection, the caller is told to come again', { skip: absent }, async () => {
  const postgres = await startPostgres();
  const store = await openStore({ url: await postgres.database() }, () => undefined);
  const busy = Promise.withResolvers<void>();
  const ask = () => sql`select 1`.execute(store.db);
  const told = async () => {
    const error: unknown = await ask().catch((error: unknown) => error);
    assert.ok(error instanceof StoreAway, String(error));
    const { status, headers } = toProblem(error);
    assert.deepEqual([status, headers], [503, { 'Retry-After': '5' }]);
  };
  try {
    const all = Array.from({ length: 16 }, () => store.db.connection().execute(() => busy.promise));
    await told();
    busy.resolve();
    await Promise.all(all);
    await ask();
  } finally {
    busy.resolve();
    await postgres.stop();
  }
  await told();
  await store.close();
});
