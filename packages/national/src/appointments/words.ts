import type { AppointmentDocument, Unreadable } from './document.ts';
import { dayOf, isDay } from './time.ts';

type Read = AppointmentDocument['appointments'][number];

const day = new Intl.DateTimeFormat('da-DK', { dateStyle: 'full', timeZone: 'UTC' });

/** `mandag den 16. marts 2026 kl. 13.00–14.00`, on the clock of Copenhagen. */
function whenInWords({ start, end, advisory }: Pick<Read, 'start' | 'end' | 'advisory'>): string {
  const on = (moment: string) => day.format(Date.parse(`${dayOf(moment)}T00:00:00Z`));
  const at = (moment: string) => moment.slice(11, 16).replace(':', '.');
  const words = () => {
    if (isDay(start)) return `${end ? `${on(start)} til ${on(end)}` : on(start)}, tidspunkt ikke oplyst`;
    if (!end) return `${on(start)} kl. ${at(start)}, sluttidspunkt ikke oplyst`;
    return dayOf(start) === dayOf(end)
      ? `${on(start)} kl. ${at(start)}–${at(end)}`
      : `${on(start)} kl. ${at(start)} til ${on(end)} kl. ${at(end)}`;
  };
  return `${words()}${advisory ? ' (vejledende)' : ''}`;
}

export const whyInWords: Readonly<Record<Unreadable, string>> = {
  'not-xml': 'filen er ikke gyldig XML',
  'doctype': 'filen har en DOCTYPE, og den slags læses ikke',
  'not-cda': 'filen er ikke et CDA-dokument (ClinicalDocument)',
  'not-apd': 'dokumentet er et CDA-dokument, men ikke et aftaledokument (APD-DK)',
  'no-patient': 'dokumentet har ikke noget CPR-nummer på patienten',
  'several-patients': 'dokumentet handler om flere patienter',
  'no-appointment': 'dokumentet har ingen aftale',
  'cancelled': 'aftalen er aflyst og vises ikke',
  'unknown-status': 'aftalens status er ukendt',
  'no-time': 'aftalen har ikke noget tidspunkt, der kan læses',
};

/** One line a fact, as the appointment would be shown. */
export function appointmentInWords(read: Read, { reason = false } = {}): readonly string[] {
  const facts: readonly [string, string | undefined][] = [
    ['Tid', whenInWords(read)],
    ['Enhed', read.unit.name],
    ['Sted', read.place?.name],
    ['Adresse', read.place ? read.place.address : read.unit.address],
    ['Telefon', read.unit.phone ?? read.place?.phone],
    ['Serie', read.series && `gentagen aftale (${read.series})`],
    ['Årsag', reason ? read.reason : undefined],
  ];
  return facts.flatMap(([name, fact]) => (fact ? [`${name}: ${fact}`] : []));
}
