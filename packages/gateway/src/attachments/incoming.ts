import type { Log } from '../http/log.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Withheld } from '../store/correspondence-tables.ts';
import { writeFile } from '../store/files.ts';
import type { Store } from '../store/store.ts';
import { beginsAs, fileTypeOf, headSize } from './file-type.ts';
import { Infected, type Scanner, scanned } from './scan.ts';

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly log: Log;
  /** Absent: files pass unscanned. */
  readonly scanner: Scanner | undefined;
}

const piece = 256 * 1024;

/**
 * Writes a file that came over the network, where it is what it says and nothing was found in it.
 *
 * @param base64 as it stands in the message
 * @throws NotScanned: the message must come again
 */
export async function takeIncoming(
  { store, keys, log, scanner }: Parts,
  { contentType, base64 }: { readonly contentType: string | undefined; readonly base64: string },
): Promise<{ readonly file: string } | { readonly withheld: Withheld }> {
  const type = fileTypeOf(contentType);
  const bytes = Buffer.from(base64, 'base64');
  if (!type || !beginsAs(type, bytes.subarray(0, headSize))) {
    log.warn('a file that came is not of its type, or of none that a message may carry: it is withheld');
    return { withheld: 'file-type' };
  }
  try {
    const { id } = await writeFile(store.db, keys, { contentType: type }, scanner ? scanned(pieces(bytes), scanner) : pieces(bytes));
    return { file: id };
  } catch (error) {
    if (!(error instanceof Infected)) throw error;
    log.warn('the scanner found something in a file that came: it is withheld');
    return { withheld: 'infected' };
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}
