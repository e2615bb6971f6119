import { ContextConsumer, ContextProvider, createContext } from '@lit/context';
import { expect } from '@open-wc/testing';
import { html, LitElement } from 'lit';
import type { PtElement } from '../section/pt-element.ts';
import { ChildSession } from './child-session.ts';
import './define.ts';
import type { PtErrorEvent, PtStateEvent } from './events.ts';
import { PtContext } from './pt-context.ts';
import type { Session } from './session.ts';
import { sessionKey } from './session-key.ts';
import { casesBody, FakeGateway, openedBody, problemBody } from './testing/fake-gateway.ts';
import { deepText, type ProbeWidget, setHidden, task } from './testing/page.ts';

const anna = '1405141112';
const bo = '2306132224';
const time = { now: () => Date.now(), after: () => () => {} };

let gateway: FakeGateway;
const realFetch = window.fetch;
const realError = console.error;

beforeEach(() => {
  gateway = new FakeGateway();
  window.fetch = gateway.fetch;
});

afterEach(async () => {
  window.fetch = realFetch;
  console.error = realError;
  document.body.replaceChildren();
  await task();
});

function context(cpr: string | null = anna, name = ''): PtContext {
  const element = document.createElement('pt-context');
  element.apiUrl = 'https://gateway.test';
  element.getToken = async () => 'token';
  element.purpose = 'casework';
  if (name) element.setAttribute('name', name);
  element.child = cpr ? { cpr } : null;
  return element;
}

function widget(): ProbeWidget {
  return document.createElement('probe-widget') as ProbeWidget;
}

/** Answers all that is asked, until nothing more is. */
async function answerAll(): Promise<void> {
  const answered = new Set<unknown>();
  for (let quiet = 0; quiet < 2; quiet++) {
    await task();
    for (const request of gateway.requests) {
      if (answered.has(request)) continue;
      answered.add(request);
      if (request.method === 'POST') request.answer(200, openedBody(`context-${request.body!.cpr}`, request.body!.cpr!, time));
      else request.answer(200, casesBody(request.headers['Paa-Tvaers-Context']!, request.headers['Paa-Tvaers-Context']!.slice(8)));
      quiet = -1;
    }
  }
}

const leaving = new AbortController();

describe('<pt-context>', () => {
  it('opens the child and lets the widgets inside show it', async () => {
    const element = context();
    element.append(widget());
    document.body.append(element);
    const ready = element.ready;
    await answerAll();
    expect(await ready).to.equal('open');
    expect(deepText(element)).to.contain(`Kommune ${anna}`);
    expect(gateway.requests.map(({ method, route }) => `${method} ${route}`)).to.deep.equal(['POST /v1/contexts', 'GET /v1/cases']);
  });

  for (const [what, end] of [
    ['another child', (element) => (element.child = { cpr: bo })],
    ['no child', (element) => (element.child = null)],
    ['close()', (element) => element.close()],
    ['another purpose', (element) => (element.purpose = 'treatment')],
    ['a hidden page', () => setHidden(true)],
    ['the page on its way to the back-forward cache', () => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))],
  ] as [string, (element: PtContext) => unknown][]) {
    it(`takes the child off the screen in the same task: ${what}`, async () => {
      const element = context();
      const inside = widget();
      const outside = widget();
      outside.session = element.session;
      element.append(inside);
      document.body.append(element, outside);
      await answerAll();
      expect(deepText(document.body)).to.contain(anna);
      end(element);
      expect(deepText(document.documentElement)).not.to.contain(anna);
      setHidden(false);
    });
  }

  it('tells the host of an unsent text before it sets another child, and that it has been left when it does', async () => {
    const element = context();
    document.body.append(element);
    await answerAll();
    const told: [boolean, boolean][] = [];
    document.addEventListener('pt-unsent-change', ({ unsent }) => told.push([unsent, element.unsent]), { signal: leaving.signal });
    element.session.hold(element, true);
    element.session.hold(element, true);
    await task();
    expect(element.unsent).to.equal(true);
    expect(told).to.deep.equal([[true, true]]);
    element.child = { cpr: bo };
    expect(element.unsent).to.equal(false);
    await task();
    expect(told).to.deep.equal([
      [true, true],
      [false, false],
    ]);
    leaving.abort();
  });

  it('hands the host’s own actions to the widgets, and takes them back', () => {
    const element = context();
    const action = () => {};
    for (const name of ['openCase', 'composeMessage', 'fileMessage', 'openChild'] as const) {
      element[name] = action;
      expect(element.session.actions[name]).to.equal(action);
      element[name] = null;
      expect(!element.session.actions[name]).to.equal(true);
    }
  });

  it('uncovers a page that comes back from the back-forward cache only after an answer', async () => {
    const element = context();
    element.append(widget());
    document.body.append(element);
    await answerAll();
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    const before = gateway.requests.length;
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await task();
    expect(deepText(document.body)).not.to.contain(anna);
    expect(gateway.requests.length).to.equal(before + 1);
    gateway.last('/v1/cases').answer(200, casesBody(`context-${anna}`, anna));
    await task();
    expect(deepText(document.body)).to.contain(anna);
  });

  it('reflects nothing about the child', async () => {
    const element = context();
    document.body.append(element);
    await answerAll();
    expect(element.outerHTML).to.equal('<pt-context></pt-context>');
    expect(getComputedStyle(element).display).to.equal('contents');
  });

  it('ends the context and forgets the child when it is taken away, and opens it again when it is back', async () => {
    const element = context();
    element.append(widget());
    document.body.append(element);
    await answerAll();
    element.remove();
    await task();
    expect(deepText(element)).not.to.contain(anna);
    expect(gateway.to('/v1/context', 'DELETE').length).to.equal(1);
    document.body.append(element);
    await answerAll();
    expect(gateway.to('/v1/contexts', 'POST').length).to.equal(2);
    expect(deepText(element)).to.contain(anna);
  });

  it('moved with all its widgets, asks for nothing and keeps what is there', async () => {
    const element = context();
    element.append(widget());
    const place = document.createElement('div');
    document.body.append(element, place);
    await answerAll();
    const before = gateway.requests.length;
    place.append(element);
    expect(deepText(element)).to.contain(anna);
    await task();
    expect(gateway.requests.length).to.equal(before);
    expect(deepText(element)).to.contain(anna);
  });

  it('tells the host in events that carry no number, name or content, after all widgets have followed', async () => {
    const element = context();
    element.append(widget());
    const told: unknown[] = [];
    for (const name of ['pt-state', 'pt-error', 'pt-session-expired'] as const) {
      document.body.addEventListener(name, (event) => {
        expect(event.composed && event.bubbles).to.equal(true);
        told.push(event.type, (event as PtStateEvent).state ?? (event as PtErrorEvent).slug);
        if (event.target === element && element.session.state.phase === 'expired') expect(deepText(document.body)).not.to.contain(anna);
        for (const value of Object.values(event)) expect(String(value)).not.to.match(/\d{10}|Navn|Kommune/);
      });
    }
    document.body.append(element);
    await answerAll();
    element.getToken = async () => Promise.reject(new Error('logged out'));
    (element.firstElementChild as ProbeWidget).retry();
    await task();
    gateway.last('/v1/cases').answer(401, problemBody('token-expired', 401));
    await task();
    expect(told.filter(Boolean).join(' ')).to.equal(
      // The context and the widget in turn.
      'pt-state opening pt-state opening pt-state open pt-state loading pt-state ok pt-error no-token pt-state expired pt-session-expired pt-state expired',
    );
  });

  it('a host that sets another child in an event never brings an old one back', async () => {
    const element = context();
    const inside = widget();
    element.append(inside);
    document.body.append(element);
    element.addEventListener('pt-state', (event) => {
      if (event.target === inside && (event as PtStateEvent).state === 'ok') element.child = { cpr: bo };
    });
    await answerAll();
    expect(deepText(document.body)).to.contain(bo);
    expect(deepText(document.body)).not.to.contain(anna);
  });

  it('hands over what the host can do better, and takes it back', () => {
    const element = context();
    const openCase = () => {};
    element.openCase = openCase;
    expect(element.session.actions).to.deep.equal({ openCase });
    element.openCase = null;
    expect(element.session.actions.openCase).to.equal(null);
  });

  it('resolves ready with the reason where the child could not be opened, and never rejects', async () => {
    const element = context();
    document.body.append(element);
    await task();
    gateway.last('/v1/contexts', 'POST').answer(404, problemBody('child-unknown', 404));
    expect(await element.ready).to.equal('failed');
  });

  it('says once what is missing and how to mend it, and shows it', async () => {
    const said: string[] = [];
    console.error = (text: string) => said.push(text);
    const element = context();
    const inside = widget();
    element.append(inside);
    element.getToken = undefined;
    document.body.append(element);
    expect(await element.ready).to.equal('misused');
    while (!said.length) await task();
    expect(said).to.deep.equal([
      '<pt-context>: no-get-token. Set the property getToken: a function that fetches a token from your backend.',
    ]);
    expect(inside.sessionState.misuse).to.equal('no-get-token');
    expect(deepText(inside)).to.contain('misused');
    element.setAttribute('locale', 'tlh');
    while (said.length < 2) await task();
    expect(said[1]).to.equal('<pt-context>: unknown-locale. Set the attribute locale to da or en, or leave it out.');
    element.removeAttribute('locale');
    element.getToken = async () => 'token';
    await answerAll();
    expect(await element.ready).to.equal('open');
  });
});

describe('any order of definition and setting (rule 7)', () => {
  const steps = {
    define: (tag: string) => customElements.define(tag, class extends PtContext {}),
    getToken: (_tag: string, element: PtContext) => (element.getToken = async () => 'token'),
    child: (_tag: string, element: PtContext) => (element.child = { cpr: anna }),
    purpose: (_tag: string, element: PtContext) => (element.purpose = 'casework'),
    'api-url': (_tag: string, element: PtContext) => element.setAttribute('api-url', 'https://gateway.test'),
    connect: (_tag: string, element: PtContext) => document.body.append(element),
  };
  let serial = 0;

  it('opens once, and the widget inside shows it, in all 720 orders, in one task and in a task each', async function () {
    this.timeout(300_000);
    for (const order of permutations(Object.keys(steps) as (keyof typeof steps)[])) {
      for (const pause of [false, true]) {
        gateway.requests.length = 0;
        const tag = `pt-context-${serial++}`;
        const element = document.createElement(tag) as PtContext;
        const inside = widget();
        element.append(inside);
        for (const step of order) {
          steps[step](tag, element);
          if (pause) await task();
        }
        await answerAll();
        expect(gateway.to('/v1/contexts', 'POST').length, order.join()).to.equal(1);
        expect(deepText(inside), order.join()).to.contain(`Kommune ${anna}`);
        element.remove();
        await task();
      }
    }
  });

  it('a widget finds a context of its name that comes later, leaves, and is replaced', async () => {
    const outside = widget();
    outside.setAttribute('context', 'north');
    document.body.append(outside);
    await task();
    const first = context(anna, 'north');
    const shadow = document.createElement('div');
    shadow.attachShadow({ mode: 'open' }).append(first);
    document.body.prepend(shadow);
    await answerAll();
    expect(deepText(outside)).to.contain(anna);
    const second = context(bo, 'north');
    document.body.append(second);
    await answerAll();
    expect(deepText(outside), 'the first of a name keeps it').to.contain(anna);
    shadow.remove();
    await task();
    expect(deepText(outside)).not.to.contain(anna);
    await answerAll();
    expect(deepText(outside)).to.contain(bo);
    second.name = 'south';
    expect(deepText(outside)).not.to.contain(bo);
  });
});

describe('the community’s context protocol', () => {
  class HostElement extends LitElement {
    found: Session | undefined;
    readonly consumer = new ContextConsumer(this, {
      context: createContext<Session>(sessionKey()),
      callback: (session) => (this.found = session),
      subscribe: true,
    });
    override render = () => html``;
  }
  customElements.define('host-element', HostElement);

  it('a consumer of @lit/context finds the session', async () => {
    const element = context();
    const host = new HostElement();
    element.append(host);
    document.body.append(element);
    await task();
    expect(host.found).to.equal(element.session);
  });

  it('a provider of @lit/context, of the host or of another version of us, is found by our widgets, also when it comes late', async () => {
    const place = document.createElement('div');
    const inside = widget();
    place.append(inside);
    document.body.append(place);
    const session = new ChildSession();
    const provider = new ContextProvider(place, { context: createContext<Session>(sessionKey()), initialValue: session });
    provider.hostConnected();
    expect(inside.session).to.equal(session);
    const between = context(null);
    place.append(between);
    between.append(inside);
    expect(inside.session).to.equal(between.session);
  });

  it('a context that is put around a widget later takes it over', async () => {
    const outer = context(anna);
    const inside = widget();
    const inner = document.createElement('pt-context-late') as PtContext;
    // Its name is for others; who stands inside asks for none.
    inner.setAttribute('name', 'inner');
    inner.append(inside);
    outer.append(inner);
    document.body.append(outer);
    await answerAll();
    expect(deepText(inside)).to.contain(anna);
    customElements.define('pt-context-late', class extends PtContext {});
    expect(deepText(inside)).not.to.contain(anna);
    expect((inside as PtElement).session).to.equal(inner.session);
  });
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]));
}
