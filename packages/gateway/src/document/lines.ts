const graphemes = new Intl.Segmenter('da', { granularity: 'grapheme' });

// So that no measuring takes longer than a few lines' worth, however long a word is.
const token = / *[^ ]{1,256}/gu;

/**
 * A text in lines no wider than `width`. Line breaks and inner spaces stay; a line breaks at a space,
 * which goes, or inside a word that is wider than the line.
 *
 * @param measure the width of a line as it will be drawn
 */
export function* linesOf(text: string, width: number, measure: (line: string) => number): Generator<string, void> {
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const [next] of paragraph.matchAll(token)) {
      if (measure(line + next) <= width) {
        line += next;
        continue;
      }
      if (next.startsWith(' ')) {
        if (line) yield line;
        line = next.trimStart();
      } else line += next;
      while (measure(line) > width) {
        const head = headOf(line, width, measure);
        if (head === line) break;
        yield head;
        line = line.slice(head.length);
      }
    }
    yield line;
  }
}

/** As much of a word as fits; at least one character. */
function headOf(word: string, width: number, measure: (line: string) => number): string {
  const taken: string[] = [];
  let sum = 0;
  for (const { segment } of graphemes.segment(word)) {
    sum += measure(segment);
    if (sum > width && taken.length > 0) break;
    taken.push(segment);
  }
  // Kerning can make the whole wider than its parts.
  while (taken.length > 1 && measure(taken.join('')) > width) taken.pop();
  return taken.join('');
}
