import type { FileType } from '@paa-tvaers/contract';

const bitmap = Buffer.alloc(54);
bitmap.write('BM');
bitmap.writeUInt32LE(40, 14);

/** How a file of each type begins, and a little more. */
export const samples: Readonly<Record<FileType, Buffer>> = {
  'application/pdf': Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n'),
  'image/gif': Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(20, 1)]),
  'image/jpeg': Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(20, 1)]),
  'image/png': Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20, 1)]),
  'image/tiff': Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(20, 1)]),
  'image/bmp': bitmap,
};

/** A PDF of a size, in pieces: never whole in memory. */
export async function* aPdf(size: number): AsyncGenerator<Uint8Array> {
  const head = samples['application/pdf'];
  yield head.subarray(0, size);
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let left = size - head.length; left > 0; left -= piece.length) yield piece.subarray(0, left);
}
