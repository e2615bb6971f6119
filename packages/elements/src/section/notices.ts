import { html, nothing } from 'lit';
import type { SectionName, SectionSnapshot, Session, SessionState } from '../context/session.ts';
import { barred, close, ring, unknown } from '../icons/icons.ts';
import { clock, door, lock, pen, warn } from '../icons/notice-icons.ts';
import { daNotices } from '../text/da-notices.ts';
import { wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import { law } from './law.ts';
import { button, call, type Notice, sourceNames, unfold, type View, whyKey } from './parts.ts';

export { law };

const icons = { empty: ring, closed: close, covered: clock, expired: door };

/** What stands instead of all sections; `undefined` while a child is open or being opened. */
export function sessionNotice(words: Words, { phase, problem, misuse }: SessionState, session: Session | undefined): Notice | undefined {
  if (phase === 'open' || phase === 'opening') return undefined;
  const said = words.notices ?? daNotices;
  if (phase === 'misused') return { icon: warn, look: 'unknown', text: said.session.misused(misuse ?? '') };
  const resume = () => session?.resume();
  if (phase !== 'failed')
    return { icon: icons[phase], text: said.session[phase], action: phase === 'expired' ? button(said.resume, resume, true) : nothing };
  const { slug = '', trace } = problem ?? {};
  const known = Object.hasOwn(said.problem, slug) ? said.problem[slug] : undefined;
  const text = known ?? (refused.has(slug) ? said.refused : words.offline);
  return {
    icon: warn,
    look: 'unknown',
    text,
    action: html`${trace && html`<p class="small">${said.trace} <code>${trace}</code></p>`}${
      // Asking again helps where nothing was refused.
      (known && slug !== 'rate-limited') || text === said.refused ? nothing : button(words.retry, resume)
    }`,
  };
}

// The registration of the host's organisation does not allow it.
const refused = new Set(['organisation-mismatch', 'origin-not-allowed', 'context-foreign']);

/** What stands above a section's items, or in their place. */
export function sectionNotice(
  view: View,
  name: SectionName,
  { section, stale, busy }: Extract<SectionSnapshot<unknown>, { phase: 'loaded' }>,
): Notice | undefined {
  const { words, session, time, interaction } = view;
  const said = words.notices ?? daNotices;
  const { state, sources, reason = '', contact } = section;
  const those = (wanted: string) =>
    sourceNames(
      words,
      sources.filter((source) => source.state === wanted),
    );
  const silent = those('unavailable');
  const retry = button(busy ? said.retrying : words.retry, () => session.retry(name));
  if (stale) return { icon: clock, look: 'warn', text: said.stale(time), action: retry };
  switch (state) {
    case 'ok':
      return section.items.length ? undefined : { icon: ring, text: said.empty(name, time) };
    case 'partial':
      return { icon: warn, look: 'warn', text: said.partial(silent, those('partial'), time), action: retry };
    case 'unavailable':
      return {
        icon: unknown,
        look: 'unknown',
        text: reason === 'not-searchable' ? said.notSearchable(name) : said.unavailable(name, silent),
        action: section.retry ? retry : nothing,
      };
    case 'consent-needed':
      return { icon: pen, look: 'unknown', text: said.consent(name, wordFor(said.consentBy, section.consentBy ?? '')) };
    case 'blocked':
      return { icon: lock, text: said.blocked };
    default:
      if (reason !== 'age') {
        const key = whyKey(view);
        const action = html`${unfold(view, key, said.why, { boxed: true })}${interaction.isOpen(key) ? law(view, name, reason) : nothing}`;
        return { icon: barred, look: 'unknown', text: said.denied(name), action };
      }
      return contact
        ? { icon: barred, text: said.eighteen(contact.name), action: call(view, contact) }
        : { icon: barred, text: said.tooOld };
  }
}
