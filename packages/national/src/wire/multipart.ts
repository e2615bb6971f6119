import type { SourceId } from '@paa-tvaers/contract';
import { SourceAnswerInvalid } from '../types.ts';

export interface MultipartCaps {
  /** Parts, the root among them. */
  readonly parts: number;
  /** Bytes of one part. */
  readonly partBytes: number;
}

/** An answer in several parts (MIME multipart/related), as MTOM sends it. */
export interface Related {
  readonly root: Uint8Array;
  /** What a `cid:` reference points at. */
  readonly attachments: (href: string) => Uint8Array | undefined;
  /** False where the answer ends before its last part does, or a part is left out: over a cap, or of an unknown encoding. */
  readonly whole: boolean;
}

const usual: MultipartCaps = { parts: 64, partBytes: 4 * 1024 * 1024 };

const crlf = Buffer.from('\r\n');
const blankLine = Buffer.from('\r\n\r\n');
const maxHeaderBytes = 16 * 1024;

export function isMultipart(contentType: string): boolean {
  return /^\s*multipart\/related\b/i.test(contentType);
}

/**
 * Splits an answer into its parts, without copying them.
 *
 * @throws SourceAnswerInvalid where the root is not there whole
 */
export function splitRelated(source: SourceId, contentType: string, bytes: Uint8Array, caps: MultipartCaps = usual): Related {
  const parameters = readParameters(contentType);
  const boundary = parameters.get('boundary');
  // RFC 2046 says 70 characters; some write more.
  if (!boundary || boundary.length > 200) throw new SourceAnswerInvalid(source, 'multipart without a boundary');
  const { parts, whole } = split(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), boundary, caps);
  const start = parameters.get('start');
  const root = start === undefined ? parts[0] : parts.find(({ id }) => id === contentId(start));
  if (!root?.bytes) throw new SourceAnswerInvalid(source, whole ? 'multipart without its root' : 'multipart cut short');
  const byId = new Map<string, Uint8Array>();
  for (const { id, bytes: content } of parts) if (id && content && !byId.has(id)) byId.set(id, content);
  return {
    root: root.bytes,
    attachments: (href) => (/^cid:/i.test(href) ? byId.get(contentId(href.slice(4))) : undefined),
    whole: whole && parts.every(({ bytes: content }) => content),
  };
}

interface Part {
  readonly id: string;
  /** Undefined where it is too large, or cannot be decoded. */
  readonly bytes: Uint8Array | undefined;
}

function split(bytes: Buffer, boundary: string, caps: MultipartCaps): { parts: readonly Part[]; whole: boolean } {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Part[] = [];
  let line = nextDelimiter(bytes, delimiter, 0);
  while (line && !line.last) {
    if (parts.length === caps.parts) return { parts, whole: false };
    // The blank line after the header may be the line end before the next delimiter: a part without content.
    const noHeader = bytes.subarray(line.after, line.after + 2).equals(crlf);
    const headerEnd = noHeader ? line.after - 2 : bytes.indexOf(blankLine, line.after);
    if (headerEnd < 0 || headerEnd - line.after > maxHeaderBytes) return { parts, whole: false };
    const next = nextDelimiter(bytes, delimiter, headerEnd + 2);
    // Without its blank line a header would swallow the part that follows.
    if (!next || nextDelimiter(bytes.subarray(0, headerEnd), delimiter, line.after)) return { parts, whole: false };
    const header = readHeader(noHeader ? '' : bytes.toString('latin1', line.after, headerEnd));
    const content = bytes.subarray(headerEnd + 4, Math.max(headerEnd + 4, next.before));
    parts.push({
      id: contentId(header.get('content-id') ?? ''),
      bytes: content.length > caps.partBytes ? undefined : decoded(content, header.get('content-transfer-encoding')),
    });
    line = next;
  }
  return { parts, whole: line !== undefined };
}

interface DelimiterLine {
  /** Where what stands before it ends. */
  readonly before: number;
  /** Where what stands after it begins. */
  readonly after: number;
  readonly last: boolean;
}

/** The next line that is the delimiter, and not merely begins like it. It owns the CRLF before it. */
function nextDelimiter(bytes: Buffer, delimiter: Buffer, from: number): DelimiterLine | undefined {
  for (let at = bytes.indexOf(delimiter, from); at >= 0; at = bytes.indexOf(delimiter, at + 1)) {
    const beginsLine = at === 0 || (at >= from + 2 && bytes.subarray(at - 2, at).equals(crlf));
    if (!beginsLine) continue;
    let end = at + delimiter.length;
    const last = bytes[end] === 0x2d && bytes[end + 1] === 0x2d;
    const before = at - 2;
    if (last) return { before, after: end + 2, last };
    while (bytes[end] === 0x20 || bytes[end] === 0x09) end++;
    if (bytes[end] === 0x0d && bytes[end + 1] === 0x0a) return { before, after: end + 2, last };
  }
  return undefined;
}

function readHeader(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** `multipart/related; boundary="a b"; start=<root>`: names in lower case, quotes undone. */
function readParameters(contentType: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of contentType.matchAll(/;\s*([\w!#$&^.+-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g))
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  return parameters;
}

/** Content-ID, `start` and `cid:` write the same name in brackets or without, percent-encoded or not. */
function contentId(text: string): string {
  const bare = text.trim().replace(/^<(.*)>$/, '$1');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function decoded(content: Buffer, encoding = 'binary'): Uint8Array | undefined {
  switch (encoding.toLowerCase()) {
    case 'binary':
    case '8bit':
    case '7bit':
      return content;
    case 'base64':
      return fromBase64(content.toString('latin1'));
    default:
      return undefined;
  }
}

/** Undefined for anything that is not base64 to the last character; Buffer would skip what it does not know. */
export function fromBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/\s+/g, '');
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed) ? Buffer.from(packed, 'base64') : undefined;
}
