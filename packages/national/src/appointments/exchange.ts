import { type SourceCall, SourceUnavailable } from '../types.ts';
import type { MultipartCaps } from '../wire/multipart.ts';
import { type SoapAnswer, sendSoap } from '../wire/soap.ts';
import type { Send, Source } from '../wire/source.ts';
import type { Markup } from '../wire/xml.ts';
import { type Asker, securityHeader } from './request.ts';

/** What all requests of one question have in common, whichever endpoint they go to. */
export interface Question {
  readonly asker: Asker;
  readonly call: SourceCall;
  /** Milliseconds that are left of the time-out. */
  readonly left: () => number;
  readonly caps: MultipartCaps;
}

/** @throws SourceUnavailable `fault` for a SOAP fault */
export async function exchange(
  source: Source,
  send: Send,
  { asker, caps }: Question,
  action: string,
  body: Markup,
): Promise<Extract<SoapAnswer, { kind: 'answer' }>> {
  const answer = await sendSoap(source, send, { action, version: '1.2', header: securityHeader(asker), body, caps });
  if (answer.kind === 'fault') throw new SourceUnavailable('appointments', 'fault', answer.code);
  return answer;
}
