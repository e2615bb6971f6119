import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeCertificates } from '../certificates.ts';
import { type StandIns, startStandIns } from '../start.ts';
import { askCases } from '../testing/requests.ts';
import { type Signing, signedParts as parts, signEnvelope } from '../testing/signing.ts';
import { signatureNamespace } from '../soap/security.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15', requireSignature: true });
});
after(() => standIns.close());

const sign = (text: string, signing: Signing = {}) => signEnvelope(text, standIns.certificates, signing);

async function faultCode(change: (text: string) => string): Promise<string | undefined> {
  const said = await askCases(standIns, { change });
  assert.equal(said.status, 500, said.text);
  return said.text.match(/<faultcode[^>]*>(.*)<\/faultcode>/)?.[1];
}

test('answers a request that is signed in full', async () => {
  const said = await askCases(standIns, { change: (text) => sign(text) });
  assert.equal(said.status, 200, said.text);
  assert.match(said.text, /SagFiltreretOejebliksbillede/);
});

test('refuses a request that is not signed', async () => {
  assert.equal(await faultCode((text) => text), 'wsse:InvalidSecurity');
});

test('refuses a request that was changed after it was signed', async () => {
  assert.equal(await faultCode((text) => sign(text).replace('0505149996', '1710194919')), 'wsse:FailedCheck');
});

test('refuses each part left unsigned', async () => {
  for (const part of parts)
    assert.equal(await faultCode((text) => sign(text, { parts: parts.filter((one) => one !== part) })), 'wsse:InvalidSecurity', part);
});

test('refuses a certificate that its authority did not issue', async () => {
  const stranger = await makeCertificates();
  assert.equal(
    await faultCode((text) => sign(text, { certificate: stranger.clientCertificate, key: stranger.clientKey })),
    'wsse:FailedAuthentication',
  );
});

test('refuses another key than the certificate has', async () => {
  const stranger = await makeCertificates();
  assert.equal(await faultCode((text) => sign(text, { key: stranger.clientKey })), 'wsse:FailedCheck');
});

test('refuses an old message, and one from the future', async () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  assert.equal(await faultCode((text) => sign(text, { created: ago(20), expires: ago(10) })), 'wsu:MessageExpired');
  assert.equal(await faultCode((text) => sign(text, { created: ago(-20), expires: ago(-30) })), 'wsu:MessageExpired');
});

test('refuses SHA-1', async () => {
  assert.equal(
    await faultCode((text) => sign(text, { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' })),
    'wsse:UnsupportedAlgorithm',
  );
});

test('refuses a second signature', async () => {
  assert.equal(
    await faultCode((text) =>
      sign(text).replace('</soap:Header>', `<ds:Signature xmlns:ds="${signatureNamespace}"></ds:Signature></soap:Header>`),
    ),
    'wsse:InvalidSecurity',
  );
});
