import assert from 'node:assert/strict';
import { appointment, type Cpr, departmentCases, partyContact, type SectionFlow, schoolRelation, section } from '@paa-tvaers/contract';
import {
  type Appointment,
  type AppointmentIndex,
  type Case,
  NotSearchable,
  type Person,
  type SchoolRelation,
  SourceUnavailable,
  type Unit,
  type User,
} from '@paa-tvaers/national';
import type * as z from 'zod/mini';
import { Flights } from '../contexts/flights.ts';
import { type Row, readPolicy } from '../policy/index.ts';
import type { PolicyFile } from '../policy/schema.ts';
import { delivered } from '../policy/testing.ts';
import type { Deadlines } from './asking.ts';
import { readDirectory } from './directory.ts';
import { createSections, deadlines } from './index.ts';
import type { ChildContext, Employee, SectionAnswer, Sources, Viewer } from './types.ts';

export const korsbaek = { code: '0998', name: 'Korsbæk Kommune' };
export const strandby = { code: '0997', name: 'Strandby Kommune' };
/** The municipality's SOR code, and that of the psychiatric unit that the directory lists. */
export const korsbaekSor = '451000016003';
export const bupSor = '261471000016001';
const cvrs = { korsbaek: '11111111', strandby: '22222222' };
export const now = new Date('2026-06-15T10:00:00Z');
const asOf = new Date('2026-06-15T09:59:30Z');

/** Korsbæk, where both departments deliver to the index; Strandby, whose PPR does not. */
export function directoryFile() {
  const adultServices = { name: 'Voksenområdet', phone: '70000918' };
  const delivers = (ppr: boolean) => ({ ppr: { delivers: ppr }, 'family-services': { delivers: true } });
  return {
    municipalities: [
      { ...korsbaek, cvr: cvrs.korsbaek, region: '1099', phone: '70000998', departments: delivers(true), adultServices },
      { ...strandby, cvr: cvrs.strandby, region: '1099', phone: '70000997', departments: delivers(false) },
    ],
    regions: [
      {
        code: '1099',
        name: 'Region Øvelse',
        psychiatry: [
          {
            sor: bupSor,
            name: 'BUP Ambulatorium Nord',
            phone: '70000500',
            hours: '8-12',
            address: 'Parkvej 2',
            municipalities: ['0998', '0997'],
          },
        ],
      },
    ],
  };
}

export const viewers = {
  ppr: { audience: 'ppr', function: 'psychologist', purpose: 'casework', org: cvrs.korsbaek, organisationSor: korsbaekSor },
  'family-services': {
    audience: 'family-services',
    function: 'social-worker',
    purpose: 'casework',
    org: cvrs.korsbaek,
    organisationSor: korsbaekSor,
  },
  'child-psychiatry': { audience: 'child-psychiatry', function: 'physician', purpose: 'treatment', org: bupSor },
  'general-practice': { audience: 'general-practice', function: 'physician', purpose: 'treatment', org: '305511000016009' },
} as const;
export type ViewerName = keyof typeof viewers;

export function aCase(over: Partial<Case> & { at?: keyof typeof cvrs } = {}): Case {
  const { at = 'korsbaek', ...rest } = over;
  return {
    uuid: 'case-1',
    owner: { cvr: cvrs[at] },
    kle: '17.03.04',
    department: 'ppr',
    status: 'open',
    title: 'Vurdering',
    opened: '2026-02-03',
    sensitivity: 'FOELSOMME_PERSONOPLYSNINGER',
    accessList: [],
    responsibleUnit: { uuid: 'team-1' },
    caseworker: { uuid: 'user-1', name: 'Kirsten Index' },
    ...rest,
  };
}

/** A coming appointment at the psychiatric unit that the directory lists, at a place elsewhere. */
export function anAppointment(over: Partial<Appointment> = {}): Appointment {
  return {
    uniqueId: '0505149996.261471000016001.1^1.2.208.184',
    start: '2026-06-22T13:00:00+02:00',
    end: '2026-06-22T14:00:00+02:00',
    advisory: false,
    unit: { name: 'BUP Amb. Nord', sor: bupSor, phone: '70000510', address: 'Parkvej 2' },
    place: { name: 'Sundhedshuset, 2. sal', address: 'Åboulevarden 7' },
    reason: 'Udredning',
    ...over,
  };
}

export const inFamilyServices = { kle: '34.10.10', department: 'family-services' } as const;

type SourceName = keyof Sources;

/** What the sources answer, and how: `hang` never answers until it is aborted, `deaf` not even then. */
export interface World {
  cases: readonly Case[];
  person: Person;
  users: readonly User[];
  units: readonly Unit[];
  /** By KLE subject. */
  subjects: Readonly<Record<string, Unit>>;
  state: Partial<Record<SourceName, 'partial' | 'down' | 'hang' | 'deaf' | 'not-searchable'>>;
  /** Milliseconds before each source answers. */
  delay: Partial<Record<SourceName, number>>;
  appointments: readonly Appointment[];
  /** The citizen has blocked something of the appointments. */
  filtered: boolean;
  school: { protected: boolean; relations: readonly SchoolRelation[] };
  /** Systems that this gateway has no agreement with. */
  notConnected: readonly ('appointments' | 'school')[];
  employee: Employee | undefined;
  policy: (file: PolicyFile) => void;
  deadlines: Partial<Deadlines>;
  cpr: string;
  birthDate: string;
  viewer: Partial<Viewer>;
  purpose: string;
}

const ordinary: World = {
  cases: [],
  person: {
    name: 'Josefine Testperson',
    birthDate: '2014-05-05',
    municipalityCode: korsbaek.code,
    protected: false,
    custodyHolders: [],
    clinic: { ydernummer: '012345', name: 'Lægerne på Torvet', phone: '70000400', email: 'post@laegerne.example', address: 'Torvet 1' },
  },
  users: [{ uuid: 'user-1', name: 'Kirsten Lund', role: 'Psykolog', phone: '70000101', email: 'kilu@korsbaek.example' }],
  units: [{ uuid: 'team-1', name: 'PPR Team Nord', phone: '70000201', hours: '9-14' }],
  subjects: {
    '17.03.04': { uuid: 'ppr', name: 'PPR', phone: '70000301', email: 'ppr@korsbaek.example', hours: '8-15', address: 'Skolevej 3' },
    '34.10.10': { uuid: 'family', name: 'Familieafdelingen', phone: '70000302', address: 'Rådhuspladsen 1' },
  },
  state: {},
  delay: {},
  appointments: [anAppointment()],
  filtered: false,
  school: {
    protected: false,
    relations: [{ kind: 'school', name: 'Korsbæk Skole', level: '5', phone: '70000600', address: 'Skolegade 1' }],
  },
  notConnected: [],
  employee: { cpr: '2512489996' as Cpr, authorisation: 'ABCDE' },
  policy: () => {},
  deadlines: {},
  cpr: '0505149996',
  birthDate: '2014-05-05',
  viewer: {},
  purpose: '',
};

/** A change to all rows of some dataflows. */
export function everyRow(dataflows: readonly Row['dataflow'][], change: (row: Row) => Partial<Row>): World['policy'] {
  return (file) => {
    for (const row of file.rows) if (dataflows.includes(row.dataflow)) Object.assign(row, change(row));
  };
}

/** Region 1099, where Korsbæk lies, keeps its appointments back. */
export const closedRegion: World['policy'] = (file) => {
  for (const row of file.rows.filter(({ dataflow }) => dataflow === 'appointments'))
    file.rows.push({ ...row, id: `${row.id}-1099`, giver: 'region:1099', reveal: 'none' });
};

/** Sections over sources in memory, and what was asked of them. */
export function aWorld(over: Partial<World> = {}) {
  const world = { ...ordinary, ...over };
  const asked: string[] = [];
  const policy = delivered();
  world.policy(policy);

  const questions: Parameters<AppointmentIndex['findAppointments']>[1][] = [];
  const answer = async <Value>(source: SourceName, question: string, value: Value, signal: AbortSignal) => {
    asked.push(question);
    const state = world.state[source];
    const delay = world.delay[source];
    if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay));
    if (state === 'down') throw new SourceUnavailable(source, 'connection');
    if (state === 'not-searchable') throw new NotSearchable();
    if (state === 'deaf') await new Promise(() => {});
    if (state === 'hang')
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new SourceUnavailable(source, 'timeout')), { once: true }),
      );
    return { state: state === 'partial' ? ('partial' as const) : ('ok' as const), value, asOf };
  };
  const byUuid = <One extends { uuid: string }>(all: readonly One[], uuids: readonly string[]) =>
    new Map(all.filter(({ uuid }) => uuids.includes(uuid)).map((one) => [one.uuid, one]));
  const close = async () => {};
  const sections = createSections({
    policy: readPolicy(policy, 'demo'),
    directory: readDirectory(directoryFile()),
    environment: 'demo',
    deadlines: { ...deadlines, ...world.deadlines },
    sources: {
      cases: { findCases: (_, { signal }) => answer('cases', 'cases', world.cases, signal), close },
      organisation: {
        users: (cvr, uuids, { signal }) => answer('organisation', `users ${cvr} ${uuids}`, byUuid(world.users, uuids), signal),
        units: (cvr, uuids, { signal }) => answer('organisation', `units ${cvr} ${uuids}`, byUuid(world.units, uuids), signal),
        unitFor: (cvr, kle, { signal }) => answer('organisation', `unit ${cvr} ${kle}`, world.subjects[kle], signal),
        close,
      },
      person: { findPerson: (_, { signal }) => answer('person', 'person', world.person, signal), close },
      ...(!world.notConnected.includes('appointments') && {
        appointments: {
          findAppointments: async (_, question, { signal }) => {
            questions.push(question);
            return { ...(await answer('appointments', 'appointments', world.appointments, signal)), filtered: world.filtered };
          },
          close,
        },
      }),
      ...(!world.notConnected.includes('school') && {
        school: { findRelations: (_, { signal }) => answer('school', 'school', world.school, signal), close },
      }),
    },
    employee: async (organisation, sub) => {
      asked.push(`employee ${organisation} ${sub}`);
      return world.employee;
    },
  });

  const open = (name: ViewerName, id = 'context-1'): ChildContext & { readonly flights: Flights } => {
    const { purpose, ...who } = viewers[name];
    const flights = new Flights();
    return {
      id,
      cpr: world.cpr as Cpr,
      birthDate: world.birthDate,
      purpose: world.purpose || purpose,
      viewer: { sub: 'employee-1', name: 'Anna Fagperson', organisationName: 'Organisation', ...who, ...world.viewer },
      flights,
      once: (key, ask) => flights.once(key, ask),
      async person() {
        try {
          const found = await flights.once('person', (signal) => answer('person', 'person', world.person, signal));
          return { state: found.state, person: found.value, asOf };
        } catch (error) {
          return { state: error instanceof NotSearchable ? 'not-searchable' : 'unavailable', asOf: now };
        }
      },
    };
  };
  const options = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', now };
  const askIn = (context: ChildContext, name: SectionFlow) => sections.answer[name](context, options);
  return {
    sections,
    asked,
    /** What Aftaleoversigten was asked. */
    questions,
    open,
    cases: async (name: ViewerName) => read(await askIn(open(name), 'cases'), departmentCases),
    contacts: async (name: ViewerName) => read(await askIn(open(name), 'contacts'), partyContact),
    appointments: async (name: ViewerName) => read(await askIn(open(name), 'appointments'), appointment),
    school: async (name: ViewerName) => read(await askIn(open(name), 'school'), schoolRelation),
    askIn,
  };
}

/** A section's answer as the contract reads it; unlike a reader in the field, this one fails at the first thing that is wrong. */
function read<Item>({ body, disclosure }: SectionAnswer, item: z.ZodMiniType<Item>) {
  const parsed = section(item).parse(body);
  assert.deepEqual(parsed, body, 'the body holds nothing that the contract does not know');
  const { state, sources } = parsed;
  assert.equal(disclosure.outcome, state);
  const items = 'items' in parsed ? (parsed.items as Item[]) : [];
  return {
    state,
    items,
    ...('reason' in parsed && { reason: parsed.reason }),
    ...('retry' in parsed && { retry: parsed.retry }),
    ...('contact' in parsed && { contact: parsed.contact }),
    sources: Object.fromEntries(sources.map((source) => [source.id, source.state])),
    asOf: Object.fromEntries(sources.map((source) => [source.id, source.asOf])),
    fields: disclosure.fields,
    disclosure,
  };
}
