/** A message: its first sentence stands in bold. */
export type Message = readonly [first: string, rest?: string];

/** How a department stands to the child, in a sentence and what there is to add. */
type DepartmentText = readonly [sentence: string, more: (time: string, whose: string) => string];

const what = { cases: 'sager', contacts: 'kontaktoplysninger' };
type Name = keyof typeof what;
const upper = (name: Name) => what[name][0]?.toUpperCase() + what[name].slice(1);
const removed = 'Oplysningerne er fjernet fra skærmen.';
const department = { ppr: 'PPR', 'family-services': 'Børne- og familieafdelingen' };
const doubt = 'Nogle sager deles ikke her. Er du i tvivl, så ring.';
const unseen = 'Vi kan ikke se, om der er en sag';
const none = () => '';
const check = 'Se efter, om nummeret er skrevet rigtigt.';

/** Everything that a user reads, in Danish; the type holds the other languages to the same shape. Times stand in Copenhagen's. */
export const da = {
  language: 'da',

  heading: { cases: 'Sager i kommunen', contacts: 'Hvem kan jeg spørge?' },
  loading: (name: Name) => `Henter ${what[name]} …`,
  slow: 'Det tager længere end normalt. Du kan arbejde videre imens.',
  empty: (name: Name, time: string): Message => [
    `Ingen ${what[name]} at vise.`,
    `Kilden svarede ${time}. ${name === 'cases' ? doubt : ''}`,
  ],
  partial: (silent: string, partly: string, time: string): Message => [
    'Oplysningerne er ikke fuldstændige.',
    silent ? `${silent} svarer ikke lige nu.` : partly ? `${partly} svarede kun delvist ${time}.` : 'En del af svaret kunne ikke læses.',
  ],
  stale: (time: string): Message => [`Oplysninger fra ${time}.`, 'Vi kan ikke hente nye lige nu, og der kan være kommet nyt.'],
  unavailable: (name: Name, silent: string): Message => [
    silent ? `${silent} svarer ikke lige nu.` : `${upper(name)} kan ikke hentes lige nu.`,
    (name === 'cases' ? 'Vi ved derfor ikke, om der er sager.' : 'Vi kan derfor ikke vise, hvem du kan ringe til.') +
      (silent ? ' Resten af siden virker.' : ''),
  ],
  notSearchable: (name: Name): Message => [
    `${upper(name)} kan ikke slås op på et erstatningsnummer.`,
    `Vi ved derfor ikke, om der er ${what[name]}. Spørg kommunen.`,
  ],
  denied: (name: Name): Message => [`${upper(name)} kan ikke vises for dig her.`, 'Det siger ikke noget om, hvorvidt der er noget at vise.'],
  consent: (name: Name, by: string): Message => [
    `Der skal samtykke til, før vi slår ${what[name]} op.`,
    `Vi har ikke slået op endnu.${by && ` Samtykket gives af ${by}.`}`,
  ],
  consentBy: { 'young-person': 'den unge selv', 'custody-holders': 'forældremyndighedens indehavere' },
  blocked: ['Der er oplysninger, som er spærret for deling.', 'Tal med familien, hvis du har brug for dem.'] as Message,
  tooOld: ['Løsningen omfatter børn og unge på 0–17\u00a0år.'] as Message,
  eighteen: (unit: string): Message => ['Den unge er fyldt 18 år, og der slås ikke længere op.', `Kontakt ${unit}:`],
  reason: {
    'no-rule': 'Der er ingen regel, som lader din faggruppe se det.',
    function: 'Din funktion giver ikke adgang til det.',
    purpose: 'Formålet med opslaget giver ikke adgang til det.',
    authority: 'Det må kun ses i den kommune, som har oplysningerne.',
    environment: 'Visningen er ikke taget i brug her endnu.',
  },

  session: {
    empty: ['Intet barn er valgt.'] as Message,
    closed: ['Barnet er lukket.', removed] as Message,
    expired: ['Du er logget af.', removed] as Message,
    covered: ['Oplysningerne er dækket til.', 'Siden har været i baggrunden, og vi undersøger, om barnet stadig er åbent.'] as Message,
    misused: (code: string): Message => [
      'Komponenten er ikke sat rigtigt op.',
      `Giv besked til leverandøren af systemet, og nævn koden ${code}.`,
    ],
  },
  problem: {
    'child-unknown': ['Nummeret findes ikke i CPR-registret.', check],
    'request-invalid': ['Det er ikke et gyldigt CPR-nummer.', check],
    'code-unknown': ['Barnet kan ikke åbnes.', 'Åbningen er brugt eller for gammel. Tryk på knappen igen.'],
    'rate-limited': ['Der er for mange opslag lige nu.', 'Vent lidt, og prøv igen.'],
    'assurance-too-low': ['Dit login er ikke sikkert nok.', 'Log ind med et højere sikringsniveau.'],
  } satisfies Record<string, Message> as Record<string, Message>,
  refused: ['Der er ikke adgang herfra.', 'Dit system er ikke sat op til det.'] as Message,
  offline: ['Vi kan ikke få forbindelse lige nu.'] as Message,
  trace: 'Nummer til support:',

  retry: 'Prøv igen',
  retrying: 'Prøver igen …',
  resume: 'Fortsæt',
  why: 'Hvorfor?',
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
    'none-reported': ['Ingen sager at vise', (time: string) => `Kilden svarede ${time}. ${doubt}`],
    'not-connected': [unseen, (_: string, whose: string) => `${whose} deler endnu ikke sager her.`],
    'not-shared': ['Sager vises ikke her', () => 'Sager herfra deles ikke på tværs. Det siger ikke noget om, hvorvidt der er en sag.'],
    unknown: [unseen, none],
  } satisfies Record<string, DepartmentText> as Record<'involved' | 'none-reported' | 'not-connected' | 'not-shared' | 'unknown', DepartmentText>,
  of: (department: string, municipality: string) => `${department} i ${municipality}`,
  noCaseworker: 'Sagsbehandler ikke oplyst',
  phoneOf: (unit: string) => `Telefon til ${unit}`,
  noPhone: 'Telefon ikke oplyst',
  call: (who: string, phone: string) => `Ring til ${who}, ${phone}`,

  source: { cases: 'Sags- og Dokumentindekset', organisation: 'FK Organisation', person: 'CPR-opslag', units: 'SOR' },
  and: ' og ',
  count: (cases: number) => (cases === 1 ? '1 sag' : `${cases} sager`),
  fetched: (time: string, from: string) => `hentet ${time} fra ${from}`,
  noTime: 'tidspunkt ikke oplyst',
  time: (clock: string, day?: string) => `${day ? `${day} ` : ''}kl.\u00a0${clock}`,

  giver: { ...department, municipality: 'Kommunen', region: 'Regionen', clinic: 'Egen læge' },
  disclose: 'Videregives efter',
  obtain: 'Indhentes efter',
  unsettled: '(under afklaring)',

  demo: 'ØVELSE – ikke et rigtigt barn',
  born: (day: string) => `Født ${day}`,
  age: (years: number) => `${years} år`,
  cprHidden: 'CPR-nummer, de sidste fire tegn er skjult:',
  livesIn: (municipality: string) => `bor i ${municipality}`,
  purpose: (purpose: string) => `Formål: ${purpose}`,
  purposes: { treatment: 'behandling', casework: 'sagsbehandling', counselling: 'rådgivning' },
  function: { psychologist: 'psykolog', 'social-worker': 'socialrådgiver', physician: 'læge', nurse: 'sygeplejerske', secretary: 'sekretær' },
  protected: ['Navne- og adressebeskyttelse.', 'Adresse og skole vises ikke. Giv ikke oplysninger herfra videre uden at sikre dig modtageren.'] as Message,
  unprotected: 'CPR-opslaget har ikke givet navn og adresse. Adresser vises derfor ikke.',
};

export type Words = typeof da;
