import { audiences, dataflows, functions, purposes } from '@paa-tvaers/contract';
import { sensitivities } from '@paa-tvaers/national';
import * as z from 'zod';

/** Where the gateway runs. Only `production` asks that the law is settled, or that somebody has decided. */
export const environments = ['demo', 'pilot', 'production'] as const;
export type Environment = (typeof environments)[number];

/** How much of a case leaves: nothing, that its department is involved, or the case with the row's fields. */
export const reveals = ['none', 'department', 'case'] as const;
export type Reveal = (typeof reveals)[number];

/** The fields that a row of each dataflow can let through. */
export const fieldsOf = {
  cases: ['department', 'status', 'responsibleUnit', 'caseworker', 'title', 'opened'],
  contacts: ['name', 'phone', 'email', 'hours', 'address'],
  /** `time`: begin, end, whether it is a guide, its series, and the time that it was moved from. */
  appointments: ['time', 'unit', 'place', 'address', 'phone', 'hours', 'reason', 'calendar'],
  /** `name`: also what kind of institution it is. */
  school: ['name', 'level', 'phone', 'address'],
  /** `read` is of `in`, the others of `out`. */
  correspondence: ['read', 'send', 'reply', 'forward', 'attach'],
  inbox: ['list', 'assign'],
} as const satisfies Record<(typeof dataflows)[number], readonly string[]>;
export type CaseField = (typeof fieldsOf.cases)[number];
export type ContactField = (typeof fieldsOf.contacts)[number];
export type AppointmentField = (typeof fieldsOf.appointments)[number];
export type SchoolField = (typeof fieldsOf.school)[number];
export type CorrespondenceField = (typeof fieldsOf.correspondence)[number];
export type InboxField = (typeof fieldsOf.inbox)[number];

const word = z.string().min(1);
const text = z.strictObject({ da: word, en: word });
const day = z.iso.date();
const age = z.int().min(0).max(150);
const months = z.int().min(0).max(1200);
const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1);

const legalBasis = z.strictObject({
  law: text,
  status: z.enum(['settled', 'under-clarification']),
  /** Who let the dataflow run in production before the law was settled. */
  decided: z.optional(z.strictObject({ who: word, when: day, document: word })),
});

/**
 * One giver's data to one receiving audience. Givers: `municipality`, `municipality/ppr`,
 * `municipality:0998`, `municipality:0998/ppr`, `region`, `region:1081`, `clinic`, `stil`.
 */
const row = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'small letters, digits and hyphens'),
  dataflow: z.enum(dataflows),
  giver: z.string().regex(/^(municipality(:\d{4})?(\/(ppr|family-services))?|region(:\d{4})?|clinic|stil)$/, 'not a giver'),
  receiver: z.enum(audiences),
  /** Of correspondence alone: `in`, what the giver wrote to the receiver and the threads with it; `out`, what is written to it. */
  direction: z.optional(z.enum(['in', 'out'])),
  functions: some(z.enum(functions)),
  purposes: some(z.enum(purposes)),
  disclose: legalBasis,
  obtain: legalBasis,
  consent: z.discriminatedUnion('rule', [
    z.strictObject({ rule: z.literal('not-required') }),
    z.strictObject({
      rule: z.literal('required'),
      /** Under which law consent is given: they differ in form, in who gives it, and in how it ends. */
      type: z.enum(['health-act', 'public-administration-act', 'gdpr']),
      /** The age at which the young person alone gives it. */
      ownFrom: age,
    }),
  ]),
  /** Whole years, both included. */
  ages: z.strictObject({ from: age, to: age }),
  /** `own`: only where giver and receiver are the same municipality. */
  authority: z.enum(['own', 'any']),
  fields: z.array(z.enum(Object.values(fieldsOf).flat())),
  reveal: z.enum(reveals),
  /** Følsomhed of the cases that may be shown; of no meaning for the others. */
  sensitivities: z.optional(some(z.enum(sensitivities))),
  /** Months back and ahead (absent: no limit), for appointments; the others have no time of their own. */
  window: z.optional(z.strictObject({ back: months, ahead: z.optional(months) })),
  /** Who registers the look-up in MinLog. */
  register: z.enum(['by-source', 'by-us', 'none']),
  controller: text,
  processor: text,
  /** Absent `environments`: all of them. */
  enabled: z.strictObject({ environments: z.optional(some(z.enum(environments))), from: day }),
  shows: text,
  family: text,
});
export type Row = z.infer<typeof row>;

const kle = z.string().regex(/^\d\d(\.\d\d(\.\d\d)?)?$/, 'a KLE number: xx, xx.xx or xx.xx.xx');

/** A KLE number and all below it, or all from `kle` to `to`. The strictest rule that fits a case wins. */
const subject = z.strictObject({ kle, to: z.optional(kle), reveal: z.enum(['none', 'department']), why: text });

export const policyFile = z.strictObject({ version: word, subjects: z.array(subject), rows: z.array(row) });
export type PolicyFile = z.infer<typeof policyFile>;
