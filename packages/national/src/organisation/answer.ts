import * as z from 'zod/mini';
import type { Unit, User } from '../types.ts';
import { position, responsible, unitAddress, userAddress } from './terms.ts';

// UUIDs come in either case; here they are lower.
const uuid = z.pipe(
  z.string(),
  z.transform((text) => text.toLowerCase()),
);
const maybeText = z.nullish(z.string());

const state = z.object({ status: z.string(), fraTidspunkt: maybeText, tilTidspunkt: maybeText });
const addresses = z.array(z.object({ adresseTekst: z.string(), klassifikation: z.object({ rolle: uuid, indeks: maybeText }) }));

export const unitAnswer = z.object({ uuid, enhedsnavn: z.string(), tilstand: state, adresser: addresses });
export type UnitAnswer = z.infer<typeof unitAnswer>;

export const responsibleAnswer = z.extend(unitAnswer, {
  opgaver: z.array(z.object({ kleEmneNummer: maybeText, klassifikation: z.nullish(z.object({ rolle: uuid })) })),
});
export type ResponsibleAnswer = z.infer<typeof responsibleAnswer>;

export const userAnswer = z.object({
  uuid,
  tilstand: state,
  person: z.nullish(z.object({ navn: maybeText })),
  adresser: addresses,
  harMedlemskab: z.array(
    z.object({ medlemskabRolleTitel: maybeText, funktionsTypeUuid: z.nullish(uuid), start: maybeText, slut: maybeText }),
  ),
});
export type UserAnswer = z.infer<typeof userAnswer>;

/** A list by the official schema, one object in some answers seen: both. Null where the service has none. */
export const some = z.nullish(
  z.union([
    z.array(z.unknown()),
    z.pipe(
      z.record(z.string(), z.unknown()),
      z.transform((one) => [one]),
    ),
  ]),
);

/** A unit that may be offered; undefined where it is not active. */
export function readUnit(answer: UnitAnswer, now: number): Unit | undefined {
  if (!isActive(answer.tilstand, now)) return undefined;
  const at = (...roles: string[]) => firstAddress(answer.adresser, roles);
  return {
    uuid: answer.uuid,
    name: answer.enhedsnavn,
    ...defined({
      phone: at(unitAddress.landline, unitAddress.mobile),
      email: at(unitAddress.email),
      hours: at(unitAddress.phoneHours, unitAddress.contactHours),
      address: at(unitAddress.post),
    }),
  };
}

export function readUser(answer: UserAnswer, now: number): User | undefined {
  if (!isActive(answer.tilstand, now)) return undefined;
  return {
    uuid: answer.uuid,
    ...defined({
      // Null without the constraint SENAVN in the service agreement: no error.
      name: answer.person?.navn,
      role: jobTitle(answer.harMedlemskab, now),
      phone: firstAddress(answer.adresser, [userAddress.phone]),
      email: firstAddress(answer.adresser, [userAddress.email]),
    }),
  };
}

/**
 * How closely a unit is responsible for a subject: 0 for the very number, 1 for its group (`17.03`), 2 for the
 * group's general subject (`17.03.00`), 3 for another subject of the group.
 */
export function distance(answer: ResponsibleAnswer, kle: string): number {
  const group = kle.slice(0, 5);
  const order = [kle, group, `${group}.00`];
  const ranks = answer.opgaver
    .filter(({ klassifikation }) => klassifikation?.rolle === responsible)
    .flatMap(({ kleEmneNummer }) => order.indexOf(kleEmneNummer ?? ''))
    .filter((rank) => rank >= 0);
  return Math.min(order.length, ...ranks);
}

function jobTitle(memberships: UserAnswer['harMedlemskab'], now: number): string | undefined {
  const current = memberships.filter(
    ({ funktionsTypeUuid, start, slut, medlemskabRolleTitel }) =>
      funktionsTypeUuid === position && medlemskabRolleTitel && isNow(start, slut, now),
  );
  return current.sort((a, b) => time(b.start, -Infinity) - time(a.start, -Infinity) || compare(a, b))[0]?.medlemskabRolleTitel ?? undefined;
}

function compare(a: UserAnswer['harMedlemskab'][number], b: UserAnswer['harMedlemskab'][number]): number {
  return (a.medlemskabRolleTitel ?? '') < (b.medlemskabRolleTitel ?? '') ? -1 : 1;
}

/** The first role that has an address; within a role the lowest `indeks`. */
function firstAddress(list: z.infer<typeof addresses>, roles: readonly string[]): string | undefined {
  for (const role of roles) {
    const [first] = list
      .filter(({ adresseTekst, klassifikation }) => klassifikation.rolle === role && adresseTekst.trim())
      .sort((a, b) => (Number(a.klassifikation.indeks) || 0) - (Number(b.klassifikation.indeks) || 0));
    if (first) return first.adresseTekst.trim();
  }
  return undefined;
}

function isActive({ status, fraTidspunkt, tilTidspunkt }: z.infer<typeof state>, now: number): boolean {
  return status === 'AKTIV' && isNow(fraTidspunkt, tilTidspunkt, now);
}

/** `[from, to[`; a limit that is absent or unreadable is none. */
function isNow(from: string | null | undefined, to: string | null | undefined, now: number): boolean {
  return time(from, -Infinity) <= now && now < time(to, Infinity);
}

function time(text: string | null | undefined, none: number): number {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? none : milliseconds;
}

/** Without what is empty: an absent field is absent. */
function defined<Field extends string>(fields: Record<Field, string | null | undefined>): Partial<Record<Field, string>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as Partial<Record<Field, string>>;
}
