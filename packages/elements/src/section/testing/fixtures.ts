import type {
  Appointment,
  Child,
  Contact,
  DepartmentCases,
  OpenedContext,
  PartyContact,
  ReadSection,
  SchoolRelation,
} from '@paa-tvaers/contract';
import type { SectionSnapshot } from '../../context/session.ts';

const korsbaek = { code: '0998', name: 'Korsbæk Kommune' };
const nabolev = { code: '0997', name: 'Nabolev Kommune' };
/** A day in Copenhagen, so many from today. */
export const inDays = (days: number) => {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(Date.now());
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
};
/** A time of that day: the words for a day and a time are tested on their own. */
export const at = (days: number, clock: string) => {
  const day = inDays(days);
  const noon = new Date(`${day}T12:00:00Z`);
  const offset = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Copenhagen', hour: '2-digit' }).format(noon)) - 12;
  return `${day}T${clock}:00+0${offset}:00`;
};
export const asOf = at(0, '09:14');

const law = (da: string, en?: string, status = 'settled') => ({ law: en ? { da, en } : { da }, status });

/** An official test person; the name is made up. */
export function opened(over: Partial<OpenedContext> = {}, child: Partial<Child> = {}): OpenedContext {
  return {
    context: 'context-1',
    expires: asOf,
    idle: 1200,
    purpose: 'treatment',
    child: {
      cpr: '0505149996',
      birthDate: '2014-05-05',
      age: 12,
      name: 'Josefine Testperson',
      municipality: korsbaek,
      protection: 'none',
      ...child,
    },
    professional: {
      name: 'Ida Prøvelund',
      title: 'overlæge',
      function: 'physician',
      audience: 'child-psychiatry',
      organisation: 'Region Øveland',
      unit: 'BUP Korsbæk',
    },
    needBanner: true,
    demo: true,
    decisions: [
      {
        dataflow: 'cases',
        state: 'ok',
        basis: [
          {
            giver: 'municipality',
            disclose: law('retssikkerhedsloven § 12 a', 'section 12 a of the Act on Legal Protection', 'under-clarification'),
            obtain: law('sundhedsloven § 42 a', 'section 42 a of the Health Act'),
            shows: { da: 'At der er en sag, i hvilken afdeling, og hvem der har ansvaret.' },
          },
        ],
      },
      { dataflow: 'contacts', state: 'ok', basis: [] },
      {
        dataflow: 'appointments',
        state: 'ok',
        basis: [
          {
            giver: 'region:1081',
            disclose: law('sundhedsloven § 126 a', undefined, 'under-clarification'),
            obtain: law('sundhedsloven § 126 a'),
            shows: { da: 'Hvornår og hvor aftalerne er, og hvem man kan ringe til.' },
          },
        ],
      },
    ],
    sources: [],
    ...over,
  };
}

export const caseworker: Contact = {
  level: 'caseworker',
  name: 'Familieteam Vest',
  person: { name: 'Birgit Øvelsesen', role: 'Socialrådgiver' },
  phone: '12345621',
  hours: 'Telefontid: man–fre 9–12',
};
const pprUnit: Contact = {
  level: 'subject-unit',
  name: 'PPR i Korsbæk',
  phone: '12345610',
  hours: 'Telefontid: man–tors 8.30–14, fre 8.30–12',
};

export const family: DepartmentCases = {
  department: 'family-services',
  municipality: korsbaek,
  state: 'involved',
  cases: [
    { id: 'case-1', status: 'open', responsibleUnit: 'Familieteam Vest' },
    { id: 'case-2', status: 'closed', responsibleUnit: 'Modtagelsen' },
  ],
  contacts: [caseworker],
};
export const ppr: DepartmentCases = {
  department: 'ppr',
  municipality: korsbaek,
  state: 'involved',
  cases: [{ id: 'case-3', status: 'open', responsibleUnit: 'Team Skole Nord' }],
  contacts: [pprUnit],
};
export const noneReported: DepartmentCases = { ...ppr, state: 'none-reported', cases: [] };
export const notConnected: DepartmentCases = { ...ppr, state: 'not-connected', cases: [] };
export const notShared: DepartmentCases = {
  department: 'family-services',
  municipality: nabolev,
  state: 'not-shared',
  cases: [],
  contacts: [{ level: 'municipality', name: 'Nabolev Kommune', phone: '12345690' }],
};
export const long: DepartmentCases = {
  ...family,
  cases: [
    {
      id: 'case-4',
      status: 'open',
      responsibleUnit: 'Specialrådgivningen for børn, unge og familier med funktionsnedsættelser – Team Nordøst',
      title: 'Støtte efter barnets lov § 32',
      opened: '2024-03-11',
      caseworker: 'Åse-Kirstine Øllgaard Bækhøj-Sørensen',
    },
    { id: 'case-5', status: 'open', responsibleUnit: 'Børnehandicapteamet', caseworker: 'Jørgen Ærøe' },
  ],
  contacts: [
    {
      level: 'caseworker',
      name: 'x',
      person: { name: 'Åse-Kirstine Øllgaard Bækhøj-Sørensen', role: 'Myndighedssocialrådgiver og koordinerende sagsbehandler' },
      phone: '12345622',
      hours: 'Træffes bedst mandag, tirsdag og torsdag kl. 8.30–9.30; lukket onsdag, men læg gerne besked på svareren',
    },
    { level: 'responsible-unit', name: 'Børnehandicapteamet', person: { name: 'Jørgen Ærøe' }, phone: '+4512345623' },
  ],
};

/** Whom to call instead, once the young person is 18. */
export const adult: Contact = { level: 'municipality', name: 'Voksenområdet i Korsbæk Kommune', phone: '12345680' };

export const contacts: PartyContact[] = [
  {
    party: 'family-services',
    municipality: korsbaek,
    contact: { level: 'subject-unit', name: 'Modtagelsen, børn og unge', phone: '12345620', hours: 'Hele døgnet' },
  },
  { party: 'ppr', municipality: korsbaek, contact: pprUnit },
  {
    party: 'child-psychiatry',
    contact: { level: 'psychiatric-unit', name: 'BUP Korsbæk', phone: '12345660', hours: 'Telefontid: man–fre 8.30–11.30' },
  },
  {
    party: 'general-practice',
    contact: {
      level: 'clinic',
      name: 'Lægehuset Prøvegade',
      phone: '12345670',
      hours: 'Telefontid: man–fre 8–9, i øvrigt 9–15',
      address: 'Prøvegade 7, 0000 Korsbæk',
    },
  },
];

const ambulatory = {
  unit: 'BUP Korsbæk, ambulatoriet',
  place: 'Indgang B, 1. sal',
  address: 'Prøvevej 2, 0000 Korsbæk',
  phone: '12345660',
  hours: 'Telefontid: man–fre 8.30–11.30',
};
const reception = { unit: 'BUP Øveland, modtagelsen', address: 'Eksempelvej 40, 0000 Øveby', phone: '12345661' };

/** In no order: two to come after the next one, four that are over. */
export const appointments: Appointment[] = [
  { id: 'a-3', start: inDays(67), ...ambulatory },
  { id: 'a-1', start: at(4, '10:30'), end: at(4, '11:30'), ...ambulatory, calendar: true, advisory: true },
  { id: 'a-2', start: at(18, '10:30'), end: at(18, '11:30'), ...reception, calendar: true, movedFrom: at(11, '09:00'), series: 's-1' },
  { id: 'a-7', start: at(-88, '09:00'), end: at(-86, '11:00'), ...reception },
  { id: 'a-4', start: at(-14, '09:00'), end: at(-14, '10:00'), ...ambulatory, reason: 'Opfølgning' },
  { id: 'a-5', start: at(-36, '13:15'), ...ambulatory },
  { id: 'a-6', start: inDays(-50), ...ambulatory },
];

export const school: SchoolRelation = {
  kind: 'school',
  name: 'Korsbæk Øveskole',
  level: '5',
  phone: '12345650',
  address: 'Skolegade 1, 0000 Korsbæk',
};
export const institutions: SchoolRelation[] = [
  school,
  { kind: 'club', name: 'Fritidsklubben Prøven', phone: '12345652', address: 'Skolegade 3, 0000 Korsbæk' },
];

const indexed = [{ id: 'cases', state: 'ok', asOf }] as const;

/** A section's snapshot, answered at 09.14. */
export function loaded<Item>(
  items: readonly Item[],
  over: Partial<ReadSection<Item>> = {},
  more: { stale?: boolean; busy?: boolean } = {},
): SectionSnapshot<Item> {
  return {
    phase: 'loaded',
    at: Date.parse(asOf),
    stale: false,
    busy: false,
    section: { context: 'context-1', state: 'ok', items, sources: indexed, retry: true, ...over },
    ...more,
  };
}
