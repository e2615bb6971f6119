import { html } from 'lit';

// A 20-unit grid, 1.6 stroke, round ends, drawn in currentColor.
export const ring = 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0';
export const unknown =
  'M8.6 3.3a7 7 0 0 1 3.1 .1M13.7 4.3a7 7 0 0 1 2.1 2.2M16.7 8.6a7 7 0 0 1-.1 3.1M15.7 13.7a7 7 0 0 1-2.2 2.1M11.4 16.7a7 7 0 0 1-3.1-.1M6.3 15.7a7 7 0 0 1-2.1-2.2M3.3 11.4a7 7 0 0 1 .1-3.1M4.3 6.3a7 7 0 0 1 2.2-2.1M8.2 8.3c.1-1.1.9-1.7 1.9-1.7s1.8.7 1.8 1.6c0 1.3-1.8 1.3-1.8 2.7m0 2.1v.1';
export const barred = `${ring}M5.4 14.6l9.2-9.2`;
export const plug = 'm3 17 3-3M17 3l-3 3M6.2 8.8l5 5-1.5 1.5a3.5 3.5 0 0 1-5-5zm7.6 2.4-5-5 1.5-1.5a3.5 3.5 0 0 1 5 5z';
export const shield = 'M10 2.8 4 5v5c0 3.6 2.5 6.2 6 7.4 3.5-1.2 6-3.8 6-7.4V5z';
export const phone =
  'M6.2 3.2 8 6.9 6.3 8.4c.9 2.1 2.5 3.8 4.6 4.9l1.6-1.7 3.9 1.7c.2 2-1 3.6-3 3.6C8.2 16.5 3 11 2.9 6.3c0-1.9 1.5-3.2 3.3-3.1z';
export const copy = 'M7 7h9.5v9.5H7zm6 0V3H3v10h4';
export const mail = 'M2.5 4.5h15v11h-15zm.5 1 7 5.5 7-5.5';
export const check = 'm4 10.5 4 4 8.5-9';
export const close = 'm5.5 5.5 9 9m0-9-9 9';

/** Never alone where a word fits: hidden from assistive technology. */
export const icon = (path: string, filled = false) =>
  html`<svg class="icon" viewBox="0 0 20 20" fill=${filled ? 'currentColor' : 'none'} aria-hidden="true"><path d=${path}></path></svg>`;
