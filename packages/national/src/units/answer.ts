import * as z from 'zod/mini';
import { type MailUnit, SourceAnswerInvalid } from '../types.ts';
import { ediTypes, identifiers, snomed, unitTypes } from './terms.ts';
import { type KindsByHand, mailUnit } from './unit.ts';

const text = z.optional(z.string());
const concepts = z.optional(z.array(z.object({ coding: z.optional(z.array(z.object({ system: text, code: text }))) })));

const organisation = z.object({
  resourceType: z.literal('Organization'),
  active: z.optional(z.boolean()),
  identifier: z.array(z.object({ use: text, system: text, value: text })),
  name: z.string().check(z.trim(), z.minLength(1)),
  type: concepts,
  partOf: z.optional(z.object({ display: text })),
  endpoint: z.optional(z.array(z.object({ reference: text }))),
  contained: z.optional(z.array(z.unknown())),
});
type OrganisationResource = z.infer<typeof organisation>;

const mailbox = z.object({ resourceType: z.literal('Endpoint'), id: z.string(), status: z.string(), payloadType: concepts });

const bundle = z.object({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  link: z.optional(z.array(z.object({ relation: z.string() }))),
  entry: z.optional(z.array(z.object({ resource: z.unknown() }))),
});

export interface UnitsFound {
  readonly units: readonly MailUnit[];
  /** The server has more than it gave. */
  readonly more: boolean;
  /** Something was there that cannot be read, or the server warned. */
  readonly partial: boolean;
  /** Units with a number that fails its check. */
  readonly broken: number;
}

/**
 * Reads a searchset of Organization. Inactive ones are left out.
 *
 * @throws SourceAnswerInvalid
 */
export function readUnits(bytes: Uint8Array, kinds: KindsByHand): UnitsFound {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // Not the cause: V8 quotes the text that it could not read.
    throw new SourceAnswerInvalid('units', 'not JSON');
  }
  const read = bundle.safeParse(json);
  if (!read.success) throw new SourceAnswerInvalid('units', 'not a searchset');
  const units = new Map<string, MailUnit>();
  const seen = new Set<string>();
  let partial = false;
  let broken = 0;
  for (const { resource } of read.data.entry ?? []) {
    const one = organisation.safeParse(resource);
    if (one.success && one.data.active === false) continue;
    const found = one.success ? unitOf(one.data, kinds) : undefined;
    if (found && !seen.has(found.unit.sor)) units.set(found.unit.sor, found.unit);
    else partial = true;
    if (!found) continue;
    // Two with one code: which of them a message would reach cannot be told, so neither is offered.
    if (seen.has(found.unit.sor)) units.delete(found.unit.sor);
    seen.add(found.unit.sor);
    if (found.broken) broken++;
  }
  const more = read.data.link?.some(({ relation }) => relation === 'next') ?? false;
  return { units: [...units.values()], more, partial, broken };
}

function unitOf(raw: OrganisationResource, kinds: KindsByHand) {
  const numbers = (wanted: string) =>
    raw.identifier.flatMap(({ use, system, value }) => (system === wanted && use !== 'old' && value ? [value.trim()] : []));
  const [sor, ...others] = new Set(numbers(identifiers.sor));
  if (!sor || others.length > 0) return undefined;
  const types = codes(raw.type, snomed);
  return mailUnit(
    {
      sor,
      glns: numbers(identifiers.gln),
      name: raw.name,
      organisation: raw.partOf?.display,
      types: unitTypes.filter(({ code }) => types.includes(code)),
      takes: taken(raw),
      ydernummer: numbers(identifiers.ydernummer)[0],
      cvr: numbers(identifiers.cvr)[0],
    },
    kinds,
  );
}

/** What the active mailboxes take. How it is carried (`connectionType`) is the network's to know. */
function taken({ endpoint, contained }: OrganisationResource): string[] {
  const own = new Set(endpoint?.map(({ reference }) => reference));
  return (contained ?? []).flatMap((resource) => {
    const { success, data } = mailbox.safeParse(resource);
    return success && data.status === 'active' && own.has(`#${data.id}`) ? codes(data.payloadType, ediTypes) : [];
  });
}

function codes(list: z.infer<typeof concepts>, system: string): string[] {
  return (list ?? []).flatMap(({ coding }) => coding ?? []).flatMap((one) => (one.system === system && one.code ? [one.code] : []));
}
