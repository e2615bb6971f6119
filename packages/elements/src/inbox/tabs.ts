import { html, type TemplateResult } from 'lit';
import type { InboxWords } from './da.ts';
import { type InboxFilter, inboxFilters } from './unit-inbox.ts';

/**
 * Which threads are shown. Arrows, Home and End move between the tabs, and Enter or Space chooses: what is chosen has
 * to be fetched, so that moving alone fetches nothing.
 */
export function tabs(said: InboxWords, shown: InboxFilter, choose: (filter: InboxFilter) => void): TemplateResult {
  const move = (event: KeyboardEvent) => {
    const all = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('[role=tab]')];
    const at = all.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${said.filters} @keydown=${move}>
    ${inboxFilters.map(
      (filter) => html`<button class="button" part="button" type="button" role="tab" id="tab-${filter}" aria-controls="threads"
        aria-selected=${filter === shown} tabindex=${filter === shown ? 0 : -1} @click=${() => choose(filter)}>${said.filter[filter]}</button>`,
    )}
  </div>`;
}
