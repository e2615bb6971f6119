import type { Source } from '@paa-tvaers/contract';
import { html, nothing } from 'lit';
import type { SectionName, SectionSnapshot, Session, SessionState } from '../context/session.ts';
import { wordFor } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import { button, call, type Notice, type View } from './parts.ts';
import { why } from './why.ts';

const icons = { empty: 'none', closed: 'close', covered: 'clock', expired: 'door' } as const;

/** What stands instead of all sections; `undefined` while a child is open or being opened. */
export function sessionNotice(words: Words, { phase, problem, misuse }: SessionState, session: Session | undefined): Notice | undefined {
  if (phase === 'open' || phase === 'opening') return undefined;
  if (phase === 'misused') return { icon: 'warn', look: 'unknown', text: words.session.misused(misuse ?? '') };
  const resume = () => session?.resume();
  if (phase !== 'failed') return { icon: icons[phase], text: words.session[phase], action: phase === 'expired' ? button(words.resume, resume, true) : nothing };
  const { slug = '', trace } = problem ?? {};
  const known = Object.hasOwn(words.problem, slug) ? words.problem[slug] : undefined;
  const text = known ?? (refused.has(slug) ? words.refused : words.offline);
  return {
    icon: 'warn',
    look: 'unknown',
    text,
    action: html`${trace && html`<p class="small">${words.trace} <code>${trace}</code></p>`}${
      // Asking again helps where nothing was refused.
      (known && slug !== 'rate-limited') || text === words.refused ? nothing : button(words.retry, resume)
    }`,
  };
}

// The registration of the host's organisation does not allow it.
const refused = new Set(['organisation-mismatch', 'origin-not-allowed', 'context-foreign']);

/** "FK Organisation og SOR". */
export const sourceNames = (words: Words, sources: readonly Source[]) => [...new Set(sources.map(({ id }) => wordFor(words.source, id)))].join(words.and);

/** What stands above a section's items, or in their place. */
export function sectionNotice(
  view: View,
  name: SectionName,
  { section, stale, busy }: Extract<SectionSnapshot<unknown>, { phase: 'loaded' }>,
): Notice | undefined {
  const { words, session, time } = view;
  const { state, sources, reason = '', contact } = section;
  const those = (wanted: string) => sourceNames(words, sources.filter((source) => source.state === wanted));
  const silent = those('unavailable');
  const retry = button(busy ? words.retrying : words.retry, () => session.retry(name));
  if (stale) return { icon: 'clock', look: 'warn', text: words.stale(time), action: retry };
  switch (state) {
    case 'ok':
      return section.items.length ? undefined : { icon: 'none', text: words.empty(name, time) };
    case 'partial':
      return { icon: 'warn', look: 'warn', text: words.partial(silent, those('partial'), time), action: retry };
    case 'unavailable':
      return {
        icon: 'unknown',
        look: 'unknown',
        text: reason === 'not-searchable' ? words.notSearchable(name) : words.unavailable(name, silent),
        action: section.retry ? retry : nothing,
      };
    case 'consent-needed':
      return { icon: 'pen', look: 'unknown', text: words.consent(name, wordFor(words.consentBy, section.consentBy ?? '')) };
    case 'blocked':
      return { icon: 'lock', text: words.blocked };
    default:
      if (reason !== 'age') return { icon: 'barred', look: 'unknown', text: words.denied(name), action: why(view, name, reason) };
      return contact
        ? { icon: 'barred', text: words.eighteen(contact.name), action: call(view, contact) }
        : { icon: 'barred', text: words.tooOld };
  }
}
