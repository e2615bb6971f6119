import type { Message } from '../text/da.ts';

/** What a thread says, in Danish. */
export const daThread = {
  back: 'Alle tråde',
  loading: 'Henter meddelelserne …',
  failed: ['Meddelelserne kan ikke hentes lige nu.', 'Listen virker stadig.'] as Message,
  gone: ['Tråden findes ikke længere her.'] as Message,
  forbidden: ['Tråden kan ikke vises for dig.'] as Message,

  category: 'Kategori',
  priority: 'Prioritet',
  priorities: { routine: 'Rutine', asap: 'Hurtigst muligt' },
  between: 'Mellem',
  child: 'Barn',
  identifier: { 'cpr': 'CPR-nummer', 'x-ecpr': 'X-eCPR', 'd-ecpr': 'D-eCPR', 'other': 'Andet nummer' },
  noName: 'navn ikke oplyst',
  differs: ['Barnets nummer er ikke det samme i alle meddelelser.', 'Se efter, hvem de handler om.'] as Message,
  episodes: 'Forløb',
  task: 'Opgave',
  tasks: { 'new': 'Ingen har taget den', 'in-progress': 'I gang', 'done': 'Afsluttet' },
  take: 'Jeg tager den',
  finish: 'Afslut',
  reopen: 'Åbn igen',
  unknown: (messages: number) =>
    messages === 1
      ? '1 tidligere meddelelse er nævnt, men er ikke kommet hertil.'
      : `${messages} tidligere meddelelser er nævnt, men er ikke kommet hertil.`,
  earlier: (messages: number) => (messages === 1 ? 'Vis 1 tidligere meddelelse' : `Vis ${messages} tidligere meddelelser`),
  toNew: 'Gå til den første nye',

  own: 'Sendt af jer',
  kind: { new: 'Ny meddelelse', reply: 'Svar', forward: 'Videresendt' },
  fresh: 'Ny',
  answers: (who: string, time: string) => `Svar på meddelelsen fra ${who}, ${time}`,
  handsOn: (who: string, time: string) => `Videresender meddelelsen fra ${who}, ${time}`,
  to: (who: string) => `Til ${who}`,
  attention: (who: string) => `Att. ${who}`,
  onBehalf: (who: string) => `Afsender: ${who}`,
  received: (time: string) => `Modtaget ${time}`,
  zone: (clock: string, offset: string) => `(kl.\u00a0${clock} hos afsenderen, UTC${offset})`,
  beforeForward: 'Hører til den tråd, der er sendt videre',
  notArrived: 'Kendes kun fra gengivelsen i en anden meddelelse',
  noText: 'Meddelelsen har ingen tekst.',
  unsigned: 'Afsender ikke oplyst',

  delivery: {
    accepted: (time: string): Message => ['Ligger klar til afsendelse.', `Gemt ${time}.`],
    sent: (time: string): Message => [`Afsendt ${time}`, '– kvittering mangler endnu'],
    resending: (time: string): Message => [`Sendt igen ${time}`, '– kvittering mangler endnu'],
    delivered: (time: string): Message => [`Leveret til modtagerens system ${time}`, '– ikke nødvendigvis læst'],
    rejected: (time: string): Message => ['Ikke leveret.', `Modtagerens system afviste meddelelsen ${time}. Ring, eller send igen.`],
    failed: (time: string): Message => ['Ikke leveret.', `Meddelelsen kom ikke igennem ${time}. Ring, eller send igen.`],
  },
  sendAgain: 'Send igen',
  receiverSays: (words: string) => `Modtagerens system skriver: ${words}`,
  resent: (times: number) => (times === 1 ? 'Sendt igen 1 gang.' : `Sendt igen ${times} gange.`),

  untitled: 'Fil uden navn',
  type: {
    'application/pdf': 'PDF',
    'image/gif': 'GIF-billede',
    'image/jpeg': 'JPEG-billede',
    'image/png': 'PNG-billede',
    'image/tiff': 'TIFF-billede',
    'image/bmp': 'BMP-billede',
  },
  createdAt: (day: string) => `oprettet ${day}`,
  open: 'Åbn',
  opening: 'Åbner …',
  openHere: 'Åbn filen i en ny fane',
  fileGone: 'Filen er ikke her',
  withheld: {
    'infected': 'Filen er ikke vist, fordi der er fundet skadelig kode i den.',
    'file-type': 'Filen er ikke vist, fordi den ikke er den type, som afsenderen har angivet.',
  },
  fileFailed: 'Filen kan ikke hentes lige nu. Prøv igen.',
  link: (host: string) => `Henvisning til ${host}:`,
  noLink: 'Henvisning, som ikke kan læses:',

  extra: 'Andet i meddelelserne',
  reply: 'Svar',
  forward: 'Videresend',

  file: 'Journalisér',
  pdf: 'Hent som PDF',
  original: 'Hent originalen',
  documentName: 'meddelelse',
  fetching: 'Henter …',
  documentFailed: 'Dokumentet kan ikke hentes lige nu. Prøv igen.',
  fileInHost: 'Gem i journalen',
  filingFailed: 'Meddelelsen blev ikke gemt i journalen.',
  where: 'Hvor er den journaliseret?',
  markFiled: 'Markér som journaliseret',
  filed: (time: string, by: string, where?: string) => `Journaliseret ${time} af ${by}${where ? `, ${where}` : ''}`,
  notNoted: 'Det blev ikke gemt. Prøv igen.',

  held: [
    'CPR-nummer og navn passer ikke sammen.',
    'Meddelelsen vises først, når en fagperson har afgjort, hvem den handler om.',
  ] as Message,
  otherChild: ['Meddelelsen har et andet barns CPR-nummer.', 'Den vises ikke her. Ring til afsenderen.'] as Message,
  saysChild: (name: string, number: string) => `I meddelelsen står: ${name}, ${number}`,
  belongs: (child: string) => `Den handler om ${child}`,
  belongsNot: (child: string) => `Den handler ikke om ${child}`,
  keptHeld: 'Noteret: den handler ikke om dette barn. Den vises ikke her.',
};

export type ThreadWords = typeof daThread;
