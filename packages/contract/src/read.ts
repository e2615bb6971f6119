import { type SectionState, type SourceState, sectionStates, sourceStates } from './codes.ts';
import type { Contact } from './contacts.ts';
import type { Source } from './section.ts';
import { readShape, type Shape } from './shape.ts';
import { contactShape, sourceShape } from './shapes.ts';

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

interface Frame {
  context: string;
  state: string;
  reason?: string;
  retry?: boolean;
  consentBy?: string;
}
const childless: Shape<Omit<Frame, 'context'>> = { state: 'string', 'reason?': 'string', 'retry?': 'boolean', 'consentBy?': 'string' };
const frame: Shape<Frame> = { context: 'string', ...childless };

/**
 * Reads a section as a tolerant reader: an unknown state is `unavailable`, an unknown code its text, an
 * invalid item is dropped and the section becomes `partial`; unknown fields are ignored.
 *
 * @returns `undefined` where the answer is not a section at all
 */
export function readSection<Item>(answer: unknown, item: Shape<Item>): ReadSection<Item> | undefined {
  const read = readShape<Frame>(frame, answer);
  return read && readItems(read, answer as Record<string, unknown>, item);
}

/** The same of a section that belongs to no child: `GET /v1/inbox`. */
export function readChildless<Item>(answer: unknown, item: Shape<Item>): Omit<ReadSection<Item>, 'context'> | undefined {
  const read = readShape<Omit<Frame, 'context'>>(childless, answer);
  return read && readItems(read, answer as Record<string, unknown>, item);
}

function readItems<Item, Read extends Omit<Frame, 'context'>>(read: Read, answer: Record<string, unknown>, item: Shape<Item>) {
  const { items, sources, contact } = answer;
  const state = among(sectionStates, read.state, 'unavailable');
  const carries = state === 'ok' || state === 'partial';
  const kept = carries ? keep(items, item) : [];
  const callInstead = readShape<Contact>(contactShape, contact);
  return {
    retry: true,
    ...read,
    // A section that should carry items and has no list did not answer: never an empty list.
    state: carries && !Array.isArray(items) ? 'unavailable' : carries && kept.length < (items as unknown[]).length ? 'partial' : state,
    items: kept,
    sources: keep<Source>(sources, sourceShape).map((source) => ({ ...source, state: among(sourceStates, source.state, 'unavailable') })),
    ...(callInstead && { contact: callInstead }),
  };
}

function keep<Item>(items: unknown, shape: Shape<Item>): Item[] {
  return Array.isArray(items) ? items.map((item) => readShape(shape, item)).filter((item) => item !== undefined) : [];
}

function among<Word extends string>(words: readonly Word[], word: string, otherwise: Word): Word {
  return words.includes(word as Word) ? (word as Word) : otherwise;
}
