import { korsbaek, type Municipality, nabolev, regions } from './municipalities.ts';

/** An institution of STIL's register, with the register's names of what it is. */
export interface Institution {
  /** Institution number (instnr). */
  readonly number: string;
  readonly name: string;
  readonly type: readonly [string, string];
  readonly type3: readonly [string, string];
  readonly street: string;
  readonly city: string;
  readonly phone?: string;
  readonly municipality: Municipality;
  /** The school that it belongs to (hovedinstitution). */
  readonly main?: string;
  /** Whether the demo's system has a data agreement (dataaftale) with it. */
  readonly agreement: boolean;
}

const school = { type: ['121', 'Grundskoler'], type3: ['1012', 'Folkeskoler'] } as const;
const club = { type: ['133', 'Fritids- og ungdomsklubber'], type3: ['1033', 'Fritids- og ungdomsklubber'] } as const;
const afterSchool = { type: ['134', 'Skolefritidsordninger'], type3: ['1034', 'Skolefritidsordninger (SFO)'] } as const;
const dayCare = { type: ['101', 'Dagtilbud'], type3: ['1001', 'Daginstitutioner'] } as const;
const special = { type: ['129', 'Specialskoler'], type3: ['1015', 'Specialskoler for børn'] } as const;

export const institutions = {
  skole: {
    number: '999001',
    name: 'Korsbæk Øveskole',
    ...school,
    street: 'Skolegade 1',
    city: 'Korsbæk',
    phone: '12345650',
    municipality: korsbaek,
    agreement: true,
  },
  sfo: {
    number: '999002',
    name: 'SFO Øvestjernen',
    ...afterSchool,
    street: 'Skolegade 2',
    city: 'Korsbæk',
    phone: '12345651',
    municipality: korsbaek,
    main: '999001',
    agreement: true,
  },
  klub: {
    number: '999003',
    name: 'Fritidsklubben Prøven',
    ...club,
    street: 'Skolegade 3',
    city: 'Korsbæk',
    phone: '12345652',
    municipality: korsbaek,
    agreement: true,
  },
  dagtilbud: {
    number: '999004',
    name: 'Børnehuset Øvelsen',
    ...dayCare,
    street: 'Skovvej 9',
    city: 'Korsbæk',
    phone: '12345653',
    municipality: korsbaek,
    agreement: true,
  },
  specialskole: {
    number: '999005',
    name: 'Specialskolen ved Prøvesøen',
    ...special,
    street: 'Søvej 4',
    city: 'Korsbæk',
    phone: '12345654',
    municipality: korsbaek,
    agreement: true,
  },
  skoleUdenTelefon: {
    number: '999006',
    name: 'Øveby Friskole',
    type: ['121', 'Grundskoler'],
    type3: ['1013', 'Friskoler og private grundskoler'],
    street: 'Kirkevej 12',
    city: 'Øveby',
    municipality: korsbaek,
    agreement: true,
  },
  skoleLang: {
    number: '999007',
    name: 'Korsbæk Østre Øernes Fællesskole for Musik, Natur og Bevægelse, afdeling Søndre Åløkke med tilhørende specialklasserække',
    ...school,
    street: 'Øvre Åløkke Allé 119, bygning Ø, indgang Å',
    city: 'Korsbæk',
    phone: '12345655',
    municipality: korsbaek,
    agreement: true,
  },
  skoleNabolev: {
    number: '998001',
    name: 'Nabolev Skole',
    ...school,
    street: 'Havnevej 20',
    city: 'Nabolev',
    phone: '12345696',
    municipality: nabolev,
    agreement: true,
  },
  sfoNabolev: {
    number: '998002',
    name: 'SFO Havnen',
    ...afterSchool,
    street: 'Havnevej 22',
    city: 'Nabolev',
    phone: '12345697',
    municipality: nabolev,
    main: '998001',
    agreement: false,
  },
} as const satisfies Readonly<Record<string, Institution>>;
export type InstitutionId = keyof typeof institutions;

export const regionOf = ({ region }: Municipality) => regions.find(({ code }) => code === region)?.name ?? '';
