import type { FileType } from '@paa-tvaers/contract';
import { extensions } from './file-type.ts';

// Wider than the log's: in a file name a number stands between any two signs.
const cprLike = /\d{6}[-_. ]?\d[\dA-Z]{2}\d/gi;
// What would end the name, hide its end, or be a path.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*/:<>?\\|%;]/gu;

const longest = 100;

/**
 * `Content-Disposition` of a file: a neutral name for all that know nothing else, and its title (RFC 6266, RFC 8187),
 * in which no number is that looks like a CPR number, and whose end is that of its type.
 */
export function dispositionOf(kind: 'inline' | 'attachment', type: FileType, title: string | undefined): string {
  const [extension, ...others] = extensions[type];
  const plain = (title ?? '').replaceAll(unsafe, ' ').replaceAll(/\s+/g, ' ').replaceAll(cprLike, '…').trim();
  const end = [extension, ...others].find((one) => plain.toLowerCase().endsWith(`.${one}`));
  const bare = end === undefined ? plain : plain.slice(0, -end.length - 1);
  // In whole characters, so that none is cut in two.
  const named = [...bare]
    .slice(0, longest)
    .join('')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  const encoded = named === '' ? '' : `; filename*=UTF-8''${encode(`${named}.${extension}`)}`;
  return `${kind}; filename="bilag.${extension}"${encoded}`;
}

function encode(text: string): string {
  // What encodeURIComponent leaves, and RFC 8187 does not.
  return encodeURIComponent(text.toWellFormed()).replaceAll(/['()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
