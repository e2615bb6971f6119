// Written from right to left: without an order of their own, the words of a line would stand in the wrong one.
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

// What has no shape, or changes the shape and order of others: a text must not hide that it is there.
const unseen = /\p{C}|\p{Default_Ignorable_Code_Point}/u;

// A third mark on a letter would grow into the line above.
const stackedMark = /(?<=\p{M}{2})\p{M}/gu;

/**
 * Text as a page shows it: line breaks as `\n`, tabs as spaces, and each character that the page can't
 * show as its code, `⟨U+1F600⟩`.
 *
 * @param covers whether the font has a shape for a code point
 */
export function showable(text: string, covers: (code: number) => boolean): { readonly text: string; readonly replaced: number } {
  let replaced = 0;
  const code = (character: string) => {
    replaced++;
    return `⟨U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  };
  const shown = text
    .normalize('NFC')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', '    ')
    .replace(stackedMark, code)
    .replace(/[^\n -~]/gu, (character) => {
      const seen = covers(character.codePointAt(0) ?? 0) && !unseen.test(character) && !rightToLeft.test(character);
      return seen ? character : code(character);
    });
  return { text: shown, replaced };
}
