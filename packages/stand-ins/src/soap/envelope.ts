import type { Answer, Received } from '../http/server.ts';
import { child, readXml, type XmlElement, XmlRefused } from '../xml/read.ts';
import { escapeXml } from '../xml/write.ts';
import { readRootPart } from './multipart.ts';

const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const soap12Namespace = 'http://www.w3.org/2003/05/soap-envelope';
export const addressing = 'http://www.w3.org/2005/08/addressing';

/** Answered as a SOAP fault with status 500. The text never quotes what was sent. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  /** Of SOAP 1.1, with its prefix; `soap` is declared, another prefix by `namespaces`. */
  readonly code: string;
  readonly namespaces: string;
  /** XML inside the fault's detail; declares its own namespaces. */
  readonly detail: string;

  constructor(code: string, text: string, namespaces = '', detail = '') {
    super(text);
    this.code = code;
    this.namespaces = namespaces;
    this.detail = detail;
  }
}

export interface Envelope {
  readonly header: XmlElement | undefined;
  readonly operation: XmlElement;
}

/**
 * Reads a SOAP 1.1 request as a service of the JAX-WS kind does: transport first, then action, then XML.
 *
 * @throws SoapFault; answers 405 and 415 are returned, since they are no faults
 */
export function readEnvelope(request: Received, action: string): Envelope | Answer {
  const wrong = refuseTransport(request, /^text\/xml\s*(;|$)/i);
  if (wrong) return wrong;
  const sent = request.headers.soapaction;
  const plain = (Array.isArray(sent) ? sent[0] : sent)?.replace(/^"(.*)"$/, '$1');
  if (!plain) throw new SoapFault('soap:Client', 'The SOAPAction header is missing.');
  if (plain !== action) throw new SoapFault('soap:Client', 'The given SOAPAction does not match an operation.');
  return openEnvelope(request.body, soapNamespace, '1.1');
}

/**
 * Reads a SOAP 1.2 request, plain or as the root part of an MTOM message, with `wsa:Action` and `wsa:MessageID`; an
 * action in the content type must be the same.
 *
 * @param understood namespaces of headers that the service knows, beside WS-Addressing
 * @param marked `wsa:Action` must be marked mustUnderstand, as IHE asks (ITI TF-2, appendix V)
 * @throws SoapFault; answers 405 and 415 are returned, since they are no faults
 */
export function readEnvelope12(
  request: Received,
  action: string,
  understood: readonly string[],
  marked: boolean,
): (Envelope & { id: string }) | Answer {
  const type = request.headers['content-type'] ?? '';
  const multipart = /^multipart\/related\s*;/i.test(type);
  const wrong = refuseTransport(request, /^(application\/soap\+xml\s*(;|$)|multipart\/related\s*;)/i);
  if (wrong) return wrong;
  const root = multipart ? readRootPart(request.body, type) : { type, text: request.body };
  if (!root) return unsupported;
  // In an MTOM message the action stands in start-info or in the root part's own type, in quotes within quotes.
  const actions = [type, root.type].flatMap((one) => [...one.matchAll(/action=\\?"([^"\\]*)/gi)].map(([, found]) => found));
  if (actions.some((one) => one !== action)) throw new SoapFault('soap:Client', 'The given action does not match an operation.');
  const envelope = openEnvelope(root.text, soap12Namespace, '1.2');
  return { ...envelope, id: readAddressing(envelope.header, action, understood, marked) };
}

const unsupported: Answer = { status: 415, type: 'text/plain', body: 'Unsupported Media Type' };

function refuseTransport(request: Received, types: RegExp): Answer | undefined {
  if (request.method !== 'POST') return { status: 405, body: '', headers: { Allow: 'POST' } };
  return types.test(request.headers['content-type'] ?? '') ? undefined : unsupported;
}

function openEnvelope(text: string, namespace: string, version: string): Envelope {
  const envelope = readBody(text);
  if (envelope.name !== 'Envelope') throw new SoapFault('soap:Client', 'The root element is not a SOAP envelope.');
  if (envelope.namespace !== namespace) throw new SoapFault('soap:VersionMismatch', `A SOAP ${version} envelope is expected.`);
  const body = child(envelope, namespace, 'Body');
  const operation = body?.children[0];
  if (!operation) throw new SoapFault('soap:Client', 'The SOAP body is missing or empty.');
  if (body.children.length > 1) throw new SoapFault('soap:Client', 'The SOAP body holds more than one element.');
  return { header: child(envelope, namespace, 'Header'), operation };
}

function readBody(text: string): XmlElement {
  try {
    return readXml(text);
  } catch (error) {
    if (error instanceof XmlRefused) throw new SoapFault('soap:Client', `Error reading XMLStreamReader: ${error.message}.`);
    throw error;
  }
}

const mustUnderstand = (element: XmlElement) => /^(true|1)$/.test(element.attributes.get(`{${soap12Namespace}}mustUnderstand`) ?? '');

function readAddressing(header: XmlElement | undefined, action: string, understood: readonly string[], marked: boolean): string {
  const declared = ` xmlns:wsa="${addressing}"`;
  const required = 'A required header representing a Message Addressing Property is not present';
  const [sent, id] = [child(header, addressing, 'Action'), child(header, addressing, 'MessageID')];
  const name = id?.text.trim();
  if (!sent || !name) throw new SoapFault('wsa:MessageAddressingHeaderRequired', required, declared);
  if (sent.text.trim() !== action)
    throw new SoapFault('wsa:ActionNotSupported', 'The [action] cannot be processed at the receiver.', declared);
  if (marked && !mustUnderstand(sent)) throw new SoapFault('soap:Client', 'wsa:Action must be marked mustUnderstand.');
  const strange = header?.children.find((one) => mustUnderstand(one) && ![addressing, ...understood].includes(one.namespace));
  if (strange) throw new SoapFault('soap:MustUnderstand', 'A header marked mustUnderstand is not understood.');
  return name;
}

/** @param body namespaces declared by itself @param header likewise; may be empty */
export function soapAnswer(body: string, header = ''): Answer {
  return { status: 200, type: 'text/xml; charset=utf-8', body: writeEnvelope(soapNamespace, body, header) };
}

export function soapFault(fault: SoapFault): Answer {
  const code = `<faultcode${fault.namespaces}>${escapeXml(fault.code)}</faultcode><faultstring>${escapeXml(fault.message)}</faultstring>`;
  const detail = fault.detail && `<detail>${fault.detail}</detail>`;
  return { ...soapAnswer(`<soap:Fault>${code}${detail}</soap:Fault>`), status: 500 };
}

export const soap12Envelope = (body: string, header = '') => writeEnvelope(soap12Namespace, body, header);

export function soap12Answer(body: string, header = ''): Answer {
  return { status: 200, type: 'application/soap+xml; charset=utf-8', body: soap12Envelope(body, header) };
}

/** Status 500 for all, as Apache CXF does. */
export function soap12Fault(fault: SoapFault): Answer {
  const own = fault.code.startsWith('soap:');
  const names: Readonly<Record<string, string>> = { 'soap:Client': 'soap:Sender', 'soap:Server': 'soap:Receiver' };
  const value = own ? (names[fault.code] ?? fault.code) : 'soap:Sender';
  const subcode = own ? '' : `<soap:Subcode><soap:Value${fault.namespaces}>${escapeXml(fault.code)}</soap:Value></soap:Subcode>`;
  const detail = fault.detail && `<soap:Detail>${fault.detail}</soap:Detail>`;
  const action = `<wsa:Action xmlns:wsa="${addressing}">${addressing}/soap/fault</wsa:Action>`;
  return {
    ...soap12Answer(
      `<soap:Fault><soap:Code><soap:Value>${value}</soap:Value>${subcode}</soap:Code><soap:Reason><soap:Text xml:lang="en">${escapeXml(fault.message)}</soap:Text></soap:Reason>${detail}</soap:Fault>`,
      action,
    ),
    status: 500,
  };
}

function writeEnvelope(namespace: string, body: string, header: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${namespace}">${header && `<soap:Header>${header}</soap:Header>`}<soap:Body>${body}</soap:Body></soap:Envelope>`;
}

export function isAnswer(value: Envelope | Answer): value is Answer {
  return 'status' in value;
}
