import { css } from 'lit';

/**
 * The neutral theme. Each token is read from a `--pt-…` property of the host's, which may stand on any
 * element around a widget; `themes.css` holds the other themes. Sizes follow the host's own font size.
 */
export const tokens = css`
  :host {
    --_surface: var(--pt-surface, #fff);
    --_sunken: var(--pt-sunken, #f4f6f7);
    --_ink: var(--pt-ink, #1a2128);
    --_muted: var(--pt-muted, #4d5965);
    --_line: var(--pt-border, 1px) solid var(--pt-line, #d2d8de);
    --_strong: var(--pt-border, 1px) solid var(--pt-line-strong, #77828d);
    --_dashed: var(--pt-border, 1px) dashed var(--pt-line-strong, #77828d);
    --_accent: var(--pt-accent, #1c4e7a);
    --_warn: var(--pt-warn, #855000);
    --_radius: var(--pt-radius, 6px);
    --_space: var(--pt-space, 1em);
    display: block;
    /* What is hidden but read aloud must not stretch a panel of the host's that scrolls. */
    position: relative;
    container-type: inline-size;
    overflow-wrap: anywhere;
    background: var(--_sunken);
    color: var(--_ink);
    font-size: var(--pt-size, 1em);
    font-weight: 400;
    line-height: 1.4;
    text-align: start;
  }
`;
