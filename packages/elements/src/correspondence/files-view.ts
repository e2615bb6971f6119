import { fileTypes } from '@paa-tvaers/contract/reader';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons/icons.ts';
import { clip } from '../icons/mail-icons.ts';
import type { Content } from '../section/parts.ts';
import { wordFor } from '../text/format.ts';
import { type Composing, errorOf, line } from './composer-parts.ts';
import type { Attached } from './files.ts';
import { sizeWords } from './message.ts';

/** What goes with the text: files by pick, drop and paste, and links. */
export function fileFields(composing: Composing): TemplateResult {
  const { writing, said, still } = composing;
  const { files, fields } = writing;
  const converted = fields.to.some(({ unit }) => unit.reach === 'converted');
  const pick = ({ target }: Event) => {
    const input = target as HTMLInputElement;
    writing.attach(input.files ?? []);
    // The same file may be picked again.
    input.value = '';
  };
  const choose = ({ currentTarget }: Event) =>
    ((currentTarget as Element).parentElement!.querySelector('input[type=file]') as HTMLElement).click();
  return html`<fieldset class="field" id="w-files" tabindex="-1">
    <legend>${said.attached}</legend>
    ${files.items.length ? html`<ul class="attached">${files.items.map((one) => attached(composing, one))}</ul>` : nothing}
    ${files.refused.map(({ name, is }) => html`<p class="error">${said.refused[is](name)}</p>`)}
    ${errorOf(composing, 'files')}
    ${
      still
        ? nothing
        : html`<p class="row">
            <input type="file" multiple hidden accept=${fileTypes.join(',')} aria-label=${said.attach} @change=${pick}>
            <button class="button" id="w-attach" part="button" type="button" aria-describedby="w-files-hint" @click=${choose}>${icon(clip)}${said.attach}</button>
            <button class="button" part="button" type="button" @click=${() => writing.link()}>${said.addLink}</button>
          </p>
          <p class="hint" id="w-files-hint">${said.attachHint} ${converted ? said.convertedHint : nothing}</p>`
    }
  </fieldset>`;
}

function attached(composing: Composing, one: Attached): TemplateResult {
  const { writing, said, still, view, types } = composing;
  const { files } = writing;
  const { id, title, url, state, size } = one;
  const change = (part: 'title' | 'url') => (value: string) => files.change(id, { [part]: value });
  const known = size === undefined ? '' : sizeWords(view.words.language, size);
  return html`<li>
    ${url === undefined ? nothing : line(composing, { at: `url-${id}`, label: said.url, value: url, most: 2000, input: change('url'), type: 'url', required: true })}
    ${line(composing, { at: `title-${id}`, label: said.title, value: title, most: 200, input: change('title'), required: url === undefined, optional: url !== undefined })}
    <div class="row">
      <p class="hint">${[wordFor(types, one.contentType ?? ''), known].filter(Boolean).join(', ')}</p>
      ${progress(composing, one)}
      ${
        still
          ? nothing
          : html`${state === 'failed' ? html`<button type="button" aria-label="${said.retry}: ${title}" @click=${() => files.retry(id)}>${said.retry}</button>` : nothing}
            <button type="button" aria-label="${onItsWay(one) ? said.cancel : said.remove}: ${title || url}" @click=${() => writing.detach(id)}>${
              onItsWay(one) ? said.cancel : said.remove
            }</button>`
      }
    </div>
  </li>`;
}

const onItsWay = ({ state }: Attached) => state === 'waiting' || state === 'moving';

function progress({ said }: Composing, { state, part, title, failure }: Attached): Content {
  if (state === 'waiting') return html`<p class="hint">${said.waiting}</p>`;
  const why: Readonly<Record<string, string>> = said.fileFailed;
  if (state === 'failed') return html`<p class="error">${why[failure!.slug] ?? said.fileLost}</p>`;
  if (state === 'here') return nothing;
  return html`<progress max="1" .value=${part} aria-label=${said.movingOf(title)}></progress>
    <span class="hint number">${said.moving(Math.round(part * 100))}</span>`;
}
