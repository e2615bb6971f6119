import { type Problem, type ProblemSlug, problems, problemType } from '@paa-tvaers/contract';
import { StoreAway } from '../store/store.ts';

// English, for the vendor: what happened, and what to do. Never what was sent.
const titles: Record<ProblemSlug, string> = {
  'request-invalid': 'The request cannot be read. `fields` says what to change.',
  'context-missing': 'Send the header Paa-Tvaers-Context with the context that POST /v1/contexts answered with.',
  'token-missing': 'Send a token of your backend in the header Authorization: Bearer.',
  'token-expired': 'The token has expired. Fetch a new one and send the request again.',
  'token-invalid': 'The token cannot be accepted. Sign it with a key that is registered here.',
  'token-audience': 'The token is addressed to another API. Set `aud` to the address that this gateway was registered with.',
  'issuer-unknown': 'The token’s `iss` is not registered here. Ask the operator to register the issuer and its keys.',
  'assurance-too-low':
    'The user signed in at a lower level of assurance than the agreement asks. Let the user sign in again at a higher level (`acr`).',
  'organisation-mismatch': 'The issuer is not registered for the `org` or the `audience` that the token names.',
  'origin-not-allowed': 'The page’s origin is not registered for the organisation. Ask the operator to add it to `origins`.',
  'context-foreign': 'The child context belongs to another user, organisation, unit, audience or function. Open the child with this token.',
  'child-unknown': 'The person register does not know the number.',
  'code-unknown': 'The launch code is not known: used, expired, or made for somebody else. Launch again.',
  'not-found': 'There is no such route. GET /v1/openapi.json lists them.',
  'method-not-allowed': 'The route does not take this method. The header Allow lists those that it takes.',
  'context-closed': 'The child context has ended. Open the child again.',
  'body-too-large': 'The body is larger than 16 kB.',
  'media-type-unsupported': 'Send the body as application/json.',
  'idempotency-key-missing': 'Send the header Idempotency-Key with 22 to 200 characters that nobody else has drawn.',
  'idempotency-key-reused': 'The Idempotency-Key was sent with another body before. Draw a new key.',
  'draft-closed': 'The draft was sent or thrown away. Save the text in a new draft.',
  'not-the-latest': 'Something newer has come to the thread. Read the thread again, and answer its `latest`.',
  'no-mailbox': 'The professional’s unit has no box here. `desk` of GET /v1/threads says where it is, and whom to call.',
  'recipient-unreachable': 'The unit can’t be written to. POST /v1/recipients/search finds those that can.',
  'message-refused': 'The message breaks a rule of the standard. `fields` says what to change.',
  'not-permitted': 'Policy does not let this professional do it. docs/policy.md says who may what.',
  'file-type-refused': 'Send a pdf, gif, jpeg, png, tiff or bmp, with its own type as Content-Type.',
  'file-infected': 'The scanner found something in the file. It was not kept.',
  'too-many-files': 'The recipient takes ten files at most.',
  'message-held': 'The message is held until somebody has confirmed whose it is: PUT /v1/messages/{id}/child.',
  'rate-limited': 'Too many requests. Wait as many seconds as Retry-After says.',
  internal: 'The gateway failed. Give the trace to the operator.',
  unavailable: 'The gateway cannot answer now. Try again after a while.',
};

export interface WrongField {
  /** JSON pointer into the request body. */
  readonly at: string;
  readonly is: string;
}

/** A refusal that becomes an RFC 9457 answer. Holds nothing of what was sent. */
export class GatewayProblem extends Error {
  override readonly name = 'GatewayProblem';
  readonly slug: ProblemSlug;
  readonly fields: readonly WrongField[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param title in place of the slug's own, where the vendor can be told more precisely what to do */
  constructor(
    slug: ProblemSlug,
    more: { title?: string; fields?: readonly WrongField[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(more.title ?? titles[slug], { cause: more.cause });
    this.slug = slug;
    this.fields = more.fields;
    this.headers = { ...(problems[slug] === 401 && { 'WWW-Authenticate': challenge(slug) }), ...more.headers };
  }

  get status(): number {
    return problems[this.slug];
  }

  body(trace: string): Problem {
    return {
      type: problemType(this.slug),
      title: this.message,
      status: this.status,
      trace,
      ...(this.fields && { fields: [...this.fields] }),
    };
  }
}

// RFC 6750 §3.1: no error code where no token was sent.
function challenge(slug: ProblemSlug): string {
  return slug === 'token-missing' ? 'Bearer' : `Bearer error="invalid_token", error_description="${slug}"`;
}

// Fastify's own refusals, by their codes.
const framework: Record<string, () => GatewayProblem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new GatewayProblem('body-too-large'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new GatewayProblem('media-type-unsupported'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => invalid('', 'missing'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => invalid('', 'not-json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => invalid('', 'wrong-length'),
  FST_ERR_BAD_URL: () => new GatewayProblem('not-found'),
  FST_ERR_MAX_PARAM_LENGTH: () => new GatewayProblem('not-found'),
};

export function invalid(at: string, is: string): GatewayProblem {
  return new GatewayProblem('request-invalid', { fields: [{ at, is }] });
}

/** The problem that an error becomes; whatever is not known is `internal`, without its message. */
export function toProblem(error: unknown): GatewayProblem {
  if (error instanceof GatewayProblem) return error;
  if (error instanceof StoreAway) return new GatewayProblem('unavailable', { headers: { 'Retry-After': '5' }, cause: error });
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' && Object.hasOwn(framework, code) ? framework[code] : undefined;
  return known?.() ?? new GatewayProblem('internal');
}
