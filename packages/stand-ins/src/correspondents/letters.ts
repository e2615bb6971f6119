import { buildNew, type NewDraft } from '@paa-tvaers/medcom';
import type { Envelope } from '../network/envelope.ts';
import type { DemoChild } from '../world/children.ts';
import { timestamp, workingDaysBefore } from '../world/dates.ts';
import { mailUnits, type SorUnit } from '../world/sor.ts';
import { addressOf, statement } from './answers.ts';
import { envelopeOf, idsOf } from './send.ts';
import { systemOf } from './systems.ts';

interface Letter {
  readonly child: string;
  readonly from: SorUnit;
  readonly to: SorUnit;
  /** Working days ago. */
  readonly age: number;
  readonly time: string;
  readonly category: NewDraft['category'];
  readonly topic: string;
  readonly text: string;
  readonly file?: true;
}

const letters: readonly Letter[] = [
  {
    child: 'josefine',
    from: mailUnits.bupKorsbaek,
    to: mailUnits.familyWest,
    age: 6,
    time: '10:42:00',
    category: 'psychiatry-social-disability',
    topic: 'Udredning og støtte i hjemmet',
    text: 'Josefine er midt i sin udredning hos os. Vi vil gerne vide, hvilken støtte familien får nu, og hvem der kan komme med til netværksmødet.\nKan I skrive, hvem der er kontaktperson?',
  },
  {
    child: 'emil',
    from: mailUnits.clinic,
    to: mailUnits.familyWest,
    age: 2,
    time: '13:05:00',
    category: 'carecoordination',
    topic: 'Børneundersøgelse',
    text: 'Emil har været til undersøgelse i klinikken. Vores notat er vedhæftet.',
    file: true,
  },
  {
    child: 'josefine',
    from: mailUnits.ppr,
    to: mailUnits.bupSocialWorkers,
    age: 1,
    time: '08:57:00',
    category: 'carecoordination',
    topic: 'Skolestart efter ferien',
    text: 'Vi planlægger Josefines skoledag sammen med skolen. Er der noget fra jeres forløb, som vi skal tage hensyn til?',
  },
];

/** What waits in our mailboxes when the demo starts; the same child on the same number gets the same letter. */
export function lettersOf(
  children: readonly DemoChild[],
  today: string,
): readonly { readonly envelope: Envelope; readonly bytes: Buffer; readonly receivedAt: Date }[] {
  return letters.map((letter, at) => {
    const child = children.find(({ id }) => id === letter.child);
    if (!child) throw new Error(`a letter is about ${letter.child}, who is not there`);
    const key = `letter|${at}|${child.cpr}`;
    const sentAt = timestamp(workingDaysBefore(today, letter.age), letter.time);
    const { from, to, category, topic, text, file } = letter;
    const system = systemOf(from);
    const message = buildNew(
      {
        sender: addressOf(from),
        receiver: addressOf(to),
        patient: patientOf(child),
        category,
        topic,
        text,
        author: system.author(from),
        ...(system.specificSender && { specificSender: system.specificSender }),
        ...(file && { attachments: [statement(sentAt)] }),
      },
      { newId: idsOf(key), sentAt },
    );
    const receivedAt = new Date(sentAt);
    const route = { sender: from.gln ?? '', receiver: to.gln ?? '' };
    return { ...envelopeOf(message, route, { key, format: system.format(0), sentAt: receivedAt }), receivedAt };
  });
}

/** CPR, or the national replacement number (X-eCPR). */
function patientOf({ cpr, file }: DemoChild): NewDraft['patient'] {
  const system = /^\d{10}$/.test(cpr) ? 'urn:oid:1.2.208.176.1.2' : 'urn:oid:1.2.208.176.1.6.1.1';
  return {
    identifiers: [{ system, value: cpr }],
    name: { given: [file.given, ...(file.middle ? [file.middle] : [])], family: file.surname },
  };
}
