import * as z from 'zod/mini';
import { contact } from './contacts.ts';
import { code, timestamp } from './parts.ts';

export const source = z.object({
  id: code,
  state: code,
  /** When the source answered, or was last asked. */
  asOf: timestamp,
});
export type Source = z.infer<typeof source>;

const common = { context: z.string(), sources: z.array(source) };

/**
 * One section of the overview: a union on `state`. `ok` and `partial` carry items; the others carry
 * none, so that a source that is down is never an empty list.
 *
 * @param more fields that the section has in every state
 */
export function section<Item extends z.ZodMiniType, More extends z.core.$ZodShape = Record<never, never>>(
  item: Item,
  more: More = {} as More,
) {
  const all = { ...common, ...more };
  const none = { ...all, reason: z.optional(code) };
  return z.discriminatedUnion('state', [
    z.object({ ...all, state: z.literal('ok'), items: z.array(item) }),
    z.object({ ...all, state: z.literal('partial'), items: z.array(item) }),
    /** `retry` is false where asking again cannot help (`not-searchable`). */
    z.object({ ...none, state: z.literal('unavailable'), retry: z.boolean() }),
    z.object({ ...none, state: z.literal('denied') }),
    z.object({ ...none, state: z.literal('consent-needed'), consentBy: z.optional(code) }),
    z.object({ ...none, state: z.literal('blocked') }),
    /** `contact`: whom to call instead, once the young person is 18. */
    z.object({ ...none, state: z.literal('out-of-scope'), contact: z.optional(contact) }),
  ]);
}
