import type { Cpr } from '@paa-tvaers/contract';
import { type AppointmentIndex, type Person, SourceUnavailable } from '@paa-tvaers/national';
import type { Sources } from '../sections/types.ts';

/** Official test persons, and a replacement number; none of them is anybody. */
export const known = '0505149996' as Cpr;
export const other = '1710194919' as Cpr;
export const unknown = '0505149988' as Cpr;
export const replacement = '0703921VJ4' as Cpr;

/** The register answers for `known` and `other`; a test may take it down, slow it, and count what was asked. */
export function createTestSources() {
  const people = new Map<string, Person>([
    [known, { name: 'Josefine Testperson', birthDate: '2014-05-05', municipalityCode: '0998', protected: false, custodyHolders: [] }],
    [other, { name: 'Nanna Øvelsesen', birthDate: '2019-10-17', municipalityCode: '0998', protected: true, custodyHolders: [] }],
  ]);
  const control = { asked: 0, down: false, before: async (_signal: AbortSignal) => {} };
  /** What Aftaleoversigten was asked, and STIL. */
  const questions: { appointments: Parameters<AppointmentIndex['findAppointments']>[1][]; school: Cpr[] } = {
    appointments: [],
    school: [],
  };
  const close = async () => {};
  const never = async () => {
    throw new SourceUnavailable('organisation', 'connection');
  };
  const sources: Sources = {
    cases: { findCases: never, close },
    organisation: { units: never, users: never, unitFor: never, close },
    person: {
      async findPerson(cpr, { signal }) {
        control.asked += 1;
        await control.before(signal);
        if (control.down) throw new SourceUnavailable('person', 'connection');
        const value = people.get(cpr);
        return value && { state: 'ok', value, asOf: new Date() };
      },
      close,
    },
    appointments: {
      async findAppointments(cpr, question) {
        questions.appointments.push(question);
        const value = [
          { uniqueId: `${cpr}.1`, start: '2026-06-22T13:00:00+02:00', advisory: false, unit: { name: 'BUP' }, reason: 'Udredning' },
        ];
        return { state: 'ok', value, asOf: new Date(), filtered: false };
      },
      close,
    },
    school: {
      async findRelations(cpr) {
        questions.school.push(cpr);
        return { state: 'ok', value: { protected: false, relations: [{ kind: 'school', name: 'Korsbæk Skole' }] }, asOf: new Date() };
      },
      close,
    },
  };
  return { sources, control, questions };
}
