import assert from 'node:assert/strict';
import fc from 'fast-check';
import type * as store from '../child-session.ts';
import { anyAnswer, ways } from './any-answer.ts';
import { FakeClock, FakeGateway, jwt, type Request, readers, settle } from './fake-gateway.ts';

// Ten digits that fail modulus 11.
const children = ['1405141112', '2306132224', '0102123336'] as const;

/** One thing that happens. Numbers choose among what is there at the time; without `pause` the next comes in the same task. */
type Step = { readonly pause: boolean } & Event;
type Event =
  | { readonly does: 'child'; readonly which: number; readonly by: number }
  | { readonly does: 'none' | 'close' | 'hide' | 'show' | 'resume' | 'refresh' | 'away' | 'back' | 'purpose' }
  | { readonly does: 'answer'; readonly which: number; readonly how: number }
  | { readonly does: 'token'; readonly ok: boolean }
  | { readonly does: 'ask' | 'retry'; readonly which: number }
  | { readonly does: 'widget'; readonly which: number }
  | { readonly does: 'time'; readonly how: number };

const small = fc.nat(7);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('child' as const), which: fc.nat(2), by: fc.nat(2) }) },
  { weight: 10, arbitrary: fc.record({ does: fc.constant('answer' as const), which: small, how: fc.nat(ways - 1) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('token' as const), ok: fc.nat(5).map((n) => n > 0) }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constantFrom('ask' as const, 'ask' as const, 'retry' as const), which: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('widget' as const), which: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('time' as const), how: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('none', 'close', 'hide', 'show', 'show', 'resume', 'refresh', 'away', 'back', 'back', 'purpose'),
    }) as fc.Arbitrary<Event>,
  },
);
const step: fc.Arbitrary<Step> = fc.tuple(event, fc.nat(3)).map(([happens, pause]) => ({ ...happens, pause: pause > 0 }));
// The usual beginning, so that most runs come to where a wrong child could be seen.
const opening: Step[] = [
  { does: 'child', which: 0, by: 0, pause: true },
  { does: 'token', ok: true, pause: true },
  { does: 'ask', which: 0, pause: false },
  { does: 'answer', which: 0, how: 0, pause: true },
];
const interleaving = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 24, size: 'max' }))
  .map(([open, steps]) => (open ? [...opening, ...steps] : steps));

/** What is on the screen of one widget: painted when the session says so, at no other time. */
class Widget {
  painted = '';
  readonly #session: store.ChildSession;
  #unfollow: (() => void) | undefined;

  constructor(session: store.ChildSession) {
    this.#session = session;
  }

  toggle(): void {
    this.painted = '';
    this.#unfollow?.();
    this.#unfollow = this.#unfollow ? undefined : this.#session.follow(() => this.paint());
    if (this.#unfollow) this.paint();
  }

  paint(): void {
    this.painted = shown(this.#session);
  }
}

// Snapshots are replaced, never changed: most looks are at what was just looked at.
let latest: { readonly of: readonly unknown[]; readonly text: string } = { of: [], text: '' };

function shown(session: store.ChildSession): string {
  const now = [session.state, session.section('cases'), session.section('contacts')];
  if (now.some((part, at) => part !== latest.of[at])) latest = { of: now, text: JSON.stringify(now) };
  return latest.text;
}

/** Plays an interleaving against a store; throws at the first moment in which anything of another child is to be seen. */
async function play(Store: typeof store.ChildSession, steps: readonly Step[], count: { painted: number }): Promise<void> {
  const clock = new FakeClock();
  const gateway = new FakeGateway();
  gateway.honoursAbort = false;
  const session = new Store(clock, gateway.fetch);
  const contexts = new Map<string, string>();
  const tokens: { readonly ok: () => void; readonly fail: () => void }[] = [];
  // The model: who may be seen at all, and whether anything may be asked for.
  let current: string | undefined;
  let hidden = false;
  let away = false;
  let purpose = 'casework';

  const widgets = [new Widget(session), new Widget(session), new Widget(session)];
  let wrong = '';
  const look = (at: string) => {
    for (const text of [shown(session), ...widgets.map((widget) => widget.painted)]) {
      for (const child of children) {
        if (!text.includes(child)) continue;
        if (child !== current || hidden || away) wrong ||= `a child that is not current is seen: ${at}`;
        count.painted++;
      }
    }
  };
  session.onproblem = (problem) => assert.doesNotMatch(JSON.stringify(problem), /\d{10}/);
  session.set({
    apiUrl: 'https://gateway.test',
    purpose,
    getToken: () =>
      new Promise((resolve, reject) => tokens.push({ ok: () => resolve(jwt(clock, 300)), fail: () => reject(new Error('logged out')) })),
  });
  session.connect(true);
  widgets[0]!.toggle();

  const answered = new Set<Request>();
  for (const now of steps) {
    const before = gateway.requests.length;
    switch (now.does) {
      case 'child': {
        current = children[now.which]!;
        session.set({ child: now.by === 0 ? { cpr: current } : { code: `code-${current}-${now.by}`.replace(/\d{10}/, `${now.which}`) } });
        break;
      }
      case 'none':
        current = undefined;
        session.set({ child: null });
        break;
      case 'purpose':
        purpose = purpose === 'casework' ? 'treatment' : 'casework';
        session.set({ purpose });
        break;
      case 'away':
        away = true;
        session.connect(false);
        break;
      case 'back':
        away = false;
        session.connect(true);
        break;
      case 'hide':
        hidden = true;
        session.hide();
        break;
      case 'show':
        hidden = false;
        session.show();
        break;
      case 'close':
      case 'resume':
      case 'refresh':
        session[now.does]();
        if (now.does === 'close') assert.doesNotMatch(shown(session), /\d{10}/);
        break;
      case 'ask':
        if (now.which) session.ask('contacts', readers.contacts);
        else session.ask('cases', readers.cases);
        break;
      case 'retry':
        session.retry(now.which ? 'contacts' : 'cases');
        break;
      case 'widget':
        widgets[now.which]!.toggle();
        break;
      case 'time':
        clock.move([900, 4_000, 11_000, 16_000, 250_000, 1_300_000][now.how]!);
        break;
      case 'token':
        tokens.shift()?.[now.ok ? 'ok' : 'fail']();
        break;
      case 'answer': {
        const waiting = gateway.requests.filter((request) => !answered.has(request));
        const request = waiting[now.which % (waiting.length || 1)];
        if (!request) break;
        answered.add(request);
        const left = contexts.get(request.headers['Paa-Tvaers-Context'] ?? '') !== current && request.method === 'GET';
        if (request.aborted || left) {
          await settle();
          const state = shown(session);
          anyAnswer(request, now.how, contexts, childOf, clock);
          await settle();
          if (shown(session) !== state) throw new Error('an answer that nobody waits for changed something');
        } else anyAnswer(request, now.how, contexts, childOf, clock);
      }
    }
    look(now.does);
    if (now.pause) {
      await settle();
      look(`some time after ${now.does}`);
    }
    if (wrong) throw new Error(wrong);
    for (const request of gateway.requests.slice(before)) {
      if (hidden && now.does !== 'hide' && request.method !== 'DELETE') throw new Error('asked for while the page is hidden');
    }
  }
  await settle();
  look('the end');
  if (wrong) throw new Error(wrong);
}

// A code stands for the child of its number.
function childOf(body: Request['body']): string | undefined {
  return body?.cpr ?? children[Number(body?.code?.split('-')[1])];
}

export interface Result {
  readonly runs: number;
  /** How often a current child was seen: a store that never shows anybody would pass too. */
  readonly sights: number;
  /** What was seen, and the shortest interleaving that leads there. */
  readonly failure?: string;
}

export async function check(Store: typeof store.ChildSession, numRuns: number, seed: number): Promise<Result> {
  const count = { painted: 0 };
  const result = await fc.check(
    fc.asyncProperty(interleaving, (steps) => play(Store, steps, count)),
    { seed, numRuns },
  );
  const told = { runs: result.numRuns, sights: count.painted };
  return result.failed ? { ...told, failure: `${(result.errorInstance as Error).message}\n${fc.defaultReportMessage(result)}` } : told;
}
