import type { Appointment } from '@paa-tvaers/contract';
import { expect } from '@open-wc/testing';
import { ChildSession } from '../context/child-session.ts';
import { appointmentsBody, FakeClock, FakeGateway, openedBody } from '../context/testing/fake-gateway.ts';
import { task } from '../context/testing/page.ts';
import { FakeSession } from '../section/testing/fake-session.ts';
import { asOf, loaded, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { scenes } from '../section/testing/scenes.ts';

const sources = [{ id: 'appointments', state: 'ok', asOf }] as const;
const ambulatory = { unit: 'BUP Korsbæk, ambulatoriet', address: 'Prøvevej 2', phone: '12345660', hours: 'Telefontid: man–fre 8.30–11.30' };

let now = '';
const realNow = Date.now;

/** The widget with these appointments, on Friday 12 June 2026 at 9.14. */
function show(items: readonly Appointment[], { width = 960, at = '2026-06-12T09:14:00+02:00' } = {}) {
  now = at;
  const session = new FakeSession();
  session.set({ snapshots: { appointments: loaded(items, { sources }) }, state: { phase: 'open', locale: 'da', opened: opened() } });
  return mount('pt-appointments', session, { width });
}

const one = (start: string, over: Partial<Appointment> = {}): Appointment => ({ id: start, start, ...over });
/** The first of a child's days: so many at 8 o'clock, one a day. */
const days = (count: number, first: string, over: Partial<Appointment> = {}) =>
  Array.from({ length: count }, (_, day) => one(new Date(Date.parse(first) + day * 86_400_000).toISOString().slice(0, 10), over));

/** The text of each appointment's day, in the order of the page. */
const shown = (widget: Element) => findAll(widget, '.day').map(text);
const headings = (widget: Element) => findAll(widget, 'h2, h3').map(text);

describe('<pt-appointments>', () => {
  before(messages);
  // The calendar file is a module that comes after the first rendering.
  before(async () => {
    const widget = show([one('2199-06-16', { calendar: true })]);
    while (!findAll(widget, '.next button').length) await task();
  });
  quiet();
  beforeEach(() => {
    Date.now = () => (now ? Date.parse(now) : realNow());
  });
  afterEach(() => {
    now = '';
    Date.now = realNow;
  });

  const summer = [
    one('2026-08-18', { ...ambulatory }),
    one('2026-05-07T13:15:00+02:00', { ...ambulatory, end: '2026-05-07T14:00:00+02:00' }),
    one('2026-06-16T10:30:00+02:00', { ...ambulatory, end: '2026-06-16T11:30:00+02:00', advisory: true, calendar: true }),
    one('2026-06-30T10:30:00+02:00', { ...ambulatory, end: '2026-06-30T11:30:00+02:00', calendar: true }),
    one('2026-05-29T09:00:00+02:00', { ...ambulatory, end: '2026-05-29T10:00:00+02:00' }),
  ];

  it('shows the next one first and large, then those that come, then those that are over, the latest first', () => {
    const widget = show(summer);
    expect(headings(widget)).to.deep.equal(['Næste aftale i børne- og ungdomspsykiatrien', 'Kommende', 'Tidligere']);
    expect(shown(widget)).to.deep.equal(['tirsdag 16. juni', 'tirsdag 30. juni', 'tirsdag 18. august', 'fredag 29. maj', 'torsdag 7. maj']);
    expect(text(find(widget, '.next'))).to.equal(
      'tirsdag 16. juni kl. 10.30–11.30 om 4 dage BUP Korsbæk, ambulatoriet Prøvevej 2 Tiden er vejledende Gem i kalender 12 34 56 60 Telefontid: man–fre 8.30–11.30',
    );
    const look = (selector: string) => {
      const { fontSize, fontWeight } = getComputedStyle(find(widget, selector));
      return [Number.parseFloat(fontSize) / Number.parseFloat(getComputedStyle(widget).fontSize), fontWeight];
    };
    expect(look('.next .day')).to.deep.equal([1.5, '700']);
    expect(look('.next .time')).to.deep.equal([1.25, '600']);
    expect(look('.coming .day')).to.deep.equal([1, '600']);
    expect(look('.earlier .day')).to.deep.equal([1, '400']);
    const thick = findAll(widget, '.body *').filter((element) => getComputedStyle(element).borderTopWidth === '2px');
    expect(thick.map(({ className }) => className)).to.deep.equal(['next card']);
  });

  it('says that nothing came, whatever the day: an appointment that is under way is still to come', () => {
    const widget = show([one('2026-06-12T09:00:00+02:00', { end: '2026-06-12T10:00:00+02:00' }), one('2026-06-12T08:00:00+02:00')]);
    expect(shown(widget)).to.deep.equal(['fredag 12. juni', 'fredag 12. juni']);
    expect(headings(widget)).to.not.contain('Tidligere');
    expect(text(find(widget, 'section'))).to.not.match(/mødt|afholdt|gennemført|udeble/i);
  });

  it('says that none is coming, and never that there is none', () => {
    const widget = show([one('2026-05-07T13:15:00+02:00', ambulatory)]);
    expect(text(find(widget, '.body > .message'))).to.equal('Ingen kommende aftaler at vise.');
    expect(headings(widget)).to.deep.equal(['Næste aftale i børne- og ungdomspsykiatrien', 'Tidligere']);
    expect(findAll(widget, '.next')).to.have.length(0);
  });

  it('shows the first 3 of those that are over, and the rest on request', async () => {
    const widget = show(days(5, '2026-05-01'));
    expect(text(find(widget, '.list > :last-child'))).to.equal('Viser 3 af 5 · Vis flere');
    expect(shown(widget)).to.deep.equal(['tirsdag 5. maj', 'mandag 4. maj', 'søndag 3. maj']);
    const button = buttonOf(widget, 'Vis flere');
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    button.focus();
    button.click();
    await widget.updateComplete;
    expect(shown(widget)).to.have.length(5);
    expect(text(find(widget, '.list > :last-child'))).to.equal('Viser 5 af 5 · Vis færre');
    expect(button.getAttribute('aria-expanded')).to.equal('true');
    expect(widget.shadowRoot?.activeElement, 'the focus stays').to.equal(button);
  });

  it('shows the first 10 of those that come after the next one', async () => {
    const widget = show(days(41, '2026-07-01'));
    expect(text(find(widget, '.list > :last-child'))).to.equal('Viser 10 af 40 · Vis flere');
    expect(shown(widget)).to.have.length(11);
    buttonOf(widget, 'Vis flere').click();
    await widget.updateComplete;
    expect(shown(widget)).to.have.length(41);
    expect(findAll(show(days(11, '2026-07-01')), '.list > .small')).to.have.length(0);
  });

  it('does not carry what was unfolded over to another child', async () => {
    const widget = show(days(5, '2026-05-01'));
    buttonOf(widget, 'Vis flere').click();
    await widget.updateComplete;
    (widget.session as FakeSession).set({ state: { phase: 'open', locale: 'da', opened: opened({ context: 'context-2' }) } });
    expect(buttonOf(widget, 'Vis flere').getAttribute('aria-expanded')).to.equal('false');
  });

  it('says what the source says of it, and nothing where it says nothing', () => {
    const full = one('2026-06-16T10:30:00+02:00', {
      ...ambulatory,
      place: 'Indgang B, 1. sal',
      movedFrom: '2026-06-09T09:00:00+02:00',
      advisory: true,
      series: 's-1',
      reason: 'Opfølgning',
    });
    expect(text(find(show([full]), '.next > :nth-child(2)'))).to.equal(
      'BUP Korsbæk, ambulatoriet Indgang B, 1. sal, Prøvevej 2 Flyttet fra tirsdag 9. juni kl. 09.00 Tiden er vejledende Del af en serie aftaler Årsag: Opfølgning',
    );
    expect(text(find(show([one('2026-06-16')]), '.next'))).to.equal('tirsdag 16. juni tidspunkt ikke oplyst om 4 dage Telefon ikke oplyst');
  });

  it('says a unit’s number where it first names the unit, and each number that differs', () => {
    const other = { ...ambulatory, phone: '12345661' };
    const widget = show([
      one('2026-06-16', ambulatory),
      one('2026-06-17', ambulatory),
      one('2026-06-18', other),
      one('2026-06-19', { unit: 'BUP Øveland', phone: '12345660' }),
      one('2026-06-01', ambulatory),
    ]);
    expect(
      findAll(widget, '.number')
        .map(text)
        .filter((number) => number.startsWith('12 ')),
    ).to.deep.equal(['12 34 56 60', '12 34 56 61', '12 34 56 60']);
    expect(find(widget, '.next .phone a').getAttribute('aria-label')).to.equal('Ring til BUP Korsbæk, ambulatoriet, 12 34 56 60');
    // With nothing to come the number stands in the first row that is there.
    expect(text(find(show([one('2026-06-01', ambulatory), one('2026-05-01', ambulatory)]), '.row .number:not(.time)'))).to.equal(
      '12 34 56 60',
    );
  });

  it('shows what cannot be read last, as it is, and offers no file of it', () => {
    const widget = show([one('i foråret', { calendar: true }), one('2026-06-16')]);
    expect(shown(widget)).to.deep.equal(['tirsdag 16. juni', 'i foråret']);
    expect(findAll(widget, '.row button')).to.have.length(0);
  });

  it('offers to save the next one and those that come, where the item says that it may be', () => {
    const may = { calendar: true };
    const widget = show([one('2026-06-16', may), one('2026-06-17', may), one('2026-06-18'), one('2026-06-01', may)]);
    expect(findAll(widget, '[aria-label^="Gem i kalender"]').map((button) => button.getAttribute('aria-label'))).to.deep.equal([
      'Gem i kalender, tirsdag 16. juni',
      'Gem i kalender, onsdag 17. juni',
    ]);
  });

  it('gives the file through a link that is there for the moment only, and that the page hears nothing of', async () => {
    const widget = show([one('2026-06-16T10:30:00+02:00', { ...ambulatory, calendar: true, reason: 'Opfølgning' })]);
    const { setTimeout: later } = window;
    const { createObjectURL, revokeObjectURL } = URL;
    const heard: string[] = [];
    const listen = (event: Event) => heard.push((event.composedPath()[0] as Element).localName);
    let blob: Blob | undefined;
    let saved: HTMLAnchorElement | undefined;
    const revoked: string[] = [];
    let wait: (() => void) | undefined;
    window.addEventListener('click', listen, true);
    URL.createObjectURL = (given: Blob) => {
      blob = given;
      return 'blob:made';
    };
    URL.revokeObjectURL = (url) => revoked.push(url);
    window.setTimeout = ((run: () => void) => {
      wait = run;
      return 0;
    }) as unknown as typeof setTimeout;
    const watch = new MutationObserver(() => {});
    watch.observe(widget.shadowRoot!, { childList: true });
    const stop = (event: Event) => {
      const link = event.target as HTMLAnchorElement;
      if (link.localName !== 'a') return;
      saved = link;
      event.preventDefault();
    };
    // Only inside the shadow root can it be seen.
    widget.shadowRoot!.addEventListener('click', stop, true);
    try {
      find<HTMLButtonElement>(widget, '[aria-label^="Gem i kalender"]').click();
      expect(saved?.download).to.equal('aftale.ics');
      expect(saved?.isConnected).to.equal(false);
      expect(watch.takeRecords().map(({ addedNodes, removedNodes }) => [addedNodes.length, removedNodes.length])).to.deep.equal([
        [1, 0],
        [0, 1],
      ]);
      expect(heard, 'the button’s own click').to.deep.equal(['button']);
      expect(blob?.type).to.equal('text/calendar;charset=utf-8');
      expect(await blob!.text()).to.match(/^BEGIN:VCALENDAR\r\n/);
      expect(await blob!.text()).to.not.match(/Opfølgning|Korsbæk|12345660|Josefine/);
      expect(revoked).to.deep.equal([]);
      wait!();
      expect(revoked).to.deep.equal(['blob:made']);
    } finally {
      window.removeEventListener('click', listen, true);
      Object.assign(URL, { createObjectURL, revokeObjectURL });
      window.setTimeout = later;
      watch.disconnect();
    }
  });

  it('shows the appointments, and offers no file, where the module that makes it cannot be fetched', async () => {
    const frame = document.createElement('iframe');
    const at = (path: string) => new URL(path, import.meta.url).href;
    const imports = { [at('./calendar.ts')]: 'data:text/javascript,throw new Error()' };
    frame.srcdoc = `<!doctype html><html lang="da"><title>.</title><script type="importmap">${JSON.stringify({ imports })}</script>
      <script type="module">
        import { mount } from '${at('../section/testing/mount.ts')}';
        import { scenes } from '${at('../section/testing/scenes.ts')}';
        const { tag, session } = scenes().appointments;
        const widget = mount(tag, session);
        await import('${at('./calendar.ts')}').catch(() => {});
        await widget.updateComplete;
        parent.postMessage('painted', '*');
      </script>`;
    const painted = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
    document.body.append(frame);
    try {
      await painted;
      const widget = frame.contentDocument!.querySelector('pt-appointments')!;
      expect(text(find(widget, '.next'))).to.contain('BUP Korsbæk, ambulatoriet');
      expect(findAll(widget, '[aria-label^="Gem i kalender"]')).to.have.length(0);
    } finally {
      frame.remove();
    }
  });

  it('says under the list what it shows and what it does not, and where there is none too', () => {
    const note =
      'Viser de aftaler, som regionen har opmærket som børne- og ungdomspsykiatri. En henvisning ses først, når der er givet en aftale.';
    for (const items of [summer, [one('2026-05-07')], []]) expect(text(find(show(items), '[part=note]'))).to.equal(note);
    for (const name of ['filtered', 'filtered, nothing left', 'partial, appointments']) {
      const { tag, session } = scenes()[name]!;
      expect(text(find(mount(tag, session), '[part=note]')), name).to.equal(note);
    }
    for (const name of ['unavailable, appointments', 'denied, appointments', 'appointments, loading', 'employee unknown']) {
      const { tag, session } = scenes()[name]!;
      expect(findAll(mount(tag, session), '[part=note]'), name).to.have.length(0);
    }
  });

  it('keeps what is there beside the word that something is blocked', () => {
    const { tag, session } = scenes().filtered!;
    const widget = mount(tag, session);
    expect(text(find(widget, '.message'))).to.contain('Noget er spærret for deling.');
    expect(shown(widget).length).to.be.greaterThan(3);
  });

  it('says how many, when and from where', () => {
    expect(text(find(show(summer), 'footer > span'))).to.equal('5 aftaler · hentet kl. 09.14 fra Aftaleoversigten');
    expect(text(find(show([one('2026-06-16')]), 'footer > span'))).to.contain('1 aftale ·');
  });

  it('says it in English', async () => {
    const { en } = await import('../text/en.ts');
    const widget = show(summer);
    (widget.session as FakeSession).set({ state: { phase: 'open', locale: 'en', opened: opened() } });
    while (find(widget, 'section').lang !== en.language) await task();
    expect(text(find(widget, '.next .when'))).to.equal('Tuesday 16 June 10:30–11:30 in 4 days');
    expect(headings(widget)).to.deep.equal(['Next appointment in child and adolescent psychiatry', 'Coming', 'Earlier']);
  });

  it('shows what comes from outside as text', () => {
    const html = '<img src=x onerror=alert(1)>';
    const item = { id: html, start: html, unit: html, place: html, address: html, phone: html, hours: html, reason: html, movedFrom: html };
    const widget = show([item]);
    expect(findAll(widget, 'img')).to.have.length(0);
    expect(text(find(widget, '.next')).split(html).length - 1).to.equal(8);
    expect(findAll(widget, '.next a'), 'no plain number, no link').to.have.length(0);
  });

  for (const width of [320, 400, 600, 1100]) {
    it(`cuts nothing off at ${width} px, and breaks neither a number nor a time`, () => {
      const { tag, session } = scenes()['appointments, long']!;
      const widget = mount(tag, session, { width });
      expect(widget.scrollWidth).to.be.at.most(width);
      for (const number of findAll(widget, '.phone .number'))
        expect(number.getBoundingClientRect().right, text(number)).to.be.at.most(widget.getBoundingClientRect().right);
      for (const block of findAll(widget, '.body p, .body h3')) {
        expect(block.scrollWidth, text(block).slice(0, 80)).to.be.at.most(Math.max(block.clientWidth, 1));
      }
      const dates = mount('pt-appointments', scenes().appointments!.session, { width });
      for (const time of findAll(dates, '.time, a .number')) if (text(time)) expect(time.getClientRects(), text(time)).to.have.length(1);
    });
  }

  it('puts the number at the right edge in a narrow panel, in a column of its own in a wide one', () => {
    const items = [one('2026-06-16', ambulatory), one('2026-06-17', { ...ambulatory, unit: 'BUP Øveland', phone: '12345661' })];
    for (const width of [320, 400]) {
      const widget = show(items, { width });
      const inside = find(widget, '.body').getBoundingClientRect().right;
      for (const copy of findAll(widget, '.copy')) {
        expect(inside - copy.getBoundingClientRect().right, `${width} px`).to.be.below(40);
      }
    }
    const left = findAll(show(items, { width: 1100 }), '.phone').map((phone) => phone.getBoundingClientRect().left);
    expect(left).to.have.length(2);
    expect(Math.abs(left[0]! - left[1]!)).to.be.below(2.5);
  });

  it('paints as soon as its own section is there, while another is on its way for ever', async () => {
    const clock = new FakeClock();
    const gateway = new FakeGateway();
    const session = new ChildSession(clock, gateway.fetch);
    const cpr = '1405141112';
    session.set({ apiUrl: 'https://gateway.test', purpose: 'casework', getToken: async () => 'token', child: { cpr } });
    session.connect(true);
    const [first, second] = ['pt-appointments', 'pt-school-info'].map((tag) => {
      const widget = document.createElement(tag) as ReturnType<typeof mount>;
      widget.session = session;
      document.body.append(widget);
      return widget;
    }) as [ReturnType<typeof mount>, ReturnType<typeof mount>];
    try {
      await task();
      gateway.last('/v1/contexts', 'POST').answer(200, openedBody('context-1', cpr, clock));
      await task();
      expect(text(find(first, '.body'))).to.contain('Henter aftaler …');
      expect(text(find(second, '.body'))).to.contain('Henter skole eller dagtilbud …');
      gateway.last('/v1/appointments').answer(200, appointmentsBody('context-1', cpr));
      await task();
      expect(text(find(first, '.next'))).to.contain(`Enhed ${cpr}`);
      expect(text(find(second, '.body'))).to.contain('Henter skole eller dagtilbud …');
      expect(gateway.to('/v1/school')).to.have.length(1);
    } finally {
      first.remove();
      second.remove();
      session.connect(false);
    }
  });

  it('gives every target 24 px or more', () => {
    const { tag, session } = scenes().appointments!;
    for (const target of findAll(mount(tag, session), 'a, button')) {
      const { width, height } = target.getBoundingClientRect();
      expect(Math.min(width, height), text(target)).to.be.at.least(24);
    }
  });
});
