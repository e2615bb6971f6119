import type { AppointmentWords } from '../appointments/da.ts';
import type { CaseWords } from '../case-overview/da.ts';
import type { SchoolWords } from '../school-info/da.ts';
import type { NoticeWords } from './da-notices.ts';

/** A message: its first sentence stands in bold. */
export type Message = readonly [first: string, rest?: string];

/**
 * What every widget may say on the straight way, in Danish. What one widget says alone is in the `da.ts`
 * beside it; what else can happen is in `da-notices.ts`, which comes after the first paint.
 */
export const da = {
  language: 'da',

  heading: {
    cases: 'Sager i kommunen',
    contacts: 'Hvem kan jeg spørge?',
    appointments: 'Næste aftale i børne- og ungdomspsykiatrien',
    school: 'Skole og dagtilbud',
  },
  what: { cases: 'sager', contacts: 'kontaktoplysninger', appointments: 'aftaler', school: 'skole eller dagtilbud' },
  loading: (what: string) => `Henter ${what} …`,
  slow: 'Det tager længere end normalt. Du kan arbejde videre imens.',

  offline: ['Vi kan ikke få forbindelse lige nu.'] as Message,

  retry: 'Prøv igen',
  whyMayI: 'Hvorfor må jeg se det?',
  copy: 'Kopiér nummer',
  copied: (byHand: boolean): string => (byHand ? 'Markeret – tryk Ctrl+C' : 'Kopieret'),
  closeChild: 'Luk barnet',

  party: {
    ppr: 'PPR',
    'family-services': 'Børne- og familieafdelingen',
    'child-psychiatry': 'Børne- og ungdomspsykiatrien',
    'general-practice': 'Egen læge',
  },
  noPhone: 'Telefon ikke oplyst',
  call: (who: string, phone: string) => `Ring til ${who}, ${phone}`,

  source: {
    cases: 'Sags- og Dokumentindekset',
    organisation: 'FK Organisation',
    appointments: 'Aftaleoversigten',
    school: 'Institutionsregistret (STIL)',
    person: 'CPR-opslag',
    units: 'SOR',
  },
  fetched: (time: string, from: string) => `hentet ${time} fra ${from}`,
  noTime: 'tidspunkt ikke oplyst',
  time: (clock: string, day?: string) => `${day ? `${day} ` : ''}kl.\u00a0${clock}`,

  demo: 'ØVELSE – ikke et rigtigt barn',
  born: (day: string) => `Født ${day}`,
  age: (years: number) => `${years} år`,
  cprHidden: 'CPR-nummer, de sidste fire tegn er skjult:',
  livesIn: (municipality: string) => `bor i ${municipality}`,
  purpose: (purpose: string) => `Formål: ${purpose}`,
  purposes: { treatment: 'behandling', casework: 'sagsbehandling', counselling: 'rådgivning' },
  function: {
    psychologist: 'psykolog',
    'social-worker': 'socialrådgiver',
    physician: 'læge',
    nurse: 'sygeplejerske',
    secretary: 'sekretær',
  },
  protected: [
    'Navne- og adressebeskyttelse.',
    'Adresse og skole vises ikke. Giv ikke oplysninger herfra videre uden at sikre dig modtageren.',
  ] as Message,
  unprotected: 'CPR-opslaget har ikke givet navn og adresse. Adresser vises derfor ikke.',
};

/** The words of a language; the type holds the other languages to the shape of the Danish. */
export type Words = typeof da & {
  // Where they come with the language; in Danish each comes with the module that shows it.
  readonly notices?: NoticeWords;
  readonly cases?: CaseWords;
  readonly appointments?: AppointmentWords;
  readonly school?: SchoolWords;
};
