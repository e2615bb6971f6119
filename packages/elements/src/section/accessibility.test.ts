import { expect } from '@open-wc/testing';
import { messages, mount, unmount } from './testing/mount.ts';
import { scenes } from './testing/scenes.ts';

const themes = document.createElement('link');
themes.rel = 'stylesheet';
themes.href = new URL('../theme/themes.css', import.meta.url).href;

describe('accessibility (axe, contrast included)', () => {
  before(messages);
  before(async () => {
    const loaded = new Promise((resolve) => themes.addEventListener('load', resolve, { once: true }));
    document.head.append(themes);
    document.title = 'På Tværs';
    document.documentElement.lang = 'da';
    await loaded;
  });
  after(() => themes.remove());
  afterEach(unmount);

  for (const name of Object.keys(scenes())) {
    it(`finds nothing: ${name}`, async () => {
      const { tag, session, band } = scenes()[name]!;
      const widget = mount(tag, session, { band });
      for (const unfold of widget.shadowRoot?.querySelectorAll<HTMLElement>('[aria-expanded=false]') ?? []) unfold.click();
      await widget.updateComplete;
      await expect(widget).to.be.accessible();
    });
  }

  for (const theme of ['', 'dkfds', 'dark', 'high-contrast']) {
    for (const width of [960, 320]) {
      it(`finds nothing in any state: ${theme || 'neutral'}, ${width} px`, async () => {
        for (const { tag, session, band } of Object.values(scenes())) mount(tag, session, { theme, width, band });
        // The same widget many times on one page has the same region name many times.
        await expect(document.body).to.be.accessible({ ignoredRules: ['landmark-unique', 'region'] });
      });
    }
  }

  it('would find a colour that is too weak', async () => {
    const { tag, session } = scenes().ok!;
    const widget = mount(tag, session);
    widget.style.setProperty('--pt-muted', '#b0b0b0');
    let found = false;
    try {
      await expect(widget).to.be.accessible();
    } catch (error) {
      found = String(error).includes('color-contrast');
    }
    expect(found).to.equal(true);
  });
});
