// The certificate library finds its algorithms through this polyfill.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM. Made at start, valid for a day, never written to disk. */
export interface Certificates {
  readonly ca: string;
  readonly clientCertificate: string;
  /** RSA, as OCES certificates have; PKCS#8. */
  readonly clientKey: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
}

const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const rsa = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };

/** @param today a day that they are valid on too, whatever the machine's clock says */
export async function makeCertificates(today?: string): Promise<Certificates> {
  const [authority, server, client] = await Promise.all([makeKeys(elliptic), makeKeys(elliptic), makeKeys(rsa)]);
  const day = 24 * 60 * 60 * 1000;
  const moments = [Date.now(), ...(today ? [Date.parse(`${today}T00:00:00Z`)] : [])];
  const validity = { notBefore: new Date(Math.min(...moments) - day), notAfter: new Date(Math.max(...moments) + 2 * day) };
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Øvelse – demo-CA, O=Paa Tvaers, C=DK',
    keys: authority,
    signingAlgorithm: elliptic,
    extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  const issue = (name: string, keys: webcrypto.CryptoKeyPair, use: ExtendedKeyUsage, names: SubjectAlternativeNameExtension[] = []) =>
    X509CertificateGenerator.create({
      ...validity,
      subject: name,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: authority.privateKey,
      signingAlgorithm: elliptic,
      extensions: [
        new BasicConstraintsExtension(false),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([use]),
        ...names,
      ],
    });
  const local = new SubjectAlternativeNameExtension([
    { type: 'ip', value: '127.0.0.1' },
    { type: 'dns', value: 'localhost' },
  ]);
  const serverCertificate = await issue('CN=127.0.0.1, O=Paa Tvaers, C=DK', server, ExtendedKeyUsage.serverAuth, [local]);
  const clientCertificate = await issue('CN=Paa Tvaers gateway (oevelse), O=Korsbaek Kommune, C=DK', client, ExtendedKeyUsage.clientAuth);
  return {
    ca: ca.toString('pem'),
    clientCertificate: clientCertificate.toString('pem'),
    clientKey: await pem(client.privateKey),
    serverCertificate: serverCertificate.toString('pem'),
    serverKey: await pem(server.privateKey),
  };
}

const makeKeys = (algorithm: typeof elliptic | typeof rsa) =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  const body = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}
