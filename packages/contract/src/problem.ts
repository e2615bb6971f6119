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
  /** The same key with another body: draw a new key. */
  'idempotency-key-reused': 422,
  'idempotency-key-missing': 400,
  /** The draft was sent or thrown away: nothing more is saved in it. */
  'draft-closed': 409,
  /** Something newer has come to the thread: read it first. */
  'not-the-latest': 409,
  /** The professional's unit has no box here. */
  'no-mailbox': 409,
  /** The unit can't be written to. */
  'recipient-unreachable': 422,
  /** The message breaks a rule of the standard; `fields` says where. */
  'message-refused': 422,
  /** Policy does not let this professional do it. */
  'not-permitted': 403,
  /** Not one of the types that a message may carry, or not what it says that it is. */
  'file-type-refused': 415,
  /** The scanner found something in the file. */
  'file-infected': 422,
  /** A converted recipient takes ten files at most. */
  'too-many-files': 422,
  /** The message is held until a person has confirmed whose it is. */
  'message-held': 409,
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
