import { expect } from '@open-wc/testing';
import { until } from '../context/testing/page.ts';
import { brokenWords } from '../section/testing/broken-words.ts';
import { FakeSession } from '../section/testing/fake-session.ts';
import { findAll } from '../section/testing/mount.ts';
import { themed } from '../section/testing/themed.ts';
import { answer, item, items, without } from './testing/fixtures.ts';
import { mount, open, rowOf, show } from './testing/show.ts';

type Look = Parameters<typeof mount>[0];
const opening = () => {
  const session = new FakeSession();
  session.actions = { openChild: () => {} };
  return session;
};

/** Every state that the widget can be in, on the page when it resolves. */
const scenes: Record<string, (look: Look) => Promise<Element>> = {
  'loading': async (look) => (await mount(look)).widget,
  'ok': async (look) => (await show(answer(items, { next: 'c' }), { ...look, session: opening() })).widget,
  'long words': async (look) => {
    const long = 'Børneogungdomspsykiatrisk'.repeat(20);
    const one = item({
      child: { name: long, birthDate: '2014-05-05' },
      topic: long,
      parties: [long],
      task: { state: 'in-progress', assignee: { name: long, self: false } },
    });
    return (await show(answer([one], { unit: { sor: '1', name: long } }), { ...look, session: opening() })).widget;
  },
  'not saved': async (look) => {
    const { widget, session } = await show(answer(), look);
    rowOf(widget, 'thread-1').querySelector('button')!.click();
    await until(() => session.server.requests.some(({ method }) => method === 'PUT'));
    session.server.last('/v1/threads/thread-1/task', 'PUT').fail();
    await until(() => findAll(widget, '.acts .failed').length > 0);
    return widget;
  },
  'stale': async (look) => {
    const { widget, session } = await show(answer(), look);
    session.server.last('/v1/changes').stream([{ id: '1', change: { kind: 'reset' } }]);
    await until(() => session.server.to(open).length > 1);
    session.server.last(open).fail();
    await until(() => findAll(widget, '.message').length > 0);
    return widget;
  },
  'empty': (look) => told(answer([]), look),
  'partial': (look) => told(answer([item(), { thread: 1 } as never]), look),
  'denied': (look) => told(without('denied', { reason: 'function' }), look),
  'box in the host': (look) => told(without('out-of-scope', { reason: 'mailbox-host' }), look),
  'no box': (look) => told(without('out-of-scope', { reason: 'mailbox-none' }), look),
  'unavailable': (look) => told(without('unavailable', { retry: true }), look),
  'expired': async (look) => {
    const { widget, session } = await show(answer(), look);
    session.set({ state: { phase: 'expired', locale: 'da' } });
    return widget;
  },
  'covered': async (look) => {
    const { widget, session } = await show(answer(), look);
    session.gateway.asleep = true;
    session.set({});
    return widget;
  },
};

async function told(body: unknown, look: Look): Promise<Element> {
  const { widget } = await show(body, look);
  await until(() => findAll(widget, '.message').length > 0);
  return widget;
}

describe('<pt-inbox>, accessibility (axe, contrast included)', () => {
  themed();

  for (const [name, scene] of Object.entries(scenes))
    it(`finds nothing, and cuts nothing off at 320 px: ${name}`, async () => {
      const widget = await scene({ width: 320 });
      await expect(widget).to.be.accessible();
      if (name !== 'long words') expect(brokenWords(widget)).to.deep.equal([]);
      const { right } = widget.getBoundingClientRect();
      for (const element of findAll(widget, '.body *:not(.hidden)')) {
        const box = element.getBoundingClientRect();
        if (!element.closest('.hidden')) expect(box.right, `${element.localName}.${element.className}`).to.be.at.most(right + 1);
      }
      for (const button of findAll(widget, 'button')) {
        const { width, height } = button.getBoundingClientRect();
        expect(Math.min(width, height)).to.be.at.least(24);
      }
    });

  for (const theme of ['', 'dkfds', 'dark', 'high-contrast'])
    for (const width of [960, 320])
      it(`finds nothing in any state: ${theme || 'neutral'}, ${width} px`, async () => {
        for (const scene of Object.values(scenes)) await scene({ theme, width });
        // The same widget many times on one page has the same region name many times.
        await expect(document.body).to.be.accessible({ ignoredRules: ['landmark-unique', 'region'] });
      });
});
