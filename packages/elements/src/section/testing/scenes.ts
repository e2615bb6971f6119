import type { OpenedContext, ReadSection } from '@paa-tvaers/contract';
import type { SessionState } from '../../context/session.ts';
import { FakeSession } from './fake-session.ts';
import {
  adult,
  appointments,
  asOf,
  at,
  contacts,
  family,
  inDays,
  institutions,
  loaded,
  noneReported,
  notConnected,
  notShared,
  opened,
  ppr,
} from './fixtures.ts';

export type Tag =
  | 'pt-case-overview'
  | 'pt-contacts'
  | 'pt-appointments'
  | 'pt-school-info'
  | 'pt-child-band'
  | 'pt-correspondence'
  | 'pt-inbox';

/** A state that a widget can be in, and what the user is to see. */
export interface Scene {
  readonly tag: Tag;
  /** The attribute `band`. */
  readonly band?: string;
  readonly session: FakeSession;
  /** The whole message, as it reads. */
  readonly says?: string;
  readonly line?: 'solid' | 'dashed';
  /** The button in the message, and what the session is asked to do when it is pressed. */
  readonly button?: readonly [label: string, asks?: string];
}

const say = (says: string, line: Scene['line'], ...button: NonNullable<Scene['button']> | []) => ({
  says,
  ...(line && { line }),
  ...(button.length && { button }),
});

const failedSources = [{ id: 'cases', state: 'unavailable', asOf }] as const;
export const directories = [
  { id: 'organisation', state: 'ok', asOf },
  { id: 'person', state: 'ok', asOf },
] as const;

const calendar = (state: 'ok' | 'partial' | 'filtered' | 'unavailable' | 'not-connected') => [{ id: 'appointments', state, asOf }] as const;
const register = (state: 'ok' | 'unavailable' | 'not-connected') => [{ id: 'school', state, asOf }] as const;

function open(snapshots: FakeSession['snapshots'], context: OpenedContext = opened()): FakeSession {
  const session = new FakeSession();
  session.set({ snapshots, state: { phase: 'open', locale: 'da', opened: context } });
  return session;
}

function without(state: ReadSection<never>['state'], over: Partial<ReadSection<never>> = {}): FakeSession {
  return open({ cases: loaded([], { state, ...over }) });
}

/** A section of the two that came later, without items. */
function bare(name: 'appointments' | 'school', state: ReadSection<never>['state'], over: Partial<ReadSection<never>> = {}): FakeSession {
  const sources = name === 'school' ? register('ok') : calendar('ok');
  return open({ [name]: loaded([], { state, sources, ...over }) });
}

function phase(state: Omit<SessionState, 'locale'>): FakeSession {
  const session = new FakeSession();
  session.set({ state: { locale: 'da', ...state } });
  return session;
}

const failed = (slug: string) => phase({ phase: 'failed', problem: { slug, trace: '4bf92f3577b34da6' } });
const forSupport = 'Nummer til support: 4bf92f3577b34da6';
const cases = 'pt-case-overview';
const aftaler = 'pt-appointments';
const skole = 'pt-school-info';
/** 1,000 characters without a blank, as no source should give them. */
const thousand = 'Børneogungdomspsykiatrisk'.repeat(40);
const longWords = { unit: thousand, place: thousand, address: thousand, phone: '12345660', hours: thousand, reason: thousand };

/** Every state by name; made anew at each call. */
export const scenes = (): Record<string, Scene> => ({
  ok: { tag: cases, session: open({ cases: loaded([notShared, ppr, family, notConnected, noneReported]) }) },
  'ok, contacts': { tag: 'pt-contacts', session: open({ contacts: loaded(contacts, { sources: directories }) }) },
  loading: { tag: cases, session: open({ cases: { phase: 'loading', slow: false } }) },
  slow: { tag: cases, session: open({ cases: { phase: 'loading', slow: true } }) },
  opening: { tag: cases, session: phase({ phase: 'opening' }) },
  empty: {
    tag: cases,
    session: open({ cases: loaded([]) }),
    ...say('Ingen sager at vise. Kilden svarede kl. 09.14.', 'solid'),
  },
  'empty, contacts': {
    tag: 'pt-contacts',
    session: open({ contacts: loaded([], { sources: directories }) }),
    ...say('Ingen kontaktoplysninger at vise. Kilden svarede kl. 09.14.', 'solid'),
  },
  partial: {
    tag: cases,
    session: open({ cases: loaded([family], { state: 'partial', sources: [{ id: 'cases', state: 'partial', asOf }] }) }),
    ...say(
      'Oplysningerne er ikke fuldstændige. Sags- og Dokumentindekset svarede kun delvist kl. 09.14.',
      'solid',
      'Prøv igen',
      'retry cases',
    ),
  },
  'partial, a source down': {
    tag: cases,
    session: open({
      cases: loaded([family], {
        state: 'partial',
        sources: [
          { id: 'cases', state: 'ok', asOf },
          { id: 'organisation', state: 'unavailable', asOf },
        ],
      }),
    }),
    ...say('Oplysningerne er ikke fuldstændige. FK Organisation svarer ikke lige nu.', 'solid', 'Prøv igen', 'retry cases'),
  },
  'partial, nothing left': {
    tag: cases,
    session: open({ cases: loaded([], { state: 'partial' }) }),
    ...say('Oplysningerne er ikke fuldstændige. En del af svaret kunne ikke læses.', 'solid', 'Prøv igen', 'retry cases'),
  },
  stale: {
    tag: cases,
    session: open({ cases: loaded([family], {}, { stale: true }) }),
    ...say('Oplysninger fra kl. 09.14. Vi kan ikke hente nye lige nu, og der kan være kommet nyt.', 'solid', 'Prøv igen', 'retry cases'),
  },
  busy: {
    tag: cases,
    session: open({ cases: loaded([family], {}, { stale: true, busy: true }) }),
    ...say('Oplysninger fra kl. 09.14. Vi kan ikke hente nye lige nu, og der kan være kommet nyt.', 'solid', 'Prøver igen …'),
  },
  unavailable: {
    tag: cases,
    session: without('unavailable', { sources: failedSources }),
    ...say(
      'Sags- og Dokumentindekset svarer ikke lige nu. Vi ved derfor ikke, om der er sager. Resten af siden virker.',
      'dashed',
      'Prøv igen',
      'retry cases',
    ),
  },
  'unavailable, no source named': {
    tag: 'pt-contacts',
    session: open({ contacts: loaded([], { state: 'unavailable', sources: [] }) }),
    ...say(
      'Kontaktoplysninger kan ikke hentes lige nu. Vi kan derfor ikke vise, hvem du kan ringe til.',
      'dashed',
      'Prøv igen',
      'retry contacts',
    ),
  },
  'not searchable': {
    tag: cases,
    session: without('unavailable', { reason: 'not-searchable', retry: false }),
    ...say('Sager kan ikke slås op på et erstatningsnummer. Vi ved derfor ikke, om der er sager. Spørg kommunen.', 'dashed'),
  },
  denied: {
    tag: cases,
    session: without('denied', { reason: 'function' }),
    ...say('Sager kan ikke vises for dig her. Det siger ikke noget om, hvorvidt der er noget at vise.', 'dashed', 'Hvorfor?'),
  },
  'consent needed': {
    tag: cases,
    session: without('consent-needed', { consentBy: 'young-person' }),
    ...say('Der skal samtykke til, før vi slår sager op. Vi har ikke slået op endnu. Samtykket gives af den unge selv.', 'dashed'),
  },
  'consent needed, by whom not told': {
    tag: cases,
    session: without('consent-needed'),
    ...say('Der skal samtykke til, før vi slår sager op. Vi har ikke slået op endnu.', 'dashed'),
  },
  blocked: {
    tag: cases,
    session: without('blocked'),
    ...say('Der er oplysninger, som er spærret for deling. Tal med familien, hvis du har brug for dem.', 'solid'),
  },
  'out of scope': {
    tag: cases,
    session: without('out-of-scope', { reason: 'no-rule' }),
    ...say('Sager kan ikke vises for dig her. Det siger ikke noget om, hvorvidt der er noget at vise.', 'dashed', 'Hvorfor?'),
  },
  'out of scope by age': {
    tag: cases,
    session: without('out-of-scope', { reason: 'age' }),
    ...say('Løsningen omfatter børn og unge på 0–17 år.', 'solid'),
  },
  '18 years': {
    tag: cases,
    session: without('out-of-scope', { reason: 'age', contact: adult }),
    ...say('Den unge er fyldt 18 år, og der slås ikke længere op. Kontakt Voksenområdet i Korsbæk Kommune: 12 34 56 80', 'solid'),
  },
  protected: {
    tag: 'pt-contacts',
    session: open({ contacts: loaded(contacts.slice(0, 3), { sources: directories }) }, opened({}, { protection: 'protected' })),
  },
  'person look-up down': {
    tag: cases,
    session: open({ cases: loaded([family]) }, nameless()),
  },

  appointments: { tag: aftaler, session: open({ appointments: loaded(appointments, { sources: calendar('ok') }) }) },
  'appointments, forty': {
    tag: aftaler,
    session: open({
      appointments: loaded(
        Array.from({ length: 40 }, (_, n) => ({ id: `${n}`, start: at(n + 1, '08:00'), unit: 'BUP Korsbæk', calendar: true })),
        { sources: calendar('ok') },
      ),
    }),
  },
  'appointments, earlier only': {
    tag: aftaler,
    session: open({ appointments: loaded(appointments.slice(3), { sources: calendar('ok') }) }),
  },
  'appointments, loading': { tag: aftaler, session: open({ appointments: { phase: 'loading', slow: false } }) },
  'appointments, long': {
    tag: aftaler,
    session: open({
      appointments: loaded(
        [
          {
            ...longWords,
            id: 'a',
            start: inDays(3),
            end: inDays(21),
            calendar: true,
            advisory: true,
            series: 's',
            movedFrom: at(2, '08:00'),
          },
          {
            ...longWords,
            id: 'b',
            start: at(300, '08:00'),
            end: at(303, '12:00'),
            calendar: true,
            phone: 'lokal 12, spørg efter sekretæren',
          },
          { ...longWords, id: 'c', start: 'i foråret', phone: '12345661' },
          { ...longWords, id: 'd', start: at(-3, '08:00'), phone: '+4512345663' },
        ],
        { sources: calendar('ok') },
      ),
    }),
  },
  'empty, appointments': {
    tag: aftaler,
    session: bare('appointments', 'ok'),
    ...say('Ingen aftaler at vise. Kilden svarede kl. 09.14.', 'solid'),
  },
  'partial, appointments': {
    tag: aftaler,
    session: open({ appointments: loaded(appointments, { state: 'partial', sources: calendar('partial') }) }),
    ...say(
      'Oplysningerne er ikke fuldstændige. Aftaleoversigten svarede kun delvist kl. 09.14.',
      'solid',
      'Prøv igen',
      'retry appointments',
    ),
  },
  filtered: {
    tag: aftaler,
    session: open({ appointments: loaded(appointments, { state: 'partial', sources: calendar('filtered') }) }),
    ...say('Oplysningerne er ikke fuldstændige. Noget er spærret for deling. Tal med familien, hvis du har brug for det.', 'solid'),
  },
  'filtered, nothing left': {
    tag: aftaler,
    session: bare('appointments', 'partial', { sources: calendar('filtered') }),
    ...say('Oplysningerne er ikke fuldstændige. Noget er spærret for deling. Tal med familien, hvis du har brug for det.', 'solid'),
  },
  'stale, appointments': {
    tag: aftaler,
    session: open({ appointments: loaded(appointments, { sources: calendar('ok') }, { stale: true }) }),
    ...say(
      'Oplysninger fra kl. 09.14. Vi kan ikke hente nye lige nu, og der kan være kommet nyt.',
      'solid',
      'Prøv igen',
      'retry appointments',
    ),
  },
  'unavailable, appointments': {
    tag: aftaler,
    session: bare('appointments', 'unavailable', { sources: calendar('unavailable') }),
    ...say(
      'Aftaleoversigten svarer ikke lige nu. Vi ved derfor ikke, om der er aftaler. Resten af siden virker.',
      'dashed',
      'Prøv igen',
      'retry appointments',
    ),
  },
  'not searchable, appointments': {
    tag: aftaler,
    session: bare('appointments', 'unavailable', { reason: 'not-searchable', retry: false }),
    ...say(
      'Aftaler kan ikke slås op på et erstatningsnummer. Vi ved derfor ikke, om der er aftaler. Spørg børne- og ungdomspsykiatrien.',
      'dashed',
    ),
  },
  'employee unknown': {
    tag: aftaler,
    session: bare('appointments', 'unavailable', { reason: 'employee-unknown', sources: calendar('not-connected') }),
    ...say(
      'Aftaler kan ikke hentes for dig endnu. Vi ved derfor ikke, om der er aftaler. Bed jeres systemansvarlige om at registrere dig til opslag i Aftaleoversigten.',
      'dashed',
    ),
  },
  'not connected, appointments': {
    tag: aftaler,
    session: bare('appointments', 'unavailable', { reason: 'not-connected', retry: false, sources: [] }),
    ...say(
      'Aftaler kan ikke hentes her endnu. Vi ved derfor ikke, om der er aftaler. Din organisation er ikke tilsluttet Aftaleoversigten.',
      'dashed',
    ),
  },
  'denied, appointments': {
    tag: aftaler,
    session: bare('appointments', 'denied', { reason: 'no-rule' }),
    ...say('Aftaler kan ikke vises for dig her. Det siger ikke noget om, hvorvidt der er noget at vise.', 'dashed', 'Hvorfor?'),
  },
  'consent needed, appointments': {
    tag: aftaler,
    session: bare('appointments', 'consent-needed', { consentBy: 'custody-holders' }),
    ...say(
      'Der skal samtykke til, før vi slår aftaler op. Vi har ikke slået op endnu. Samtykket gives af forældremyndighedens indehavere.',
      'dashed',
    ),
  },
  'blocked, appointments': {
    tag: aftaler,
    session: bare('appointments', 'blocked'),
    ...say('Der er oplysninger, som er spærret for deling. Tal med familien, hvis du har brug for dem.', 'solid'),
  },

  school: { tag: skole, session: open({ school: loaded(institutions, { sources: register('ok') }) }) },
  'empty, school': {
    tag: skole,
    session: bare('school', 'ok'),
    ...say('Ingen skole eller dagtilbud at vise. Kilden svarede kl. 09.14.', 'solid'),
  },
  'unavailable, school': {
    tag: skole,
    session: bare('school', 'unavailable', { sources: register('unavailable') }),
    ...say(
      'Institutionsregistret (STIL) svarer ikke lige nu. Vi ved derfor ikke, om der er skole eller dagtilbud. Resten af siden virker.',
      'dashed',
      'Prøv igen',
      'retry school',
    ),
  },
  'not connected, school': {
    tag: skole,
    session: bare('school', 'unavailable', { reason: 'not-connected', sources: register('not-connected') }),
    ...say(
      'Skole eller dagtilbud kan ikke hentes her endnu. Vi ved derfor ikke, om der er skole eller dagtilbud. Din organisation er ikke tilsluttet Institutionsregistret (STIL).',
      'dashed',
    ),
  },
  'protected, school': {
    tag: skole,
    session: open({ school: loaded([], { state: 'denied', reason: 'protected', sources: [] }) }, opened({}, { protection: 'protected' })),
    ...say(
      'Skole eller dagtilbud vises ikke. Barnet har navne- og adressebeskyttelse. Det siger ikke noget om, hvorvidt der er noget at vise.',
      'dashed',
    ),
  },

  'band alone': { tag: 'pt-child-band', session: open({}, opened({ needBanner: false }, { protection: 'protected' })) },
  'band alone, opening': { tag: 'pt-child-band', session: phase({ phase: 'opening' }) },
  'band alone, no child': { tag: 'pt-child-band', session: phase({ phase: 'empty' }) },
  'band in a line': { tag: cases, band: 'compact', session: open({ cases: loaded([family]) }) },
  'band in a line, protected': {
    tag: skole,
    band: 'compact',
    session: open({ school: loaded([], { state: 'denied', reason: 'protected', sources: [] }) }, opened({}, { protection: 'protected' })),
    ...say(
      'Skole eller dagtilbud vises ikke. Barnet har navne- og adressebeskyttelse. Det siger ikke noget om, hvorvidt der er noget at vise.',
      'dashed',
    ),
  },

  'no child': { tag: cases, session: phase({ phase: 'empty' }), ...say('Intet barn er valgt.', 'solid') },
  closed: { tag: cases, session: phase({ phase: 'closed' }), ...say('Barnet er lukket. Oplysningerne er fjernet fra skærmen.', 'solid') },
  expired: {
    tag: cases,
    session: phase({ phase: 'expired' }),
    ...say('Du er logget af. Oplysningerne er fjernet fra skærmen.', 'solid', 'Fortsæt', 'resume'),
  },
  covered: {
    tag: cases,
    session: phase({ phase: 'covered' }),
    ...say('Oplysningerne er dækket til. Siden har været i baggrunden. Vi undersøger, om barnet stadig er åbent.', 'solid'),
  },
  misused: {
    tag: cases,
    session: phase({ phase: 'misused', misuse: 'no-get-token' }),
    ...say('Komponenten er ikke sat rigtigt op. Giv leverandøren af systemet koden no-get-token.', 'dashed'),
  },
  'child unknown': {
    tag: cases,
    session: failed('child-unknown'),
    ...say(`Nummeret findes ikke i CPR-registret. Se efter, om nummeret er skrevet rigtigt. ${forSupport}`, 'dashed'),
  },
  'not a CPR number': {
    tag: cases,
    session: failed('request-invalid'),
    ...say(`Det er ikke et gyldigt CPR-nummer. Se efter, om nummeret er skrevet rigtigt. ${forSupport}`, 'dashed'),
  },
  'code used': {
    tag: cases,
    session: failed('code-unknown'),
    ...say(`Barnet kan ikke åbnes. Åbningen er brugt eller for gammel. Tryk på knappen igen. ${forSupport}`, 'dashed'),
  },
  'too many look-ups': {
    tag: cases,
    session: failed('rate-limited'),
    ...say(`Der er for mange opslag lige nu. Vent lidt, og prøv igen. ${forSupport}`, 'dashed', 'Prøv igen', 'resume'),
  },
  'login too weak': {
    tag: cases,
    session: failed('assurance-too-low'),
    ...say(`Dit login er ikke sikkert nok. Log ind med et højere sikringsniveau. ${forSupport}`, 'dashed'),
  },
  refused: {
    tag: cases,
    session: failed('origin-not-allowed'),
    ...say(`Der er ikke adgang herfra. Dit system er ikke sat op til det. ${forSupport}`, 'dashed'),
  },
  offline: {
    tag: cases,
    session: phase({ phase: 'failed', problem: { slug: 'network' } }),
    ...say('Vi kan ikke få forbindelse lige nu.', 'dashed', 'Prøv igen', 'resume'),
  },
  'a problem of later': {
    tag: cases,
    session: failed('toString'),
    ...say(`Vi kan ikke få forbindelse lige nu. ${forSupport}`, 'dashed', 'Prøv igen', 'resume'),
  },
});

function nameless(): OpenedContext {
  const context = opened();
  const { cpr, birthDate, age } = context.child;
  return { ...context, child: { cpr, birthDate, age, protection: 'unknown' } };
}
