import { buildAcknowledgement } from '../build/acknowledgement.ts';
import { buildForward, buildReply } from '../build/continue.ts';
import type { AddressedOrganisation, DraftAttachment, DraftAuthor, DraftPatient, NewDraft, Source } from '../build/draft.ts';
import { buildNew } from '../build/new.ts';
import type { Node } from '../fhir/node.ts';
import { systems } from '../terms.ts';

/** Ids and times that are the same in every run. */
export function source(seed: number, sentAt = '2026-03-02T09:00:00+01:00'): Source {
  let next = 0;
  const newId = () => {
    next += 1;
    return `${seed.toString(16).padStart(8, '0')}-0000-4000-8000-${next.toString(16).padStart(12, '0')}`;
  };
  return { newId, sentAt };
}

export const school: AddressedOrganisation = { sor: '900000016000001', gln: '5790009000013', name: 'PPR, Korsbæk Kommune' };
export const clinic: AddressedOrganisation = { sor: '900000016000002', gln: '5790009000020', name: 'Børne- og Ungdomspsykiatri, Korsbæk' };
export const practice: AddressedOrganisation = { sor: '900000016000003', gln: '5790009000037', name: 'Lægerne på Torvet' };

export const josefine: DraftPatient = {
  identifiers: [{ system: systems.cpr, value: '0505149996' }],
  name: { given: ['Josefine'], family: 'Testperson' },
};

export const psychologist: DraftAuthor = {
  name: { given: ['Ida', 'Marie'], family: 'Skole' },
  role: { code: 'psykolog' },
  phone: '+4511223344',
};
export const nurse: DraftAuthor = { name: { given: ['Bo'], family: 'Klinik' }, role: { text: 'Forløbskoordinator' }, phone: '55667788' };

export const pdf: DraftAttachment = {
  title: 'Udtalelse fra skolen',
  contentType: 'application/pdf',
  data: 'JVBERi0xLjQKJSBrb3J0IGZpbCB0aWwgcHLDuHZlcgo=',
  created: '2026-03-01T12:00:00+01:00',
};
export const link: DraftAttachment = { title: 'Vejledning', url: 'https://example.dk/vejledning' };

export const draft: NewDraft = {
  sender: school,
  receiver: clinic,
  patient: josefine,
  category: 'psychiatry-social-disability',
  topic: 'Samarbejde om skolegang',
  author: psychologist,
  text: 'Kære kolleger\nHvornår er næste samtale?\n\nVenlig hilsen & tak <Ida>',
};

const asNode = (bundle: object) => bundle as Node;

export const newMessage = (over: Partial<NewDraft> = {}, from = source(1)): Node => asNode(buildNew({ ...draft, ...over }, from));

/** A message with all that the standard has room for. */
export const fullMessage = (): Node =>
  newMessage({
    category: 'regarding-referral',
    priority: 'asap',
    attachments: [pdf, link],
    specificSender: { kind: 'person', name: { given: ['Eva'], family: 'Leder' }, role: { code: 'laerer' } },
    specificRecipient: { kind: 'team', team: 'Team Skole' },
    patient: {
      ...josefine,
      identifiers: [
        ...josefine.identifiers,
        { system: systems.xEcpr, value: '0505141AB2' },
        { system: systems.dEcpr, value: '0505140CD3' },
      ],
    },
    encounter: {
      status: 'in-progress',
      class: 'AMB',
      episodes: [
        { system: 'https://sor2.sum.dsdn.dk/#id=900000016000001', value: '0f0e0d0c-0b0a-4908-8706-050403020100' },
        { system: systems.lpr3, value: 'urn:uuid:1f0e0d0c-0b0a-5908-8706-050403020100' },
      ],
    },
  });

export const reply = (to: Node, from = source(2, '2026-03-03T10:00:00+01:00')): Node =>
  asNode(buildReply(to, { sender: clinic, author: nurse, text: 'Den 12. marts kl. 10.' }, from));

export const secondReply = (to: Node, from = source(3, '2026-03-04T08:30:00+01:00')): Node =>
  asNode(buildReply(to, { sender: school, author: psychologist, text: 'Tak, vi deltager.', attachments: [link] }, from));

export const forward = (of: Node, thread: readonly Node[], from = source(4, '2026-03-05T14:00:00+01:00')): Node =>
  asNode(buildForward(of, { sender: clinic, receiver: practice, author: nurse, text: 'Til orientering.' }, from, thread));

export const acknowledgement = (of: Node, from = source(5, '2026-03-02T09:01:00+01:00')): Node =>
  asNode(buildAcknowledgement(of, 'ok', [], from));

export const refusal = (of: Node, from = source(6, '2026-03-02T09:01:00+01:00')): Node =>
  asNode(
    buildAcknowledgement(
      of,
      'fatal-error',
      [{ severity: 'error', code: 'code-invalid', error: 'MSG_VALUESET_VALUE_UNKNOWN', text: 'Kategorien findes ikke.' }],
      from,
    ),
  );

/** All kinds of messages, by name. */
export function samples(): Readonly<Record<string, Node>> {
  const first = fullMessage();
  const answer = reply(first);
  const again = secondReply(answer);
  const letter = newMessage({ answersLetter: { gln: clinic.gln, letterId: 'B300720181623' } }, source(7));
  return {
    'new': newMessage(),
    'new with everything': first,
    'reply': answer,
    'reply to a reply': again,
    'forward': forward(again, [first, answer]),
    'answer to a letter': letter,
    'acknowledgement': acknowledgement(first),
    'refusal': refusal(answer),
  };
}
