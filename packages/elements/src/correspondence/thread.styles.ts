import { css } from 'lit';

export const threadStyles = css`
  .write {
    float: inline-end;
    margin-bottom: .35em;
  }
  .write .button {
    margin: 0;
  }
  /* Beside the button, or below it where a word is too long for that; all else is below it. */
  .write ~ h2 {
    overflow-wrap: normal;
  }
  .write ~ :not(h2) {
    clear: both;
  }
  .thread-head {
    margin-bottom: .75em;
  }
  .thread-head h2 {
    font-size: 1.25em;
  }
  .thread-head .message {
    margin-top: .5em;
  }
  .thread-head :focus-visible, .text:focus-visible {
    outline-offset: 4px;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: .1em .9em;
    font-size: .875em;
  }
  dt, .hint, .receipt, .when {
    color: var(--_muted);
  }
  dd button {
    margin-inline-start: .5em;
  }
  .mark {
    display: flex;
    gap: .35em;
    margin-top: .3em;
    font-weight: 600;
  }
  .texts {
    list-style: '';
  }
  .text {
    margin-top: .75em;
    border: var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    content-visibility: auto;
    contain-intrinsic-height: auto 14em;
  }
  .text > * {
    padding: 6px 13px;
  }
  .text.own {
    background: var(--pt-soft, #e9f0f6);
  }
  .text-head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 .5em;
    align-items: baseline;
    border-bottom: var(--_line);
    font-size: .875em;
  }
  /* A long name breaks; the icon stays beside it. */
  .text-head h3 {
    max-width: calc(100% - 1.7em);
    font-size: 1.07em;
  }
  .text-head .icon {
    align-self: center;
    margin: 0;
  }
  .text-head .when {
    margin-inline-start: auto;
  }
  .written {
    max-width: 66ch;
    white-space: pre-wrap;
  }
  .signed, .receipt, .filing {
    border-top: var(--_line);
    font-size: .875em;
  }
  .receipt {
    display: flex;
    gap: .4em;
    font-size: .8125em;
  }
  .text > .message {
    margin: .6em;
    padding: .6em .75em;
  }
  .undelivered {
    border-color: var(--pt-error, #ae2018);
    border-inline-start-width: 4px;
    background: var(--pt-error-soft, #fdeceb);
  }
  .undelivered > .icon {
    color: var(--pt-error, #ae2018);
  }
  .file {
    display: flex;
    gap: .5em;
    align-items: center;
    margin: .3em .9em .6em;
    border: var(--_line);
    border-radius: 4px;
    background: var(--_surface);
    font-size: .875em;
  }
  .file > div {
    flex: 1;
  }
  .filing > div, .filing form {
    display: flex;
    flex-wrap: wrap;
    gap: .3em 1em;
    align-items: center;
  }
  .filing input {
    max-width: 100%;
    min-height: 2em;
    padding: .1em .5em;
    border: var(--_strong);
    border-radius: 4px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  .acts {
    display: flex;
    gap: .5em;
    margin-top: .5em;
  }
  .split {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5em;
    align-items: start;
  }
  @container (width > 56em) {
    .split {
      grid-template-columns: minmax(0, 6fr) minmax(0, 5fr);
    }
    /* The list goes by the width of its column. */
    .split > :first-child {
      container-type: inline-size;
    }
  }
  @media print {
    .text {
      content-visibility: visible;
    }
    .filing, .acts, .compose {
      display: none;
    }
  }
`;
