import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SignedXml } from 'xml-crypto';
import { makeCertificates } from '../certificates.ts';
import { type StandIns, startStandIns } from '../start.ts';
import { askCases } from '../testing/requests.ts';
import { signatureNamespace, wsse, wsu } from './security.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15', requireSignature: true });
});
after(() => standIns.close());

interface Signing {
  readonly certificate?: string;
  readonly key?: string;
  readonly created?: Date;
  readonly expires?: Date;
  readonly algorithm?: string;
  /** Names of the parts that are signed. */
  readonly parts?: readonly string[];
}

const parts = ['Body', 'Timestamp', 'Action', 'MessageID', 'To'];
const minute = 60_000;

function sign(text: string, signing: Signing = {}): string {
  const { certificate = standIns.certificates.clientCertificate, key = standIns.certificates.clientKey } = signing;
  const { created = new Date(), expires = new Date(Date.now() + 5 * minute) } = signing;
  const token = certificate.replace(/-----[^-]+-----|\s/g, '');
  const header = `<wsse:Security xmlns:wsse="${wsse}" xmlns:wsu="${wsu}"><wsu:Timestamp wsu:Id="Timestamp"><wsu:Created>${created.toISOString()}</wsu:Created><wsu:Expires>${expires.toISOString()}</wsu:Expires></wsu:Timestamp><wsse:BinarySecurityToken wsu:Id="Token" EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary" ValueType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3">${token}</wsse:BinarySecurityToken></wsse:Security>`;
  const ready = text
    .replace('<soap:Header>', `<soap:Header>${header}`)
    .replace('<soap:Body>', `<soap:Body xmlns:wsu="${wsu}" wsu:Id="Body">`)
    .replace(/<wsa:(Action|MessageID|To)>/g, `<wsa:$1 xmlns:wsu="${wsu}" wsu:Id="$1">`);
  const signer = new SignedXml({ privateKey: key, idMode: 'wssecurity' });
  signer.signatureAlgorithm = signing.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
  signer.canonicalizationAlgorithm = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  signer.getKeyInfoContent = () =>
    `<wsse:SecurityTokenReference xmlns:wsse="${wsse}"><wsse:Reference URI="#Token"/></wsse:SecurityTokenReference>`;
  for (const part of signing.parts ?? parts)
    signer.addReference({
      xpath: `//*[local-name(.)='${part}']`,
      transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'],
      digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    });
  signer.computeSignature(ready, { prefix: 'ds', location: { reference: "//*[local-name(.)='Security']", action: 'append' } });
  return signer.getSignedXml();
}

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
  const ago = (minutes: number) => new Date(Date.now() - minutes * minute);
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
