import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { child, readXml, type XmlElement } from '../xml/read.ts';
import { addressing } from './envelope.ts';

const wss = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
export const wsse = `${wss}-wssecurity-secext-1.0.xsd`;
export const wsu = `${wss}-wssecurity-utility-1.0.xsd`;
export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';
const x509Token = `${wss}-x509-token-profile-1.0#X509v3`;

// Basic256Sha256 of the policy.
const algorithms = {
  signature: ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'],
  canonical: ['http://www.w3.org/2001/10/xml-exc-c14n#'],
  digest: ['http://www.w3.org/2001/04/xmlenc#sha256'],
} as const;
const skew = 5 * 60 * 1000;

/** Why a request is not taken; each system says it in its own way. */
export class SecurityRefused extends Error {
  override readonly name = 'SecurityRefused';
  /** A code of the WS-Security standard, with its prefix. */
  readonly code: string;
  /** There is no signature at all. */
  readonly missing: boolean;

  constructor(code: string, text: string, missing = false) {
    super(text);
    this.code = code;
    this.missing = missing;
  }
}

/** The WS-Addressing headers of a request, which a system may want signed. */
export const addressingHeaders = (header: XmlElement) => header.children.filter(({ namespace }) => namespace === addressing);

/**
 * Checks a request's WS-Security, whatever the version of SOAP: a timestamp, and an RSA-SHA256 signature over exclusive canonical XML of body,
 * timestamp and the headers that the system wants signed, by the X.509 certificate in the message.
 *
 * @param ca PEM of the authority that certificates must come from
 * @param parts the headers that must be signed too
 * @throws SecurityRefused
 */
export function verifySecurity(
  request: string,
  ca: string,
  parts: (header: XmlElement) => readonly (XmlElement | undefined)[],
  now = Date.now(),
): void {
  const envelope = readXml(request);
  const header = child(envelope, envelope.namespace, 'Header');
  const held = child(header, wsse, 'Security');
  if (!header || !held) throw unsigned('The wsse:Security header is missing.');
  const timestamp = child(held, wsu, 'Timestamp');
  const token = child(held, wsse, 'BinarySecurityToken');
  const signature = child(held, signatureNamespace, 'Signature');
  if (!signature) throw unsigned('Timestamp, BinarySecurityToken and Signature are required.');
  if (!timestamp || !token) throw invalid('Timestamp, BinarySecurityToken and Signature are required.');
  checkTime(timestamp, now);
  const certificate = readCertificate(token, ca, now);
  if (!namesToken(signature, token)) throw invalid('KeyInfo does not refer to the BinarySecurityToken.');
  const signed = checkSignature(request, certificate);
  const body = child(envelope, envelope.namespace, 'Body');
  for (const part of [body, timestamp, ...parts(header)])
    if (!part || !signed.has(idOf(part))) throw invalid(`${part?.name ?? 'A part'} is not signed.`);
}

const idOf = (element: XmlElement) => element.attributes.get(`{${wsu}}Id`) ?? '';

function checkTime(timestamp: XmlElement, now: number): void {
  const [created, expires] = ['Created', 'Expires'].map((name) => Date.parse(child(timestamp, wsu, name)?.text ?? ''));
  if (created === undefined || expires === undefined || Number.isNaN(created) || Number.isNaN(expires))
    throw invalid('The timestamp needs Created and Expires.');
  if (created > now + skew || expires < now) throw new SecurityRefused('wsu:MessageExpired', 'The message has expired.');
}

function readCertificate(token: XmlElement, ca: string, now: number): X509Certificate {
  if (token.attributes.get('ValueType') !== x509Token) throw security('UnsupportedSecurityToken', 'An X509v3 token is expected.');
  try {
    const certificate = new X509Certificate(Buffer.from(token.text, 'base64'));
    const authority = new X509Certificate(ca);
    const valid = now >= certificate.validFromDate.getTime() && now <= certificate.validToDate.getTime();
    if (valid && certificate.checkIssued(authority) && certificate.verify(authority.publicKey)) return certificate;
  } catch {
    // Not a certificate: the same answer as to one that is not trusted.
  }
  throw security('FailedAuthentication', 'The security token could not be authenticated or authorized.');
}

function namesToken(signature: XmlElement, token: XmlElement): boolean {
  const reference = child(child(child(signature, signatureNamespace, 'KeyInfo'), wsse, 'SecurityTokenReference'), wsse, 'Reference');
  return idOf(token) !== '' && reference?.attributes.get('URI') === `#${idOf(token)}`;
}

/** @returns the ids of the elements that the signature covers */
function checkSignature(request: string, certificate: X509Certificate): ReadonlySet<string> {
  const check = new SignedXml({ idMode: 'wssecurity', publicCert: certificate.toString() });
  // As it was sent, for its digest: it declares its own namespaces, and there is one only.
  const [source, ...more] = request.match(/<([\w.-]+:)?Signature[\s>].*?<\/\1Signature\s*>/gs) ?? [];
  if (!source || more.length > 0) throw invalid('One signature is expected.');
  try {
    check.loadSignature(source);
    // Two elements with the same id make this throw, so that an id names one element only.
    if (!check.checkSignature(request)) throw new Error('not valid');
  } catch {
    throw security('FailedCheck', 'The signature or decryption was invalid.');
  }
  const references = check.getReferences();
  const weak =
    !algorithms.signature.some((one) => one === check.signatureAlgorithm) ||
    !algorithms.canonical.some((one) => one === check.canonicalizationAlgorithm) ||
    references.some(({ digestAlgorithm }) => !algorithms.digest.some((one) => one === digestAlgorithm)) ||
    references.some(({ transforms }) => transforms.some((transform) => !algorithms.canonical.some((one) => one === transform)));
  if (weak) throw security('UnsupportedAlgorithm', 'An unsupported signature algorithm was used.');
  return new Set(references.map(({ uri }) => uri?.slice(1) ?? ''));
}

const security = (code: string, text: string) => new SecurityRefused(`wsse:${code}`, text);
const invalid = (text: string) => security('InvalidSecurity', text);
const unsigned = (text: string) => new SecurityRefused('wsse:InvalidSecurity', text, true);
