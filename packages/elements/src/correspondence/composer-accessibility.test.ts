import { expect } from '@open-wc/testing';
import { problemBody } from '../context/testing/fake-gateway.ts';
import { task, until } from '../context/testing/page.ts';
import { find, findAll, unmount } from '../section/testing/mount.ts';
import { themed } from '../section/testing/themed.ts';
import { compose, draft, FakeUpload, sentBody, type TestComposer, units } from './testing/composing.ts';
import { full, open, thread } from './testing/fixtures.ts';

type Look = Parameters<typeof compose>[2];

const saveAll = (session: ReturnType<typeof open>) => {
  for (const { method, route, answer } of session.server.requests)
    if (method === 'PUT' && route.startsWith('/v1/drafts/')) answer(200, { context: 'context-1', id: 'x', savedAt: draft().savedAt });
};
const posts = (session: ReturnType<typeof open>, route: string) => session.server.to(route, 'POST');
const click = (widget: TestComposer, selector: string) => find(widget, selector).click();
const whole = draft({
  to: [units.ppr, units.clinic],
  attachments: [
    { file: 'f-1', title: 'Brev' },
    { url: 'https://example.test', title: 'Vejledning' },
  ],
});

// As in section.styles.ts: 3 px wide, 2 px off.
const ring = 5;

/** Each state that a composer may be in. */
const states: Readonly<Record<string, (look: Look) => Promise<TestComposer>>> = {
  new: async (look) => {
    const session = open();
    const widget = await compose(session, {}, look);
    await until(() => posts(session, '/v1/recipients/search').length > 0);
    posts(session, '/v1/recipients/search')[0]!.answer(200, {
      context: 'context-1',
      state: 'partial',
      items: Object.values(units),
      more: true,
    });
    await task();
    find(widget, '#w-to').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
    return widget;
  },
  'a search that failed': async (look) => {
    const session = open();
    const widget = await compose(session, {}, look);
    await until(() => posts(session, '/v1/recipients/search').length > 0);
    posts(session, '/v1/recipients/search')[0]!.fail();
    await task();
    return widget;
  },
  wrong: async (look) => {
    const widget = await compose(open(), {}, look);
    click(widget, '#w-send');
    return widget;
  },
  reply: (look) => compose(open(), { kind: 'reply', thread: thread() }, look),
  forward: (look) => compose(open(), { kind: 'forward', thread: full }, look),
  'a draft that was there, with files': (look) => compose(open(), {}, { ...look, drafts: [whole] }),
  'a draft beside what is written': (look) =>
    compose(
      open(),
      {},
      {
        ...look,
        drafts: [whole],
        meanwhile: (widget) => {
          find<HTMLTextAreaElement>(widget, '#w-text').value = 'Nyt';
          find(widget, '#w-text').dispatchEvent(new Event('input'));
        },
      },
    ),
  'files on their way, one refused, and Send waits': async (look) => {
    const widget = await compose(open(), {}, { ...look, drafts: [whole] });
    const picker = find<HTMLInputElement>(widget, 'input[type=file]');
    const files = ['application/pdf', 'image/png', 'video/mp4'].map((type) => new File(['x'], 'Fil', { type }));
    Object.defineProperty(picker, 'files', { value: files });
    picker.dispatchEvent(new Event('change'));
    await until(() => FakeUpload.all.length > 0);
    FakeUpload.all[0]!.move(0.4);
    await widget.updateComplete;
    click(widget, '#w-send');
    return widget;
  },
  'some sent, and not all': async (look) => {
    const session = open();
    const widget = await compose(session, {}, { ...look, drafts: [whole] });
    click(widget, '#w-send');
    await until(() => posts(session, '/v1/threads').length > 0);
    posts(session, '/v1/threads')[0]!.answer(201, sentBody());
    await until(() => {
      saveAll(session);
      return posts(session, '/v1/threads').length > 1;
    });
    posts(session, '/v1/threads')[1]!.answer(503, problemBody('unavailable', 503));
    await until(() => findAll(widget, '#w-problem').length > 0);
    return widget;
  },
  'sent to all': async (look) => {
    const session = open();
    const widget = await compose(session, {}, { ...look, drafts: [whole] });
    click(widget, '#w-send');
    for (const count of [1, 2]) {
      await until(() => {
        saveAll(session);
        return posts(session, '/v1/threads').length >= count;
      });
      posts(session, '/v1/threads')
        .at(-1)!
        .answer(201, sentBody(`thread-${count}`));
    }
    await until(() => findAll(widget, '#w-sent').length > 0);
    return widget;
  },
  'thrown away': async (look) => {
    const widget = await compose(open(), {}, { ...look, drafts: [whole] });
    const drop = findAll(widget, 'button').find((button) => button.textContent === 'Slet kladde');
    drop!.click();
    return widget;
  },
};

describe('the composer’s accessibility (axe, contrast included)', () => {
  themed();
  beforeEach(FakeUpload.begin);
  afterEach(FakeUpload.end);

  for (const [name, state] of Object.entries(states)) {
    it(`finds nothing, and 320 px hold all of it: ${name}`, async () => {
      const widget = await state({ width: 320 });
      await widget.updateComplete;
      await expect(widget).to.be.accessible();
      expect(widget.scrollWidth).to.be.at.most(320);
      const wide = findAll(widget, '.composer *').filter((one) => !one.closest('.hidden') && one.getBoundingClientRect().right > 320.5);
      expect(wide.map(({ localName, className }) => `${localName}.${className}`)).to.deep.equal([]);
      const small = findAll(widget, 'button, a, input:not([type=checkbox]), select').filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width > 0 && (height < 23.5 || width < 23.5);
      });
      expect(small.map((one) => one.outerHTML)).to.deep.equal([]);
    });
  }

  it('keeps what is said of a field clear of its focus ring', async () => {
    for (const state of [states.wrong!, states['a draft that was there, with files']!]) {
      const widget = await state({ width: 320 });
      await widget.updateComplete;
      const below = findAll(widget, '.field > :is(input, select, textarea) + :is(.hint, .error)');
      const gaps = below.map((one) => one.getBoundingClientRect().top - one.previousElementSibling!.getBoundingClientRect().bottom);
      expect(gaps.length).to.be.at.least(2);
      expect(Math.min(...gaps)).to.be.at.least(ring);
    }
  });

  for (const theme of ['dkfds', 'dark', 'high-contrast']) {
    it(`finds nothing in any state: ${theme}, 720 px`, async () => {
      for (const state of Object.values(states)) {
        const widget = await state({ theme, width: 720 });
        await widget.updateComplete;
        await expect(widget).to.be.accessible();
        unmount();
        FakeUpload.all = [];
      }
    });
  }
});
