import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

// Written apart from pdfkit, so that what it writes is judged by another hand: as much of ISO 32000-1 as a document uses.

type Token = string | number | Buffer | Token[] | Dictionary;
/** Names are strings with their slash, references `n 0 R`, strings are bytes, all else is as it stands. */
export interface Dictionary {
  readonly [name: string]: Token;
}

interface PdfObject {
  readonly value: Token;
  readonly stream?: Buffer;
}

/** One piece of text on a page, in points from the lower left corner. */
export interface Drawn {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  readonly font: string;
  readonly glyphs: readonly number[];
}

const lexemes = /<<|>>|\[|\]|\((?:\\[\s\S]|[^\\)])*\)|<[\da-fA-F\s]*>|\/[^\s<>[\]()/]*|\d+ \d+ R\b|[^\s<>[\]()/]+/g;

/** The values and operators of a stretch of PDF, dictionaries and arrays read. */
function tokensOf(source: string): Token[] {
  const open: Token[][] = [[]];
  for (const [lexeme] of source.matchAll(lexemes)) {
    if (lexeme === '<<' || lexeme === '[') open.push([]);
    else if (lexeme === '>>' || lexeme === ']') {
      const inner = open.pop() as Token[];
      open.at(-1)?.push(lexeme === ']' ? inner : dictionaryOf(inner));
    } else open.at(-1)?.push(atom(lexeme));
  }
  assert.equal(open.length, 1, 'what is opened is closed');
  return open[0] as Token[];
}

function dictionaryOf(flat: readonly Token[]): Dictionary {
  return Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, index) => [String(flat[index * 2]).slice(1), flat[index * 2 + 1]!]),
  );
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function atom(lexeme: string): Token {
  if (lexeme.startsWith('(')) {
    return Buffer.from(
      lexeme.slice(1, -1).replace(/\\([\s\S])/g, (_, sign: string) => escapes[sign] ?? sign),
      'latin1',
    );
  }
  if (lexeme.startsWith('<')) return Buffer.from(lexeme.slice(1, -1).replace(/\s/g, ''), 'hex');
  return /^[-+]?\d*\.?\d+$/.test(lexeme) ? Number(lexeme) : lexeme;
}

export class PdfFile {
  readonly objects = new Map<number, PdfObject>();
  readonly trailer: Dictionary;

  /** Reads every object from where the table says that it is. */
  constructor(bytes: Uint8Array) {
    const source = Buffer.from(bytes).toString('latin1');
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(source)?.[1]);
    const table = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [fn] \n)+)trailer\n/.exec(source.slice(start));
    assert.ok(table?.[2], 'a table where startxref says');
    const entries = table[2].match(/.{20}/gs) ?? [];
    assert.equal(entries.length, Number(table[1]));
    this.trailer = tokensOf(source.slice(start + table[0].length, source.lastIndexOf('startxref')))[0] as Dictionary;
    for (const [number, entry] of entries.entries()) {
      if (number > 0) this.objects.set(number, objectAt(source, Number(entry.slice(0, 10)), number));
    }
  }

  /** What a reference stands for, or the value itself. */
  get(value: Token | undefined): Token {
    const number = typeof value === 'string' ? /^(\d+) 0 R$/.exec(value)?.[1] : undefined;
    if (!number) return value as Token;
    const found = this.objects.get(Number(number));
    assert.ok(found, `object ${number} is there`);
    return found.value;
  }

  dictionary(value: Token | undefined): Dictionary {
    return this.get(value) as Dictionary;
  }

  stream(reference: Token | undefined): Buffer {
    const { stream } = this.objects.get(Number.parseInt(String(reference), 10)) ?? {};
    assert.ok(stream, `${String(reference)} is a stream`);
    return stream;
  }

  get catalog(): Dictionary {
    return this.dictionary(this.trailer.Root);
  }

  get pages(): Dictionary[] {
    return (this.dictionary(this.catalog.Pages).Kids as Token[]).map((kid) => this.dictionary(kid));
  }

  /** A text string: UTF-16 after its mark, else Latin. */
  string(value: Token | undefined): string {
    const bytes = this.get(value) as Buffer;
    return bytes.readUInt16BE(0) === 0xfeff ? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le') : bytes.toString('latin1');
  }

  /** What is drawn on a page, from top to bottom as it was drawn. */
  drawn(page: Dictionary): Drawn[] {
    const fonts = this.dictionary(this.dictionary(page.Resources).Font);
    const content = this.stream(page.Contents).toString('latin1');
    return [...content.matchAll(/\bBT\n([\s\S]*?)\nET\b/g)].map(([, inside]) => this.#textObject(inside ?? '', fonts));
  }

  #fonts = new Map<string, { name: string; unicode: Map<number, string>; widths: number[] }>();

  #font(reference: string) {
    const known = this.#fonts.get(reference);
    if (known) return known;
    const font = this.dictionary(reference);
    const descendant = this.dictionary((font.DescendantFonts as Token[])[0]);
    const unicode = new Map<number, string>();
    for (const [, first, , list] of this.stream(font.ToUnicode)
      .toString('latin1')
      .matchAll(/<([\da-f]{4})> <([\da-f]{4})> \[([^\]]*)\]/g)) {
      for (const [index, [, code]] of [...(list ?? '').matchAll(/<([^>]*)>/g)].entries()) {
        const units = Buffer.from((code ?? '').replaceAll(' ', ''), 'hex');
        unicode.set(Number.parseInt(first ?? '', 16) + index, units.swap16().toString('utf16le'));
      }
    }
    const widths = (descendant.W as Token[])[1] as number[];
    const read = { name: String(font.BaseFont), unicode, widths };
    this.#fonts.set(reference, read);
    return read;
  }

  #textObject(source: string, fonts: Dictionary): Drawn {
    const glyphs: number[] = [];
    let [text, font, size, x, baseline, left, right] = ['', '', 0, 0, Number.NaN, Number.POSITIVE_INFINITY, 0];
    let operands: Token[] = [];
    for (const token of tokensOf(source)) {
      if (token === 'Tm') {
        x = operands[4] as number;
        if (Number.isNaN(baseline)) baseline = operands[5] as number;
      } else if (token === 'Tf') {
        font = String(fonts[String(operands[0]).slice(1)]);
        size = operands[1] as number;
      } else if (token === 'TJ') {
        const { unicode, widths } = this.#font(font);
        for (const part of operands[0] as Token[]) {
          if (typeof part === 'number') x -= (part / 1000) * size;
          else {
            for (let at = 0; at < (part as Buffer).length; at += 2) {
              const glyph = (part as Buffer).readUInt16BE(at);
              glyphs.push(glyph);
              text += unicode.get(glyph);
              left = Math.min(left, x);
              x += (widths[glyph]! / 1000) * size;
              right = Math.max(right, x);
            }
          }
        }
      } else {
        operands.push(token);
        continue;
      }
      operands = [];
    }
    return { text, left, right, baseline, font: this.#font(font).name, glyphs };
  }
}

function objectAt(source: string, offset: number, number: number): PdfObject {
  const head = `${number} 0 obj\n`;
  assert.equal(source.slice(offset, offset + head.length), head, `object ${number} is where the table says`);
  const from = offset + head.length;
  const streamAt = source.slice(from, source.indexOf('endobj', from)).search(/\nstream\n/);
  if (streamAt < 0) return { value: tokensOf(source.slice(from, source.indexOf('\nendobj\n', from)))[0]! };
  const value = tokensOf(source.slice(from, from + streamAt))[0] as Dictionary;
  const begin = from + streamAt + '\nstream\n'.length;
  const raw = Buffer.from(source.slice(begin, begin + (value.Length as number)), 'latin1');
  assert.equal(source.slice(begin + raw.length, begin + raw.length + 18), '\nendstream\nendobj\n', 'the length of a stream is its length');
  return { value, stream: value.Filter === '/FlateDecode' ? inflateSync(raw) : raw };
}
