import { css } from 'lit';

export const appointments = css`
  .rows {
    display: block;
  }
  h3 {
    margin: .75em 0 .3em;
  }
  .coming .day, .next .time, .next .unit {
    font-weight: 600;
  }
  .next {
    margin: 0;
    border: 2px solid var(--_ink);
  }
  .next .day {
    font-size: 1.5em;
    font-weight: 700;
    line-height: 1.2;
  }
  .next .time {
    font-size: 1.25em;
  }
  .next > .call, .row > .reach {
    grid-area: 1 / 2 / 3;
  }
  .row > .when {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
  }
  .note {
    margin-top: .6em;
  }

  @container (width > 32em) {
    .row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 13.7em;
      gap: 0 1em;
    }
  }
  @container (width > 60em) {
    .next {
      grid-template-columns: 26em minmax(0, 1fr) 15.5em;
    }
    .row {
      grid-template-columns: 25em minmax(0, 1fr) 13.7em;
    }
    .next > .call, .row > .reach {
      grid-area: 1 / 3;
    }
    .row > .when {
      display: grid;
      grid-template-columns: 14em 1fr;
      align-content: start;
    }
  }
`;
