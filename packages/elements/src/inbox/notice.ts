import { html, nothing } from 'lit';
import type { Session } from '../context/session.ts';
import { mail, ring, unknown } from '../icons/icons.ts';
import { clock, warn } from '../icons/notice-icons.ts';
import { barred } from '../icons/unseen-icons.ts';
import { sessionNotice } from '../section/notices.ts';
import { button, type Notice } from '../section/parts.ts';
import { daNotices } from '../text/da-notices.ts';
import { moment, wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import type { InboxWords } from './da.ts';
import type { InboxState, UnitInbox } from './unit-inbox.ts';

// The registration of the host's organisation, or the login, does not let anybody in; asking again does not help.
const refused = new Set(['organisation-mismatch', 'origin-not-allowed', 'context-foreign']);

/** What stands above the list, or in its place. */
export function inboxNotice(
  words: Words,
  said: InboxWords,
  state: InboxState,
  inbox: UnitInbox | undefined,
  session: Session | undefined,
): Notice | undefined {
  if (state.phase === 'loading') return undefined;
  if (state.phase === 'covered') return { icon: clock, text: said.covered };
  if (state.phase !== 'loaded') return sessionNotice(words, { locale: 'da', ...state }, session);
  if (!inbox) return undefined;

  const more = words.notices ?? daNotices;
  const { problem, stale, busy, pages } = state;
  const retry = button(busy ? more.retrying : words.retry, () => inbox.reload());
  const [page] = pages;
  const time = moment(words, new Date(inbox.at).toISOString());
  if (stale) return { icon: clock, look: 'warn', text: said.stale(time), action: retry };
  if (!page) {
    const { slug = '', trace } = problem ?? {};
    const known = Object.hasOwn(more.problem, slug) ? more.problem[slug] : undefined;
    const look = 'unknown';
    if (refused.has(slug)) return { icon: warn, look, text: more.refused };
    const number = trace && html`<p class="small">${more.trace} <code>${trace}</code></p>`;
    return {
      icon: unknown,
      look,
      text: known ?? said.unavailable,
      action: html`${number}${slug === 'assurance-too-low' ? nothing : retry}`,
    };
  }
  switch (page.state) {
    case 'ok':
    case 'partial':
      if (pages.some(({ state }) => state === 'partial')) return { icon: warn, look: 'warn', text: said.partial, action: retry };
      return page.items.length ? undefined : { icon: ring, text: said.empty[inbox.filter](time) };
    case 'denied': {
      const [first, rest] = said.denied;
      const why = page.reason && Object.hasOwn(more.reason, page.reason) && wordFor(more.reason, page.reason);
      return { icon: barred, look: 'unknown', text: why ? [first, `${rest} ${why}`] : said.denied };
    }
    case 'out-of-scope':
      return page.reason === 'mailbox-host' ? { icon: mail, text: said.host } : { icon: barred, text: said.none };
    default:
      return { icon: unknown, look: 'unknown', text: said.unavailable, action: page.retry ? retry : nothing };
  }
}
