// No schema here: the browser's bundle takes this file, and with a schema it would take zod.

/** Every problem that the gateway answers with: its slug and its HTTP status. */
export const problems = {
  'request-invalid': 400,
  'context-missing': 400,
  'token-missing': 401,
  'token-expired': 401,
  /** Unsigned, wrongly signed, or not a token. */
  'token-invalid': 401,
  /** Signed for another API (`aud`). */
  'token-audience': 401,
  /** The issuer is not registered here. */
  'issuer-unknown': 401,
  /** `acr` below the level that the agreement asks. */
  'assurance-too-low': 403,
  /** The token names an organisation or audience that its issuer may not speak for. */
  'organisation-mismatch': 403,
  'origin-not-allowed': 403,
  'context-foreign': 403,
  'child-unknown': 404,
  'code-unknown': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  /** Ended, idle too long, closed or superseded: open the child again. */
  'context-closed': 410,
  'body-too-large': 413,
  'media-type-unsupported': 415,
  'rate-limited': 429,
  'internal': 500,
  'unavailable': 503,
} as const;
export type ProblemSlug = keyof typeof problems;

const prefix = 'urn:paa-tvaers:problem:';

export function problemType(slug: ProblemSlug): string {
  return prefix + slug;
}

/** The slug of a problem type; one that this version does not know comes back as its text. */
export function problemSlug(type: string): ProblemSlug | (string & {}) {
  return type.startsWith(prefix) ? type.slice(prefix.length) : type;
}
