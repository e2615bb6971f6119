import { audiences, mailboxes } from '@paa-tvaers/contract';
import * as z from 'zod';
import { assuranceLevels } from '../tokens/assurance.ts';
import type { Environment } from '../configuration/settings.ts';

// A public key; a private or a shared one has no business in this file.
const publicKey = z
  .looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']) })
  .refine((key) => !('d' in key) && !('k' in key), 'holds a private key');

const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin, like https://host.example');

/** A host stands in a network of its own: any name will do. */
const webhookUrl = z
  .string()
  .max(2000)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password } = new URL(text);
    return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
  }, 'must be an http or https address without user and password');

const issuer = z
  .object({
    iss: z.string().min(1).max(500),
    jwksUri: z.url().optional(),
    jwks: z.object({ keys: z.array(publicKey).min(1) }).optional(),
  })
  .refine((one) => (one.jwksUri === undefined) !== (one.jwks === undefined), 'needs one of jwksUri and jwks');

/** A unit of the organisation, as the tokens' claim `unit` names it. */
const unit = z
  .object({
    /** The claim `unit`. */
    id: z.string().min(1).max(200),
    name: z.string().min(1).max(200),
    /** Where its box is: here, in the host's own system, nowhere. */
    mailbox: z.enum(mailboxes),
    /** SOR code and lokationsnummer: what it sends and receives under. */
    sor: z
      .string()
      .regex(/^\d{6,18}$/, 'must be a SOR code')
      .optional(),
    gln: z
      .string()
      .regex(/^\d{13}$/, 'must be 13 digits (lokationsnummer)')
      .optional(),
    phone: z.string().max(40).optional(),
    /** Where the unit's own task list hears of a message; without content, signed with the secret. */
    webhook: z.object({ url: webhookUrl, secret: z.string().min(32) }).optional(),
  })
  .refine((one) => one.mailbox !== 'gateway' || (one.sor !== undefined && one.gln !== undefined), 'with a box here it needs sor and gln');

const organisation = z.object({
  id: z.string().regex(/^\d{8,20}$/, 'must be a CVR or SOR number'),
  name: z.string().min(1).max(200),
  audiences: z.array(z.enum(audiences)).min(1),
  municipality: z
    .string()
    .regex(/^\d{4}$/, 'must be four digits')
    .optional(),
  /** SOR code of the municipality as an organisation that uses national health systems. */
  sor: z
    .string()
    .regex(/^\d{6,18}$/, 'must be a SOR code')
    .optional(),
  issuers: z.array(issuer).min(1),
  origins: z.array(origin),
  frameAncestors: z.array(origin).default([]),
  needBanner: z.boolean().default(true),
  acr: z.enum(assuranceLevels),
  /** Employees of a unit that stands not here have no box. */
  units: z.array(unit).default([]),
  rateLimit: z.object({ perMinute: z.int().min(1).max(100_000) }).optional(),
});

export type Organisation = z.infer<typeof organisation>;
export type OrganisationUnit = Organisation['units'][number];
export type Issuer = Organisation['issuers'][number];

/**
 * Reads `organisations.json`.
 *
 * @returns the organisations, or every wrong place with a word for what is wrong (never its content)
 */
export function readOrganisations(json: unknown, environment: Environment): { organisations: Organisation[] } | { wrong: string[] } {
  const read = z.array(organisation).safeParse(json);
  if (!read.success) return { wrong: read.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`) };
  const wrong = [...ambiguous(read.data), ...misplaced(read.data), ...(environment === 'production' ? unsafe(read.data) : [])];
  return wrong.length > 0 ? { wrong } : { organisations: read.data };
}

// One issuer may speak for many organisations, always with the same keys: they are found by `iss`.
function ambiguous(organisations: readonly Organisation[]): string[] {
  const keys = new Map<string, string>();
  const ids = new Set<string>();
  const boxes = new Set<string>();
  return organisations.flatMap(({ id, issuers, units }, at) => {
    const twice = ids.has(id) ? [`/${at}/id: stands twice`] : [];
    ids.add(id);
    const names = new Set<string>();
    const doubled = units.flatMap((unit, index) => {
      const again = names.has(unit.id) ? [`/${at}/units/${index}/id: stands twice`] : [];
      names.add(unit.id);
      const box = [unit.sor, unit.gln].flatMap((number) => (unit.mailbox === 'gateway' && number ? [number] : []));
      // One box, one unit: who may read a message is told by the unit of the token.
      if (box.some((number) => boxes.has(number))) again.push(`/${at}/units/${index}: another unit has the same box`);
      for (const number of box) boxes.add(number);
      return again;
    });
    const other = issuers.flatMap((issuer, index) => {
      const source = JSON.stringify(issuer.jwksUri ?? issuer.jwks);
      const differs = keys.has(issuer.iss) && keys.get(issuer.iss) !== source;
      keys.set(issuer.iss, source);
      return differs ? [`/${at}/issuers/${index}: the same iss stands elsewhere with other keys`] : [];
    });
    return [...twice, ...doubled, ...other];
  });
}

// In health the organisation's own id is its SOR code, and Aftaleoversigten is never asked for it.
function misplaced(organisations: readonly Organisation[]): string[] {
  return organisations.flatMap(({ sor, audiences: own }, at) =>
    sor !== undefined && !own.some((audience) => audience === 'ppr' || audience === 'family-services')
      ? [`/${at}/sor: is for municipal organisations`]
      : [],
  );
}

function unsafe(organisations: readonly Organisation[]): string[] {
  return organisations.flatMap(({ issuers, origins, units }, at) => [
    ...issuers.flatMap(({ jwksUri }, index) =>
      jwksUri && !jwksUri.startsWith('https:') ? [`/${at}/issuers/${index}/jwksUri: must be https in production`] : [],
    ),
    ...origins.flatMap((one, index) => (one.startsWith('https:') ? [] : [`/${at}/origins/${index}: must be https in production`])),
    ...units.flatMap(({ webhook }, index) =>
      webhook && new URL(webhook.url).protocol !== 'https:' ? [`/${at}/units/${index}/webhook/url: must be https in production`] : [],
    ),
  ]);
}
