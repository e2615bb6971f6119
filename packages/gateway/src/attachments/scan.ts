import { PassThrough } from 'node:stream';

/** What looks through files for harm. */
export interface Scanner {
  /** @throws where there is no verdict, for whatever reason */
  scan(bytes: AsyncIterable<Uint8Array>): Promise<'clean' | 'infected'>;
}

/** The scanner found something. */
export class Infected extends Error {
  override readonly name = 'Infected';

  constructor() {
    super('the scanner found something');
  }
}

/** There is no verdict: the scanner is down, slow, or refuses. */
export class NotScanned extends Error {
  override readonly name = 'NotScanned';

  constructor(cause: unknown) {
    super('the scanner gave no verdict', { cause });
  }
}

/**
 * Hands bytes on while the scanner sees them too, no faster than both take them. It does not end before the verdict, so
 * that whoever reads it to its end has clean bytes.
 *
 * @throws Infected, NotScanned
 */
export async function* scanned(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, scanner: Scanner): AsyncGenerator<Uint8Array> {
  const copy = new PassThrough();
  // A scanner that lets go early ends the copy; why, its verdict says.
  copy.on('error', () => undefined);
  const verdict = scanner.scan(copy).then(
    (found) => {
      if (found === 'infected') throw new Infected();
      if (!copy.writableEnded) throw new NotScanned(new Error('a verdict before the end'));
    },
    (cause: unknown) => {
      throw new NotScanned(cause);
    },
  );
  verdict.catch(() => copy.destroy());
  try {
    for await (const chunk of bytes) {
      if (!copy.write(chunk)) await Promise.race([new Promise((resolve) => copy.once('drain', resolve)), verdict]);
      yield chunk;
    }
    copy.end();
    await verdict;
  } finally {
    copy.destroy();
  }
}
