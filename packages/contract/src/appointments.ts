import * as z from 'zod/mini';

/**
 * An item of `GET /v1/appointments`: one agreed time (aftale) in child and adolescent psychiatry. A moment is
 * RFC 3339 with the offset of Copenhagen, or `YYYY-MM-DD` where the source gives a day and no time of day.
 */
export const appointment = z.object({
  /** Opaque; another one in each context. */
  id: z.string(),
  start: z.string(),
  /** Of the same kind as `start`; on another day where it lasts several. Absent: the source gives no end. */
  end: z.optional(z.string()),
  /** The time is a guide (vejledende). */
  advisory: z.optional(z.boolean()),
  /** The same for all appointments of one series, within a context. */
  series: z.optional(z.string()),
  /** The time that it had before it was moved. */
  movedFrom: z.optional(z.string()),
  unit: z.optional(z.string()),
  /** Where to go: building, floor, room. */
  place: z.optional(z.string()),
  address: z.optional(z.string()),
  phone: z.optional(z.string()),
  /** Free text from the source; never reckoned with. */
  hours: z.optional(z.string()),
  /** Only where policy says so: free text about the child's health. */
  reason: z.optional(z.string()),
  /** It may be saved as a calendar file, which says when and nothing more. */
  calendar: z.optional(z.boolean()),
});
export type Appointment = z.infer<typeof appointment>;
