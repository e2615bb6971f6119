import type { Message } from '../text/da.ts';
import { daCategories } from '../text/categories/da.ts';

/** What `<pt-inbox>` alone says, in Danish. */
export const daInbox = {
  heading: (unit?: string) => (unit ? `Meddelelser til ${unit}` : 'Enhedens meddelelser'),
  what: 'meddelelser',
  category: daCategories,
  filters: 'Vis',
  filter: { 'open': 'Åbne', 'new': 'Nye', 'in-progress': 'I gang', 'done': 'Afsluttede' },
  group: {
    failed: 'Ikke leveret',
    held: 'Skal afklares',
    new: 'Nye',
    waiting: 'Åbnet, ikke besvaret – ældste først',
    other: 'Besvaret, ikke afsluttet',
  },

  unconfirmed: 'Vi ved ikke, hvem den handler om.',
  unconfirmedHow: 'Den kan ikke åbnes herfra. Åbn selv det barn, du mener, den handler om, og bekræft det dér.',
  nameless: 'Navn ikke oplyst',
  failed: 'Ikke leveret',
  failedHow: 'Ring, eller send igen.',
  unread: (messages: number) => (messages === 1 ? 'Ny' : `${messages} nye`),
  unanswered: (days: number) => (days === 0 ? 'Ubesvaret' : days === 1 ? 'Ubesvaret i 1 hverdag' : `Ubesvaret i ${days} hverdage`),
  task: { 'in-progress': 'I gang', 'done': 'Afsluttet' },
  with: (name?: string) => `hos ${name ?? 'dig'}`,
  kind: { reply: 'svar', forward: 'videresendt' },
  from: (who: string) => `Fra ${who}`,
  to: (who: string) => `Til ${who}`,

  open: 'Åbn barnet',
  opening: 'Åbner …',
  take: 'Jeg tager den',
  takeOver: 'Overtag',
  release: 'Læg tilbage',
  done: 'Afslut',
  reopen: 'Genåbn',
  about: (child: string, topic: string) => ` – ${[child, topic].filter(Boolean).join(', ')}`,
  notSaved: 'Ændringen blev ikke gemt. Prøv igen.',
  notAllowed: 'Ændringen blev ikke gemt. Din funktion giver ikke adgang til det.',
  notOpened: 'Barnet kunne ikke åbnes. Prøv igen.',

  more: 'Vis flere',
  count: (threads: number, more: boolean) => (more ? `viser ${threads}, der er flere` : threads === 1 ? '1 tråd' : `${threads} tråde`),
  fetched: (time: string) => `hentet ${time}`,
  logged: 'Opslag i indbakken logges',
  news: (messages: number, time: string) => (messages === 1 ? `1 ny meddelelse, set ${time}` : `${messages} nye meddelelser, set ${time}`),

  empty: {
    'open': (time: string): Message => ['Ingen åbne meddelelser at vise.', `Indbakken svarede ${time}.`],
    'new': (time: string): Message => ['Ingen nye meddelelser at vise.', `Indbakken svarede ${time}.`],
    'in-progress': (time: string): Message => ['Ingen meddelelser er i gang.', `Indbakken svarede ${time}.`],
    'done': (time: string): Message => ['Ingen afsluttede meddelelser at vise.', `Indbakken svarede ${time}.`],
  },
  partial: ['Listen er ikke fuldstændig.', 'En del af svaret kunne ikke læses.'] as Message,
  away: 'Nye meddelelser kan være forsinkede: meddelelsesnettet svarer ikke lige nu.',
  stale: (time: string): Message => [`Oplysninger fra ${time}.`, 'Vi kan ikke hente mere lige nu, og der kan være kommet nyt.'],
  unavailable: ['Indbakken kan ikke hentes lige nu.', 'Vi ved derfor ikke, om der er meddelelser.'] as Message,
  host: ['I læser og skriver meddelelser i jeres eget system.', 'De vises derfor ikke her.'] as Message,
  none: ['Jeres enhed har ingen indbakke her.', 'Meddelelser til jer kommer ikke hertil.'] as Message,
  denied: ['Enhedens meddelelser kan ikke vises for dig her.', 'Det siger ikke noget om, hvorvidt der er nogen.'] as Message,
  covered: ['Listen er dækket til.', 'Siden har været i baggrunden. Vi undersøger, om du stadig er logget på.'] as Message,
};

export type InboxWords = typeof daInbox;
