import { departmentCasesShape, partyContactShape, readSection } from '@paa-tvaers/contract/reader';
import type { Clock } from '../../client/clock.ts';
import type { SectionReader } from '../session.ts';

/** Time that a test moves by hand. */
export class FakeClock implements Clock {
  #now = Date.parse('2026-03-02T08:00:00Z');
  #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets so much time pass, and runs what is due in its order. */
  move(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      let next: { readonly at: number; readonly run: () => void } | undefined;
      for (const timer of this.#timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** A page that is frozen: time passes, and nothing runs. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
  }

  get pending(): number {
    return this.#timers.size;
  }
}

interface Told {
  readonly id: string;
  readonly change: object;
}

/** A request that the gateway has got and not yet answered. */
export interface Request {
  readonly method: string;
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>> | undefined;
  readonly init: RequestInit;
  readonly aborted: boolean;
  /** Answers, also where the request was aborted: a body that was on its way arrives all the same. */
  answer(status: number, body: unknown): void;
  /** Answers with a stream that tells these and stays open; what is returned tells more. */
  stream(changes: readonly Told[]): (more: readonly Told[]) => void;
  fail(): void;
}

/** A gateway that answers when, in the order, and with what the test says. */
export class FakeGateway {
  readonly requests: Request[] = [];
  /** Whether an aborted request ends as fetch would end it; without it answers come late. */
  honoursAbort = true;

  readonly fetch = ((input: string, init: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const request: Request = {
        method: init.method!,
        route: input.replace(/^https:\/\/[^/]+/, ''),
        headers: init.headers as Record<string, string>,
        body: init.body ? JSON.parse(init.body as string) : undefined,
        init,
        get aborted() {
          return !!init.signal?.aborted;
        },
        answer: (status, body) => {
          // As much of a Response as is read: the real one costs a tenth of a millisecond in Node.
          const text = typeof body === 'string' ? body : JSON.stringify(body);
          const blob = body instanceof Blob ? body : new Blob([text]);
          resolve({
            ok: status < 300,
            status,
            text: () => Promise.resolve(text),
            blob: () => Promise.resolve(blob),
          } as Response);
        },
        stream: (changes) => {
          let tell!: (more: readonly Told[]) => void;
          const body = new ReadableStream({
            start: (stream) => {
              tell = (more) => {
                const events = more.map(({ id, change }) => `id: ${id}\ndata: ${JSON.stringify(change)}\n\n`);
                stream.enqueue(new TextEncoder().encode(events.join('')));
              };
              tell(changes);
            },
          });
          resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
          return tell;
        },
        fail: () => reject(new TypeError('Failed to fetch')),
      };
      init.signal?.addEventListener('abort', () => this.honoursAbort && reject(new DOMException('aborted', 'AbortError')));
      this.requests.push(request);
    })) as unknown as typeof fetch;

  /** Those of a route that are not answered by abort; the newest last. */
  to(route: string, method = 'GET'): Request[] {
    return this.requests.filter((request) => request.route === route && request.method === method);
  }

  last(route: string, method = 'GET'): Request {
    const request = this.to(route, method).at(-1);
    if (!request) throw new Error(`no ${method} ${route}`);
    return request;
  }
}

/** What the gateway says of a child: everything about it carries the child's mark. */
export function openedBody(context: string, cpr: string, clock: Pick<Clock, 'now'>, more: object = {}) {
  return {
    context,
    expires: new Date(clock.now() + 8 * 3_600_000).toISOString(),
    idle: 1_200,
    purpose: 'casework',
    child: { cpr, birthDate: '2014-05-14', age: 11, name: `Navn ${cpr}`, protection: 'none' },
    professional: { name: 'Bo Test', function: 'psychologist', audience: 'ppr', organisation: 'Korsbæk Kommune' },
    needBanner: true,
    demo: true,
    decisions: [],
    sources: [],
    ...more,
  };
}

/** A section's answer, with one item that carries the mark. */
const sectionBody =
  (item: (mark: string) => object) =>
  (context: string, mark: string, state = 'ok') => ({
    context,
    state,
    sources: [],
    ...(state === 'ok' || state === 'partial' ? { items: [item(mark)] } : { retry: true, reason: `årsag ${mark}` }),
  });

export const casesBody = sectionBody((mark) => ({
  department: 'ppr',
  municipality: { code: '0000', name: `Kommune ${mark}` },
  state: 'involved',
  cases: [],
  contacts: [],
}));
export const contactsBody = sectionBody((mark) => ({ party: 'ppr', contact: { level: 'municipality', name: `Enhed ${mark}` } }));
export const appointmentsBody = sectionBody((mark) => ({ id: 'a', start: '2199-01-01', unit: `Enhed ${mark}`, calendar: true }));
export const schoolBody = sectionBody((mark) => ({ kind: 'school', name: `Skole ${mark}` }));

/** How the widgets read them. */
export const readers: { readonly cases: SectionReader<'cases'>; readonly contacts: SectionReader<'contacts'> } = {
  cases: (answer) => readSection(answer, departmentCasesShape),
  contacts: (answer) => readSection(answer, partyContactShape),
};

export function problemBody(slug: string, status: number) {
  return { type: `urn:paa-tvaers:problem:${slug}`, title: 'A title', status, trace: `trace-${slug}` };
}

/** A JWT as the host's backend signs it; only its times are read. */
export function jwt(clock: Clock, seconds: number, mark = 'token'): string {
  const now = Math.floor(clock.now() / 1000);
  const claims = btoa(JSON.stringify({ iat: now, exp: now + seconds, jti: mark }))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
  return `e30.${claims}.c2ln`;
}

/** Lets all that is ready come through: deeper than any chain of promises in the store. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 25; i++) await undefined;
}
