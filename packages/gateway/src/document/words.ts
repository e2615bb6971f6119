import type { Delivery, DeliveryState } from '@paa-tvaers/contract';
import type { DocumentInput } from './input.ts';

/** The words of a document; `at` is a moment in words. */
interface DocumentWords {
  readonly title: string;
  readonly demo: string;
  readonly page: (page: number, of: number) => string;
  readonly printed: (at: string, by: string) => string;
  readonly at: (clock: string, day: string) => string;
  readonly notGiven: string;
  readonly noTime: string;
  readonly noText: string;
  readonly labels: Readonly<Record<Label, string>>;
  readonly directions: Readonly<Record<DocumentInput['message']['direction'], string>>;
  readonly kinds: Readonly<Record<DocumentInput['message']['kind'], string>>;
  readonly deliveries: Readonly<Record<DeliveryState, (at: string) => string>>;
  readonly receiverSays: (words: string) => string;
  readonly resent: (times: number) => string;
  readonly segment: (number: number, of: number, isNew: boolean) => string;
  readonly created: (at: string) => string;
  readonly filesApart: string;
  readonly extra: string;
  readonly replaced: (count: number) => string;
}

type Label =
  | 'child'
  | 'direction'
  | 'kind'
  | 'sender'
  | 'specificSender'
  | 'receiver'
  | 'specificRecipient'
  | 'sent'
  | 'received'
  | 'delivery'
  | 'category'
  | 'topic'
  | 'priority'
  | 'thread'
  | 'message'
  | 'author'
  | 'organisation'
  | 'phone'
  | 'attachment'
  | 'files'
  | 'characters'
  | 'source';

const da: DocumentWords = {
  title: 'Korrespondancemeddelelse',
  demo: 'ØVELSE – ikke et rigtigt barn',
  page: (page, of) => `Side ${page} af ${of}`,
  printed: (at, by) => `Udskrevet ${at} af ${by}`,
  at: (clock, day) => `${day} kl.\u00a0${clock}`,
  notGiven: 'ikke oplyst',
  noTime: 'tidspunkt ikke oplyst',
  noText: 'Meddelelsen har ingen tekst.',
  labels: {
    child: 'Barnet / den unge',
    direction: 'Retning',
    kind: 'Art',
    sender: 'Afsender',
    specificSender: 'Fra',
    receiver: 'Modtager',
    specificRecipient: 'Att.',
    sent: 'Afsendt',
    received: 'Modtaget',
    delivery: 'Levering',
    category: 'Kategori',
    topic: 'Emne',
    priority: 'Prioritet',
    thread: 'Tråd-id',
    message: 'Meddelelses-id',
    author: 'Skrevet af',
    organisation: 'Organisation',
    phone: 'Telefon',
    attachment: 'Vedhæftet fil',
    files: 'Filer',
    characters: 'Tegn',
    source: 'Kilde',
  },
  directions: { in: 'Modtaget', out: 'Sendt' },
  kinds: { new: 'Ny meddelelse', reply: 'Besvarelse', forward: 'Videresendelse' },
  deliveries: {
    accepted: (at) => `Gemt til afsendelse ${at} – endnu ikke afsendt`,
    sent: (at) => `Afsendt ${at} – kvittering mangler endnu`,
    resending: (at) => `Sendes igen (${at}) – kvittering mangler endnu`,
    delivered: (at) => `Leveret til modtagerens system ${at} – ikke nødvendigvis læst`,
    rejected: (at) => `Ikke leveret. Modtagerens system afviste meddelelsen ${at}.`,
    failed: (at) => `Ikke leveret (${at}). Der kom ingen kvittering.`,
  },
  receiverSays: (words) => `Modtagerens system skriver: ${words}`,
  resent: (times) => (times === 1 ? 'Sendt igen 1 gang.' : `Sendt igen ${times} gange.`),
  segment: (number, of, isNew) => `Tekst ${number} af ${of} · ${isNew ? 'ny i denne meddelelse' : 'tidligere i tråden'}`,
  created: (at) => `oprettet ${at}`,
  filesApart: 'De vedhæftede filer er ikke med i dette dokument og skal journaliseres for sig.',
  extra: 'Oplysninger ud over standarden',
  replaced: (count) =>
    `${count === 1 ? '1 tegn kan ikke vises og står' : `${count} tegn kan ikke vises og står`} som ⟨U+kode⟩. Den originale meddelelse viser, hvad der blev skrevet.`,
};

const en: DocumentWords = {
  title: 'Correspondence message',
  demo: 'EXERCISE – not a real child',
  page: (page, of) => `Page ${page} of ${of}`,
  printed: (at, by) => `Printed ${at} by ${by}`,
  at: (clock, day) => `${day} at\u00a0${clock}`,
  notGiven: 'not given',
  noTime: 'time not given',
  noText: 'The message has no text.',
  labels: {
    child: 'Child',
    direction: 'Direction',
    kind: 'Kind',
    sender: 'Sender',
    specificSender: 'From',
    receiver: 'Receiver',
    specificRecipient: 'Att.',
    sent: 'Sent',
    received: 'Received',
    delivery: 'Delivery',
    category: 'Category',
    topic: 'Topic',
    priority: 'Priority',
    thread: 'Thread id',
    message: 'Message id',
    author: 'Written by',
    organisation: 'Organisation',
    phone: 'Phone',
    attachment: 'Attached file',
    files: 'Files',
    characters: 'Characters',
    source: 'Source',
  },
  directions: { in: 'Received', out: 'Sent' },
  kinds: { new: 'New message', reply: 'Reply', forward: 'Forward' },
  deliveries: {
    accepted: (at) => `Kept for sending ${at} – not sent yet`,
    sent: (at) => `Sent ${at} – no receipt yet`,
    resending: (at) => `Being sent again (${at}) – no receipt yet`,
    delivered: (at) => `Delivered to the receiver’s system ${at} – not necessarily read`,
    rejected: (at) => `Not delivered. The receiver’s system rejected the message ${at}.`,
    failed: (at) => `Not delivered (${at}). No receipt came.`,
  },
  receiverSays: (words) => `The receiver’s system writes: ${words}`,
  resent: (times) => (times === 1 ? 'Sent again once.' : `Sent again ${times} times.`),
  segment: (number, of, isNew) => `Text ${number} of ${of} · ${isNew ? 'new in this message' : 'earlier in the thread'}`,
  created: (at) => `created ${at}`,
  filesApart: 'The attached files are not part of this document and have to be filed on their own.',
  extra: 'Information beyond the standard',
  replaced: (count) =>
    `${count === 1 ? '1 character cannot be shown and stands' : `${count} characters cannot be shown and stand`} as ⟨U+code⟩. The original message shows what was written.`,
};

/** Words, and figures and moments in Denmark, in one language. */
export interface Language extends DocumentWords {
  readonly moment: (at: string | undefined) => string;
  readonly delivery: (delivery: Delivery) => string;
  readonly bytes: (size: number) => string;
}

// A day, or a moment with its zone: a month would become its first day, a time without a zone that of this computer.
const readable = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/;

function language(words: DocumentWords, tag: string): Language {
  const zone = { timeZone: 'Europe/Copenhagen' };
  const day = new Intl.DateTimeFormat(tag, { ...zone, day: 'numeric', month: 'long', year: 'numeric' });
  const clock = new Intl.DateTimeFormat(tag, { ...zone, hour: '2-digit', minute: '2-digit' });
  const [kilobytes, megabytes] = (['kilobyte', 'megabyte'] as const).map(
    (unit) => new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 }),
  ) as [Intl.NumberFormat, Intl.NumberFormat];

  const moment = (at: string | undefined) => {
    if (!at) return words.noTime;
    const read = new Date(at);
    if (!readable.test(at) || Number.isNaN(+read)) return at;
    return at.length === 10 ? day.format(read) : words.at(clock.format(read), day.format(read));
  };

  return {
    ...words,
    moment,
    delivery: ({ state, at, words: said, resent }) =>
      [
        Object.hasOwn(words.deliveries, state) ? words.deliveries[state as DeliveryState](moment(at)) : state,
        ...(said?.length ? [words.receiverSays(said.join(' '))] : []),
        ...(resent ? [words.resent(resent)] : []),
      ].join('\n'),
    bytes: (size) => (size < 1_000_000 ? kilobytes.format(Math.max(size / 1000, 0.1)) : megabytes.format(size / 1_000_000)),
  };
}

export const languages = { da: language(da, 'da-DK'), en: language(en, 'en-GB') } as const;
