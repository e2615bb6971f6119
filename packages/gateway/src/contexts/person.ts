import { ageOn, birthDate, type Child, type Cpr, isReplacement, type SourceState } from '@paa-tvaers/contract';
import { NotSearchable, type PersonRegister, type SourceCall } from '@paa-tvaers/national';
import { danishDay } from '../sections/days.ts';
import type { Directory } from '../sections/directory.ts';
import type { PersonLookup } from '../sections/types.ts';
import type { Flights } from './flights.ts';

/** How long an opening waits for the person register, in milliseconds. */
const cap = 1000;

export type PersonAnswer = PersonLookup | { readonly state: 'unknown'; readonly asOf: Date };

interface Asking {
  readonly traceparent: string;
  readonly now: Date;
}

/** Asks the person register, once a context; an answer in every case. A replacement number is not looked up. */
export async function askPerson(register: PersonRegister, cpr: Cpr, flights: Flights, { traceparent, now }: Asking): Promise<PersonAnswer> {
  if (isReplacement(cpr)) return { state: 'not-searchable', asOf: now };
  const call = (signal: AbortSignal): SourceCall => ({ signal, traceparent });
  try {
    const answer = await flights.once('person', (signal) => register.findPerson(cpr, call(signal)));
    return answer ? { state: answer.state, person: answer.value, asOf: answer.asOf } : { state: 'unknown', asOf: now };
  } catch (error) {
    return { state: error instanceof NotSearchable ? 'not-searchable' : 'unavailable', asOf: now };
  }
}

/** Waits a second at most. The question goes on after that: the sections that follow join it. */
export async function inTime(answer: Promise<PersonAnswer>, now: Date): Promise<PersonAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PersonAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'unavailable', asOf: now }), cap);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The child as the band shows it, and how the register stands to that.
 *
 * @param permitted false: policy shows this professional nothing, and so nothing of the register either
 */
export function bandOf(
  cpr: Cpr,
  lookup: PersonLookup,
  permitted: boolean,
  directory: Directory,
  now: Date,
): { child: Child; source?: SourceState } {
  const person = permitted && 'person' in lookup ? lookup.person : undefined;
  const born = person?.birthDate ?? birthDate(cpr);
  const municipality = person?.municipalityCode === undefined ? undefined : directory.municipality(person.municipalityCode);
  const child: Child = {
    cpr,
    birthDate: born,
    age: ageOn(born, danishDay.format(now)),
    protection: person === undefined ? 'unknown' : person.protected ? 'protected' : 'none',
    ...(person?.name !== undefined && { name: person.name }),
    ...(municipality && { municipality: { code: municipality.code, name: municipality.name } }),
  };
  if (lookup.state === 'not-searchable') return { child };
  return { child, source: permitted || lookup.state === 'unavailable' ? lookup.state : 'filtered' };
}
