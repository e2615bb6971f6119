import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { showable } from './characters.ts';
import { linesOf } from './lines.ts';

/** Each character is as wide as its place in this row says, else one. */
const measure = (line: string) => [...line].reduce((sum, character) => sum + ({ i: 0.5, W: 2 }[character] ?? 1), 0);
const lines = (text: string, width: number) => [...linesOf(text, width, measure)];
const all = () => true;

test('breaks at spaces, which go', () => {
  assert.deepEqual(lines('en to tre fire', 6), ['en to', 'tre', 'fire']);
  assert.deepEqual(lines('en    to', 4), ['en', 'to']);
});

test('keeps line breaks, empty lines and what a line begins with', () => {
  assert.deepEqual(lines('\nKære Anna\n\n  1. to  tre\n', 20), ['', 'Kære Anna', '', '  1. to  tre', '']);
});

test('breaks a word that is wider than a line, between whole characters', () => {
  assert.deepEqual(lines('se WWWWiiii', 5), ['se', 'WW', 'WWii', 'ii']);
  assert.deepEqual(lines('Ae\u0301e\u0301e\u0301', 3), ['Ae\u0301', 'e\u0301', 'e\u0301']);
});

test('fills the lines of a word, however long it is', () => {
  assert.deepEqual(lines(`se ${'x'.repeat(700)}`, 300), [`se ${'x'.repeat(297)}`, 'x'.repeat(300), 'x'.repeat(103)]);
});

test('takes the width of the whole where it is more than that of the parts', () => {
  const kerned = (line: string) => line.length + 0.5 * (line.match(/x(?=x)/g)?.length ?? 0);
  assert.deepEqual([...linesOf('xxxxx', 3, kerned)], ['xx', 'xx', 'x']);
});

test('goes on where a single character is wider than the line', () => {
  assert.deepEqual(lines('WiW', 1), ['W', 'i', 'W']);
});

test('loses nothing but spaces, and makes no line too wide', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'i', 'W', 'ø', ' ', ' ', '\n'), maxLength: 400 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const broken = lines(text, width);
      assert.equal(broken.join('').replaceAll(' ', ''), text.replace(/[ \n]/g, ''));
      for (const line of broken) assert.ok(measure(line) <= width);
    }),
  );
});

test('breaks a long word without measuring it as a whole', () => {
  let longest = 0;
  const ofLength = (line: string) => {
    longest = Math.max(longest, line.length);
    return line.length;
  };
  const broken = [...linesOf('x'.repeat(100_000), 80, ofLength)];
  assert.equal(broken.join('').length, 100_000);
  assert.ok(longest < 400);
});

test('shows what a text hides: controls, and what changes the order of others', () => {
  assert.deepEqual(showable('a\u0000b\u202Ec\u200Bd\u00ADe\uFE0F', all), {
    text: 'a⟨U+0000⟩b⟨U+202E⟩c⟨U+200B⟩d⟨U+00AD⟩e⟨U+FE0F⟩',
    replaced: 5,
  });
  assert.deepEqual(showable('\uD800', all), { text: '⟨U+D800⟩', replaced: 1 });
  assert.deepEqual(showable('\uE000\u{10FFFF}', all), { text: '⟨U+E000⟩⟨U+10FFFF⟩', replaced: 2 });
});

test('shows a character that the font lacks, or that is written from right to left, as its code', () => {
  assert.deepEqual(
    showable('Hej 🫠', (code) => code < 0x10000),
    { text: 'Hej ⟨U+1FAE0⟩', replaced: 1 },
  );
  assert.deepEqual(showable('אب', all), { text: '⟨U+05D0⟩⟨U+0628⟩', replaced: 2 });
});

test('lets no marks pile up', () => {
  assert.deepEqual(showable('q\u0301\u0302\u0303\u0304', all), { text: 'q\u0301\u0302⟨U+0303⟩⟨U+0304⟩', replaced: 2 });
});

test('knows every kind of line break, and puts a letter and its ring together', () => {
  assert.deepEqual(showable('1\r\n2\r3\n4\u2028 5\u00856\t7', all), { text: '1\n2\n3\n4\n 5\n6    7', replaced: 0 });
  assert.deepEqual(showable('a\u030A', all), { text: 'å', replaced: 0 });
});

test('loses nothing: from the codes the text can be made again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      fc.pre(!/[⟨⟩]/.test(text));
      const { text: shown, replaced } = showable(text, (code) => code % 3 > 0);
      assert.equal([...shown.matchAll(/⟨/g)].length, replaced);
      const again = shown.replace(/⟨U\+([\dA-F]+)⟩/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
      const breaks = /\r\n?|[\u0085\u2028\u2029]/g;
      assert.equal(again, text.normalize('NFC').replace(breaks, '\n').replaceAll('\t', '    '));
    }),
    { numRuns: 200 },
  );
});
