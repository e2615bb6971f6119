import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';

export const issuer = 'https://host.example/identity';
export const audience = 'https://gateway.example';
export const origin = 'https://host.example';
export const organisationId = '11223344';

const { publicKey, privateKey } = await generateKeyPair('ES256');
export const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] };

export const organisation = {
  id: organisationId,
  name: 'Korsbæk Kommune',
  audiences: ['ppr', 'family-services'],
  issuers: [{ iss: issuer, jwks }],
  origins: [origin],
  needBanner: true,
  acr: 'substantial',
};

/** Another organisation, with pages of its own. */
export const neighbour = {
  ...organisation,
  id: '55667788',
  name: 'Region Øvelse',
  audiences: ['child-psychiatry'],
  issuers: [{ iss: 'https://epj.example', jwks }],
  origins: ['https://epj.example'],
  rateLimit: { perMinute: 3 },
};

interface Made {
  readonly now: Date;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly key?: Parameters<SignJWT['sign']>[0];
}

/** A good token of the first organisation; `claims` takes the place of what it says, `undefined` takes it away. */
export function makeToken(claims: Record<string, unknown>, { now, header, key = privateKey }: Made): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'employee-1',
    jti: crypto.randomUUID(),
    iat: seconds,
    exp: seconds + 300,
    org: organisationId,
    unit: 'PPR Korsbæk',
    audience: 'ppr',
    function: 'psychologist',
    acr: 'substantial',
    name: 'Asta Øvelsesen',
    ...claims,
  };
  return new SignJWT(JSON.parse(JSON.stringify(payload))).setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'JWT', ...header }).sign(key);
}
