import { type CryptoKey, createLocalJWKSet, createRemoteJWKSet, errors, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import type { Issuer } from '../organisations/schema.ts';

/** The issuer's key set cannot be fetched: nobody can say whether the token is good. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export type FindKey = (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => Promise<CryptoKey>;

/** The key sets of the issuers, kept over reloads of the register as long as their source is the same. */
export class KeySets {
  readonly #sets = new Map<string, { readonly source: string; readonly find: FindKey }>();

  for(issuer: Issuer): FindKey {
    const source = JSON.stringify(issuer.jwksUri ?? issuer.jwks);
    const known = this.#sets.get(issuer.iss);
    if (known?.source === source) return known.find;
    const find =
      issuer.jwksUri === undefined
        ? createLocalJWKSet((issuer as { jwks: Parameters<typeof createLocalJWKSet>[0] }).jwks)
        : remote(issuer.jwksUri);
    this.#sets.set(issuer.iss, { source, find });
    return find;
  }
}

// A key that rotates in is found at once, but an unknown `kid` makes one fetch in 30 s at most.
function remote(uri: string): FindKey {
  const find = createRemoteJWKSet(new URL(uri), { timeoutDuration: 2000, cooldownDuration: 30_000, cacheMaxAge: 600_000 });
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      const told =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys ||
        error instanceof errors.JOSENotSupported;
      throw told ? error : new KeysUnavailable('the key set cannot be fetched', { cause: error });
    }
  };
}
