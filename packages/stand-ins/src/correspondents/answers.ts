import {
  type AddressedOrganisation,
  buildForward,
  buildNew,
  buildReply,
  categories,
  type Category,
  type DraftAttachment,
  type Node,
  type ReplyDraft,
  type Source,
} from '@paa-tvaers/medcom';
import type { DemoChild } from '../world/children.ts';
import type { SorUnit } from '../world/sor.ts';
import { onePage } from './pdf.ts';
import type { Incoming } from './read.ts';
import type { System } from './systems.ts';
import type { AnswerManner } from './words.ts';

export interface Answering {
  readonly manner: AnswerManner;
  readonly incoming: Incoming;
  /** As it came. */
  readonly bundle: Node;
  readonly unit: SorUnit;
  readonly system: System;
  readonly children: readonly DemoChild[];
  /** A source of ids and of the time, for the nth message that is written. */
  readonly source: (nth: number) => Source;
}

/** The messages to post, in the order in which they leave. */
export function answersOf(answering: Answering): readonly object[] {
  const { manner, incoming, bundle, unit, system, source } = answering;
  if (unit.takes === 'XDIS91') return [converted(answering)];
  const answer = (nth: number, more: Partial<ReplyDraft> = {}, to: Node = bundle) =>
    buildReply(to, { ...draftOf(answering), ...more }, source(nth));
  const original = answer(1);
  const second = { text: 'Et tillæg: sekretæren er tilbage på mandag og kan finde en tid.' };
  switch (manner) {
    case 'reply':
      return [original];
    case 'with-file':
      return [answer(1, { text: `${system.reply}\nUdtalelsen er vedhæftet.`, attachments: [statement(source(1).sentAt)] })];
    case 'parallel':
      return [original, answer(2, second)];
    case 'out-of-order':
      return [answer(2, second, original as unknown as Node), original];
    case 'forward':
      return [
        buildForward(
          bundle,
          { ...draftOf(answering), receiver: incoming.sender, text: 'Videresendt: hører dette ikke til hos jer?' },
          source(1),
        ),
      ];
    case 'wrong-child':
      return [answer(1, { patient: otherName(answering) })];
    case 'nameless':
      return [answer(1, { sender: addressOf(unit, false) })];
    case 'new-thread':
      return [
        buildNew(
          {
            ...draftOf(answering),
            receiver: incoming.sender,
            patient: {
              identifiers: incoming.patient.identifiers,
              name: { given: incoming.patient.given, family: incoming.patient.family },
            },
            category: 'carecoordination',
            topic: 'Nyt spørgsmål',
          },
          source(1),
        ),
      ];
    case 'duplicate':
      // As it is by way of the network, and as the sender sends it again: with a new id of the Bundle.
      return [original, original, { ...original, id: source(2).newId() }];
    case 'invalid':
      return [withoutCategory(original as unknown as Node)];
  }
}

function draftOf({ unit, system }: Answering): Pick<ReplyDraft, 'sender' | 'author' | 'text' | 'specificSender'> {
  const { specificSender, reply } = system;
  return { sender: addressOf(unit), author: system.author(unit), text: reply, ...(specificSender && { specificSender }) };
}

export function addressOf({ sor, gln = '', name }: SorUnit, named = true): AddressedOrganisation {
  return { sor, gln, ...(named && { name }) };
}

/** A file as a system attaches it. */
export function statement(created: string): DraftAttachment {
  const lines = ['ØVELSE - ikke et rigtigt barn', '', 'Udtalelse', 'Barnet trives bedre i skolen end i efteråret.'];
  return { title: 'Udtalelse', contentType: 'application/pdf', created, data: onePage(lines).toString('base64') };
}

/** The number of the child, and the name of another: a slip that must be seen before it is believed. */
function otherName({ incoming, children }: Answering): NonNullable<ReplyDraft['patient']> {
  const other = children.find(({ file }) => file.surname !== incoming.patient.family && file.given !== incoming.patient.given[0]);
  const { given, surname } = other?.file ?? { given: 'Tove', surname: 'Tastefejl' };
  return { identifiers: incoming.patient.identifiers, name: { given: [given], family: surname } };
}

/** A category that the set does not have. */
function withoutCategory(bundle: Node): object {
  const text = JSON.stringify(bundle, (name, value: unknown) =>
    name === 'category' && Array.isArray(value)
      ? [{ coding: [{ ...(value[0] as { coding: object[] }).coding[0], code: 'ukendt-kategori' }] }]
      : value,
  );
  return JSON.parse(text) as object;
}

/** What the network's conversion makes of an answer in the older format: a message of its own, with what that format lacks made up. */
function converted({ incoming, unit, system, source }: Answering): object {
  const { category, topic, patient } = incoming;
  const heading = Object.hasOwn(categories, category) ? categories[category as Category].da : undefined;
  return buildNew(
    {
      sender: addressOf(unit),
      receiver: incoming.sender,
      patient: { identifiers: patient.identifiers, name: { given: patient.given, family: patient.family } },
      category: 'other',
      topic: [heading, topic].filter(Boolean).join(', ').slice(0, 70) || 'Ukendt emne',
      author: { name: { given: [], family: unit.name }, role: { text: 'ukendt' }, phone: '0000 0000' },
      text: system.reply,
    },
    source(1),
  );
}
