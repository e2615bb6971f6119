import * as z from 'zod/mini';
import { task } from './correspondence.ts';
import { code, timestamp } from './parts.ts';
import { source } from './section.ts';

/** A thread in the unit's list, across children. The child's name and birth date, never the number. */
export const inboxItem = z.object({
  thread: z.string(),
  /** Absent while it is held: nobody has confirmed whose it is. */
  child: z.optional(z.object({ name: z.optional(z.string()), birthDate: z.optional(z.string()) })),
  held: z.boolean(),
  category: code,
  topic: z.optional(z.string()),
  parties: z.array(z.string()),
  latest: z.object({ at: timestamp, direction: code, kind: code, organisation: z.optional(z.string()) }),
  unread: z.number(),
  task,
  /** Whole working days in Denmark since the oldest message that nobody has answered. */
  unansweredDays: z.optional(z.number()),
  /** The unit's own latest message did not come through: `rejected`, `failed`. */
  delivery: z.optional(code),
});
export type InboxItem = z.infer<typeof inboxItem>;

const common = { unit: z.optional(z.object({ sor: z.string(), name: z.string() })), sources: z.array(source) };

/** The answer of `GET /v1/inbox`: a section without a child. */
export const inbox = z.discriminatedUnion('state', [
  z.object({ ...common, state: z.literal('ok'), items: z.array(inboxItem), next: z.optional(z.string()), demo: z.boolean() }),
  z.object({ ...common, state: z.literal('denied'), reason: z.optional(code) }),
  /** The unit's box is elsewhere (`host`), or it has none. */
  z.object({ ...common, state: z.literal('out-of-scope'), reason: z.optional(code) }),
  z.object({ ...common, state: z.literal('unavailable'), reason: z.optional(code), retry: z.boolean() }),
]);

/** The answer of `POST /v1/launches`: a single-use code, 60 seconds at most. */
export const launch = z.object({ code: z.string(), expires: timestamp });
export type Launch = z.infer<typeof launch>;
