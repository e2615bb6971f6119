import adult from './answers/adult.json' with { type: 'json' };
import adultMunicipal from './answers/adult-municipal.json' with { type: 'json' };
import appointmentsBlocked from './answers/appointments-blocked.json' with { type: 'json' };
import appointmentsDown from './answers/appointments-down.json' with { type: 'json' };
import appointmentsEmpty from './answers/appointments-empty.json' with { type: 'json' };
import appointmentsFiltered from './answers/appointments-filtered.json' with { type: 'json' };
import appointmentsMany from './answers/appointments-many.json' with { type: 'json' };
import appointmentsMoved from './answers/appointments-moved.json' with { type: 'json' };
import appointmentsPartial from './answers/appointments-partial.json' with { type: 'json' };
import childUnknown from './answers/child-unknown.json' with { type: 'json' };
import closed from './answers/closed.json' with { type: 'json' };
import consent from './answers/consent.json' with { type: 'json' };
import consentMunicipal from './answers/consent-municipal.json' with { type: 'json' };
import correspondence from './answers/correspondence.json' with { type: 'json' };
import correspondenceHost from './answers/correspondence-host.json' with { type: 'json' };
import correspondenceNone from './answers/correspondence-none.json' with { type: 'json' };
import dayCare from './answers/day-care.json' with { type: 'json' };
import denied from './answers/denied.json' with { type: 'json' };
import down from './answers/down.json' with { type: 'json' };
import employeeUnknown from './answers/employee-unknown.json' with { type: 'json' };
import empty from './answers/empty.json' with { type: 'json' };
import familyServices from './answers/family-services.json' with { type: 'json' };
import inboxDenied from './answers/inbox-denied.json' with { type: 'json' };
import inboxEmpty from './answers/inbox-empty.json' with { type: 'json' };
import long from './answers/long.json' with { type: 'json' };
import moved from './answers/moved.json' with { type: 'json' };
import notConnected from './answers/not-connected.json' with { type: 'json' };
import notSearchable from './answers/not-searchable.json' with { type: 'json' };
import ok from './answers/ok.json' with { type: 'json' };
import organisationDown from './answers/organisation-down.json' with { type: 'json' };
import partial from './answers/partial.json' with { type: 'json' };
import personDown from './answers/person-down.json' with { type: 'json' };
import placed from './answers/placed.json' with { type: 'json' };
import ppr from './answers/ppr.json' with { type: 'json' };
import protectedChild from './answers/protected.json' with { type: 'json' };
import protectedMunicipal from './answers/protected-municipal.json' with { type: 'json' };
import purpose from './answers/purpose.json' with { type: 'json' };
import schoolDown from './answers/school-down.json' with { type: 'json' };
import schoolEmpty from './answers/school-empty.json' with { type: 'json' };
import tokenExpired from './answers/token-expired.json' with { type: 'json' };
import type { Scenario } from './scenario.ts';

export { handlers } from './handlers.ts';
export type { Answer, Inbox, Scenario, SectionBody } from './scenario.ts';

const recorded = {
  ok,
  ppr,
  'family-services': familyServices,
  empty,
  closed,
  partial,
  'organisation-down': organisationDown,
  'person-down': personDown,
  down,
  denied,
  purpose,
  consent,
  'consent-municipal': consentMunicipal,
  protected: protectedChild,
  'protected-municipal': protectedMunicipal,
  long,
  'not-connected': notConnected,
  moved,
  placed,
  adult,
  'adult-municipal': adultMunicipal,
  'appointments-many': appointmentsMany,
  'appointments-moved': appointmentsMoved,
  'appointments-empty': appointmentsEmpty,
  'appointments-partial': appointmentsPartial,
  'appointments-filtered': appointmentsFiltered,
  'appointments-blocked': appointmentsBlocked,
  'appointments-down': appointmentsDown,
  'employee-unknown': employeeUnknown,
  'day-care': dayCare,
  'school-empty': schoolEmpty,
  'school-down': schoolDown,
  'not-searchable': notSearchable,
  correspondence,
  'correspondence-host': correspondenceHost,
  'correspondence-none': correspondenceNone,
  'inbox-denied': inboxDenied,
  'inbox-empty': inboxEmpty,
  'child-unknown': childUnknown,
  'token-expired': tokenExpired,
} satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof recorded;

/** The moment of the recordings: set the clock to it, or what was coming then has passed. */
export const recordedAt = '2026-06-15T09:14:00+02:00';

/** What the gateway answered over the stand-ins at that moment, by name; `npm run record` writes them. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = recorded;
