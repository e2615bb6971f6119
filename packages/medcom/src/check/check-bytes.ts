import { isXml, readResource } from '../fhir/read.ts';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { readEnvelope } from '../envelope/read.ts';
import { check } from './check.ts';
import type { Finding, Role } from './finding.ts';

/** Reads and checks what lies in a file, a VANSEnvelope's content too; what cannot be read is a finding like another. */
export function checkBytes(bytes: Uint8Array, role: Role): readonly Finding[] {
  try {
    return check(readResource(unwrapped(bytes)), role);
  } catch (error) {
    if (!(error instanceof MessageUnreadable)) throw error;
    return [{ rule: error.reason, severity: 'error', message: error.message, location: '' }];
  }
}

/** Told by its first tag: reading the whole twice would double what a large message costs. */
const startsEnvelope = /^[^<]*(?:<[?!][^>]*>[^<]*)*<(?:[\w.-]+:)?VANSEnvelope[\s>]/;

function unwrapped(bytes: Uint8Array): Uint8Array {
  if (!isXml(bytes) || !startsEnvelope.test(new TextDecoder().decode(bytes.subarray(0, 4096)))) return bytes;
  const { content } = readEnvelope(bytes);
  if (content.kind === 'receipt') throw new MessageUnreadable('not-a-message');
  return content.data;
}
