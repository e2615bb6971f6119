import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { SignedXml } from 'xml-crypto';
import { authority, type Identity } from '../testing/certificates.ts';
import { envelope12 } from '../testing/appointment.ts';
import { call, serve } from '../testing/server.ts';
import { envelope } from '../testing/soap.ts';
import { addressing, soap, stil, wsse, wsu } from './namespaces.ts';
import { sendSoap } from './soap.ts';
import { Source } from './source.ts';
import { finder, readXml, xml } from './xml.ts';

const { one, text } = finder({ soap, wsa: addressing, wsse, wsu });

async function signedMessage(t: TestContext, identity: Identity, header = xml``, version: '1.1' | '1.2' = '1.1'): Promise<string> {
  const server = await serve(t, (_, response) => response.end((version === '1.1' ? envelope : envelope12)('<a/>')));
  const source = new Source('cases', { url: server.url, security: { kind: 'wss-x509', ...identity } });
  t.after(() => source.close());
  // A value that tempts a careless replace, and characters that the signature must survive.
  await source.ask(call, (send) =>
    sendSoap(source, send, { action: 'urn:act', version, header, body: xml`<q xmlns="urn:q">${"<soap:Header> $& æøå & 'x'"}</q>` }),
  );
  return server.seen[0]?.body ?? '';
}

/** @returns the canonical form of each part that the signature covers */
function verify(message: string, certificate: string): readonly string[] {
  const verifier = new SignedXml({ publicCert: certificate, idMode: 'wssecurity', getCertFromKeyInfo: () => null });
  verifier.loadSignature(/<ds:Signature .*<\/ds:Signature>/s.exec(message)?.[0] ?? '');
  assert.equal(verifier.signatureAlgorithm, 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  assert.equal(verifier.canonicalizationAlgorithm, 'http://www.w3.org/2001/10/xml-exc-c14n#');
  assert.ok(verifier.checkSignature(message));
  return verifier.getSignedReferences();
}

test('signs body, timestamp and addressing, so that the certificate verifies them', async (t) => {
  const us = await (await authority()).issue('us');
  const message = await signedMessage(t, us);
  const parts = verify(message, us.certificate);
  const names = parts.map((part) => /^<(?:\w+:)?(\w+)/.exec(part)?.[1]);
  assert.deepEqual(names.toSorted(), ['Action', 'Body', 'MessageID', 'Timestamp', 'To']);
  assert.ok(parts.some((part) => part.includes('&lt;soap:Header&gt; $&amp; æøå &amp;')));
});

test("signs the header block by which STIL knows the system, and no other system's", async (t) => {
  const us = await (await authority()).issue('us');
  const header = xml`<c:UdbydersystemId xmlns:c="${stil}">AB1</c:UdbydersystemId><h:Other xmlns:h="urn:h"/>`;
  const parts = verify(await signedMessage(t, us, header), us.certificate);
  assert.deepEqual(parts.map((part) => /^<(?:\w+:)?(\w+)/.exec(part)?.[1]).toSorted(), [
    'Action',
    'Body',
    'MessageID',
    'Timestamp',
    'To',
    'UdbydersystemId',
  ]);
});

test('signs the body and the addressing of SOAP 1.2 too', async (t) => {
  const us = await (await authority()).issue('us');
  const parts = verify(await signedMessage(t, us, xml``, '1.2'), us.certificate);
  const names = parts.map((part) => /^<(?:\w+:)?(\w+)/.exec(part)?.[1]);
  assert.deepEqual(names.toSorted(), ['Action', 'Body', 'MessageID', 'ReplyTo', 'Timestamp', 'To']);
});

test('carries the certificate that signed, and how long the message is good', async (t) => {
  const us = await (await authority()).issue('us');
  const before = Date.now();
  const root = readXml('cases', Buffer.from(await signedMessage(t, us)));
  const header = one(root, 'soap:Header/wsse:Security');
  assert.ok(header);
  const token = text(header, 'wsse:BinarySecurityToken') ?? '';
  assert.equal(new X509Certificate(Buffer.from(token, 'base64')).fingerprint256, new X509Certificate(us.certificate).fingerprint256);
  const created = Date.parse(text(header, 'wsu:Timestamp/wsu:Created') ?? '');
  const expires = Date.parse(text(header, 'wsu:Timestamp/wsu:Expires') ?? '');
  assert.ok(before <= created && created <= Date.now());
  assert.equal(expires - created, 300_000);
});

test('a changed body, timestamp or message id no longer verifies; nor does another certificate', async (t) => {
  const issuer = await authority();
  const us = await issuer.issue('us');
  const message = await signedMessage(t, us);
  const changes: [RegExp, string][] = [
    [/æøå/, 'aoa'],
    [/<wsu:Expires>\d{4}/, '<wsu:Expires>9999'],
    [/urn:uuid:[0-9a-f]/, 'urn:uuid:x'],
    [/urn:act</, 'urn:other<'],
  ];
  for (const [from, to] of changes) {
    const changed = message.replace(from, to);
    assert.notEqual(changed, message);
    assert.throws(() => verify(changed, us.certificate));
  }
  const other = await issuer.issue('other');
  assert.throws(() => verify(message, other.certificate));
});

test('does not ask again with the same key when it is refused', async (t) => {
  const us = await (await authority()).issue('us');
  const server = await serve(t, (_, response) => response.writeHead(401).end());
  const source = new Source('cases', { url: server.url, security: { kind: 'wss-x509', ...us } });
  t.after(() => source.close());
  await assert.rejects(
    source.ask(call, (send) => sendSoap(source, send, { action: 'urn:act', body: xml`<q/>` })),
    { why: 'status' },
  );
  assert.equal(server.seen.length, 1);
});
