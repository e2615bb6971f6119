import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Block, contentBlocks, envelopeBlocks, titleOf } from './blocks.ts';
import { showable } from './characters.ts';
import type { DocumentInput } from './input.ts';
import { broken, DocumentTooLong, left, lineHeight, linesOfBlocks, type Piece, pagesAtMost, paginate, right, styles } from './layout.ts';
import { Pdf, paper, type Style } from './pdf.ts';
import { type Language, languages } from './words.ts';

// More of the narrowest letters than a page has room for: what is longer needs no reading to be refused.
const charactersOfPageAtMost = 15_000;

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
