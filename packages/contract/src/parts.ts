import * as z from 'zod/mini';

// Answers carry no limits of length: a reader is tolerant, and each check weighs in the browser.

/** A word of the contract, open to words that come later. */
export const code = z.string();

/** RFC 3339, with offset. */
export const timestamp = z.string();

/** A policy text; Danish always, English where there is one. */
export const text = z.object({ da: z.string(), en: z.optional(z.string()) });
export type Text = z.infer<typeof text>;

const legalBasis = z.object({
  law: text,
  /** `settled` or `under-clarification`. */
  status: code,
});

/** Why one giver's data may be shown: the basis to disclose, the basis to obtain, and what that lets through. */
export const basis = z.object({
  giver: code,
  disclose: legalBasis,
  obtain: legalBasis,
  shows: text,
});
export type Basis = z.infer<typeof basis>;
