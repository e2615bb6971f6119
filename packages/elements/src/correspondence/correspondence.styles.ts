import { css } from 'lit';

export const correspondence = css`
  .threads {
    display: block;
  }
  .thread {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 .65em;
    content-visibility: auto;
    contain-intrinsic-height: auto 6em;
  }
  .thread > * {
    grid-column: 2;
  }
  .thread > .icon {
    grid-area: 1 / 1;
  }
  .thread .open {
    color: inherit;
    font-weight: 600;
    text-align: start;
  }
  /* The whole row is the target. */
  .open::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .status p {
    display: flex;
    gap: .35em;
  }
  .whom {
    margin-top: .5em;
  }
  .whom + .phone {
    justify-content: start;
  }
  .failed {
    color: var(--pt-error, #ae2018);
  }
  .note {
    margin-top: .4em;
  }
  @container (width > 46em) {
    .thread {
      grid-template-columns: auto minmax(0, 10fr) minmax(0, 14fr) 7em minmax(0, 12fr);
    }
    .thread > *, .thread > .icon {
      grid-area: auto;
    }
  }
  @media (forced-colors: active) {
    .failed {
      color: inherit;
    }
  }
  @media print {
    .thread {
      content-visibility: visible;
    }
  }
`;
