import { html, nothing, type TemplateResult } from 'lit';
import { PtElement } from '../section/pt-element.ts';
import { section } from '../section/section.styles.ts';
import { wordsFor } from '../text/words.ts';
import { blankBand, childBand } from './child-band.ts';

/**
 * The band alone: which child this is, who looks and what for. For the top of a page with several
 * widgets, which then say it in a line each (`band="compact"`). Where there is no child it is empty: the
 * widgets beside it say why.
 *
 * @summary Which child the page shows, who looks and what for.
 * @status stable  @since 1.0
 * @attr context - The `name` of the `<pt-context>` to show, where it is not around the band.
 * @csspart band - All of it.
 * @csspart message - The notice of protected name and address.
 * @csspart button - "Luk barnet".
 * @cssproperty [--pt-surface=#fff] - Behind cards, band and buttons.
 * @cssproperty [--pt-sunken=#f4f6f7] - Behind the widget.
 * @cssproperty [--pt-ink=#1a2128] - Text.
 * @cssproperty [--pt-muted=#4d5965] - Secondary text.
 * @cssproperty [--pt-accent=#1c4e7a] - Links and buttons.
 * @cssproperty [--pt-on-accent=#fff] - Text on a filled button.
 * @cssproperty [--pt-line=#d2d8de] - Separators that carry no meaning.
 * @cssproperty [--pt-line-strong=#77828d] - Borders that carry meaning: buttons, messages, whatever is dashed.
 * @cssproperty [--pt-warn=#855000] - Line and icon of what may be incomplete or old.
 * @cssproperty [--pt-warn-soft=#fff5e0] - Behind what may be incomplete or old.
 * @cssproperty [--pt-focus=var(--pt-ink)] - The focus ring.
 * @cssproperty [--pt-halo=var(--pt-surface)] - Between the focus ring and the control.
 * @cssproperty [--pt-border=1px] - Width of lines.
 * @cssproperty [--pt-radius=6px] - Corners of cards and messages.
 * @cssproperty [--pt-size=1em] - Font size, from the host's own.
 * @cssproperty [--pt-space=1em] - The step that vertical spacing is counted in.
 * @cssstate empty - No child is set.
 * @cssstate opening - The child is being opened.
 * @cssstate open - A child is shown.
 * @cssstate closed - The child was closed.
 * @cssstate failed - The child could not be opened.
 * @cssstate expired - The user is logged out.
 * @cssstate covered - The page was hidden, and the child is not known to be open still.
 * @cssstate misused - The host's mistake.
 * @event {PtStateEvent} pt-state - The state changed; carries no content.
 */
export class PtChildBand extends PtElement {
  static override styles = section;

  override render(): TemplateResult {
    const { session, sessionState } = this;
    const { opened, phase, locale } = sessionState;
    const words = wordsFor(locale, () => this.requestUpdate());
    // Covered for a moment, the page is not to jump when the child is back.
    const outline = phase === 'opening' || phase === 'covered';
    return html`<section lang=${words.language}>${
      // Whoever puts it on the page wants it seen, also where the host names the child (`needBanner` false).
      opened ? childBand(words, { ...opened, needBanner: true }, '', () => session?.close()) : outline ? blankBand : nothing
    }</section>`;
  }
}
