import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { citizenFrom, type DemoChild } from '../world/children.ts';
import { XmlRefused } from '../xml/read.ts';
import { type Described, describe, NotADocument } from './metadata.ts';
import { type Documents, type Registered, register } from './register.ts';

export interface FolderRead {
  readonly documents: Documents;
  /** Patients who are none of the children that were there. */
  readonly citizens: readonly DemoChild[];
}

/**
 * Serves the CDA documents of a folder, bytes as they are, instead of those of the children's files.
 *
 * @param report is told of each file that is left out: its name and why, never what it holds
 * @throws Error where the folder is missing, or holds no document that can be read
 */
export function readFolder(directory: string, children: readonly DemoChild[], today: string, report: (line: string) => void): FolderRead {
  const found: Registered[] = [];
  const taken = new Set<string>();
  for (const path of filesOf(directory)) {
    const leaveOut = (why: string) => report(`${shownName(relative(directory, path))} is left out: ${why}`);
    try {
      const bytes = readFileSync(path);
      const described = describe(decode(bytes));
      if (taken.has(described.uniqueId)) leaveOut('another file has the same document id');
      else found.push({ bytes, described });
      taken.add(described.uniqueId);
    } catch (error) {
      if (!(error instanceof NotADocument || error instanceof XmlRefused)) throw error;
      leaveOut(error.message);
    }
  }
  if (found.length === 0) throw new Error('the folder of appointments holds no CDA document with a citizen (*.xml)');
  return { documents: register(found), citizens: newCitizens(found, children, today) };
}

function filesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && /\.xml$/i.test(one.name))
      .map((one) => join(one.parentPath, one.name))
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw new Error('the folder of appointments is not there', { cause: error });
    throw error;
  }
}

/** File names of test data often hold the number of their patient. */
const shownName = (name: string) => name.replace(/(\d{6})-?(\d{4}|\d[A-Za-z]{2}\d)/g, '$1••••');

/** By byte order mark, else by the XML declaration, else UTF-8. The bytes themselves are served untouched. */
function decode(bytes: Buffer): string {
  const declared = bytes
    .subarray(0, 200)
    .toString('latin1')
    .match(/^<\?xml[^>]*\sencoding=["']([\w.:-]+)["']/)?.[1];
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
  try {
    return new TextDecoder(marked ?? declared ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NotADocument('its characters cannot be read in the encoding that it states');
  }
}

function newCitizens(documents: readonly Registered[], children: readonly DemoChild[], today: string): readonly DemoChild[] {
  const first = new Map<string, Described>();
  for (const { described } of documents) if (!first.has(described.patient.extension)) first.set(described.patient.extension, described);
  return [...first]
    .filter(([number]) => !children.some(({ cpr }) => cpr === number))
    .map(([number, { given, family, gender }], at) =>
      citizenFrom(
        {
          id: `document-${at + 1}`,
          number,
          given: given.join(' ') || 'Ukendt',
          surname: family || 'Navn',
          sex: gender === 'F' || (gender !== 'M' && Number(number[9]) % 2 === 0) ? 'female' : 'male',
        },
        today,
      ),
    );
}
