import '../define.ts';
import { until } from '../../context/testing/page.ts';
import { FakeSession } from '../../section/testing/fake-session.ts';
import { find, findAll, mount as place } from '../../section/testing/mount.ts';
import { answer } from './fixtures.ts';

export const open = '/v1/inbox?state=open';

/** A widget on the page, in a session of its own with no child; what comes late has come. */
export async function mount({ width = 960, theme = '', session = new FakeSession() } = {}) {
  const widget = place('pt-inbox', session, { width, theme });
  await until(() => session.server.to(open).length > 0 && session.server.to('/v1/changes').length > 0);
  return { widget, session };
}

/** The same, with the list on it. */
export async function show(body: unknown = answer(), look?: Parameters<typeof mount>[0]) {
  const all = await mount(look);
  const { widget, session } = all;
  session.server.last(open).answer(200, body);
  await until(() => !findAll(widget, '.card').length);
  await widget.updateComplete;
  return all;
}

/** The row of a thread. */
export const rowOf = (widget: Element, thread: string) => find(widget, `[data-thread="${thread}"]`);
