import type { UsedContext } from '../contexts/contexts.ts';
import { GatewayProblem } from '../http/problem.ts';
import { seal } from '../sealing/seal.ts';
import { noteChange } from '../store/changes.ts';
import { lockThread, messagesOf, sealChild } from '../store/threads.ts';
import type { Caller } from '../tokens/verify.ts';
import { threadColumns } from './bundles.ts';
import { boxOf, demand, type Desks } from './desk.ts';
import { type Asker, bearsNumber, openMessage, openThread, type ReadingParts } from './reading.ts';
import { boundFiled, fullName } from './view.ts';
import { readMessage } from '@paa-tvaers/medcom';

// What a unit notes on its messages: read, whose turn it is, filed, whose child. Each with its audit entry.

/** Marks messages of a thread as read in the unit; those that are read already, or not of the thread, stay as they are. */
export async function markRead(parts: ReadingParts, asker: Asker, thread: string, messages: readonly string[]): Promise<void> {
  const { mailbox } = await openThread(parts, asker, thread);
  const { facts, used, desk } = asker;
  await used.write(async (transaction) => {
    if (messages.length > 0)
      await transaction
        .updateTable('message')
        .set({ read_at: facts.now, read_by: desk.caller.viewer.name })
        .where('mailbox', '=', mailbox)
        .where('thread', '=', thread)
        .where('id', 'in', messages)
        .where('direction', '=', 'in')
        .where('held', '=', false)
        .where('read_at', 'is', null)
        .execute();
    return { result: undefined, outcome: { fields: [], sources: {}, outcome: 'marked', about: thread } };
  });
}

export interface TaskChange {
  readonly state: 'new' | 'in-progress' | 'done';
  /** `self`, or null for nobody; left out, it stays as it is. */
  readonly assignee?: 'self' | null | undefined;
}

/** Whose turn it is, in the context of the child. */
export async function setTask(parts: ReadingParts, asker: Asker, thread: string, change: TaskChange): Promise<void> {
  await openThread(parts, asker, thread);
  await writeTask(asker.used, asker.desk.caller, thread, change);
}

/** The same from the unit's inbox, outside any child's context. */
export async function setTaskFromInbox(
  desks: Desks,
  outside: Pick<UsedContext, 'write'>,
  caller: Caller,
  thread: string,
  change: TaskChange,
  now: Date,
): Promise<void> {
  await writeTask(outside, caller, thread, change, () => demand(desks.inbox(caller, 'assign', now)));
}

async function writeTask(
  { write }: Pick<UsedContext, 'write'>,
  caller: Caller,
  thread: string,
  { state, assignee }: TaskChange,
  check = () => {},
): Promise<void> {
  const { sub, name } = caller.viewer;
  await write(async (transaction) => {
    check();
    const { sor } = boxOf(caller);
    const { numUpdatedRows } = await transaction
      .updateTable('thread')
      .set({
        task_state: state,
        ...(assignee === 'self' && { assignee_subject: sub, assignee_name: name }),
        ...(assignee === null && { assignee_subject: null, assignee_name: null }),
      })
      .where('mailbox', '=', sor)
      .where('id', '=', thread)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new GatewayProblem('not-found');
    return { result: undefined, outcome: { fields: [], sources: {}, outcome: state, about: thread } };
  });
}

/** Notes where a message was filed (journaliseret). */
export async function setFiled(parts: ReadingParts, asker: Asker, id: string, where: string | undefined): Promise<void> {
  const { mailbox, message } = await openMessage(parts, asker, id);
  if (message.row.held) throw new GatewayProblem('message-held');
  const { facts, used, desk } = asker;
  await used.write(async (transaction) => {
    await transaction
      .updateTable('message')
      .set({
        filed_at: facts.now,
        filed_by: desk.caller.viewer.name,
        filed_where_sealed: where === undefined ? null : seal(parts.keys, where, boundFiled(message.row)),
      })
      .where('mailbox', '=', mailbox)
      .where('id', '=', id)
      .execute();
    return { result: undefined, outcome: { fields: [], sources: {}, outcome: 'filed', about: id } };
  });
}

/**
 * A person says whether a held message is about the child of the context, whose number it bears. Where it is, it is
 * shown, and a thread that was nobody's is the child's. Where it isn't, it stays held, and the audit says who said so.
 *
 * @throws GatewayProblem `message-held` in the context of a child whose number the message does not bear
 */
export async function confirmChild(parts: ReadingParts, asker: Asker, id: string, belongs: boolean): Promise<void> {
  const { keys } = parts;
  const { used, facts } = asker;
  const { mailbox, row: thread, message } = await openMessage(parts, asker, id);
  const { cpr, birthDate } = used.child;
  const name = fullName(readMessage(message.bundle).patient.name);
  await used.write(async (transaction) => {
    const outcome = { fields: [], sources: {}, about: id };
    if (!bearsNumber(message, cpr)) throw new GatewayProblem('message-held');
    if (!belongs) return { result: undefined, outcome: { ...outcome, outcome: 'not-this-child' } };
    await lockThread(transaction, mailbox, thread.id);
    await transaction.updateTable('message').set({ held: false }).where('mailbox', '=', mailbox).where('id', '=', id).execute();
    const columns = threadColumns(keys, mailbox, await messagesOf(transaction, keys, mailbox, thread.id));
    const { numUpdatedRows } = await transaction
      .updateTable('thread')
      .set({
        ...columns,
        child_hash: used.childHash,
        child_sealed: sealChild(keys, mailbox, thread.id, { cpr, birthDate, ...(name !== undefined && { name }) }),
      })
      .where('mailbox', '=', mailbox)
      .where('id', '=', thread.id)
      .where((is) => is.or([is('child_hash', 'is', null), is('child_hash', '=', used.childHash)]))
      .executeTakeFirst();
    // Somebody has confirmed it as another child's meanwhile.
    if (numUpdatedRows === 0n) throw new GatewayProblem('not-found');
    await noteChange(transaction, { kind: 'message', mailbox, thread: thread.id, childHash: used.childHash, at: facts.now });
    return { result: undefined, outcome: { ...outcome, outcome: 'confirmed' } };
  });
}
