import type { Answer, Received } from '../http/server.ts';
import { child, readXml, type XmlElement, XmlRefused } from '../xml/read.ts';
import { escapeXml } from '../xml/write.ts';

export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';

/** Answered as a SOAP 1.1 fault with status 500. The text never quotes what was sent. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  /** With its prefix; `soap` is declared, another prefix by `namespaces`. */
  readonly code: string;
  readonly namespaces: string;

  constructor(code: string, text: string, namespaces = '') {
    super(text);
    this.code = code;
    this.namespaces = namespaces;
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
  if (request.method !== 'POST') return { status: 405, body: '', headers: { Allow: 'POST' } };
  const type = request.headers['content-type'] ?? '';
  if (!/^text\/xml\s*(;|$)/i.test(type)) return { status: 415, type: 'text/plain', body: 'Unsupported Media Type' };
  const sent = request.headers.soapaction;
  const plain = (Array.isArray(sent) ? sent[0] : sent)?.replace(/^"(.*)"$/, '$1');
  if (!plain) throw new SoapFault('soap:Client', 'The SOAPAction header is missing.');
  if (plain !== action) throw new SoapFault('soap:Client', 'The given SOAPAction does not match an operation.');
  const envelope = readBody(request.body);
  if (envelope.name !== 'Envelope') throw new SoapFault('soap:Client', 'The root element is not a SOAP envelope.');
  if (envelope.namespace !== soapNamespace) throw new SoapFault('soap:VersionMismatch', 'A SOAP 1.1 envelope is expected.');
  const body = child(envelope, soapNamespace, 'Body');
  const operation = body?.children[0];
  if (!operation) throw new SoapFault('soap:Client', 'The SOAP body is missing or empty.');
  if (body.children.length > 1) throw new SoapFault('soap:Client', 'The SOAP body holds more than one element.');
  return { header: child(envelope, soapNamespace, 'Header'), operation };
}

function readBody(text: string): XmlElement {
  try {
    return readXml(text);
  } catch (error) {
    if (error instanceof XmlRefused) throw new SoapFault('soap:Client', `Error reading XMLStreamReader: ${error.message}.`);
    throw error;
  }
}

/** @param body namespaces declared by itself @param header likewise; may be empty */
export function soapAnswer(body: string, header = ''): Answer {
  return {
    status: 200,
    type: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${soapNamespace}">${header && `<soap:Header>${header}</soap:Header>`}<soap:Body>${body}</soap:Body></soap:Envelope>`,
  };
}

export function soapFault(fault: SoapFault): Answer {
  const code = `<faultcode${fault.namespaces}>${escapeXml(fault.code)}</faultcode><faultstring>${escapeXml(fault.message)}</faultstring>`;
  return { ...soapAnswer(`<soap:Fault>${code}</soap:Fault>`), status: 500 };
}

export function isAnswer(value: Envelope | Answer): value is Answer {
  return 'status' in value;
}
