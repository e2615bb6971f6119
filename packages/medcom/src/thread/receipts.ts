import { moment } from '../message/time.ts';
import type { Acknowledgement, Message } from '../message/types.ts';

/** What has become of a message that was sent. */
export type Delivery = 'awaiting' | 'accepted' | 'refused' | 'transient';

/**
 * What the acknowledgements of one message say together. The first final answer holds, for a message is never accepted
 * and then refused; a transient error gives way to it, whichever arrives first.
 */
export function deliveryOf(message: string, acknowledgements: readonly Acknowledgement[]): Delivery {
  const about = acknowledgements.filter(({ of }) => of === message);
  const final = about
    .filter(({ response }) => response !== 'transient-error')
    .sort((a, b) => (moment(a.assembled) || 0) - (moment(b.assembled) || 0) || (a.id < b.id ? -1 : 1))[0];
  if (final) return final.response === 'ok' ? 'accepted' : 'refused';
  return about.length > 0 ? 'transient' : 'awaiting';
}

/**
 * How an arrival relates to those before it (MedCom 043): `new`; `duplicate`, not shown again, and answered as before;
 * `conflict` for a Bundle that comes again around another message, which is refused.
 */
export function arrivalOf(
  message: Pick<Message, 'id' | 'bundle'>,
  earlier: readonly Pick<Message, 'id' | 'bundle'>[],
): 'new' | 'duplicate' | 'conflict' {
  if (earlier.some(({ id }) => id === message.id)) return 'duplicate';
  return earlier.some(({ bundle }) => bundle === message.bundle) ? 'conflict' : 'new';
}
