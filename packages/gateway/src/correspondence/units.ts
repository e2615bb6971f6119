import type { MailUnit, UnitRegister } from '@paa-tvaers/national';
import type { RequestFacts } from '../contexts/contexts.ts';

/** What a unit is, as far as policy tells units apart. */
export const unitKinds = [
  'ppr',
  'family-services',
  'child-psychiatry',
  'general-practice',
  'hospital',
  'municipality',
  'other',
] as const satisfies readonly MailUnit['kind'][];

/** How long names and kinds of units are waited for, in milliseconds: a list is shown without them. */
const within = 1000;

/** What SOR has of some units, by SOR code; those that it does not know, or does not tell of in time, are left out. */
export async function unitsBySor(
  register: UnitRegister | undefined,
  sors: Iterable<string | undefined>,
  { traceparent }: Pick<RequestFacts, 'traceparent'>,
): Promise<ReadonlyMap<string, MailUnit>> {
  const wanted = [...new Set(sors)].filter((sor) => sor !== undefined && sor !== '');
  if (!register || wanted.length === 0) return new Map();
  const call = { signal: AbortSignal.timeout(within), traceparent };
  const asked = await Promise.allSettled(wanted.map((sor) => register.unit(sor as string, call)));
  return new Map(
    asked.flatMap((one) => (one.status === 'fulfilled' && one.value ? [[one.value.value.sor, one.value.value] as const] : [])),
  );
}
