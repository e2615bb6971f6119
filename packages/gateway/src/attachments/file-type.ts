import { type FileType, fileTypes } from '@paa-tvaers/contract';

/** The longest sign by which a type is known, in bytes. */
export const headSize = 18;

/** How file names end, by type; the usual end first. */
export const extensions: Readonly<Record<FileType, readonly [string, ...string[]]>> = {
  'application/pdf': ['pdf'],
  'image/gif': ['gif'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/tiff': ['tif', 'tiff'],
  'image/bmp': ['bmp'],
};

/** The type that a `Content-Type` names, where a message may carry it. */
export function fileTypeOf(contentType: string | undefined): FileType | undefined {
  const named = contentType?.split(';')[0]?.trim().toLowerCase();
  return fileTypes.find((type) => type === named);
}

/**
 * Whether bytes are what they are said to be, by how they begin.
 *
 * @param head the first {@link headSize} bytes, or all that there are
 */
export function beginsAs(type: FileType, head: Buffer): boolean {
  const text = head.toString('latin1');
  switch (type) {
    case 'application/pdf':
      return text.startsWith('%PDF-');
    case 'image/gif':
      return text.startsWith('GIF87a') || text.startsWith('GIF89a');
    case 'image/jpeg':
      return text.startsWith('\xff\xd8\xff');
    case 'image/png':
      return text.startsWith('\x89PNG\r\n\x1a\n');
    case 'image/tiff':
      return text.startsWith('II*\0') || text.startsWith('MM\0*');
    case 'image/bmp':
      // Two letters are too little: what follows them is the size of one of the headers that there are.
      return text.startsWith('BM') && head.length >= headSize && bitmapHeaders.has(head.readUInt32LE(14));
  }
}

const bitmapHeaders = new Set([12, 40, 52, 56, 64, 108, 124]);
