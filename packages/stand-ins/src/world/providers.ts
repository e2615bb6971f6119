import { clinics, regions } from './municipalities.ts';

/** SNOMED CT codes of what kind of place it is, and of the specialty. */
export const facilities = {
  hospital: ['22232009', 'hospital'],
  psychiatry: ['554871000005105', 'psykiatrienhed'],
  generalPractice: ['394761003', 'almen lægepraksis'],
  healthVisitors: ['554021000005101', 'sundhedspleje'],
  municipality: ['547211000005108', 'kommune'],
} as const;

export const practices = {
  childPsychiatry: ['394588006', 'børne- og ungdomspsykiatri'],
  psychiatry: ['394587001', 'psykiatri'],
  generalPractice: ['408443003', 'almen medicin'],
  paediatrics: ['394537008', 'pædiatri'],
  healthVisitors: ['658191000005101', 'sundhedspleje'],
  prevention: ['658151000005105', 'sundhedsfremme og forebyggelse'],
} as const;

/** Who gives appointments, as documents and their metadata name them. */
export interface Provider {
  /** SOR code, or the number of a practice (ydernummer). */
  readonly id: { readonly sor: string } | { readonly ydernummer: string };
  readonly kind: 'RegionalAppointment' | 'MunicipalityAppointment' | 'PractitionerAppointment';
  readonly name: string;
  readonly phone: string;
  readonly street: string;
  readonly city: string;
  readonly place?: string;
  readonly facility: keyof typeof facilities;
  readonly practice: keyof typeof practices;
  /** SKS label of the course (forløbslabel). */
  readonly label?: 'ALAL03';
}

const [bupKorsbaek, bupOeveland] = regions[0].psychiatry;

export const providers = {
  bupKorsbaek: {
    id: { sor: bupKorsbaek.sor },
    kind: 'RegionalAppointment',
    name: 'BUP Korsbæk, ambulatoriet',
    phone: bupKorsbaek.phone,
    street: 'Prøvevej 2, 1. sal',
    city: 'Korsbæk',
    place: 'Indgang B, 1. sal',
    facility: 'psychiatry',
    practice: 'childPsychiatry',
    label: 'ALAL03',
  },
  bupOeveland: {
    id: { sor: bupOeveland.sor },
    kind: 'RegionalAppointment',
    name: bupOeveland.name,
    phone: bupOeveland.phone,
    street: 'Eksempelvej 40',
    city: 'Øveby',
    facility: 'psychiatry',
    practice: 'childPsychiatry',
    label: 'ALAL03',
  },
  childPsychiatrist: {
    id: { ydernummer: '099191' },
    kind: 'PractitionerAppointment',
    name: 'Speciallægeklinikken Prøven, børne- og ungdomspsykiatri',
    phone: '12345676',
    street: 'Klinikvej 3',
    city: 'Korsbæk',
    facility: 'generalPractice',
    practice: 'childPsychiatry',
  },
  orthopaedics: {
    id: { sor: '990071000016006' },
    kind: 'RegionalAppointment',
    name: 'Øveland Sygehus, røntgen og skadestue',
    phone: '12345666',
    street: 'Sygehusvej 1',
    city: 'Øveby',
    facility: 'hospital',
    // As it stands in real sample data: a hospital marked as general practice.
    practice: 'generalPractice',
  },
  paediatrics: {
    id: { sor: '990081000016008' },
    kind: 'RegionalAppointment',
    name: 'Øveland Sygehus, børneambulatoriet',
    phone: '12345667',
    street: 'Sygehusvej 1',
    city: 'Øveby',
    facility: 'hospital',
    practice: 'paediatrics',
  },
  healthVisitors: {
    id: { sor: '990091000016002' },
    kind: 'MunicipalityAppointment',
    name: 'Sundhedsplejen, Korsbæk Kommune',
    phone: '12345640',
    street: 'Rådhuspladsen 1',
    city: 'Korsbæk',
    facility: 'healthVisitors',
    practice: 'healthVisitors',
  },
  clinic: {
    id: { ydernummer: clinics.proevegade.ydernummer },
    kind: 'PractitionerAppointment',
    name: clinics.proevegade.name,
    phone: clinics.proevegade.phone,
    street: clinics.proevegade.address,
    city: clinics.proevegade.district,
    facility: 'generalPractice',
    practice: 'generalPractice',
  },
} as const satisfies Readonly<Record<string, Provider>>;
export type ProviderId = keyof typeof providers;
