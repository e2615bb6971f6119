import { createHmac } from 'node:crypto';
import { Loop } from '../correspondence/loop.ts';
import type { Log } from '../http/log.ts';
import type { Organisations } from '../organisations/organisations.ts';
import { type Keys, keyedHash } from '../sealing/seal.ts';
import type { Store } from '../store/store.ts';
import { claimWebhook, forgetWebhook, postponeWebhooks, releaseWebhook, type WebhookRow } from '../store/webhooks.ts';

/** How often it is looked for what is due, in milliseconds. */
const lookEvery = 2000;
/** How long a receiver may take, in milliseconds. */
const answerWithin = 10_000;
/** How long a call is one gateway's: what a killed one had is made by another after that. */
const leaseFor = 60_000;
/** Receivers that are called at once. */
const atOnce = 64;
const longestWait = 15 * 60_000;
const givenUpAfter = 24 * 3_600_000;

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly organisations: Pick<Organisations, 'boxes'>;
  readonly log: Log;
  readonly now: () => Date;
  /** Milliseconds; as usual where absent. */
  readonly lookEvery?: number;
  readonly answerWithin?: number;
}

/**
 * Tells hosts that something came to a unit's box: at least once, without content, signed. A receiver is called once
 * at a time, so that one that is slow keeps nobody else waiting.
 */
export class Webhooks {
  readonly #parts: Parts;
  readonly #loop: Loop;
  readonly #calls = new Map<string, Promise<void>>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#loop = new Loop(parts.lookEvery ?? lookEvery, (signal) => this.#next(signal), parts.log, 'webhooks not looked for');
  }

  start(): void {
    this.#loop.start();
  }

  /** What is under way is broken off, and is due again. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#calls.values());
  }

  /** Begins one call. @returns false where nothing is due, or as many as may be are under way */
  async #next(signal: AbortSignal): Promise<boolean> {
    if (this.#calls.size >= atOnce) return false;
    const { store, now, log } = this.#parts;
    const lease = new Date(now().getTime() + leaseFor);
    const row = await claimWebhook(store.db, now(), lease, [...this.#calls.keys()]);
    if (!row) return false;
    const call = this.#call(row, lease, signal)
      .catch((error: unknown) => log.error({ err: error }, 'a webhook could not be settled: it is called again'))
      .finally(() => {
        this.#calls.delete(row.mailbox);
        this.#loop.wake();
      });
    this.#calls.set(row.mailbox, call);
    return true;
  }

  async #call(row: WebhookRow, lease: Date, signal: AbortSignal): Promise<void> {
    const { store, organisations, log, now } = this.#parts;
    const unit = [...organisations.boxes.values()].find(({ sor }) => sor === row.mailbox);
    // Nobody is to hear of it any more.
    if (!unit?.webhook) return forgetWebhook(store.db, row, lease);
    const failed = await this.#post(unit.webhook, unit.id, row, signal);
    if (!failed) return forgetWebhook(store.db, row, lease);
    if (signal.aborted) return releaseWebhook(store.db, row, lease, now());
    const said = { organisationUnit: unit.id, attempts: row.attempts + 1, ...failed };
    const next = new Date(now().getTime() + Math.min(1000 * 2 ** row.attempts, longestWait));
    if (next.getTime() - row.at.getTime() > givenUpAfter) {
      log.error(said, 'webhook given up after a day');
      return forgetWebhook(store.db, row, lease);
    }
    log.warn(said, 'webhook not taken: it is called again');
    return postponeWebhooks(store.db, row, lease, now(), next);
  }

  /** @returns what failed, without the address: it may hold a secret of the host's */
  async #post({ url, secret }: Webhook, unit: string, row: WebhookRow, signal: AbortSignal): Promise<Failed | undefined> {
    const { keys, now } = this.#parts;
    const at = row.at.toISOString();
    // The same at each attempt, and no count of anybody's messages.
    const id = keyedHash(keys, JSON.stringify(['webhook', String(row.id), row.mailbox, at]));
    const body = JSON.stringify({ id, event: row.event, unit, at });
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Paa-Tvaers-Signature': signatureOf(secret, body, now()) },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#parts.answerWithin ?? answerWithin)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : { status: response.status };
    } catch (error) {
      return { err: error };
    }
  }
}

interface Webhook {
  readonly url: string;
  readonly secret: string;
}

type Failed = { readonly status: number } | { readonly err: unknown };

/** `t=<Unix seconds>,v1=<HMAC-SHA-256 of "t.body", hex>`: the receiver refuses what is older than it likes. */
function signatureOf(secret: string, body: string, now: Date): string {
  const time = Math.floor(now.getTime() / 1000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}
