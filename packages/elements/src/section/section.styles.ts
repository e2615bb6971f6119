import { css } from 'lit';
import { tokens } from '../theme/tokens.styles.ts';

const base = css`
  :host([hidden]), .print {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  h2, h3 {
    margin-bottom: .4em;
    font-size: 1.125em;
    line-height: 1.3;
  }
  h3 {
    margin: 0;
    font-size: 1em;
  }
  b, .name, .list h3 {
    font-weight: 600;
  }
  .small, .hours, footer {
    color: var(--_muted);
    font-size: .875em;
  }
  .hours, footer {
    font-size: .8125em;
  }
  ul {
    /* With "none" Safari no longer calls it a list. */
    list-style: '';
  }
  .icon {
    flex: none;
    width: 1.125em;
    height: 1.125em;
    margin-top: .1em;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .number {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  a, button {
    display: inline-flex;
    gap: .35em;
    align-items: center;
    min-width: 24px;
    min-height: 24px;
    border: 0;
    background: none;
    color: var(--_accent);
    font: inherit;
    text-decoration: underline var(--pt-border, 1px);
    text-underline-offset: .18em;
    cursor: pointer;
  }
  .button {
    min-height: 2em;
    margin-top: .4em;
    padding: .1em .7em;
    border: var(--_strong);
    border-radius: 4px;
    background: var(--_surface);
    font-size: .875em;
    font-weight: 600;
    text-decoration: none;
  }
  .filled {
    background: var(--_accent);
    color: var(--pt-on-accent, #fff);
  }
  :focus-visible {
    outline: 3px solid var(--pt-focus, var(--_ink));
    outline-offset: 2px;
    border-radius: 3px;
    box-shadow: 0 0 0 2px var(--pt-halo, var(--_surface));
  }

  header {
    border-bottom: 2px solid var(--_ink);
    background: var(--_surface);
  }
  header > * {
    padding: calc(.75 * var(--_space)) 1.25em;
  }
  .who {
    display: grid;
    grid-template: "name by close" "child by close" / minmax(14em, 1fr) fit-content(40%) auto;
    gap: 0 1.25em;
    align-items: center;
  }
  .who .name {
    grid-area: name;
    font-size: 1.375em;
    font-weight: 700;
    line-height: 1.2;
  }
  .child {
    grid-area: child;
  }
  .by {
    grid-area: by;
    text-align: end;
  }
  .who .button {
    grid-area: close;
    margin: 0;
  }
  .demo {
    padding: .2em;
    background: repeating-linear-gradient(135deg, #2b333a 0 10px, #3d4851 10px 20px);
    color: #fff;
    font-size: .875em;
    text-align: center;
  }
  .demo b {
    padding: 0 .6em;
    background: #2b333a;
  }
  .body {
    padding: var(--_space) 1.25em 1.25em;
  }

  .message, .card, .list {
    border: var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .message {
    display: flex;
    gap: .65em;
    padding: calc(.7 * var(--_space)) .9em;
    border: var(--_strong);
  }
  .warn {
    border-color: var(--_warn);
    border-left-width: 4px;
    background: var(--pt-warn-soft, #fff5e0);
  }
  .warn > .icon {
    color: var(--_warn);
  }
  .strong {
    margin: 0 1.25em .75em;
    border: 2px solid;
  }
  .unknown, .unknown > .call {
    border: var(--_dashed);
    background: none;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 15.5em;
  }
  .card > *, .list > * {
    padding: calc(.75 * var(--_space)) .9em;
  }
  .card > .call {
    border-width: 0 0 0 var(--pt-border, 1px);
  }
  .card, .message + ul {
    margin-top: .5em;
  }
  .call {
    border: var(--_line);
  }
  .name {
    font-size: 1.0625em;
    line-height: 1.25;
  }
  .phone {
    display: flex;
    gap: .2em;
    align-items: center;
    margin: .1em 0;
  }
  .phone a {
    font-size: 1.1875em;
    font-weight: 600;
    line-height: 1.3;
  }
  .phone .icon {
    width: 1em;
    height: 1em;
    margin: 0;
  }
  /* What is no plain number may be long. */
  .phone > .number {
    white-space: normal;
  }
  .copy {
    justify-content: center;
    min-width: 28px;
  }
  i {
    display: inline-block;
    width: 9em;
    height: .8em;
    border-radius: 3px;
    background: var(--pt-line, #d2d8de);
  }

  .list {
    display: flex;
    flex-wrap: wrap;
    overflow: hidden;
  }
  .list > * {
    flex: 1 1 13em;
    margin: calc(0px - var(--pt-border, 1px)) 0 0 calc(0px - var(--pt-border, 1px));
    border: var(--_line);
    border-width: var(--pt-border, 1px) 0 0 var(--pt-border, 1px);
  }

  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    justify-content: space-between;
    margin-top: .45em;
  }
  .why {
    width: 100%;
    max-width: 66ch;
  }
  .why p {
    margin-top: .5em;
  }

  /* Print has the whole band. */
  @media screen {
    :host([band=compact]) header:not(.print), :host([band=compact]) .who {
      display: flex;
      flex-wrap: wrap;
      gap: 0 .75em;
    }
    :host([band=compact]) header {
      padding: .25em 1.25em;
    }
    :host([band=compact]) header > * {
      margin: 0;
      padding: 0 .2em;
      border: 0;
    }
    :host([band=compact]) .who .name {
      font-size: 1em;
    }
    :host([band=compact]) :is(.by, .home, .who .button, .strong span) {
      display: none;
    }
  }
  @container (max-width: 40em) {
    .who {
      grid-template: "name close" "child child" "by by" / 1fr auto;
    }
    .who .name {
      font-size: 1.2em;
    }
    .by {
      text-align: start;
    }
  }
  @container (max-width: 32em) {
    .card {
      display: block;
    }
    .card > .call {
      border-width: var(--pt-border, 1px) 0 0;
    }
    .phone {
      justify-content: flex-end;
    }
  }
  @container (24em < width <= 32em) {
    .reach {
      flex-basis: 100%;
      display: grid;
      grid-template-columns: minmax(40%, 1fr) auto;
      gap: 0 .5em;
    }
    .phone {
      grid-area: 1 / 2 / span 4;
    }
  }
  @media (forced-colors: active) {
    .demo, .demo b {
      background: none;
    }
    .icon {
      color: inherit;
    }
    i {
      border: 1px solid;
    }
  }
  @media print {
    :host {
      --_surface: #fff;
      --_sunken: #fff;
      --_ink: #000;
      --_muted: #000;
      --_accent: #000;
      container-type: normal;
    }
    section {
      display: table;
      width: 100%;
    }
    header, header.print {
      display: table-header-group;
    }
    .print {
      display: block;
      border-bottom: 2px solid;
    }
    .demo {
      color: inherit;
    }
    header, .card, .message, .list > * {
      break-inside: avoid;
    }
    button {
      display: none;
    }
  }
`;

export const section = [tokens, base];
