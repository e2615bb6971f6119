import { type Agent, request } from 'node:http';
import { contextHeader, idempotencyHeader } from '@paa-tvaers/contract';

export interface Asked {
  readonly trace?: string;
  readonly token?: string;
  readonly context?: string;
  /** `Idempotency-Key`. */
  readonly key?: string;
  /** JSON; with one it is a POST. */
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/**
 * One request, as a host's page makes it.
 *
 * @throws where no answer came
 */
export function ask(agent: Agent, url: URL, { trace, token, context, key, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(context && { [contextHeader]: context }),
      ...(key && { [idempotencyHeader]: key }),
      ...(trace && { traceparent: `00-${trace}-00f067aa0ba902b7-00` }),
      ...(body && { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }),
    };
    const sent = request(url, { agent, method: body ? 'POST' : 'GET', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
