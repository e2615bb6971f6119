import { expect } from '@open-wc/testing';
import type { HostActions } from '../context/session.ts';
import '../context/define.ts';
import { FakeGateway } from '../context/testing/fake-gateway.ts';
import { deepText, until } from '../context/testing/page.ts';
import { FakeSession } from '../section/testing/fake-session.ts';
import { opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, text } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { answer, item, items, without } from './testing/fixtures.ts';
import { mount, open, rowOf, show } from './testing/show.ts';

const said = (widget: Element) => text(find(widget, '[role=status]'));
const notice = (widget: Element) => text(find(widget, '.message'));
const rows = (widget: Element) => findAll(widget, '.thread').map(({ dataset }) => dataset.thread);
const labels = (row: Element) => [...row.querySelectorAll('button')].map((button) => text(button).split(' – ')[0]);
const words = ['loading', 'slow', 'ok', 'partial', 'stale', 'busy', 'unavailable', 'denied', 'out-of-scope', 'expired', 'covered', 'empty'];
const states = (widget: Element) => words.filter((word) => widget.matches(`:state(${word})`));

function press(row: Element, label: string): HTMLButtonElement {
  const found = [...row.querySelectorAll('button')].find((button) => text(button).startsWith(label));
  if (!found) throw new Error(`no "${label}"`);
  found.click();
  return found;
}

describe('<pt-inbox>', () => {
  quiet();

  it('shows what did not come through, what is to be settled, what is new and what has waited, in this order', async () => {
    const { widget } = await show();
    expect(text(find(widget, 'h2'))).to.equal('Meddelelser til BUP Korsbæk');
    expect(text(find(widget, '.demo'))).to.equal('ØVELSE – ikke et rigtigt barn');
    const seen = [...find(widget, '#threads').querySelectorAll('h3, .thread > :not(.acts)')].map(text);
    const when = (thread: string) => text(rowOf(widget, thread).querySelector('.when')!);
    expect(seen).to.deep.equal([
      'Ikke leveret',
      'Ikke leveret Ring, eller send igen.',
      'Mynte Eksempel Født 19. november 2011',
      'Vedr. henvisning Psykiatri, social, handicap',
      `Til Lægehuset Prøvegade ${when('failed')}`,
      'Skal afklares',
      'Skal afklares Ny Ubesvaret i 1 hverdag',
      'Vi ved ikke, hvem den handler om. Den kan ikke åbnes herfra. Åbn selv det barn, du mener, den handler om, og bekræft det dér.',
      'Psykiatri, social, handicap svar',
      `Fra Nabolev Kommune ${when('held')}`,
      'Nye',
      'Ny Ubesvaret i 1 hverdag',
      'Josefine Testperson Født 5. maj 2014',
      'Netværksmøde før sommerferien Psykiatri, social, handicap · svar',
      `Fra PPR i Korsbæk ${when('thread-1')}`,
      'Åbnet, ikke besvaret – ældste først',
      'Ubesvaret i 10 hverdage I gang hos Bo Test',
      'Frida Demosen Født 2. februar 2010',
      'Andet svar',
      `Fra PPR i Korsbæk ${when('theirs')}`,
      'Ubesvaret i 3 hverdage I gang hos dig',
      'Anton Prøvebarn Født 12. august 2015',
      'Netværksmøde før sommerferien Psykiatri, social, handicap · svar',
      `Fra PPR i Korsbæk ${when('mine')}`,
      'Besvaret, ikke afsluttet',
      '',
      'Født 30. marts 2017',
      'Netværksmøde før sommerferien Psykiatri, social, handicap',
      `Til PPR i Korsbæk ${when('answered')}`,
    ]);
    expect(text(find(widget, 'footer'))).to.match(/^Åbne · 6 tråde · hentet .* kl\.\s\d\d\.\d\d Opslag i indbakken logges$/);
    expect(said(widget)).to.match(/^6 tråde · hentet /);
    expect(states(widget)).to.deep.equal(['ok']);
  });

  it('offers what can be done with each, and says in what is heard whom it is about', async () => {
    const { widget } = await show();
    expect(labels(rowOf(widget, 'thread-1'))).to.deep.equal(['Jeg tager den', 'Afslut']);
    expect(labels(rowOf(widget, 'mine'))).to.deep.equal(['Læg tilbage', 'Afslut']);
    expect(labels(rowOf(widget, 'theirs'))).to.deep.equal(['Overtag', 'Afslut']);
    expect(text(rowOf(widget, 'thread-1').querySelector('button')!)).to.equal(
      'Jeg tager den – Josefine Testperson, Netværksmøde før sommerferien',
    );
  });

  it('takes a thread at once with the focus where it was, and puts it back where the gateway does not take it', async () => {
    const { widget, session } = await show();
    const row = () => rowOf(widget, 'thread-1');
    const button = press(row(), 'Jeg tager den');
    button.focus();
    await widget.updateComplete;
    expect(text(row().querySelector('.status')!)).to.equal('Ny Ubesvaret i 1 hverdag I gang hos dig');
    expect(widget.shadowRoot!.activeElement).to.equal(button);
    expect(labels(row())).to.deep.equal(['Læg tilbage', 'Afslut']);
    const route = '/v1/threads/thread-1/task';
    await until(() => session.server.to(route, 'PUT').length > 0);
    session.server.last(route, 'PUT').answer(503, {});
    await until(() => findAll(widget, '.acts .failed').length > 0);
    expect(text(row().querySelector('.status')!)).to.equal('Ny Ubesvaret i 1 hverdag');
    expect(text(row().querySelector('.acts .failed')!)).to.equal('Ændringen blev ikke gemt. Prøv igen.');
    expect(said(widget)).to.equal('Ændringen blev ikke gemt. Prøv igen.');
  });

  it('keeps a finished thread in its place until the list is read again', async () => {
    const { widget } = await show();
    press(rowOf(widget, 'mine'), 'Afslut');
    await widget.updateComplete;
    expect(labels(rowOf(widget, 'mine'))).to.deep.equal(['Genåbn']);
    expect(text(rowOf(widget, 'mine').querySelector('.status')!)).to.equal('Ubesvaret i 3 hverdage Afsluttet hos dig');
  });

  it('opens a child where the host can, and never one that nobody knows', async () => {
    const session = new FakeSession();
    const asked: object[] = [];
    const actions: HostActions = { openChild: (event) => asked.push(event) };
    const { widget } = await show(answer(), { session });
    expect(findAll(widget, 'button').map(text).join()).not.to.contain('Åbn barnet');
    session.set({ actions });
    expect(labels(rowOf(widget, 'held'))).to.deep.equal(['Jeg tager den', 'Afslut']);
    press(rowOf(widget, 'thread-1'), 'Åbn barnet');
    await until(() => session.server.to('/v1/launches', 'POST').length > 0);
    expect(labels(rowOf(widget, 'thread-1'))[0]).to.equal('Åbner …');
    session.server.last('/v1/launches', 'POST').answer(201, { code: 'code-1', expires: '2026-03-02T08:01:00Z' });
    await until(() => asked.length > 0);
    expect(asked).to.deep.equal([{ code: 'code-1', thread: 'thread-1' }]);
    await widget.updateComplete;
    expect(labels(rowOf(widget, 'thread-1'))[0]).to.equal('Åbn barnet');
  });

  it('is left alone by the child that is set, and shows nothing of it', async () => {
    const { widget, session } = await show();
    const before = rows(widget);
    for (const phase of ['opening', 'open', 'failed', 'closed', 'empty'] as const) {
      session.set({ state: { phase, locale: 'da', ...(phase === 'open' && { opened: opened() }) } });
      expect(rows(widget), phase).to.deep.equal(before);
      expect(states(widget), phase).to.deep.equal(['ok']);
      expect(deepText(widget), phase).not.to.match(/050514|9996/);
    }
  });

  it('is blank in the very task in which the login is lost, and offers to go on', async () => {
    const { widget, session } = await show();
    session.set({ state: { phase: 'expired', locale: 'da' } });
    expect(deepText(widget)).not.to.match(/Testperson|Eksempel|Prøvebarn|Korsbæk|2014/);
    expect(notice(widget)).to.equal('Du er logget af. Oplysningerne er fjernet fra skærmen. Fortsæt');
    expect(states(widget)).to.deep.equal(['expired']);
    buttonOf(widget, 'Fortsæt').click();
    expect(session.calls).to.deep.equal(['resume']);
  });

  it('is covered in the very task in which the page is hidden', async () => {
    const { widget, session } = await show();
    session.gateway.asleep = true;
    session.set({});
    expect(deepText(widget)).not.to.match(/Testperson|Eksempel|Prøvebarn|2014/);
    expect(notice(widget)).to.equal('Listen er dækket til. Siden har været i baggrunden. Vi undersøger, om du stadig er logget på.');
    expect(states(widget)).to.deep.equal(['covered']);
    session.gateway.asleep = false;
    session.set({});
    expect(rows(widget)).to.deep.equal([]);
    await until(() => session.server.to(open).length > 1);
    session.server.last(open).answer(200, answer([item()]));
    await until(() => rows(widget).length > 0);
  });

  it('is blank when it is taken to another session, or off the page', async () => {
    const { widget, session } = await show();
    widget.session = new FakeSession();
    expect(rows(widget)).to.deep.equal([]);
    widget.session = session;
    widget.remove();
    await until(() => !rows(widget).length);
    expect(states(widget)).to.deep.equal(['empty']);
  });

  for (const [name, body, says, state] of [
    ['empty', answer([]), /^Ingen åbne meddelelser at vise\. Indbakken svarede kl\.\s\d\d\.\d\d\.$/, 'ok'],
    [
      'denied',
      without('denied', { reason: 'function' }),
      /^Enhedens meddelelser kan ikke vises for dig her\. Det siger ikke noget om, hvorvidt der er nogen\. Din funktion giver ikke adgang til det\.$/,
      'denied',
    ],
    [
      'box in the host',
      without('out-of-scope', { reason: 'mailbox-host' }),
      /^I læser og skriver meddelelser i jeres eget system\. De vises derfor ikke her\.$/,
      'out-of-scope',
    ],
    [
      'no box',
      without('out-of-scope', { reason: 'mailbox-none' }),
      /^Jeres enhed har ingen indbakke her\. Meddelelser til jer kommer ikke hertil\.$/,
      'out-of-scope',
    ],
    [
      'unavailable',
      without('unavailable', { retry: true }),
      /^Indbakken kan ikke hentes lige nu\. Vi ved derfor ikke, om der er meddelelser\. Prøv igen$/,
      'unavailable',
    ],
    ['a state of later', without('closed-for-summer'), /^Indbakken kan ikke hentes lige nu\./, 'unavailable'],
    [
      'an item that cannot be read',
      answer([item(), { thread: 1 } as never]),
      /^Listen er ikke fuldstændig\. En del af svaret kunne ikke læses\. Prøv igen$/,
      'partial',
    ],
  ] as const)
    it(`says in words: ${name}`, async () => {
      const { widget } = await show(body);
      await until(() => findAll(widget, '.message').length > 0);
      expect(notice(widget)).to.match(says);
      expect(said(widget)).to.equal(text(find(widget, '.message b')));
      expect(states(widget)).to.deep.equal([state]);
      expect(findAll(widget, '[role=tab]').length).to.equal(/denied|out-of-scope/.test(state) ? 0 : 4);
      expect(rows(widget).length).to.equal(state === 'partial' ? 1 : 0);
    });

  it('says that there is no connection, and asks again', async () => {
    const { widget, session } = await mount();
    session.server.last(open).fail();
    await until(() => findAll(widget, '.message').length > 0);
    expect(notice(widget)).to.equal('Indbakken kan ikke hentes lige nu. Vi ved derfor ikke, om der er meddelelser. Prøv igen');
    buttonOf(widget, 'Prøv igen').click();
    await until(() => session.server.to(open).length > 1);
    session.server.last(open).answer(200, answer());
    await until(() => rows(widget).length === items.length);
  });

  it('keeps an old list, and says how old it is', async () => {
    const { widget, session } = await show();
    session.server.last('/v1/changes').stream([{ id: '1', change: { kind: 'reset' } }]);
    await until(() => session.server.to(open).length > 1);
    expect(states(widget)).to.include('busy');
    session.server.last(open).fail();
    await until(() => findAll(widget, '.message').length > 0);
    expect(notice(widget)).to.match(
      /^Oplysninger fra kl\.\s\d\d\.\d\d\. Vi kan ikke hente mere lige nu, og der kan være kommet nyt\. Prøv igen$/,
    );
    expect(states(widget)).to.deep.equal(['ok', 'stale']);
    expect(rows(widget).length).to.equal(items.length);
  });

  it('says where new messages may be delayed', async () => {
    const { widget } = await show(answer(items, { sources: [{ id: 'network', state: 'unavailable', asOf: '2026-03-02T08:00:00Z' }] }));
    expect(text(find(widget, '#threads'))).to.contain('Nye meddelelser kan være forsinkede: meddelelsesnettet svarer ikke lige nu.');
  });

  it('shows a new message without being asked, says so once and politely, and keeps the focus with its child', async () => {
    const { widget, session } = await show();
    const region = find(widget, '[role=status]');
    const button = rowOf(widget, 'thread-1').querySelector('button')!;
    button.focus();
    session.server.last('/v1/changes').stream([{ id: '1', change: { kind: 'message', thread: 'thread-2' } }]);
    await until(() => session.server.to(open).length > 1);
    const come = {
      thread: 'thread-2',
      child: { name: 'Oskar Øvelse', birthDate: '2017-01-30' },
      latest: { ...item().latest, at: new Date().toISOString() },
    };
    session.server.last(open).answer(200, answer([item(come), ...items]));
    await until(() => rows(widget).includes('thread-2'));
    expect(said(widget)).to.match(/^1 ny meddelelse, set kl\.\s\d\d\.\d\d$/);
    expect(find(widget, '[role=status]')).to.equal(region);
    expect(widget.shadowRoot!.activeElement).to.equal(button);
    expect(rowOf(widget, 'thread-1').contains(button)).to.equal(true);
    let changed = 0;
    const watch = new MutationObserver(() => changed++);
    watch.observe(region, { childList: true, characterData: true, subtree: true });
    widget.requestUpdate();
    await widget.updateComplete;
    watch.disconnect();
    expect(changed).to.equal(0);
  });

  it('fetches more when asked to', async () => {
    const { widget, session } = await show(answer(items.slice(0, 2), { next: 'c' }));
    expect(text(find(widget, 'footer'))).to.contain('Viser 2, der er flere');
    buttonOf(widget, 'Vis flere').click();
    const route = `${open}&cursor=c`;
    await until(() => session.server.to(route).length > 0);
    // The last of the first page has slipped into the second meanwhile.
    session.server.last(route).answer(200, answer(items.slice(1)));
    await until(() => rows(widget).length > 2);
    expect(rows(widget).sort()).to.deep.equal(items.map(({ thread }) => thread).sort());
    expect(findAll(widget, 'button').map(text)).not.to.include('Vis flere');
  });

  it('shows others by a tab; arrows move, and choosing fetches', async () => {
    const { widget, session } = await show();
    const tab = () => findAll(widget, '[role=tab]').find((one) => one.ariaSelected === 'true')!;
    const key = (name: string) =>
      widget.shadowRoot!.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    const focused = () => text(widget.shadowRoot!.activeElement!);
    expect(findAll(widget, '[role=tab][tabindex="0"]').map(text)).to.deep.equal(['Åbne']);
    tab().focus();
    for (const [name, at] of [
      ['ArrowRight', 'Nye'],
      ['ArrowLeft', 'Åbne'],
      ['ArrowLeft', 'Afsluttede'],
      ['ArrowRight', 'Åbne'],
      ['End', 'Afsluttede'],
      ['Home', 'Åbne'],
      ['End', 'Afsluttede'],
    ] as const) {
      key(name);
      expect(focused(), name).to.equal(at);
    }
    expect(session.server.requests.filter(({ route }) => route.includes('inbox')).length).to.equal(1);
    (widget.shadowRoot!.activeElement as HTMLElement).click();
    await widget.updateComplete;
    expect(rows(widget)).to.deep.equal([]);
    expect([text(tab()), focused()]).to.deep.equal(['Afsluttede', 'Afsluttede']);
    const route = '/v1/inbox?state=done';
    await until(() => session.server.to(route).length > 0);
    session.server.last(route).answer(200, answer([item({ task: { state: 'done' } })]));
    await until(() => rows(widget).length > 0);
    expect(findAll(widget, '#threads h3')).to.have.length(0);
    expect(find(widget, '[role=tabpanel]').getAttribute('aria-labelledby')).to.equal('tab-done');
  });

  it('speaks English', async () => {
    const session = new FakeSession();
    session.state = { phase: 'empty', locale: 'en' };
    const { widget } = await show(answer(), { session });
    await until(() => text(find(widget, 'h2')) === 'Messages to BUP Korsbæk');
    expect(text(rowOf(widget, 'theirs').querySelector('.status')!)).to.equal('Not answered for 10 working days In progress with Bo Test');
    expect(find(widget, 'section').lang).to.equal('en');
  });

  it('copies with the unit, what was chosen, and the time', async () => {
    const { widget } = await show();
    // The whole row: what stands in a button is never selected in Firefox.
    getSelection()!.selectAllChildren(rowOf(widget, 'failed'));
    let copied = '';
    const event = new ClipboardEvent('copy', { cancelable: true });
    // Firefox lets a test write to no clipboard event's data.
    Object.defineProperty(event, 'clipboardData', { value: { setData: (_type: string, text: string) => (copied = text) } });
    find(widget, 'section').dispatchEvent(event);
    getSelection()!.removeAllRanges();
    expect(copied).to.match(/\n\nMeddelelser til BUP Korsbæk · Åbne · hentet \d+\. \S+ \d{4} kl\.\s\d\d\.\d\d$/);
  });

  it('lays out and paints only the rows that are near the screen, of five hundred', async () => {
    const many = Array.from({ length: 500 }, (_, index) => item({ thread: `thread-${index}` }));
    const { widget } = await show(answer(many));
    const all = findAll(widget, '.thread');
    expect(all.length).to.equal(500);
    const painted = () => all.filter((row) => row.querySelector('.name')!.checkVisibility({ contentVisibilityAuto: true }));
    // Which ones are near is seen when the page is drawn.
    await until(() => painted().length > 0);
    expect(painted().length).to.be.at.most(100);
  });

  it('prints the list without buttons, with what was chosen and when', async () => {
    const { widget } = await show();
    const media = (from: string, to: string) => {
      for (const sheet of widget.shadowRoot!.adoptedStyleSheets)
        for (const rule of sheet.cssRules) if (rule instanceof CSSMediaRule && rule.media.mediaText === from) rule.media.mediaText = to;
    };
    const shown = (element: Element) => getComputedStyle(element).display !== 'none';
    expect(shown(find(widget, 'footer .print'))).to.equal(false);
    media('print', 'all');
    try {
      expect(shown(find(widget, 'footer .print'))).to.equal(true);
      for (const button of findAll(widget, 'button')) expect(shown(button)).to.equal(false);
      expect(getComputedStyle(rowOf(widget, 'answered')).contentVisibility).to.equal('visible');
    } finally {
      media('all', 'print');
    }
  });

  it('works inside a real <pt-context> without a child, and is blank when its token is gone', async () => {
    const server = new FakeGateway();
    const { fetch } = window;
    window.fetch = server.fetch;
    const context = document.createElement('pt-context');
    try {
      let loggedIn = true;
      context.append(document.createElement('pt-inbox'));
      document.body.append(context);
      context.apiUrl = 'https://gateway.test';
      context.getToken = () => (loggedIn ? Promise.resolve('of-the-real') : Promise.reject(new Error('logged out')));
      const widget = context.firstElementChild!;
      await until(() => server.to(open).length > 0);
      server.last(open).answer(200, answer());
      await until(() => rows(widget).length === items.length);
      loggedIn = false;
      press(rowOf(widget, 'thread-1'), 'Afslut');
      const route = '/v1/threads/thread-1/task';
      await until(() => server.to(route, 'PUT').length > 0);
      server.last(route, 'PUT').answer(401, {});
      await until(() => states(widget).includes('expired'));
      expect(rows(widget)).to.deep.equal([]);
    } finally {
      context.remove();
      window.fetch = fetch;
    }
  });
});
