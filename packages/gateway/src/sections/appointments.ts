import { type Appointment, isReplacement } from '@paa-tvaers/contract';
import type { Appointment as Found } from '@paa-tvaers/national';
import { type AppointmentField, fieldsOf } from '../policy/index.ts';
import { blocked, type OpaqueId, type Setup, shown, unavailable, withheld } from './answers.ts';
import { Asking } from './asking.ts';
import { inOrder, isWithin, momentsOf, windowOf } from './days.ts';
import { adultServices } from './home.ts';
import { minimiseAppointment, withoutAddress } from './minimise.ts';
import { letsThrough, refusal, rulesFor, situationOf } from './rules.ts';
import type { AnswerSection } from './types.ts';

/**
 * The section `appointments`: the agreed times in child and adolescent psychiatry, in the order of time. The giver is
 * the region: by the unit that performs the appointment where the directory knows it, else that of the professional's own
 * municipality. Place and address stay away unless the child is known not to be protected.
 */
export function answerAppointments(setup: Setup, opaque: OpaqueId): AnswerSection {
  return async (context, options) => {
    using asking = new Asking(context, options, setup.deadlines);
    const { viewer, cpr } = context;
    const { now } = options;
    const rules = rulesFor(setup, situationOf(context, now));
    const own = rules.outlook('appointments', 'child-psychiatry', rules.own);
    if (!letsThrough(own)) {
      const kept = refusal([own]);
      return withheld(context, 'appointments', asking, kept, await adultServices(kept, rules, asking, setup));
    }

    const index = setup.sources.appointments;
    if (!index || viewer.organisationSor === undefined) {
      asking.note('appointments', 'not-connected', now);
      return unavailable(context, 'appointments', asking, 'not-connected');
    }
    if (isReplacement(cpr)) {
      asking.note('appointments', 'not-searchable', now);
      return unavailable(context, 'appointments', asking, 'not-searchable');
    }
    const employee = await setup.employee(viewer.org, viewer.sub);
    if (!employee) return unavailable(context, 'appointments', asking, 'employee-unknown');

    const acting = { ...employee, organisation: { sor: viewer.organisationSor, name: viewer.organisationName } };
    const lookingUp = asking.person();
    const asked = await asking.ask('appointments', 'appointments', (call) =>
      index.findAppointments(cpr, { ...momentsOf(windowOf(own.row.window, now)), acting }, call),
    );
    if (!('value' in asked))
      return unavailable(context, 'appointments', asking, asked.state === 'not-searchable' ? 'not-searchable' : 'source-down');

    const lookup = await lookingUp;
    const unprotected = 'person' in lookup && !lookup.person.protected;
    const items = asked.value.flatMap((found): Appointment[] => {
      const known = setup.directory.psychiatryBySor(found.unit.sor ?? '');
      const verdict = known ? rules.verdict('appointments', 'child-psychiatry', known.region) : own;
      if (!letsThrough(verdict) || !isWithin(found, windowOf(verdict.row.window, now), now)) return [];
      const full = itemOf(found, known?.unit, (id) => opaque(context.id, id));
      return [minimiseAppointment(full, unprotected ? verdict.fields : withoutAddress(verdict.fields))];
    });
    if (items.length === 0 && asked.filtered) return blocked(context, 'appointments', asking);
    return shown(context, 'appointments', asking, items.toSorted(inOrder), fieldsIn(items));
  };
}

function itemOf(
  { uniqueId, start, end, advisory, series, movedFrom, unit, place, reason }: Found,
  listed: { readonly name: string; readonly phone?: string | undefined; readonly hours?: string | undefined } | undefined,
  id: (text: string) => string,
): Appointment {
  const name = unit.name ?? listed?.name;
  const phone = unit.phone ?? place?.phone ?? listed?.phone;
  // Another place than the unit's own may not be given the unit's address.
  const address = place ? place.address : unit.address;
  return {
    id: id(uniqueId),
    start,
    ...(end !== undefined && { end }),
    ...(advisory && { advisory }),
    ...(series !== undefined && { series: id(`series\0${series}`) }),
    ...(movedFrom !== undefined && { movedFrom }),
    ...(name && { unit: name }),
    // Some sources name the unit once more as the place.
    ...(place?.name && place.name !== name && { place: place.name }),
    ...(address && { address }),
    ...(phone && { phone }),
    ...(listed?.hours && { hours: listed.hours }),
    ...(reason && { reason }),
    calendar: true,
  };
}

function fieldsIn(items: readonly Appointment[]): AppointmentField[] {
  return fieldsOf.appointments.filter((field) => items.some((item) => (field === 'time' ? item.start : item[field])));
}
