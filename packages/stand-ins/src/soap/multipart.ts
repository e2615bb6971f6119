import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/server.ts';

/** A parameter of a content type, without its quotes. */
function parameter(type: string, name: string): string | undefined {
  const found = type.match(new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i'));
  return (found?.[1] ?? found?.[2])?.replace(/\\(.)/g, '$1');
}

/**
 * The root part of an MTOM request (`multipart/related; type="application/xop+xml"`). A request to these services holds
 * no attachment, so there is this one part.
 *
 * @returns `undefined` where the message is not of this form
 */
export function readRootPart(body: string, type: string): { readonly type: string; readonly text: string } | undefined {
  const boundary = parameter(type, 'boundary');
  if (!boundary || parameter(type, 'type')?.toLowerCase() !== 'application/xop+xml') return undefined;
  const [, first, last, ...more] = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (first === undefined || more.length > 0 || !last?.startsWith('--')) return undefined;
  const [, head = '', text] = first.match(/^[ \t]*\r\n(.*?\r\n)\r\n(.*)$/s) ?? [];
  const own = head.match(/^content-type:(.*)$/im)?.[1]?.trim() ?? '';
  if (text === undefined || !/^application\/xop\+xml\b/i.test(own)) return undefined;
  const start = parameter(type, 'start');
  const id = head.match(/^content-id:(.*)$/im)?.[1]?.trim();
  return start && start !== id ? undefined : { type: own, text };
}

export interface Part {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** An MTOM answer: the envelope, and a binary part for each document. */
export function multipartAnswer(envelope: string, parts: readonly Part[]): Answer {
  const boundary = `uuid:${randomUUID()}`;
  const root = '<root.message@standin.example>';
  const part = (type: string, id: string, bytes: Buffer) => [
    Buffer.from(`--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${id}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ];
  return {
    status: 200,
    type: `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="${root}"; start-info="application/soap+xml"`,
    body: Buffer.concat([
      ...part('application/xop+xml; charset=UTF-8; type="application/soap+xml"', root, Buffer.from(envelope, 'utf8')),
      ...parts.flatMap(({ type, id, bytes }) => part(type, `<${id}>`, bytes)),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
  };
}
