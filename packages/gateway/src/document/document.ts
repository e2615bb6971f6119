import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Block, contentBlocks, envelopeBlocks, titleOf } from './blocks.ts';
import { showable } from './characters.ts';
import type { DocumentInput } from './input.ts';
import { linesOf } from './lines.ts';
import { Pdf, paper, type Style } from './pdf.ts';
import { type Language, languages } from './words.ts';

/** Pages of a document; 500 long texts take about 300. */
export const pagesAtMost = 1000;

/** The message is too long to be a document; it has to be filed as it came. */
export class DocumentTooLong extends Error {
  constructor() {
    super(`a document has ${pagesAtMost} pages at most`);
    this.name = 'DocumentTooLong';
  }
}

const styles = {
  title: { font: 'bold', size: 15 },
  heading: { font: 'bold', size: 10 },
  strong: { font: 'bold', size: 9.5 },
  text: { font: 'regular', size: 9.5 },
  small: { font: 'regular', size: 8 },
} as const satisfies Readonly<Record<string, Style>>;

const lineHeight = ({ size }: Style) => size * 1.35;
const left = paper.margin;
const width = paper.width - 2 * paper.margin;
/** Of a row: where its value begins. */
const column = 132;
const indent = 14;

interface Piece {
  readonly text: string;
  readonly x: number;
  readonly style: Style;
}

/** A line of the page, with what may stand beside each other. */
interface Line {
  readonly pieces: readonly Piece[];
  readonly height: number;
  /** Stays on one page with the next line. */
  readonly keep: boolean;
}

/**
 * The document of a message for filing (journalisering): PDF/A-2b, the same bytes for the same input. The
 * child, the numbers and "side n af m" stand on every page. It lets other work in between its pages.
 *
 * @throws DocumentTooLong
 * @throws RangeError when `printed.at` is not a moment
 */
export async function renderDocument(input: DocumentInput): Promise<Uint8Array> {
  const words = languages[input.locale];
  const pdf = new Pdf({
    title: titleOf(input.message.kind, words),
    language: input.locale,
    at: input.printed.at,
    id: createHash('sha256').update(JSON.stringify(input)).digest().subarray(0, 16),
  });
  const frame = frameOf(input, words, pdf);
  const pages = await paginate(linesOfBlocks(blocksOf(input, words, pdf), pdf), frame.bottom - frame.top);
  for (const [index, page] of pages.entries()) {
    pdf.addPage();
    frame.draw(words.page(index + 1, pages.length));
    let y = frame.top;
    for (const line of page) {
      for (const { text, x, style } of line.pieces) pdf.write(text, x, y, style);
      y += line.height;
    }
    await setImmediate();
  }
  return await pdf.finish();
}

/** All blocks in characters that can be shown; how many can't is said before the texts. */
function blocksOf(input: DocumentInput, words: Language, pdf: Pdf): Block[] {
  let replaced = 0;
  const shown = (text: string) => {
    const { text: result, replaced: here } = showable(text, (code) => pdf.covers('regular', code));
    replaced += here;
    return result;
  };
  const show = (block: Block): Block =>
    block.kind === 'row' ? { ...block, label: shown(block.label), value: shown(block.value) } : { ...block, text: shown(block.text) };
  const envelope = envelopeBlocks(input, words).map(show);
  const content = contentBlocks(input, words).map(show);
  const notes: Block[] = [];
  if (input.segments.some(({ attachments }) => attachments.length > 0)) {
    notes.push({ kind: 'row', label: words.labels.files, value: words.filesApart });
  }
  if (replaced > 0) notes.push({ kind: 'row', label: words.labels.characters, value: words.replaced(replaced) });
  return [...envelope, ...notes, ...content];
}

function* linesOfBlocks(blocks: readonly Block[], pdf: Pdf): Generator<Line, void> {
  const broken = (text: string, room: number, style: Style) => linesOf(text, room, (line) => pdf.width(line, style));
  let before: Block['kind'] | undefined;
  for (const block of blocks) {
    const { kind } = block;
    // A page doesn't end between a heading, the signature, and the first line of the text.
    const keep = kind !== 'text';
    if (kind === 'heading' || (kind === 'text') !== (before === 'text')) yield { pieces: [], height: kind === 'heading' ? 14 : 6, keep };
    before = kind;
    if (block.kind === 'row') {
      const labels = [...broken(block.label, column - 8, styles.text)];
      let index = 0;
      for (const value of broken(block.value, width - column, styles.text)) {
        yield lineOf([labels[index++], left], [value, left + column]);
      }
      for (const label of labels.slice(index)) yield lineOf([label, left]);
      continue;
    }
    const style = styles[block.kind];
    const x = left + (block.kind === 'text' ? indent : 0);
    for (const text of broken(block.text, paper.width - paper.margin - x, style)) {
      yield { pieces: [{ text, x, style }], height: lineHeight(style), keep };
    }
  }
}

function lineOf(...pieces: readonly (readonly [text: string | undefined, x: number])[]): Line {
  return {
    pieces: pieces.flatMap(([text, x]) => (text ? [{ text, x, style: styles.text }] : [])),
    height: lineHeight(styles.text),
    keep: true,
  };
}

/** @throws DocumentTooLong */
async function paginate(lines: Iterable<Line>, room: number): Promise<Line[][]> {
  const pages: Line[][] = [[]];
  let used = 0;
  let together: Line[] = [];
  let height = 0;
  const place = () => {
    let page = pages.at(-1) as Line[];
    if (used + height > room && page.length > 0) {
      page = [];
      pages.push(page);
      if (pages.length > pagesAtMost) throw new DocumentTooLong();
      used = 0;
    }
    page.push(...together);
    used += height;
    together = [];
    height = 0;
  };
  for (const line of lines) {
    // What belongs together and is longer than a page is parted all the same.
    if (height + line.height > room) {
      place();
      await setImmediate();
    }
    together.push(line);
    height += line.height;
    if (!line.keep) place();
  }
  place();
  return pages;
}

/** What is the same on every page. */
function frameOf({ child, demo, printed, locale }: DocumentInput, words: Language, pdf: Pdf) {
  void locale;
  return undefined as never;
}
