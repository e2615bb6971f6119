import type { Sent } from '@paa-tvaers/contract';
import type { ReactiveController, TemplateResult } from 'lit';
import { type Clock, systemClock } from '../client/clock.ts';
import { employeeOf } from '../client/token-source.ts';
import type { View } from '../section/parts.ts';
import type { PtElement } from '../section/pt-element.ts';
import { styles } from './composer.styles.ts';
import { composerView, type Template } from './composer-view.ts';
import { type Place, Writing } from './composer-writing.ts';
import type { Compose, Composer, Told } from './seam.ts';

/** What a host may set on the element: its own texts to begin with. */
interface Templated {
  readonly templates?: readonly Template[] | null | undefined;
}

/**
 * Where one writes: a text belongs to the child context that it was begun in. When the child is left it is
 * saved as a draft in that very task; where that fails it is held here, and comes back with the same child
 * for the same employee, and never with another.
 */
export class ComposerController implements Composer, ReactiveController {
  readonly #host: PtElement & Templated;
  readonly #told: Told;
  readonly #clock: Clock;
  #writing: Writing | undefined;
  /** The child was left, and the gateway has not said that it keeps it. */
  #left: Writing | undefined;
  #focus: string | undefined;
  /** The pointer is down on a button that must not move under it. */
  #pressed: AbortController | undefined;
  #covered = false;
  #sheet: CSSStyleSheet | undefined;

  constructor(host: PtElement, told: Told, clock = systemClock) {
    this.#host = host;
    this.#told = told;
    this.#clock = clock;
    host.addController(this);
  }

  begin(what: Compose): void {
    void this.#begin(what);
  }

  render(view: View): TemplateResult | undefined {
    const writing = this.#writing;
    if (writing?.place.context !== view.opened.context || writing.place.signal.aborted) return undefined;
    this.#dress();
    const templates = this.#host.templates ?? undefined;
    return composerView({ view, writing, templates, press: (event) => this.#press(event), update: () => this.#update() });
  }

  hostUpdate(): void {
    const { session } = this.#host;
    const writing = this.#writing;
    const covered = !session?.state.opened;
    // Off the page there is no session; what is written waits for it.
    if (writing && (writing.place.signal.aborted || (session && session !== writing.place.session))) this.#leave(writing);
    else if (writing && covered && !this.#covered) void writing.part();
    else if (writing && !covered && this.#covered) void writing.files.move();
    this.#covered = covered;
    const place = this.#left && this.#place();
    if (place && place.whose === this.#left?.place.whose && !this.#writing) this.#return(this.#left, place);
  }

  hostUpdated(): void {
    const at = this.#focus && this.#host.renderRoot.querySelector<HTMLElement>(`.composer ${this.#focus}`);
    if (!at) return;
    this.#focus = undefined;
    at.focus();
  }

  hostConnected(): void {
    this.#hold();
  }

  /** A move is a removal and an insertion in one task: only what is still away then has left. */
  hostDisconnected(): void {
    void this.#writing?.part();
    queueMicrotask(() => this.#host.isConnected || this.#writing?.place.session.hold(this, false));
  }

  async #begin(what: Compose): Promise<void> {
    const before = this.#writing;
    const { session } = this.#host;
    const generation = session?.generation;
    if (before && before.stage !== 'sent' && before.stage !== 'dropped') {
      if (before.stage === 'writing' && isSame(before.what, what)) {
        before.what = { ...before.what, ...what };
        this.#update('#w-text');
        return;
      }
      if (before.stage !== 'writing' || !(await before.close())) return;
    } else if (before) this.#end(before);
    // Whose text it is stands in the token.
    await session?.gateway.tokens.token().catch(() => {});
    const place = this.#place();
    // What is answered or handed on is the child's that was open when it was asked for.
    if (!place || place.signal !== generation || this.#writing) return;
    const is = () => this.#writing === writing;
    const shown = {
      update: (focus?: string) => is() && this.#update(focus),
      sent: (sent: Sent) => is() && this.#end(writing, (told) => told.sent(sent)),
      closed: () => is() && this.#end(writing, (told) => told.closed()),
    };
    const writing: Writing = new Writing(what, place, shown, this.#clock);
    this.#writing = writing;
    this.#update(what.kind === 'reply' ? '#w-text' : '#w-to');
    await writing.restore();
  }

  #place(): Place | undefined {
    const { session } = this.#host;
    const { opened } = session?.state ?? {};
    if (!session || !opened) return undefined;
    const whose = employeeOf(session.gateway.tokens.held ?? '') + opened.child.cpr;
    return { session, context: opened.context, signal: session.generation, whose };
  }

  #end({ place }: Writing, tell?: (told: Told) => void): void {
    this.#writing = undefined;
    place.session.hold(this, false);
    tell?.(this.#told);
    this.#host.requestUpdate();
  }

  #leave(writing: Writing): void {
    this.#writing = undefined;
    this.#focus = undefined;
    writing.place.session.hold(this, false);
    if (!writing.unsent) return;
    this.#left = writing;
    void writing.part().then((kept) => {
      if (kept && this.#left === writing) this.#left = undefined;
    });
  }

  #return(writing: Writing, place: Place): void {
    this.#left = undefined;
    this.#writing = writing;
    writing.goOn(place);
    // Not in the middle of a painting: holding is told to all who follow.
    queueMicrotask(() => this.#update());
  }

  #hold(): void {
    const writing = this.#writing;
    if (writing && !writing.place.signal.aborted) writing.place.session.hold(this, writing.unsent);
  }

  #update(focus?: string): void {
    this.#focus = focus ?? this.#focus;
    this.#hold();
    if (!this.#pressed) this.#host.requestUpdate();
  }

  /** What a field says when it is left would move the button away from under the pointer that left it. */
  #press({ view }: PointerEvent): void {
    this.#pressed?.abort();
    const pressed = new AbortController();
    this.#pressed = pressed;
    const release = () => {
      pressed.abort();
      // The click comes after.
      setTimeout(() => {
        if (this.#pressed === pressed) this.#pressed = undefined;
        this.#host.requestUpdate();
      });
    };
    for (const type of ['pointerup', 'pointercancel']) view!.addEventListener(type, release, { signal: pressed.signal, capture: true });
  }

  /** The style comes with the module; a document has sheets of its own. */
  #dress(): void {
    const root = this.#host.shadowRoot!;
    if (this.#sheet && root.adoptedStyleSheets.includes(this.#sheet)) return;
    const { CSSStyleSheet } = root.ownerDocument.defaultView as Window & typeof globalThis;
    this.#sheet = new CSSStyleSheet();
    this.#sheet.replaceSync(styles.cssText);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
  }
}

function isSame(one: Compose, other: Compose): boolean {
  return (
    one.kind === other.kind &&
    one.thread?.id === other.thread?.id &&
    one.again === other.again &&
    (!other.draft || one.draft === other.draft)
  );
}
