import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { ProblemSlug } from '@paa-tvaers/contract';
import { exportJWK, generateKeyPair, UnsecuredJWT } from 'jose';
import { GatewayProblem } from '../http/problem.ts';
import type { Organisations } from '../organisations/organisations.ts';
import { openOrganisations } from '../organisations/organisations.ts';
import { createLog } from '../http/log.ts';
import { audience, issuer, jwks, makeToken, neighbour, organisation, organisationId } from '../testing/identity.ts';
import { createVerifyToken } from './verify.ts';

const log = createLog({ level: 'silent' });
const now = new Date('2026-06-15T10:00:00Z');
const seconds = now.getTime() / 1000;
const open = (list: readonly unknown[]): Organisations => openOrganisations(list, 'demo', log);
const verify = createVerifyToken(open([organisation, neighbour]), audience, () => now);

async function refused(authorization: string | undefined, slug: ProblemSlug, title = /./, by = verify) {
  await assert.rejects(by(authorization), (error) => {
    assert.ok(error instanceof GatewayProblem, String(error));
    assert.equal(error.slug, slug, error.message);
    assert.match(error.message, title);
    assert.equal(Object.hasOwn(error.headers, 'WWW-Authenticate'), error.status === 401);
    return true;
  });
}
const bearer = async (claims: Record<string, unknown> = {}, made: Partial<Parameters<typeof makeToken>[1]> = {}) =>
  `Bearer ${await makeToken(claims, { now, ...made })}`;

test('accepts a good token, and says who looks', async () => {
  const { issuer: by, viewer, organisation: of } = await verify(await bearer({ title: 'Psykolog' }));
  assert.equal(by, issuer);
  assert.equal(of.name, 'Korsbæk Kommune');
  assert.deepEqual(viewer, {
    sub: 'employee-1',
    name: 'Asta Øvelsesen',
    title: 'Psykolog',
    org: organisationId,
    organisationName: 'Korsbæk Kommune',
    unit: 'PPR Korsbæk',
    audience: 'ppr',
    function: 'psychologist',
  });
});

test('asks for a token in the header Authorization', async () => {
  await refused(undefined, 'token-missing');
  for (const header of ['', 'Bearer', 'Basic dXNlcjpw', 'Bearer two words']) await refused(header, 'token-missing');
});

test('refuses what is not a signed JWT', async () => {
  await refused('Bearer abc', 'token-invalid', /not a signed JWT/);
  await refused('Bearer a.b.c', 'token-invalid', /not a signed JWT/);
  const none = new UnsecuredJWT({ iss: issuer, aud: audience }).encode();
  await refused(`Bearer ${none}`, 'token-invalid', /ES256/);
});

test('refuses a shared secret, also one made of the public key', async () => {
  const secret = new TextEncoder().encode(JSON.stringify(jwks.keys[0]));
  await refused(await bearer({}, { header: { alg: 'HS256' }, key: secret }), 'token-invalid', /ES256/);
});

test('refuses another key, and a token that was changed', async () => {
  const { privateKey } = await generateKeyPair('ES256');
  await refused(await bearer({}, { key: privateKey }), 'token-invalid');
  const [header, payload, signature] = (await makeToken({}, { now })).split('.') as [string, string, string];
  const changed = JSON.parse(Buffer.from(payload, 'base64url').toString());
  changed.sub = 'employee-2';
  const forged = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  await refused(`Bearer ${forged}`, 'token-invalid');
});

test('refuses a key that the token brings itself', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  await refused(await bearer({}, { header: { jwk, kid: 'theirs' }, key: privateKey }), 'token-invalid');
});

test('refuses another kind of token', async () => {
  await refused(await bearer({}, { header: { typ: 'dpop+jwt' } }), 'token-invalid', /typ/);
  await verify(await bearer({}, { header: { typ: 'at+jwt' } }));
});

test('refuses a token that is expired, addressed elsewhere, or of an issuer that is not known', async () => {
  await refused(await bearer({ iat: seconds - 331, exp: seconds - 31 }), 'token-expired');
  await verify(await bearer({ iat: seconds - 320, exp: seconds - 20 }));
  await refused(await bearer({ aud: 'https://another.example' }), 'token-audience');
  await refused(await bearer({ aud: undefined }), 'token-audience');
  await verify(await bearer({ aud: ['https://another.example', audience] }));
  await refused(await bearer({ iss: 'https://nobody.example' }), 'issuer-unknown');
  await refused(await bearer({ iss: undefined }), 'issuer-unknown');
});

test('refuses a life beyond five minutes, and one that begins in the future', async () => {
  await refused(await bearer({ exp: seconds + 301 }), 'token-invalid', /lives too long/);
  await refused(await bearer({ iat: seconds + 31, exp: seconds + 300 }), 'token-invalid', /future/);
  await verify(await bearer({ iat: seconds + 29, exp: seconds + 300 }));
  await refused(await bearer({ nbf: seconds + 60 }), 'token-invalid', /nbf/);
});

test('names each claim that is missing or not valid', async () => {
  for (const claim of ['sub', 'jti', 'iat', 'exp', 'org', 'audience', 'function', 'acr', 'name'])
    await refused(await bearer({ [claim]: undefined }), 'token-invalid', new RegExp(`\`${claim}\``));
  await refused(await bearer({ sub: 7, name: '' }), 'token-invalid', /`sub`, `name`/);
});

test('refuses an employee’s CPR number as `sub` or `name`, without repeating it', async () => {
  for (const claim of ['sub', 'name']) {
    await refused(await bearer({ [claim]: '0505149996' }), 'token-invalid', new RegExp(`^(?!.*0505149996).*\`${claim}\``));
    await refused(await bearer({ [claim]: '050514-9996' }), 'token-invalid');
  }
});

test('refuses an organisation or an audience that the issuer may not speak for', async () => {
  await refused(await bearer({ org: neighbour.id }), 'organisation-mismatch');
  await refused(await bearer({ org: '99999999' }), 'organisation-mismatch');
  await refused(await bearer({ audience: 'child-psychiatry' }), 'organisation-mismatch');
  await verify(await bearer({ audience: 'family-services', function: 'social-worker' }));
});

test('asks for the level of assurance that was agreed', async () => {
  for (const acr of ['low', 'https://data.gov.dk/concept/core/nsis/loa/Low', 'Betydelig', '', 'nsis/loa/High'])
    await refused(await bearer({ acr }), 'assurance-too-low');
  for (const acr of ['high', 'https://data.gov.dk/concept/core/nsis/loa/Substantial', 'http://eidas.europa.eu/LoA/high'])
    await verify(await bearer({ acr }));
});

test('refuses a token that is bound to a key, and the scheme DPoP', async () => {
  await refused(await bearer({ cnf: { jkt: 'abc' } }), 'token-invalid', /cnf/);
  await refused((await bearer()).replace('Bearer', 'DPoP'), 'token-invalid', /DPoP/);
});

test('remembers a verified token until it expires, and not beyond a change of the register', async () => {
  let at = now;
  let organisations = open([organisation]);
  const register: Organisations = {
    get version() {
      return organisations.version;
    },
    find: (id) => organisations.find(id),
    issuer: (iss) => organisations.issuer(iss),
    allowsOrigin: () => true,
    boxes: new Map(),
    close: () => {},
  };
  const remembering = createVerifyToken(register, audience, () => at);
  const token = await bearer();
  const first = await remembering(token);
  assert.equal(await remembering(token), first, 'the same object: nothing was verified again');
  at = new Date(now.getTime() + 331_000);
  await refused(token, 'token-expired', /./, remembering);
  at = now;
  await remembering(token);
  organisations = open([neighbour]);
  await refused(token, 'issuer-unknown', /./, remembering);
});

test('tries every key that fits where the token names none', async () => {
  const { publicKey } = await generateKeyPair('ES256');
  const { kid: _, ...own } = jwks.keys[0] as Record<string, unknown>;
  const several = { ...organisation, issuers: [{ iss: issuer, jwks: { keys: [await exportJWK(publicKey), own] } }] };
  const trying = createVerifyToken(open([several]), audience, () => now);
  await trying(await bearer({}, { header: { kid: undefined as never } }));
  const { privateKey } = await generateKeyPair('ES256');
  await refused(await bearer({}, { header: { kid: undefined as never }, key: privateKey }), 'token-invalid', /./, trying);
});

test('accepts each of the algorithms that are registered', async () => {
  for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA']) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'k', alg }];
    const by = createVerifyToken(open([{ ...organisation, issuers: [{ iss: issuer, jwks: { keys } }] }]), audience, () => now);
    await by(await bearer({}, { header: { alg, kid: 'k' }, key: privateKey }));
  }
});

test('fetches a key set once, and answers unavailable, not 401, while it cannot', async () => {
  let asked = 0;
  let answer: { status: number; body: string } = { status: 503, body: '' };
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const by = createVerifyToken(open([{ ...organisation, issuers: [{ iss: issuer, jwksUri }] }]), audience, () => now);
    await refused(await bearer(), 'unavailable', /keys/, by);
    answer = { status: 200, body: '<html>' };
    await refused(await bearer(), 'unavailable', /keys/, by);
    answer = { status: 200, body: JSON.stringify(jwks) };
    asked = 0;
    await Promise.all(Array.from({ length: 10 }, async () => by(await bearer())));
    assert.equal(asked, 1);
    answer = { status: 503, body: '' };
    await by(await bearer());
    await refused(await bearer({}, { header: { kid: 'unknown' } }), 'token-invalid', /./, by);
    assert.equal(asked, 1, 'an unknown key makes no further fetch within the cooldown');
  } finally {
    server.close();
  }
});
