import { html, nothing } from 'lit';
import type { SectionName, SectionSnapshot, Session, SessionState } from '../context/session.ts';
import { close, ring, shield, unknown } from '../icons/icons.ts';
import { clock, door, lock, pen, warn } from '../icons/notice-icons.ts';
import { barred, plug } from '../icons/unseen-icons.ts';
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

/** Reasons that stand in the message itself, whatever the state. */
const reasons = { 'not-searchable': unknown, 'employee-unknown': unknown, 'not-connected': plug, protected: shield };

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
  const what = wordFor(words.what, name);
  const upper = what.charAt(0).toUpperCase() + what.slice(1);
  const doubt = said.doubt(name, what);
  const retry = button(busy ? said.retrying : words.retry, () => session.retry(name));
  if (stale) return { icon: clock, look: 'warn', text: said.stale(time), action: retry };
  if (!section.items.length && Object.hasOwn(reasons, reason)) {
    const because = reason as keyof typeof reasons;
    const source = sourceNames(words, sources) || wordFor(words.source, name);
    // Asking again does not help.
    return { icon: reasons[because], look: 'unknown', text: said.because[because](upper, doubt, source, name) };
  }
  switch (state) {
    case 'ok':
      return section.items.length ? undefined : { icon: ring, text: said.empty(what, time) };
    case 'partial': {
      const partly = those('partial');
      // Of a case that is kept back nothing is told, not even that it is.
      const filtered = name === 'appointments' && those('filtered') && !silent && !partly;
      const why = silent ? said.down(silent) : partly ? said.partly(partly, time) : filtered ? said.filtered : said.unread;
      // What is blocked stays blocked, however often one asks.
      return { icon: warn, look: 'warn', text: [said.incomplete, why], action: filtered ? nothing : retry };
    }
    case 'unavailable': {
      const text = silent ? ([said.down(silent), `${doubt} ${said.rest}`] as const) : ([said.unavailable(upper), doubt] as const);
      return { icon: unknown, look: 'unknown', text, action: section.retry ? retry : nothing };
    }
    case 'consent-needed':
      return { icon: pen, look: 'unknown', text: said.consent(what, wordFor(said.consentBy, section.consentBy ?? '')) };
    case 'blocked':
      return { icon: lock, text: said.blocked };
    default:
      if (reason !== 'age') {
        const key = whyKey(view);
        const action = html`${unfold(view, key, said.why, { boxed: true })}${interaction.isOpen(key) ? law(view, name, reason) : nothing}`;
        return { icon: barred, look: 'unknown', text: said.denied(upper), action };
      }
      return contact
        ? { icon: barred, text: said.eighteen(contact.name), action: call(view, contact) }
        : { icon: barred, text: said.tooOld };
  }
}
