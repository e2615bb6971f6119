import { SignedXml } from 'xml-crypto';
import { wsse, wsu } from '../soap/security.ts';
import type { StandIns } from '../start.ts';

export interface Signing {
  readonly certificate?: string;
  readonly key?: string;
  readonly created?: Date;
  readonly expires?: Date;
  readonly algorithm?: string;
  /** Names of the parts that are signed. */
  readonly parts?: readonly string[];
}

export const signedParts = ['Body', 'Timestamp', 'Action', 'MessageID', 'To'];

/** Signs a SOAP 1.1 envelope as a right client does, or as `signing` says otherwise. */
export function signEnvelope(text: string, own: StandIns['certificates'], signing: Signing = {}): string {
  const { certificate = own.clientCertificate, key = own.clientKey } = signing;
  const { created = new Date(), expires = new Date(Date.now() + 5 * 60_000) } = signing;
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
  for (const part of signing.parts ?? signedParts)
    signer.addReference({
      xpath: `//*[local-name(.)='${part}']`,
      transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'],
      digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    });
  signer.computeSignature(ready, { prefix: 'ds', location: { reference: "//*[local-name(.)='Security']", action: 'append' } });
  return signer.getSignedXml();
}
