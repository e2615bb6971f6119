import { css } from 'lit';
import { tokens } from '../theme/tokens.styles.ts';

const frame = css`
  :host([hidden]), .print {
    display: none;
  }
  * {
    margin: 0;
    padding: 0;
    box-sizing: border-box;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  h2 {
    margin-bottom: .4em;
    font-size: 1.125em;
    line-height: 1.3;
  }
  h3 {
    font-size: 1em;
    line-height: 1.3;
  }
  b {
    font-weight: 600;
  }
  .small, small, footer {
    color: var(--_muted);
    font-size: .875em;
  }
  .call .small, footer, small {
    font-size: .8125em;
  }
  .icon {
    flex: none;
    width: 1.125em;
    height: 1.125em;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -.2em;
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
    min-height: 2.1em;
    margin-top: .3em;
    padding: .1em .7em;
    border: var(--_strong);
    border-radius: 4px;
    background: var(--_surface);
    font-size: .875em;
    font-weight: 600;
    text-decoration: none;
  }
  .filled {
    border-color: var(--_accent);
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
    padding: .75em 1.25em;
  }
  header > div:not(.message) {
    display: flex;
    flex-wrap: wrap;
    gap: .25em 1.5em;
    align-items: center;
  }
  .child {
    margin-right: auto;
  }
  .child .name {
    font-size: 1.375em;
    font-weight: 700;
    line-height: 1.2;
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
    padding: 1em 1.25em 1.25em;
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

  .message {
    display: flex;
    gap: .65em;
    margin-bottom: .5em;
    padding: .7em .9em;
    border: var(--_strong);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .warn {
    border: var(--pt-border, 1px) solid var(--_warn);
    border-left-width: 4px;
    background: var(--pt-warn-soft, #fff5e0);
  }
  .warn > .icon {
    color: var(--_warn);
  }
  .strong {
    margin: 0 1.25em .75em;
    border: 2px solid var(--_ink);
  }

  ul {
    list-style: none;
  }
  .card, .list {
    border: var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 15.5em;
    margin-top: .5em;
  }
  .card > * {
    padding: .75em .9em;
  }
  .call {
    border-left: var(--_line);
  }
  .unknown, .unknown > .call {
    border: var(--_dashed);
    background: none;
  }
  .unknown > .call {
    border-width: 0 0 0 var(--pt-border, 1px);
  }
  .state {
    display: flex;
    gap: .4em;
  }
  .name {
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.25;
  }
  .phone {
    display: flex;
    align-items: center;
  }
  .phone a {
    font-size: 1.1875em;
    font-weight: 600;
  }
  .phone .icon {
    width: 1em;
    height: 1em;
  }
  .copy {
    justify-content: center;
    min-width: 28px;
  }
  i {
    display: block;
    width: 60%;
    height: .8em;
    margin: .4em 0;
    border-radius: 3px;
    background: var(--pt-line, #d2d8de);
  }
`;

export const section = [tokens, frame];
