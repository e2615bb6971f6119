import '../define.ts';
import { until } from '../../context/testing/page.ts';
import type { PtElement } from '../../section/pt-element.ts';
import { FakeSession } from '../../section/testing/fake-session.ts';
import { find, findAll } from '../../section/testing/mount.ts';
import { answer } from './fixtures.ts';

export const open = '/v1/inbox?state=open';

const frames = new Set<Element>();
let employees = 0;

/** A widget on the page, in a session of its own with no child; what comes late has come. Taken off by {@link unmount}. */
export async function mount({ width = 960, theme = '', session = new FakeSession() } = {}) {
  // One stream an employee: each session of a page has its own.
  const token = `token-${++employees}`;
  session.gateway.tokens.getToken = async () => token;
  const frame = document.createElement('div');
  frame.style.width = `${width}px`;
  if (theme) frame.dataset.ptTheme = theme;
  const widget = document.createElement('pt-inbox') as PtElement;
  widget.session = session;
  frame.append(widget);
  document.body.append(frame);
  frames.add(frame);
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

export function unmount(): void {
  for (const frame of frames) frame.remove();
  frames.clear();
}
