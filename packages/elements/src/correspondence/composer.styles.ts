import { css } from 'lit';

export const styles = css`
  .composer {
    container-type: inline-size;
  }
  .field {
    min-width: 0;
    margin: 0 0 .9em;
    border: 0;
  }
  .composer > :is(.hint, .message) {
    margin-bottom: .9em;
  }
  .composer :is(label, legend, .label) {
    display: block;
    margin-bottom: .2em;
    font-size: .875em;
    font-weight: 600;
  }
  .hint {
    color: var(--_muted);
    font-size: .8125em;
    font-weight: 400;
  }
  /* Clear of the field's focus ring. */
  .field > :is(.hint, .error, .row) {
    margin-top: 6px;
  }
  .composer :is(input, select, textarea) {
    width: 100%;
    min-height: 2.25em;
    padding: .25em .5em;
    border: var(--_strong);
    border-radius: 4px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  .composer [readonly] {
    background: var(--_sunken);
  }
  /* WebKit lets a long choice stick out. */
  .composer select {
    contain: paint;
  }
  .composer textarea {
    display: block;
    resize: vertical;
  }
  .composer [aria-invalid] {
    border: 2px solid var(--pt-error, #ae2018);
  }
  .error {
    color: var(--pt-error, #ae2018);
    font-size: .875em;
    font-weight: 600;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: .4em .9em;
    align-items: center;
  }
  .row > * {
    margin: 0;
  }
  .row > label {
    margin: 0;
  }
  .row > select {
    flex: 1 1 14em;
    width: auto;
    min-width: 0;
  }
  .drafted, .busy {
    min-height: 2.8em;
  }
  .chosen > li, .attached > li {
    margin-bottom: .4em;
    padding: .5em .6em;
    border: var(--_strong);
    border-radius: 4px;
    background: var(--_surface);
  }
  .chosen .field, .attached .field {
    margin: .3em 0 0;
  }
  .unit {
    display: flex;
    gap: .5em;
    align-items: start;
  }
  .unit > :first-child {
    flex: 1;
  }
  .outcome {
    display: flex;
    gap: .3em;
    font-size: .875em;
    font-weight: 600;
  }
  .units {
    max-height: 18em;
    overflow-y: auto;
    border: var(--_strong);
    background: var(--_surface);
  }
  .units[hidden] {
    display: none;
  }
  .units > li {
    padding: .35em .6em;
    border-inline-start: 4px solid transparent;
    cursor: pointer;
  }
  .units > .active {
    border-color: var(--_accent);
    background: var(--_sunken);
    text-decoration: underline;
  }
  .units > [aria-disabled] {
    color: var(--_muted);
    cursor: default;
  }
  .signature {
    padding: .6em .75em;
    border: var(--_line);
    border-radius: 4px;
  }
  .composer .check {
    display: flex;
    gap: .5em;
    align-items: center;
    min-height: 24px;
    font-weight: 400;
  }
  .composer .check input {
    flex: none;
    width: 1.2em;
    min-height: 1.2em;
  }
  .wrong {
    margin-bottom: .9em;
    border: 2px solid var(--pt-error, #ae2018);
  }
  .problem {
    margin-bottom: .6em;
  }
  .last {
    margin-top: 1em;
    padding-top: .75em;
    border-top: 2px solid var(--_ink);
  }
  .last .row {
    margin-top: .5em;
  }
  .composer [aria-disabled=true].button {
    opacity: .7;
    cursor: default;
  }
  @container (width > 24em) {
    .signature {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 0 1em;
    }
    .signature > p {
      grid-column: 1 / 3;
    }
  }
  @media (forced-colors: active) {
    .units > .active {
      border-color: Highlight;
    }
    .error {
      color: inherit;
    }
  }
`;
