import { expect } from '@open-wc/testing';
import { messages, mount } from './testing/mount.ts';
import { themed } from './testing/themed.ts';
import { scenes } from './testing/scenes.ts';

describe('accessibility (axe, contrast included)', () => {
  before(messages);
  themed();

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
