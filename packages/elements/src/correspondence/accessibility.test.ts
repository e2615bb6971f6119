import { expect } from '@open-wc/testing';
import { until } from '../context/testing/page.ts';
import { brokenWords } from '../section/testing/broken-words.ts';
import { opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages } from '../section/testing/mount.ts';
import { themed } from '../section/testing/themed.ts';
import { elsewhere, full, long, nowhere, open, thread } from './testing/fixtures.ts';
import { show, showThread } from './testing/show.ts';

type Look = Parameters<typeof show>[1];

/** Every view of the widget that is not one of the frame's own states. */
const views: Record<string, (look?: Look) => Promise<Element>> = {
  'list': (look) => show(open(), look),
  'list, box elsewhere': (look) => show(open([], { desk: elsewhere }), look),
  'list, no box': (look) => show(open([], { desk: nowhere }), look),
  'list, more': (look) => show(open(undefined, { next: 'c' }), look),
  'thread': (look) => showThread(open(), thread(), look),
  'thread, everything unfolded': async (look) => {
    const widget = await showThread(open(), full, look);
    for (const unfold of findAll(widget, '[aria-expanded=false]')) unfold.click();
    return widget;
  },
  'thread, long': (look) => showThread(open(), long(30), look),
};

describe('<pt-correspondence>, accessibility (axe, contrast included)', () => {
  before(messages);
  themed();

  for (const [name, view] of Object.entries(views)) {
    it(`finds nothing: ${name}`, async () => {
      await expect(await view()).to.be.accessible();
    });
  }

  for (const theme of ['', 'dkfds', 'dark', 'high-contrast']) {
    for (const width of [960, 320]) {
      it(`finds nothing, and nothing is wider than the widget: ${theme || 'neutral'}, ${width} px`, async () => {
        for (const view of Object.values(views)) {
          const widget = await view({ theme, width });
          // What is not drawn has no background that axe could find.
          const drawn = new CSSStyleSheet();
          drawn.replaceSync('.text, .thread { content-visibility: visible !important }');
          widget.shadowRoot!.adoptedStyleSheets.push(drawn);
          for (const one of findAll(widget, '.body *'))
            expect(one.getBoundingClientRect().right, one.outerHTML.slice(0, 80)).to.be.at.most(widget.getBoundingClientRect().right);
          expect(widget.scrollWidth).to.be.at.most(width);
        }
        await expect(document.body).to.be.accessible({ ignoredRules: ['landmark-unique', 'region'] });
      });
    }
  }

  it('breaks no word in the middle: each view in 320 px, and the list beside what is being written', async () => {
    for (const view of Object.values(views)) expect(brokenWords(await view({ width: 320 }))).to.deep.equal([]);
    const widget = await show(open(), { width: 1000 });
    buttonOf(widget, 'Skriv meddelelse').click();
    await until(() => findAll(widget, '.composer').length > 0);
    expect(brokenWords(widget)).to.deep.equal([]);
  });

  it('has the list below the button, as wide as the widget', async () => {
    for (const width of [320, 480, 960]) {
      const widget = await show(open(), { width });
      const list = find(widget, '.list').getBoundingClientRect();
      expect(list.top).to.be.above(buttonOf(widget, 'Skriv meddelelse').getBoundingClientRect().bottom);
      expect(list.width).to.be.closeTo(find(widget, '.body').getBoundingClientRect().width - 40, 1);
    }
  });

  it('gives every target 24 px or more', async () => {
    const widget = await showThread(open(), full);
    for (const unfold of findAll(widget, '[aria-expanded=false]')) unfold.click();
    await customElements.whenDefined('pt-correspondence');
    for (const target of findAll(widget, 'a, button, input')) {
      const { width, height } = target.getBoundingClientRect();
      expect(Math.min(width, height), target.textContent ?? '').to.be.at.least(24);
    }
  });

  it('keeps every control in reach of the keyboard, and the row’s name on its button', async () => {
    const widget = await show(open(undefined, undefined, { opened: opened({ needBanner: false }) }));
    for (const row of findAll(widget, '.thread')) expect(row.querySelectorAll('button').length).to.equal(1);
    expect(findAll(widget, '[tabindex]').every((one) => one.tabIndex <= 0)).to.equal(true);
  });
});
