import { expect } from '@open-wc/testing';
import { deepText, setHidden, task, until } from '../context/testing/page.ts';
import type { FakeSession } from '../section/testing/fake-session.ts';
import { opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text, unmount } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { full, long, message, open, summary, text as textOf, thread, threads } from './testing/fixtures.ts';
import { show, showThread } from './testing/show.ts';

const route = '/v1/threads/thread-1';
const cards = (widget: Element) => findAll(widget, '.text');
const card = (widget: Element, id: string) => find(widget, `[data-message="${id}"]`);
const noted = { context: 'context-1', at: '2026-03-02T08:00:00Z' };

describe('<pt-correspondence>, a thread', () => {
  before(messages);
  quiet();

  // The first test of this page: the module comes once.
  it('opens though it was pressed before the module for it had come', async () => {
    const session = open();
    const widget = mount('pt-correspondence', session);
    find(widget, '[data-thread="thread-1"] .open').click();
    expect(session.server.to('/v1/changes').length).to.equal(0);
    await until(() => session.server.to(route).length > 0);
  });

  it('says whom it is about, in full, and between whom', async () => {
    const widget = await showThread(open(), thread());
    expect(text(find(widget, '.thread-head h2'))).to.equal('Netværksmøde før sommerferien');
    expect(findAll(widget, '.thread-head dd').map(text)).to.deep.equal([
      'Psykiatri, social, handicap',
      'BUP Korsbæk og PPR i Korsbæk',
      'Josefine Testperson, 050514-9996',
      'Ingen har taget den Jeg tager den Afslut',
    ]);
    // Once in the thread, and once where only print shows it; no attribute holds it.
    expect(/="[^"]*050514-?9996/.test(widget.shadowRoot!.innerHTML)).to.equal(false);
    expect(text(find(widget, 'header .print'))).to.contain('Josefine Testperson · 050514-9996');
  });

  it('has each text with its own signature, and what has become of it', async () => {
    const widget = await showThread(open(), thread());
    const [mine, theirs] = cards(widget).map(text) as [string, string];
    expect(mine).to.match(
      /^BUP Korsbæk Sendt af jer · Ny meddelelse .* Til PPR i Korsbæk Kære PPR .* Ida Prøvelund · overlæge · BUP Korsbæk · 12 34 56 61 · .* kl\. 08\.49 Leveret til modtagerens system .*kl\. 08\.51 – ikke nødvendigvis læst/,
    );
    expect(theirs).to.match(
      /^PPR i Korsbæk Ny · Svar .* Att\. Ida Prøvelund, overlæge Tak for .* Anders Øvesen · psykolog · PPR i Korsbæk · 12 34 56 11/,
    );
    expect(theirs).to.match(/Dagsorden til netværksmøde PDF · 84\skB · Anders Øvesen, psykolog · oprettet .* Åbn/);
  });

  it('lets what did not come through be written once more, and nothing else', async () => {
    const widget = await showThread(open(), full);
    const again = (id: string) => [...card(widget, id).querySelectorAll('button')].find((button) => text(button) === 'Send igen');
    for (const { id, delivery } of full.messages) expect(!!again(id), id).to.equal(delivery?.state === 'rejected');
    again('m-4')!.click();
    await until(() => findAll(widget, '#w-text').length > 0);
    expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal(full.parts.at(-1)!.text);
  });

  it('says no other clock of a moment in UTC: that is how a gateway writes, and nobody’s place', async () => {
    const messages = thread().messages.map((one) => ({ ...one, at: '2026-06-12T07:05:00.000Z' }));
    const widget = await showThread(open(), thread({ messages }));
    expect(text(find(widget, '.text')))
      .to.contain('12. juni 2026 kl. 09.05')
      .and.not.to.contain('hos afsenderen');
  });

  it('says everything else that a thread may hold', async () => {
    const widget = await showThread(open(), full);
    const says = (id: string) => text(card(widget, id));
    expect(text(find(widget, '.thread-head'))).to.match(
      /Prioritet Hurtigst muligt .* 050514-9996, X-eCPR 050514-SPB1 Forløb forløb-1 Opgave I gang hos Ida Prøvelund Afslut Barnets nummer er ikke det samme i alle meddelelser\. .*En tekst er gengivet forskelligt/,
    );
    expect(text(find(widget, '.body'))).to.contain('2 tidligere meddelelser er nævnt, men er ikke kommet hertil.');
    expect(says('m-0')).to.contain('Hører til den tråd, der er sendt videre · Kendes kun fra gengivelsen i en anden meddelelse');
    expect(says('m-1')).to.contain('Videresendt').and.to.contain('kvittering mangler endnu').and.not.to.contain('Videresender meddelelsen');
    expect(says('m-2'))
      .to.contain('2. marts 2026 kl. 10.15 (kl. 09.15 hos afsenderen, UTC+00:00)')
      .and.to.contain('Modtaget 2. marts 2026 kl. 10.20');
    expect(says('m-2')).to.contain('En tilføjelse. Bo Test · PPR i Korsbæk · 12 34 56 99');
    expect(says('m-3'), 'two answers to one message').to.match(/Svar på meddelelsen fra BUP Korsbæk, .* · Afsender: Team Nord/);
    expect(says('m-3')).to.contain('Henvisning til example.test: https://example.test/vejledning?x=1');
    expect(card(widget, 'm-3').querySelectorAll('a').length).to.equal(0);
    expect(says('m-3'))
      .to.contain('Fil uden navn PNG-billede Filen er ikke her')
      .and.to.contain('Faktura PDF Filen er ikke vist, fordi der er fundet skadelig kode i den. Referat PDF Filen')
      .and.to.contain('Referat PDF Filen er ikke vist, fordi den ikke er den type, som afsenderen har angivet. Notat PDF')
      .and.to.contain('Notat PDF Filen er ikke her')
      .and.to.match(/Journaliseret .* af Bo Test, sag 26\/114/);
    expect(says('m-4')).to.match(
      /Ikke leveret\. Modtagerens system afviste meddelelsen kl\. .* Ring, eller send igen\. Modtagerens system skriver: Ukendt modtager Sendt igen 2 gange\./,
    );
    expect(says('m-6')).to.match(/Meddelelsen har ingen tekst\. Ligger klar til afsendelse\./);
    buttonOf(widget, 'Andet i meddelelserne').click();
    await widget.updateComplete;
    expect(text(find(widget, '.body'))).to.contain('Communication.note Internt');
  });

  it('shows markup and script as text', async () => {
    const nasty = '<img src=x onerror=alert(1)><b>fed</b>';
    const parts = [textOf('m-2', { text: nasty }), { id: 'l', kind: 'link', message: 'm-2', title: nasty, url: 'javascript:alert(1)' }];
    const widget = await showThread(open(), thread({ topic: nasty, parts }));
    expect(find(widget, '.thread-head h2').textContent).to.equal(nasty);
    expect(findAll(widget, 'img, .texts b b, a[href^=javascript]').length).to.equal(0);
    expect(find(widget, '.written').textContent).to.equal(nasty);
  });

  it('moves the focus to the thread, and back to its row', async () => {
    const widget = await showThread(open(), thread());
    expect(widget.shadowRoot!.activeElement?.matches('.thread-head h2')).to.equal(true);
    buttonOf(widget, 'Alle tråde').click();
    await until(() => !!widget.shadowRoot!.activeElement?.matches('.open'));
    expect(widget.shadowRoot!.activeElement!.closest('li')!.dataset.thread).to.equal('thread-1');
  });

  it('says that a thread is on its way, cannot be fetched, or is gone, and lets it be asked for again', async () => {
    const session = open();
    const widget = await show(session);
    find<HTMLButtonElement>(widget, '[data-thread="thread-1"] .open').click();
    await until(() => session.server.to(route).length > 0);
    expect(text(find(widget, '.body'))).to.contain('Henter meddelelserne …');
    session.server.last(route).fail();
    await until(() => findAll(widget, '.message').length > 0);
    expect(text(find(widget, '.message'))).to.equal('Meddelelserne kan ikke hentes lige nu. Listen virker stadig. Prøv igen');
    buttonOf(widget, 'Prøv igen').click();
    await task();
    session.server.last(route).answer(404, { type: 'urn:paa-tvaers:problem:not-found', title: 'x', status: 404, trace: 't' });
    await until(() => text(find(widget, '.message')).startsWith('Tråden'));
    expect(text(find(widget, '.message'))).to.equal('Tråden findes ikke længere her.');
  });

  it('opens the thread that the child was opened by', async () => {
    const session = open([summary()], {}, { opened: opened({ thread: 'thread-1' }) });
    const widget = await show(session);
    await until(() => session.server.to(route).length > 0);
    session.server.last(route).answer(200, thread());
    await until(() => cards(widget).length === 2);
  });

  it('reads the thread again when the list says that it has changed, and only then', async () => {
    const session = open([summary(), summary({ id: 'other' })]);
    const widget = await showThread(session, thread());
    const asked = () => session.server.to(route).length;
    const before = asked();
    session.set({ snapshots: { threads: threads([summary(), summary({ id: 'other', unread: 3 })]) } });
    await task();
    expect(asked()).to.equal(before);
    session.set({ snapshots: { threads: threads([summary({ messages: 3 }), summary({ id: 'other', unread: 3 })]) } });
    await until(() => asked() === before + 1);
    const more = thread();
    session.server.last(route).answer(200, { ...more, messages: [...more.messages, message({ id: 'm-9' })] });
    await until(() => cards(widget).length === 3);
  });

  describe('never the wrong child', () => {
    it('is gone in the very task in which another child is set', async () => {
      const session = open();
      const widget = await showThread(session, thread());
      session.set({ state: { phase: 'opening', locale: 'da' }, snapshots: {} });
      expect(deepText(widget)).not.to.match(/Josefine|050514|Netværksmøde|PPR i Korsbæk/);
    });

    it('is covered in the very task in which the page is hidden, and read again when it is back', async () => {
      const session = open();
      const widget = await showThread(session, thread());
      const { state } = session;
      const asked = session.server.to(route).length;
      session.set({ state: { phase: 'covered', locale: 'da' } });
      expect(deepText(widget)).not.to.match(/Josefine|050514|Netværksmøde/);
      session.set({ state });
      expect(cards(widget).length).to.equal(2);
      await until(() => session.server.to(route).length === asked + 1);
    });

    it('does not take a late answer for the child that is there now', async () => {
      const session = open();
      const widget = await show(session);
      session.server.honoursAbort = false;
      find<HTMLButtonElement>(widget, '[data-thread="thread-1"] .open').click();
      await until(() => session.server.to(route).length > 0);
      const late = session.server.last(route);
      session.set({
        state: { phase: 'open', locale: 'da', opened: opened({ context: 'context-2' }, { name: 'Bo Testperson' }) },
        snapshots: { threads: threads([summary({ id: 'bo' })], { context: 'context-2' }) },
      });
      late.answer(200, thread());
      for (let i = 0; i < 5; i++) await task();
      expect(findAll(widget, '.thread').map((row) => row.dataset.thread)).to.deep.equal(['bo']);
      expect(deepText(widget)).not.to.match(/Josefine|Kære PPR/);
    });

    it('ends the session where the thread that comes names another context', async () => {
      const session = open();
      const widget = await show(session);
      find<HTMLButtonElement>(widget, '[data-thread="thread-1"] .open').click();
      await until(() => session.server.to(route).length > 0);
      session.server.last(route).answer(200, thread({ context: 'context-2' }));
      await until(() => session.calls.includes('lose answer-foreign'));
      expect(deepText(widget)).not.to.match(/Josefine|Kære PPR/);
    });

    it('does not show a page of the list that comes late', async () => {
      const session = open([summary()], { next: 'c' });
      const widget = await show(session);
      session.server.honoursAbort = false;
      buttonOf(widget, 'Vis flere').click();
      await task();
      const late = session.server.last('/v1/threads?cursor=c');
      session.set({
        state: { phase: 'open', locale: 'da', opened: opened({ context: 'context-2' }) },
        snapshots: { threads: threads([]) },
      });
      late.answer(200, { context: 'context-1', state: 'ok', items: [summary({ id: 'late' })], sources: [] });
      for (let i = 0; i < 5; i++) await task();
      expect(findAll(widget, '.thread').length).to.equal(0);
    });
  });

  describe('seen', () => {
    const read = (session: FakeSession) => session.server.to(`${route}/read`, 'PUT');

    it('marks what is new as read once it has been in view for two seconds, and the list is read again', async () => {
      const session = open();
      card(await showThread(session, thread()), 'm-2').scrollIntoView();
      await until(() => read(session).length > 0);
      expect(read(session).map(({ body }) => body)).to.deep.equal([{ messages: ['m-2'] }]);
      session.calls.length = 0;
      read(session)[0]!.answer(200, noted);
      await until(() => session.calls.includes('retry threads'));
    });

    it('does not mark what was put away, hidden or held before that', async () => {
      const session = open();
      const widget = await showThread(session, full);
      buttonOf(widget, 'Alle tråde').click();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(read(session).length).to.equal(0);
      find<HTMLButtonElement>(widget, '[data-thread="thread-1"] .open').click();
      await task();
      session.server.last(route).answer(200, full);
      await until(() => cards(widget).length > 0);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(read(session).length, 'only a held one is new').to.equal(0);
    });

    it('does not count the time in which the page is hidden', async () => {
      const session = open();
      const widget = await showThread(session, thread());
      card(widget, 'm-2').scrollIntoView();
      const { state } = session;
      session.set({ state: { phase: 'covered', locale: 'da' } });
      setHidden(true);
      try {
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        expect(read(session).length).to.equal(0);
      } finally {
        setHidden(false);
      }
      session.set({ state });
      await until(() => session.server.to(route).length > 1);
      session.server.last(route).answer(200, thread());
      card(widget, 'm-2').scrollIntoView();
      await until(() => read(session).length > 0);
    });
  });

  describe('files', () => {
    const link = '/v1/attachments/f-1/link';
    let tabs: { closed: boolean; opener: unknown; went: string[]; close(): void; location: { replace(url: string): void } }[];
    const { open: realOpen } = window;
    beforeEach(() => {
      tabs = [];
    });
    afterEach(() => {
      window.open = realOpen;
    });
    const allowTabs = () => {
      window.open = () => {
        const went: string[] = [];
        const tab = {
          closed: false,
          opener: window as unknown,
          went,
          close() {
            tab.closed = true;
          },
          location: { replace: (url: string) => void went.push(url) },
        };
        tabs.push(tab);
        return tab as unknown as Window;
      };
    };

    it('opens a file in a tab of its own, in the click itself, and without a way back', async () => {
      allowTabs();
      const session = open();
      const widget = await showThread(session, thread());
      buttonOf(widget, 'Åbn Dagsorden til netværksmøde').click();
      expect(tabs.length).to.equal(1);
      await until(() => session.server.to(link, 'POST').length > 0);
      session.server
        .last(link, 'POST')
        .answer(201, { context: 'context-1', url: 'https://content.test/x', expires: new Date(Date.now() + 60_000).toISOString() });
      await until(() => tabs[0]!.went.length > 0);
      const { opener, closed, went } = tabs[0]!;
      expect([opener === null, closed, went]).to.deep.equal([true, false, ['https://content.test/x']]);
    });

    it('closes the tab where the link does not come, or leads to a script, and says so', async () => {
      allowTabs();
      const session = open();
      const widget = await showThread(session, thread());
      for (const url of ['', 'javascript:alert(1)']) {
        buttonOf(widget, 'Åbn Dagsorden til netværksmøde').click();
        const before = session.server.to(link, 'POST').length;
        await until(() => session.server.to(link, 'POST').length > before || before > tabs.length - 1);
        if (url) session.server.last(link, 'POST').answer(201, { context: 'context-1', url, expires: 'x' });
        else session.server.last(link, 'POST').fail();
        await until(() => tabs.at(-1)!.closed);
        await widget.updateComplete;
        expect(text(find(widget, '.file'))).to.contain('Filen kan ikke hentes lige nu. Prøv igen.');
        expect(tabs.at(-1)!.went).to.deep.equal([]);
      }
    });

    it('gives a link to press where no tab may be opened', async () => {
      window.open = () => null;
      const session = open();
      const widget = await showThread(session, thread());
      buttonOf(widget, 'Åbn Dagsorden til netværksmøde').click();
      await until(() => session.server.to(link, 'POST').length > 0);
      session.server
        .last(link, 'POST')
        .answer(201, { context: 'context-1', url: 'https://content.test/x', expires: new Date(Date.now() + 60_000).toISOString() });
      await until(() => findAll(widget, '.file a').length > 0);
      const anchor = find<HTMLAnchorElement>(widget, '.file a');
      expect([anchor.href, anchor.target, anchor.rel]).to.deep.equal(['https://content.test/x', '_blank', 'noopener noreferrer']);
    });
  });

  describe('filing', () => {
    const unfold = async (session: FakeSession) => {
      const widget = await showThread(session, thread());
      [...card(widget, 'm-2').querySelectorAll('button')].find((button) => text(button) === 'Journalisér')!.click();
      await widget.updateComplete;
      return widget;
    };

    for (const [format, label, type, name] of [
      ['pdf', 'Hent som PDF', 'application/pdf', 'meddelelse.pdf'],
      ['original', 'Hent originalen', 'application/fhir+xml', 'meddelelse.xml'],
    ] as const) {
      it(`saves the ${format} under a name that says nothing of the child`, async () => {
        const session = open();
        const widget = await unfold(session);
        const saved: string[] = [];
        const { createObjectURL } = URL;
        // A link to nothing: the browser of a test saves no file.
        URL.createObjectURL = (blob: Blob) => {
          saved.push(blob.type);
          return 'blob:made';
        };
        const note = ({ target }: Event) => {
          const { download } = target as HTMLAnchorElement;
          if (download) saved.push(download);
        };
        widget.shadowRoot!.addEventListener('click', note, true);
        buttonOf(widget, label).click();
        const path = `/v1/messages/m-2/document?format=${format}`;
        await until(() => session.server.to(path).length > 0);
        session.server.last(path).answer(200, new Blob(['%PDF'], { type }));
        await until(() => saved.length > 1);
        URL.createObjectURL = createObjectURL;
        expect(saved).to.deep.equal([type, name]);
      });
    }

    it('says that the document did not come', async () => {
      const session = open();
      const widget = await unfold(session);
      buttonOf(widget, 'Hent som PDF').click();
      const path = '/v1/messages/m-2/document?format=pdf';
      await until(() => session.server.to(path).length > 0);
      session.server.last(path).answer(503, '');
      await until(() => findAll(widget, '.filing [role=alert]').length > 0);
      expect(text(find(widget, '.filing [role=alert]'))).to.equal('Dokumentet kan ikke hentes lige nu. Prøv igen.');
    });

    it('is noted by hand, with where', async () => {
      const session = open();
      const widget = await unfold(session);
      find<HTMLInputElement>(widget, '.filing input').value = ' sag 26/114 ';
      buttonOf(widget, 'Markér som journaliseret').click();
      const path = '/v1/messages/m-2/filed';
      await until(() => session.server.to(path, 'PUT').length > 0);
      expect(session.server.last(path, 'PUT').body).to.deep.equal({ where: 'sag 26/114' });
      const before = session.server.to(route).length;
      session.server.last(path, 'PUT').answer(200, noted);
      await until(() => session.server.to(route).length > before);
    });

    it('is the host’s, where it has its own: it is given the document, and says where', async () => {
      const session = open();
      let given: Parameters<NonNullable<typeof session.actions.fileMessage>>[0] | undefined;
      session.set({
        actions: {
          fileMessage: async (event) => {
            given = event;
            return { where: 'journal 7' };
          },
        },
      });
      const widget = await unfold(session);
      expect(findAll(widget, '.filing input').length).to.equal(0);
      buttonOf(widget, 'Gem i journalen').click();
      const path = '/v1/messages/m-2/filed';
      await until(() => session.server.to(path, 'PUT').length > 0);
      expect(session.server.last(path, 'PUT').body).to.deep.equal({ where: 'journal 7' });
      expect({ ...given, document: undefined }).to.deep.equal({
        context: 'context-1',
        thread: 'thread-1',
        message: 'm-2',
        document: undefined,
      });
      const loading = given!.document('original');
      await until(() => session.server.to('/v1/messages/m-2/document?format=original').length > 0);
      session.server.last('/v1/messages/m-2/document?format=original').answer(200, 'x');
      expect(await (await loading).text()).to.equal('x');
    });

    it('notes nothing, and gives no document, once another child is there', async () => {
      const session = open();
      let given: Parameters<NonNullable<typeof session.actions.fileMessage>>[0] | undefined;
      let filed: (where: { where: string }) => void = () => {};
      const fileMessage: typeof session.actions.fileMessage = (event) => {
        given = event;
        return new Promise((resolve) => {
          filed = resolve;
        });
      };
      session.set({ actions: { fileMessage } });
      const widget = await unfold(session);
      buttonOf(widget, 'Gem i journalen').click();
      await until(() => !!given);
      session.set({
        state: { phase: 'open', locale: 'da', opened: opened({ context: 'context-2' }) },
        snapshots: { threads: threads([]) },
      });
      filed({ where: 'journal 7' });
      const refused = await given!.document('pdf').then(
        () => '',
        ({ message }: Error) => message,
      );
      expect(refused).to.equal('aborted');
      for (let i = 0; i < 5; i++) await task();
      expect(session.server.requests.filter(({ route }) => /filed|document/.test(route)).length).to.equal(0);
    });

    it('says that the host could not', async () => {
      const session = open();
      session.set({ actions: { fileMessage: () => Promise.reject(new Error('no')) } });
      const widget = await unfold(session);
      buttonOf(widget, 'Gem i journalen').click();
      await until(() => findAll(widget, '.filing [role=alert]').length > 0);
      expect(text(find(widget, '.filing [role=alert]'))).to.equal('Meddelelsen blev ikke gemt i journalen.');
      expect(session.server.to('/v1/messages/m-2/filed', 'PUT')).to.have.length(0);
    });
  });

  it('shows nothing of a held message before somebody has said whose it is', async () => {
    const session = open();
    const widget = await showThread(session, full);
    const held = card(widget, 'm-5');
    expect(text(held)).to.match(/CPR-nummer og navn passer ikke sammen\. .* I meddelelsen står: Josefine Prøvesen, 050514-9996/);
    buttonOf(widget, 'Den handler ikke om Josefine Testperson').click();
    const path = '/v1/messages/m-5/child';
    await until(() => session.server.to(path, 'PUT').length > 0);
    expect(session.server.last(path, 'PUT').body).to.deep.equal({ belongs: false });
    session.server.last(path, 'PUT').answer(200, noted);
    await until(() => text(card(widget, 'm-5')).includes('Noteret: den handler ikke om dette barn.'));
    expect(session.calls).to.include('retry threads');
  });

  it('says of a message with another child’s number that it has one, and nothing more', async () => {
    const messages = [message({ id: 'm-1' }), message({ id: 'm-2', held: true, unread: true })];
    const widget = await showThread(open(), thread({ messages, parts: [] }));
    expect(text(card(widget, 'm-2'))).to.contain('Meddelelsen har et andet barns CPR-nummer. Den vises ikke her. Ring til afsenderen.');
    expect(text(card(widget, 'm-2'))).to.not.contain('I meddelelsen står');
    expect(card(widget, 'm-2').querySelectorAll('button').length).to.equal(0);
  });

  it('takes a task, finishes it, and opens it again', async () => {
    const session = open();
    const widget = await showThread(session, thread());
    const path = `${route}/task`;
    for (const [label, body, after] of [
      [
        'Jeg tager den',
        { state: 'in-progress', assignee: 'self' },
        { state: 'in-progress', assignee: { name: 'Ida Prøvelund', self: true } },
      ],
      ['Afslut', { state: 'done' }, { state: 'done' }],
      ['Åbn igen', { state: 'new', assignee: null }, { state: 'new' }],
    ] as const) {
      const reads = session.server.to(route).length;
      buttonOf(widget, label).click();
      await until(() => JSON.stringify(session.server.to(path, 'PUT').at(-1)?.body) === JSON.stringify(body));
      session.server.last(path, 'PUT').answer(200, noted);
      await until(() => session.server.to(route).length > reads);
      session.server.last(route).answer(200, thread({ task: after }));
      await until(() => !findAll(widget, 'button').some((button) => text(button) === label));
    }
  });

  it('unfolds earlier messages, and never folds what is new', async () => {
    const session = open();
    const widget = await showThread(session, long(50));
    expect(cards(widget).length).to.equal(20);
    buttonOf(widget, 'Vis 30 tidligere meddelelser').click();
    await until(() => cards(widget).length === 50);
    expect(cards(widget).map((one) => one.dataset.message)).to.deep.equal(long(50).messages.map(({ id }) => id));
    unmount();
    const old = long(50);
    const [first, second, ...rest] = old.messages as [(typeof old.messages)[0], (typeof old.messages)[0], ...typeof old.messages];
    const again = await showThread(open(), { ...old, messages: [first, { ...second, unread: true }, ...rest] });
    expect(cards(again).length).to.equal(49);
  });
});
