import { readJson } from './json.ts';
import type { Node } from './node.ts';
import { readXml } from './xml-read.ts';

/** Whether bytes are XML: their first sign is `<`, after a byte order mark and white space. */
export function isXml(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 256));
  return start.trimStart().startsWith('<');
}

/**
 * Reads a FHIR resource, JSON or XML, whatever it is called.
 *
 * @throws MessageUnreadable for what is neither, is too large or deep, has a DOCTYPE or a forbidden name
 */
export function readResource(bytes: Uint8Array): Node {
  return isXml(bytes) ? readXml(bytes) : readJson(bytes);
}
