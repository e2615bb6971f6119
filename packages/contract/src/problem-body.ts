import * as z from 'zod/mini';

/** RFC 9457, `application/problem+json`. The user's words for it live with the elements. */
export const problem = z.object({
  /** `urn:paa-tvaers:problem:<slug>`. */
  type: z.string(),
  /** English, for the vendor. Says what to do; never holds what was sent. */
  title: z.string(),
  status: z.number(),
  /** The trace id to give to the operator. */
  trace: z.string(),
  /** The fields of the request that are wrong, as JSON pointers, with a word for what is wrong. */
  fields: z.optional(z.array(z.object({ at: z.string(), is: z.string() }))),
});
export type Problem = z.infer<typeof problem>;
