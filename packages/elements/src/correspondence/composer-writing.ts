import type { Draft, MailUnit, Sent, Thread } from '@paa-tvaers/contract';
import { draftsShape, pathOf, routes, threadShape } from '@paa-tvaers/contract/reader';
import type { Clock } from '../client/clock.ts';
import type { Failure } from '../client/gateway.ts';
import { type Exchange, exchangeOf } from '../context/exchange.ts';
import type { Session } from '../context/session.ts';
import { type Wrong, wrongsOf } from './composer-checks.ts';
import { Sending } from './composer-sending.ts';
import { begun, carriedFiles, draftFor, draftOf, type Fields, restored } from './draft.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { Files } from './files.ts';
import { RecipientSearch } from './recipients.ts';
import type { Compose } from './seam.ts';

/** What a text tells whoever shows it. */
interface Shown {
  /** @param focus where the keyboard goes next, once that is painted */
  update(focus?: string): unknown;
  /** All of it is on disk at the gateway. */
  sent(sent: Sent): unknown;
  closed(): unknown;
}

/** The child, the context and the employee that a text belongs to. */
export interface Place {
  readonly session: Session;
  readonly context: string;
  /** Aborted when the child is left. */
  readonly signal: AbortSignal;
  readonly whose: string;
}

/** One text about one child, from its first letter until it is sent or thrown away. */
export class Writing {
  what: Compose;
  place: Place;
  fields: Fields;
  /** `waiting`: Send was pressed, and files are on their way. */
  stage: 'writing' | 'waiting' | 'sending' | 'sent' | 'dropped' = 'writing';
  /** Fields that have been left, and are judged. */
  readonly touched = new Set<string>();
  /** Send was pressed: all fields are judged. */
  tried = false;
  problem: Failure | { readonly slug: 'not-kept' | 'drafts-away'; readonly trace?: string } | undefined;
  /** The draft that was there when this was opened. */
  from: Draft | undefined;
  /** There was a draft, and something had been written before it came. */
  offered: Draft | undefined;
  /** Another unit is being chosen, beside those that are. */
  adding = false;
  keeper: DraftKeeper;
  readonly sending = new Sending();
  readonly files: Files;
  readonly search: RecipientSearch;
  readonly #shown: Shown;
  readonly #clock: Clock;
  #blank = '';

  constructor(what: Compose, place: Place, shown: Shown, clock: Clock) {
    this.what = what;
    this.place = place;
    this.#shown = shown;
    this.#clock = clock;
    this.fields = begun(what);
    this.files = new Files(this.exchange, () => this.#filesChanged());
    this.files.items = this.fields.attachments;
    this.search = new RecipientSearch(this.exchange, clock, () => shown.update());
    this.keeper = this.#keep();
  }

  /** `undefined` once the child has been left: nothing of this text is asked in another's context. */
  readonly exchange = (): Exchange | undefined => (this.place.signal.aborted ? undefined : exchangeOf(this.place.session));

  /** There is something that nobody has sent. */
  get unsent(): boolean {
    return this.stage !== 'sent' && this.stage !== 'dropped' && (this.#content() !== this.#blank || this.files.busy);
  }

  /** What is wrong, of the fields that are judged. */
  get wrongs(): readonly Wrong[] {
    const all = wrongsOf(this.what, this.fields);
    return this.tried ? all : all.filter(({ at }) => this.touched.has(at));
  }

  set(change: Partial<Fields>): void {
    this.fields = { ...this.fields, ...change };
    this.keeper.touch();
    this.#shown.update();
  }

  /** A field was left. */
  leave(field: string): void {
    this.touched.add(field);
    void this.keeper.flush();
    this.#shown.update();
  }

  choose(unit: MailUnit): void {
    const { to } = this.fields;
    if (unit.reach === 'none' || to.some((one) => one.unit.sor === unit.sor)) return;
    const { name = '', role = '' } = unit.attention ?? {};
    this.adding = false;
    this.search.clear();
    this.set({ to: [...to, { unit, attention: [name, role].filter(Boolean).join(', ') }] });
    // The field that was left is no longer there, which not every engine calls leaving it.
    void this.keeper.flush();
    this.#shown.update(`#w-attention-${to.length}`);
  }

  remove(sor: string): void {
    this.sending.outcomes.delete(sor);
    this.adding = false;
    this.set({ to: this.fields.to.filter(({ unit }) => unit.sor !== sor) });
    this.#shown.update(this.fields.to.length ? '#w-several' : '#w-to');
  }

  searchAgain(): void {
    this.search.again();
    this.#shown.update('#w-to');
  }

  add(): void {
    this.adding = true;
    this.#shown.update('#w-to');
  }

  attach(files: Iterable<File>): void {
    this.files.add(
      files,
      carriedFiles(this.what, this.fields).reduce((sum, { size = 0 }) => sum + size, 0),
    );
  }

  detach(id: string): void {
    this.files.remove(id);
    this.#shown.update('#w-attach');
  }

  link(): void {
    this.#shown.update(`#w-url-${this.files.addLink()}`);
  }

  /** Looks for a draft to go on with. */
  async restore(): Promise<void> {
    const answer = await this.exchange()?.read<{ context: string; items: Draft[] }>(routes.drafts, draftsShape);
    if (!answer || this.stage !== 'writing' || answer.failure?.slug === 'aborted') return;
    this.problem = answer.failure && { slug: 'drafts-away' };
    const draft = draftFor(this.what, answer.value?.items ?? []);
    if (draft && (this.unsent || this.what.again)) this.offered = draft;
    else if (draft) this.#adopt(draft);
    this.#shown.update();
  }

  /** Lays aside what is written, and goes on with a draft, or from the beginning. */
  async turnTo(draft?: Draft): Promise<void> {
    if (!(await this.#kept())) return;
    this.offered = this.from = this.problem = undefined;
    this.tried = false;
    this.touched.clear();
    this.fields = begun(this.what);
    this.files.items = this.fields.attachments;
    this.keeper = this.#keep();
    if (draft) this.#adopt(draft);
    this.#shown.update('#w-heading');
  }

  async send(): Promise<void> {
    if (this.stage !== 'writing') return;
    this.tried = true;
    this.problem = undefined;
    if (this.wrongs.length) this.#shown.update('#w-summary');
    else if (this.files.busy) this.#turn('waiting');
    else await this.#sendAll();
  }

  /** Not yet, after all: the files go on. */
  wait(): void {
    if (this.stage === 'waiting') this.#turn('writing');
  }

  /** Throws the text away, here and at the gateway. */
  drop(): void {
    this.#turn('dropped', '#w-undo');
    void this.keeper.drop();
  }

  undo(): void {
    if (this.stage !== 'dropped') return;
    this.stage = 'writing';
    this.keeper.resume(true);
    this.#shown.update('#w-text');
  }

  /** Lays it aside as a draft; where it cannot be kept it stays. */
  async close(): Promise<boolean> {
    if (!(await this.#kept())) return false;
    this.#shown.closed();
    return true;
  }

  /** One of the threads that it was sent in. */
  openSent(sent: Sent): void {
    this.#shown.sent(sent);
  }

  /** Put away, after it was sent or thrown away. */
  put(): void {
    this.#shown.closed();
  }

  /** Saves on leaving the child or the page; `true` where the gateway has it all. */
  async part(): Promise<boolean> {
    return !this.unsent || (await this.keeper.part(this.place.session, this.place.context));
  }

  /** The same child is open again, for the same employee. */
  goOn(place: Place): void {
    this.place = place;
    if (this.stage === 'sending' || this.stage === 'waiting') this.stage = 'writing';
    this.keeper.resume();
    void this.files.move();
  }

  async #kept(): Promise<boolean> {
    if (this.unsent) await this.keeper.flush();
    else await this.keeper.drop();
    if (!this.unsent || !this.keeper.failed) return true;
    this.problem = { slug: 'not-kept' };
    this.#shown.update('#w-problem');
    return false;
  }

  #adopt(draft: Draft): void {
    this.fields = restored(draft, this.what);
    this.files.items = this.fields.attachments;
    this.keeper.adopt(draft);
    this.from = draft;
  }

  #content(): string {
    return JSON.stringify(draftOf(this.what, this.fields));
  }

  #keep(): DraftKeeper {
    this.#blank = this.#content();
    return new DraftKeeper(this.#clock, {
      exchange: this.exchange,
      content: () => draftOf(this.what, { ...this.fields, to: this.sending.left(this.fields.to) }),
      told: () => this.#shown.update(),
      // Sent, it may be: the next try tells. Else sent or thrown away in another window, and what stands here is another text.
      closed: () => {
        if (this.sending.unsure) this.keeper.resting = true;
        else this.keeper.resume(true);
      },
    });
  }

  #filesChanged(): void {
    this.set({ attachments: this.files.items });
    if (this.stage !== 'waiting' || this.files.busy) return;
    this.stage = 'writing';
    void this.send();
  }

  #turn(stage: Writing['stage'], focus?: string): void {
    this.stage = stage;
    this.#shown.update(focus);
  }

  async #sendAll(): Promise<void> {
    const { signal } = this.place;
    const again = this.sending.outcomes.size > 0;
    this.#turn('sending');
    const left = this.sending.left(this.fields.to);
    let failure: Failure | undefined;
    for (const [at, recipient] of left.entries()) {
      // At the gateway as it stands, without those that have been sent to: a page that dies now sends nobody a second one.
      this.keeper.resting = false;
      await this.keeper.rest();
      const exchange = this.exchange();
      if (!exchange) return;
      const last = at === left.length - 1 && !failure;
      const outcome = await this.sending.send(exchange, this.what, this.fields, recipient, last ? this.keeper.id : undefined);
      if (signal.aborted) return;
      failure ??= outcome.failure;
      this.#shown.update();
    }
    if (failure) await this.#failed(failure);
    else this.#done(again || left.length > 1);
  }

  #done(several: boolean): void {
    const [first, second] = this.fields.to.map(({ unit }) => this.sending.outcomes.get(unit.sor)?.sent);
    // One message took its draft along.
    if (several) void this.keeper.drop();
    this.#turn('sent', second ? '#w-sent' : undefined);
    if (!second) this.#shown.sent(first!);
  }

  async #failed(failure: Failure): Promise<void> {
    if (failure.slug === 'not-the-latest') await this.#readThread();
    if (!this.exchange()) return;
    this.stage = 'writing';
    this.problem = failure;
    this.keeper.resume();
    this.#shown.update('#w-problem');
  }

  /** Something has come that is newer than what is answered: the next try answers that. */
  async #readThread(): Promise<void> {
    const { thread } = this.what;
    const answer = thread && (await this.exchange()?.read<Thread>(pathOf(routes.thread, thread.id), threadShape));
    if (answer?.value) this.what = { ...this.what, thread: answer.value };
  }
}
