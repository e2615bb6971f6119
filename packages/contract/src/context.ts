import * as z from 'zod/mini';
import { basis, code, timestamp } from './parts.ts';
import { source } from './section.ts';

/** What policy says of one dataflow, for this professional, child and purpose. */
export const decision = z.object({
  dataflow: code,
  /** `ok`, or the state that the dataflow's section will have. */
  state: code,
  reason: z.optional(code),
  /** "Hvorfor må jeg se det?": one entry a giver. */
  basis: z.array(basis),
});
export type Decision = z.infer<typeof decision>;

export const child = z.object({
  /** In full, for print and for the correspondence view; nowhere else (in memory only). */
  cpr: z.string(),
  birthDate: z.string(),
  /** Whole years today. */
  age: z.number(),
  /** Absent where the person look-up did not answer. */
  name: z.optional(z.string()),
  municipality: z.optional(z.object({ code: z.string(), name: z.string() })),
  /** Protected name and address; `unknown` where the person look-up did not answer. */
  protection: code,
});
export type Child = z.infer<typeof child>;

export const professional = z.object({
  name: z.string(),
  title: z.optional(z.string()),
  function: code,
  audience: code,
  organisation: z.string(),
  unit: z.optional(z.string()),
});
export type Professional = z.infer<typeof professional>;

/** The answer of `POST /v1/contexts`. */
export const openedContext = z.object({
  context: z.string(),
  /** No request after this moment succeeds (8 h at most). */
  expires: timestamp,
  /** Seconds without a request after which the context ends. */
  idle: z.number(),
  purpose: code,
  child,
  professional,
  /** False only where the organisation's agreement says that the host names the child. */
  needBanner: z.boolean(),
  /** A demo says so on every screen. */
  demo: z.boolean(),
  decisions: z.array(decision),
  sources: z.array(source),
  /** The thread that the launch was about, where it was opened by a code. */
  thread: z.optional(z.string()),
});
export type OpenedContext = z.infer<typeof openedContext>;
