import { randomUUID, type webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import type { Employee } from '../world/employees.ts';

export const tokenFaults = ['expired', 'unsigned', 'audience', 'foreign', 'wrong-key', 'low-assurance'] as const;
export type TokenFault = (typeof tokenFaults)[number];

const assurance = 'https://data.gov.dk/concept/core/nsis/loa/';
const substantial = `${assurance}Substantial`;

/** Claims that a demo may set otherwise than the employee has them. */
export const overridable = ['sub', 'org', 'unit', 'audience', 'function', 'purpose', 'acr', 'name', 'title'] as const;
export type Overrides = Partial<Record<(typeof overridable)[number], string>>;

interface Signing {
  readonly employee: Employee;
  /** Issuer as the gateway knows it. */
  readonly iss: string;
  readonly aud: string;
  /** Seconds; a host's token lives 300 at most. */
  readonly lifetime: number;
  readonly overrides?: Overrides | undefined;
  readonly fault?: TokenFault | undefined;
}

interface Signer {
  readonly kid: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly jwk: JWK;
}

/** The keys of the host backends: one ES256 pair an issuer, and pairs that nobody has registered. */
export interface Signers {
  /** `undefined` for an issuer that does not exist. */
  keys(issuer: string): { readonly keys: readonly JWK[] } | undefined;
  sign(signing: Signing): Promise<{ readonly token: string; readonly expires: string }>;
}

export async function makeSigners(issuers: readonly string[]): Promise<Signers> {
  const made = await Promise.all(issuers.map(async (issuer) => [issuer, await makeSigner(issuer)] as const));
  const signers = new Map(made);
  const stranger = await makeSigner('stranger');
  return {
    keys: (issuer) => {
      const signer = signers.get(issuer);
      return signer && { keys: [signer.jwk] };
    },
    sign: async (signing) => {
      const own = signers.get(signing.employee.issuer) as Signer;
      const { fault } = signing;
      const issued = Math.floor(Date.now() / 1000) - (fault === 'expired' ? 3600 : 0);
      const expires = issued + signing.lifetime;
      const claims = claimsOf(signing);
      const finish = <Token extends SignJWT | UnsecuredJWT>(token: Token) =>
        token
          .setIssuer(fault === 'foreign' ? `${signing.iss}-ukendt` : signing.iss)
          .setAudience(fault === 'audience' ? 'urn:example:another-service' : signing.aud)
          .setSubject(claims.sub)
          .setIssuedAt(issued)
          .setExpirationTime(expires)
          .setJti(randomUUID()) as Token;
      const key = fault === 'wrong-key' || fault === 'foreign' ? stranger.privateKey : own.privateKey;
      const token =
        fault === 'unsigned'
          ? finish(new UnsecuredJWT({ ...claims })).encode()
          : await finish(new SignJWT({ ...claims }))
              .setProtectedHeader({ alg: 'ES256', kid: own.kid, typ: 'JWT' })
              .sign(key);
      return { token, expires: new Date(expires * 1000).toISOString() };
    },
  };
}

function claimsOf({ employee, overrides, fault }: Signing) {
  const { sub, org, unit, audience, name, title } = employee;
  const acr = fault === 'low-assurance' ? `${assurance}Low` : substantial;
  return { sub, org, unit, audience, function: employee.function, acr, name, title, ...overrides };
}

async function makeSigner(issuer: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const kid = `${issuer}-1`;
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}
