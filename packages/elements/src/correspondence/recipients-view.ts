import type { MailUnit } from '@paa-tvaers/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { check, close as cross, icon } from '../icons/icons.ts';
import { warn } from '../icons/notice-icons.ts';
import { button } from '../section/parts.ts';
import { type Composing, described, errorOf, hintOf, isWrong, line } from './composer-parts.ts';
import type { Recipient } from './draft.ts';

// As many as a draft keeps.
const most = 50;

/** Whom it goes to: those that are chosen, each with its "Att.", and the search for more. */
export function recipientFields(composing: Composing): TemplateResult {
  const { writing, said, still } = composing;
  const { fields, adding, what } = writing;
  const { length } = fields.to;
  const searching = what.kind !== 'reply' && !still && (!length || adding);
  const more = what.kind === 'new' && length > 0 && length < most && !adding && !still;
  return html`<div class="field" role="group" aria-labelledby="w-to-label">
    <p class="label" id="w-to-label">${said.to}</p>
    ${length ? html`<ul class="chosen">${fields.to.map((one, at) => chosen(composing, one, at))}</ul>` : nothing}
    ${searching ? search(composing) : nothing}
    ${
      more
        ? html`<button class="button" id="w-several" part="button" type="button" @click=${() => writing.add()}>${said.several}</button>`
        : nothing
    }
    ${adding && length ? html`<p class="hint">${said.severalHint}</p>` : nothing} ${searching ? nothing : errorOf(composing, 'to')}
  </div>`;
}

function chosen(composing: Composing, { unit, attention }: Recipient, at: number): TemplateResult {
  const { writing, said, still } = composing;
  const { fields, what, sending } = writing;
  const outcome = sending.outcomes.get(unit.sor)?.state;
  const several = fields.to.length > 1;
  const input = (value: string) => writing.set({ to: fields.to.map((one, place) => (place === at ? { ...one, attention: value } : one)) });
  const fixed = still || what.kind === 'reply' || outcome === 'sent';
  return html`<li>
    <div class="unit">
      <p><b>${unit.name}</b> ${unit.organisation ?? ''} ${unit.reach === 'none' ? html`<span class="hint">${said.unreachable}</span>` : nothing}</p>
      ${several && outcome ? html`<p class="outcome">${mark(outcome)}${said.outcome[outcome]}</p>` : nothing}
      ${
        fixed
          ? nothing
          : html`<button class="copy" type="button" title=${said.remove} aria-label="${said.remove} ${unit.name}" @click=${() =>
              writing.remove(unit.sor)}>${icon(cross)}</button>`
      }
    </div>
    ${line(
      { ...composing, still: still || outcome === 'sent' },
      {
        at: `attention-${at}`,
        label: several ? said.attentionOf(unit.name) : said.attention,
        value: attention,
        most: 200,
        input,
        ...(at === 0 && { hint: said.attentionHint }),
        optional: true,
      },
    )}
  </li>`;
}

const mark = (outcome: string) => (outcome === 'sent' ? icon(check) : outcome === 'failed' ? icon(warn) : nothing);

function search(composing: Composing): TemplateResult {
  const { writing, said } = composing;
  const { search, fields } = writing;
  const { options, open, active } = search;
  const known = (unit: MailUnit) => fields.to.some((one) => one.unit.sor === unit.sor);
  const keys = (event: KeyboardEvent) => {
    const { key } = event;
    // As it stands now, which may be later than what is painted.
    const chosen = search.open && search.options[search.active];
    if (key === 'ArrowDown' || key === 'ArrowUp') search.step(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter' && chosen) writing.choose(chosen);
    else if (key === 'Escape' && search.open) search.hide();
    else if (key === 'Escape' && search.text) search.clear();
    else return;
    event.preventDefault();
    // The host's own dialog is not meant.
    event.stopPropagation();
  };
  return html`<input id="w-to" class="search" role="combobox" type="text" autocomplete="off" spellcheck="false" maxlength="100"
      aria-label=${said.to} aria-required="true" aria-autocomplete="list" aria-expanded=${open} aria-controls="w-units"
      aria-activedescendant=${open && options[active] ? `w-unit-${active}` : nothing}
      aria-invalid=${isWrong(composing, 'to')} aria-describedby=${described(composing, 'to', true)}
      .value=${search.text} @input=${(event: Event) => search.type((event.target as HTMLInputElement).value)}
      @focus=${() => search.show()} @click=${() => search.show()} @keydown=${keys}
      @blur=${() => {
        search.hide();
        writing.leave('to');
      }}>
    ${hintOf('to', said.toHint)}
    <ul class="units" id="w-units" role="listbox" aria-label=${said.units} ?hidden=${!open || !options.length}
      @pointerdown=${(event: Event) => event.preventDefault()}>
      ${open ? options.map((unit, at) => option(composing, unit, at, known(unit))) : nothing}
    </ul>
    ${
      search.failed
        ? html`<p>${said.searchFailed} ${button(said.retry, () => writing.searchAgain())}</p>`
        : open
          ? html`<p class="hint">${searchLine(composing)}</p>`
          : nothing
    }
    ${errorOf(composing, 'to')}`;
}

function option({ writing, said }: Composing, unit: MailUnit, at: number, known: boolean): TemplateResult {
  const { name, organisation, reach, ofChild } = unit;
  const off = known || reach === 'none';
  const notes = [organisation, ofChild && said.ofChild, reach === 'none' ? said.unreachable : known && said.chosen];
  // The input has the keys of the whole list.
  // eslint-disable-next-line lit-a11y/click-events-have-key-events
  return html`<li id="w-unit-${at}" role="option" class=${at === writing.search.active ? 'active' : ''} aria-selected=${
    at === writing.search.active
  } aria-disabled=${off ? 'true' : nothing} @click=${() => writing.choose(unit)}>
    <b>${name}</b> <span class="small">${notes.filter(Boolean).join(' · ')}</span></li>`;
}

/** How the search stands; it is read aloud too. */
export function searchLine({ writing, said }: Composing): string {
  const { found, failed, busy, options } = writing.search;
  if (busy) return said.searching;
  if (failed) return said.searchFailed;
  if (!found) return '';
  return [said.found(options.length), found.state === 'partial' && said.searchPartly, found.more && said.moreFound]
    .filter(Boolean)
    .join(' · ');
}
