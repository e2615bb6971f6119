import type { FileHandle } from 'node:fs/promises';
import { SourceAnswerInvalid } from '../types.ts';

/** One row, and the number of the line that it begins on. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Bytes of one row; SOR's own are below 8 kB. */
const longest = 64 * 1024;

/**
 * Reads rows as RFC 4180 has them, parted by semicolons as in SOR's own files (RFC 4180 but for that), UTF-8 with
 * or without a byte order mark. A row that is broken is named by its line; empty lines are passed over.
 *
 * @throws SourceAnswerInvalid
 */
export async function* rows(file: FileHandle): AsyncGenerator<Row> {
  let at = 0;
  let begun = 1;
  let row = '';
  for await (const bytes of lines(file)) {
    at++;
    if (!row) begun = at;
    let line: string;
    try {
      line = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw broken(at, 'not UTF-8');
    }
    row = row ? `${row}\n${line}` : line;
    if (row.length > longest) throw broken(begun, 'too long, or a quote that is not closed');
    if (isOpen(row)) continue;
    if (row.trim()) yield { line: begun, fields: split(row) };
    row = '';
  }
  if (row) throw broken(begun, 'a quote that is not closed');
}

export function broken(line: number, why: string): SourceAnswerInvalid {
  return new SourceAnswerInvalid('units', `line ${line}: ${why}`);
}

async function* lines(file: FileHandle): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  let at = 1;
  for await (const chunk of file.createReadStream({ autoClose: false, start: 0 })) {
    let text = Buffer.concat([rest, chunk as Buffer]);
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10)) {
      yield text[end - 1] === 13 ? text.subarray(0, end - 1) : text.subarray(0, end);
      text = text.subarray(end + 1);
      at++;
    }
    if (text.length > longest) throw broken(at, 'too long');
    rest = text;
  }
  if (rest.length > 0) yield rest;
}

function isOpen(row: string): boolean {
  return (row.match(/"/g)?.length ?? 0) % 2 === 1;
}

function split(row: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < row.length; at++) {
    const sign = row[at] as string;
    if (sign === '"' && quoted && row[at + 1] === '"') {
      field += '"';
      at++;
    } else if (sign === '"' && (quoted || field === '')) quoted = !quoted;
    else if (sign === ';' && !quoted) {
      fields.push(plain(field));
      field = '';
    } else field += sign;
  }
  return [...fields, plain(field)];
}

/** SOR writes `="123"`, so that a spreadsheet takes a code for text. */
function plain(field: string): string {
  return (/^="(.*)"$/s.exec(field)?.[1] ?? field).trim();
}
