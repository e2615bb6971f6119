import type { WrongWord } from './composer-checks.ts';
import type { Refused } from './files.ts';
import type { Message } from '../text/da.ts';

const wrong: { readonly [Word in WrongWord]: string } = {
  'to-missing': 'Vælg en modtager.',
  'to-unreachable': 'En modtager kan ikke skrives til. Fjern den, og ring i stedet.',
  'category-missing': 'Vælg en kategori.',
  'topic-missing': 'Skriv et emne. Det skal med, når kategorien er Andet.',
  'text-missing': 'Skriv en meddelelse.',
  'role-missing': 'Skriv din stilling.',
  'phone-missing': 'Skriv et telefonnummer, som modtageren kan ringe til.',
  'phone-form': 'Et telefonnummer må kun have cifre, mellemrum, bindestreg og et + forrest.',
  'files-many': 'Modtageren kan højst få 10 filer og henvisninger i en meddelelse.',
  'files-large': 'Filerne fylder for meget. Der kan højst være 56 MB i en meddelelse.',
  'files-failed': 'En fil kom ikke med. Prøv den igen, eller fjern den.',
  'title-missing': 'Giv filen en titel.',
  'url-form': 'Skriv en hel adresse, der begynder med https://',
};

const refused: { readonly [Why in Refused['is']]: (name: string) => string } = {
  type: (name) => `${name} kan ikke sendes. Brug PDF eller et billede (JPEG, PNG, GIF, TIFF, BMP).`,
  empty: (name) => `${name} er tom.`,
  large: (name) => `${name} er for stor. Der kan højst være 56 MB i en meddelelse.`,
};

/** What the composer says, in Danish. */
export const daComposer = {
  language: 'da',
  heading: {
    new: 'Ny meddelelse',
    reply: (to: string) => `Svar til ${to}`,
    forward: 'Videresend',
  },
  optional: '(kan udelades)',

  to: 'Til',
  toHint: 'Søg på navn eller sted',
  units: 'Modtagere',
  ofChild: 'Barnets egen',
  unreachable: 'Kan ikke skrives til',
  chosen: 'Valgt',
  searching: 'Søger …',
  found: (units: number) => (units === 0 ? 'Ingen modtagere fundet.' : units === 1 ? '1 modtager fundet' : `${units} modtagere fundet`),
  moreFound: 'Der er flere. Skriv mere af navnet.',
  searchFailed: 'Der kan ikke søges lige nu.',
  searchPartly: 'Listen er ikke fuldstændig.',
  several: 'Send til flere',
  severalHint: 'Hver modtager får sin egen meddelelse, og svarene kommer i hver sin tråd.',
  remove: 'Fjern',
  attention: 'Att.',
  attentionOf: (unit: string) => `Att. hos ${unit}`,
  attentionHint: 'Navn og eventuelt stilling, fx Anders Øvesen, psykolog',
  outcome: { sending: 'Sender …', sent: 'Sendt', failed: 'Ikke sendt' },

  category: 'Kategori',
  choose: 'Vælg',
  topic: 'Emne',
  priority: 'Prioritet',
  noPriority: 'Ikke angivet',
  text: 'Meddelelse',
  reason: 'Meddelelse, med grunden til at du sender videre',
  template: 'Skabelon',
  insert: 'Indsæt',

  carried: 'Sendes med',
  carriedLine: (who: string, time: string) => `${who}, ${time}`,
  files: (files: number) => (files === 1 ? '1 fil' : `${files} filer`),

  attached: 'Vedhæftet',
  attach: 'Vedhæft fil',
  attachHint: 'PDF eller billede. Du kan også trække filer hertil eller indsætte dem. Højst 56 MB i alt.',
  convertedHint: 'Modtageren kan højst få 10 filer.',
  addLink: 'Tilføj henvisning',
  title: 'Titel',
  url: 'Adresse',
  waiting: 'Venter',
  moving: (percent: number) => `Overfører, ${percent} %`,
  arrived: 'Overført',
  movingOf: (title: string) => `Overfører ${title}`,
  cancel: 'Annullér',
  retry: 'Prøv igen',
  fileFailed: {
    'file-type-refused': 'Filen er ikke den type, som den giver sig ud for, og kan ikke sendes.',
    'file-infected': 'Filen indeholder skadelig kode og kan ikke sendes.',
    'body-too-large': 'Filen er for stor.',
    'rate-limited': 'Der er overført for meget på kort tid. Vent lidt.',
  },
  fileLost: 'Filen kom ikke frem.',
  refused,

  signature: 'Underskrift',
  signatureHint: 'Dato og tid sættes, når du sender.',
  role: 'Stilling',
  phone: 'Telefon',

  note: ['Haster det, så ring.', 'Svar kan vare flere hverdage. En underretning kan ikke sendes her.'] as Message,
  about: 'Om',

  send: { new: 'Send', reply: 'Send svar', forward: 'Videresend' },
  again: 'Send igen',
  waitingForFiles: 'Sendes, når filerne er overført.',
  notYet: 'Vent med at sende',
  sending: 'Sender …',
  sentTo: 'Sendt, en meddelelse til hver:',
  openThread: 'Åbn tråden',
  closeSent: 'Luk',
  partly: 'Nogle har fået meddelelsen. Den sendes kun igen til dem, der ikke har.',

  summary: (wrongs: number) => (wrongs === 1 ? 'Der er en ting at rette:' : `Der er ${wrongs} ting at rette:`),
  wrong,

  draft: (time: string) => `Kladde gemt ${time}. Den slettes efter 14 dage.`,
  draftFailed: 'Kladden er ikke gemt endnu. Vi prøver igen.',
  from: (time: string) => `Her er din kladde, gemt ${time}.`,
  startAnew: 'Begynd på en ny',
  offered: (time: string) => `Du har også en kladde, gemt ${time}.`,
  takeDraft: 'Hent kladden',
  close: 'Gem og luk',
  closeEmpty: 'Luk',
  drop: 'Slet kladde',
  dropped: 'Kladden er slettet.',
  undo: 'Fortryd',

  problem: {
    'not-kept': ['Kladden kan ikke gemmes lige nu.', 'Teksten står her stadig. Prøv igen om lidt.'],
    'drafts-away': ['Vi kan ikke se lige nu, om du har en kladde.', 'Du kan skrive imens.'],
    'not-the-latest': ['Der er kommet noget nyt i tråden.', 'Læs det, før du sender dit svar.'],
    'idempotency-key-reused': [
      'En tidligere udgave er allerede sendt.',
      'Svaret udeblev, så vi vidste det ikke. Tryk kun på Send igen, hvis denne udgave også skal sendes.',
    ],
    'recipient-unreachable': ['Modtageren kan ikke skrives til.', 'Ring i stedet.'],
    'no-mailbox': ['Jeres enhed kan ikke sende herfra.', 'Ring i stedet.'],
    'not-permitted': ['Du må ikke sende denne meddelelse.'],
    'message-held': ['Det skal først afklares, hvem meddelelsen handler om.'],
    'message-refused': ['Meddelelsen kan ikke sendes, som den er.', 'Ret den, og send igen.'],
    'request-invalid': ['Meddelelsen kan ikke sendes, som den er.', 'Ret den, og send igen.'],
    'too-many-files': ['Der er for mange filer.', 'Modtageren kan højst få 10.'],
    'rate-limited': ['Der sendes for meget lige nu.', 'Vent lidt, og send igen.'],
  } as Readonly<Record<string, Message>>,
  unsure: ['Vi ved ikke, om meddelelsen kom af sted.', 'Tryk på Send igen. Den bliver kun sendt én gang.'] as Message,
  unknown: ['Meddelelsen blev ikke sendt.', 'Teksten står her stadig.'] as Message,
  trace: 'Nummer til support:',

  templates: [
    {
      name: 'Indkaldelse til netværksmøde',
      topic: 'Netværksmøde',
      text: 'Vi vil gerne samle netværket om barnet til et møde.\n\nFormål: \nForslag til tid og sted: \nDeltagere: \n\nSvar gerne, om I kan deltage, og hvem der ellers bør være med.',
    },
    {
      name: 'Hvem er kontaktperson?',
      topic: 'Kontaktperson',
      text: 'Vi er i gang med et forløb omkring barnet og vil gerne vide, hvem der er kontaktperson hos jer, og hvordan vi bedst får fat i vedkommende.',
    },
    {
      name: 'Status på et forløb',
      topic: 'Status på forløb',
      text: 'Vi vil gerne høre, hvor langt I er i forløbet omkring barnet.\n\nDet drejer sig om: \n\nHos os er status: ',
    },
  ] as readonly { readonly name: string; readonly topic: string; readonly text: string }[],
};

export type ComposerWords = typeof daComposer;
