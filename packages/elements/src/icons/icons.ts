import { html } from 'lit';

// A 20-unit grid, 1.6 stroke, round ends, drawn in currentColor.
const ring = 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0';
const paths = {
  involved: ring,
  none: ring,
  unknown:
    'M8.6 3.3a7 7 0 0 1 3.1 .1M13.7 4.3a7 7 0 0 1 2.1 2.2M16.7 8.6a7 7 0 0 1-.1 3.1M15.7 13.7a7 7 0 0 1-2.2 2.1M11.4 16.7a7 7 0 0 1-3.1-.1M6.3 15.7a7 7 0 0 1-2.1-2.2M3.3 11.4a7 7 0 0 1 .1-3.1M4.3 6.3a7 7 0 0 1 2.2-2.1M8.2 8.3c.1-1.1.9-1.7 1.9-1.7s1.8.7 1.8 1.6c0 1.3-1.8 1.3-1.8 2.7m0 2.1v.1',
  barred: `${ring}M5.4 14.6l9.2-9.2`,
  plug: 'm3 17 3-3M17 3l-3 3M6.2 8.8l5 5-1.5 1.5a3.5 3.5 0 0 1-5-5zm7.6 2.4-5-5 1.5-1.5a3.5 3.5 0 0 1 5 5z',
  lock: 'M4 9h12v8H4zm2.5 0V6.5a3.5 3.5 0 0 1 7 0V9',
  shield: 'M10 2.8 4 5v5c0 3.6 2.5 6.2 6 7.4 3.5-1.2 6-3.8 6-7.4V5z',
  pen: 'm4 13.5-.7 3.2 3.2-.7L16 6.5 13.5 4z',
  clock: `${ring}M10 6v4l2.7 1.7`,
  warn: 'M10 3 2.5 16.5h15zm0 5v4m0 2.2v.1',
  phone: 'M6.2 3.2 8 6.9 6.3 8.4c.9 2.1 2.5 3.8 4.6 4.9l1.6-1.7 3.9 1.7c.2 2-1 3.6-3 3.6C8.2 16.5 3 11 2.9 6.3c0-1.9 1.5-3.2 3.3-3.1z',
  copy: 'M7 7h9.5v9.5H7zm6 0V3H3v10h4',
  mail: 'M2.5 4.5h15v11h-15zm.5 1 7 5.5 7-5.5',
  check: 'm4 10.5 4 4 8.5-9',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  door: 'M8 6V3h8v14H8v-3m-5-4h8M8.5 7.5 11 10l-2.5 2.5',
};
export type Icon = keyof typeof paths;

/** Never alone where a word fits: hidden from assistive technology. */
export const icon = (name: Icon) =>
  html`<svg class="icon" viewBox="0 0 20 20" fill=${name === 'involved' ? 'currentColor' : 'none'} aria-hidden="true"><path d=${paths[name]}></path></svg>`;
