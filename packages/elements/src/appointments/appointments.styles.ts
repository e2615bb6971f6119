import { css } from 'lit';

export const appointments = css`
  .rows {
    display: block;
  }
  .next {
    grid-template: "when where call" / 13em minmax(0, 1fr) 15.5em;
    border: 2px solid var(--_ink);
  }
  .next .when {
    grid-area: when;
  }
  .next .where {
    grid-area: where;
    border-inline-start: var(--_line);
  }
  .next .call {
    grid-area: call;
  }
  .next .day {
    font-size: 1.5em;
    font-weight: 700;
    line-height: 1.2;
  }
  .next .time {
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.2;
  }
  .next .unit {
    font-weight: 600;
  }
  .time {
    font-variant-numeric: tabular-nums;
  }
  ul + h3, .next + h3, .message + h3 {
    margin-top: .75em;
  }
  h3 {
    margin-bottom: .3em;
  }
  .row {
    display: grid;
    grid-template-columns: 20em minmax(0, 1fr) auto;
    gap: 0 1em;
  }
  .row .when {
    display: grid;
    grid-template-columns: minmax(0, 12em) minmax(0, 1fr);
    gap: 0 1em;
    align-content: start;
  }
  .note {
    margin-top: .6em;
  }

  @container (max-width: 52em) {
    .next {
      grid-template: "when call" "where call" / minmax(0, 1fr) 15.5em;
    }
    .next .where {
      padding-top: 0;
      border: 0;
    }
    .next .when {
      padding-bottom: .3em;
    }
    .row {
      grid-template-columns: 12em minmax(0, 1fr) auto;
    }
    .row .when {
      display: block;
    }
    .row .time {
      display: block;
    }
  }
  @container (max-width: 32em) {
    .row {
      display: block;
    }
    .phone {
      justify-content: flex-end;
    }
  }
`;
