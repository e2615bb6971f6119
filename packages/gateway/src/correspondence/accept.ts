import { randomUUID } from 'node:crypto';
import type { Sent } from '@paa-tvaers/contract';
import type { Forward, NewMessage, Reply } from '@paa-tvaers/contract/requests';
import {
  type AddressedOrganisation,
  BuildRefused,
  buildForward,
  buildNew,
  buildReply,
  check,
  type Message,
  type Node,
  readMessage,
  type Source,
} from '@paa-tvaers/medcom';
import type { MailUnit, UnitRegister } from '@paa-tvaers/national';
import type { Canonical } from '../audit/canonical.ts';
import { type RequestFacts, stored, type UsedContext } from '../contexts/contexts.ts';
import { inTime } from '../contexts/person.ts';
import { GatewayProblem, invalid } from '../http/problem.ts';
import type { Keys } from '../sealing/seal.ts';
import { insertAccepted } from '../store/accepted.ts';
import { noteChange } from '../store/changes.ts';
import { closeDraft } from '../store/drafts.ts';
import { attachFile, boxFile, type FileOwner, filesOf, ownFile } from '../store/files.ts';
import { answerOf, onceOf } from '../store/idempotency.ts';
import { sealBundle } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { countMessages, lockThread, messagesOf, type StoredMessage, sealChild, threadRow } from '../store/threads.ts';
import { attachmentsOf, authorOf, checkFields, fieldsOf, partyOf, patientOf, refused, subjectOf } from './accept-draft.ts';
import { bare, ownParts, threadColumns, threadOf, withPlaceholders } from './bundles.ts';
import { boxOf, type Desk, demand } from './desk.ts';
import type { Precedence } from './precedence.ts';
import { kindOf, sentAt } from './summary.ts';

/** Files that the network's converter takes of one message. */
const convertedAtMost = 10;
/** Bytes that the network carries of one message, its envelope included (MedCom 030 §3.2). */
const envelopeAtMost = 100_000_000;
/** How long SOR may take, in milliseconds; its answers are kept for ten minutes. */
const unitWithin = 3000;

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly units: UnitRegister | undefined;
  readonly precedence: Precedence;
  /** There is something to send. */
  readonly wake: () => void;
}

/** A professional who sends, and the request that they do it by. */
export interface Sending {
  readonly used: UsedContext;
  readonly desk: Desk;
  readonly facts: RequestFacts;
  /** Of the header `Idempotency-Key`. */
  readonly key: string;
}

type Accepted = Omit<Sent, 'context'>;

/** A message that can be accepted: built, checked, and not yet written. */
interface Ready {
  readonly bundle: Node;
  readonly message: Message;
  readonly files: readonly { readonly part: string; readonly file: string }[];
  readonly draft: string | undefined;
  readonly group?: string | undefined;
  /** Of a thread that goes on: the messages that the new one was written after. */
  readonly before?: { readonly shown: readonly StoredMessage[]; readonly count: number };
}

interface ListedFile {
  readonly part: string;
  readonly file: string;
  readonly size: number;
}

/**
 * Accepts messages: what is answered is on disk, with its files, its job and its audit entry, and is sent or told to
 * have failed.
 */
export class Accept {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins a thread. */
  begin(sending: Sending, body: NewMessage): Promise<Sent> {
    return this.#once(sending, ['threads'], body, async () => {
      checkFields(body);
      const { receiver, unit } = await this.#receiver(sending, body.to);
      demand(sending.desk.permits('send', unit));
      const files = await this.#files(sending, body, unit);
      const attention = partyOf(body.attention);
      const { topic, priority, ...subject } = subjectOf(body);
      const draft = {
        sender: senderOf(sending),
        receiver,
        patient: await patient(sending),
        category: 'other' as const,
        ...subject,
        ...(topic && { topic }),
        ...(priority && { priority }),
        author: authorOf(body, sending.desk.caller.viewer.name),
        text: body.text,
        attachments: attachmentsOf(body, files.types),
        ...(attention && { specificRecipient: attention }),
      };
      const bundle = build(() => buildNew(draft, source(sending)));
      return ready(bundle, files.own, [], { draft: body.draft, group: body.group });
    });
  }

  /** Answers the latest message of a thread. */
  reply(sending: Sending, thread: string, body: Reply): Promise<Sent> {
    return this.#once(sending, ['replies', thread], body, async () => {
      const { shown, count } = await this.#thread(sending, thread, body.answers);
      const { latest, category, topic } = threadOf(shown);
      if (latest !== body.answers) throw new GatewayProblem('not-the-latest');
      checkFields(body, { ...(category && { category }), ...(topic && { topic }) });
      const to = shown.find(({ row }) => row.id === latest) as StoredMessage;
      const other = to.row.direction === 'out' ? to.row.receiver : to.row.sender;
      const unit = await this.#unit(sending, other).catch(() => undefined);
      demand(sending.desk.permits('reply', unit));
      if (unit?.reach === 'none') throw new GatewayProblem('recipient-unreachable');
      const files = await this.#files(sending, body, unit);
      const draft = {
        sender: senderOf(sending),
        ...subjectOf(body),
        author: authorOf(body, sending.desk.caller.viewer.name),
        text: body.text,
        attachments: attachmentsOf(body, files.types),
        ...(body.attention !== undefined && { specificRecipient: partyOf(body.attention ?? undefined) ?? null }),
      };
      const bundle = build(() =>
        buildReply(
          to.bundle,
          draft,
          source(sending),
          shown.map((one) => one.bundle),
        ),
      );
      return { ...ready(bundle, files.own, [], { draft: body.draft }), before: { shown, count } };
    });
  }

  /** Hands a thread on to another unit, with its files: a thread of its own. */
  forward(sending: Sending, thread: string, body: Forward): Promise<Sent> {
    return this.#once(sending, ['forwards', thread], body, async () => {
      const { shown } = await this.#thread(sending, thread, body.of);
      const { category, topic } = threadOf(shown);
      checkFields(body, { ...(category && { category }), ...(topic && { topic }) });
      const { receiver, unit } = await this.#receiver(sending, body.to);
      demand(sending.desk.permits('forward', unit));
      const files = await this.#files(sending, body, unit);
      const held = await stored(
        filesOf(
          this.#parts.store.db,
          boxOf(sending.desk.caller).sor,
          shown.map(({ row }) => row.id),
        ),
      );
      const attention = partyOf(body.attention);
      const draft = {
        sender: senderOf(sending),
        receiver,
        ...subjectOf(body),
        author: authorOf(body, sending.desk.caller.viewer.name),
        text: body.text,
        attachments: attachmentsOf(body, files.types),
        ...(attention && { specificRecipient: attention }),
        ...(body.only && { only: body.only }),
      };
      const bundles = new Map(shown.map((one) => [one.row.id, build(() => withPlaceholders(one.bundle, held))]));
      const of = bundles.get(body.of) as Node;
      const bundle = build(() => buildForward(of, draft, source(sending), [...bundles.values()]));
      return ready(bundle, files.own, held, { draft: body.draft, atMost: unit.reach === 'converted' ? convertedAtMost : undefined });
    });
  }

  /** Does what a key asks once, whatever number of times and at whatever moments it is asked. */
  #once(sending: Sending, route: readonly string[], body: object, make: () => Promise<Ready>): Promise<Sent> {
    return this.#parts.precedence.first(() => this.#answer(sending, route, body, make));
  }

  async #answer(sending: Sending, route: readonly string[], body: object, make: () => Promise<Ready>): Promise<Sent> {
    const { store, keys } = this.#parts;
    const { used, desk, key } = sending;
    const { viewer, issuer } = desk.caller;
    const what = [...route, used.childHash, body as unknown as Canonical];
    const once = onceOf(keys, key, [viewer.org, issuer, viewer.sub], what);
    const before = async (): Promise<Accepted | undefined> => {
      const answer = await stored(answerOf<Accepted>(store.db, keys, once));
      if (answer === 'reused') throw new GatewayProblem('idempotency-key-reused');
      return answer;
    };
    try {
      boxOf(desk.caller);
      let accepted = await before();
      if (accepted) await used.audit({ fields: [], sources: {}, outcome: 'repeated', about: accepted.message });
      // Where the writing gives nothing, another request with the key was first by a moment.
      else accepted = (await this.#write(sending, once, await make())) ?? (await before());
      if (!accepted) throw new GatewayProblem('unavailable', { headers: { 'Retry-After': '5' } });
      return { context: used.child.id, ...accepted };
    } catch (error) {
      await used.refused(error);
      throw error;
    }
  }

  async #write(sending: Sending, once: ReturnType<typeof onceOf>, message: Ready): Promise<Accepted | undefined> {
    const { keys } = this.#parts;
    const { used, facts } = sending;
    const { now } = facts;
    const row = rowOf(keys, sending, message);
    const { mailbox, id, thread } = row;
    const answer: Accepted = { thread, message: id, state: 'accepted', at: now.toISOString() };
    const columns = threadColumns(keys, mailbox, [...(message.before?.shown ?? []), { row, bundle: message.bundle }]);
    const child = { cpr: used.child.cpr, birthDate: used.child.birthDate, ...(await nameOfChild(sending)) };
    const begun = {
      mailbox,
      id: thread,
      ...columns,
      child_hash: used.childHash,
      child_sealed: sealChild(keys, mailbox, thread, child),
      task_state: 'in-progress' as const,
      group_id: message.group ?? null,
      created_at: now,
    };
    const written = await used.write(async (transaction) => {
      if (message.before) {
        await lockThread(transaction, mailbox, thread);
        if ((await countMessages(transaction, mailbox, thread)) !== message.before.count)
          if (!(await answerOf(transaction, keys, once)))
            // The request that was first may have been this one.
            throw new GatewayProblem('not-the-latest');
      }
      const rows = { once, answer, message: row, ...(!message.before && { thread: begun }) };
      if (!(await insertAccepted(transaction, keys, rows, now)))
        return { result: undefined, outcome: { fields: [], sources: {}, outcome: 'repeated' } };
      if (message.before) {
        const { held: _, ...changed } = columns;
        await transaction
          .updateTable('thread')
          .set({ ...changed, unanswered_since: null })
          .where('mailbox', '=', mailbox)
          .where('id', '=', thread)
          .execute();
      }
      for (const { part, file } of message.files) await attachFile(transaction, { mailbox, message: id, part, file });
      if (message.draft !== undefined) await closeDraft(transaction, ownerOf(sending), message.draft, now);
      await noteChange(transaction, { kind: 'message', mailbox, thread, childHash: used.childHash, at: now });
      const fields = message.files.length > 0 ? ['text', 'attachments'] : ['text'];
      return { result: answer, outcome: { fields, sources: {}, outcome: 'accepted', about: id } };
    });
    if (written) this.#parts.wake();
    return written;
  }

  /** A thread of this child and this box, and the message in it that is answered or handed on. */
  async #thread({ desk, used }: Sending, thread: string, message: string) {
    const { store, keys } = this.#parts;
    const { sor } = boxOf(desk.caller);
    const row = await stored(threadRow(store.db, sor, thread));
    if (!row || row.child_hash !== used.childHash) throw new GatewayProblem('not-found');
    const messages = await stored(messagesOf(store.db, keys, sor, thread));
    const meant = messages.find((one) => one.row.id === message);
    if (!meant) throw new GatewayProblem('not-the-latest');
    if (meant.row.held) throw new GatewayProblem('message-held');
    return { shown: messages.filter((one) => !one.row.held), count: messages.length };
  }

  async #receiver(sending: Sending, sor: string): Promise<{ receiver: AddressedOrganisation; unit: MailUnit }> {
    const unit = await this.#unit(sending, sor);
    if (!unit?.gln || unit.reach === 'none') throw new GatewayProblem('recipient-unreachable');
    return { receiver: { sor: unit.sor, gln: unit.gln, name: unit.name }, unit };
  }

  async #unit({ facts }: Sending, sor: string): Promise<MailUnit | undefined> {
    const { units } = this.#parts;
    if (!units) throw new GatewayProblem('no-mailbox', { title: 'This gateway is not connected to SOR: nobody can be written to.' });
    try {
      return (await units.unit(sor, { signal: AbortSignal.timeout(unitWithin), traceparent: facts.traceparent }))?.value;
    } catch (cause) {
      throw new GatewayProblem('unavailable', {
        title: 'SOR does not answer now. Try again after a while.',
        headers: { 'Retry-After': '10' },
        cause,
      });
    }
  }

  /** The employee's own uploads for this child, and what the unit's messages about it have, in the order of the message. */
  async #files(sending: Sending, { attachments }: NewMessage | Reply | Forward, unit: MailUnit | undefined) {
    if (attachments.length > 0) demand(sending.desk.permits('attach', unit));
    if (unit?.reach === 'converted' && attachments.length > convertedAtMost) throw new GatewayProblem('too-many-files');
    const own: (Omit<ListedFile, 'part'> | undefined)[] = [];
    const types = new Map<string, string>();
    for (const [at, one] of attachments.entries()) {
      const file = 'file' in one ? await stored(this.#file(sending, one.file)) : undefined;
      if ('file' in one && !file) throw invalid(`/attachments/${at}/file`, 'not-known');
      if (file) types.set(file.id, file.contentType);
      own.push(file && { file: file.id, size: file.size });
    }
    return { own, types };
  }

  async #file(sending: Sending, id: string) {
    const { db } = this.#parts.store;
    const box = { mailbox: boxOf(sending.desk.caller).sor, childHash: sending.used.childHash };
    return (await ownFile(db, id, ownerOf(sending))) ?? (await boxFile(db, id, box));
  }
}

function build<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof BuildRefused) throw refused([{ at: '', is: error.problem }]);
    throw error;
  }
}

/** @throws GatewayProblem where the message may not be sent as it is */
function ready(
  bundle: object,
  own: readonly (Omit<ListedFile, 'part'> | undefined)[],
  held: readonly ListedFile[],
  more: { readonly draft?: string | undefined; readonly group?: string | undefined; readonly atMost?: number | undefined },
): Ready {
  const built = bundle as Node;
  const errors = check(built, 'sender').filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refused(fieldsOf(errors.map(({ rule }) => rule)));
  const message = readMessage(built);
  const [, ...added] = ownParts(message);
  const here = new Map(held.map((file) => [file.part, file]));
  added.forEach((part, at) => {
    const file = own[at];
    if (file) here.set(part, { part, ...file });
  });
  const carried = message.parts.filter((part) => part.kind === 'attachment' && part.data !== undefined);
  const files = carried.flatMap(({ id }) => here.get(id) ?? []);
  const attachments = message.parts.filter((part) => part.kind === 'attachment' && (part.data ?? part.url) !== undefined);
  if (more.atMost !== undefined && attachments.length > more.atMost) throw new GatewayProblem('too-many-files');
  const size = files.reduce((sum, file) => sum + file.size, 0);
  // Files are base64 in the message, and the message in its envelope: four letters for three bytes each time.
  const enveloped = (((size / 3) * 4 + JSON.stringify(built).length) / 3) * 4;
  if (enveloped > envelopeAtMost) throw refused([{ at: '/attachments', is: 'too-large' }]);
  return { bundle: built, message, files, draft: more.draft, group: more.group };
}

function rowOf(keys: Keys, { desk, used, facts }: Sending, { bundle, message }: Ready) {
  const { sor, gln } = boxOf(desk.caller);
  const place = { mailbox: sor, id: message.id };
  return {
    ...place,
    thread: message.thread,
    direction: 'out' as const,
    kind: kindOf(message),
    bundle: message.bundle,
    occurred_at: new Date(sentAt(message)),
    stored_at: facts.now,
    sender: sor,
    receiver: message.receiver.sor ?? '',
    bundle_sealed: sealBundle(keys, place, bare(bundle)),
    original_file: null,
    original_type: null,
    warnings: 0,
    held: false,
    read_at: null,
    read_by: null,
    filed_at: null,
    filed_by: null,
    filed_where_sealed: null,
    author_issuer: desk.caller.issuer,
    author_subject: desk.caller.viewer.sub,
    child_hash: used.childHash,
    state: 'accepted' as const,
    state_at: facts.now,
    receiver_gln: message.receiver.gln ?? '',
    sender_gln: gln,
    envelope: message.bundle,
    next_attempt_at: facts.now,
    attempts: 0,
    resends: 0,
    words_sealed: null,
  };
}

function ownerOf({ desk, used }: Sending): FileOwner {
  const { issuer, viewer } = desk.caller;
  return { issuer, subject: viewer.sub, organisation: viewer.org, childHash: used.childHash };
}

/** The unit, and whose it is: there are many family departments. */
function senderOf({ desk }: Sending): AddressedOrganisation {
  const { sor, gln, name } = boxOf(desk.caller);
  const { organisationName } = desk.caller.viewer;
  return { sor, gln, name: name.includes(organisationName) ? name : `${name}, ${organisationName}` };
}

async function nameOfChild({ used, facts }: Sending): Promise<{ name?: string }> {
  const lookup = await inTime(used.child.person(), facts.now);
  return 'person' in lookup && lookup.person.name !== undefined ? { name: lookup.person.name } : {};
}

async function patient(sending: Sending) {
  return patientOf(sending.used.child.cpr, (await nameOfChild(sending)).name);
}

function source({ facts }: Sending): Source {
  return { newId: randomUUID, sentAt: facts.now.toISOString() };
}
