import { expect } from '@open-wc/testing';
import { FakeSession } from '../section/testing/fake-session.ts';
import { family, loaded, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, messages, mount, text, unmount } from '../section/testing/mount.ts';

describe('language', () => {
  before(messages);
  afterEach(unmount);

  it('switches between Danish and English in place; a policy text without English stays Danish and says so', async () => {
    const session = new FakeSession();
    const state = { phase: 'open', opened: opened() } as const;
    session.set({ snapshots: { cases: loaded([family]) }, state: { ...state, locale: 'da' } });
    const widget = mount('pt-case-overview', session);
    expect(text(find(widget, 'h2'))).to.equal('Sager i kommunen');

    session.set({ state: { ...state, locale: 'en' } });
    // Fetched the first time; the words on the screen are Danish until then, and marked so.
    expect(find(widget, 'section').lang).to.equal('da');
    await new Promise<void>((resolve) => {
      const watch = new MutationObserver(() => {
        if (find(widget, 'section').lang !== 'en') return;
        watch.disconnect();
        resolve();
      });
      watch.observe(widget.shadowRoot!, { attributes: true, subtree: true });
    });
    expect(text(find(widget, 'h2'))).to.equal('Cases in the municipality');
    expect(text(find(widget, '.state'))).to.equal('Involved · 1 open case');
    expect(text(find(widget, 'footer > span'))).to.equal('2 cases · fetched at 09:14 from the case index (SF1470)');
    buttonOf(widget, 'Why may I see this?').click();
    await widget.updateComplete;
    expect(text(find(widget, '.why [lang=da]'))).to.contain('At der er en sag');
    expect(text(find(widget, '.why'))).to.contain('section 42 a of the Health Act');

    session.set({ state: { ...state, locale: 'da' } });
    expect(text(find(widget, 'h2'))).to.equal('Sager i kommunen');
  });
});
