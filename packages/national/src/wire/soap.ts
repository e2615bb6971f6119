import { randomUUID } from 'node:crypto';
import { SourceAnswerInvalid } from '../types.ts';
import { statusError, type WireAnswer } from './http.ts';
import { addressing, soap } from './namespaces.ts';
import type { Send, Source } from './source.ts';
import { finder, type Markup, readXml, type XmlNode, xml } from './xml.ts';

export interface SoapMessage {
  /** SOAPAction, and `wsa:Action`. */
  readonly action: string;
  /** The service, on the system's host, where the system has several; else its URL. */
  readonly to?: URL;
  /** Header blocks of the system's own. */
  readonly header?: Markup;
  readonly body: Markup;
}

/** A fault's text may name the child: it is for reading here, never for an error or a log. */
export type SoapAnswer =
  | { readonly kind: 'answer'; readonly body: XmlNode }
  | { readonly kind: 'fault'; readonly code: string; readonly text: string; readonly detail: XmlNode | undefined };

const { one } = finder({ soap });

/**
 * Sends a SOAP 1.1 message and opens the answer's envelope.
 *
 * @throws SourceUnavailable `status` when HTTP failed without a fault
 * @throws SourceAnswerInvalid when the answer is no envelope
 */
export async function sendSoap(source: Source, send: Send, { action, to, header, body }: SoapMessage): Promise<SoapAnswer> {
  const envelope = xml`<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="${soap}" xmlns:wsa="${addressing}"><soap:Header>${header ?? ''}<wsa:Action>${action}</wsa:Action><wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID><wsa:To>${(to ?? source.url).href}</wsa:To></soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
  const answer = await send({
    ...(to && { path: to.pathname }),
    headers: { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml', soapaction: `"${action}"` },
    body: envelope.toString(),
  });
  return open(source, answer);
}

function open({ id }: Source, { status, bytes }: WireAnswer): SoapAnswer {
  // SOAP 1.1 over HTTP carries its faults on 500.
  if (status !== 200 && status !== 500) throw statusError(id, status);
  let body: XmlNode | undefined;
  try {
    const root = readXml(id, bytes);
    if (root.name === 'Envelope' && root.namespace === soap) body = one(root, 'soap:Body');
    if (!body) throw new SourceAnswerInvalid(id, 'not a SOAP 1.1 envelope');
  } catch (error) {
    throw status === 500 ? statusError(id, status) : error;
  }
  const fault = one(body, 'soap:Fault');
  if (fault) return { kind: 'fault', code: faultCode(fault), text: textOf(fault, 'faultstring'), detail: partOf(fault, 'detail') };
  if (status === 500) throw statusError(id, status);
  const [content] = body.children;
  if (!content) throw new SourceAnswerInvalid(id, 'empty SOAP body');
  return { kind: 'answer', body: content };
}

/** `Client`, `Server`, or a system's own word; letters only, so that it may stand in an error. */
function faultCode(fault: XmlNode): string {
  return /^(?:[\w.-]+:)?([A-Za-z]{1,40}(?:\.[A-Za-z]{1,40})?)$/.exec(textOf(fault, 'faultcode'))?.[1] ?? '';
}

function textOf(fault: XmlNode, name: string): string {
  return partOf(fault, name)?.text ?? '';
}

/** The parts of a SOAP 1.1 fault have no namespace. */
function partOf(fault: XmlNode, name: string): XmlNode | undefined {
  return fault.children.find((child) => child.name === name);
}
