import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { type Answer, json, type Played, type Received } from '../http/server.ts';
import { nonsense } from '../control/nonsense.ts';
import { municipalities } from '../world/municipalities.ts';

export const tokenPath = '/runtime/api/rest/oauth/v1/issue';
const service = 'http://stoettesystemerne.dk/service/organisation/3';
const issuer = 'https://saml.adgangsstyring.stand-in';
const lifetime = 3600;

/** Issues and checks the bearer tokens of FK Organisation, each for one municipality. */
export interface Tokens {
  /** @returns the CVR number that the token is for @throws where it is not a token of ours, or has expired */
  verify(token: string): Promise<string>;
  issue(cvr: string): Promise<string>;
}

/** The claims of the real token were not seen: a client must take it as opaque. */
export async function makeTokens(): Promise<Tokens> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const { kid = 'organisation' } = await exportJWK(publicKey);
  return {
    issue: (cvr) =>
      new SignJWT({ anvenderkontekst: cvr })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(issuer)
        .setAudience(service)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${lifetime} s`)
        .sign(privateKey),
    verify: async (token) => {
      const { payload } = await jwtVerify(token, publicKey, { issuer, audience: service, requiredClaims: ['exp'] });
      return String(payload.anvenderkontekst);
    },
  };
}

/** The token endpoint; who calls is settled by mutual TLS before a request arrives here. */
export function playTokenEndpoint(tokens: Tokens): Played {
  return {
    name: 'organisationToken',
    error: () => json(500, { error: 'server_error' }),
    garbled: () => ({ status: 200, type: 'application/json', body: `{"access_token":"${nonsense.name} ${nonsense.cpr}","token_type":` }),
    answer: (request) => issue(tokens, request),
  };
}

async function issue(tokens: Tokens, request: Received): Promise<Answer> {
  if (request.path !== tokenPath) return { status: 404, body: '' };
  if (request.method !== 'POST') return { status: 405, body: '', headers: { Allow: 'POST' } };
  const refuse = (error: string, text: string, status = 400) => json(status, { error, error_description: text }, noStore);
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return refuse('invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
  const form = new URLSearchParams(request.body);
  if (form.get('grant_type') === null) return refuse('invalid_request', 'grant_type is missing');
  if (form.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type', 'grant_type must be client_credentials');
  if (form.get('client_id') !== service) return refuse('invalid_client', 'client_id is not known', 401);
  const scope = form.get('scope')?.match(/^entityid:(.+),anvenderkontekst:(\d{8})$/);
  if (!scope || scope[1] !== service) return refuse('invalid_scope', 'scope must be entityid:<service>,anvenderkontekst:<CVR>');
  const cvr = scope[2] as string;
  if (!municipalities.some((municipality) => municipality.cvr === cvr))
    return refuse('invalid_scope', 'no service agreement with this anvenderkontekst');
  return json(200, { access_token: await tokens.issue(cvr), token_type: 'Bearer', expires_in: lifetime }, noStore);
}

const noStore = { 'Cache-Control': 'no-store' };
