import type { Draft, SavedDraft } from '@paa-tvaers/contract';
import type { SaveDraft } from '@paa-tvaers/contract/requests';
import { pathOf, routes, savedDraftShape } from '@paa-tvaers/contract/reader';
import type { Clock } from '../client/clock.ts';
import { drawKey, type Exchange } from '../context/exchange.ts';
import type { Session } from '../context/session.ts';

// After typing stops; after a saving that failed.
const stillness = 1_000;
const again = 10_000;
// A request that outlives its page may have 64 kB, all of them together.
const keepaliveAtMost = 60_000;

interface Kept {
  /** What is to be kept now. */
  content(): SaveDraft;
  /** `undefined` once the child that it is about has been left. */
  exchange(): Exchange | undefined;
  /** It was saved, or could not be. */
  told(): void;
  /** The gateway takes nothing more under this id: it was sent or thrown away, here or elsewhere. */
  closed(): void;
}

/**
 * Keeps one text as a draft at the gateway: one saving at a time, the newest content last. What has been
 * sent or thrown away is not saved again, and a saving that was on its way is refused by the gateway.
 */
export class DraftKeeper {
  id = drawKey();
  /** When the gateway last had it whole. */
  savedAt: string | undefined;
  failed = false;
  /** The text is sent, thrown away, or being sent: nothing is saved. */
  resting = false;
  readonly #clock: Clock;
  readonly #kept: Kept;
  /** What needs no saving: the beginning, then what was saved last. */
  #saved: string;
  /** The gateway may have something under the id. */
  #asked = false;
  #flight: Promise<void> | undefined;
  /** What was sent on leaving, and whether it has come. */
  #parting: Promise<boolean> | undefined;
  #stop: (() => void) | undefined;

  constructor(clock: Clock, kept: Kept) {
    this.#clock = clock;
    this.#kept = kept;
    this.#saved = JSON.stringify(kept.content());
  }

  /** The content is this draft's, as the gateway has it. */
  adopt({ id, savedAt }: Draft): void {
    this.id = id;
    this.savedAt = savedAt;
    this.#asked = true;
    this.#saved = JSON.stringify(this.#kept.content());
  }

  get #changed(): boolean {
    return !this.resting && JSON.stringify(this.#kept.content()) !== this.#saved;
  }

  /** It has been changed: saved when that stops. */
  touch(): void {
    this.#stop?.();
    this.#stop = undefined;
    if (this.#changed && this.#kept.exchange()) this.#stop = this.#clock.after(this.failed ? again : stillness, () => void this.flush());
  }

  /** Saves at once what has not been saved. */
  async flush(): Promise<void> {
    this.#stop?.();
    while (this.#flight) await this.#flight;
    if (!this.#changed) return;
    this.#flight = this.#save();
    await this.#flight;
    this.#flight = undefined;
    this.touch();
  }

  /** Saves what has not been saved, and nothing more from then on. */
  async rest(): Promise<void> {
    await this.flush();
    this.resting = true;
    this.#stop?.();
  }

  /**
   * Saves on leaving the child or the page, in the very task: the session may have let go of the context already.
   *
   * @returns whether the gateway has it all
   */
  async part({ gateway }: Session, context: string): Promise<boolean> {
    this.#stop?.();
    if (!this.#changed) return this.#parting ?? true;
    const token = gateway.tokens.held;
    if (!token) return false;
    const body = this.#kept.content();
    const before = this.#saved;
    const json = JSON.stringify(body);
    const keepalive = new Blob([json]).size < keepaliveAtMost;
    const saving = gateway.send({ method: 'PUT', route: pathOf(routes.draft, this.id), context, body }, token, { keepalive });
    this.#saved = json;
    this.#asked = true;
    this.#parting = saving.then(
      ({ failure }) => !failure,
      () => false,
    );
    const kept = await this.#parting;
    this.#parting = undefined;
    if (!kept && this.#saved === json) this.#saved = before;
    return kept;
  }

  /** Throws away what the gateway has; a saving that is on its way does not come through. */
  async drop(): Promise<void> {
    this.#stop?.();
    this.resting = true;
    // Answered with no body, which is no answer to this reader: what comes of it is not looked at.
    if (this.#asked) await this.#kept.exchange()?.send('DELETE', pathOf(routes.draft, this.id), undefined, 'unknown');
  }

  /** @param renew the gateway has closed the id */
  resume(renew = false): void {
    this.resting = false;
    if (renew) {
      this.id = drawKey();
      this.savedAt = undefined;
      this.#asked = false;
      this.#saved = '';
    }
    this.touch();
  }

  /** @param again the gateway has closed one id already */
  async #save(again = false): Promise<void> {
    const exchange = this.#kept.exchange();
    if (!exchange) return;
    const content = this.#kept.content();
    this.#asked = true;
    const { value, failure } = await exchange.send<SavedDraft>('PUT', pathOf(routes.draft, this.id), content, savedDraftShape);
    this.failed = !value;
    if (value) {
      this.#saved = JSON.stringify(content);
      this.savedAt = value.savedAt;
    } else if (failure!.slug === 'draft-closed') {
      this.#kept.closed();
      if (!this.resting && !again) return this.#save(true);
    }
    this.#kept.told();
  }
}
