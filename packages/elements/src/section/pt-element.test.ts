import { expect } from '@open-wc/testing';
import { partyContactShape, readSection } from '@paa-tvaers/contract/reader';
import { css, html } from 'lit';
import { ChildSession } from '../context/child-session.ts';
import '../context/define.ts';
import type { PtContext } from '../context/pt-context.ts';
import { casesBody, contactsBody, FakeClock, FakeGateway, openedBody, readers } from '../context/testing/fake-gateway.ts';
import { deepText, ProbeWidget, task } from '../context/testing/page.ts';
import { PtElement } from './pt-element.ts';
import { register } from './register.ts';
import { SectionController } from './section-controller.ts';

const anna = '1405141112';
const bo = '2306132224';
const clock = new FakeClock();

/** An open session with its cases and contacts there, and the gateway behind it. */
async function open(cpr: string) {
  const gateway = new FakeGateway();
  const session = new ChildSession(clock, gateway.fetch);
  session.set({ apiUrl: 'https://gateway.test', purpose: 'casework', getToken: async () => 'token', child: { cpr } });
  session.connect(true);
  await task();
  gateway.last('/v1/contexts', 'POST').answer(200, openedBody(`context-${cpr}`, cpr, clock));
  await task();
  session.ask('cases', readers.cases);
  session.ask('contacts', readers.contacts);
  await task();
  gateway.last('/v1/cases').answer(200, casesBody(`context-${cpr}`, cpr));
  gateway.last('/v1/contacts').answer(200, contactsBody(`context-${cpr}`, cpr));
  await task();
  return { session, gateway };
}

function contextOf(name = ''): PtContext {
  const element = document.createElement('pt-context');
  element.name = name;
  return element;
}

let error: typeof console.error;
beforeEach(() => {
  error = console.error;
});
afterEach(async () => {
  console.error = error;
  document.body.replaceChildren();
  await task();
});

describe('finding the session', () => {
  it('property beats attribute beats ancestor, in any order, and each falls back on the next', () => {
    const [named, around] = [contextOf('named'), contextOf()];
    const session = new ChildSession(clock, fetch);
    const means = {
      property: (widget: ProbeWidget) => (widget.session = session),
      attribute: (widget: ProbeWidget) => widget.setAttribute('context', 'named'),
      ancestor: (widget: ProbeWidget) => around.append(widget),
    };
    for (const order of [
      ['property', 'attribute', 'ancestor'],
      ['property', 'ancestor', 'attribute'],
      ['attribute', 'property', 'ancestor'],
      ['attribute', 'ancestor', 'property'],
      ['ancestor', 'property', 'attribute'],
      ['ancestor', 'attribute', 'property'],
    ] as const) {
      document.body.append(named, around);
      const widget = new ProbeWidget();
      for (const step of order) means[step](widget);
      expect(widget.session, order.join()).to.equal(session);
      widget.session = undefined;
      expect(widget.session).to.equal(named.session);
      widget.removeAttribute('context');
      expect(widget.session).to.equal(around.session);
      widget.remove();
    }
  });

  it('a property that was set before the tag was defined still beats the ancestor, which is never asked', async () => {
    const { session } = await open(anna);
    const around = await open(bo);
    const before = around.gateway.requests.length;
    const place = contextOf();
    const widget = document.createElement('probe-late') as ProbeWidget;
    widget.session = session;
    place.append(widget);
    document.body.append(place);
    let asked = 0;
    place.addEventListener('context-request', () => asked++, true);
    register('probe-late', class extends ProbeWidget {});
    expect(widget.session).to.equal(session);
    expect(deepText(widget)).to.contain(anna);
    expect(asked).to.equal(0);
    expect(around.gateway.requests.length).to.equal(before);
  });

  it('a name that nobody has is no ancestor', () => {
    const around = contextOf();
    const widget = new ProbeWidget();
    widget.setAttribute('context', 'nobody');
    around.append(widget);
    document.body.append(around);
    expect(widget.session).to.equal(undefined);
  });

  it('says how to mend it where there is no session, on the console once and in the widget', async () => {
    const said: string[] = [];
    console.error = (text: string) => said.push(text);
    const widget = new ProbeWidget();
    const named = new ProbeWidget();
    named.setAttribute('context', 'west');
    document.body.append(widget, named);
    await new Promise((resolve) => named.addEventListener('pt-state', (event) => event.state === 'misused' && resolve(undefined)));
    while (said.length < 2) await task();
    // The words are a module of their own: whose come first is the browser's affair.
    expect(said).to.have.members([
      '<probe-widget>: no-context. Put it inside a <pt-context>, or set its property session.',
      '<probe-widget>: no-context. Put a <pt-context name="west"> on the page, or set its property session.',
    ]);
    expect(widget.sessionState).to.deep.equal({ locale: 'da', phase: 'misused', misuse: 'no-context' });
    const late = contextOf('west');
    document.body.append(late);
    expect(named.session).to.equal(late.session);
    expect(named.sessionState.phase).to.equal('empty');
  });
});

describe('showing the session', () => {
  it('shows a change in the very call that makes it', async () => {
    const { session } = await open(anna);
    const widget = new ProbeWidget();
    widget.session = session;
    document.body.append(widget);
    expect(deepText(widget)).to.contain(`Kommune ${anna}`);
    session.set({ child: { cpr: bo } });
    expect(deepText(widget)).not.to.contain(anna);
    expect(deepText(widget)).to.contain('opening');
  });

  it('shows nothing once it is away, and what is now when it is back', async () => {
    const { session } = await open(anna);
    const widget = new ProbeWidget();
    widget.session = session;
    document.body.append(widget);
    widget.remove();
    await task();
    expect(deepText(widget)).not.to.contain(anna);
    session.set({ child: null });
    document.body.append(widget);
    expect(deepText(widget)).not.to.contain(anna);
    expect(deepText(widget)).to.contain('empty');
  });

  it('lets go of a session that it has left', async () => {
    const sessions = [new ChildSession(clock, fetch), new ChildSession(clock, fetch)];
    const followed = [0, 0];
    for (const [at, session] of sessions.entries()) {
      const follow = session.follow.bind(session);
      session.follow = (follower) => {
        const unfollow = follow(follower);
        followed[at]! += 1;
        return () => {
          followed[at]! -= 1;
          unfollow();
        };
      };
    }
    const widget = new ProbeWidget();
    widget.session = sessions[0];
    document.body.append(widget);
    expect(followed).to.deep.equal([1, 0]);
    widget.session = sessions[1];
    expect(followed).to.deep.equal([0, 1]);
    widget.remove();
    await task();
    expect(followed).to.deep.equal([0, 0]);
  });

  it('leaves nothing standing where its own rendering fails', async () => {
    const { session } = await open(anna);
    class Breaks extends ProbeWidget {
      broken = false;
      override render() {
        if (this.broken) throw new Error('cannot render');
        return super.render();
      }
    }
    register('probe-breaks', Breaks);
    const widget = new Breaks();
    widget.session = session;
    document.body.append(widget);
    expect(deepText(widget)).to.contain(anna);
    widget.broken = true;
    const { reportError } = window;
    let reported: unknown;
    window.reportError = (error) => {
      reported = error;
    };
    session.set({ child: { cpr: bo } });
    window.reportError = reportError;
    expect(String(reported)).to.contain('cannot render');
    expect(widget.shadowRoot!.textContent).to.equal('');
    widget.broken = false;
    session.set({ child: null });
    expect(deepText(widget)).to.contain('empty');
  });

  it('a host that sets another child while we paint gets it painted in the same call', async () => {
    const { session } = await open(anna);
    let once = true;
    class Nested extends ProbeWidget {
      override render() {
        const painted = super.render();
        if (once && this.sessionState.phase === 'opening') {
          once = false;
          session.set({ child: null });
        }
        return painted;
      }
    }
    register('probe-nested', Nested);
    const widget = new Nested();
    widget.session = session;
    document.body.append(widget);
    session.set({ child: { cpr: bo } });
    expect(deepText(widget)).to.contain('empty');
  });

  it('moved inside its context, and from document to document with its own session, fetches nothing and keeps what it shows', async () => {
    const { session, gateway } = await open(anna);
    const widget = new ProbeWidget();
    widget.session = session;
    const [one, other] = [document.createElement('div'), document.createElement('div')];
    document.body.append(one, other);
    one.append(widget);
    const before = gateway.requests.length;
    const node = widget.shadowRoot!.querySelector('p');
    other.append(widget);
    one.prepend(widget);
    await task();
    expect(widget.shadowRoot!.querySelector('p')).to.equal(node);
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.contentDocument!.body.append(widget);
    await task();
    expect(deepText(widget)).to.contain(anna);
    expect(gateway.requests.length).to.equal(before);
  });

  it('keeps its looks in another document', () => {
    class Styled extends PtElement {
      static override styles = css`:host { display: block; color: rgb(1, 2, 3) }`;
      override render() {
        return html`<p>text</p>`;
      }
    }
    register('probe-styled', Styled);
    const widget = new Styled();
    document.body.append(widget);
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const view = frame.contentWindow!;
    view.document.body.append(widget);
    expect(view.getComputedStyle(widget).color).to.equal('rgb(1, 2, 3)');
    document.body.append(widget);
    expect(getComputedStyle(widget).color).to.equal('rgb(1, 2, 3)');
  });

  it('asks once for a section that two widgets show', async () => {
    const gateway = new FakeGateway();
    const session = new ChildSession(clock, gateway.fetch);
    session.set({ apiUrl: 'https://gateway.test', purpose: 'casework', getToken: async () => 'token', child: { cpr: anna } });
    session.connect(true);
    const widgets = [new ProbeWidget(), new ProbeWidget()];
    for (const widget of widgets) {
      widget.session = session;
      document.body.append(widget);
    }
    await task();
    gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-a', anna, clock));
    await task();
    expect(gateway.requests.length).to.equal(2);
  });

  it('tells its state in words for style sheets and in an event', async () => {
    const { session, gateway } = await open(anna);
    const widget = new ProbeWidget();
    const told: string[] = [];
    widget.addEventListener('pt-state', (event) => told.push(`${event.section} ${event.state}`));
    widget.session = session;
    document.body.append(widget);
    await task();
    expect(widget.matches(':state(ok)')).to.equal(true);
    widget.retry();
    expect(widget.matches(':state(ok):state(busy)')).to.equal(true);
    await task();
    gateway.last('/v1/cases').fail();
    await task();
    expect(widget.matches(':state(stale):state(ok)')).to.equal(true);
    expect(widget.matches(':state(busy)')).to.equal(false);
    session.close();
    expect(widget.matches(':state(closed)')).to.equal(true);
    await task();
    expect(told).to.deep.equal(['cases ok', 'cases stale', 'cases closed']);
  });
});

it('a controller without a session has nothing to say', () => {
  class Bare extends PtElement {
    readonly contacts = new SectionController(this, 'contacts', (answer) => readSection(answer, partyContactShape));
    override render() {
      return html``;
    }
  }
  register('probe-bare', Bare);
  const bare = new Bare();
  expect(bare.contacts.snapshot).to.deep.equal({ phase: 'idle' });
});
