import type { NoticeWords } from './da-notices.ts';

/** A message: its first sentence stands in bold. */
export type Message = readonly [first: string, rest?: string];

/** How a department stands to the child, in a sentence and what there is to add. */
type DepartmentText = readonly [sentence: string, more: (time: string, whose: string) => string];

const what = { cases: 'sager', contacts: 'kontaktoplysninger' };
const department = { ppr: 'PPR', 'family-services': 'Børne- og familieafdelingen' };
const unseen = 'Vi kan ikke se, om der er en sag';
const none = () => '';

/** What a user reads on the straight way, in Danish. What else can happen is in `da-notices.ts`, which comes after the first paint. */
export const da = {
  language: 'da',

  heading: { cases: 'Sager i kommunen', contacts: 'Hvem kan jeg spørge?' },
  loading: (name: keyof typeof what) => `Henter ${what[name]} …`,
  slow: 'Det tager længere end normalt. Du kan arbejde videre imens.',

  offline: ['Vi kan ikke få forbindelse lige nu.'] as Message,

  retry: 'Prøv igen',
  whyMayI: 'Hvorfor må jeg se det?',
  show: 'Vis',
  hide: 'Skjul',
  write: 'Skriv meddelelse',
  openCase: 'Åbn sag',
  copy: 'Kopiér nummer',
  copied: (byHand: boolean): string => (byHand ? 'Markeret – tryk Ctrl+C' : 'Kopieret'),
  closeChild: 'Luk barnet',

  department,
  party: { ...department, 'child-psychiatry': 'Børne- og ungdomspsykiatrien', 'general-practice': 'Egen læge' },
  earlier: 'Tidligere involveret',
  open: (count: number) => (count === 1 ? '1 åben sag' : `${count} åbne sager`),
  closed: (count: number) => (count === 1 ? '1 lukket sag' : `${count} lukkede sager`),
  opened: (day: string) => `Åbnet ${day}`,
  unit: 'Ansvarlig enhed:',
  state: {
    involved: ['Involveret', none],
    'none-reported': [
      'Ingen sager at vise',
      (time: string) => `Kilden svarede ${time}. Nogle sager deles ikke her. Er du i tvivl, så ring.`,
    ],
    'not-connected': [unseen, (_: string, whose: string) => `${whose} deler endnu ikke sager her.`],
    'not-shared': ['Sager vises ikke her', () => 'Sager herfra deles ikke på tværs. Det siger ikke noget om, hvorvidt der er en sag.'],
    unknown: [unseen, none],
  } satisfies Record<string, DepartmentText> as Record<
    'involved' | 'none-reported' | 'not-connected' | 'not-shared' | 'unknown',
    DepartmentText
  >,
  of: (department: string, municipality: string) => `${department} i ${municipality}`,
  noCaseworker: 'Sagsbehandler ikke oplyst',
  phoneOf: (unit: string) => `Telefon til ${unit}`,
  noPhone: 'Telefon ikke oplyst',
  call: (who: string, phone: string) => `Ring til ${who}, ${phone}`,

  source: { cases: 'Sags- og Dokumentindekset', organisation: 'FK Organisation', person: 'CPR-opslag', units: 'SOR' },
  count: (cases: number) => (cases === 1 ? '1 sag' : `${cases} sager`),
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
  /** Where they come with the language. */
  readonly notices?: NoticeWords;
};
