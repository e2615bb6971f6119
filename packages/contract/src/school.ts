import * as z from 'zod/mini';
import { code } from './parts.ts';

/** An item of `GET /v1/school`: one institution that the child belongs to. */
export const schoolRelation = z.object({
  kind: code,
  name: z.string(),
  /** Class level, `0` to `10`; absent in day-care, and where the register gives none. */
  level: z.optional(z.string()),
  phone: z.optional(z.string()),
  address: z.optional(z.string()),
});
export type SchoolRelation = z.infer<typeof schoolRelation>;
