import * as z from 'zod/mini';
import { contact } from './contacts.ts';
import { code } from './parts.ts';

/** A case (sag), minimised: whatever policy does not let through is absent. */
export const caseItem = z.object({
  /** Opaque; another one in each context. */
  id: z.string(),
  /** `open` or `closed`. */
  status: code,
  responsibleUnit: z.optional(z.string()),
  caseworker: z.optional(z.string()),
  title: z.optional(z.string()),
  /** Day the case was opened, `YYYY-MM-DD`. */
  opened: z.optional(z.string()),
});
export type CaseItem = z.infer<typeof caseItem>;

/** An item of `GET /v1/cases`: one municipal department and how it stands to the child. */
export const departmentCases = z.object({
  department: code,
  municipality: z.object({ code: z.string(), name: z.string() }),
  state: code,
  /** Open first. Empty where policy shows the department only, and in every state but `involved`. */
  cases: z.array(caseItem),
  /** Whom to call, nearest first; one a distinct open case's caseworker or unit, else the department's own. */
  contacts: z.array(contact),
});
export type DepartmentCases = z.infer<typeof departmentCases>;
