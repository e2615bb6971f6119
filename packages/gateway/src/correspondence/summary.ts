import type { Delivery } from '@paa-tvaers/contract';
import type { Message, Organisation, Thread, ThreadPart } from '@paa-tvaers/medcom';

/** The first characters of a message that a list shows. */
const excerptLength = 120;

const kinds = { 'new-message': 'new', 'reply-message': 'reply', 'forward-message': 'forward' } as const;
export type MessageKind = (typeof kinds)[keyof typeof kinds];

/** What a thread's messages say of it to a list; sealed in the thread's row, and made anew with each message. */
export interface SealedRecord {
  readonly topic?: string;
  readonly priority?: string;
  /** The other organisations. A name may be missing: SOR has it. */
  readonly parties: readonly { readonly sor?: string; readonly name?: string }[];
  readonly latest: {
    /** RFC 3339. */
    readonly at: string;
    readonly direction: 'in' | 'out';
    readonly kind: MessageKind;
    readonly organisation?: string;
    readonly author?: string;
    readonly excerpt: string;
  };
  readonly messages: number;
  readonly files: number;
  readonly alerts: readonly string[];
}

/** A thread as a list and an inbox show it: what the messages say, and how they stand now. */
export interface ThreadRecord extends SealedRecord {
  readonly unread: number;
  /** Of the unit's own latest message. */
  readonly delivery?: StoredDelivery;
}

/** `why`, where the message failed before any receiver could say something: `no-receipt`, `unknown-receiver`, … */
export type StoredDelivery = Delivery & { readonly why?: string };

/** The kind of a message; one that does not say counts as new. */
export function kindOf({ activity }: Pick<Message, 'activity'>): MessageKind {
  return kinds[activity ?? 'new-message'];
}

/**
 * Sums up a thread.
 *
 * @param mailbox SOR code of the unit whose thread it is
 */
export function recordOf(thread: Thread, mailbox: string): SealedRecord {
  const newest = thread.arrived.find(({ id }) => id === thread.messages.findLast(({ arrived }) => arrived)?.id) ?? thread.arrived.at(-1);
  if (!newest) throw new Error('a thread without a message');
  const words = thread.parts.findLast((part) => part.kind === 'text' && part.message === newest.id);
  const isOut = newest.sender.sor === mailbox;
  return {
    ...(thread.topic !== undefined && { topic: thread.topic }),
    ...(thread.priority !== undefined && { priority: thread.priority }),
    parties: partiesOf(thread, mailbox),
    latest: {
      at: sentAt(newest),
      direction: isOut ? 'out' : 'in',
      kind: kindOf(newest),
      ...(newest.sender.name !== undefined && { organisation: newest.sender.name }),
      ...authorOf(words),
      excerpt: words?.kind === 'text' ? excerptOf(words.text) : '',
    },
    messages: thread.messages.filter(({ beforeForward }) => !beforeForward).length,
    files: thread.parts.filter(({ kind }) => kind === 'attachment').length,
    alerts: thread.alerts,
  };
}

/** When a message was sent, as it says itself (RFC 3339). */
export function sentAt({ id, history, assembled }: Message): string {
  return history.find(({ message }) => message === id)?.occurred ?? assembled ?? '';
}

function partiesOf({ arrived }: Thread, mailbox: string): SealedRecord['parties'] {
  const found = new Map<string, Organisation>();
  // The newest name holds.
  for (const { sender, receiver } of arrived)
    for (const unit of [sender, receiver])
      if (unit.sor !== mailbox) found.set(unit.sor ?? unit.name ?? '', { ...found.get(unit.sor ?? ''), ...unit });
  return [...found.values()].map(({ sor, name }) => ({ ...(sor !== undefined && { sor }), ...(name !== undefined && { name }) }));
}

function authorOf(part: ThreadPart | undefined): { author?: string } {
  const name = part?.author?.name;
  const author = [...(name?.given ?? []), name?.family ?? ''].join(' ').trim();
  return author ? { author } : {};
}

function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  // By code points, so that no sign is cut in two.
  return [...line.slice(0, 2 * excerptLength)].slice(0, excerptLength).join('');
}
