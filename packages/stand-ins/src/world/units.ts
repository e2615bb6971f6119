import { korsbaek, type Municipality, nabolev } from './municipalities.ts';

/** A unit of FK Organisation. Absent fields are absent addresses there. */
export interface Unit {
  readonly uuid: string;
  readonly municipality: Municipality;
  readonly name: string;
  readonly key: string;
  readonly parent?: string;
  readonly inactive?: true;
  readonly phone?: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly phoneHours?: string;
  readonly contactHours?: string;
  readonly address?: string;
  /** Role in the task, and its KLE subjects. */
  readonly tasks?: readonly { readonly role: 'Ansvarlig' | 'Udførende'; readonly kle: readonly string[] }[];
  /** The role titles of its addresses cannot be fetched from Klassifikation: empty, with a warning. */
  readonly withoutRoleTitles?: true;
}

const pprSubjects = ['17.03.00', '17.03.04', '17.03.08', '17.03.10', '17.03.20', '17.03.22'];
const familySubjects = [
  '27.24.03',
  '34.00.00',
  '34.10.00',
  '34.10.10',
  '34.10.30',
  '34.15.00',
  '34.15.05',
  '34.15.25',
  '34.20.10',
  '34.25.00',
  '34.40.00',
  '34.50.00',
  '34.50.15',
];
const disabilitySubjects = ['34.45.00', '34.45.10', '34.45.30', '34.45.35', '34.45.50'];

const uuid = (number: number) => `5dbc66a1-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const units = {
  korsbaekChildren: {
    uuid: uuid(10),
    municipality: korsbaek,
    name: 'Børn og Unge',
    key: 'BU',
    phone: '12345601',
    address: 'Rådhuspladsen 1, 0000 Korsbæk',
  },
  ppr: {
    uuid: uuid(11),
    municipality: korsbaek,
    name: 'PPR i Korsbæk',
    key: 'PPR',
    parent: uuid(10),
    phone: '12345610',
    email: 'ppr@korsbaek.example',
    phoneHours: 'man–tors 8.30–14, fre 8.30–12',
    address: 'Rådhuspladsen 1, 0000 Korsbæk',
    tasks: [{ role: 'Ansvarlig', kle: pprSubjects }],
  },
  teamSkoleNord: {
    uuid: uuid(12),
    municipality: korsbaek,
    name: 'Team Skole Nord',
    key: 'PPR-SN',
    parent: uuid(11),
    email: 'skolenord@korsbaek.example',
    // Does the work but does not answer for it: a search for Ansvarlig must not find it.
    tasks: [{ role: 'Udførende', kle: ['17.03.04'] }],
  },
  teamLong: {
    uuid: uuid(13),
    municipality: korsbaek,
    name: 'Tværfagligt Team for Småbørn, Tale-, Høre- og Synsvejledning samt Inkluderende Læringsmiljøer i Korsbæk Østre Øerne',
    key: 'PPR-TTSTHS',
    parent: uuid(11),
    phone: '12345614',
    email: 'tvaerfagligt-team-for-smaaboern-og-inkluderende-laeringsmiljoeer@korsbaek.example',
    phoneHours:
      'mandag, tirsdag og torsdag kl. 8.30–11.45 og 12.30–14.00, onsdag lukket, fredag kl. 8.30–11.00; i skolernes ferier kun fredag',
    address: 'Øvre Åløkke Allé 117, 3. sal, bygning Ø, indgang Å, 0000 Korsbæk',
  },
  pprOld: {
    uuid: uuid(14),
    municipality: korsbaek,
    name: 'PPR i Korsbæk (nedlagt)',
    key: 'PPR-GL',
    parent: uuid(10),
    inactive: true,
    phone: '12345619',
    tasks: [{ role: 'Ansvarlig', kle: pprSubjects }],
  },
  intake: {
    uuid: uuid(20),
    municipality: korsbaek,
    name: 'Modtagelsen, børn og unge',
    key: 'BF-M',
    parent: uuid(10),
    phone: '12345620',
    email: 'modtagelsen@korsbaek.example',
    phoneHours: 'Hele døgnet',
    address: 'Rådhuspladsen 1, 0000 Korsbæk',
    tasks: [{ role: 'Ansvarlig', kle: familySubjects }],
  },
  familyWest: {
    uuid: uuid(21),
    municipality: korsbaek,
    name: 'Familieteam Vest',
    key: 'BF-V',
    parent: uuid(10),
    phone: '12345622',
    email: 'familieteamvest@korsbaek.example',
    phoneHours: 'man–fre 9–12',
    address: 'Vestergade 5, 0000 Korsbæk',
  },
  familyEast: {
    uuid: uuid(22),
    municipality: korsbaek,
    name: 'Familieteam Øst',
    key: 'BF-Ø',
    parent: uuid(10),
    contactHours: 'Kun efter aftale',
    address: 'Østergade 8, 0000 Korsbæk',
  },
  placements: {
    uuid: uuid(23),
    municipality: korsbaek,
    name: 'Anbringelsesteamet',
    key: 'BF-A',
    parent: uuid(10),
    mobile: '+4512345624',
    contactHours: 'man–tors 9–14',
  },
  disability: {
    uuid: uuid(30),
    municipality: korsbaek,
    name: 'Specialrådgivningen',
    key: 'SR',
    parent: uuid(10),
    phone: '12345630',
    email: 'specialraadgivningen@korsbaek.example',
    phoneHours: 'man–fre 9–11',
    tasks: [{ role: 'Ansvarlig', kle: disabilitySubjects }],
    withoutRoleTitles: true,
  },
  nabolevChildren: { uuid: uuid(910), municipality: nabolev, name: 'Børn, Unge og Familie', key: 'BUF', phone: '12345691' },
  nabolevPpr: {
    uuid: uuid(911),
    municipality: nabolev,
    name: 'PPR Nabolev',
    key: 'PPR',
    parent: uuid(910),
    phone: '12345692',
    phoneHours: 'man–fre 8–10',
    tasks: [{ role: 'Ansvarlig', kle: pprSubjects }],
  },
  nabolevFamily: {
    uuid: uuid(920),
    municipality: nabolev,
    name: 'Familieafdelingen i Nabolev',
    key: 'FAM',
    parent: uuid(910),
    phone: '12345694',
    phoneHours: 'man–tors 9–13',
    tasks: [{ role: 'Ansvarlig', kle: [...familySubjects, ...disabilitySubjects] }],
  },
} as const satisfies Readonly<Record<string, Unit>>;
export type UnitId = keyof typeof units;

export const allUnits: readonly Unit[] = Object.values(units);

/** A user of FK Organisation. */
export interface User {
  readonly uuid: string;
  readonly municipality: Municipality;
  readonly unit: UnitId;
  readonly name: string;
  readonly login: string;
  readonly title: string;
  readonly phone?: string;
  readonly email?: string;
  /** Has left. */
  readonly inactive?: true;
}

const userUuid = (number: number) => `9aa00000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const users = {
  anders: {
    uuid: userUuid(21),
    municipality: korsbaek,
    unit: 'teamSkoleNord',
    name: 'Anders Øvesen',
    login: 'ando',
    title: 'Psykolog',
    phone: '12345611',
    email: 'ando@korsbaek.example',
  },
  birgit: {
    uuid: userUuid(22),
    municipality: korsbaek,
    unit: 'familyWest',
    name: 'Birgit Øvelsesen',
    login: 'biro',
    title: 'Socialrådgiver',
    phone: '12345621',
    email: 'biro@korsbaek.example',
  },
  omar: {
    uuid: userUuid(23),
    municipality: korsbaek,
    unit: 'familyEast',
    name: 'Omar Prøvestad',
    login: 'ompr',
    title: 'Socialrådgiver',
    email: 'ompr@korsbaek.example',
  },
  long: {
    uuid: userUuid(24),
    municipality: korsbaek,
    unit: 'teamLong',
    name: 'Anne-Sofie Charlotte Christiansdatter Østergaard-Ågesen Prøvelykke',
    login: 'annesofie.charlotte',
    title: 'Tale-, høre- og synskonsulent med særligt ansvar for småbørn og overgange mellem dagtilbud og skole',
    phone: '12345615',
    email: 'anne-sofie.charlotte.christiansdatter.oestergaard-aagesen.proevelykke@korsbaek.example',
  },
  grethe: {
    uuid: userUuid(25),
    municipality: korsbaek,
    unit: 'familyWest',
    name: 'Grethe Fratrådt',
    login: 'grfr',
    title: 'Socialrådgiver',
    phone: '12345629',
    inactive: true,
  },
  sofie: {
    uuid: userUuid(26),
    municipality: korsbaek,
    unit: 'disability',
    name: 'Sofie Prøvesen',
    login: 'sopr',
    title: 'Rådgiver',
    phone: '12345631',
  },
  jens: {
    uuid: userUuid(27),
    municipality: korsbaek,
    unit: 'placements',
    name: 'Jens Teststrup',
    login: 'jete',
    title: 'Anbringelseskonsulent',
    phone: '12345625',
  },
  nadia: {
    uuid: userUuid(91),
    municipality: nabolev,
    unit: 'nabolevFamily',
    name: 'Nadia Nabolev-Jensen',
    login: 'nnj',
    title: 'Familierådgiver',
    phone: '12345695',
  },
} as const satisfies Readonly<Record<string, User>>;
export type UserId = keyof typeof users;

export const allUsers: readonly User[] = Object.values(users);
