import { setImmediate } from 'node:timers/promises';
import type { Block } from './blocks.ts';
import { linesOf } from './lines.ts';
import { type Pdf, paper, type Style } from './pdf.ts';

/** Pages of a document; 500 long texts take about 300. */
export const pagesAtMost = 1000;

/** The message is too long to be a document; it has to be filed as it came. */
export class DocumentTooLong extends Error {
  constructor() {
    super(`a document has ${pagesAtMost} pages at most`);
    this.name = 'DocumentTooLong';
  }
}

export const styles = {
  title: { font: 'bold', size: 15 },
  heading: { font: 'bold', size: 10 },
  strong: { font: 'bold', size: 9.5 },
  text: { font: 'regular', size: 9.5 },
  small: { font: 'regular', size: 8 },
} as const satisfies Readonly<Record<string, Style>>;

export const lineHeight = ({ size }: Style) => size * 1.35;
export const left = paper.margin;
export const right = paper.width - paper.margin;
/** Of a row: where its value begins. */
const column = 132;
const indent = 14;

export interface Piece {
  readonly text: string;
  readonly x: number;
  readonly style: Style;
}

/** A line of the page, with what may stand beside each other. */
export interface Line {
  readonly pieces: readonly Piece[];
  readonly height: number;
  /** Stays on one page with the next line, where they fit on one. */
  readonly keep: boolean;
}

/** The blocks as lines of a page, as they are asked for. */
export function* linesOfBlocks(blocks: readonly Block[], pdf: Pdf): Generator<Line, void> {
  let before: Block['kind'] | undefined;
  for (const block of blocks) {
    const { kind, keep = false } = block;
    if (before && (kind !== 'row' || before !== 'row')) yield { pieces: [], height: kind === 'heading' ? 16 : 5, keep };
    before = kind;
    if (block.kind === 'row') {
      yield* linesOfRow(block, keep, pdf);
      continue;
    }
    const style = styles[block.kind];
    const x = left + (block.kind === 'text' ? indent : 0);
    for (const text of broken(block.text, right - x, style, pdf)) yield { pieces: [{ text, x, style }], height: lineHeight(style), keep };
  }
}

function* linesOfRow({ label, value }: Block & { kind: 'row' }, keep: boolean, pdf: Pdf): Generator<Line, void> {
  const labels = broken(label, column - 8, styles.text, pdf);
  const values = broken(value, right - left - column, styles.text, pdf);
  for (;;) {
    const pieces = [labels.next(), values.next()].flatMap(({ value: text }, index) =>
      text === undefined ? [] : [{ text, x: left + index * column, style: styles.text }],
    );
    if (pieces.length === 0) return;
    yield { pieces, height: lineHeight(styles.text), keep };
  }
}

/** A text in lines that have room. */
export function broken(text: string, room: number, style: Style, pdf: Pdf): Generator<string, void> {
  return linesOf(text, room, (line) => pdf.width(line, style));
}

/**
 * The lines on pages that have room for them; other work is let in after each page.
 *
 * @throws DocumentTooLong
 */
export async function paginate(lines: Iterable<Line>, room: number): Promise<Line[][]> {
  let page: Line[] = [];
  const pages = [page];
  let used = 0;
  let together: Line[] = [];
  let height = 0;
  const place = async () => {
    if (used + height > room && page.length > 0) {
      if (pages.length === pagesAtMost) throw new DocumentTooLong();
      page = [];
      pages.push(page);
      used = 0;
      await setImmediate();
    }
    // No gap above the first line.
    if (page.length === 0 && together[0]?.pieces.length === 0) height -= together.shift()?.height ?? 0;
    page.push(...together);
    used += height;
    together = [];
    height = 0;
  };
  for (const line of lines) {
    // What belongs together and is longer than a page is parted all the same.
    if (height + line.height > room) await place();
    together.push(line);
    height += line.height;
    if (!line.keep) await place();
  }
  await place();
  return pages;
}
