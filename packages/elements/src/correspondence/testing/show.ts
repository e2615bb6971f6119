import '../define.ts';
import { until } from '../../context/testing/page.ts';
import type { PtElement } from '../../section/pt-element.ts';
import type { FakeSession } from '../../section/testing/fake-session.ts';
import { find, findAll, mount } from '../../section/testing/mount.ts';

/** A widget whose later modules have come, on the page. */
export async function show(session: FakeSession, look?: Parameters<typeof mount>[2]): Promise<PtElement> {
  const widget = mount('pt-correspondence', session, look);
  await until(() => session.server.to('/v1/changes').length > 0);
  await widget.updateComplete;
  return widget;
}

/** A widget with a thread open; `answer` is what the gateway says of it. */
export async function showThread(session: FakeSession, answer: unknown, look?: Parameters<typeof mount>[2]): Promise<PtElement> {
  const widget = await show(session, look);
  find<HTMLButtonElement>(widget, '[data-thread="thread-1"] .open').click();
  await until(() => session.server.to('/v1/threads/thread-1').length > 0);
  session.server.last('/v1/threads/thread-1').answer(200, answer);
  await until(() => findAll(widget, '.text').length > 0);
  await widget.updateComplete;
  return widget;
}
