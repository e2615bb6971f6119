import { css } from 'lit';

export const appointments = css`
  .rows {
    display: block;
  }
  h3 {
    margin: .75em 0 .3em;
  }
  .row {
    display: grid;
    grid-template-columns: 25em minmax(0, 1fr) 13.7em;
    gap: 0 1em;
  }
  .when {
    display: grid;
    grid-template-columns: 13em 1fr;
    gap: 0 1em;
    align-content: start;
    font-variant-numeric: tabular-nums;
  }
  .coming .day, .next .time, .next .unit {
    font-weight: 600;
  }
  .next {
    grid-template-columns: 17em minmax(0, 1fr) 15.5em;
    gap: 0;
    margin: 0;
    border: 2px solid var(--_ink);
  }
  .next > .when {
    display: block;
    line-height: 1.2;
  }
  .next .day {
    font-size: 1.5em;
    font-weight: 700;
  }
  .next .time {
    margin: .1em 0 .3em;
    font-size: 1.25em;
  }
  .note {
    margin-top: .6em;
  }

  @container (width > 54em) {
    .next > .where {
      border-inline-start: var(--_line);
    }
  }
  @container (width <= 54em) {
    .row {
      grid-template-columns: 13em minmax(0, 1fr) auto;
    }
    .when {
      display: block;
    }
    .next {
      grid-template-columns: minmax(0, 1fr) 15.5em;
    }
    .next > .where {
      grid-row: 2;
      padding-top: 0;
    }
    .next > .call {
      grid-row: 1 / 3;
      grid-column: 2;
    }
  }
  @container (width <= 32em) {
    .row {
      display: block;
    }
    .phone {
      justify-content: flex-end;
    }
  }
`;
