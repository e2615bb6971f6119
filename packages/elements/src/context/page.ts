import type { ChildSession } from './child-session.ts';

/** Tells the session when its page is hidden and when it is back, from the back-forward cache too. */
export function watchPage(page: Document, session: ChildSession): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  const look = () => (page.hidden ? session.hide() : session.show());
  page.addEventListener('visibilitychange', look, { signal });
  // A page that goes into the back-forward cache is covered before it is frozen.
  page.defaultView?.addEventListener('pagehide', () => session.hide(), { signal });
  page.defaultView?.addEventListener('pageshow', look, { signal });
  look();
  return () => watch.abort();
}
