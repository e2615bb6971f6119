import * as z from 'zod/mini';
import { type Arrival, SourceAnswerInvalid, type SourceCall, type Transport, TransportRefused } from '../types.ts';
import { statusError } from '../wire/http.ts';
import { checkSendable, maxEnvelopeBytes } from './envelope.ts';
import { type AccessPointSettings, type Answer, Exchange } from './exchange.ts';
import { PassedOver } from './passed-over.ts';

/** Envelopes that one listing names, and bytes that it may have. */
const perListing = 100;
const roomOfListing = 1024 * 1024;

const listing = z.object({ items: z.array(z.unknown()), more: z.boolean() });
/** Printable ASCII, and no dots alone: it becomes one step of a path. */
const waiting = z.object({
  id: z.string().check(z.regex(/^(?!\.{1,2}$)[!-~]{1,200}$/)),
  size: z.number().check(z.int(), z.nonnegative()),
});
type Waiting = z.infer<typeof waiting>;

/** The access point's own word for why not; what stands before it (a proxy, a wrong path) answers in other words. */
const refusal = z.object({ error: z.string() });

/**
 * The messaging network over HTTP. The protocol is ours, docs/national.md has it.
 *
 * `send`: `unauthorised` is thrown as TransportRefused, yet it is no verdict on the envelope: the token or the
 * certificate is wrong, and the same envelope passes when that is mended. The caller must not fail a message for it.
 *
 * `receive`: an envelope or a mailbox that can't be read is passed over, and told by an error when all others have been
 * given: SourceUnavailable, or SourceAnswerInvalid where it was not what was announced. At once it ends with `aborted`
 * and with an open circuit alone.
 *
 * @throws TypeError where a setting cannot be used
 */
export function createAccessPoint(settings: AccessPointSettings): Transport {
  const exchange = new Exchange(settings);

  async function send(envelope: { readonly id: string; readonly bytes: Uint8Array }, call: SourceCall): Promise<void> {
    checkSendable(envelope);
    const headers = { 'content-type': 'application/xml', 'envelope-id': envelope.id };
    const answer = await exchange.ask({ method: 'POST', path: '/envelopes', headers, body: envelope.bytes, room: 4096 }, call);
    if (answer.status !== 202) throw refused(answer);
  }

  async function* receive(mailboxes: readonly string[], call: SourceCall): AsyncGenerator<Arrival> {
    const passed = new PassedOver();
    // A listing a mailbox and a round, so that one that never empties does not keep the others waiting. The value: what
    // the last listing named; what was not taken since stands in the next one too.
    let round = new Map(mailboxes.map((mailbox) => [mailbox, new Set<string>()]));
    while (round.size > 0) {
      const next: typeof round = new Map();
      for (const [mailbox, before] of round) {
        const found = await passed.attempt(list(mailbox, passed, call));
        const fresh = found?.items.filter(({ id }) => !before.has(id)) ?? [];
        for (const item of fresh) {
          const arrival = await passed.attempt(fetch(mailbox, item, call));
          if (arrival) yield arrival;
        }
        if (found?.more && fresh.length > 0) next.set(mailbox, new Set(found.items.map(({ id }) => id)));
      }
      round = next;
    }
    passed.tell();
  }

  async function list(mailbox: string, passed: PassedOver, call: SourceCall) {
    const path = `${pathOf(mailbox)}?limit=${perListing}`;
    const answer = await exchange.ask({ method: 'GET', path, room: roomOfListing }, call);
    if (answer.status !== 200) throw statusError('network', answer.status);
    const read = listing.safeParse(jsonOf(answer));
    if (!read.success) throw new SourceAnswerInvalid('network', 'listing does not follow the schema');
    const items = read.data.items.flatMap((item) => {
      const one = waiting.safeParse(item);
      if (!one.success) passed.note(new SourceAnswerInvalid('network', 'listing with an item that does not follow the schema'));
      return one.success ? [one.data] : [];
    });
    return { items, more: read.data.more };
  }

  /** Undefined where it is gone: another gateway has taken it. */
  async function fetch(mailbox: string, { id, size }: Waiting, call: SourceCall): Promise<Arrival | undefined> {
    if (size > maxEnvelopeBytes) throw new SourceAnswerInvalid('network', `envelope larger than ${maxEnvelopeBytes} bytes`);
    const path = `${pathOf(mailbox)}/${encodeURIComponent(id)}`;
    const { status, bytes, cut } = await exchange.ask({ method: 'GET', path, room: size }, call);
    if (status === 404) return undefined;
    if (status !== 200) throw statusError('network', status);
    if (cut || bytes.byteLength !== size) throw new SourceAnswerInvalid('network', 'envelope of another size than announced');
    return { id, mailbox, bytes, taken: () => forget(path, call) };
  }

  async function forget(path: string, call: SourceCall): Promise<void> {
    const { status } = await exchange.ask({ method: 'DELETE', path, room: 0 }, call);
    if (status !== 204 && status !== 404) throw statusError('network', status);
  }

  return { send, receive, close: () => exchange.close() };
}

const pathOf = (mailbox: string) => `/mailboxes/${encodeURIComponent(mailbox)}/envelopes`;

/** Undefined where it is none: its own words may be content. */
function jsonOf({ bytes, cut }: Answer): unknown {
  if (cut) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A 400 or a 404 that is not in the access point's words is a proxy's, or of a wrong URL: no message may fail for that. */
function refused(answer: Answer): Error {
  const said = refusal.safeParse(jsonOf(answer));
  switch (answer.status) {
    case 401:
    case 403:
      return new TransportRefused('unauthorised');
    case 409:
      return new TransportRefused('invalid');
    case 413:
      return new TransportRefused('too-large');
    case 400:
      if (said.success) return new TransportRefused('invalid');
      break;
    case 404:
      if (said.success && said.data.error === 'unknown-receiver') return new TransportRefused('unknown-receiver');
  }
  return statusError('network', answer.status);
}
