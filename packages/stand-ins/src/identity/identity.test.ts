import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { type StandIns, startStandIns } from '../start.ts';
import { organisationsFor } from './organisations.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

async function ask(body: unknown): Promise<{ status: number; token: string; expires: string; error?: string; headers: Headers }> {
  const response = await fetch(`${standIns.identity.url}/token`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, headers: response.headers, ...((await response.json()) as { token: string; expires: string }) };
}

/** As a gateway would: by the registration, and nothing else. */
async function verify(token: string): Promise<JWTPayload> {
  const organisations = organisationsFor({ origins: [], identityUrl: standIns.identity.url });
  const { iss } = decodeJwt(token);
  const issuer = organisations.flatMap(({ issuers }) => issuers).find((one) => one.iss === iss);
  if (!issuer) throw new Error('unknown issuer');
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUri)), {
    issuer: issuer.iss,
    audience: 'urn:paa-tvaers:gateway',
    algorithms: ['ES256'],
  });
  return payload;
}

test('signs for employees of each audience, as their organisation and its units are registered', async () => {
  const organisations = organisationsFor({ origins: ['http://127.0.0.1:1'], identityUrl: standIns.identity.url, box: true });
  const audiences = new Set<unknown>();
  for (const { id } of standIns.employees) {
    const { token, expires } = await ask({ employee: id });
    const claims = await verify(token);
    for (const claim of ['sub', 'jti', 'org', 'unit', 'audience', 'function', 'acr', 'name', 'title'])
      assert.equal(typeof claims[claim], 'string', claim);
    assert.equal((claims.exp as number) - (claims.iat as number), 300);
    assert.equal(new Date((claims.exp as number) * 1000).toISOString(), expires);
    assert.equal(claims.acr, 'https://data.gov.dk/concept/core/nsis/loa/Substantial');
    const organisation = organisations.find((one) => one.id === claims.org);
    assert.ok(organisation);
    assert.ok(organisation.audiences.some((audience) => audience === claims.audience));
    const unit = organisation.units.find(({ id }) => id === claims.unit);
    assert.equal(unit?.mailbox, claims.function === 'social-worker' ? 'gateway' : 'host');
    audiences.add(claims.audience);
  }
  assert.deepEqual([...audiences].sort(), ['child-psychiatry', 'family-services', 'general-practice', 'ppr']);
});

test('gives each token an id of its own, and lives as short as it is told', async () => {
  const [one, other] = [await ask({ employee: 'ida', lifetime: 5 }), await ask({ employee: 'ida', lifetime: 5 })];
  const claims = await verify(one.token);
  assert.notEqual(claims.jti, (await verify(other.token)).jti);
  assert.equal((claims.exp as number) - (claims.iat as number), 5);
});

test('overrides claims', async () => {
  const claims = await verify((await ask({ employee: 'birgit', overrides: { function: 'secretary', name: 'Øvelse' } })).token);
  assert.equal(claims.function, 'secretary');
  assert.equal(claims.name, 'Øvelse');
  assert.equal(claims.audience, 'family-services');
});

test('plays each fault, and nothing but that fault', async () => {
  const expired = decodeJwt((await ask({ employee: 'ida', fault: 'expired' })).token);
  assert.ok((expired.exp as number) < Date.now() / 1000);
  const { token: unsigned } = await ask({ employee: 'ida', fault: 'unsigned' });
  assert.equal((JSON.parse(Buffer.from(unsigned.split('.')[0] as string, 'base64url').toString()) as { alg: string }).alg, 'none');
  assert.equal(unsigned.split('.')[2], '');
  assert.equal(decodeJwt((await ask({ employee: 'ida', fault: 'audience' })).token).aud, 'urn:example:another-service');
  assert.equal(
    (await verify((await ask({ employee: 'ida', fault: 'low-assurance' })).token)).acr,
    'https://data.gov.dk/concept/core/nsis/loa/Low',
  );
  const { token: wrongKey } = await ask({ employee: 'ida', fault: 'wrong-key' });
  assert.equal(decodeProtectedHeader(wrongKey).kid, decodeProtectedHeader((await ask({ employee: 'ida' })).token).kid);
  for (const [fault, code] of [
    ['expired', 'ERR_JWT_EXPIRED'],
    ['audience', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['wrong-key', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
  ])
    await assert.rejects(verify((await ask({ employee: 'ida', fault })).token), { code });
  await assert.rejects(verify((await ask({ employee: 'ida', fault: 'foreign' })).token), /unknown issuer/);
  await assert.rejects(verify(unsigned));
});

test('refuses what it cannot sign', async () => {
  for (const body of [
    {},
    { employee: 'nobody' },
    { employee: 'ida', fault: 'lazy' },
    { employee: 'ida', lifetime: 301 },
    { employee: 'ida', overrides: { iss: 'x' } },
    { employee: 'ida', overrides: { name: 1 } },
    null,
  ])
    assert.equal((await ask(body)).status, 400, JSON.stringify(body));
});

test('hands out public keys only, a set an issuer', async () => {
  const sets = new Set<string>();
  for (const { issuer } of standIns.employees) {
    const text = await (await fetch(`${standIns.identity.url}/${issuer}/jwks.json`)).text();
    const { keys } = JSON.parse(text) as { keys: Record<string, string>[] };
    assert.deepEqual(
      keys.map(({ alg, crv, use }) => [alg, crv, use]),
      [['ES256', 'P-256', 'sig']],
    );
    assert.ok(keys.every((key) => !('d' in key)));
    sets.add(text);
  }
  assert.equal(sets.size, 3);
  assert.equal((await fetch(`${standIns.identity.url}/stranger/jwks.json`)).status, 404);
});

test('allows no origin: a host asks from its own server', async () => {
  const response = await fetch(`${standIns.identity.url}/token`, {
    method: 'OPTIONS',
    headers: { Origin: 'http://127.0.0.1:5000', 'Access-Control-Request-Method': 'POST' },
  });
  assert.equal(response.headers.get('Access-Control-Allow-Origin'), null);
  assert.equal((await ask({ employee: 'ida' })).headers.get('Access-Control-Allow-Origin'), null);
});
