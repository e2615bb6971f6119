// @peculiar/x509 needs its polyfill first.
import 'reflect-metadata';
import { webcrypto as crypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

/** PEM texts. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of the test's own, and what it issues: good for 127.0.0.1 and for a day. */
export async function authority(): Promise<{ readonly ca: string; issue(name: string): Promise<Identity> }> {
  cryptoProvider.set(crypto);
  const day = 24 * 60 * 60 * 1000;
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Test authority',
      keys,
      signingAlgorithm: algorithm,
      extensions: [new BasicConstraintsExtension(true, 1, true)],
      ...validity,
    },
    crypto,
  );
  return {
    ca: root.toString('pem'),
    async issue(name) {
      const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const certificate = await X509CertificateGenerator.create(
        {
          subject: `CN=${name}`,
          issuer: root.subject,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          signingAlgorithm: algorithm,
          extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
          ...validity,
        },
        crypto,
      );
      return {
        certificate: certificate.toString('pem'),
        key: PemConverter.encode(await crypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY'),
      };
    },
  };
}
