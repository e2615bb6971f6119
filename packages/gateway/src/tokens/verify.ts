import { createHash } from 'node:crypto';
import { parseCpr } from '@paa-tvaers/contract';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import * as z from 'zod';
import { GatewayProblem } from '../http/problem.ts';
import type { Organisations } from '../organisations/organisations.ts';
import type { Organisation } from '../organisations/schema.ts';
import type { Viewer } from '../sections/types.ts';
import { reaches } from './assurance.ts';
import { KeySets, KeysUnavailable } from './keys.ts';

/** Who sent the request: a verified token, and the organisation that it speaks for. */
export interface Caller {
  readonly issuer: string;
  readonly viewer: Viewer;
  readonly organisation: Organisation;
  /** Until when the token is taken. */
  readonly expires: Date;
}

export type VerifyToken = (authorization: string | undefined) => Promise<Caller>;

const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'];
const types = /^(?:application\/)?(?:at\+)?jwt$/i;
const longestLife = 300;
const skew = 30;
const cacheSize = 10_000;

const word = z.string().regex(/^[a-z][a-z-]{0,63}$/);
// A context handler may hand on the employee's own CPR number (OIOSAML); it must not come in here.
const notCpr = (text: string) => parseCpr(text) === undefined;
const claims = z.object({
  iss: z.string().max(500),
  sub: z.string().min(1).max(255).refine(notCpr),
  jti: z.string().min(1).max(255),
  iat: z.number(),
  exp: z.number(),
  org: z.string().min(1).max(20),
  unit: z.string().max(200).optional(),
  audience: word,
  function: word,
  acr: z.string().max(200),
  name: z.string().min(1).max(200).refine(notCpr),
  title: z.string().max(200).optional(),
  cnf: z.unknown().optional(),
});

/**
 * Verifies tokens by the registered keys. A verified token is remembered by its hash until it expires
 * or the register changes (a signature costs about 155 µs).
 *
 * @throws GatewayProblem 401 or 403 with what the vendor can do; 503 where the issuer's keys cannot be fetched
 */
export function createVerifyToken(organisations: Organisations, audience: string, now: () => Date): VerifyToken {
  const keys = new KeySets();
  const verified = new Map<string, { readonly caller: Caller; readonly version: object }>();

  return async (authorization) => {
    const token = bearer(authorization);
    const hash = createHash('sha256').update(token).digest('base64');
    const known = verified.get(hash);
    if (known && known.version === organisations.version && now() < known.caller.expires) return known.caller;
    verified.delete(hash);

    const { version } = organisations;
    const payload = await checkSignature(token, organisations, keys, audience, now());
    const caller = checkClaims(payload, organisations, now());
    // The oldest goes first; tokens live minutes, so the map turns over by itself.
    if (verified.size >= cacheSize) verified.delete(verified.keys().next().value ?? '');
    verified.set(hash, { caller, version });
    return caller;
  };
}

function bearer(authorization: string | undefined): string {
  if (authorization === undefined) throw new GatewayProblem('token-missing');
  const [, scheme = '', token = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'dpop') refuse('This version takes Authorization: Bearer only, not DPoP.');
  if (scheme.toLowerCase() !== 'bearer') throw new GatewayProblem('token-missing');
  return token;
}

async function checkSignature(
  token: string,
  organisations: Organisations,
  keys: KeySets,
  audience: string,
  now: Date,
): Promise<JWTPayload> {
  const { typ, alg } = parse(() => decodeProtectedHeader(token));
  if (!algorithms.includes(alg ?? '')) refuse(`Sign the token with one of ${algorithms.join(', ')}.`);
  if (!types.test(typ ?? '')) refuse('Set the token’s header `typ` to JWT.');
  const { iss } = parse(() => decodeJwt(token));
  const issuer = typeof iss === 'string' ? organisations.issuer(iss) : undefined;
  if (!issuer) throw new GatewayProblem('issuer-unknown');
  try {
    return await verifyByAny(token, keys.for(issuer), {
      algorithms,
      audience,
      issuer: issuer.iss,
      clockTolerance: skew,
      currentDate: now,
      requiredClaims: ['exp', 'iat'],
    });
  } catch (error) {
    if (error instanceof KeysUnavailable)
      throw new GatewayProblem('unavailable', {
        title: 'The issuer’s keys cannot be fetched now. Try again after a while.',
        headers: { 'Retry-After': '5' },
      });
    if (error instanceof errors.JWTExpired) throw new GatewayProblem('token-expired');
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') throw new GatewayProblem('token-audience');
    if (error instanceof errors.JWTClaimValidationFailed) refuse(`The token’s claim \`${error.claim}\` is missing or not valid.`);
    throw new GatewayProblem('token-invalid');
  }
}

// Without `kid` several keys may fit: each is tried.
async function verifyByAny(token: string, find: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (wrong) {
        if (!(wrong instanceof errors.JWSSignatureVerificationFailed)) throw wrong;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function checkClaims(payload: JWTPayload, organisations: Organisations, now: Date): Caller {
  const read = claims.safeParse(payload);
  if (!read.success) {
    const names = [...new Set(read.error.issues.map((issue) => `\`${String(issue.path[0])}\``))];
    refuse(`The token’s claims are missing or not valid: ${names.join(', ')}.`);
  }
  const { iss, sub, iat, exp, org, unit, audience, function: professional, acr, name, title, cnf } = read.data;
  if (exp - iat > longestLife) refuse(`The token lives too long: \`exp\` may be ${longestLife} seconds after \`iat\` at most.`);
  if (iat > now.getTime() / 1000 + skew) refuse('The token’s `iat` lies in the future. Set the signer’s clock.');
  // A token bound to a key proves nothing without the proof (RFC 9449 §7.1).
  if (cnf !== undefined) refuse('The token is bound to a key (`cnf`) and cannot be sent as Bearer.');
  const organisation = organisations.find(org);
  if (!organisation?.issuers.some((one) => one.iss === iss) || !(organisation.audiences as readonly string[]).includes(audience))
    throw new GatewayProblem('organisation-mismatch');
  if (!reaches(acr, organisation.acr)) throw new GatewayProblem('assurance-too-low');
  const viewer = {
    sub,
    name,
    org,
    organisationName: organisation.name,
    ...(organisation.sor !== undefined && { organisationSor: organisation.sor }),
    audience,
    function: professional,
    ...(title !== undefined && { title }),
    ...(unit !== undefined && { unit }),
  };
  return { issuer: iss, viewer, organisation, expires: new Date((exp + skew) * 1000) };
}

function parse<Value>(decode: () => Value): Value {
  try {
    return decode();
  } catch {
    return refuse('The token is not a signed JWT.');
  }
}

function refuse(title: string): never {
  throw new GatewayProblem('token-invalid', { title });
}
