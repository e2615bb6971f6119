import type { ChildSession } from './child-session.ts';

/**
 * Tells the session when its page is hidden and when it is back. A page on its way into the
 * back-forward cache is covered before it is frozen, so that it is not thawed with a child on it.
 */
export function watchPage(page: Document, session: ChildSession): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  const look = (event?: Event) => (page.hidden || event?.type === 'pagehide' ? session.hide() : session.show());
  page.addEventListener('visibilitychange', look, { signal });
  for (const type of ['pagehide', 'pageshow']) page.defaultView?.addEventListener(type, look, { signal });
  look();
  return () => watch.abort();
}
