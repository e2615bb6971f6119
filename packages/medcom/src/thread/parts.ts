import type { AttachmentPart, Message, Organisation, TextPart } from '../message/types.ts';
import { compare, isOf, timeOf } from './order.ts';
import type { ThreadMessage, ThreadPart } from './types.ts';

type Part = TextPart | AttachmentPart;

interface Candidate {
  readonly part: Part;
  readonly carrier: Message;
  readonly position: number;
}

/** Every part once, in the order of the thread. */
export function mergeParts(
  arrived: readonly Message[],
  messages: readonly ThreadMessage[],
  initiator: Organisation | undefined,
): { readonly parts: readonly ThreadPart[]; readonly differ: boolean } {
  const order = new Map(messages.map(({ id }, index) => [id, index]));
  const bringers = bringersOf(arrived, order);
  const candidates = arrived.flatMap((carrier) => carrier.parts.map((part, position): Candidate => ({ part, carrier, position })));
  let differ = false;
  const chosen = [...Map.groupBy(candidates, ({ part }) => part.id)].map(([id, same]) => {
    const message = bringers.get(id);
    // The message that brought it holds the original; after it whoever carried it first.
    const [original, ...copies] = same.sort(
      (a, b) =>
        Number(b.carrier.id === message) - Number(a.carrier.id === message) ||
        rank(a.carrier.id) - rank(b.carrier.id) ||
        a.position - b.position,
    );
    const { part, carrier, position } = original as Candidate;
    differ ||= copies.some((copy) => !isSame(copy.part, part));
    const merged: ThreadPart = { ...withContent(part, copies), ...(message !== undefined && { message }) };
    // What no Provenance accounts for stands with the message that it came in.
    return { part: merged, position, at: timeOf(part.sent), rank: rank(message ?? carrier.id) };
  });
  // Of two messages at once the initiator's stands first already, and what is answered before its answer.
  chosen.sort(
    (a, b) =>
      a.at - b.at ||
      a.rank - b.rank ||
      Number(isOf(b.part.organisation, initiator)) - Number(isOf(a.part.organisation, initiator)) ||
      a.position - b.position ||
      compare(a.part.id, b.part.id),
  );
  return { parts: chosen.map(({ part }) => part), differ };

  function rank(message: string | undefined): number {
    return order.get(message ?? '') ?? order.size;
  }
}

/** Which message brought a part: the earliest whose history says so. */
function bringersOf(arrived: readonly Message[], order: ReadonlyMap<string, number>): ReadonlyMap<string, string> {
  const bringers = new Map<string, string>();
  const rank = (message: string | undefined) => order.get(message ?? '') ?? Number.POSITIVE_INFINITY;
  for (const { message, parts } of arrived.flatMap(({ history }) => history))
    for (const part of parts) if (rank(message) < rank(bringers.get(part))) bringers.set(part, message);
  return bringers;
}

/** Replies carry files by name alone: the content is where it still stands. */
function withContent(part: Part, copies: readonly Candidate[]): Part {
  if (part.kind !== 'attachment' || part.data !== undefined || part.url !== undefined) return part;
  const full = copies.map((copy) => copy.part).find((copy) => copy.kind === 'attachment' && (copy.data ?? copy.url) !== undefined);
  if (full?.kind !== 'attachment') return part;
  return { ...part, ...(full.data !== undefined && { data: full.data }), ...(full.url !== undefined && { url: full.url }) };
}

function isSame(a: Part, b: Part): boolean {
  if (a.kind === 'text' || b.kind === 'text')
    return a.kind === b.kind && a.sent === b.sent && (a as TextPart).text === (b as TextPart).text;
  const isSameContent = a.data === undefined || b.data === undefined || a.data === b.data;
  return a.title === b.title && a.sent === b.sent && isSameContent;
}
