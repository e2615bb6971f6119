import * as z from 'zod/mini';
import { code } from './parts.ts';

/** Somebody to call. */
export const contact = z.object({
  /** Whose number it is: the step of the chain that was reached. */
  level: code,
  /** The unit, clinic or person that the number belongs to. */
  name: z.string(),
  /** The caseworker, also where only the unit's number is known. */
  person: z.optional(z.object({ name: z.string(), role: z.optional(z.string()) })),
  /** As the source gave it, digits and an optional leading plus; eight digits are Danish. */
  phone: z.optional(z.string()),
  email: z.optional(z.string()),
  /** Free text from the source; never reckoned with. */
  hours: z.optional(z.string()),
  address: z.optional(z.string()),
});
export type Contact = z.infer<typeof contact>;

/** An item of `GET /v1/contacts`: whom to call at one party, also where there is no case. */
export const partyContact = z.object({
  party: code,
  municipality: z.optional(z.object({ code: z.string(), name: z.string() })),
  contact,
});
export type PartyContact = z.infer<typeof partyContact>;
