import { type FileHandle, open, stat } from 'node:fs/promises';
import { type MailUnit, SourceAnswerInvalid, SourceUnavailable, type UnitRegister } from '../types.ts';
import { broken, rows } from './csv.ts';
import { bestOf, fits, fold, wanted } from './question.ts';
import { unitTypes } from './terms.ts';
import { brokenNumbers, checkedKinds, isSor, type KindsByHand, mailUnit } from './unit.ts';

export interface UnitFileSettings {
  /** Kinds by hand, by SOR code. */
  readonly kinds?: KindsByHand;
  /** A line for the operator, without names and numbers: a new file that cannot be used, numbers that fail their check. */
  readonly onProblem?: (line: string) => void;
  /** What is in effect, by FromDate and ToDate. */
  readonly now?: () => Date;
}

/** The columns that must be there; without the last two nobody could be written to. */
const required = ['SorId', 'EntityName', 'EanLocationCode', 'EdiTypes'] as const;

const mostUnits = 500_000;

interface Entry {
  readonly unit: MailUnit;
  /** Where words are looked for. */
  readonly text: string;
}

interface Loaded {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly asOf: Date;
  /** Which file it was. */
  readonly mark: string;
}

/**
 * SOR as a file: docs/national.md has its columns. It is looked at again at each question; a new one is read beside
 * the old, which answers meanwhile, and stays where the new one cannot be used.
 *
 * @throws SourceAnswerInvalid that names the line
 * @throws SourceUnavailable where there is no such file
 */
export async function readUnitFile(path: string, settings: UnitFileSettings = {}): Promise<UnitRegister> {
  const kinds = checkedKinds(settings.kinds ?? {});
  let loaded = await load();
  let seen = loaded.mark;
  let looking: Promise<void> | undefined;

  async function load(): Promise<Loaded> {
    const file = await open(path).catch((error: unknown) => {
      throw unreadable(error);
    });
    try {
      const read = await readEntries(file, kinds, (settings.now ?? (() => new Date()))());
      if (read.broken > 0) settings.onProblem?.(brokenNumbers(read.broken));
      return read;
    } finally {
      await file.close();
    }
  }

  async function look(): Promise<void> {
    const mark = await stat(path).then(markOf, (error: unknown) => unreadable(error).message);
    if (mark === seen) return;
    seen = mark;
    try {
      loaded = await load();
      seen = loaded.mark;
    } catch (error) {
      settings.onProblem?.(`${error instanceof Error ? error.message : 'units'}; the file read before is kept`);
    }
  }

  function lookAgain(): void {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }

  return {
    async search(question) {
      lookAgain();
      const asked = wanted(question);
      if (!asked) return { state: 'ok', value: { units: [], more: false }, asOf: loaded.asOf };
      const words = asked.words.map(fold);
      const found: MailUnit[] = [];
      for (const { unit, text } of loaded.entries.values())
        if (fits(unit, asked) && words.every((word) => text.includes(word))) found.push(unit);
      const best = bestOf(found, asked);
      return { state: 'ok', value: { units: best.units, more: best.cut }, asOf: loaded.asOf };
    },

    async unit(sor) {
      lookAgain();
      const entry = loaded.entries.get(sor);
      return entry && isSor(sor) ? { state: 'ok', value: entry.unit, asOf: loaded.asOf } : undefined;
    },

    async close() {
      await looking;
    },
  };
}

async function readEntries(file: FileHandle, kinds: KindsByHand, now: Date): Promise<Loaded & { readonly broken: number }> {
  const before = await file.stat();
  const entries = new Map<string, Entry>();
  const today = now.toLocaleDateString('sv-SE', { timeZone: 'Europe/Copenhagen' });
  let columns: ReadonlyMap<string, number> | undefined;
  let failing = 0;
  for await (const { line, fields } of rows(file)) {
    if (!columns) {
      columns = columnsOf(line, fields);
      continue;
    }
    if (fields.length !== columns.size) throw broken(line, `${fields.length} columns, not ${columns.size}`);
    const at = columns;
    const field = (name: string) => fields[at.get(name) ?? -1] ?? '';
    if (day(line, field('FromDate')) > today || (day(line, field('ToDate')) || today) < today) continue;
    const sor = field('SorId');
    if (!sor || !field('EntityName')) throw broken(line, 'no SorId or no EntityName');
    // Two with one code: which of them a message would reach cannot be told.
    if (entries.has(sor)) throw broken(line, 'a SorId that an earlier line has');
    if (entries.size === mostUnits) throw broken(line, `more than ${mostUnits} units`);
    const { unit, broken: fails } = mailUnit(entryOf(sor, field), kinds);
    if (fails) failing++;
    const words = [unit.name, unit.organisation ?? '', field('EntityTypeName'), field('PostalAddressDistrictName')];
    entries.set(sor, { unit, text: fold(words.join('\n')) });
  }
  if (!columns) throw broken(1, 'no header');
  const after = await file.stat();
  if (markOf(before) !== markOf(after)) throw new SourceAnswerInvalid('units', 'the file changed while it was read');
  return { entries, asOf: before.mtime, mark: markOf(before), broken: failing };
}

function columnsOf(line: number, names: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map(names.map((name, at) => [name, at]));
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) throw broken(line, `the header lacks ${missing.join(', ')}`);
  if (columns.size !== names.length) throw broken(line, 'the header has a column twice');
  return columns;
}

function entryOf(sor: string, field: (name: string) => string) {
  const type = fold(field('EntityTypeName'))
    .replace(/\s*\(.*\)$/, '')
    .trim();
  return {
    sor,
    glns: [field('EanLocationCode')],
    name: field('EntityName'),
    organisation: field('InstitutionOwnerEntityName') || field('HealthInstitutionEntityName'),
    types: unitTypes.filter(({ name }) => name === type),
    takes: field('EdiTypes').split(/[\s,]+/),
    ydernummer: field('Ydernummer'),
    cvr: field('Cvr'),
  };
}

/** `YYYY-MM-DD` at its beginning, or `DD-MM-YYYY`; empty where there is none. */
function day(line: number, text: string): string {
  if (!text) return '';
  const iso = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  if (iso) return iso;
  const danish = /^(\d{2})[-.](\d{2})[-.](\d{4})/.exec(text);
  if (!danish) throw broken(line, 'a date that is none');
  return `${danish[3]}-${danish[2]}-${danish[1]}`;
}

function markOf({ ino, size, mtimeMs }: { readonly ino: number; readonly size: number; readonly mtimeMs: number }): string {
  return `${ino} ${size} ${mtimeMs}`;
}

/** Not the cause: it holds the path. */
function unreadable(error: unknown): SourceUnavailable {
  const { code } = error as NodeJS.ErrnoException;
  return new SourceUnavailable('units', 'connection', typeof code === 'string' ? code : '');
}
