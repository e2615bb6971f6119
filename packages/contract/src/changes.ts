import * as z from 'zod/mini';
import { code } from './parts.ts';

/** Kinds of what `GET /v1/changes` tells: ids, never content. Others may come. */
export const changeKinds = ['context-closed', 'context-superseded', 'consent-changed', 'message', 'receipt', 'reset'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** The data of one server-sent event. `reset`: what was missed is no longer known, so read again. */
export const change = z.object({
  kind: code,
  /** An open context of the employee's that it is about. */
  context: z.optional(z.string()),
  /** A thread of the unit's inbox. */
  thread: z.optional(z.string()),
});
export type Change = z.infer<typeof change>;

/** Where the stream can't be had: polling, `?since=` the last id. */
export const changePage = z.object({ changes: z.array(z.object({ id: z.string(), change })), last: z.string(), interval: z.number() });
export type ChangePage = z.infer<typeof changePage>;
