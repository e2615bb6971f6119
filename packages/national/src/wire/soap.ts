import { randomUUID } from 'node:crypto';
import type { SourceId } from '@paa-tvaers/contract';
import { SourceAnswerInvalid } from '../types.ts';
import { statusError, type WireAnswer } from './http.ts';
import { isMultipart, type MultipartCaps, type Related, splitRelated } from './multipart.ts';
import { addressing, soap, soap12 } from './namespaces.ts';
import type { Send, Source } from './source.ts';
import { finder, type Markup, readXml, type XmlNode, xml } from './xml.ts';

type SoapVersion = '1.1' | '1.2';

export interface SoapMessage {
  /** SOAPAction, and `wsa:Action`. */
  readonly action: string;
  /** 1.1 unless it is said. */
  readonly version?: SoapVersion;
  /** The service, on the system's host, where the system has several; else its URL. */
  readonly to?: URL;
  /** Header blocks of the system's own. */
  readonly header?: Markup;
  readonly body: Markup;
  /** How much an answer in several parts (MTOM) may hold. */
  readonly caps?: MultipartCaps;
}

/** A fault's text may name the child: it is for reading here, never for an error or a log. */
export type SoapAnswer =
  | {
      readonly kind: 'answer';
      readonly body: XmlNode;
      /** What stands beside the envelope. */
      readonly attachments: Related['attachments'];
      /** False where the answer ends before its last part does, or goes beyond a cap. */
      readonly whole: boolean;
    }
  | { readonly kind: 'fault'; readonly code: string; readonly text: string; readonly detail: XmlNode | undefined };

const namespaceOf: Readonly<Record<SoapVersion, string>> = { '1.1': soap, '1.2': soap12 };

/**
 * Sends a SOAP message and opens the answer's envelope, which may be the root of several parts.
 *
 * @throws SourceUnavailable `status` when HTTP failed without a fault
 * @throws SourceAnswerInvalid when the answer is no envelope
 */
export async function sendSoap(source: Source, send: Send, message: SoapMessage): Promise<SoapAnswer> {
  const { action, version = '1.1', to, header, body } = message;
  const envelope = xml`<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="${namespaceOf[version]}" xmlns:wsa="${addressing}"><soap:Header>${header ?? ''}${addressed(message, (to ?? source.url).href)}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
  const answer = await send({
    ...(to && { path: to.pathname }),
    headers:
      version === '1.2'
        ? {
            'content-type': `application/soap+xml; charset=utf-8; action="${action}"`,
            accept: 'multipart/related, application/soap+xml, application/xop+xml',
          }
        : { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml', soapaction: `"${action}"` },
    body: envelope.toString(),
  });
  return open(source.id, message, answer);
}

/** IHE (ITI TF-2, appendix V) asks for `mustUnderstand` and ReplyTo; the systems that speak 1.1 do without. */
function addressed({ action, version }: SoapMessage, to: string): Markup {
  const ids = xml`<wsa:MessageID>urn:uuid:${randomUUID()}</wsa:MessageID>`;
  return version === '1.2'
    ? xml`<wsa:Action soap:mustUnderstand="true">${action}</wsa:Action>${ids}<wsa:To>${to}</wsa:To><wsa:ReplyTo><wsa:Address>${addressing}/anonymous</wsa:Address></wsa:ReplyTo>`
    : xml`<wsa:Action>${action}</wsa:Action>${ids}<wsa:To>${to}</wsa:To>`;
}

function open(id: SourceId, { version = '1.1', caps }: SoapMessage, answer: WireAnswer): SoapAnswer {
  const { status } = answer;
  // A fault comes on 500, and in SOAP 1.2 on 400 where the sender is to blame.
  const mayBeFault = status === 500 || (version === '1.2' && status === 400);
  if (status !== 200 && !mayBeFault) throw statusError(id, status);
  let related: Related;
  let body: XmlNode;
  try {
    related = isMultipart(answer.contentType)
      ? splitRelated(id, answer.contentType, answer.bytes, caps)
      : { root: answer.bytes, attachments: () => undefined, whole: true };
    body = bodyOf(id, readXml(id, related.root), version);
  } catch (error) {
    throw mayBeFault ? statusError(id, status) : error;
  }
  const [content] = body.children;
  if (content?.name === 'Fault' && content.namespace === body.namespace) return faultOf(content);
  if (mayBeFault) throw statusError(id, status);
  if (!content) throw new SourceAnswerInvalid(id, 'empty SOAP body');
  if (body.namespace !== namespaceOf[version]) throw new SourceAnswerInvalid(id, `not a SOAP ${version} envelope`);
  return { kind: 'answer', body: content, attachments: related.attachments, whole: related.whole };
}

/** Of either version: a service that does not know ours says so in its own. */
function bodyOf(id: SourceId, root: XmlNode, version: SoapVersion): XmlNode {
  const known = root.name === 'Envelope' && (root.namespace === soap || root.namespace === soap12);
  const body = known ? root.children.find((child) => child.name === 'Body' && child.namespace === root.namespace) : undefined;
  if (!body) throw new SourceAnswerInvalid(id, `not a SOAP ${version} envelope`);
  return body;
}

const twelve = finder({ s: soap12 });

function faultOf(fault: XmlNode): SoapAnswer {
  if (fault.namespace === soap12)
    return {
      kind: 'fault',
      code: plainCode(twelve.text(fault, 's:Code/s:Value') ?? ''),
      text: twelve.text(fault, 's:Reason/s:Text') ?? '',
      detail: twelve.one(fault, 's:Detail'),
    };
  // The parts of a SOAP 1.1 fault have no namespace.
  const part = (name: string) => fault.children.find((child) => child.name === name);
  return {
    kind: 'fault',
    code: plainCode(part('faultcode')?.text ?? ''),
    text: part('faultstring')?.text ?? '',
    detail: part('detail'),
  };
}

/** `Client`, `Server`, or a system's own word; letters only, so that it may stand in an error. */
export function plainCode(text: string): string {
  return /^(?:[\w.-]+:)?([A-Za-z]{1,40}(?:\.[A-Za-z]{1,40})?)$/.exec(text)?.[1] ?? '';
}
