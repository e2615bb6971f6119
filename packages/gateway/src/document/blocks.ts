import type { DocumentAttachment, DocumentInput, DocumentSegment } from './input.ts';
import type { Language } from './words.ts';

/**
 * A piece of the document. Only `heading` and `title` stand at the margin in bold, and they are words of
 * ours: a text can't pass itself off as the beginning of another.
 */
export type Block = (
  | { readonly kind: 'title' | 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'row'; readonly label: string; readonly value: string }
) & {
  /** A page doesn't end after it. */
  readonly keep?: boolean;
};

type Row = readonly [label: string, value: string | undefined];

const rows = (all: readonly Row[]): Block[] => all.flatMap(([label, value]) => (value ? [{ kind: 'row', label, value }] : []));

const joined = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(', ');

/** What stands before the texts: whose message it is, between whom, and what has become of it. */
export function envelopeBlocks({ child, thread, message }: DocumentInput, words: Language): Block[] {
  const { labels } = words;
  return [
    { kind: 'title', text: titleOf(message.kind, words) },
    ...rows([
      [labels.child, child.name || words.notGiven],
      ...child.identifiers.map(({ label, value }): Row => [label, value]),
      [labels.direction, words.directions[message.direction]],
      [labels.kind, words.kinds[message.kind]],
      [labels.sender, joined(message.sender.organisation, message.sender.unit) || words.notGiven],
      [labels.specificSender, message.specificSender],
      [labels.receiver, joined(message.receiver.organisation, message.receiver.unit) || words.notGiven],
      [labels.specificRecipient, message.specificRecipient],
      [labels.sent, words.moment(message.sent)],
      [labels.received, message.received && words.moment(message.received)],
      [labels.delivery, message.delivery && words.delivery(message.delivery)],
      [labels.category, thread.category],
      [labels.topic, thread.topic],
      [labels.priority, thread.priority],
      [labels.thread, thread.id],
      [labels.message, message.id],
    ]),
  ];
}

/** The texts with their signatures and attachments, and what the standard doesn't know. */
export function contentBlocks({ segments, extra }: DocumentInput, words: Language): Block[] {
  return [
    ...(segments.length === 0 ? [{ kind: 'text', text: words.noText } as const] : []),
    ...segments.flatMap((segment, index) => segmentBlocks(segment, words.segment(index + 1, segments.length, segment.isNew), words)),
    ...(extra.length > 0 ? [{ kind: 'heading', text: words.extra, keep: true } as const] : []),
    ...rows(extra.map(({ where, text }) => [where, text])),
  ];
}

/** For the page, and for the metadata of the file: nothing of the message but its kind. */
export function titleOf(kind: DocumentInput['message']['kind'], words: Language): string {
  return `${words.title} – ${words.kinds[kind].toLowerCase()}`;
}

function segmentBlocks(segment: DocumentSegment, heading: string, words: Language): Block[] {
  const { labels } = words;
  return [
    { kind: 'heading', text: heading, keep: true },
    ...rows([
      [labels.author, joined(segment.author?.name, segment.author?.role) || words.notGiven],
      [labels.organisation, segment.organisation || words.notGiven],
      [labels.phone, segment.phone],
      [labels.sent, words.moment(segment.sent)],
    ]).map((row) => ({ ...row, keep: true })),
    { kind: 'text', text: segment.text },
    ...rows(segment.attachments.map((attachment) => [labels.attachment, attachmentLine(attachment, words)])),
  ];
}

function attachmentLine({ title, contentType, created, size, link }: DocumentAttachment, words: Language): string {
  const about = joined(contentType, size === undefined ? undefined : words.bytes(size), created && words.created(words.moment(created)));
  return [title || words.notGiven, about, link].filter(Boolean).join('\n');
}
