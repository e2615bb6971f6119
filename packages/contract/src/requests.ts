import * as z from 'zod/mini';

// In a file of its own: only the gateway checks requests, and a browser's bundle leaves it out.

const word = z.string().check(z.minLength(1), z.maxLength(64));

/** `POST /v1/contexts`: opens a child context, by CPR number or by the single-use code of a launch. */
export const openContext = z.union([
  z.object({ cpr: z.string().check(z.maxLength(32)), purpose: word }),
  z.object({ code: z.string().check(z.minLength(1), z.maxLength(200)), purpose: word }),
]);
export type OpenContext = z.infer<typeof openContext>;
