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
// More of the narrowest letters than a page has room for: what is longer needs no reading to be refused.
const charactersOfPageAtMost = 15_000;

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
const right = paper.width - paper.margin;
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
  /** Stays on one page with the next line, where they fit on one. */
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
  const whole = JSON.stringify(input);
  if (whole.length > pagesAtMost * charactersOfPageAtMost) throw new DocumentTooLong();
  const pdf = new Pdf({
    title: titleOf(input.message.kind, words),
    language: input.locale,
    at: input.printed.at,
    id: createHash('sha256').update(whole).digest().subarray(0, 16),
  });
  await setImmediate();
  const frame = frameOf(input, words, pdf);
  const blocks = blocksOf(input, words, pdf);
  await setImmediate();
  const pages = await paginate(linesOfBlocks(blocks, pdf), frame.bottom - frame.top);
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

function broken(text: string, room: number, style: Style, pdf: Pdf): Generator<string, void> {
  return linesOf(text, room, (line) => pdf.width(line, style));
}

/** @throws DocumentTooLong */
async function paginate(lines: Iterable<Line>, room: number): Promise<Line[][]> {
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

/** What every page has: above, whose message it is; below, who took it from where, and when. */
function frameOf({ child, demo, printed }: DocumentInput, words: Language, pdf: Pdf) {
  const pageWidth = pdf.width(words.page(pagesAtMost, pagesAtMost), styles.small);
  const numbers = child.identifiers.map(({ label, value }) => `${label} ${value}`).join(' · ');
  const by = [printed.name, printed.title, printed.organisation].filter(Boolean).join(', ');
  const above = [
    ...(demo ? firstLines(words.demo, 1, styles.heading, right - left, pdf) : []),
    ...firstLines(child.name || words.notGiven, 2, styles.strong, right - left, pdf),
    ...firstLines(numbers, 2, styles.text, right - left, pdf),
  ];
  const below = firstLines(
    `${words.printed(words.moment(printed.at.toISOString()), by)}. ${words.labels.source}: ${printed.source}`,
    3,
    styles.small,
    right - left - pageWidth - 16,
    pdf,
  );
  const heightOf = (pieces: readonly Piece[]) => pieces.reduce((sum, { style }) => sum + lineHeight(style), 0);
  const upperRule = 30 + heightOf(above) + 4;
  const lowerRule = paper.height - 30 - heightOf(below) - 5;

  const draw = (page: string) => {
    let y = 30;
    for (const { text, x, style } of above) {
      pdf.write(text, x, y, style);
      y += lineHeight(style);
    }
    pdf.rule(upperRule);
    pdf.rule(lowerRule);
    y = lowerRule + 5;
    pdf.write(page, right - pdf.width(page, styles.small), y, styles.small);
    for (const { text, x, style } of below) {
      pdf.write(text, x, y, style);
      y += lineHeight(style);
    }
  };
  return { top: upperRule + 10, bottom: lowerRule - 8, draw };
}

/** The first lines of what the first page has in full. */
function firstLines(text: string, count: number, style: Style, room: number, pdf: Pdf): Piece[] {
  const { text: shown } = showable(text, (code) => pdf.covers(style.font, code));
  const lines: string[] = [];
  for (const line of broken(shown.replaceAll('\n', ' '), room - pdf.width(' …', style), style, pdf)) {
    if (lines.length === count) {
      lines.push(`${lines.pop()} …`);
      break;
    }
    lines.push(line);
  }
  return lines.map((line) => ({ text: line, x: left, style }));
}
