import { html, type TemplateResult } from 'lit';

// A 20-unit grid, 1.6 stroke, round ends, drawn in currentColor.
export const ring = 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0';
export const unknown =
  'M6.3 4.7a6.5 6.5 0 0 1 7.4 0m1.6 1.6a6.5 6.5 0 0 1 0 7.4m-1.6 1.6a6.5 6.5 0 0 1-7.4 0m-1.6-1.6a6.5 6.5 0 0 1 0-7.4M8 8.5a2 2 0 1 1 2 2v1m0 2v.1';
export const shield = 'M10 3 4 5v5c0 4 3 6 6 7 3-1 6-3 6-7V5z';
export const phone = 'M6 3 8 7 6.5 8.5a9 9 0 0 0 5 5L13 12l4 2c0 2-1 3-3 3C8 16.5 3 11.5 3 6c0-2 1-3 3-3z';
export const copy = 'M7 7h9.5v9.5H7zm6 0V3H3v10h4';
export const mail = 'M2.5 4.5h15v11h-15zm.5 1 7 5.5 7-5.5';
export const check = 'm4 10.5 4 4 8.5-9';
export const close = 'm5.5 5.5 9 9m0-9-9 9';

/** Never alone where a word fits: hidden from assistive technology. */
export const icon = (path: string, filled = false): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 20 20" fill=${filled ? 'currentColor' : 'none'} aria-hidden="true"><path d=${path}></path></svg>`;
