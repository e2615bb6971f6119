import * as z from 'zod/mini';
import { type Source, source } from './section.ts';
import { type Contact, contact } from './contacts.ts';
import { type SectionState, type SourceState, sectionStates, sourceStates } from './codes.ts';

/** A section as a reader holds it: what could not be read is dropped, and said. */
export interface ReadSection<Item> {
  readonly context: string;
  readonly state: SectionState;
  /** Only in `ok` and `partial`. */
  readonly items: readonly Item[];
  readonly sources: readonly (Source & { readonly state: SourceState })[];
  readonly reason?: string;
  readonly retry: boolean;
  readonly consentBy?: string;
  readonly contact?: Contact;
}

const frame = z.object({
  context: z.string(),
  state: z.string(),
  items: z.optional(z.array(z.unknown())),
  sources: z.optional(z.array(z.unknown())),
  reason: z.optional(z.string()),
  retry: z.optional(z.boolean()),
  consentBy: z.optional(z.string()),
  contact: z.optional(z.unknown()),
});

/**
 * Reads a section as MAP's tolerant reader: an unknown state is `unavailable`, an unknown code its
 * text, an invalid item is dropped and the section becomes `partial`; unknown fields are ignored.
 *
 * @returns `undefined` where the answer is not a section at all
 */
export function readSection<Item>(answer: unknown, item: z.ZodMiniType<Item>): ReadSection<Item> | undefined {
  const read = frame.safeParse(answer);
  if (!read.success) return undefined;
  const { state, items, sources, reason, retry, consentBy, contact: callInstead } = read.data;
  const known = among(sectionStates, state, 'unavailable');
  const carries = known === 'ok' || known === 'partial';
  // A section that should carry items and has no list did not answer: never an empty list.
  const told = carries && !items ? 'unavailable' : known;
  const kept = carries && items ? keep(items, item) : [];
  const dropped = carries && items !== undefined && kept.length < items.length;
  const reached = callInstead === undefined ? undefined : contact.safeParse(callInstead).data;
  return {
    context: read.data.context,
    state: dropped ? 'partial' : told,
    items: kept,
    sources: keep(sources ?? [], source).map((s) => ({ ...s, state: among(sourceStates, s.state, 'unavailable') })),
    retry: retry ?? true,
    ...(reason && { reason }),
    ...(consentBy && { consentBy }),
    ...(reached && { contact: reached }),
  };
}

function keep<Item>(items: readonly unknown[], item: z.ZodMiniType<Item>): Item[] {
  return items.flatMap((one) => {
    const read = item.safeParse(one);
    return read.success ? [read.data] : [];
  });
}

function among<Word extends string>(words: readonly Word[], word: string, otherwise: Word): Word {
  return words.includes(word as Word) ? (word as Word) : otherwise;
}
