import { daCategories } from '../text/categories/da.ts';
import type { Message } from '../text/da.ts';
import type { ThreadWords } from './da-thread.ts';

/** What the list of threads says, in Danish. */
export const daCorrespondence = {
  heading: 'Meddelelser',
  what: 'meddelelser',
  network: 'Meddelelsesnettet',
  count: (threads: number) => (threads === 1 ? '1 tråd' : `${threads} tråde`),
  own: 'Viser kun de tråde, som din egen enhed er del af.',
  away: 'Nye meddelelser kan være forsinkede. Det, I sender, bliver liggende her og sendes, når nettet svarer igen.',
  write: 'Skriv meddelelse',
  more: 'Vis flere',
  news: (messages: number, time: string) => (messages === 1 ? `1 ny meddelelse, set ${time}` : `${messages} nye meddelelser, set ${time}`),

  host: ['I skriver og læser meddelelser i jeres eget system.', 'De vises derfor ikke her.'] as Message,
  none: ['Jeres enhed kan ikke skrive meddelelser herfra.', 'Ring i stedet:'] as Message,
  elsewhere: 'Der kan ikke skrives meddelelser om barnet herfra.',

  direction: { in: 'Modtaget', out: 'Sendt' },
  texts: (messages: number) => (messages === 1 ? '1\u00a0meddelelse' : `${messages}\u00a0meddelelser`),
  files: (files: number) => (files === 1 ? '1\u00a0fil' : `${files}\u00a0filer`),
  group: (threads: number) => `Sendt til ${threads} modtagere samtidig`,
  by: (name: string) => `Skrevet af ${name}`,

  held: 'Skal afklares: er det dette barn?',
  draft: 'Kladde, ikke sendt',
  unread: (messages: number): Message => (messages === 1 ? ['Ny', ' – ikke besvaret'] : [`${messages} nye`, ' – ikke besvaret']),
  opened: 'Åbnet, ikke besvaret',
  task: { 'in-progress': 'I gang', 'done': 'Afsluttet' },
  with: (name: string) => ` hos ${name}`,
  delivery: {
    accepted: 'Ligger klar til afsendelse',
    sent: 'Afsendt – kvittering mangler endnu',
    resending: 'Sendes igen – kvittering mangler endnu',
    delivered: 'Leveret til modtagerens system',
    rejected: 'Ikke leveret',
    failed: 'Ikke leveret',
  },
  alert: {
    'patient-differs': 'CPR-nummer eller navn afviger',
    'other-organisation': 'En anden enhed har svaret',
    'message-differs': 'Samme meddelelse er kommet i to udgaver',
    'part-differs': 'En tekst er gengivet forskelligt',
  },

  category: daCategories,
};

export type CorrespondenceWords = typeof daCorrespondence & {
  // Where they come with the language; in Danish they come with the first thread that is opened.
  readonly thread?: ThreadWords;
};
