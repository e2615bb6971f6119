const fixed = (value: number) => Math.round(value * 0x10000) | 0;

/** s15Fixed16 numbers under a type's signature. */
function numbers(type: string, values: readonly number[], head: readonly number[] = []): Buffer {
  const bytes = Buffer.alloc(8 + head.length + values.length * 4);
  bytes.write(type, 0, 'latin1');
  bytes.set(head, 8);
  values.forEach((value, index) => {
    bytes.writeInt32BE(fixed(value), 8 + head.length + index * 4);
  });
  return bytes;
}

/** `mluc` with one text, in English. */
function text(words: string): Buffer {
  const bytes = Buffer.alloc(28 + words.length * 2);
  bytes.write('mluc', 0, 'latin1');
  for (const [index, value] of [1, 12].entries()) bytes.writeUInt32BE(value, 8 + index * 4);
  bytes.write('enUS', 16, 'latin1');
  bytes.writeUInt32BE(words.length * 2, 20);
  bytes.writeUInt32BE(28, 24);
  bytes.write(words, 28, 'utf16le');
  bytes.subarray(28).swap16();
  return bytes;
}

/**
 * The sRGB colour space (IEC 61966-2-1) as an ICC profile of version 4.2: its curve as a formula, its
 * primaries and white adapted from D65 to D50 by Bradford's matrix, as ICC.1:2004-10 wants them.
 */
export function srgbProfile(): Uint8Array {
  const d50 = [0.9642, 1, 0.8249];
  const curve = numbers('para', [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045], [0, 3, 0, 0]);
  const tags: readonly (readonly [signature: string, bytes: Buffer])[] = [
    ['desc', text('sRGB IEC61966-2.1')],
    ['cprt', text('No copyright, use freely')],
    ['wtpt', numbers('XYZ ', d50)],
    ['chad', numbers('sf32', [1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168])],
    ['rXYZ', numbers('XYZ ', [0.43607, 0.22249, 0.01392])],
    ['gXYZ', numbers('XYZ ', [0.38515, 0.71687, 0.09708])],
    ['bXYZ', numbers('XYZ ', [0.14307, 0.06061, 0.7141])],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];

  const head = Buffer.alloc(128);
  head.writeUInt32BE(0x04200000, 8);
  head.write('mntrRGB XYZ ', 12, 'latin1');
  // A profile has a date: the day that the standard was published.
  for (const [index, value] of [1999, 10, 18].entries()) head.writeUInt16BE(value, 24 + index * 2);
  head.write('acsp', 36, 'latin1');
  for (const [index, value] of d50.entries()) head.writeInt32BE(fixed(value), 68 + index * 4);

  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const bodies: Buffer[] = [];
  let offset = head.length + table.length;
  for (const [index, [signature, bytes]] of tags.entries()) {
    table.write(signature, 4 + index * 12, 'latin1');
    table.writeUInt32BE(offset, 8 + index * 12);
    table.writeUInt32BE(bytes.length, 12 + index * 12);
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
    padded.set(bytes);
    bodies.push(padded);
    offset += padded.length;
  }
  head.writeUInt32BE(offset, 0);
  return Buffer.concat([head, table, ...bodies]);
}
