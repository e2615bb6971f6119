import type { Sent } from '@paa-tvaers/contract';
import { sentShape } from '@paa-tvaers/contract/reader';
import type { Failure } from '../client/gateway.ts';
import { drawKey, type Exchange } from '../context/exchange.ts';
import { bodyOf, type Fields, type Recipient, routeOf } from './draft.ts';
import type { Compose } from './seam.ts';

/** What has become of the message to one unit. */
interface Outcome {
  readonly state: 'sending' | 'sent' | 'failed';
  readonly sent?: Sent;
  readonly failure?: Failure;
}

interface Attempt {
  readonly key: string;
  /** What was asked, without the draft. */
  readonly text: string;
  readonly body: object;
}

/** The gateway has answered, and has not taken the message. */
const isRefusal = ({ status }: Failure) => status >= 400 && status < 500 && status !== 401 && status !== 429;

/**
 * Sends a text to its units, each by itself: what has been sent is not sent again. Until the gateway has
 * answered, a message to a unit keeps its key, so that it is sent once however often it is tried.
 */
export class Sending {
  /** By unit. */
  readonly outcomes = new Map<string, Outcome>();
  readonly #attempts = new Map<string, Attempt>();
  #group: string | undefined;

  /** It is not known whether the gateway has some message. */
  get unsure(): boolean {
    return this.#attempts.size > 0;
  }

  /** Those whose message has not been sent. */
  left(to: readonly Recipient[]): readonly Recipient[] {
    return to.filter(({ unit }) => this.outcomes.get(unit.sor)?.state !== 'sent');
  }

  /** @param draft ends with this message */
  async send(exchange: Exchange, what: Compose, fields: Fields, recipient: Recipient, draft?: string): Promise<Outcome> {
    const { sor } = recipient.unit;
    if (fields.to.length > 1) this.#group ??= drawKey();
    const asked = bodyOf(what, fields, recipient, this.#group);
    const text = JSON.stringify(asked);
    const before = this.#attempts.get(sor);
    // Word for word, or it would be another message with the same key.
    const body = before?.text === text ? before.body : { ...asked, ...(draft && { draft }) };
    const key = before?.key ?? drawKey();
    this.#attempts.set(sor, { key, text, body });
    this.outcomes.set(sor, { state: 'sending' });
    const { value, failure } = await exchange.send<Sent>('POST', routeOf(what), body, sentShape, { idempotencyKey: key });
    const outcome: Outcome = value ? { state: 'sent', sent: value } : { state: 'failed', failure: failure! };
    this.outcomes.set(sor, outcome);
    if (!failure || isRefusal(failure)) this.#attempts.delete(sor);
    return outcome;
  }
}
