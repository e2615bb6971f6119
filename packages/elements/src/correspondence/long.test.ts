import { expect } from '@open-wc/testing';
import { until } from '../context/testing/page.ts';
import { buttonOf, find, findAll, messages, text, unmount } from '../section/testing/mount.ts';
import { long, open, summary } from './testing/fixtures.ts';
import { show, showThread } from './testing/show.ts';

// How long tasks take is measured by `npm run bench`; here, that all is in the page, and that little of it is drawn.
describe('<pt-correspondence>, long', () => {
  before(messages);
  afterEach(unmount);

  it('unfolds 500 messages a few a frame, all of them there for a search in the page and a screen reader', async () => {
    const widget = await showThread(open(), long(500));
    const steps: number[] = [];
    const watch = new MutationObserver(() => steps.push(findAll(widget, '.text').length));
    watch.observe(find(widget, '.texts'), { childList: true });
    buttonOf(widget, 'Vis 480 tidligere meddelelser').click();
    await until(() => findAll(widget, '.text').length === 500);
    watch.disconnect();
    const grown = steps.map((now, at) => now - (steps[at - 1] ?? 20));
    expect(Math.max(...grown)).to.be.at.most(10);
    expect(text(find(widget, '.texts')).match(/Anders Øvesen/g)!.length).to.equal(500);
    expect(getComputedStyle(find(widget, '.text')).contentVisibility).to.equal('auto');
  });

  it('lists 500 threads, all in the page and few drawn', async () => {
    const widget = await show(open(Array.from({ length: 500 }, (_, at) => summary({ id: `t-${at}` }))));
    expect(findAll(widget, '.thread').length).to.equal(500);
    expect(getComputedStyle(find(widget, '.thread')).contentVisibility).to.equal('auto');
  });
});
