import { expect } from '@open-wc/testing';
import { task, until } from '../context/testing/page.ts';
import type { FakeSession } from '../section/testing/fake-session.ts';
import { asOf, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, text, unmount } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { elsewhere, nowhere, open, summaries, summary, threads } from './testing/fixtures.ts';
import { show } from './testing/show.ts';

const rowsOf = (widget: Element) => findAll(widget, '.thread').map((row) => row.dataset.thread);
const statusOf = (widget: Element, id: string) => findAll(widget, `[data-thread="${id}"] .status p`).map(text);
const said = (widget: Element) => text(find(widget, '[role=status]'));

/** What the stream of changes tells. */
const change = (session: FakeSession, ...changes: object[]) =>
  session.server.last('/v1/changes').stream(changes.map((one, at) => ({ id: `${at}`, change: one })));

describe('<pt-correspondence>, the list', () => {
  before(messages);
  quiet();

  it('has what was not delivered first, then what is new, then by time; one sending stays together', async () => {
    const rows = rowsOf(await show(open()));
    expect(rows.slice(0, 3)).to.deep.equal(['rejected', 'thread-1', 'held']);
    expect(rows.slice(3)).to.deep.equal(['opened', 'taken', 'done', 'draft', 'delivered', 'sent', 'accepted', 'resending']);
  });

  it('says of each thread who, what, when and how it stands, and never that it was read', async () => {
    const widget = await show(open());
    const states = Object.fromEntries(summaries.map(({ id }) => [id, statusOf(widget, id)]));
    expect(states).to.deep.equal({
      'delivered': ['Leveret til modtagerens system'],
      'sent': ['Afsendt – kvittering mangler endnu'],
      'accepted': ['Ligger klar til afsendelse'],
      'resending': ['Sendes igen – kvittering mangler endnu'],
      'rejected': ['Ikke leveret'],
      'thread-1': ['Ny – ikke besvaret'],
      'opened': ['Åbnet, ikke besvaret'],
      'taken': ['I gang hos Bo Test'],
      'done': ['En anden enhed har svaret', 'Afsluttet'],
      'held': ['Skal afklares: er det dette barn?', 'Ny – ikke besvaret'],
      'draft': ['Kladde, ikke sendt', 'Åbnet, ikke besvaret'],
    });
    expect(text(find(widget, '.list'))).not.to.match(/\blæst\b|\bset\b/i);
    const row = text(find(widget, '[data-thread=thread-1]'));
    expect(row).to.match(
      /^Modtaget PPR i Korsbæk Anders Øvesen, psykolog Netværksmøde før sommerferien Psykiatri, social, handicap · 2 meddelelser · 1 fil /,
    );
    expect(text(find(widget, '[data-thread=sent]'))).to.match(/^Sendt .* Sendt til 2 modtagere samtidig/);
    expect(text(find(widget, '[data-thread=opened]'))).to.contain('Forløbskoordinering 2 meddelelser');
  });

  it('says a category and a state that it does not know as their text', async () => {
    const one = summary({
      id: 'odd',
      topic: 'x',
      category: 'brand-new',
      unread: 0,
      latest: { ...summary().latest, direction: 'out' },
      delivery: { state: 'odd', at: asOf },
    });
    const widget = await show(open([one]));
    expect(text(find(widget, '.thread'))).to.contain('brand-new');
    expect(statusOf(widget, 'odd')).to.deep.equal(['odd']);
  });

  it('is no empty list where the network is away: it says so, and what is here stays', async () => {
    const widget = await show(open([summary()], { state: 'partial', sources: [{ id: 'network', state: 'unavailable', asOf }] }));
    expect(text(find(widget, '.message'))).to.equal('Oplysningerne er ikke fuldstændige. Meddelelsesnettet svarer ikke lige nu. Prøv igen');
    expect(text(find(widget, '.note'))).to.match(/^Nye meddelelser kan være forsinkede/);
    expect(rowsOf(widget)).to.deep.equal(['thread-1']);
  });

  it('tells an empty list from a source that is down', async () => {
    expect(text(find(await show(open([])), '.message'))).to.equal('Ingen meddelelser at vise. Kilden svarede kl. 09.14.');
    unmount();
    const down = await show(open([], { state: 'unavailable' }));
    expect(text(find(down, '.message'))).to.match(/^Meddelelser kan ikke hentes lige nu. Vi ved derfor ikke, om der er meddelelser./);
  });

  it('says where the unit has its box, and opens the host’s own composer', async () => {
    const session = open([], { desk: elsewhere });
    const widget = await show(session);
    const words = 'I skriver og læser meddelelser i jeres eget system. De vises derfor ikke her.';
    expect(text(find(widget, '.message'))).to.equal(words);
    expect(said(widget)).to.equal('I skriver og læser meddelelser i jeres eget system.');
    const asked: object[] = [];
    session.set({ actions: { composeMessage: (event) => asked.push(event) } });
    buttonOf(widget, 'Skriv meddelelse').click();
    expect(asked).to.deep.equal([{ context: 'context-1' }]);
  });

  it('says whom to call where the unit has no box', async () => {
    const widget = await show(open([], { desk: nowhere }));
    expect(text(find(widget, '.message'))).to.equal(
      'Jeres enhed kan ikke skrive meddelelser herfra. Ring i stedet: Birgit Øvelsesen · Familieteam Vest 12 34 56 21 ' +
        'Telefontid: man–fre 9–12 Voksenområdet i Korsbæk Kommune 12 34 56 80',
    );
    expect(findAll(widget, 'button').map(text)).not.to.include('Skriv meddelelse');
  });

  it('lets one write where policy does, and says so where it does not', async () => {
    expect(text(buttonOf(await show(open()), 'Skriv meddelelse'))).to.equal('Skriv meddelelse');
    unmount();
    const widget = await show(open([summary()], { desk: { ...elsewhere, mailbox: 'gateway', reason: 'age' } }));
    expect(findAll(widget, 'button').map(text)).not.to.include('Skriv meddelelse');
    expect(text(find(widget, '.body'))).to.contain('Der kan ikke skrives meddelelser om barnet herfra.');
    expect(rowsOf(widget)).to.deep.equal(['thread-1']);
  });

  it('leaves the rows as they are while one writes, and opens the one that is pressed', async () => {
    const session = open();
    const widget = await show(session);
    const rows = findAll(widget, '.thread');
    buttonOf(widget, 'Skriv meddelelse').click();
    await until(() => findAll(widget, '.composer').length > 0);
    expect(findAll(widget, '.thread')).to.deep.equal(rows);
    find(widget, '[data-thread=opened] .open').click();
    await task();
    expect(session.server.to('/v1/threads/opened').length).to.equal(1);
  });

  it('fetches the next page, each thread once, and says when there are no more', async () => {
    const session = open([summary()], { next: 'c/2' });
    const widget = await show(session);
    buttonOf(widget, 'Vis flere').click();
    await task();
    const request = session.server.last('/v1/threads?cursor=c%2F2');
    expect(request.headers['Paa-Tvaers-Context']).to.equal('context-1');
    request.answer(200, {
      context: 'context-1',
      state: 'ok',
      items: [summary({ unread: 0 }), summary({ id: 'older', unread: 0 })],
      sources: [],
    });
    await until(() => rowsOf(widget).length === 2);
    expect(rowsOf(widget)).to.deep.equal(['thread-1', 'older']);
    expect(statusOf(widget, 'thread-1')).to.deep.equal(['Ny – ikke besvaret']);
    expect(findAll(widget, 'button').map(text)).not.to.include('Vis flere');
  });

  it('keeps the page where the next does not come, and lets it be asked for again', async () => {
    const session = open([summary()], { next: 'c' });
    const widget = await show(session);
    buttonOf(widget, 'Vis flere').click();
    await task();
    session.server.last('/v1/threads?cursor=c').fail();
    await until(() => findAll(widget, 'button').map(text).includes('Vis flere'));
    expect(rowsOf(widget)).to.deep.equal(['thread-1']);
  });

  it('reads again when something has come, and says it once, with a count', async () => {
    const session = open([summary()]);
    const widget = await show(session);
    const before = said(widget);
    expect(before).to.match(/^1 tråd · hentet/);
    change(session, { kind: 'message', context: 'context-1' });
    await until(() => session.calls.includes('retry threads'));
    session.set({ snapshots: { threads: threads([summary({ unread: 2 }), summary({ id: 'new' })]) } });
    expect(said(widget)).to.match(/^2 nye meddelelser, set kl. /);
    const once = said(widget);
    session.set({ snapshots: { threads: threads([summary({ unread: 2 }), summary({ id: 'new' })], { sources: [] }) } });
    expect(said(widget), 'nothing new').to.equal(once);
  });

  it('reads again once more where something came while it was being read', async () => {
    const session = open([summary()]);
    await show(session);
    const tell = change(session, { kind: 'receipt', context: 'context-1' });
    await until(() => session.calls.includes('retry threads'));
    const snapshot = threads([summary()]) as Extract<ReturnType<typeof threads>, { phase: 'loaded' }>;
    session.calls.length = 0;
    session.set({ snapshots: { threads: { ...snapshot, busy: true } } });
    tell([{ id: '3', change: { kind: 'message', context: 'context-1' } }]);
    await task();
    await task();
    expect(session.calls).to.deep.equal([]);
    session.set({ snapshots: { threads: { ...snapshot, busy: false } } });
    expect(session.calls).to.deep.equal(['retry threads']);
  });

  it('does not read again for another child’s change, and does for a reset', async () => {
    const session = open([summary()]);
    await show(session);
    change(session, { kind: 'message', context: 'context-2' }, { kind: 'message', thread: 'thread-1' }, { kind: 'reset' });
    await until(() => session.calls.length > 0);
    expect(session.calls).to.deep.equal(['retry threads']);
  });

  it('opens the stream once, and keeps it when it is moved on the page', async () => {
    const session = open();
    const widget = await show(session);
    const other = document.createElement('div');
    document.body.append(other);
    other.append(widget);
    await task();
    expect(session.server.to('/v1/changes').map(({ aborted }) => aborted)).to.deep.equal([false]);
    other.remove();
    await task();
    expect(session.server.last('/v1/changes').aborted).to.equal(true);
  });

  it('speaks English where the session does', async () => {
    const session = open();
    const widget = await show(session);
    session.set({ state: { phase: 'open', locale: 'en', opened: opened() } });
    await until(() => text(find(widget, '.body')).includes('Delivered to the receiver’s system'));
    await until(() => text(find(widget, 'h2')) === 'Messages');
    expect(find(widget, 'section').lang).to.equal('en');
  });
});
