import { ContextConsumer, createContext } from '@lit/context';
import fc from 'fast-check';
import { html, LitElement } from 'lit';
import type { PtElement } from '../../section/pt-element.ts';
import { register } from '../../section/register.ts';
import type { PtContext } from '../pt-context.ts';
import type { Session } from '../session.ts';
import { sessionKey } from '../session-key.ts';
import { anyAnswer, ways } from './any-answer.ts';
import { FakeGateway, type Request, readers } from './fake-gateway.ts';
import { deepText, ProbeWidget, setHidden, task } from './page.ts';

// Ten digits that fail modulus 11.
const children = ['1405141112', '2306132224', '0102123336'] as const;
const clock = { now: () => Date.now() };
const names = ['', 'north', 'south'];

type Event =
  | { readonly does: 'child'; readonly context: number; readonly which: number }
  | { readonly does: 'none' | 'close' | 'purpose' | 'token' | 'refresh' | 'context-away' | 'context-back'; readonly context: number }
  | { readonly does: 'hide' | 'show' }
  | { readonly does: 'answer'; readonly which: number; readonly how: number }
  | { readonly does: 'move'; readonly widget: number; readonly place: number }
  | { readonly does: 'away' | 'retry'; readonly widget: number }
  | { readonly does: 'attribute'; readonly widget: number; readonly name: number }
  | { readonly does: 'property'; readonly widget: number; readonly context: number };
/** Without `pause` the next comes in the same task. */
type Step = Event & { readonly pause: boolean };

const context = fc.nat(1);
const widget = fc.nat(2);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('child' as const), context, which: fc.nat(2) }) },
  { weight: 9, arbitrary: fc.record({ does: fc.constant('answer' as const), which: fc.nat(7), how: fc.nat(ways - 1) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('move' as const), widget, place: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('away' as const, 'retry' as const, 'retry' as const), widget }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('attribute' as const), widget, name: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('property' as const), widget, context: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('hide' as const, 'show' as const, 'show' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('none', 'close', 'purpose', 'token', 'refresh', 'context-away', 'context-back', 'context-back'),
      context,
    }) as fc.Arbitrary<Event>,
  },
);
const step: fc.Arbitrary<Step> = fc.tuple(event, fc.nat(3)).map(([happens, pause]) => ({ ...happens, pause: pause > 0 }));
// Two children side by side, each on the screen: most runs begin where a wrong child could be seen.
const beginning: Step[] = [
  { does: 'child', context: 0, which: 0, pause: false },
  { does: 'child', context: 1, which: 1, pause: true },
  ...[0, 0, 0, 0].map(() => ({ does: 'answer', which: 0, how: 0, pause: true }) as const),
];
const interleaving = fc
  .tuple(fc.nat(3), fc.array(step, { maxLength: 18, size: 'max' }))
  .map(([open, steps]) => (open ? [...beginning, ...steps] : steps));
/** Three of the tags, each of them as often as the others. */
const three = (tags: readonly string[]) => fc.shuffledSubarray([...tags], { minLength: 3, maxLength: 3 });

const frame = document.createElement('iframe');

/** Plays an interleaving on a page with three widgets, one a tag; throws at the first moment in which a widget shows anybody but its own child. */
async function play(tags: readonly string[], steps: readonly Step[], count: { sights: number }): Promise<void> {
  const gateway = new FakeGateway();
  gateway.honoursAbort = false;
  const realFetch = window.fetch;
  window.fetch = gateway.fetch;
  const page = document.createElement('div');
  document.body.append(page);
  // Made once: a frame costs more than all the rest of a run.
  if (!frame.isConnected) document.body.append(frame);

  const contexts = ['north', 'south'].map((name) => {
    const element = document.createElement('pt-context');
    element.name = name;
    element.apiUrl = 'https://gateway.test';
    element.purpose = 'casework';
    element.getToken = async () => 'token';
    page.append(element);
    return element;
  }) as [PtContext, PtContext];
  const [north, south] = contexts;
  // Inside, deep inside, in a shadow root inside, outside all, and in another document.
  const deep = north.appendChild(document.createElement('div'));
  const shadow = south.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
  const places: Node[] = [north, deep, south, shadow, page, frame.contentDocument!.body, north];
  const widgets = tags.map((tag) => document.createElement(tag) as PtElement);
  north.append(widgets[0]!);
  shadow.append(widgets[1]!);
  page.append(widgets[2]!);

  // The model: whom each context shows, and which context each widget belongs to.
  const current: (string | undefined)[] = [undefined, undefined];
  const given: (PtContext | undefined)[] = [];
  let hidden = false;
  const refused = [false, false];
  // A removal may be half of a move: it counts from the microtask after it.
  const leaving = new Set<PtContext>();
  const belongs = (at: number): number => {
    const element = widgets[at]!;
    const name = element.getAttribute('context');
    const there = contexts.filter((one) => one.isConnected || leaving.has(one));
    const found =
      given[at] ??
      (name ? element.ownerDocument === document && there.find((one) => one.name === name) : there.find((one) => inside(one, element)));
    return found && there.includes(found) ? contexts.indexOf(found) : -1;
  };
  const look = (when: string) => {
    for (const [at, element] of widgets.entries()) {
      if (!element.isConnected) continue;
      const text = deepText(element);
      const may = hidden ? undefined : current[belongs(at)];
      for (const child of children) {
        if (!text.includes(child)) continue;
        if (child !== may) throw new Error(`a child that is not this widget's is seen: ${when}`);
        count.sights++;
      }
    }
    const outside = deepText(document.documentElement, tags) + deepText(frame.contentDocument!.documentElement, tags);
    if (children.some((child) => outside.includes(child))) throw new Error(`a child is seen outside all widgets: ${when}`);
  };

  const opened = new Map<string, string>();
  const answered = new Set<Request>();
  try {
    for (const now of steps) {
      act(now);
      look(now.does);
      if (now.pause) {
        await task();
        leaving.clear();
        look(`some time after ${now.does}`);
        // Whoever is away has been blanked too: it may be put back by a host that never asked us.
        for (const element of widgets) {
          if (!element.isConnected && children.some((child) => deepText(element).includes(child)))
            throw new Error('a widget that is away still holds a child');
        }
      }
    }
    await task();
    leaving.clear();
    look('the end');
  } finally {
    setHidden(false);
    page.remove();
    for (const element of widgets) element.remove();
    await task();
    // Only now: who is removed says farewell, and thousands that go astray take the browser's last request.
    window.fetch = realFetch;
  }

  function act(now: Step): void {
    switch (now.does) {
      case 'child':
        current[now.context] = children[now.which]!;
        contexts[now.context]!.child = { cpr: children[now.which]! };
        break;
      case 'none':
        current[now.context] = undefined;
        contexts[now.context]!.child = null;
        break;
      case 'purpose':
        contexts[now.context]!.purpose = contexts[now.context]!.purpose === 'casework' ? 'treatment' : 'casework';
        break;
      case 'token': {
        const refuses = !refused[now.context];
        refused[now.context] = refuses;
        contexts[now.context]!.getToken = async () => (refuses ? Promise.reject(new Error('logged out')) : 'token');
        break;
      }
      case 'close':
      case 'refresh':
        contexts[now.context]![now.does]();
        break;
      case 'context-away':
        if (contexts[now.context]!.isConnected) leaving.add(contexts[now.context]!);
        contexts[now.context]!.remove();
        break;
      case 'context-back':
        page.append(contexts[now.context]!);
        break;
      case 'hide':
      case 'show':
        hidden = now.does === 'hide';
        setHidden(hidden);
        break;
      case 'move':
        places[now.place]!.appendChild(widgets[now.widget]!);
        break;
      case 'away':
        widgets[now.widget]!.remove();
        break;
      case 'retry':
        widgets[now.widget]!.session?.retry('cases');
        break;
      case 'attribute':
        if (names[now.name]) widgets[now.widget]!.setAttribute('context', names[now.name]!);
        else widgets[now.widget]!.removeAttribute('context');
        break;
      case 'property':
        given[now.widget] = contexts[now.context];
        widgets[now.widget]!.session = given[now.widget]?.session;
        break;
      case 'answer': {
        const waiting = gateway.requests.filter((request) => !answered.has(request) && request.method !== 'DELETE');
        const request = waiting[now.which % (waiting.length || 1)];
        if (!request) break;
        answered.add(request);
        anyAnswer(request, now.how, opened, (body) => body?.cpr, clock);
      }
    }
  }
}

function inside(outer: Element, node: Node): boolean {
  for (let at: Node | null = node; at; at = (at as ShadowRoot).host ?? at.parentNode) if (at === outer) return true;
  return false;
}

export interface Result {
  readonly runs: number;
  readonly sights: number;
  readonly failure?: string;
}

export async function check(tags: readonly string[], numRuns: number, seed: number): Promise<Result> {
  const count = { sights: 0 };
  const result = await fc.check(
    fc.asyncProperty(three(tags), interleaving, (chosen, steps) => play(chosen, steps, count)),
    { seed, numRuns },
  );
  const told = { runs: result.numRuns, sights: count.sights };
  return result.failed ? { ...told, failure: `${(result.errorInstance as Error).message}\n${fc.defaultReportMessage(result)}` } : told;
}

/** A widget that updates when Lit would: a microtask later. */
class LazyWidget extends ProbeWidget {
  protected override performUpdate(): void {
    queueMicrotask(() => super.performUpdate());
  }
}
register('lazy-widget', LazyWidget);

/** A widget made with `@lit/context` as its manual says. */
class ConsumerWidget extends LitElement {
  readonly #consumer = new ContextConsumer(this, {
    context: createContext<Session>(sessionKey()),
    subscribe: true,
    callback: (session) => this.#follow(session),
  });
  #unfollow: (() => void) | undefined;

  get session(): Session | undefined {
    return this.#consumer.value;
  }
  set session(_: Session | undefined) {}

  override render() {
    return html`${JSON.stringify([this.session?.state, this.session?.section('cases')])}`;
  }

  // Even one that paints in the same task keeps what it had when it is moved out.
  #follow(session: Session | undefined): void {
    this.#unfollow?.();
    this.#unfollow = session?.follow(() => {
      session.ask('cases', readers.cases);
      this.requestUpdate();
      this.performUpdate();
    });
  }
}
register('consumer-widget', ConsumerWidget);
