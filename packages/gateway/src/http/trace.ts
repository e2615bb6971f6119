import { randomBytes } from 'node:crypto';

// W3C Trace Context, level 1.
const level1 = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The trace that a request continues, or a new one: 32 hexadecimal digits, what the user gives to the operator. */
export function traceId(header: string | undefined): string {
  return level1.exec(header ?? '')?.[1] ?? randomBytes(16).toString('hex');
}

/** What we answer with and hand on: the trace, with our own span as the parent, sampled as the caller asked. */
export function traceparent(id: string, header: string | undefined): string {
  return `00-${id}-${randomBytes(8).toString('hex')}-${level1.exec(header ?? '')?.[2] ?? '00'}`;
}
