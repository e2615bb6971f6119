import { expect } from '@open-wc/testing';
import { FakeSession } from '../section/testing/fake-session.ts';
import { contacts, loaded, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { directories } from '../section/testing/scenes.ts';

function show(items = contacts) {
  const session = new FakeSession();
  session.set({
    snapshots: { contacts: loaded(items, { sources: directories }) },
    state: { phase: 'open', locale: 'da', opened: opened() },
  });
  return mount('pt-contacts', session);
}

/** The page's clipboard, for one test. */
function withClipboard(clipboard: Pick<Clipboard, 'writeText'> | undefined): () => void {
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  return () => Reflect.deleteProperty(navigator, 'clipboard');
}

const copied = (widget: EventTarget) => new Promise<Event>((resolve) => widget.addEventListener('pt-copied', resolve, { once: true }));

describe('<pt-contacts>', () => {
  before(messages);
  quiet();

  it('says who, what for, the number, and the hours as they were given', () => {
    expect(findAll(show(), 'li').map(text)).to.deep.equal([
      'Modtagelsen, børn og unge Børne- og familieafdelingen · Korsbæk Kommune 12 34 56 20 Hele døgnet',
      'PPR i Korsbæk PPR · Korsbæk Kommune 12 34 56 10 Telefontid: man–tors 8.30–14, fre 8.30–12',
      'BUP Korsbæk Børne- og ungdomspsykiatrien 12 34 56 60 Telefontid: man–fre 8.30–11.30',
      'Lægehuset Prøvegade Egen læge Prøvegade 7, 0000 Korsbæk 12 34 56 70 Telefontid: man–fre 8–9, i øvrigt 9–15',
    ]);
  });

  it('names the person where one is known, and the municipality once', () => {
    const municipality = { code: '0998', name: 'Korsbæk Kommune' };
    const person = { name: 'Anders Øvesen', role: 'psykolog' };
    const widget = show([
      { party: 'ppr', municipality, contact: { level: 'caseworker', name: 'PPR i Korsbæk', person, phone: '12345611' } },
      { party: 'ppr', municipality, contact: { level: 'municipality', name: 'Korsbæk Kommune', phone: '12345600' } },
    ]);
    expect(findAll(widget, 'li .small').map(text)).to.deep.equal(['Anders Øvesen, psykolog · PPR · Korsbæk Kommune', 'PPR']);
  });

  it('names the sources in the source line', () => {
    expect(text(find(show(), 'footer > span'))).to.equal('Hentet kl. 09.14 fra FK Organisation og CPR-opslag');
  });

  it('links a number for calling, and names whom it calls', () => {
    const widget = show([{ party: 'ppr', contact: { level: 'subject-unit', name: 'PPR', phone: '+4512345610' } }]);
    const link = find<HTMLAnchorElement>(widget, '.phone a');
    expect(link.href).to.equal('tel:+4512345610');
    expect(link.getAttribute('aria-label')).to.equal('Ring til PPR, +4512345610');
    expect(text(link)).to.equal('+4512345610');
  });

  it('copies the number alone, says so in place and in the live region, and tells the host without content', async () => {
    const written: string[] = [];
    const restore = withClipboard({ writeText: async (content) => void written.push(content) });
    try {
      const widget = show();
      const told = copied(document);
      buttonOf(widget, 'Kopiér nummer 12 34 56 20').click();
      const event = await told;
      await widget.updateComplete;
      expect(written).to.deep.equal(['12345620']);
      expect(text(find(widget, '.phone'))).to.equal('12 34 56 20 Kopieret');
      expect(text(find(widget, '[role=status]'))).to.equal('Kopieret');
      expect(Object.keys(event).filter((key) => key !== 'isTrusted')).to.deep.equal([]);
      expect(event.composed && event.bubbles).to.equal(true);
    } finally {
      restore();
    }
  });

  for (const [why, clipboard] of [
    ['has no clipboard (http)', undefined],
    ['refuses', { writeText: () => Promise.reject(new DOMException('', 'NotAllowedError')) }],
  ] as const) {
    it(`marks the number for the user where the page ${why}`, async () => {
      const restore = withClipboard(clipboard);
      try {
        const widget = show();
        const told = copied(widget);
        buttonOf(widget, 'Kopiér nummer 12 34 56 20').click();
        await told;
        await widget.updateComplete;
        expect(text(find(widget, '.phone'))).to.equal('12 34 56 20 Markeret – tryk Ctrl+C');
        expect(text(find(widget, '[role=status]'))).to.equal('Markeret – tryk Ctrl+C');
      } finally {
        restore();
      }
    });
  }

  it('forgets what was copied when another child is opened', async () => {
    const restore = withClipboard({ writeText: async () => {} });
    try {
      const widget = show();
      const told = copied(widget);
      buttonOf(widget, 'Kopiér nummer 12 34 56 20').click();
      await told;
      (widget.session as FakeSession).set({ state: { phase: 'open', locale: 'da', opened: opened({ context: 'context-2' }) } });
      expect(text(find(widget, '.phone'))).to.equal('12 34 56 20');
    } finally {
      restore();
    }
  });
});
