import { isNode, type Node } from './node.ts';
import { MessageUnreadable } from './unreadable.ts';

/** What the networks carry, the base64 of attachments and envelope included. */
export const maxBytes = 100 * 1024 * 1024;

/** No message of MedCom's nests beyond 20; the cap keeps walks off the end of the stack. */
export const maxDepth = 64;

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** @throws MessageUnreadable `too-large`, `not-utf-8` */
export function decode(bytes: Uint8Array): string {
  if (bytes.byteLength > maxBytes) throw new MessageUnreadable('too-large');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MessageUnreadable('not-utf-8');
  }
}

/**
 * Reads a FHIR resource from JSON.
 *
 * @throws MessageUnreadable `not-json`, `too-deep`, `forbidden-name`, `not-fhir`, and as {@link decode}
 */
export function readJson(bytes: Uint8Array): Node {
  const source = decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new MessageUnreadable('not-json');
  }
  vet(value, 0);
  if (!isNode(value) || typeof value.resourceType !== 'string') throw new MessageUnreadable('not-fhir');
  return value;
}

/** FHIR has no element by a name that reaches an object's prototype: who sends one means harm. */
function vet(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > maxDepth) throw new MessageUnreadable('too-deep');
  if (!Array.isArray(value) && Object.keys(value).some((name) => forbidden.has(name))) throw new MessageUnreadable('forbidden-name');
  for (const child of Object.values(value)) vet(child, depth + 1);
}

export function writeJson(resource: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(resource));
}
