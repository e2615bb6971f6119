import type { SectionName } from '../context/session.ts';
import type { Message } from './da.ts';

/** Why a section is not here. `what`, at the beginning of a sentence; `doubt`, what we cannot say for that reason. */
type Because = (what: string, doubt: string, source: string, name: SectionName) => Message;

const nothing = 'Det siger ikke noget om, hvorvidt der er noget at vise.';
const talk = 'Tal med familien, hvis du har brug for';
const removed = 'Oplysningerne er fjernet fra skærmen.';
const check = 'Se efter, om nummeret er skrevet rigtigt.';

/** What a user reads when there is something else than data to show, and of the law behind the data; in Danish. */
export const daNotices = {
  empty: (what: string, time: string): Message => [`Ingen ${what} at vise.`, `Kilden svarede ${time}.`],
  incomplete: 'Oplysningerne er ikke fuldstændige.',
  down: (source: string) => `${source} svarer ikke lige nu.`,
  partly: (source: string, time: string) => `${source} svarede kun delvist ${time}.`,
  filtered: `Noget er spærret for deling. ${talk} det.`,
  unread: 'En del af svaret kunne ikke læses.',
  stale: (time: string): Message => [`Oplysninger fra ${time}.`, 'Vi kan ikke hente nye lige nu, og der kan være kommet nyt.'],
  doubt: (name: SectionName, what: string) =>
    name === 'contacts' ? 'Vi kan derfor ikke vise, hvem du kan ringe til.' : `Vi ved derfor ikke, om der er ${what}.`,
  unavailable: (what: string) => `${what} kan ikke hentes lige nu.`,
  rest: 'Resten af siden virker.',
  because: {
    'not-searchable': (what, doubt, _, name) => [
      `${what} kan ikke slås op på et erstatningsnummer.`,
      `${doubt} Spørg ${name === 'appointments' ? 'børne- og ungdomspsykiatrien' : 'kommunen'}.`,
    ],
    'employee-unknown': (what, doubt, source) => [
      `${what} kan ikke hentes for dig endnu.`,
      `${doubt} Bed jeres systemansvarlige om at registrere dig til opslag i ${source}.`,
    ],
    'not-connected': (what, doubt, source) => [
      `${what} kan ikke hentes her endnu.`,
      `${doubt} Din organisation er ikke tilsluttet ${source}.`,
    ],
    protected: (what) => [`${what} vises ikke.`, `Barnet har navne- og adressebeskyttelse. ${nothing}`],
  } satisfies Record<string, Because> as Record<'not-searchable' | 'employee-unknown' | 'not-connected' | 'protected', Because>,
  denied: (what: string): Message => [`${what} kan ikke vises for dig her.`, nothing],
  consent: (what: string, by: string): Message => [
    `Der skal samtykke til, før vi slår ${what} op.`,
    `Vi har ikke slået op endnu.${by && ` Samtykket gives af ${by}.`}`,
  ],
  consentBy: { 'young-person': 'den unge selv', 'custody-holders': 'forældremyndighedens indehavere' },
  blocked: ['Der er oplysninger, som er spærret for deling.', `${talk} dem.`] as Message,
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
    covered: ['Oplysningerne er dækket til.', 'Siden har været i baggrunden. Vi undersøger, om barnet stadig er åbent.'] as Message,
    misused: (code: string): Message => ['Komponenten er ikke sat rigtigt op.', `Giv leverandøren af systemet koden ${code}.`],
  },
  problem: {
    'child-unknown': ['Nummeret findes ikke i CPR-registret.', check],
    'request-invalid': ['Det er ikke et gyldigt CPR-nummer.', check],
    'code-unknown': ['Barnet kan ikke åbnes.', 'Åbningen er brugt eller for gammel. Tryk på knappen igen.'],
    'rate-limited': ['Der er for mange opslag lige nu.', 'Vent lidt, og prøv igen.'],
    'assurance-too-low': ['Dit login er ikke sikkert nok.', 'Log ind med et højere sikringsniveau.'],
  } satisfies Record<string, Message> as Record<string, Message>,
  refused: ['Der er ikke adgang herfra.', 'Dit system er ikke sat op til det.'] as Message,
  trace: 'Nummer til support:',

  retrying: 'Prøver igen …',
  resume: 'Fortsæt',
  why: 'Hvorfor?',

  /** Besides the parties. */
  giver: { municipality: 'Kommunen', region: 'Regionen', clinic: 'Egen læge' },
  disclose: 'Videregives efter',
  obtain: 'Indhentes efter',
  unsettled: '(under afklaring)',
};

export type NoticeWords = typeof daNotices;
